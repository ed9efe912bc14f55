"""Learning paths: from the records of a class to standings and next steps, as data, files and a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

import msgspec

from carrying.saving import save
from curriculum.course import Course
from curriculum.evidence import Aimed, AnyEvent
from curriculum.language import speaking, spoken
from curriculum.lately import Lately
from curriculum.mastery import Difficulties, Seen, Standing
from curriculum.path import Override, Path, Progress, Status
from curriculum.portfolio import Portfolio, TeachersJudge
from grading.class_folder import ClassFolder
from grading.exports.cells import harmless
from grading.marked import by_student, take_marks
from grading.records import Outcome, Received, Records
from grading.refits import Kept, is_due
from grading.replan import Known, Planned, Replanner
from grading.roster import Roster, read_roster
from grading.words import _

FORMAT = 1
JSON = "paths.json"
CSV = "paths.csv"


class StudentWork(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one student, judged from the key.

    `events` are in order of (installation, counter), every answer marked again, where they were asked for. `progress` has an entry for
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
    def lately(self) -> Lately:
        """What a talk may be about."""
        return self.known.work.lately

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
    events_of: Collection[str] | None = None,
) -> dict[str, StudentWork]:
    """Everyone's work, by student id; the path's reasons in the student's language of `languages`, else in the one spoken now.

    All who have handed in, and `students`, who may have handed in nothing yet. What was worked out before and still holds is taken from
    the records (grading/replan.py).

    `lessons` are the released ones (default: all of the course). Standings come from the whole class at once. `events_of` names the
    students whose events are wanted as well (default: everyone's): for a page about the class they need not be read.
    """
    replanner = Replanner(records, course, lessons, rounds=True)
    planned = replanner.replan(today, seen=True)
    events = _events_of(records, TeachersJudge(course), events_of)
    overrides = records.all_overrides()
    hand_ins: dict[str, list[Received]] = {}
    for hand_in in records.hand_ins():
        hand_ins.setdefault(hand_in.student, []).append(hand_in)
    outcomes: dict[str, list[Outcome]] = {}
    for outcome in records.outcomes():
        outcomes.setdefault(outcome.student, []).append(outcome)
    marks = by_student(records.marks())
    everyone = {*planned, *hand_ins, *students}
    work: dict[str, StudentWork] = {}
    for student in sorted(everyone):
        one, language = planned.get(student), (languages or {}).get(student) or spoken()
        known = (
            one.known if one else replanner.know(student, Portfolio(), Difficulties(), marks.get(student, ()))
        )
        if one is None or language != spoken():
            seen = one.seen if one else []
            with speaking(language):
                again = replanner.plan(known, overrides.get(student, ()), today)
            one = msgspec.structs.replace(again, seen=seen)
        work[student] = StudentWork(
            student=student,
            events=events.get(student, []),
            seen=one.seen,
            standings=one.known.standing,
            progress=one.progress,
            path=one.path,
            overrides=tuple(overrides.get(student, ())),
            aims=tuple(one.known.work.aims),
            known=one.known,
            hand_ins=tuple(hand_ins.get(student, ())),
            outcomes=tuple(outcomes.get(student, ())),
        )
    return work


def _events_of(
    records: Records, judge: TeachersJudge, students: Collection[str] | None
) -> dict[str, list[AnyEvent]]:
    found = (
        records.events()
        if students is None
        else {name: own for student in students for name, own in records.events(student).items()}
    )
    return {student: judge.remark(own) for student, own in found.items()}


def work_of_class(
    folder: ClassFolder,
    course: Course | None = None,
    today: date | None = None,
    events_of: Collection[str] | None = None,
) -> dict[str, StudentWork]:
    """`class_work` of a class folder: everyone on the roster and nobody who has left it, the lessons released in it."""
    roster = read_roster(folder.roster)
    with Records(folder.records_url) as records:
        work = class_work(
            records,
            course or folder.load_course(),
            students=roster.names,
            lessons=folder.released(),
            today=today,
            events_of=events_of,
        )
    return {student: one for student, one in work.items() if student in roster.names}


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
    there = [student for student in planned if student in roster.names]
    ordered = sorted(there, key=lambda student: (roster.display_name(student).casefold(), student))
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
                *map(harmless, (student.name, first.title, first.reason)),
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
