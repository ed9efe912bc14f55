"""HTML, as question banks write it, as our Markdown. Nothing of it is run or fetched; pictures are named and left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import msgspec

from curriculum.importers.bank import Refused
from curriculum.importers.question import MAX_TEXT, with_maths
from curriculum.words import N_

_BREAKS = {
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "ul",
    "ol",
    "table",
    "section",
    "article",
}
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "tt": "`", "kbd": "`"}
_SILENT = {"script", "style", "head", "title", "object", "iframe", "noscript"}
_SMALL = {"sup": "^", "sub": "_"}


class Read(msgspec.Struct, frozen=True):
    """Markdown, the names of the pictures that stood in it, and what each shows where that was said."""

    markdown: str
    pictures: tuple[str, ...] = ()
    told: dict[str, str] = {}


def read_html(source: str) -> Read:
    """`source` as Markdown. Raises Refused where it is very long."""
    if len(source) > MAX_TEXT:
        raise Refused(N_("a text of it is very long"), f"{len(source):,} characters")
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return Read(reader.text(), tuple(reader.pictures), reader.told)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.pictures: list[str] = []
        self.told: dict[str, str] = {}
        self.words: list[str] = []
        self.silent = 0
        self.pre = 0
        self.lists: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _SILENT:
            self.silent += 1
        elif tag == "img":
            name = unquote((given.get("src") or "").split("/")[-1])[:80] or "picture"
            self.pictures.append(name)
            if alt := (given.get("alt") or "").strip():
                self.told[name] = alt[:1000]
        elif tag == "br":
            self._put("\n\n")
        elif tag == "pre":
            self.pre += 1
            self._put("\n\n```\n")
        elif tag in _BREAKS:
            self._put("\n\n")
            if tag in {"ul", "ol"}:
                self.lists.append(0)
        elif tag == "li":
            self._put("\n- ")
        elif tag in {"td", "th"}:
            self._put(" ")
        elif tag == "tr":
            self._put("\n\n")
        elif tag in _MARKS and not self.pre:
            self._put(_MARKS[tag])
        elif tag in _SMALL:
            self._put(f"\ue200{_SMALL[tag]}")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "pre":
            self.pre = max(0, self.pre - 1)
            self._put("\n```\n\n")
        elif tag in _BREAKS:
            self._put("\n\n")
        elif tag in _MARKS and not self.pre:
            self._put(_MARKS[tag])
        elif tag in _SMALL:
            self._put("\ue201")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)

    def _put(self, markdown: str) -> None:
        self._flush()
        self.pieces.append(markdown)

    def _flush(self) -> None:
        if self.words:
            text = "".join(self.words)
            self.pieces.append(
                text if self.pre else with_maths(re.sub(r"\s+", " ", text.replace("\u00a0", " ")))
            )
            self.words = []

    def text(self) -> str:
        self._flush()
        text = "".join(self.pieces)
        # A raised or lowered piece is maths: x<sup>2</sup> is x to the second.
        text = re.sub(
            "([A-Za-z0-9)]*)\ue200([\\^_])([^\ue200\ue201]*)\ue201",
            lambda m: f"${m[1]}{m[2]}{{{m[3].strip()}}}$",
            text,
        )
        text = re.sub("[\ue200\ue201]", "", text)
        text = re.sub(r"(\*\*|\*|`)(\s*)\1", r"\2", text)  # nothing is set bold
        text = re.sub(r"[ \t]+\n", "\n", text)
        return re.sub(r"\n{3,}", "\n\n", text).strip()
