"""Families' pages as a PDF for A4 paper: one page a student, in any of our languages, with the slip at its foot."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import look
from grading.family_page import FamilyPage, Part, Slip
from grading.pdf_faces import Faces, new_pdf
from grading.pdf_text import GREEN, INK, MUTED, SOFT, Setter, Widths, line_height

WIDTH, HEIGHT = 210.0, 297.0
MARGIN, TOP, FOOT = 19.0, 14.0, 12.0
"""Millimetres: at the sides, above, below."""
SLIP = 62.0
"""What the slip takes at the foot of the page."""
SCALES = (1.1, 1.05, 1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
"""Tried in turn until the page is one page; the last makes the text 8 points."""


def family_pdf(pages: Sequence[FamilyPage], folders: tuple[Path, ...] | None = None) -> bytes:
    """The pages in this order. `folders` are where further fonts are looked for; the system's where None."""
    pdf = new_pdf(WIDTH, HEIGHT)
    pdf.set_title(pages[0].about if pages else "")
    faces = Faces(pdf, folders)
    widths: Widths = {}
    for page in pages:
        pdf.add_page()
        drawing = _Drawing(faces, page, widths)
        room = HEIGHT - FOOT - SLIP - 4
        scale = next((one for one in SCALES if drawing.body(one, on_paper=False) <= room), SCALES[-1])
        drawing.body(scale)
        drawing.slip(page.slip)
    return bytes(pdf.output())


class _Drawing(Setter):
    """One page in the making. What is left and right is the other way round where it is read from the right."""

    def __init__(self, faces: Faces, page: FamilyPage, widths: Widths | None = None) -> None:
        super().__init__(faces, page_width=WIDTH, margin=MARGIN, rtl=page.direction == "rtl", widths=widths)
        self.page = page

    def body(self, scale: float, *, on_paper: bool = True) -> float:
        """Draw all but the slip; returns where it ends. With `on_paper` off it is only measured."""
        page, y, full = self.page, TOP, WIDTH - 2 * MARGIN
        if on_paper:
            mark = look.mark().replace("currentColor", "#1d6b50").encode()
            self.pdf.image(io.BytesIO(mark), self.x(0, 9), y, 9, 9)
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
                self._dot(at + line_height(line, 11.5 * scale) / 2, filled=part.kind == "can")
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
            self.pdf.rect(self.x(0, 3.6), y + 0.7, 3.6, 3.6)
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
                self.rule(0, full, y + 3)
                y += 8

    def _dot(self, y: float, *, filled: bool) -> None:
        self.pdf.set_draw_color(*GREEN)
        self.pdf.set_fill_color(*GREEN)
        self.pdf.set_line_width(0.4)
        self.pdf.ellipse(self.x(0.6, 1.9), y - 0.95, 1.9, 1.9, style="DF" if filled else "D")

    def _blank(self, text: str, y: float, start: float = 0) -> None:
        """Words, and a line to write on behind them."""
        full = WIDTH - 2 * MARGIN
        self.text(text, start, y, full - start, 11)
        used = start + self.pdf.get_string_width(text) + 2
        self.rule(used, full - used, y + 4.6)
