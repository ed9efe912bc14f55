"""What has changed since a teacher last looked at the class, remembered for each teacher by their own name.

Opening the page again within some hours is the same look: what was new this morning is still shown as new at noon.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from carrying.journal import now
from grading import tables
from grading.insight import State, cell
from grading.paths import StudentWork
from grading.records import Records

ONE_LOOK = timedelta(hours=4)
MAX_BY = 80


class States(msgspec.Struct, frozen=True, kw_only=True):
    """One student as seen: where each skill met stands, and how many hand-ins there were."""

    skills: dict[str, State] = {}
    hand_ins: int = 0


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is new of one student: `can_do` and `needs` are skills, `hand_ins` how many came in. `is_new`: was not in the class before."""

    student: str
    can_do: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    hand_ins: int = 0
    is_new: bool = False


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """When the teacher looked before (ISO 8601; empty at the first look), and what has changed, by student."""

    at: str = ""
    changes: tuple[Change, ...] = ()


def look(records: Records, work: Mapping[str, StudentWork], by: str, at: datetime | None = None) -> Since:
    """Remember this look of `by`, and say what has changed since the one before. Raises RecordsFault."""
    moment = at or now()
    by = by[:MAX_BY]
    states = {student: _states(one) for student, one in work.items()}
    table = tables.looks
    clocks = sa.select(table.c.at).where(table.c.by == by).distinct().order_by(table.c.at.desc())
    with records.transaction() as db:
        looks = list(db.scalars(clocks))
        latest = looks[0] if looks else ""
        if latest and moment - datetime.fromisoformat(latest) < ONE_LOOK:
            before = looks[1] if len(looks) > 1 else ""
            clock = latest  # the same look goes on: it began then
        else:
            before, clock = latest, moment.isoformat(timespec="seconds")
        old = {
            student: msgspec.json.decode(text, type=States)
            for student, text in db.execute(
                sa.select(table.c.student, table.c.states).where((table.c.by == by) & (table.c.at == before))
            )
        }
        keep = [clock, before] if before else [clock]
        db.execute(table.delete().where((table.c.by == by) & ~table.c.at.in_(keep)))
        db.execute(table.delete().where((table.c.by == by) & (table.c.at == clock)))
        if states:
            db.execute(
                table.insert(),
                [
                    {"by": by, "student": student, "at": clock, "states": msgspec.json.encode(one).decode()}
                    for student, one in states.items()
                ],
            )
    if not before:
        return Since()
    found = (_change(student, old.get(student), one) for student, one in states.items())
    return Since(at=before, changes=tuple(change for change in found if change is not None))


def _states(one: StudentWork) -> States:
    return States(
        skills={skill: cell(one, skill).state for skill in one.standings}, hand_ins=len(one.hand_ins)
    )


def _change(student: str, before: States | None, now_: States) -> Change | None:
    was = before or States()

    def newly(state: State) -> tuple[str, ...]:
        return tuple(skill for skill, found in now_.skills.items() if found == state != was.skills.get(skill))

    change = Change(
        student=student,
        can_do=newly("can-do"),
        needs=newly("needs-a-person"),
        hand_ins=max(0, now_.hand_ins - was.hand_ins),
        is_new=before is None,
    )
    return change if change.can_do or change.needs or change.hand_ins or change.is_new else None
