"""Safe outputs: nothing a student's code displays may act in the teacher's browser.

Formgrader shows graded copies as HTML under the teacher's login, where a script could rewrite every grade.
"""

from __future__ import annotations

import html
import re
from typing import Any

from nbformat.notebooknode import NotebookNode

_BLOCKS = re.compile(r"<(style|script)\b.*?(</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_ACTS = re.compile(
    r"<\s*(script|iframe|object|embed|form|svg|math|meta|link|base|style)\b|\bon\w+\s*=|javascript\s*:|data\s*:\s*text/html",
    re.IGNORECASE,
)
_ADDRESSES = ("javascript:", "vbscript:", "data:text/html")
_FENCE = re.compile(r"`+|~+")
_MARKUP = ("text/html", "text/markdown")
_PICTURES = ("image/png", "image/jpeg", "image/gif")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_SHOWN = {
    *_MARKUP,
    "text/plain",
    "text/latex",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/svg+xml",
    "application/json",
}
"""What a graded copy keeps. JavaScript and live widgets need a page that runs them; their text/plain stays."""

_TAGS = (
    *(
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
    ),
    *(
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
    ),
    *(
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
    ),
    *("th", "thead", "tr", "tt", "u", "ul", "var"),
)
_ATTRIBUTES = {
    "*": ["class", "dir", "id", "lang", "style", "title"],
    "a": ["href"],
    "img": ["alt", "height", "src", "width"],
    "ol": ["start"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan", "scope"],
}


def make_safe(output: dict[str, Any]) -> dict[str, Any]:
    """The output without anything that could act in a page."""
    data = output.get("data")
    if not isinstance(data, dict):
        return output
    kept = {kind: value for kind, value in data.items() if kind in _SHOWN}
    for kind in _MARKUP:
        if kind in kept:
            text = _text(kept[kind])
            kept[kind] = _clean(_BLOCKS.sub("", text)) if "<" in text else text
    if "image/svg+xml" in kept and _acts_in_picture(_text(kept["image/svg+xml"])):
        del kept["image/svg+xml"]
    if "text/markdown" in kept and _leads_to_script(_text(kept["text/markdown"])):
        del kept["text/markdown"]
    for kind in _PICTURES:
        if kind in kept and not _BASE64.fullmatch(_text(kept[kind])):
            del kept[kind]
    return {**output, "data": kept or {"text/plain": ""}, "metadata": _sizes(output.get("metadata"))}


def make_text_safe(cell: NotebookNode) -> None:
    """A student's own Markdown may hold HTML too; where it could act, it is cleaned, or shown as it was written."""
    if cell.cell_type != "code" and _ACTS.search(cell.source):
        cell.source = _clean(_BLOCKS.sub("", cell.source))
    if cell.cell_type == "markdown" and _leads_to_script(cell.source):
        fence = "~" * (3 + max((len(run) for run in _FENCE.findall(cell.source)), default=0))
        cell.source = f"{fence}\n{cell.source}\n{fence}"


def _sizes(metadata: object) -> dict[str, Any]:
    """What a page may know of pictures: their size. It is put into a tag as it stands, so nothing but numbers may be in it."""
    if not isinstance(metadata, dict):
        return {}
    kept: dict[str, Any] = {}
    for name, value in metadata.items():
        is_size = name in ("width", "height") and type(value) in (int, float)
        if is_size or (name == "needs_background" and value in ("light", "dark")):
            kept[name] = value
        elif name in (*_PICTURES, "image/svg+xml") and (inner := _sizes(value)):
            kept[name] = inner
    return kept


def _leads_to_script(text: str) -> bool:
    """Whether an address in Markdown or in a picture runs a script, however it is written: with entities, escapes, or gaps."""
    plain = re.sub(r"[\x00-\x20\\]+", "", html.unescape(html.unescape(text))).lower()
    return any(address in plain for address in _ADDRESSES)


def _acts_in_picture(svg: str) -> bool:
    inside = re.sub(r"<\s*/?\s*(svg|style)\b", "", svg, flags=re.IGNORECASE)
    return bool(
        _ACTS.search(inside) or _leads_to_script(svg) or re.search(r"<\s*foreignObject\b", svg, re.IGNORECASE)
    )


def _clean(text: str) -> str:
    from nbconvert.preprocessors.sanitize import SanitizeHTML  # needed for few notebooks

    cleaner: Any = SanitizeHTML(tags=list(_TAGS), attributes=_ATTRIBUTES, strip=True)  # type: ignore[no-untyped-call]
    return str(cleaner.sanitize_html_tags(text))


def _text(value: object) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)
