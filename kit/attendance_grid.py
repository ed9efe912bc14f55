"""The attendance of a day, and the work on paper, as the desk shows them. Pure of the web."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec

from grading.attendance import (
    STATES,
    Brought,
    Count,
    Entry,
    counts,
    entries_of,
    read_table,
    state_names,
    take_down,
)
from grading.class_folder import open_class
from grading.paper_work import PaperWork, in_words, note_work, work_on_paper
from grading.records import Records
from grading.roster import Roster, read_roster

LATEST = 20
"""How many pieces of work on paper are listed."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A student: what was taken down for the day as a number of STATES from 1, or empty; and how it was in all."""

    student: str
    name: str
    number: str
    note: str
    before: str


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of work on paper, in words."""

    number: int
    day: str
    name: str
    said: str


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """The page: a day, its lines, and the latest work on paper. `begun`: something was taken down for the day already."""

    day: str
    session: str
    begun: bool
    lines: tuple[Line, ...]
    noted: tuple[Noted, ...]


def grid(folder: Path, day: date, session: str) -> Grid:
    """The grid of a day. Raises ClassFault, RosterFault, RecordsFault."""
    opened = open_class(folder)
    roster = read_roster(opened.roster)
    with Records(opened.records_url) as records:
        entries, work = entries_of(records), work_on_paper(records)
    now = {one.student: one for one in entries if (one.day, one.session) == (day.isoformat(), session)}
    so_far = counts(entries)
    return Grid(
        day=day.isoformat(),
        session=session,
        begun=bool(now),
        lines=tuple(
            Line(
                student=student,
                name=roster.display_name(student),
                number=str(STATES.index(now[student].state) + 1) if student in now else "",
                note=now[student].note if student in now else "",
                before=_before(so_far.get(student, Count())),
            )
            for student in _by_name(roster)
        ),
        noted=tuple(
            Noted(number=one.number, day=one.day, name=roster.display_name(one.student), said=in_words(one))
            for one in work[::-1][:LATEST]
        ),
    )


def keep(
    folder: Path,
    day: date,
    session: str,
    given: Mapping[str, tuple[str, str]],
    today: date,
    *,
    rest: bool,
    by: str,
) -> int:
    """Take a day down: by student a number of STATES from 1 and a note. `rest`: whoever has no number was there.

    Raises AttendanceFault, ClassFault, RosterFault, RecordsFault.
    """
    opened = open_class(folder)
    known = read_roster(opened.roster).names
    entries = [
        Entry(
            student=student,
            day=day.isoformat(),
            session=session,
            state=STATES[int(number or "1") - 1],
            note=note,
        )
        for student, (number, note) in given.items()
        if student in known and (number in ("1", "2", "3", "4") or (rest and not number))
    ]
    with Records(opened.records_url) as records:
        return take_down(records, entries, today, by=by)


def bring(folder: Path, data: bytes, name: str, today: date, by: str) -> tuple[int, Brought]:
    """Take a table in. Raises AttendanceFault, ListFault, ClassFault, RosterFault, RecordsFault."""
    opened = open_class(folder)
    brought = read_table(data, name, read_roster(opened.roster), today)
    with Records(opened.records_url) as records:
        return take_down(records, brought.entries, today, by=by), brought


def note(folder: Path, work: PaperWork, students: list[str], today: date, by: str) -> int:
    """Note work on paper of several students. Raises PaperFault, ClassFault, RosterFault, RecordsFault."""
    opened = open_class(folder)
    known = read_roster(opened.roster).names
    with Records(opened.records_url) as records:
        return note_work(
            records,
            [student for student in students if student in known],
            work.title,
            date.fromisoformat(work.day),
            today,
            note=work.note,
            points=work.points,
            max_points=work.max_points,
            by=by,
        )


def withdraw(folder: Path, number: int) -> bool:
    """Take a piece of work on paper back. Raises ClassFault, RecordsFault."""
    from grading.paper_work import take_back

    with Records(open_class(folder).records_url) as records:
        return take_back(records, number)


def _before(found: Count) -> str:
    names = state_names()
    return ", ".join(f"{names[state]} {getattr(found, state)}" for state in STATES if getattr(found, state))


def _by_name(roster: Roster) -> list[str]:
    return sorted(roster.names, key=lambda one: (roster.display_name(one).casefold(), one))
