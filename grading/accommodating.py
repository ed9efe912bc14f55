"""Accommodations at the teacher's: what was set for each student, kept with who set it and when. They go back with the next feedback."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from carrying.journal import now
from curriculum.accommodations import Accommodations, read_accommodations, write_accommodations
from grading import tables
from grading.alone import in_turn
from grading.class_folder import ClassFolder
from grading.records import Records


def set_accommodations(
    folder: ClassFolder, student: str, accommodations: Accommodations, by: str, at: datetime | None = None
) -> None:
    """Set what holds for a student, in the place of what was set before; the record of that stays. Raises RecordsFault.

    What an earlier or later version of Trellis set and this one does not know stays as it is.
    """
    change_accommodations(folder, student, lambda _before: accommodations, by, at)


def change_accommodations(
    folder: ClassFolder,
    student: str,
    change: Callable[[Accommodations], Accommodations],
    by: str,
    at: datetime | None = None,
) -> Accommodations:
    """Set what `change` makes of what holds for a student; of two at once the second changes what the first set.

    Raises RecordsFault.
    """
    clock = (at or now()).isoformat(timespec="seconds")
    with in_turn(folder.root / "accommodations"), Records(folder.records_url) as records:
        before = plain_accommodations(records).get(student)
        made = change(read_accommodations(before or {}))
        what = write_accommodations(made, before)
        if what == (before or {}):
            return made
        with records.transaction() as db:
            db.execute(
                tables.accommodations.insert().values(
                    student=student, what=msgspec.json.encode(what).decode(), by=by, at=clock
                )
            )
    return made


def accommodations(folder: ClassFolder) -> dict[str, Accommodations]:
    """What holds for each student for whom anything was set. Raises RecordsFault."""
    with Records(folder.records_url) as records:
        found = plain_accommodations(records)
    read = {student: read_accommodations(data) for student, data in found.items()}
    return {student: one for student, one in read.items() if one != Accommodations()}


def plain_accommodations(records: Records) -> dict[str, dict[str, Any]]:
    """The same as plain data, as it travels to the students. Raises RecordsFault."""
    table = tables.accommodations
    with records.transaction() as db:
        rows = db.execute(sa.select(table.c.student, table.c.what).order_by(table.c.number)).all()
    return {row.student: _plain(row.what) for row in rows}


def _plain(text: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.MsgspecError:
        return {}
