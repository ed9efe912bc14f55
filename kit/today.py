"""Whom to talk to today, for the desk: worked out beside the server, once for each state of the records."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import msgspec

from carrying.journal import here_today
from curriculum.language import spoken

MOST = 3
PATIENCE_S = 1.2
"""A page waits so long for the answer; then it comes without, and asks for it once more."""


class TalkLine(msgspec.Struct, frozen=True, kw_only=True):
    """A talk to have: with whom, why in a word and in a sentence, and words to open with."""

    student: str
    name: str
    tag: str
    sentence: str
    opening: str


class Talks(msgspec.Struct, frozen=True, kw_only=True):
    """The first few talks, and how many more there are."""

    lines: tuple[TalkLine, ...] = ()
    more: int = 0


class Today:
    """The answer for one class folder. One work at a time; what has not changed is not worked out again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._key: object = None
        self._task: asyncio.Task[Talks] | None = None

    async def talks(self, patience: float = PATIENCE_S) -> Talks | None:
        """The talks; None where they are still being worked out. Raises what reading the class raises."""
        key = await asyncio.to_thread(self._state)
        if self._task is None or (self._task.done() and key != self._key):
            self._key = key
            self._task = asyncio.ensure_future(asyncio.to_thread(three_to_talk_to, self.folder, key[0]))
        done, _pending = await asyncio.wait([self._task], timeout=patience)
        if not done:
            return None
        try:
            return self._task.result()
        except Exception:
            self._task = None
            raise

    def _state(self) -> tuple[date, str, tuple[int, ...], object]:
        """What the answer hangs on: the day, the language, and when the records, the roster and the course last changed."""
        from grading.class_folder import open_class

        marks = []
        for name in ("records.db", "records.db-wal", "roster.csv", "class.json"):
            try:
                about = (self.folder / name).stat()
                marks += [about.st_mtime_ns, about.st_size]
            except OSError:
                marks.append(0)
        return here_today(), spoken(), tuple(marks), open_class(self.folder).course_written()


def three_to_talk_to(folder: Path, today: date) -> Talks:
    """The most urgent talks of a class. Raises ClassFault, CourseError, RosterFault, RecordsFault."""
    from grading.class_folder import open_class
    from grading.paths import work_of_class
    from grading.records import Records
    from grading.roster import read_roster
    from grading.talks import by_student, talks

    opened = open_class(folder)
    course, roster = opened.load_course(), read_roster(opened.roster)
    with Records(opened.records_url) as records:
        talked = by_student(records.check_ins())
    found = talks(work_of_class(opened, course, today, events_of=()), course, today, talked)
    return Talks(
        lines=tuple(
            TalkLine(
                student=one.student,
                name=roster.display_name(one.student),
                tag=one.tag,
                sentence=one.sentence,
                opening=one.opening,
            )
            for one in found[:MOST]
        ),
        more=max(0, len(found) - MOST),
    )
