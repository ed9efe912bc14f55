"""Merging: a hand-in taken into the records, all of it or nothing, whatever came before it and in whatever order."""

from __future__ import annotations

import hashlib

import msgspec
import sqlalchemy as sa

from carrying.archive import Refused
from carrying.handin import ID, MAX_COUNTER, HandIn
from carrying.journal import lines_of
from carrying.study import ALPHABET
from curriculum.evidence import MAX_LINE
from grading import tables
from grading.changing_hands import note_machine, owner_of
from grading.forgetting import refuse_erased
from grading.installations import admit
from grading.words import _

MOST_COPIES = 4
"""Under so many installations of their own do events count that have the same number as another; each is a copy of the one before."""
MAX_INSTALLATIONS = 100
"""A student works on a few machines; a hand-in that names more is made up."""


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What merging one hand-in changed. `known`: this very file had been merged before.

    `conflicts` are ids (installation, counter) under which something else was known already, as when a machine was copied: the
    first stays; the other is kept as it came, and counts under an installation of its own.
    `shared` are other students who handed in events of the same installation.
    `unread` counts lines that say nothing to this version. `lessons` are the lessons the hand-in or its new
    events are about.
    """

    new_events: int = 0
    known: bool = False
    conflicts: tuple[tuple[str, int], ...] = ()
    shared: tuple[str, ...] = ()
    unread: int = 0
    lessons: tuple[str, ...] = ()
    another_machine: bool = False


class Line(msgspec.Struct):
    """What identifies a journal's line."""

    by: tuple[str, int]
    lesson: str = ""


def merge_hand_in(db: sa.Connection, hand_in: HandIn, received: str) -> Merged:
    """Take a hand-in in, within the transaction of `db`; `received` is the teacher's clock, ISO 8601.

    Raises carrying.archive.Refused, grading.forgetting.Erased, and sqlalchemy's IntegrityError where another collector was quicker.
    """
    refuse_erased(db, hand_in.student)
    whose = owner_of(db, hand_in.student)
    if whose != hand_in.student:
        refuse_erased(db, whose)
        note_machine(db, hand_in.student, hand_in.by[0])
        hand_in = msgspec.structs.replace(hand_in, student=whose)
    if db.scalar(sa.select(tables.hand_ins.c.digest).where(tables.hand_ins.c.digest == hand_in.digest)):
        return Merged(known=True, lessons=tuple(lesson.lesson for lesson in hand_in.lessons))
    another = admit(db, hand_in, received)
    db.execute(
        tables.hand_ins.insert().values(
            digest=hand_in.digest,
            student=hand_in.student,
            installation=hand_in.by[0],
            counter=hand_in.by[1],
            at=hand_in.at,
            received=received,
            here=" ".join(hand_in.here),
        )
    )
    merged = _merge_lines(db, hand_in)
    _merge_notebooks(db, hand_in, received)
    return msgspec.structs.replace(merged, another_machine=another)


def _merge_lines(db: sa.Connection, hand_in: HandIn) -> Merged:
    came: list[tuple[Line, bytes]] = []
    unread = 0
    for lesson in hand_in.lessons:
        for raw in lines_of(lesson.journal):
            line = line_of(raw)
            if line is None:
                unread += 1
            else:
                came.append((line, raw))
    events = tables.events
    installations = {line.by[0] for line, _raw in came}
    if len(installations) > MAX_INSTALLATIONS:
        raise Refused(_("It holds work from far more machines than one student can have."))
    for _copy in range(MOST_COPIES):
        installations |= {copy_of(machine) for machine in installations}
    own = events.c.installation.in_(installations) & (events.c.student == hand_in.student)
    known = {
        (i, n): line
        for i, n, line in db.execute(
            sa.select(events.c.installation, events.c.counter, events.c.line).where(own)
        )
    }
    lines: dict[tuple[str, int], tuple[str, bytes]] = {}
    conflicts: dict[tuple[str, int], bytes] = {}
    for line, raw in came:
        by, said = line.by, raw
        for _copy in range(MOST_COPIES + 1):
            there = known[by] if by in known else lines.setdefault(by, (line.lesson, said))[1]
            if there == said or _same(there, said):
                break
            conflicts.setdefault(by, raw)
            by = (copy_of(by[0]), by[1])
            said = _renumbered(raw, by)
    new = [
        {
            "student": hand_in.student,
            "installation": by[0],
            "counter": by[1],
            "lesson": lesson,
            "line": raw,
        }
        for by, (lesson, raw) in sorted(lines.items())
    ]
    if new:
        db.execute(events.insert(), new)
        replans = tables.replans
        db.execute(replans.update().where(replans.c.student == hand_in.student).values(gauged=tables.STALE))
    if conflicts:
        db.execute(
            tables.conflicts.insert(),
            [
                {
                    "student": hand_in.student,
                    "installation": by[0],
                    "counter": by[1],
                    "hand_in": hand_in.digest,
                    "line": raw,
                }
                for by, raw in sorted(conflicts.items())
            ],
        )
    others = (
        sa.select(events.c.student)
        .distinct()
        .where(events.c.installation.in_(installations) & (events.c.student != hand_in.student))
    )
    about = {lesson.lesson for lesson in hand_in.lessons} | {str(row["lesson"]) for row in new}
    return Merged(
        new_events=len(new),
        conflicts=tuple(sorted(conflicts)),
        shared=tuple(sorted(db.scalars(others))),
        unread=unread,
        lessons=tuple(sorted(about)),
    )


def _merge_notebooks(db: sa.Connection, hand_in: HandIn, received: str) -> None:
    notebooks = tables.notebooks
    for lesson in hand_in.lessons:
        if lesson.notebook is None:
            continue
        here = (
            (notebooks.c.student == hand_in.student)
            & (notebooks.c.lesson == lesson.lesson)
            & (notebooks.c.installation == hand_in.by[0])
        )
        values = {
            "counter": hand_in.by[1],
            "hand_in": hand_in.digest,
            "received": received,
            "sha256": hashlib.sha256(lesson.notebook).hexdigest(),
        }
        counter = db.scalar(sa.select(notebooks.c.counter).where(here))
        if counter is None:
            db.execute(
                notebooks.insert().values(
                    student=hand_in.student, lesson=lesson.lesson, installation=hand_in.by[0], **values
                )
            )
        elif counter < hand_in.by[1]:
            db.execute(notebooks.update().where(here).values(**values))


def line_of(raw: bytes) -> Line | None:
    """What identifies a line, also one of a kind or version not known here.

    None where it is no event at all.
    """
    if len(raw) > MAX_LINE:
        return None
    try:
        line = msgspec.json.decode(raw, type=Line)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeDecodeError):
        return None
    return line if ID.fullmatch(line.by[0]) and 0 <= line.by[1] < MAX_COUNTER else None


def copy_of(installation: str) -> str:
    """The installation under which a copied machine's events count, where a number was taken already by another event."""
    digest = hashlib.sha256(f"trellis copy\n{installation}".encode()).digest()
    return "".join(ALPHABET[byte % 32] for byte in digest[:12])


def _same(one: bytes, other: bytes) -> bool:
    """Whether two lines say the same, however they are written."""
    try:
        return bool(msgspec.json.decode(one) == msgspec.json.decode(other))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False


def _renumbered(raw: bytes, by: tuple[str, int]) -> bytes:
    """A line under another id; what else it says stays."""
    try:
        said = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return raw
    return msgspec.json.encode({**said, "by": by})
