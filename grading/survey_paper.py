"""Surveys on paper: one A4 page a sheet, in any of our languages, with boxes to cross. No name is on it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import msgspec

import look
from carrying.saving import save
from curriculum.language import LANGUAGES, RTL, speaking
from curriculum.surveys import Audience, Survey, scale, survey
from grading.class_folder import ClassFolder
from grading.families import language_of, read_settings
from grading.pdf_faces import Faces, new_pdf
from grading.pdf_text import GREEN, INK, LINE, MUTED, Setter, Widths
from grading.roster import read_roster
from grading.student_language import student_language
from grading.words import _, class_title

WIDTH, HEIGHT = 210.0, 297.0
MARGIN, TOP, FOOT = 19.0, 16.0, 14.0
BOX = 4.2
"""Millimetres, of a box to cross."""


class Papers(msgspec.Struct, frozen=True, kw_only=True):
    """Sheets for an audience: the PDF, and how many are in which language."""

    audience: Audience
    pdf: bytes
    pages: dict[str, int]


class _Texts(msgspec.Struct, frozen=True, kw_only=True):
    survey: Survey
    words: tuple[str, ...]
    about: str
    how: str
    back: str
    rtl: bool


def survey_papers(folder: ClassFolder, audience: Audience, copies: int = 0, language: str = "") -> Papers:
    """Sheets to print: `copies` in a language, or as many as the roster has students, each in the language the roster says.

    Families' are in the family's language, students' in the student's; a teacher's is one. Raises RosterFault, FamiliesFault.
    """
    pages = {language: copies} if copies and language else _wanted(folder, audience, language)
    if copies and not language:
        pages = {read_settings(folder).language if audience == "family" else "en": copies}
    ordered = [one for one in LANGUAGES if pages.get(one)]
    return Papers(
        audience=audience,
        pdf=survey_pdf(folder.name, audience, [one for one in ordered for _page in range(pages[one])]),
        pages={one: pages[one] for one in ordered},
    )


def save_papers(papers: Papers, to: Path) -> Path:
    """Write the PDF into a folder; returns its path. Raises NotSaved."""
    path = to / f"survey-{papers.audience}.pdf"
    save(path, papers.pdf)
    return path


def survey_pdf(class_name: str, audience: Audience, languages: Sequence[str]) -> bytes:
    """One page for each of `languages`, in this order."""
    pdf = new_pdf(WIDTH, HEIGHT)
    faces, widths = Faces(pdf), Widths()
    texts = {language: _texts(class_name, audience, language) for language in dict.fromkeys(languages)}
    if languages:
        pdf.set_title(texts[languages[0]].survey.title)
    for language in languages:
        pdf.add_page()
        _draw(faces, widths, texts[language])
    return bytes(pdf.output())


def _wanted(folder: ClassFolder, audience: Audience, language: str) -> dict[str, int]:
    roster = read_roster(folder.roster)
    if audience == "teacher" or not roster.names:
        return {language or "en": 1}
    found: dict[str, int] = {}
    of_class = read_settings(folder).language
    for student in roster.names:
        own = language or (
            language_of(roster, student, of_class)[0]
            if audience == "family"
            else student_language(roster, student, "en")
        )
        found[own] = found.get(own, 0) + 1
    return found


def _texts(class_name: str, audience: Audience, language: str) -> _Texts:
    with speaking(language):
        return _Texts(
            survey=survey(audience),
            words=scale(),
            about=class_title(class_name),
            how=_("Put a cross in one box of each line. You may leave out a line."),
            back=_("Fold the sheet and give it back to school. Thank you!"),
            rtl=language in RTL,
        )


def _draw(faces: Faces, widths: Widths, texts: _Texts) -> None:
    page = Setter(faces, page_width=WIDTH, margin=MARGIN, rtl=texts.rtl, widths=widths)
    pdf, y, full = faces.pdf, TOP, WIDTH - 2 * MARGIN
    mark = look.mark().replace("currentColor", "#1d6b50").encode()
    pdf.image(io.BytesIO(mark), page.x(0, 9), y, 9, 9)
    y += page.text(texts.survey.title, 12, y, full - 12, 20, "bold")
    y += page.text(texts.about, 12, y, full - 12, 10.5, color=MUTED) + 4
    y += page.text(texts.survey.intro, 0, y, full, 12) + 1
    y += page.text(texts.how, 0, y, full, 12) + 6
    for question in texts.survey.questions:
        y += page.text(question.text, 0, y, full, 13.5, "bold") + 2.5
        y += _boxes(page, texts.words, y, full) + 5
        pdf.set_draw_color(*LINE)
        pdf.set_line_width(0.2)
        pdf.line(MARGIN, y, WIDTH - MARGIN, y)
        y += 5
    y += page.text(texts.survey.promise, 0, y + 2, full, 11, color=MUTED) + 5
    page.text(texts.back, 0, y, full, 12, "bold", GREEN)


def _boxes(page: Setter, words: Sequence[str], y: float, full: float) -> float:
    """A box and its word five times in a row; returns the height. The number helps whoever takes the sheet down."""
    room, height = full / len(words), 0.0
    for number, word in enumerate(words, 1):
        start = (number - 1) * room
        page.pdf.set_draw_color(*INK)
        page.pdf.set_line_width(0.35)
        page.pdf.rect(page.x(start, BOX), y + 0.6, BOX, BOX)
        height = max(height, page.text(word, start + BOX + 1.8, y, room - BOX - 6, 12))
        page.text(str(number), start + BOX + 1.8, y + 5.6, 6, 8, color=MUTED)
    return height + 3.5
