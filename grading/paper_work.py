"""Work on paper that a teacher saw: a note with its day, for the student's page. It is no mark unless the teacher gives one.

What is noted here never moves the estimate of what a student can do, nor nbgrader's grades: nobody but the teacher has seen the work, and
nothing can mark it again. It stands beside them, as what the teacher says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
import sqlalchemy as sa

from carrying.journal import now
from grading import tables
from grading.records import Records
from grading.words import _, points

MOST_TITLE, MOST_NOTE, MOST_POINTS = 120, 500, 10_000.0


class PaperFault(Exception):
    """Work cannot be noted so; the message is a sentence for the teacher. Nothing was changed."""


class PaperWork(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of work. `points` is None where it is no mark; `skill` the id of a skill it is about, or empty."""

    student: str
    day: str
    title: str
    skill: str = ""
    note: str = ""
    points: float | None = None
    max_points: float | None = None
    by: str = ""
    at: str = ""
    number: int = 0


def note_work(
    records: Records,
    students: Sequence[str],
    title: str,
    day: date,
    today: date,
    *,
    skill: str = "",
    note: str = "",
    points: float | None = None,
    max_points: float | None = None,
    by: str = "",
    at: datetime | None = None,
) -> int:
    """Note work of several students; returns how many. Raises PaperFault, RecordsFault."""
    title, note = " ".join(title.split())[:MOST_TITLE], " ".join(note.split())[:MOST_NOTE]
    if not title:
        raise PaperFault(_("The work needs a name, such as “Fraction posters”. Nothing was changed."))
    if not date(2000, 1, 1) <= day <= today:
        raise PaperFault(
            _("{day} has not come yet, or is long ago. Nothing was changed.").format(day=day.isoformat())
        )
    if (points is None) != (max_points is None) or (
        points is not None
        and max_points is not None
        and not (0 <= points <= max_points <= MOST_POINTS and max_points > 0)
    ):
        raise PaperFault(
            _(
                "Points are from 0 to the most there are, and need both numbers. Leave both empty for no mark. Nothing was changed."
            )
        )
    made = [
        PaperWork(
            student=student,
            day=day.isoformat(),
            title=title,
            skill=skill,
            note=note,
            points=points,
            max_points=max_points,
            by=by,
            at=(at or now()).isoformat(timespec="seconds"),
        )
        for student in dict.fromkeys(students)
    ]
    if not made:
        raise PaperFault(_("Whose work was it? Choose at least one student. Nothing was changed."))
    with records.transaction() as db:
        db.execute(
            tables.paper_work.insert(),
            [
                {name: value for name, value in msgspec.structs.asdict(one).items() if name != "number"}
                for one in made
            ],
        )
    return len(made)


def work_on_paper(records: Records, student: str | None = None) -> list[PaperWork]:
    """The work of a student (None: of all), the oldest day first; without what was taken back."""
    table = tables.paper_work
    what = sa.select(*(table.c[name] for name in PaperWork.__struct_fields__)).where(table.c.taken_back == "")
    if student is not None:
        what = what.where(table.c.student == student)
    with records.transaction() as db:
        return [PaperWork(**row) for row in db.execute(what.order_by(table.c.day, table.c.number)).mappings()]


def take_back(records: Records, number: int, at: datetime | None = None) -> bool:
    """Take a note back; the row stays. False where there is none."""
    table = tables.paper_work
    with records.transaction() as db:
        done = db.execute(
            table.update()
            .where((table.c.number == number) & (table.c.taken_back == ""))
            .values(taken_back=(at or now()).isoformat(timespec="seconds"))
        )
        return bool(done.rowcount)


def in_words(work: PaperWork) -> str:
    """A piece of work as the student's page shows it."""
    said = work.title
    if work.points is not None and work.max_points is not None:
        said = _("{title}: {points} of {most} points").format(
            title=said, points=points(work.points), most=points(work.max_points)
        )
    if work.note:
        said = _("{title} – {note}").format(title=said, note=work.note)
    return _("On paper, seen by the teacher: {work}").format(work=said)
