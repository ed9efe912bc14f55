"""Setting text on a page of a PDF in millimetres, from the left or from the right, folded into lines measured once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Literal

from grading.pdf_faces import Faces

INK, MUTED, GREEN, SOFT, LINE = (29, 39, 48), (85, 97, 109), (29, 107, 80), (229, 242, 236), (150, 156, 150)
SLACK = 4.0
"""Millimetres more than a folded line needs, so that fpdf2 does not fold it again."""
POINT = 0.3528
"""Millimetres."""

Style = Literal["regular", "bold"]
Widths = dict[tuple[str, str, str], float]


class Setter:
    """Sets text on pages `page_width` wide with margins at the sides; what begins at the left begins at the right where `rtl`.

    `widths` keeps what words measure, so that the pages of a class share it.
    """

    def __init__(
        self, faces: Faces, *, page_width: float, margin: float, rtl: bool, widths: Widths | None = None
    ) -> None:
        self.pdf, self.faces = faces.pdf, faces
        self.page_width, self.margin, self.rtl = page_width, margin, rtl
        self.widths: Widths = {} if widths is None else widths

    def text(
        self,
        text: str,
        start: float,
        y: float,
        width: float,
        size: float,
        style: Style = "regular",
        color: tuple[int, int, int] = INK,
        *,
        on_paper: bool = True,
    ) -> float:
        """Set a paragraph `start` from where reading begins; returns its height."""
        pdf, height = self.pdf, line_height(text, size)
        arabic = is_arabic(text)
        lines = self._folded(text, width, size, style)
        if on_paper:
            # Left alone, a line would be read the way of its first letter: a name or “pandas” must not turn an Arabic one round.
            pdf.set_text_shaping(True, direction="rtl" if arabic and self.rtl else None)
            pdf.set_font(self.faces.family(text, style), size=size)
            pdf.set_text_color(*color)
            for number, line in enumerate(lines):
                pdf.set_xy(self.x(start, width + SLACK), y + number * height)
                # Not cell(): that shapes the signs above Arabic letters apart from their letters (fpdf2 2.8.9).
                pdf.multi_cell(width + SLACK, height, line, align="R" if self.rtl else "L")
        return len(lines) * height

    def _folded(self, text: str, width: float, size: float, style: Style) -> list[str]:
        """The lines of a paragraph. fpdf2 could fold it too, but shapes it anew at every letter: a class took it a minute."""
        family = self.faces.family(text, style)
        lines, used, space = [""], 0.0, self._wide(" ", family, style) * size
        for word in text.split(" "):
            for piece in _pieces(word) if self._wide(word, family, style) * size > width else [word]:
                wide = self._wide(piece, family, style) * size
                glue = " " if piece is word and lines[-1] else ""
                if lines[-1] and used + (space if glue else 0) + wide > width:
                    lines.append("")
                    used, glue = 0.0, ""
                lines[-1] += glue + piece
                used += wide + (space if glue else 0)
        return _isolated(lines)

    def _wide(self, word: str, family: str, style: Style) -> float:
        """The width of a word at one point, in millimetres; words come again on every page."""
        key = (word, family, style)
        if key not in self.widths:
            self.pdf.set_text_shaping(True)
            self.pdf.set_font(family, size=10)
            self.widths[key] = self.pdf.get_string_width(word) / 10
        return self.widths[key]

    def x(self, start: float, width: float) -> float:
        """The left edge of something `width` wide that begins `start` from where reading begins."""
        return self.page_width - self.margin - start - width if self.rtl else self.margin + start

    def rule(self, start: float, width: float, y: float) -> None:
        """Draw a thin line to write on."""
        self.pdf.set_draw_color(*LINE)
        self.pdf.set_line_width(0.25)
        left = self.x(start, width)
        self.pdf.line(left, y, left + width, y)


def _pieces(word: str) -> Iterator[str]:
    """The letters of a word that is wider than the page, each with the signs that belong to it: it may be folded anywhere."""
    piece = ""
    for letter in word:
        if piece and not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf":
            yield piece
            piece = ""
        piece += letter
    yield piece


def _isolated(lines: list[str]) -> list[str]:
    """The lines, with words that are kept apart (U+2068 to U+2069) and go over the end of one kept apart in each."""
    found, is_open = [], False
    for line in lines:
        begun = "\u2068" + line if is_open else line
        is_open = begun.rfind("\u2068") > begun.rfind("\u2069")
        found.append(begun + "\u2069" if is_open else begun)
    return found


def line_height(text: str, size: float) -> float:
    """The height of a line of text of `size` points, in millimetres: Arabic needs more room above and below."""
    return size * POINT * (1.55 if is_arabic(text) else 1.36)


def is_arabic(text: str) -> bool:
    """Whether a text has a letter that is read from the right."""
    return any(unicodedata.bidirectional(letter) in ("AL", "R") for letter in text)
