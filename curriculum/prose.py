"""Prose: what a person reads, as Markdown and as the HTML made from it once, before it travels."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from curriculum.arithmetic import MAX_DECIMALS, ArithmeticFault, Value, evaluate, exact
from curriculum.words import _

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


PICTURE = "trellis-picture:"
"""Before a picture's file in HTML, until the picture itself takes its place."""
PICTURES = re.compile(r"!\[([^\]\n]*[^\]\s][^\]\n]*)\]\(([a-z0-9][a-z0-9-]*\.[a-z]+)\)")
UNTOLD = re.compile(r"!\[\s*\]\(([^)\n]*)\)")
"""A picture without words for those who do not see it: shown as it stands, and a fault."""


class Prose(msgspec.Struct, frozen=True):
    """A text twice: `text` for reading aloud, saving and grading; `html` for the page, safe to insert."""

    text: str
    html: str


def prose(markdown: str, names: Mapping[str, Value] | None = None, *, inline: bool = False) -> Prose:
    """`markdown` with its placeholders filled from `names`, rendered. Raises ArithmeticFault."""
    text = fill(markdown, names or {}).strip()
    return Prose(text=plain(text), html=render(text, inline=inline))


def fill(template: str, names: Mapping[str, Value]) -> str:
    r"""`template` with `{…}` placeholders filled, and `\v{…}` inside `$…$` (docs/formats/course.md)."""
    parts = _MATHS.split(template)
    # An odd part is maths, dollars included.
    return "".join(
        _MATHS_PLACEHOLDER.sub(lambda m: _written(m[1], names), part)
        if index % 2
        else _fill_text(part, names)
        for index, part in enumerate(parts)
    )


_MATHS = re.compile(r"((?<!\\)\$\$?(?:\\.|[^$\\])+\$\$?)", re.DOTALL)  # a dollar that is money is written \\$
_MATHS_PLACEHOLDER = re.compile(r"\\v\{([^{}]*)\}")
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


def _fill_text(text: str, names: Mapping[str, Value]) -> str:
    return _PLACEHOLDER.sub(lambda m: m[0][0] if m[1] is None else _written(m[1], names), text)


def _written(placeholder: str, names: Mapping[str, Value]) -> str:
    expression, _colon, form = placeholder.partition(":")
    value = exact(evaluate(expression, names))
    write = _FORMS.get(form.strip())
    if write is None:
        raise ArithmeticFault(
            _("unknown format {form!r}; known: {names}.").format(
                form=form, names=", ".join(sorted(filter(None, _FORMS)))
            )
        )
    return write(value)


def decimal(value: Value) -> str:
    """An exact decimal such as `0.125`. ArithmeticFault where it does not end within six places."""
    number = Fraction(value)
    scaled = number * 10**MAX_DECIMALS
    if scaled.denominator != 1:
        raise ArithmeticFault(
            _("{number} has no decimal that ends within {max_decimals} places.").format(
                number=number, max_decimals=MAX_DECIMALS
            )
        )
    whole, rest = divmod(abs(int(scaled)), 10**MAX_DECIMALS)
    digits = f"{rest:0{MAX_DECIMALS}d}".rstrip("0")
    return ("−" if number < 0 else "") + (f"{whole}.{digits}" if digits else str(whole))


def _mixed(value: Value) -> str:
    number = Fraction(value)
    whole, rest = divmod(abs(number), 1)
    shown = " ".join(str(part) for part in (whole, rest) if part) or "0"
    return ("−" if number < 0 else "") + shown


def _plain_value(value: Value) -> str:
    return str(value).replace("-", "−") if not isinstance(value, str) else value


def _frac(value: Value) -> str:
    number = Fraction(value)
    return rf"\frac{{{number.numerator}}}{{{number.denominator}}}" if number.denominator != 1 else str(number)


_FORMS = {
    "": _plain_value,
    "decimal": decimal,
    "mixed": _mixed,
    "percent": lambda value: f"{decimal(exact(Fraction(value) * 100))} %",
    "frac": _frac,
}


@lru_cache(maxsize=8192)  # most texts of an item are the same in every draw
def render(markdown: str, *, inline: bool = False) -> str:
    """Safe HTML: raw HTML in the source is shown as text, links to elsewhere are not made, maths becomes MathML.

    A picture, `![what it shows](file.png)`, is one of the course's own; `curriculum.pictures` brings it in.
    """
    reader = _reader()
    formulas: list[str] = []

    def keep(match: re.Match[str]) -> str:
        formulas.append(_mathml(match[0].strip("$"), block=match[0].startswith("$$")))
        return f"\ue000{len(formulas) - 1}\ue001"

    def show(match: re.Match[str]) -> str:
        formulas.append(f'<img src="{PICTURE}{match[2]}" alt="{html.escape(match[1].strip())}">')
        return f"\ue000{len(formulas) - 1}\ue001"

    held = PICTURES.sub(show, _MATHS.sub(keep, markdown))
    page = reader.renderInline(held) if inline else reader.render(held)
    page = _TABLE.sub(_scrolled, page)
    return re.sub("\ue000(\\d+)\ue001", lambda match: formulas[int(match[1])], page).strip()


_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEAD = re.compile(r"<th[^>]*>(.*?)</th>", re.DOTALL)


def _scrolled(table: re.Match[str]) -> str:
    """A table in a room of its own, scrolled by keys, too, where it is wider; its name is its first row."""
    heads = (
        html.unescape(re.sub(r"<[^>]*>|\ue000\d+\ue001", "", head)).strip()
        for head in _HEAD.findall(table[0])
    )
    name = html.escape(", ".join(filter(None, heads)) or "…")
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{name}">{table[0]}</div>'


def plain(markdown: str) -> str:
    """Markdown as words: emphasis marks dropped, maths in its plainest reading."""
    text = _MATHS.sub(lambda match: _held(_spoken(match[0].strip("$"))), markdown)
    text = PICTURES.sub(lambda match: _held(f"[{match[1].strip()}]"), text)
    text = _ESCAPED.sub(lambda match: _held(match[1]), text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text)
    return text.replace("`", "").translate(_RELEASE).strip()


_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HELD = {ord(sign): 0xE100 + ord(sign) for sign in "*_`\\"}
_RELEASE = {code: sign for sign, code in _HELD.items()}


def _held(text: str) -> str:
    """A text whose signs are not taken for Markdown's until they are released."""
    return text.translate(_HELD)


def _spoken(formula: str) -> str:
    text, before = formula, ""
    while text != before:  # from the innermost outwards
        before = text
        text = _RAISED.sub(lambda match: f"{match[1]}{_bracketed(match[2])}", text)
        text = _ROOT.sub(lambda match: f"√{f'[{match[1]}]' if match[1] else ''}{_bracketed(match[2])}", text)
        text = _FRACTION.sub(lambda match: f"{_bracketed(match[1])}/{_bracketed(match[2])}", text)
    for command, word in _SIGNS.items():
        text = text.replace(command, word)
    text = _MATRIX.sub(lambda match: "[" if match[1] == "begin" else "]", text)
    text = _UNSPOKEN.sub("", _GAP.sub(" ", text.replace(r"\\", "; ")))
    text = re.sub(r"\\([a-zA-Z]+)", r" \1 ", text)  # what has no sign of its own keeps its name
    return re.sub(r"\s+", " ", text.replace("\\", "")).strip()


_RAISED = re.compile(r"([\^_])\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt(?:\[([^\]]*)\])?\{([^{}]*)\}")
_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")
_MATRIX = re.compile(r"\\(begin|end)\{[bpvBV]?matrix\}")
_GAP = re.compile(r"\\q?quad\b")
_UNSPOKEN = re.compile(r"\\(?:left|right|displaystyle|text|mathrm|mathbf|operatorname)\b|(?<!\\)[{}]")


def _bracketed(part: str) -> str:
    part = part.strip()
    return part if re.fullmatch(r"\w+", part) else f"({part})"


_SIGNS = {
    r"\times": "×",
    r"\div": "÷",
    r"\cdot": "·",
    r"\leq": "≤",
    r"\geq": "≥",
    r"\neq": "≠",
    r"\approx": "≈",
}


_TEXT_IN_MATHS = re.compile(r"\\(?:text|textbf|textit|mbox)\{[^{}]*\}")


def _mathml(formula: str, *, block: bool) -> str:
    from latex2mathml.converter import convert

    formula = re.sub(r"(?<!\\)%", r"\\%", formula)  # no comment: nobody writes one between dollars
    formula = _TEXT_IN_MATHS.sub(lambda text: re.sub(r"\\([%#&_])", r"}\\\1\\text{", text[0]), formula)
    try:
        return str(convert(formula, display="block" if block else "inline"))
    except Exception:  # noqa: BLE001  # latex2mathml raises many kinds; the formula itself is then the best thing to show
        return f"<code>{html.escape(formula)}</code>"


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["link", "image", "autolink"])
