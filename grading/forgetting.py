"""Forgetting a student in the records: every row goes, and a tombstone keeps late copies out."""

from __future__ import annotations

import hashlib
from typing import Any

import sqlalchemy as sa

from carrying.bundle import Refused
from grading import tables
from grading.words import _

Held = dict[str, list[dict[str, Any]]]
"""By table, the rows that are about one student."""


class Erased(Refused):
    """A hand-in of a student whose data was erased; the message says so. It is kept nowhere, quarantine included."""


def tombstone(student: str) -> str:
    """What is kept of an erased student: a digest that says "this one" of an id that is shown again, and nothing else."""
    return hashlib.sha256(f"erased {student}".encode()).hexdigest()


def refuse_erased(db: sa.Connection, student: str) -> None:
    """Keep out what comes late. Raises Erased."""
    at = db.scalar(sa.select(tables.erased.c.at).where(tables.erased.c.digest == tombstone(student)))
    if at is not None:
        raise Erased(
            _(
                "It is the work of a student whose data was erased on {at}. Nothing of it was taken in "
                "or kept. Delete the file where it is."
            ).format(at=at[:10])
        )


def held(db: sa.Connection, student: str) -> Held:
    """Every row about a student, by table."""
    return {
        table.name: [
            dict(row) for row in db.execute(table.select().where(table.c.student == student)).mappings()
        ]
        for table in _about_students()
    }


def erase(db: sa.Connection, student: str, at: str) -> int:
    """Set the tombstone, then delete every row about a student; how many there were. Doing it again is safe."""
    if db.dialect.name == "sqlite":
        db.exec_driver_sql("PRAGMA secure_delete = ON")  # free pages keep nothing
    for own in (student, *given_to(db, student)):
        stone = tombstone(own)
        if not db.scalar(sa.select(tables.erased.c.at).where(tables.erased.c.digest == stone)):
            db.execute(tables.erased.insert().values(digest=stone, at=at))
    db.execute(tables.reassigned.delete().where(tables.reassigned.c.whose == student))
    return sum(
        db.execute(table.delete().where(table.c.student == student)).rowcount for table in _about_students()
    )


def given_to(db: sa.Connection, student: str) -> list[str]:
    """The ids under which work of this student came in by mistake (grading/changing_hands.py)."""
    table = tables.reassigned
    return sorted(
        set(db.scalars(sa.select(table.c.student).where((table.c.whose == student) & (table.c.until == ""))))
    )


def _about_students() -> list[sa.Table]:
    return [table for table in tables.metadata.sorted_tables if "student" in table.c]
