"""What came back, in sentences for a student; and looking for it by itself wherever it may be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from carrying.arrivals import Arrival, Arrived, Left, Looked, take_all
from carrying.returned import News
from carrying.saving import NotSaved
from carrying.study import Study
from curriculum.faults import CourseError
from curriculum.lesson import UnreadableLesson, read_lesson
from kit.drives import places_of

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEK = 6


def look_around(study: Study, looked: Looked) -> Arrived:
    """Take in what is for this student on every stick and in every folder used before; a place that fails is passed over."""
    taken: list[Arrival] = []
    left: list[Left] = []
    for place in places_of(study):
        try:
            arrived = take_all(study, place, looked)
        except NotSaved as error:
            left.append(Left(place.name, str(error)))
            continue
        taken += arrived.taken
        left += arrived.left
    return Arrived(taken=tuple(taken), left=tuple(left))


def told(study: Study, arrived: Arrived) -> Iterator[str]:
    """What arrived, a sentence each."""
    for one in arrived.taken:
        if one.received:
            yield f"{one.file}: your teacher has received what you handed in."
        if one.news is not None:
            yield from (f"{one.file}: {line}" for line in news_lines(one.news))
        if one.lessons:
            titles = ", ".join(lesson_title(study, lesson) for lesson in one.lessons)
            yield f"{one.file}: new lessons: {titles}."
    for left in arrived.left:
        yield f"{left.file} was not taken: {left.reason}"


def news_lines(news: News) -> Iterator[str]:
    """What a feedback pack brought, new lessons apart."""
    for result in news.letter.results:
        if result.lesson in news.fresh:
            yield f"new feedback on “{result.title}”, {points(result.score)} of {points(result.most)} points."
    if news.new_note and news.letter.note is not None:
        yield f"a note from your teacher: {news.letter.note.text}"
    if news.new_goals:
        yield from (f"a goal: {goal.text}" for goal in news.letter.goals)


def lesson_title(study: Study, lesson: str) -> str:
    """What a lesson on the shelf is called."""
    try:
        return read_lesson(study.shelf / lesson).title
    except (UnreadableLesson, CourseError, OSError):
        return lesson


def spoken_day(moment: str, now: datetime) -> str:
    """`today`, `yesterday`, `on Tuesday`, `on 3 November`: a stored time as a child says it, on this machine's clock."""
    try:
        when = datetime.fromisoformat(moment).astimezone().date()
    except (ValueError, OverflowError, OSError):
        return ""
    days = (now.date() - when).days
    if days == 0:
        return "today"
    if days == 1:
        return "yesterday"
    if 1 < days <= WEEK:
        return f"on {_DAYS[when.weekday()]}"
    return f"on {_calendar(when, now)}"


def calendar_day(day: str, now: datetime) -> str:
    """`4 December`, with the year where it is another one; empty where it is no date."""
    try:
        return _calendar(date.fromisoformat(day), now)
    except ValueError:
        return ""


def _calendar(day: date, now: datetime) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if day.year != now.year else "")


def points(number: float) -> str:
    """`3`, `2.5`: a score without needless zeros."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
