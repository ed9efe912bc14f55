"""Learning paths: from the records of a class to standings and next steps, as data, files and a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

import msgspec

from carrying.saving import save
from curriculum.course import Course
from curriculum.evidence import Aimed, AnyEvent
from curriculum.language import speaking, spoken
from curriculum.mastery import Seen, Standing, gauge
from curriculum.path import Override, Path, Progress, Status
from curriculum.portfolio import TeachersJudge
from grading.class_folder import ClassFolder
from grading.marked import by_student, take_marks
from grading.records import Outcome, Received, Records
from grading.refits import Kept, is_due, weights_in_use
from grading.replan import Known, Planned, Replanner
from grading.roster import Roster, read_roster
from grading.words import _

FORMAT = 1
JSON = "paths.json"
CSV = "paths.csv"


class StudentWork(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one student, judged from the key.

    `events` are in order of (installation, counter), every answer marked again. `progress` has an entry for
    each released lesson. `overrides` are the teacher's words that hold, `aims` the goals the student set; `known` is what the path
    was planned from.
    """

    student: str
    events: list[AnyEvent]
    seen: list[Seen]
    standings: dict[str, Standing]
    progress: dict[str, Progress]
    path: Path
    hand_ins: tuple[Received, ...]
    outcomes: tuple[Outcome, ...]
    overrides: tuple[Override, ...] = ()
    aims: tuple[Aimed, ...] = ()
    known: Known = Known()

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
    round: str = ""
    project: str = ""
    by: str = "path"
    evidence: list[str] = []


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
    languages: Mapping[str, str] | None = None,
) -> dict[str, StudentWork]:
    """Everyone's work, by student id; the path's reasons in the student's language of `languages`, else in the one spoken now.

    All who have handed in, and `students`, who may have handed in nothing yet.

    `lessons` are the released ones (default: all of the course). Standings come from the whole class at once.
    """
    replanner = Replanner(records, course, lessons, rounds=True)
    judge = TeachersJudge(course)
    events = {student: judge.remark(own) for student, own in records.events().items()}
    events |= {student: [] for student in students if student not in events}
    folios = {student: replanner.portfolio(own) for student, own in events.items()}
    with records.connect() as db:
        weights = weights_in_use(db)
    hard = gauge({student: folio.seen for student, folio in folios.items()}, weights)
    overrides = records.all_overrides()
    marks = by_student(records.marks())
    hand_ins: dict[str, list[Received]] = {}
    for hand_in in records.hand_ins():
        hand_ins.setdefault(hand_in.student, []).append(hand_in)
    outcomes: dict[str, list[Outcome]] = {}
    for outcome in records.outcomes():
        outcomes.setdefault(outcome.student, []).append(outcome)
    work: dict[str, StudentWork] = {}
    for student in sorted(events):
        known = replanner.know(student, folios[student], hard, marks.get(student, ()))
        with speaking((languages or {}).get(student) or spoken()):
            planned = replanner.plan(known, overrides.get(student, ()), today)
        work[student] = StudentWork(
            student=student,
            events=events[student],
            seen=folios[student].seen,
            standings=known.standing,
            progress=planned.progress,
            path=planned.path,
            overrides=tuple(overrides.get(student, ())),
            aims=tuple(folios[student].aims),
            known=known,
            hand_ins=tuple(hand_ins.get(student, ())),
            outcomes=tuple(outcomes.get(student, ())),
        )
    return work


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


def refit(folder: ClassFolder, at: datetime, course: Course | None = None) -> Kept:
    """Fit the estimate to the class's own answers (grading/refit.py) and note it in the records."""
    with Records(folder.records_url) as records:
        return Replanner(records, course or folder.load_course()).refit(at)


def refit_weekly(folder: ClassFolder, at: datetime, course: Course | None = None) -> Kept | None:
    """`refit`, where it is due (grading.refits.is_due) and the class's settings do not say `c.Estimate.weekly_refit = False`."""
    from grading.settings import read_settings  # not on the way to a page

    with Records(folder.records_url) as records:
        due = is_due(records, at)
    if not due or not read_settings(folder).get("Estimate", {}).get("weekly_refit", True):
        return None
    return refit(folder, at, course)


def write_paths(folder: ClassFolder, today: date, course: Course | None = None) -> Table:
    """Work out everyone's path, save it as paths.json and paths.csv, and return it as a table.

    Raises NotSaved.
    """
    course = course or folder.load_course()
    roster = read_roster(folder.roster)
    with Records(folder.records_url) as records:
        take_marks(folder, records, course)
        replanner = Replanner(records, course, folder.released(), rounds=True)
        planned = replanner.replan(today)
        overrides = records.all_overrides()
        planned |= {
            student: replanner.plan(Known(), overrides.get(student, ()), today)
            for student in roster.names
            if student not in planned
        }
        last: dict[str, str] = {}
        for hand_in in records.hand_ins():
            last[hand_in.student] = max(last.get(hand_in.student, ""), hand_in.received)
    ordered = sorted(planned, key=lambda student: (roster.display_name(student).casefold(), student))
    out = PathsOut(
        class_name=folder.name,
        course=course.outline.id,
        day=today.isoformat(),
        students=[
            _student_out(student, planned[student], roster, last.get(student, "")) for student in ordered
        ],
    )
    save(folder.root / JSON, msgspec.json.format(msgspec.json.encode(out)) + b"\n")
    save(folder.root / CSV, _wide(out, [skill.id for skill in course.outline.skills]))
    return _table(out)


def _student_out(student: str, one: Planned, roster: Roster, last: str) -> StudentOut:
    return StudentOut(
        id=student,
        name=roster.display_name(student),
        steps=[
            StepOut(
                kind=step.kind,
                lesson=step.lesson,
                title=step.title,
                reason=step.reason,
                because=step.because,
                skill=step.skill,
                minutes=step.minutes,
                round=step.round,
                project=step.project,
                by=step.by,
                evidence=list(step.evidence),
            )
            for step in one.path.steps
        ],
        skills={
            skill: _skill_out(status, one.known.standing.get(skill))
            for skill, status in one.path.skills.items()
        },
        last_hand_in=datetime.fromisoformat(last).astimezone(UTC).isoformat() if last else "",
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
        rows.append((student.name, _("{n} of {of}").format(n=mastered, of=met), first.title, first.reason))
    return Table((_("Student"), _("Skills sure"), _("Next"), _("Why")), tuple(rows))
