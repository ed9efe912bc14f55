"""Replanning: from the records to everyone's path, working out anew only what a hand-in has changed.

Of each student two things are kept beside the raw lines: the portfolio (answers judged from the key; true until there is a new event, or
the course changes) and what is known from it (standings, reviews; true until the difficulties are gauged anew). A new hand-in makes its
student's row stale: then only what is new in it is judged. Difficulties are everyone's: they are gauged again once the records hold a
tenth more answers than when they last were.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

import msgspec
import sqlalchemy as sa

from curriculum.course import COURSES, Course
from curriculum.diagnostic import place
from curriculum.evidence import AnyEvent, NewerVersion, read_event
from curriculum.goals import goal_of
from curriculum.mastery import Difficulties, Seen, Standing, gauge, stand
from curriculum.path import Override, Path, Placement, Planner, Progress, Reach
from curriculum.portfolio import Lanes, Portfolio, Remembering, TeachersJudge, lanes, portfolio, progress_in
from curriculum.reviews import reviews
from curriculum.rounds import Questions
from curriculum.settling import settled, shown
from grading import tables
from grading.marked import as_seen, by_student
from grading.records import Mark, Records
from grading.refits import Kept, note_refit, weights_in_use

GAUGED = 60_000
"""Answers from which difficulties are gauged; of more, those of students picked by their random ids. An item answered some thousand
times moves by less than a hundredth of a logit with each further answer."""
GROWN = 1.1
AT_ONCE = 20_000
KEPT = 2
"""Raised when more is kept of a student than before, so that what is kept already is worked out anew."""
FEW = 40
"""So many students or fewer are read one by one, more in one sweep over the events."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a student, short of a path, which is another one every day."""

    standing: dict[str, Standing] = {}
    due: dict[str, date] = {}
    settled: dict[str, date | None] = {}
    placement: Placement | None = None
    work: Portfolio = Portfolio()


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A student's path, and what it was planned from. `progress` has an entry for each lesson the student can open.

    `seen` are the judged attempts, where they were asked for.
    """

    known: Known
    progress: dict[str, Progress]
    path: Path
    seen: list[Seen] = []


class Replanner:
    """Replans a class of one course. `lessons` are the released ones (default: all of the course).

    With `rounds`, the steps are those of the students' home pages, rounds of questions among them, at about 0.2 ms more for each student.
    """

    def __init__(
        self,
        records: Records,
        course: Course,
        lessons: Iterable[str] | None = None,
        reach: Reach | None = None,
        *,
        rounds: bool = False,
    ) -> None:
        self.records, self.course, self.reach = records, course, reach
        released = {lesson.id for lesson in course.outline.lessons} if lessons is None else set(lessons)
        self.open = {
            lesson.id: lanes(course.graphs.get(lesson.id))
            for lesson in course.outline.lessons
            if lesson.id in released
        }
        self._lanes: dict[str, Lanes | None] = {
            lesson.id: lanes(course.graphs.get(lesson.id)) for lesson in course.outline.lessons
        }
        self._judge = TeachersJudge(course)
        self._planner = Planner(course.outline)
        # Rounds are asked from the course that is in the student's kit; one of the school's own is not there.
        self._questions = Questions(course) if rounds and course.folder.parent == COURSES else None
        self._digest = digest_of(course)

    def replan(
        self, today: date | None, students: Collection[str] | None = None, *, seen: bool = False
    ) -> dict[str, Planned]:
        """The paths of `students`, or of everyone there are events of, by student id; with `seen`, their judged attempts too.

        What is still true is taken from the records, what is not is worked out and kept. Raises sqlalchemy's errors.
        """
        few = students is not None and len(students) <= FEW
        marks = by_student(
            [mark for student in students or () for mark in self.records.marks(student)]
            if few
            else self.records.marks()
        )
        with _uncollected(), self.records.connect() as db:
            hard, gauged, answers = self._difficulties(db)
            kept, stale = self._kept(db, students)
            fresh = {}
            for student, events in self._events(db, students, kept):
                before = stale.get(student)
                judge = Remembering(self._judge, before) if before else self._judge
                fresh[student] = portfolio(events, judge, self._lanes)
            if students is None:
                works = {student: row[0] for student, row in kept.items()} | fresh
                total = sum(len(work.seen) for work in works.values())
                if hard is None or total > answers * GROWN:
                    hard, gauged = self._gauge(db, works, total)
            hard = hard or Difficulties()
            known: dict[str, Known] = {}
            for student, (work, by, bytes_) in kept.items():
                if by == gauged and bytes_:
                    known[student] = msgspec.msgpack.decode(bytes_, type=Known)
                else:
                    fresh[student] = work
            worked = {
                student: self.know(student, work, hard, marks.get(student, ()))
                for student, work in fresh.items()
            }
            self._keep(db, worked, fresh, gauged)
            db.commit()
        known |= worked
        overrides = (
            self.records.all_overrides()
            if students is None or len(students) > FEW
            else {student: self.records.overrides(student) for student in known}
        )
        planned = {
            student: self.plan(known[student], overrides.get(student, ()), today) for student in sorted(known)
        }
        if not seen:
            return planned
        works = {student: row[0] for student, row in kept.items()} | fresh
        return {
            student: msgspec.structs.replace(one, seen=works[student].seen)
            for student, one in planned.items()
        }

    def difficulties(self) -> Difficulties:
        """How hard things are, as the last replan of everyone found them."""
        with self.records.connect() as db:
            return self._difficulties(db)[0] or Difficulties()

    def refit(self, at: datetime) -> Kept:
        """Fit the weights of the estimate to everything the records hold, and use them from now on where they predict better.

        The same records give the same weights. Raises sqlalchemy's errors.
        """
        from grading.refit import refit  # numpy: not on the way to a page

        with _uncollected(), self.records.connect() as db:
            seen = {student: self.portfolio(events).seen for student, events in self._events(db, None, {})}
            kept = note_refit(db, refit(_sample(seen), weights_in_use(db)), at)
            db.commit()
        return kept

    def plan(self, known: Known, overrides: Iterable[Override], today: date | None) -> Planned:
        """One student's path on a day."""
        progress = progress_in(known.work, self.open)
        reach = self.reach
        if reach is None and self._questions is not None:
            reach = self._questions.reach(progress, known.standing, known.placement, find_out=False)
        path = self._planner.plan(
            known.standing,
            progress,
            known.work.choices,
            list(overrides),
            today,
            due=known.due,
            settled=known.settled,
            placement=known.placement,
            reach=reach,
            goal=goal_of(known.work.aims, today) if today else None,
            easy=known.work.easy,
        )
        return Planned(known=known, progress=progress, path=path)

    def portfolio(self, events: Iterable[AnyEvent]) -> Portfolio:
        """One student's portfolio, judged from the key."""
        return portfolio(events, self._judge, self._lanes)

    def know(self, student: str, work: Portfolio, hard: Difficulties, marks: Iterable[Mark] = ()) -> Known:
        """What follows from one student's portfolio, and from what the judge and the teacher marked."""
        standing = stand([*work.seen, *as_seen(self.course, marks, work.seen)], hard)
        placement = None
        if work.replies:
            placed = place(self.course.outline, (), work.replies, seed=student, day=work.placed)
            placement = msgspec.structs.replace(placed, done=work.placed is not None)
        return Known(
            standing=standing,
            due={skill: review.due for skill, review in reviews(work.seen, standing).items()},
            settled=settled(work.seen, standing, shown(placement)),
            placement=placement,
            work=msgspec.structs.replace(work, seen=[]),
        )

    def _difficulties(self, db: sa.Connection) -> tuple[Difficulties | None, str, int]:
        table = tables.difficulties
        row = db.execute(sa.select(table).where(table.c.course == self._digest)).first()
        if row is None:
            return None, "", 0
        return msgspec.msgpack.decode(row.found, type=Difficulties), row.gauged, row.answers

    def _gauge(
        self, db: sa.Connection, works: Mapping[str, Portfolio], total: int
    ) -> tuple[Difficulties, str]:
        """Gauge the difficulties anew, and keep them."""
        seen = {student: work.seen for student, work in works.items()}
        hard = gauge(_sample(seen), weights_in_use(db))
        found = msgspec.msgpack.encode(hard, order="sorted")
        gauged = hashlib.sha256(found).hexdigest()
        table = tables.difficulties
        db.execute(table.delete().where(table.c.course == self._digest))
        db.execute(table.insert().values(course=self._digest, gauged=gauged, answers=total, found=found))
        return hard, gauged

    def _kept(
        self, db: sa.Connection, students: Collection[str] | None
    ) -> tuple[dict[str, tuple[Portfolio, str, bytes]], dict[str, Portfolio]]:
        """What was worked out before, as (what is still true, what there is something new to)."""
        table = tables.replans
        what = sa.select(table.c.student, table.c.work, table.c.gauged, table.c.known).where(
            table.c.course == self._digest
        )
        if students is not None:
            what = what.where(table.c.student.in_(students))
        decode = msgspec.msgpack.Decoder(Portfolio).decode
        kept: dict[str, tuple[Portfolio, str, bytes]] = {}
        stale: dict[str, Portfolio] = {}
        for student, work, gauged, known in db.execute(what):
            if gauged == tables.STALE:
                stale[student] = decode(work)
            else:
                kept[student] = decode(work), gauged, known
        return kept, stale

    def _events(
        self, db: sa.Connection, students: Collection[str] | None, kept: Mapping[str, object]
    ) -> Iterator[tuple[str, list[AnyEvent]]]:
        """The events of the students of whom nothing is kept, student by student."""
        table = tables.events
        what = sa.select(table.c.student, table.c.line).order_by(
            table.c.student, table.c.installation, table.c.counter
        )
        if students is None and kept:
            there = set(db.scalars(sa.select(tables.hand_ins.c.student).distinct()))
            missing = there - kept.keys()
            if len(missing) <= FEW:
                students = missing
        if students is not None:
            for student in sorted(set(students) - kept.keys()):
                yield student, _read(line for _, line in db.execute(what.where(table.c.student == student)))
            return
        now = ""
        lines: list[bytes] = []
        for rows in db.execute(what.execution_options(yield_per=AT_ONCE)).partitions():
            for student, line in rows:
                if student != now:
                    if lines and now not in kept:
                        yield now, _read(lines)
                    now, lines = student, []
                lines.append(line)
        if lines and now not in kept:
            yield now, _read(lines)

    def _keep(
        self, db: sa.Connection, worked: Mapping[str, Known], works: Mapping[str, Portfolio], gauged: str
    ) -> None:
        if not worked:
            return
        table = tables.replans
        encode = msgspec.msgpack.Encoder().encode
        old = [{"who": student} for student in worked]
        db.execute(table.delete().where(table.c.student == sa.bindparam("who")), old)
        db.execute(
            table.insert(),
            [
                {
                    "student": student,
                    "course": self._digest,
                    "work": encode(works[student]),
                    "gauged": gauged,
                    "known": encode(known),
                }
                for student, known in worked.items()
            ],
        )


def _sample(classwork: Mapping[str, list[Seen]]) -> dict[str, list[Seen]]:
    """The work of everyone, or of so many students, picked by their random ids, that it is answers enough."""
    picked: dict[str, list[Seen]] = {}
    count = 0
    for student in sorted(classwork, key=lambda one: hashlib.sha256(one.encode()).digest()):
        if count >= GAUGED:
            break
        picked[student] = classwork[student]
        count += len(classwork[student])
    return picked


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python's collector of circles out: there are none, and it would walk a million living answers over and over."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def digest_of(course: Course) -> str:
    """What the judgement of an answer depends on: the items, their skills and the graphs."""
    whole = msgspec.json.encode(
        [KEPT, course.items, course.skill_of, course.graphs, sorted(course.misconceptions)]
    )
    return hashlib.sha256(whole).hexdigest()


def _read(lines: Iterable[bytes]) -> list[AnyEvent]:
    events = []
    for line in lines:
        try:
            event = read_event(line)
        except NewerVersion:
            continue
        if event is not None:
            events.append(event)
    return events
