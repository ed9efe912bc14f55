"""Join cards: a sheet to print and cut out, one card a student, with the name, the class and the code, and nothing else about anyone."""

from __future__ import annotations

import io
import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

import look
from curriculum.language import RTL, speaking
from grading.class_folder import ClassFolder
from grading.join_codes import make_codes
from grading.pdf_faces import Faces, new_pdf
from grading.roster import read_roster, short_code
from grading.student_language import student_language
from grading.words import N_, _, class_title

Paper = Literal["a4", "letter"]
SIZES: dict[str, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height in millimetres."""

COLUMNS, ROWS = 2, 4
MARGIN, PAD, PAD_TOP, QR, MARK = 8.0, 7.0, 6.0, 25.0, 5.5
HEAD, FOOT, LINE_OF_WORDS = 16.5, 8.5, 9.5
"""What name and class take above, and the advice below; between them the words and the square stand in the middle."""
SMALLEST = 9.0
INK, MUTED, GREEN, LINE = (29, 39, 48), (85, 97, 109), (29, 107, 80), (176, 180, 176)

SAYS = N_("Open Trellis as a student and type these four words.\nKeep this card for yourself.")


class CardsFault(Exception):
    """No cards can be made; the message is a sentence for the teacher."""


class CardFor(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on one card. `language` is one of LANGUAGES; `student` is shown, shortened, where the name cannot be."""

    student: str
    name: str
    code: str
    language: str = "en"


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A PDF, how many cards and pages it has, and the names that no font on this machine can show: those are left to be written."""

    pdf: bytes
    cards: int
    pages: int
    to_write: tuple[str, ...] = ()


def class_cards(
    folder: ClassFolder,
    paper: Paper = "a4",
    language: str = "",
    students: Sequence[str] | None = None,
    at: datetime | None = None,
) -> Sheet:
    """The cards of a class by name, made with codes for those who had none yet. `language` is the class's; a student's own goes before it.

    Raises CardsFault, JoinCodesFault, RosterFault, NotSaved.
    """
    roster = read_roster(folder.roster)
    chosen = [student for student in roster.names if students is None or student in students]
    if not chosen:
        raise CardsFault(
            _(
                "There is no student on the roster of “{class_name}” yet. Import your list first: trellis "
                "roster import FILE."
            ).format(class_name=folder.name)
        )
    codes = make_codes(folder, chosen, at).codes()
    cards = [
        CardFor(
            student=student,
            name=roster.names[student],
            code=codes[student],
            language=student_language(roster, student, language or "en"),
        )
        for student in chosen
    ]
    return sheet(
        sorted(cards, key=lambda card: (not card.name, card.name.casefold(), card.student)),
        folder.name,
        paper,
    )


def sheet(
    cards: Sequence[CardFor], class_name: str, paper: Paper = "a4", folders: tuple[Path, ...] | None = None
) -> Sheet:
    """The PDF with these cards in this order. `folders` are where further fonts are looked for; the system's where None."""
    drawing = _Drawing(class_name, paper, folders)
    for card, place in zip(cards, _places(), strict=False):
        with speaking(card.language):
            drawing.card(card, *place)
    return Sheet(
        pdf=bytes(drawing.pdf.output()),
        cards=len(cards),
        pages=-(-len(cards) // (COLUMNS * ROWS)),
        to_write=tuple(drawing.to_write),
    )


def _places() -> Iterator[tuple[int, int]]:
    while True:
        for row in range(ROWS):
            for column in range(COLUMNS):
                yield column, row


class _Drawing:
    """The pages in the making."""

    def __init__(self, class_name: str, paper: Paper, folders: tuple[Path, ...] | None) -> None:
        self.width, self.height = SIZES[paper]
        self.card_width = (self.width - 2 * MARGIN) / COLUMNS
        self.card_height = (self.height - 2 * MARGIN) / ROWS
        self.class_name = class_name
        self.to_write: list[str] = []
        self.pdf = new_pdf(self.width, self.height)
        self.pdf.set_title(_("Cards of {class_name}").format(class_name=class_name))
        self.pdf.set_text_shaping(True)
        self.faces = Faces(self.pdf, folders)

    def card(self, card: CardFor, column: int, row: int) -> None:
        """Draw one card at its place; the first place of a page begins it."""
        if not column and not row:
            self._page()
        left, top = MARGIN + column * self.card_width + PAD, MARGIN + row * self.card_height + PAD_TOP
        width, bottom = self.card_width - 2 * PAD, top + self.card_height - 2 * PAD_TOP
        # Right to left, the card is the other way round: writing on the right, the square on the left.
        rtl = card.language in RTL
        align: Literal["L", "R"] = "R" if rtl else "L"
        self._mark(left + width - MARK if rtl else left, top)
        self._text(
            self._of_class(),
            left if rtl else left + MARK + 2,
            top,
            width - MARK - 2,
            MARK,
            10,
            align,
        )
        self._name(card, left, top + 8, width, align)
        words = card.code.split("-")
        square = top + HEAD + (bottom - FOOT - top - HEAD - QR) / 2
        first = square + QR / 2 - LINE_OF_WORDS
        for line, pair in enumerate((words[:2], words[2:])):
            place, down = left + QR + 4 if rtl else left, first + line * LINE_OF_WORDS
            self._text(" ".join(pair), place, down, width - QR - 4, LINE_OF_WORDS, 20, align, "bold", GREEN)
        self._square(card.code, left if rtl else left + width - QR, square)
        self._paragraph(_(SAYS), left, bottom - 8, width, align)

    def _of_class(self) -> str:
        called = class_title(self.class_name)
        return called if self.faces.face(called, "regular") else ""

    def _page(self) -> None:
        """A new page with its cutting marks: short strokes in the margin, and thin broken lines between the cards."""
        pdf = self.pdf
        pdf.add_page()
        across = [MARGIN + n * self.card_width for n in range(COLUMNS + 1)]
        down = [MARGIN + n * self.card_height for n in range(ROWS + 1)]
        pdf.set_draw_color(*LINE)
        pdf.set_line_width(0.2)
        for x in across:
            pdf.line(x, 2.5, x, MARGIN - 2)
            pdf.line(x, self.height - MARGIN + 2, x, self.height - 2.5)
        for y in down:
            pdf.line(2.5, y, MARGIN - 2, y)
            pdf.line(self.width - MARGIN + 2, y, self.width - 2.5, y)
        pdf.set_dash_pattern(dash=0.6, gap=1.8)
        for x in across[1:-1]:
            pdf.line(x, MARGIN, x, self.height - MARGIN)
        for y in down[1:-1]:
            pdf.line(MARGIN, y, self.width - MARGIN, y)
        pdf.set_dash_pattern()

    def _mark(self, x: float, y: float) -> None:
        """The leaf on its trellis, in green."""
        self.pdf.image(io.BytesIO(look.mark().replace("currentColor", "#1d6b50").encode()), x, y, MARK, MARK)

    def _name(self, card: CardFor, x: float, y: float, width: float, align: Literal["L", "R"]) -> None:
        """The name as large as fits; where no font shows it, a line to write it on, behind the student's short code."""
        name = card.name
        if (
            name and self.faces.face(name, "bold") is None
        ):  # a little picture in a name is not worth losing the name
            name = " ".join(
                "".join(letter for letter in name if unicodedata.category(letter) != "So").split()
            )
        if name and self.faces.face(name, "bold"):
            self._text(name, x, y, width, 9, 18, align, "bold", INK)
            return
        if card.name:
            self.to_write.append(card.name)
        self._text(short_code(card.student), x, y + 1.5, width, 7, 9, align)
        start = x if align == "R" else x + 16
        self.pdf.set_draw_color(*MUTED)
        self.pdf.set_line_width(0.25)
        self.pdf.line(start, y + 7.5, start + width - 16, y + 7.5)

    def _square(self, code: str, x: float, y: float) -> None:
        """The code for a camera (a QR code), drawn in runs so that no hair line shows between its modules."""
        import segno

        lines = [list(line) for line in segno.make(code, error="m", micro=False).matrix]
        step = QR / len(lines)
        self.pdf.set_fill_color(*INK)
        for row, line in enumerate(lines):
            at = 0
            for dark, run in itertools.groupby(line):
                count = len(list(run))
                if dark:
                    self.pdf.rect(x + at * step, y + row * step, count * step, step + 0.02, style="F")
                at += count

    def _text(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        height: float,
        size: float,
        align: Literal["L", "R"],
        style: str = "regular",
        color: tuple[int, int, int] = MUTED,
    ) -> None:
        """A line of text, smaller where it would not fit, cut off where even that does not help."""
        pdf = self.pdf
        family = self.faces.family(text, style)
        pdf.set_font(family, size=size)
        while pdf.get_string_width(text) > width and size > SMALLEST:
            size -= 0.5
            pdf.set_font(family, size=size)
        while pdf.get_string_width(text) > width:
            text = text.removesuffix("…")[:-1].rstrip() + "…"
        pdf.set_text_color(*color)
        # Not cell(): that shapes the signs above Arabic letters apart from their letters (fpdf2 2.8.9). Wider, so that nothing is folded.
        pdf.set_xy(x - PAD if align == "R" else x, y)
        pdf.multi_cell(width + PAD, height, text, align=align)

    def _paragraph(self, text: str, x: float, y: float, width: float, align: Literal["L", "R"]) -> None:
        self.pdf.set_font(self.faces.family(text, "regular"), size=8.5)
        self.pdf.set_text_color(*MUTED)
        self.pdf.set_xy(x, y)
        self.pdf.multi_cell(width, 4, text, align=align)
