"""The forms of the student page, and what was written with them before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from curriculum.course import Course
from grading.notes import Note
from grading.pages.render import Links
from grading.records import CheckIn
from grading.timeline import Told
from grading.words import _, clock, day, day_and_time

SHOWN = 3


class WrittenLine(msgspec.Struct, frozen=True, kw_only=True):
    """Something written before: when and by whom, the words, and what was agreed until when."""

    when: str
    by: str
    text: str
    step: str = ""
    due: str = ""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What was written, the newest first, of which the first are shown at once."""

    first: tuple[WrittenLine, ...]
    more: tuple[WrittenLine, ...]


class Choice(msgspec.Struct, frozen=True):
    """A lesson or a skill to choose."""

    value: str
    title: str


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """`action` is the address that forms go to; `seen` marks what is written so far.

    `note` and `home` are the notes that go out the next time, and who wrote them when; empty where there is none.
    """

    action: str
    seen: str
    check_ins: Written
    private: Written
    note: str
    note_by: str
    home: str
    home_by: str
    lessons: tuple[Choice, ...]
    skills: tuple[Choice, ...]


def writing(student: str, course: Course, told: Told, links: Links, seen: str) -> Writing:
    """The forms about `student`."""
    note, home = _latest(told.notes, ""), _latest(told.notes, "home")
    return Writing(
        action=links.student(student),
        seen=seen,
        check_ins=_written([_check_in(one) for one in told.check_ins]),
        private=_written([_private(one) for one in told.notes if one.kind == "private"]),
        note=note.text if note else "",
        note_by=_by(note),
        home=home.text if home else "",
        home_by=_by(home),
        lessons=tuple(Choice(lesson.id, lesson.title) for lesson in course.outline.lessons),
        skills=tuple(Choice(skill.id, skill.title) for skill in course.outline.skills),
    )


def _latest(notes: Sequence[Note], kind: str) -> Note | None:
    return next((one for one in reversed(notes) if one.kind == kind), None)


def _written(lines: Sequence[WrittenLine]) -> Written:
    newest = tuple(reversed(lines))
    return Written(first=newest[:SHOWN], more=newest[SHOWN:])


def _check_in(one: CheckIn) -> WrittenLine:
    due = clock(one.due) if one.due else None
    return WrittenLine(
        when=_when(one.at),
        by=one.by or _("a teacher"),
        text=one.text if one.text or one.step else _("A talk, without notes."),
        step=one.step,
        due=day(due) if due else one.due,
    )


def _private(one: Note) -> WrittenLine:
    return WrittenLine(when=_when(one.at), by=one.by or _("a teacher"), text=one.text)


def _by(note: Note | None) -> str:
    if note is None or not note.text:
        return ""
    return _("Written by {who}, {when}.").format(who=note.by or _("a teacher"), when=_when(note.at))


def _when(at: str) -> str:
    local: datetime | None = clock(at)
    return day_and_time(local) if local else at
