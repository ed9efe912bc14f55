"""What the teacher's desk says: what to do next, in order, and what came of it. Pure of the web."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from curriculum.outline import Lesson, load_outline
from grading.box import isolation
from grading.class_folder import ClassFolder, open_class
from grading.class_keys import class_card
from grading.pages.aside import files_aside
from grading.records import Outcome, Received, Records
from grading.recovery_sheet import FILE as SHEET
from grading.roster import Roster, read_roster, short_code
from grading.submissions import TIMESTAMP
from grading.words import day_and_time
from grading.works import submissions

Step = Literal["hand-out", "collect", "grade", "look"]


class LessonLine(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson of the course, and whether it has been released in this class."""

    lesson: str
    title: str
    minutes: int
    released: bool


class StudentLine(msgspec.Struct, frozen=True, kw_only=True):
    """A student on the roster. `code` can be read aloud; `handed_in` is empty where nothing came yet."""

    student: str
    code: str
    name: str
    handed_in: str


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something to know about a file or a piece of work."""

    about: str
    sentence: str


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """All that the desk shows of a class. `unisolated`: what a teacher must accept first where code cannot be shut in here.

    `key_words`: the words of the class's key, empty where it has none. `sheet_left`: the recovery sheet still lies in the folder.
    """

    name: str
    course: str
    folder: str
    key_words: str
    sheet_left: bool
    next: Step
    why: str
    lessons: tuple[LessonLine, ...]
    students: tuple[StudentLine, ...]
    unnamed: tuple[StudentLine, ...]
    collected: int
    graded: int
    waiting: int
    unisolated: str
    data_up_to: str
    aside: tuple[Note, ...]
    grading: tuple[Note, ...]


def desk(folder: Path) -> Desk:
    """The desk of the class in `folder`. Raises ClassFault, CourseError, RosterFault, RecordsFault: sentences."""
    opened = open_class(folder)
    outline = load_outline(opened.course_folder())
    roster = read_roster(opened.roster)
    with Records(opened.records_url) as records:
        hand_ins, outcomes = records.hand_ins(), records.outcomes()
    released = set(opened.released())
    latest = {one.student: one for one in sorted(hand_ins, key=lambda one: one.received)}
    students = _students(roster, latest)
    waiting = _waiting(opened, outcomes)
    step, why = _next(len(released), len(latest), waiting, len(outcomes))
    return Desk(
        name=opened.name,
        course=outline.title,
        folder=str(opened.root),
        key_words=card.words if (card := class_card(opened)) else "",
        sheet_left=(opened.root / SHEET).exists(),
        next=step,
        why=why,
        lessons=tuple(_lesson(lesson, released) for lesson in outline.lessons),
        students=students,
        unnamed=tuple(one for one in students if not one.name),
        collected=len(latest),
        graded=len(outcomes),
        waiting=waiting,
        unisolated=isolation.sentence() if isolation.best() == "none" else "",
        data_up_to=_local(max((one.received for one in hand_ins), default="")),
        aside=tuple(Note(about=one.name, sentence=one.reason) for one in files_aside(opened)),
        grading=tuple(
            Note(about=f"{roster.display_name(one.student)} · {one.lesson}", sentence=said)
            for one in outcomes
            if (said := " ".join(filter(None, (one.reason, one.moved))))
        ),
    )


def _next(released: int, handed_in: int, waiting: int, graded: int) -> tuple[Step, str]:
    """What to do next and why, from how many lessons are out, students have handed in, and works wait or are graded."""
    if not released:
        return "hand-out", "Your class is made. Now its lessons can go out."
    if not handed_in:
        return "collect", "The lessons are out. When students hand in, take their files in here."
    if waiting == 1:
        return "grade", "One piece of work has come in and is not graded yet."
    if waiting:
        return "grade", f"{waiting} pieces of work have come in and are not graded yet."
    return (
        "look",
        "Everything that came in is graded. See whom to talk to today."
        if graded
        else "See how your class is doing.",
    )


def _waiting(folder: ClassFolder, outcomes: Sequence[Outcome]) -> int:
    """How many submissions have not been graded since they last changed."""
    graded = {(one.student, one.lesson): datetime.fromisoformat(one.at) for one in outcomes}
    never = datetime.min.replace(tzinfo=UTC)
    return sum(
        graded.get((one.student, one.assignment), never) < _changed(one.folder) for one in submissions(folder)
    )


def _changed(submission: Path) -> datetime:
    """When a submission last changed, by the note that collecting leaves beside it for nbgrader."""
    try:
        noted = submission.joinpath(TIMESTAMP).read_text(encoding="utf-8").strip()
        return datetime.strptime(noted, "%Y-%m-%d %H:%M:%S.%f UTC").replace(tzinfo=UTC)
    except (OSError, ValueError):
        return datetime.fromtimestamp(0, UTC)


def _students(roster: Roster, latest: dict[str, Received]) -> tuple[StudentLine, ...]:
    lines = [
        StudentLine(
            student=student,
            code=short_code(student),
            name=name,
            handed_in=_local(latest[student].received) if student in latest else "",
        )
        for student, name in roster.names.items()
    ]
    return tuple(sorted(lines, key=lambda one: (one.name != "", one.name.casefold(), one.student)))


def _lesson(lesson: Lesson, released: set[str]) -> LessonLine:
    return LessonLine(
        lesson=lesson.id, title=lesson.title, minutes=lesson.minutes, released=lesson.id in released
    )


def _local(moment: str) -> str:
    """A stored time as a teacher reads it, on this machine's clock."""
    try:
        return day_and_time(datetime.fromisoformat(moment).astimezone())
    except ValueError:
        return ""
