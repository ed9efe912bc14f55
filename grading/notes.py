"""What goes back to a student in the teacher's own words: notes and goals."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import sqlalchemy as sa

from carrying.journal import now
from grading import tables
from grading.records import Records
from grading.words import _

MAX_TEXT = 4_000


class NoteFault(Exception):
    """A note or goal cannot be kept; the message is a sentence for the teacher."""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A note to a student, by whom and when. Of several the latest goes back; an empty one says that there is none any more."""

    student: str
    text: str
    by: str = ""
    at: str = ""


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """What was agreed with a student. `until` is a date (ISO 8601) or empty; `closed` says when it was reached or dropped."""

    number: int
    student: str
    text: str
    until: str = ""
    by: str = ""
    at: str = ""
    closed: str = ""


def write_note(records: Records, student: str, text: str, by: str = "", at: datetime | None = None) -> Note:
    """Write a note that goes back with the student's next feedback, in the place of the one before. Raises NoteFault, RecordsFault."""
    note = Note(student=student, text=_text(text, empty=True), by=by, at=_clock(at))
    with records.transaction() as db:
        db.execute(tables.notes.insert().values(**msgspec.structs.asdict(note)))
    return note


def note_for(records: Records, student: str) -> Note | None:
    """The note that goes back to a student; None where there is none."""
    found = notes(records, student)
    return found[-1] if found and found[-1].text else None


def notes(records: Records, student: str) -> list[Note]:
    """All notes to a student, the oldest first."""
    table = tables.notes
    what = sa.select(table.c.student, table.c.text, table.c.by, table.c.at)
    with records.transaction() as db:
        rows = db.execute(what.where(table.c.student == student).order_by(table.c.number)).mappings()
        return [Note(**row) for row in rows]


def set_goal(
    records: Records, student: str, text: str, until: str = "", by: str = "", at: datetime | None = None
) -> Goal:
    """Agree on a goal. Raises NoteFault, RecordsFault."""
    if until:
        try:
            until = date.fromisoformat(until).isoformat()
        except ValueError as error:
            raise NoteFault(
                _("“{until}” is no date. Write it as 2026-12-18. Nothing was changed.").format(
                    until=until[:20]
                )
            ) from error
    fields = {
        "student": student,
        "text": _text(text),
        "until": until,
        "by": by,
        "at": _clock(at),
        "closed": "",
    }
    with records.transaction() as db:
        number = db.execute(tables.goals.insert().values(**fields)).inserted_primary_key
    assert number is not None
    return Goal(number=int(number[0]), **fields)


def close_goal(records: Records, student: str, number: int, at: datetime | None = None) -> bool:
    """A goal is reached, or dropped; whether there was such an open goal."""
    table = tables.goals
    which = (table.c.number == number) & (table.c.student == student) & (table.c.closed == "")
    with records.transaction() as db:
        return bool(db.execute(table.update().where(which).values(closed=_clock(at))).rowcount)


def open_goals(records: Records, student: str) -> list[Goal]:
    """The goals that hold, the oldest first."""
    table = tables.goals
    what = (
        table.select().where((table.c.student == student) & (table.c.closed == "")).order_by(table.c.number)
    )
    with records.transaction() as db:
        return [Goal(**row) for row in db.execute(what).mappings()]


def _text(text: str, *, empty: bool = False) -> str:
    kept = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if not kept and not empty:
        raise NoteFault(_("A goal needs some words. Nothing was changed."))
    if len(kept) > MAX_TEXT:
        raise NoteFault(
            _("That is longer than {most} characters. Nothing was changed.").format(most=MAX_TEXT)
        )
    return kept


def _clock(at: datetime | None) -> str:
    return (at or now()).isoformat(timespec="seconds")
