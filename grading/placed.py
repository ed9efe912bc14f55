"""Hand-ins that need not be opened again: merged, and all their files brought to where they belong.

A file is recognised by the digest of its bytes, never by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
import sqlalchemy as sa

from grading import tables


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a hand-in.

    `lessons` were handed in. `waiting` are those the class did not know at the time. `files` are what must be there for this to
    hold, as paths in the student's submitted folder.
    """

    student: str
    lessons: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def holds(self, submitted: Path, known: set[str]) -> bool:
        """Whether placing the hand-in again would do nothing: its files are there, and no lesson of it became known since."""
        if not known.isdisjoint(self.waiting):
            return False
        own = submitted / self.student
        return all((own / file).is_file() for file in self.files)


def note_placed(db: sa.Connection, placed: Mapping[str, Placed]) -> None:
    """Remember, by digest; what was noted before is replaced.

    Only what is among the hand-ins still: a student may have been erased meanwhile.
    """
    table, hand_ins = tables.placed, tables.hand_ins
    for digest, one in placed.items():
        db.execute(table.delete().where(table.c.digest == digest))
        merged = sa.select(
            hand_ins.c.digest, hand_ins.c.student, sa.literal(msgspec.json.encode(one).decode(), sa.Text)
        ).where((hand_ins.c.digest == digest) & (hand_ins.c.student == one.student))
        db.execute(table.insert().from_select(["digest", "student", "what"], merged))


def read_placed(rows: Iterable[tuple[str, str]]) -> dict[str, Placed]:
    """By digest. A row that cannot be read is as none: the file is opened again."""
    found = {}
    for digest, what in rows:
        try:
            found[digest] = msgspec.json.decode(what, type=Placed)
        except msgspec.DecodeError:
            continue
    return found
