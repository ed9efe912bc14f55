"""Families' pages as a PDF for A4 paper: one page a student, in any of our languages, with the slip at its foot."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import look
from grading.family_page import FamilyPage, Part, Slip
from grading.pdf_faces import Faces

WIDTH, HEIGHT = 210.0, 297.0
MARGIN, TOP, FOOT = 19.0, 14.0, 12.0
"""Millimetres: at the sides, above, below."""
SLIP = 62.0
"""What the slip takes at the foot of the page."""
SCALES = (1.1, 1.05, 1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
"""Tried in turn until the page is one page; the last makes the text 8 points."""
INK, MUTED, GREEN, SOFT, LINE = (29, 39, 48), (85, 97, 109), (29, 107, 80), (229, 242, 236), (150, 156, 150)
SLACK = 4.0
"""Millimetres more than a folded line needs, so that fpdf2 does not fold it again."""
POINT = 0.3528
"""Millimetres."""

Style = Literal["regular", "bold"]


def family_pdf(pages: Sequence[FamilyPage], folders: tuple[Path, ...] | None = None) -> bytes:
    """The pages in this order. `folders` are where further fonts are looked for; the system's where None."""
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format=(WIDTH, HEIGHT))
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.set_title(pages[0].about if pages else "")
    pdf.set_creator("Trellis")
    faces = Faces(pdf, folders)
    widths: dict[tuple[str, str, str], float] = {}
    for page in pages:
        pdf.add_page()
        drawing = _Drawing(faces, page, widths)
        room = HEIGHT - FOOT - SLIP - 4
        scale = next((one for one in SCALES if drawing.body(one, on_paper=False) <= room), SCALES[-1])
        drawing.body(scale)
        drawing.slip(page.slip)
    return bytes(pdf.output())


class _Drawing:
    """One page in the making. What is left and right is the other way round where it is read from the right."""

    def __init__(
        self, faces: Faces, page: FamilyPage, widths: dict[tuple[str, str, str], float] | None = None
    ) -> None:
        self.pdf, self.faces, self.page = faces.pdf, faces, page
        self.widths = {} if widths is None else widths
        self.rtl = page.direction == "rtl"

    def body(self, scale: float, *, on_paper: bool = True) -> float:
        """Draw all but the slip; returns where it ends. With `on_paper` off it is only measured."""
        page, y, full = self.page, TOP, WIDTH - 2 * MARGIN
        if on_paper:
            mark = look.mark().replace("currentColor", "#1d6b50").encode()
            self.pdf.image(io.BytesIO(mark), self._x(0, 9), y, 9, 9)
        y += self.text(page.name, 12, y, full - 12, 21 * scale, "bold", on_paper=on_paper)
        y += self.text(page.about, 12, y, full - 12, 10.5 * scale, color=MUTED, on_paper=on_paper) + 3 * scale
        y += self.text(page.intro, 0, y, full, 11.5 * scale, on_paper=on_paper) + 3.5 * scale
        for part in page.parts:
            y += self.part(part, y, scale, on_paper=on_paper)
        if page.note:
            y += self.text(page.note, 0, y, full, 9.5 * scale, color=MUTED, on_paper=on_paper)
        return y

    def part(self, part: Part, y: float, scale: float, *, on_paper: bool) -> float:
        """Draw a part; returns what it takes, the room below it included. Something to do at home stands in a box."""
        inside = 4.0 if part.kind == "at-home" else 0.0
        if inside and on_paper:
            height = self.part(part, y, scale, on_paper=False) - 3.5 * scale
            self.pdf.set_fill_color(*SOFT)
            self.pdf.rect(
                MARGIN, y, WIDTH - 2 * MARGIN, height, style="F", round_corners=True, corner_radius=3
            )
        width, at = WIDTH - 2 * MARGIN - 2 * inside, y + 0.7 * inside
        at += self.text(part.title, inside, at, width, 13 * scale, "bold", GREEN, on_paper=on_paper) + 0.6
        for line in part.lines:
            indent = 5.0 if part.listed else 0.0
            if part.listed and on_paper:
                self._dot(at + _line(line, 11.5 * scale) / 2, filled=part.kind == "can")
            at += self.text(line, inside + indent, at, width - indent, 11.5 * scale, on_paper=on_paper)
        if part.after:
            at += self.text(
                part.after, inside + 5, at, width - 5, 11.5 * scale, color=MUTED, on_paper=on_paper
            )
        return at + 0.7 * inside + 3.5 * scale - y

    def slip(self, slip: Slip) -> None:
        """Draw the slip below a line to tear along."""
        y, full = HEIGHT - FOOT - SLIP, WIDTH - 2 * MARGIN
        self.pdf.set_draw_color(*MUTED)
        self.pdf.set_line_width(0.25)
        self.pdf.set_dash_pattern(dash=2, gap=1.6)
        self.pdf.line(8, y, WIDTH - 8, y)
        self.pdf.set_dash_pattern()
        y += 4
        y += self.text(slip.title, 0, y, full, 11, "bold", GREEN)
        y += self.text(slip.about, 0, y, full, 10, color=MUTED) + 1.5
        for number, box in enumerate(slip.boxes, 1):
            self.pdf.set_draw_color(*INK)
            self.pdf.rect(self._x(0, 3.6), y + 0.7, 3.6, 3.6)
            if number == len(slip.boxes):
                self._blank(box, y, start=6)
            else:
                self.text(box, 6, y, full - 6, 11)
            y += 7
        y += 1
        for number, blank in enumerate(slip.blanks, 1):
            self._blank(blank, y)
            y += 8
            if number < len(slip.blanks):  # room for more than a word
                self._rule(0, full, y + 3)
                y += 8

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
        pdf, height = self.pdf, _line(text, size)
        arabic = is_arabic(text)
        lines = self._folded(text, width, size, style)
        if on_paper:
            # Left alone, a line would be read the way of its first letter: a name or “pandas” must not turn an Arabic one round.
            pdf.set_text_shaping(True, direction="rtl" if arabic and self.rtl else None)
            pdf.set_font(self.faces.family(text, style), size=size)
            pdf.set_text_color(*color)
            for number, line in enumerate(lines):
                pdf.set_xy(self._x(start, width + SLACK), y + number * height)
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

    def _x(self, start: float, width: float) -> float:
        """The left edge of something `width` wide that begins `start` from where reading begins."""
        return WIDTH - MARGIN - start - width if self.rtl else MARGIN + start

    def _dot(self, y: float, *, filled: bool) -> None:
        self.pdf.set_draw_color(*GREEN)
        self.pdf.set_fill_color(*GREEN)
        self.pdf.set_line_width(0.4)
        self.pdf.ellipse(self._x(0.6, 1.9), y - 0.95, 1.9, 1.9, style="DF" if filled else "D")

    def _blank(self, text: str, y: float, start: float = 0) -> None:
        """Words, and a line to write on behind them."""
        full = WIDTH - 2 * MARGIN
        self.text(text, start, y, full - start, 11)
        used = start + self.pdf.get_string_width(text) + 2
        self._rule(used, full - used, y + 4.6)

    def _rule(self, start: float, width: float, y: float) -> None:
        self.pdf.set_draw_color(*LINE)
        self.pdf.set_line_width(0.25)
        left = self._x(start, width)
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


def _line(text: str, size: float) -> float:
    """The height of a line of text of `size` points, in millimetres: Arabic needs more room above and below."""
    return size * POINT * (1.55 if is_arabic(text) else 1.36)


def is_arabic(text: str) -> bool:
    """Whether a text has a letter that is read from the right."""
    return any(unicodedata.bidirectional(letter) in ("AL", "R") for letter in text)
