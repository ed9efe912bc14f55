"""What a student's home page and the page of the path say. Pure of web and widgets."""

from __future__ import annotations

from datetime import datetime

import msgspec

from carrying.enrolling import has_table
from carrying.study import Study
from carrying.trust import known_class
from curriculum.path import theme_of
from grading.roster import short_code
from kit.arrivals import class_line
from kit.goal_card import GoalCard, goal_card
from kit.own_work import OwnWork, own_work
from kit.talk_request import Asked, asked
from kit.trail import Shelf, UnitTrail, shelf, trail
from kit.ways import Way, ways
from kit.words import _


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """All that the home page shows. `code` is what the teacher knows a new student by.

    `lessons` are those that can be opened here. `talk` is the student's request for a talk, where one stands. `enrolled`: the student's
    card was typed here, `cards`: the class has join cards.
    """

    name: str
    code: str
    greeting: str
    course: str
    unit: str
    first: Way | None
    others: tuple[Way, ...]
    lessons: tuple[Shelf, ...]
    unreadable: tuple[str, ...]
    goal: GoalCard
    talk: Asked | None
    enrolled: bool
    cards: bool


class MyPath(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page of the path shows. `themes` are what projects there are about, as (value, words), `theme` the value chosen."""

    course: str
    units: tuple[UnitTrail, ...]
    lessons: tuple[Shelf, ...]
    themes: tuple[tuple[str, str], ...]
    theme: str


class AboutMe(msgspec.Struct, frozen=True, kw_only=True):
    """What the student's machine knows of who studies there. `cards`: the class has join cards. `class_line` is empty without a class."""

    name: str
    code: str
    cards: bool
    enrolled: bool
    class_line: str


def home(study: Study, now: datetime) -> Home:
    """The home page of a student at the local time `now`."""
    work = own_work(study, now.date())
    found = ways(work)
    return Home(
        name=study.profile.name,
        code=short_code(study.profile.student),
        greeting=_greeting(now.hour),
        course=work.outline.title,
        unit=_unit(work, found),
        first=found[0] if found else None,
        others=tuple(found[1:]),
        lessons=shelf(work),
        unreadable=work.unreadable,
        goal=goal_card(study, work),
        talk=asked(study, work, now),
        enrolled=bool(study.profile.proof),
        cards=has_table(study),
    )


def my_path(study: Study, now: datetime) -> MyPath:
    """The page of the path at the local time `now`."""
    work = own_work(study, now.date())
    theme = theme_of(work.own.choices)
    return MyPath(
        course=work.outline.title,
        units=trail(work),
        lessons=shelf(work),
        themes=tuple(work.outline.themes.items()) if work.outline.projects and work.lessons else (),
        theme=theme if theme in work.outline.themes else "",
    )


def about_me(study: Study) -> AboutMe:
    """Who studies here."""
    known = known_class(study)
    return AboutMe(
        name=study.profile.name,
        code=short_code(study.profile.student),
        cards=has_table(study),
        enrolled=bool(study.profile.proof),
        class_line=class_line(known) if known is not None else "",
    )


def _unit(work: OwnWork, found: list[Way]) -> str:
    """The unit of the first lesson among the ways, with its number."""
    unit = next((work.outline.lesson(way.lesson).unit for way in found if way.lesson), "")
    return next(
        (
            _("Unit {number}, {title}").format(number=number, title=one.title)
            for number, one in enumerate(work.outline.units, 1)
            if one.id == unit
        ),
        "",
    )


def _greeting(hour: int) -> str:
    if 4 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")
