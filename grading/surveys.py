"""Surveys of a class: sheets taken down at the desk, students' own from their journals, and what they say over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from carrying.journal import here_today, now
from carrying.study import random_id
from curriculum.evidence import Surveyed, read_event
from curriculum.surveys import (
    AUDIENCES,
    EVERY_DAYS,
    FORM,
    YES,
    Audience,
    checked_answers,
    day_of,
    question_ids,
    readable,
    scale,
    survey,
)
from grading import tables
from grading.class_folder import ClassFolder
from grading.records import Records
from grading.shares import Difference, Share, difference, share
from grading.words import _

FEWEST = 5
"""Of fewer people than this nothing is shown, where they were promised so."""
PROMISED: tuple[Audience, ...] = ("student", "family")
"""To whom it was promised that their answers are only shown together with others'."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One person's answers of one day. `student` is empty where nobody is named, `on_paper` False where it was answered on a screen."""

    audience: Audience
    day: date
    answers: dict[str, int]
    student: str = ""
    on_paper: bool = True


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """Six weeks, from the Monday `start` to the Sunday `end`. `people` is 0 where fewer than FEWEST answered and that must not be shown.

    `hidden` says that somebody answered, but too few.
    """

    start: date
    end: date
    people: int
    hidden: bool = False


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """How a question was answered in a period: the share who say yes (4 or 5 of 5), and how often each answer was given, from 1 to 5."""

    yes: Share
    counts: tuple[int, int, int, int, int]

    @property
    def mean(self) -> float:
        """The mean answer, from 1 to 5."""
        return sum(value * many for value, many in enumerate(self.counts, 1)) / self.yes.n


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """One question over the periods: a point each, None where nothing may be shown or nobody answered.

    `change` is how the last point differs from the first, None where there are fewer than two.
    """

    question: str
    about: str
    text: str
    points: tuple[Point | None, ...]
    change: Difference | None = None


class Trends(msgspec.Struct, frozen=True, kw_only=True):
    """What an audience said over time, in the language spoken when it was asked for. No periods: nobody has answered yet."""

    audience: Audience
    periods: tuple[Period, ...]
    trends: tuple[Trend, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nobody has answered yet."""
        return not self.periods


def take_sheets(
    records: Records,
    audience: Audience,
    sheets: Sequence[Mapping[str, object]],
    day: date,
    *,
    by: str = "",
    names: Sequence[str] = (),
    at: datetime | None = None,
) -> int:
    """Keep answers of paper sheets, or of a teacher; all of them or none. Returns how many are new.

    A sheet is a mapping of question to answer, without a name. `names` are names of the sheets, as a form brings them along: one that
    is known already was sent twice and is not counted again. Raises curriculum.surveys.SurveyFault, RecordsFault.
    """
    given = [checked_answers(audience, sheet) for sheet in sheets]
    clock = (at or now()).isoformat(timespec="seconds")
    called = [*names, *(random_id() for _sheet in given[len(names) :])]
    rows = [
        {
            "audience": audience,
            "student": "",
            "day": day.isoformat(),
            "form": FORM,
            "answers": msgspec.json.encode(answers).decode(),
            "sheet": name,
            "by": by,
            "at": clock,
        }
        for name, answers in zip(called, given, strict=False)
    ]
    table = tables.survey_answers
    try:
        with records.transaction() as db:
            known = set(db.scalars(sa.select(table.c.sheet).where(table.c.sheet.in_(called))))
            new = [row for row in rows if row["sheet"] not in known]
            if new:
                db.execute(table.insert(), new)
    except IntegrityError:  # the same form came twice at once, and the other was quicker
        return 0
    return len(new)


def sheets_of(records: Records, audience: Audience, today: date, since: date) -> list[Sheet]:
    """Every sheet of an audience, the oldest first; days that cannot be, as of a clock set wrong, count as the nearest that can."""
    table = tables.survey_answers
    found: list[Sheet] = []
    with records.transaction() as db:
        what = sa.select(table.c.day, table.c.answers).where(table.c.audience == audience)
        for day, answers in db.execute(what.order_by(table.c.number)):
            found.append(
                Sheet(
                    audience=audience,
                    day=min(max(day_of(day) or since, since), today),
                    answers=_known(audience, msgspec.json.decode(answers, type=dict[str, int])),
                )
            )
        if audience == "student":
            for student, event in _from_journals(db):
                found.append(
                    Sheet(
                        audience=audience,
                        day=min(max(day_of(event.at) or since, since), today),
                        answers=readable(event),
                        student=student,
                        on_paper=False,
                    )
                )
    return sorted((sheet for sheet in found if sheet.answers), key=lambda sheet: sheet.day)


def trends(folder: ClassFolder, today: date | None = None) -> dict[Audience, Trends]:
    """What students, teachers and families of a class said, in periods of six weeks; the texts in the language spoken now.

    The periods are the same for all audiences and begin with the week of the first answer of anybody. Who answered more than once in
    a period on a screen counts with the last; paper has no names and cannot tell. Shares are of those who answer 4 or 5 (“rather yes”,
    “yes”), each with Wilson's 95 % interval: it says how far the share could be off if those who answered stand for all who could have.
    Of students and families, numbers below FEWEST are left out, for each question too. Raises RecordsFault.
    """
    day = today or here_today()
    made = day_of(folder.about.made) or date(2020, 1, 1)
    since = min(made - timedelta(days=made.weekday()), day)
    with Records(folder.records_url) as records:
        sheets = {audience: sheets_of(records, audience, day, since) for audience in AUDIENCES}
    days = [sheet.day for some in sheets.values() for sheet in some]
    return {audience: _trends(audience, sheets[audience], days) for audience in AUDIENCES}


def named_answers(records: Records, student: str) -> list[tuple[str, dict[str, int]]]:
    """(day, answers) of one student, the oldest first: only those that the student said the teacher may see by name."""
    with records.transaction() as db:
        return [
            (event.at[:10], readable(event))
            for _student, event in _from_journals(db, student)
            if event.named and readable(event)
        ]


def sentence(trend: Trend) -> str:
    """How a question changed from the first period to the last, in plain words; empty where there is nothing to compare, or too few."""
    there = [point for point in trend.points if point is not None]
    if trend.change is None or min(there[0].yes.n, there[-1].yes.n) < FEWEST:
        return ""
    numbers = {"before": percent(there[0].yes.value), "after": percent(there[-1].yes.value)}
    if not trend.change.is_clear:
        return _(
            "From {before} to {after} who say yes: so few people’s answers can differ as much by chance."
        ).format(**numbers)
    if trend.change.value > 0:
        return _("From {before} to {after} who say yes: more than chance alone would explain.").format(
            **numbers
        )
    return _("From {before} to {after} who say yes: fewer, and more than chance alone would explain.").format(
        **numbers
    )


def in_words(point: Point) -> str:
    """What so few people answered that a share would say nothing: `yes`, or `rather yes, yes`."""
    return ", ".join(
        word for word, many in zip(scale(), point.counts, strict=True) for _person in range(many)
    )


def percent(value: float) -> str:
    """A share from 0 to 1 as a person reads it."""
    return _("{number}%").format(number=round(100 * value))


def _from_journals(db: sa.Connection, student: str | None = None) -> Iterable[tuple[str, Surveyed]]:
    """Surveys among the events, in the order each machine wrote them. Lines begin with their kind: a million others are not read."""
    events = tables.events
    begin = b'{"kind":"surveyed"'
    what = sa.select(events.c.student, events.c.line).where(
        (events.c.line >= begin) & (events.c.line < begin[:-1] + b"#")
    )
    if student is not None:
        what = what.where(events.c.student == student)
    for whose, line in db.execute(
        what.order_by(events.c.student, events.c.installation, events.c.counter)
    ).all():
        event = read_event(line)
        if isinstance(event, Surveyed):
            yield whose, event


def _known(audience: Audience, answers: Mapping[str, int]) -> dict[str, int]:
    return {name: answers[name] for name in question_ids(audience) if name in answers}


def _trends(audience: Audience, sheets: Sequence[Sheet], days: Sequence[date]) -> Trends:
    asked = survey(audience)
    if not sheets:
        return Trends(audience=audience, periods=(), trends=())
    start = min(days) - timedelta(days=min(days).weekday())
    number = {day: (day - start).days // EVERY_DAYS for day in days}
    fewest = FEWEST if audience in PROMISED else 1
    several = range(number[max(sheet.day for sheet in sheets)] + 1)
    in_period = [_latest([sheet for sheet in sheets if number[sheet.day] == index]) for index in several]
    periods = tuple(
        Period(
            start=start + timedelta(days=EVERY_DAYS * index),
            end=start + timedelta(days=EVERY_DAYS * (index + 1) - 1),
            people=len(own) if len(own) >= fewest else 0,
            hidden=0 < len(own) < fewest,
        )
        for index, own in enumerate(in_period)
    )
    found = []
    for question in asked.questions:
        points = tuple(
            _point([one.answers[question.id] for one in own if question.id in one.answers], fewest)
            for own in in_period
        )
        there = [point for point in points if point is not None]
        found.append(
            Trend(
                question=question.id,
                about=question.about,
                text=question.text,
                points=points,
                change=difference(there[0].yes, there[-1].yes) if len(there) > 1 else None,
            )
        )
    return Trends(audience=audience, periods=periods, trends=tuple(found))


def _latest(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Those without a name, and the last of each student."""
    named = {sheet.student: sheet for sheet in sheets if sheet.student}
    return [*(sheet for sheet in sheets if not sheet.student), *named.values()]


def _point(answers: Sequence[int], fewest: int) -> Point | None:
    if len(answers) < fewest:
        return None
    one, two, three, four, five = (answers.count(value) for value in range(1, 6))
    yes = share(sum(answer >= YES for answer in answers), len(answers))
    return Point(yes=yes, counts=(one, two, three, four, five))
