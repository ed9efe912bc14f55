"""The submitted folder: per student and lesson the newest notebook, and the journal of all hand-ins."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from carrying.handin import HandIn
from carrying.journal import FILE as JOURNAL
from carrying.saving import save
from curriculum.faults import CourseError
from curriculum.outline import load_outline
from grading.class_folder import ClassFault, ClassFolder
from grading.records import Notebook, Records
from grading.salvage import salvage

TIMESTAMP = "timestamp.txt"


def known_lessons(folder: ClassFolder) -> set[str]:
    """The lessons work can be for: those of the course, and those released in the class."""
    try:
        outline = load_outline(folder.course_folder())
    except (ClassFault, CourseError):
        return set(folder.released())
    return {lesson.id for lesson in outline.lessons} | set(folder.released())


def place(folder: ClassFolder, records: Records, hand_in: HandIn, lessons: Iterable[str]) -> None:
    """Bring `submitted/` up to date with a hand-in that has been merged.

    Doing it again changes nothing. Raises NotSaved.

    Files are written only where they differ, so that nothing is graded again for nothing. The timestamp comes before what
    it speaks of: whoever is stopped in between finds the rest still to do.
    """
    newest: dict[str, list[Notebook]] = {}
    for known in records.notebooks(hand_in.student):
        newest.setdefault(known.lesson, []).append(known)
    received = max(
        (one.received for one in records.hand_ins(hand_in.student) if one.digest == hand_in.digest),
        default="",
    )
    brought = {lesson.lesson: lesson.notebook for lesson in hand_in.lessons}
    for lesson in lessons:
        submission = folder.submitted / hand_in.student / lesson
        journal = records.journal(hand_in.student, lesson)
        stamp = partial(_write, submission / TIMESTAMP, _timestamp(received))
        if journal:
            _write(submission / JOURNAL, journal, stamp)
        notebook = brought.get(lesson)
        own = next((one for one in newest.get(lesson, []) if one.installation == hand_in.by[0]), None)
        if notebook is not None and own is not None and own.hand_in == hand_in.digest:
            chosen = max(newest[lesson], key=lambda one: (one.received, one.installation))
            _place_notebook(folder, submission, notebook, own, chosen, newest[lesson], stamp)
        if submission.is_dir() and not (submission / TIMESTAMP).exists():
            stamp()


def _place_notebook(
    folder: ClassFolder,
    submission: Path,
    data: bytes,
    own: Notebook,
    chosen: Notebook,
    all_of_them: list[Notebook],
    stamp: Callable[[], None],
) -> None:
    """Write the notebook where it belongs, byte for byte as it was handed in, readable or not.

    The one received last is the submission. Those of other machines stand beside it, and so does the last good one of the same
    machine where a damaged one takes its place.
    """
    beside = folder.submitted_others / own.student / own.lesson
    if own != chosen:
        if own.sha256 != chosen.sha256:
            _write(beside / f"{own.installation}.ipynb", data)
        return
    path = submission / f"{own.lesson}.ipynb"
    before = path.read_bytes() if path.exists() else b""
    if before == data:
        return
    other = next(
        (one for one in all_of_them if one != own and one.sha256 == hashlib.sha256(before).hexdigest()), None
    )
    if other is not None:
        _write(beside / f"{other.installation}.ipynb", before)
    elif before and salvage(data).damaged and not salvage(before).damaged:
        _write(beside / f"{own.installation}{_BEFORE}{own.counter}.ipynb", before)
    stamp()
    save(path, data)


_BEFORE = "-before-"
"""In the name of a notebook that could be read, kept when a damaged one took its place."""


def earlier_notebooks(folder: ClassFolder, student: str, lesson: str) -> list[Path]:
    """The student's other notebooks of a lesson, for what a damaged one has lost.

    The last good one of the same machine first, then those of other machines.
    """
    beside = folder.submitted_others / student / lesson

    def when(path: Path) -> tuple[int, str]:
        counter = path.stem.partition(_BEFORE)[2]
        return -int(counter) if counter.isdecimal() else 1, path.name

    return sorted(beside.glob("*.ipynb"), key=when)


def _write(path: Path, data: bytes, first: Callable[[], None] | None = None) -> None:
    """Save, unless the file says so already; `first` is done before."""
    if path.exists() and path.read_bytes() == data:
        return
    if first is not None:
        first()
    save(path, data)


def _timestamp(received: str) -> bytes:
    """When the work was received, by the teacher's clock, in the form nbgrader writes itself."""
    clock = datetime.fromisoformat(received).astimezone(UTC) if received else datetime.fromtimestamp(0, UTC)
    return clock.strftime("%Y-%m-%d %H:%M:%S.%f UTC\n").encode()
