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
from grading.reading_by_hand import to_read_by_hand
from grading.records import Outcome, Records
from grading.recovery_sheet import FILE as SHEET
from grading.replies import Reply, replies, who_would_like_to_talk
from grading.roster import Roster, read_roster
from grading.submissions import TIMESTAMP
from grading.works import submissions
from kit.class_list import StudentLine, local, student_lines
from kit.first_day import Guide, first_day
from kit.words import _, ngettext

Step = Literal["hand-out", "collect", "grade", "look"]


class LessonLine(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson of the course, and whether it has been released in this class."""

    lesson: str
    title: str
    minutes: int
    released: bool


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something to know about a file or a piece of work. `kind`: `aside`, or what came of grading: `repaired`, `failed`, `graded`."""

    about: str
    sentence: str
    kind: str
    student: str = ""
    when: str = ""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A family that would like to talk: whose, in its own words, and since when."""

    student: str
    name: str
    text: str
    since: str


class ToRead(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson with open work that a person has to read, and how many pieces of it wait."""

    lesson: str
    title: str
    number: int


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
    failed: int
    waiting: int
    unisolated: str
    data_up_to: str
    aside: tuple[Note, ...]
    grading: tuple[Note, ...]
    wishes: tuple[Wish, ...]
    to_read: tuple[ToRead, ...]
    guide: Guide


def desk(folder: Path) -> Desk:
    """The desk of the class in `folder`. Raises ClassFault, CourseError, RosterFault, RecordsFault: sentences."""
    opened = open_class(folder)
    outline = load_outline(opened.course_folder())
    roster = read_roster(opened.roster)
    with Records(opened.records_url) as records:
        hand_ins, outcomes = records.hand_ins(), records.outcomes()
        asked = who_would_like_to_talk(replies(records), records.check_ins())
    released = set(opened.released())
    latest = {one.student: one for one in sorted(hand_ins, key=lambda one: one.received)}
    students = student_lines(roster, latest)
    waiting = _waiting(opened, outcomes)
    failed = sum(one.kind == "failed" for one in outcomes)
    step, why = _next(len(released), len(latest), waiting, 0 if failed else len(outcomes))
    return Desk(
        name=opened.name,
        course=outline.title,
        folder=str(opened.root),
        key_words=card.words if (card := class_card(opened)) else "",
        sheet_left=(opened.root / SHEET).exists(),
        next=step,
        why=why,
        lessons=tuple(lesson_line(lesson, released) for lesson in outline.lessons),
        students=students,
        unnamed=tuple(one for one in students if not one.name),
        collected=sum(
            one.handed_in != "" for one in students
        ),  # of those on the roster, as on the class page
        graded=len(outcomes) - failed,
        failed=failed,
        waiting=waiting,
        unisolated=isolation.sentence() if isolation.best() == "none" else "",
        data_up_to=local(max((one.received for one in hand_ins), default="")),
        aside=tuple(
            Note(about=one.name, sentence=one.reason, kind="aside", when=one.when)
            for one in files_aside(opened)
        ),
        grading=_grading(outcomes, roster, outline.lessons),
        wishes=tuple(_wish(one, roster) for one in asked),
        to_read=_to_read(opened, outline.lessons),
        guide=first_day(
            opened,
            students=len(roster.names),
            released=len(released),
            machines=len({one.installation for one in hand_ins}),
            waiting=_in_inbox(opened),
        ),
    )


def _grading(outcomes: Sequence[Outcome], roster: Roster, lessons: Sequence[Lesson]) -> tuple[Note, ...]:
    """What grading had to say of single works, those that could not be graded first."""
    titles = {one.id: one.title for one in lessons}
    notes = [
        Note(
            about=f"{roster.display_name(one.student)} · {titles.get(one.lesson, one.lesson)}",
            sentence=said,
            kind=one.kind,
            student=one.student,
        )
        for one in outcomes
        if (said := " ".join(filter(None, (one.reason, one.moved))))
    ]
    order = {"failed": 0, "repaired": 1}
    return tuple(sorted(notes, key=lambda one: order.get(one.kind, 2)))


def _wish(reply: Reply, roster: Roster) -> Wish:
    return Wish(
        student=reply.student,
        name=roster.display_name(reply.student),
        text=reply.text,
        since=local(reply.at),
    )


def _to_read(folder: ClassFolder, lessons: Sequence[Lesson]) -> tuple[ToRead, ...]:
    titles = {one.id: one.title for one in lessons}
    return tuple(
        ToRead(lesson=lesson, title=titles.get(lesson, lesson), number=number)
        for lesson, number in to_read_by_hand(folder).items()
    )


def _in_inbox(folder: ClassFolder) -> int:
    """How many hand-ins came over the network and are not collected yet."""
    return sum(1 for path in folder.inbox.glob("*.trellis")) if folder.inbox.is_dir() else 0


def _next(released: int, handed_in: int, waiting: int, graded: int) -> tuple[Step, str]:
    """What to do next and why, from how many lessons are out, students have handed in, and works wait or (where none failed) are graded."""
    if not released:
        return "hand-out", _("Your class is made. Now its lessons can go out.")
    if not handed_in:
        return "collect", _("The lessons are out. When students hand in, take their files in here.")
    if waiting:
        return "grade", ngettext(
            "One piece of work has come in and is not graded yet.",
            "{n} pieces of work have come in and are not graded yet.",
            waiting,
        ).format(n=waiting)
    return (
        "look",
        _("Everything that came in is graded. See whom to talk to today.")
        if graded
        else _("See how your class is doing."),
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


def lesson_line(lesson: Lesson, released: set[str]) -> LessonLine:
    """A lesson as the desk shows it."""
    return LessonLine(
        lesson=lesson.id, title=lesson.title, minutes=lesson.minutes, released=lesson.id in released
    )
