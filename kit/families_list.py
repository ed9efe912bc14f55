"""The families as the desk shows them: languages, the pages made for them, and their answers. Pure of the web."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from grading.catalogues import LANGUAGES
from grading.class_folder import open_class
from grading.families import COLUMN, HTML, PDF, language_of, read_settings
from grading.records import Records
from grading.replies import replies, who_would_like_to_talk
from grading.roster import read_roster
from grading.words import day_and_time
from kit.class_list import local

FILES = (PDF, HTML)
MOST_ANSWERS = 200


class FamilyLine(msgspec.Struct, frozen=True, kw_only=True):
    """A family: whose, the language chosen for it on the roster (empty: none), the one its page is in, and one we do not speak."""

    student: str
    name: str
    chosen: str
    reads: str
    unknown: str
    would_talk: bool


class AnswerLine(msgspec.Struct, frozen=True, kw_only=True):
    """An answer on the slip of a page, as it was taken down."""

    student: str
    name: str
    text: str
    talk: bool
    when: str


class Families(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `made`: when the pages that lie in the class folder were made; empty where there are none."""

    lines: tuple[FamilyLine, ...]
    answers: tuple[AnswerLine, ...]
    language: str
    reach: str
    made: str


def families(folder: Path) -> Families:
    """The families of the class in `folder`. Raises ClassFault, RosterFault, RecordsFault, FamiliesFault."""
    opened = open_class(folder)
    roster, settings = read_roster(opened.roster), read_settings(opened)
    with Records(opened.records_url) as records:
        said = replies(records)
        asking = {one.student for one in who_would_like_to_talk(said, records.check_ins())}
    lines = []
    for student in roster.names:
        reads, unknown = language_of(roster, student, settings.language)
        chosen = roster.more.get(student, {}).get(COLUMN, "").strip()
        lines.append(
            FamilyLine(
                student=student,
                name=roster.display_name(student),
                chosen=chosen if chosen in LANGUAGES else "",
                reads=reads,
                unknown=unknown,
                would_talk=student in asking,
            )
        )
    return Families(
        lines=tuple(sorted(lines, key=lambda one: (one.name.casefold(), one.student))),
        answers=tuple(
            AnswerLine(
                student=one.student,
                name=roster.display_name(one.student),
                text=one.text,
                talk=one.talk,
                when=local(one.at),
            )
            for one in reversed(said[-MOST_ANSWERS:])
        ),
        language=settings.language,
        reach=settings.reach,
        made=_made(opened.root / PDF),
    )


def _made(path: Path) -> str:
    try:
        return day_and_time(datetime.fromtimestamp(path.stat().st_mtime).astimezone())
    except OSError:
        return ""
