"""Placing: the files of merged hand-ins on their way to where they belong, several students at a time.

Most of the time goes into waiting for the disk to say that a file is safe, and it can say so of many at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from carrying.handin import HandIn
from carrying.journal import FILE as JOURNAL
from grading.class_folder import ClassFolder
from grading.placed import Placed
from grading.records import Records
from grading.submissions import TIMESTAMP, place

ABREAST = 8
TOGETHER = 50
"""So many hand-ins are noted as placed at a time. Stopped before that, they are placed again, which changes nothing."""
MOST_HELD = 50_000_000
"""Bytes of work held in memory meanwhile."""


class _Waiting(msgspec.Struct, frozen=True):
    hand_in: HandIn
    here: tuple[str, ...]
    unknown: tuple[str, ...]


class Placing:
    """Merged hand-ins of a class whose files are not placed yet: one of each student, since their order matters."""

    def __init__(self, folder: ClassFolder, records: Records) -> None:
        self._folder = folder
        self._records = records
        self._waiting: dict[str, _Waiting] = {}
        self._held = 0

    def waits(self, student: str) -> bool:
        """Whether a hand-in of this student has to be placed before the next one is merged."""
        return student in self._waiting

    @property
    def full(self) -> bool:
        """Whether it is time to place what waits."""
        return len(self._waiting) >= TOGETHER or self._held > MOST_HELD

    def add(self, hand_in: HandIn, about: set[str], known: set[str]) -> None:
        """A hand-in that was merged; `about` are its lessons, `known` those of the class."""
        here, unknown = sorted(about & known), sorted(about - known)
        self._waiting[hand_in.student] = _Waiting(hand_in, tuple(here), tuple(unknown))
        self._held += sum(len(one.notebook or b"") + len(one.journal) for one in hand_in.lessons)

    def finish(self) -> dict[str, Placed]:
        """Place all that wait; by digest, and noted. Raises NotSaved, RecordsFault, OSError."""
        waiting = list(self._waiting.values())
        if len(waiting) > 1:
            with ThreadPoolExecutor(ABREAST) as pool:
                done = dict(pool.map(self._place, waiting))
        else:
            done = dict(map(self._place, waiting))
        self._records.note_placed(done)
        self._waiting, self._held = {}, 0
        return done

    def _place(self, one: _Waiting) -> tuple[str, Placed]:
        hand_in = one.hand_in
        place(self._folder, self._records, hand_in, one.here)
        own = self._folder.submitted / hand_in.student
        return hand_in.digest, Placed(
            student=hand_in.student,
            lessons=tuple(lesson.lesson for lesson in hand_in.lessons),
            waiting=one.unknown,
            files=tuple(_files_of(own, one.here)),
        )


def _files_of(own: Path, lessons: tuple[str, ...]) -> Iterator[str]:
    """What is in a student's submitted folder once a hand-in is placed."""
    for lesson in lessons:
        for file in (JOURNAL, TIMESTAMP, f"{lesson}.ipynb"):
            if (own / lesson / file).is_file():
                yield f"{lesson}/{file}"
