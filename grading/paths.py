"""Learning paths: from the records of a class to standings and next steps, as data, files and a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

import msgspec

from carrying.saving import save
from curriculum.branching import Graph
from curriculum.course import Course
from curriculum.evidence import AnyEvent
from curriculum.mastery import Seen, Standing, standings
from curriculum.path import Path, Progress, Status, plan
from curriculum.portfolio import TeachersJudge, by_lesson, choices, classwork, progress
from grading.class_folder import ClassFolder
from grading.records import Outcome, Received, Records
from grading.roster import Roster, read_roster

FORMAT = 1
JSON = "paths.json"
CSV = "paths.csv"


class StudentWork(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one student, judged from the key.

    `events` are in order of (installation, counter), every answer marked again. `progress` has an entry for
    each released lesson.
    """

    student: str
    events: list[AnyEvent]
    seen: list[Seen]
    standings: dict[str, Standing]
    progress: dict[str, Progress]
    path: Path
    hand_ins: tuple[Received, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def last_hand_in(self) -> Received | None:
        """The latest hand-in by the teacher's clock; None where none has come yet."""
        return max(self.hand_ins, key=lambda one: (one.received, one.installation, one.counter), default=None)

    @property
    def handed_in(self) -> datetime | None:
        """When the latest hand-in was received, by the teacher's clock, in UTC.

        None where none has come yet.
        """
        return (
            datetime.fromisoformat(self.last_hand_in.received).astimezone(UTC) if self.last_hand_in else None
        )


class SkillOut(msgspec.Struct, frozen=True, kw_only=True):
    """A skill in paths.json; `chance` is null where the student has not met it."""

    status: Status
    chance: float | None = None
    tries: int = 0
    mastered: bool = False


class StepOut(msgspec.Struct, frozen=True, kw_only=True):
    """A step in paths.json."""

    kind: str
    lesson: str
    title: str
    reason: str
    because: str
    skill: str
    minutes: int


class StudentOut(msgspec.Struct, frozen=True, kw_only=True):
    """A student in paths.json. `last_hand_in` is the teacher's clock, empty where nothing came in yet."""

    id: str
    name: str
    steps: list[StepOut]
    skills: dict[str, SkillOut]
    last_hand_in: str


class PathsOut(msgspec.Struct, frozen=True, kw_only=True):
    """paths.json."""

    class_name: str
    course: str
    day: str
    students: list[StudentOut]
    format: int = FORMAT


class Table(msgspec.Struct, frozen=True):
    """A table for a terminal: its header, and rows of the same length."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def class_work(
    records: Records,
    course: Course,
    *,
    students: Iterable[str] = (),
    lessons: Iterable[str] | None = None,
    today: date | None = None,
) -> dict[str, StudentWork]:
    """Everyone's work, by student id.

    All who have handed in, and `students`, who may have handed in nothing yet.

    `lessons` are the released ones (default: all of the course). Standings come from the whole class at once.
    """
    open_lessons = [lesson.id for lesson in course.outline.lessons]
    if lessons is not None:
        released = set(lessons)
        open_lessons = [lesson for lesson in open_lessons if lesson in released]
    judge = TeachersJudge(course)
    events = {student: judge.remark(own) for student, own in records.events().items()}
    events |= {student: [] for student in students if student not in events}
    # An answer marked again holds its own judgement; the judge is asked once more only for skill and
    # difficulty.
    seen = {student: classwork(own, judge) for student, own in events.items()}
    standing = standings({**seen})
    hand_ins: dict[str, list[Received]] = {}
    for hand_in in records.hand_ins():
        hand_ins.setdefault(hand_in.student, []).append(hand_in)
    outcomes: dict[str, list[Outcome]] = {}
    for outcome in records.outcomes():
        outcomes.setdefault(outcome.student, []).append(outcome)
    work: dict[str, StudentWork] = {}
    for student in sorted(events):
        own = by_lesson(events[student])
        done = {
            lesson: lesson_progress(course.graphs.get(lesson), own.get(lesson, ())) for lesson in open_lessons
        }
        work[student] = StudentWork(
            student=student,
            events=events[student],
            seen=seen[student],
            standings=standing.get(student, {}),
            progress=done,
            path=plan(
                course.outline,
                standing.get(student, {}),
                done,
                choices(events[student]),
                records.overrides(student),
                today,
            ),
            hand_ins=tuple(hand_ins.get(student, ())),
            outcomes=tuple(outcomes.get(student, ())),
        )
    return work


def lesson_progress(graph: Graph | None, events: Sequence[AnyEvent]) -> Progress:
    """How far a student is in a lesson worked on from one or more machines: the furthest of them.

    Each installation is a walk of its own through the lesson; strung together they would not be one.
    """
    machines: dict[str, list[AnyEvent]] = {}
    for event in events:
        machines.setdefault(event.by[0], []).append(event)
    each = [progress(graph, own) for own in machines.values()] or [progress(graph, ())]
    return Progress(
        started=any(one.started for one in each),
        finished=any(one.finished for one in each),
        stretched=any(one.stretched for one in each),
        done=max(one.done for one in each),
        of=each[0].of,
    )


def work_of_class(
    folder: ClassFolder, course: Course | None = None, today: date | None = None
) -> dict[str, StudentWork]:
    """`class_work` of a class folder: everyone on the roster, the lessons released in it."""
    with Records(folder.records_url) as records:
        return class_work(
            records,
            course or folder.load_course(),
            students=read_roster(folder.roster).names,
            lessons=folder.released(),
            today=today,
        )


def write_paths(folder: ClassFolder, today: date, course: Course | None = None) -> Table:
    """Work out everyone's path, save it as paths.json and paths.csv, and return it as a table.

    Raises NotSaved.
    """
    course = course or folder.load_course()
    roster = read_roster(folder.roster)
    work = work_of_class(folder, course, today)
    ordered = sorted(
        work.values(), key=lambda one: (roster.display_name(one.student).casefold(), one.student)
    )
    out = PathsOut(
        class_name=folder.name,
        course=course.outline.id,
        day=today.isoformat(),
        students=[_student_out(one, roster) for one in ordered],
    )
    save(folder.root / JSON, msgspec.json.format(msgspec.json.encode(out)) + b"\n")
    save(folder.root / CSV, _wide(out, [skill.id for skill in course.outline.skills]))
    return _table(out)


def _student_out(work: StudentWork, roster: Roster) -> StudentOut:
    return StudentOut(
        id=work.student,
        name=roster.display_name(work.student),
        steps=[
            StepOut(
                kind=step.kind,
                lesson=step.lesson,
                title=step.title,
                reason=step.reason,
                because=step.because,
                skill=step.skill,
                minutes=step.minutes,
            )
            for step in work.path.steps
        ],
        skills={
            skill: _skill_out(status, work.standings.get(skill)) for skill, status in work.path.skills.items()
        },
        last_hand_in=work.handed_in.isoformat() if work.handed_in else "",
    )


def _skill_out(status: Status, standing: Standing | None) -> SkillOut:
    if standing is None:
        return SkillOut(status=status)
    return SkillOut(
        status=status, chance=round(standing.chance, 4), tries=standing.tries, mastered=standing.mastered
    )


def _wide(out: PathsOut, skills: Sequence[str]) -> bytes:
    """One row a student, one column a skill: the chance in it, empty where it was not met."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["id", "name", "next", "reason", *skills])
    for student in out.students:
        first = student.steps[0]
        chances = [student.skills[skill].chance for skill in skills]
        writer.writerow(
            [
                student.id,
                student.name,
                first.title,
                first.reason,
                *("" if c is None else f"{c:.2f}" for c in chances),
            ]
        )
    return stream.getvalue().encode()


def _table(out: PathsOut) -> Table:
    rows = []
    for student in out.students:
        mastered = sum(skill.mastered for skill in student.skills.values())
        met = sum(skill.chance is not None for skill in student.skills.values())
        first = student.steps[0]
        rows.append((student.name, f"{mastered} of {met}", first.title, first.reason))
    return Table(("Student", "Skills sure", "Next", "Why"), tuple(rows))
