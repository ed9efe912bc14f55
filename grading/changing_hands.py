"""Rows of the records that change hands: from the student they came under to the one whose work it is, and back."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from grading import tables

MOVED = (tables.events, tables.conflicts, tables.hand_ins, tables.installations, tables.notebooks)
"""What names an installation and a student, and moves with the installation."""


def owner_of(db: sa.Connection, student: str) -> str:
    """Whose the work is that comes under this id: another student's where it was reassigned."""
    table = tables.reassigned
    whose = db.scalar(sa.select(table.c.whose).where((table.c.student == student) & (table.c.until == "")))
    return str(whose) if whose else student


def last_given_to(db: sa.Connection, student: str) -> str:
    """Whom the work that came under this id was last given to, though it may have been taken back; the student where to nobody."""
    table = tables.reassigned
    whose = db.scalar(
        sa.select(table.c.whose).where(table.c.student == student).order_by(table.c.number.desc()).limit(1)
    )
    return str(whose) if whose else student


def give(db: sa.Connection, student: str, to: str, by: str, at: str) -> tuple[int, int, tuple[str, ...]]:
    """Move all rows of `student` to `to`, and remember which machines they are of; hand-ins, events, lessons."""
    table = tables.reassigned
    machines = sorted(
        {
            machine
            for one in MOVED
            for machine in db.scalars(
                sa.select(one.c.installation).distinct().where(one.c.student == student)
            )
        }
    )
    before = _machines(db, student)
    db.execute(table.update().where((table.c.student == student) & (table.c.until == "")).values(until=at))
    db.execute(
        table.insert().values(
            student=student,
            whose=to,
            machines=msgspec.json.encode(sorted({*before, *machines})).decode(),
            by=by,
            since=at,
            until="",
        )
    )
    return _move(db, student, to, machines)


def give_back(db: sa.Connection, student: str, at: str) -> tuple[int, int, tuple[str, ...]]:
    """Undo `give`, with what came since."""
    to = owner_of(db, student)
    machines = _machines(db, student)
    table = tables.reassigned
    db.execute(table.update().where((table.c.student == student) & (table.c.until == "")).values(until=at))
    return _move(db, to, student, machines)


def note_machine(db: sa.Connection, student: str, machine: str) -> None:
    """Work came under a reassigned id from this machine: it goes back with the rest, should it be taken back."""
    table = tables.reassigned
    known = _machines(db, student)
    if machine not in known:
        db.execute(
            table.update()
            .where((table.c.student == student) & (table.c.until == ""))
            .values(machines=msgspec.json.encode(sorted({*known, machine})).decode())
        )


def _machines(db: sa.Connection, student: str) -> list[str]:
    table = tables.reassigned
    found = db.scalar(sa.select(table.c.machines).where((table.c.student == student) & (table.c.until == "")))
    return msgspec.json.decode(found, type=list[str]) if found else []


def _move(db: sa.Connection, student: str, to: str, machines: list[str]) -> tuple[int, int, tuple[str, ...]]:
    counts = {}
    lessons: set[str] = set()
    events = tables.events
    for table in MOVED:
        own = (table.c.student == student) & table.c.installation.in_(machines)
        if table is events:
            lessons = set(db.scalars(sa.select(table.c.lesson).distinct().where(own)))
        if "student" in table.primary_key.columns:
            # Where the other student has the same row already, as from a machine that both used, one of the two is enough.
            there = table.alias()
            keys = [one.name for one in table.primary_key.columns if one.name != "student"]
            same = sa.and_(there.c.student == to, *(there.c[key] == table.c[key] for key in keys))
            own &= ~sa.exists().where(same)
        counts[table.name] = db.execute(table.update().where(own).values(student=to)).rowcount
    for known in (
        tables.placed,
        tables.replans,
    ):  # of both: which files are placed, and what follows from their work
        db.execute(known.delete().where(known.c.student.in_([student, to])))
    for derived in (tables.outcomes, tables.marks):
        db.execute(derived.delete().where((derived.c.student == student) & derived.c.lesson.in_(lessons)))
    return counts["hand_ins"], counts["events"], tuple(sorted(lessons))
