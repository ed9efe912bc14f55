"""What teachers write about a student: notes that go back to the student or home, private notes, and goals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec
import sqlalchemy as sa

from carrying.journal import now
from grading import tables
from grading.records import Records
from grading.words import _

MAX_TEXT = 4_000
NoteKind = Literal["", "home", "private"]


class NoteFault(Exception):
    """A note or goal cannot be kept; the message is a sentence for the teacher."""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A note about a student, by whom and when; `kind` says for whom: the student, `home`, or `private`, for teachers only.

    Of several to the student or home the latest goes there; an empty one says that there is none any more.
    """

    student: str
    text: str
    by: str = ""
    at: str = ""
    kind: NoteKind = ""


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """What was agreed with a student. `until` is a date (ISO 8601) or empty; `closed` says when it was reached or dropped."""

    number: int
    student: str
    text: str
    until: str = ""
    by: str = ""
    at: str = ""
    closed: str = ""


def write_note(
    records: Records,
    student: str,
    text: str,
    by: str = "",
    at: datetime | None = None,
    kind: NoteKind = "",
) -> Note:
    """Write a note; one to the student or home goes there the next time, in the place of the one before. Raises NoteFault, RecordsFault."""
    note = Note(student=student, text=_text(text, empty=kind != "private"), by=by, at=_clock(at), kind=kind)
    with records.transaction() as db:
        db.execute(tables.notes.insert().values(**msgspec.structs.asdict(note)))
    return note


def note_for(records: Records, student: str, kind: NoteKind = "") -> Note | None:
    """The note that goes to a student, or home; None where there is none."""
    found = notes(records, student, kind)
    return found[-1] if found and found[-1].text else None


def notes(records: Records, student: str, kind: NoteKind | None = "") -> list[Note]:
    """All notes to a student, or of another kind (None: of every kind), the oldest first."""
    table = tables.notes
    what = sa.select(table.c.student, table.c.text, table.c.by, table.c.at, table.c.kind)
    what = what.where(table.c.student == student).order_by(table.c.number)
    with records.transaction() as db:
        rows = db.execute(what if kind is None else what.where(table.c.kind == kind)).mappings()
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


def all_goals(records: Records, student: str) -> list[Goal]:
    """Every goal that was agreed on with a student, the oldest first."""
    table = tables.goals
    with records.transaction() as db:
        rows = db.execute(
            table.select().where(table.c.student == student).order_by(table.c.number)
        ).mappings()
        return [Goal(**row) for row in rows]


def _text(text: str, *, empty: bool = False) -> str:
    kept = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if not kept and not empty:
        raise NoteFault(_("Write some words. Nothing was changed."))
    if len(kept) > MAX_TEXT:
        raise NoteFault(
            _("That is longer than {most} characters. Nothing was changed.").format(most=MAX_TEXT)
        )
    return kept


def _clock(at: datetime | None) -> str:
    return (at or now()).isoformat(timespec="seconds")
