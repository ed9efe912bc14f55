"""The families of a class: in which language each reads, how they reach the school, and everyone's page as one PDF and one HTML file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from carrying.saving import save
from curriculum.translation import load_translation
from grading.alone import in_turn
from grading.catalogues import LANGUAGES
from grading.class_folder import ClassFolder
from grading.family_page import FamilyPage, family_page
from grading.family_pdf import family_pdf
from grading.letters import face_for
from grading.name_list import language_code
from grading.notes import note_for, open_goals
from grading.pages.families import families_html
from grading.paths import work_of_class
from grading.records import Records
from grading.roster import Roster, read_roster, short_code, write_roster
from grading.words import _

FILE = "families.json"
COLUMN = "family language"
"""Of the roster: in which language the family reads, where it is not the `language` of the student."""
PDF, HTML = "families.pdf", "families.html"
MOST_REACH = 300


class FamiliesFault(Exception):
    """The pages cannot be made as asked; the message is a sentence for the teacher."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """families.json. `language`: of families of whom no other is known; `reach`: how they reach the school, in the teacher's words."""

    language: str = "en"
    reach: str = ""
    v: int = 1


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """The files, how many pages in which language, and sentences about families whose language we do not speak."""

    pdf: Path
    html: Path
    pages: dict[str, int]
    lines: tuple[str, ...] = ()


def read_settings(folder: ClassFolder) -> Settings:
    """What was set for the class; English and no words where nothing was. Raises FamiliesFault."""
    path = folder.root / FILE
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
        raise FamiliesFault(
            _(
                "{path} cannot be read ({error}). The students’ work is untouched. Delete this file and "
                "say again: trellis report --language LANGUAGE --reach WORDS."
            ).format(path=path, error=error)
        ) from error
    return found if found.language in LANGUAGES else msgspec.structs.replace(found, language="en")


def remember(folder: ClassFolder, *, language: str = "", reach: str | None = None) -> Settings:
    """Keep the class's language, or how to reach the school, for the next time. Raises FamiliesFault, NotSaved."""
    path = folder.root / FILE
    with in_turn(path):
        now = read_settings(folder)
        words = now.reach if reach is None else " ".join(reach.split())
        if len(words) > MOST_REACH:
            raise FamiliesFault(
                _("How to reach you may have {most} letters, these are {n}. Nothing was changed.").format(
                    most=MOST_REACH, n=len(words)
                )
            )
        made = msgspec.structs.replace(now, language=language or now.language, reach=words)
        if made != now:
            save(path, msgspec.json.encode(made))
        return made


def remember_language(path: Path, students: Sequence[str], language: str) -> None:
    """Keep in which language these students' families read, on the roster at `path`. Raises RosterFault, NotSaved."""
    with in_turn(path):
        roster = read_roster(path)
        more = {
            student: {**roster.more.get(student, {}), COLUMN: language}
            if student in students
            else roster.more.get(student, {})
            for student in roster.names
        }
        write_roster(path, Roster(roster.names, more))


def language_of(roster: Roster, student: str, of_class: str) -> tuple[str, str]:
    """(the language of a family's page, what the roster says where we do not speak that)."""
    columns = roster.more.get(student, {})
    said = columns.get(COLUMN, "").strip() or columns.get("language", "").strip()
    code = language_code(said)
    return (code, "") if code in LANGUAGES else (of_class, said)


def family_pages(
    folder: ClassFolder, students: Sequence[str], today: date, settings: Settings
) -> tuple[list[FamilyPage], list[str]]:
    """The pages of these students (none named: of all on the roster) by name, and sentences about languages that we do not speak.

    Raises FamiliesFault, ClassFault, CourseError, RosterFault, RecordsFault.
    """
    roster, course = read_roster(folder.roster), folder.load_course()
    chosen = list(dict.fromkeys(students)) or list(roster.names)
    if not chosen:
        raise FamiliesFault(
            _(
                "There is no student on the roster of “{class_name}” yet. Import your list first: trellis "
                "roster import FILE."
            ).format(class_name=folder.name)
        )
    work = work_of_class(folder, course, today)
    words = {language: load_translation(course.folder, language) for language in LANGUAGES}
    pages: list[FamilyPage] = []
    lines: list[str] = []
    with Records(folder.records_url) as records:
        for student in sorted(chosen, key=lambda one: (roster.display_name(one).casefold(), one)):
            language, unknown = language_of(roster, student, settings.language)
            if unknown:
                lines.append(
                    _("{name}: Trellis does not speak “{unknown}” yet; the page is in “{language}”.").format(
                        name=roster.display_name(student), unknown=unknown, language=language
                    )
                )
            pages.append(
                family_page(
                    work[student],
                    course,
                    words[language],
                    name=roster.display_name(student) if roster.names[student] else short_code(student),
                    class_name=folder.name,
                    language=language,
                    today=today,
                    agreed=open_goals(records, student),
                    reach=settings.reach,
                    note=home.text if (home := note_for(records, student, "home")) else "",
                )
            )
    return pages, lines


def make_family_pages(
    folder: ClassFolder, students: Sequence[str], today: date, to: Path | None = None, by: str = ""
) -> Made:
    """Write everyone's page (or these students') as one PDF and one HTML file into `to`, or into the class folder.

    That it was given out, and by whom, is noted in the access log first. Raises as family_pages, and NotSaved.
    """
    pages, lines = family_pages(folder, students, today, read_settings(folder))
    lines += [
        _("{name}: no font on this computer shows all of this name. Write it on the page by hand.").format(
            name=page.name
        )
        for page in pages
        if face_for(page.name, "bold") is None
    ]
    with Records(folder.records_url) as records:
        for page in pages:
            records.note_access("family page", page.student, by)
    place = to or folder.root
    save(place / PDF, family_pdf(pages))
    save(place / HTML, families_html(pages).encode())
    counts = {
        language: sum(page.language == language for page in pages)
        for language in LANGUAGES
        if any(page.language == language for page in pages)
    }
    return Made(pdf=place / PDF, html=place / HTML, pages=counts, lines=tuple(lines))
