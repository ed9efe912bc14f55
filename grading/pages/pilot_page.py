"""The pilot page: where a group began and where it is now, what the surveys say, and in plain words what none of this can show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from curriculum.course import Course
from grading.class_folder import ClassFolder
from grading.pages.asked import Asked
from grading.pages.charts import Bar, spans
from grading.pages.render import Frame, Links, render
from grading.paths import StudentWork
from grading.pilot import SMALLEST, Interval, Measured, Pilot, pilot
from grading.records import Records
from grading.replan import Replanner
from grading.roster import Roster
from grading.surveys import Period, Trend, Trends, percent, sentence, trends
from grading.words import N_, _, class_title, day, ngettext

AUDIENCES = {"student": N_("Students"), "teacher": N_("Teachers"), "family": N_("Families")}


class Group(msgspec.Struct, frozen=True):
    """A group that can be chosen: a column of the roster and a value in it, as one text for the form."""

    value: str
    title: str
    chosen: bool


class MeasuredLine(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table, in words."""

    name: str
    students: str
    before: str
    after: str
    change: str


class SurveyLine(msgspec.Struct, frozen=True, kw_only=True):
    """A question of a survey: the share who say yes in each period, and how it changed."""

    text: str
    shares: tuple[str, ...]
    change: str


class SurveyPart(msgspec.Struct, frozen=True, kw_only=True):
    """One survey. `periods` are the heads of the columns."""

    key: str
    title: str
    periods: tuple[str, ...]
    lines: tuple[SurveyLine, ...]


class PilotPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the page."""

    frame: Frame
    title: str
    course: str
    groups: tuple[Group, ...]
    since: str
    fault: str
    chart: str
    lines: tuple[MeasuredLine, ...]
    baseline: str
    words: tuple[str, ...]
    surveys: tuple[SurveyPart, ...]


def pilot_page(
    folder: ClassFolder,
    course: Course,
    work: Mapping[str, StudentWork],
    roster: Roster,
    today: date,
    links: Links,
    asked: Asked,
) -> str:
    """The page as HTML. `?group=COLUMN=VALUE` names the group, `?since=DAY` the first day of the pilot. Raises RecordsFault."""
    with Records(folder.records_url) as records:
        difficulties = Replanner(records, course).difficulties()
    groups = _groups(roster, asked.get("group"))
    chosen = next((one for one in groups if one.chosen), None)
    members = _members(roster, chosen.value) if chosen and chosen.value else None
    since, fault = _since(asked.get("since"), today)
    found = pilot(work, difficulties, members, since)
    title, heading = class_title(folder.name), _("Pilot")
    page = PilotPage(
        frame=Frame(class_title=title, links=links, here="pilot", title=heading, asked=asked),
        title=heading,
        course=course.outline.title,
        groups=groups,
        since=asked.get("since")[:20],
        fault=fault,
        chart=_chart(found, chosen.title if chosen else ""),
        lines=tuple(_lines(found, chosen.title if chosen else "")),
        baseline=_baseline(found.group),
        words=tuple(_words(found, since)),
        surveys=tuple(_survey(name, one) for name, one in trends(folder, today).items() if one.periods),
    )
    return render("pilot.html", page)


def _groups(roster: Roster, chosen: str) -> tuple[Group, ...]:
    """Everyone, and each value of the teacher's own columns that enough students share."""
    found = [Group("", _("Everyone in the class"), True)]
    columns = sorted({column for more in roster.more.values() for column in more})
    for column in columns:
        sizes = Counter(more.get(column, "").strip() for more in roster.more.values())
        for value, size in sorted(sizes.items()):
            if value and SMALLEST <= size < len(roster.names):
                found.append(
                    Group(
                        f"{column}={value}",
                        _("{column}: {value} ({n})").format(column=column, value=value, n=size),
                        False,
                    )
                )
    known = {one.value for one in found}
    wanted = chosen if chosen in known else ""
    return tuple(msgspec.structs.replace(one, chosen=one.value == wanted) for one in found)


def _members(roster: Roster, value: str) -> set[str]:
    column, _equals, wanted = value.partition("=")
    return {student for student, more in roster.more.items() if more.get(column, "").strip() == wanted}


def _since(text: str, today: date) -> tuple[date | None, str]:
    if not text.strip():
        return None, ""
    try:
        since = date.fromisoformat(text.strip())
    except ValueError:
        return None, _("“{text}” is no day. Write it as 2026-12-18.").format(text=text[:20])
    return (since, "") if since <= today else (None, _("That day is still to come."))


def _named(found: Pilot, title: str) -> Iterable[tuple[str, Measured]]:
    yield title, found.group
    if found.others is not None:
        yield _("All others"), found.others


def _chart(found: Pilot, title: str) -> str:
    bars = [
        Bar(label=name, before=one.before, now=one.after)
        for name, one in _named(found, title)
        if one.is_shown
    ]
    return spans("pilot", _("Before and after; the table below says the same."), bars) if bars else ""


def _lines(found: Pilot, title: str) -> Iterable[MeasuredLine]:
    for name, one in _named(found, title):
        shown = one.is_shown
        yield MeasuredLine(
            name=name,
            students=_("{measured} of {all}").format(measured=one.measured, all=one.students),
            before=_interval(one.before) if shown else _("too few"),
            after=_interval(one.after) if shown else _("too few"),
            change=_points(one.change) if shown else _("too few"),
        )


def _baseline(one: Measured) -> str:
    if not one.is_shown:
        return ngettext(
            "Of {n} student there is a before and an after so far. From {few} students on, figures stand here.",
            "Of {n} students there is a before and an after so far. From {few} students on, figures stand here.",
            one.measured,
        ).format(n=one.measured, few=SMALLEST)
    return _(
        "At the beginning a typical task would have been solved in {before}% of cases; "
        "{skills} skills were measured per student, on average."
    ).format(before=round(100 * one.before[0]), skills=f"{one.skills:.1f}")


def _words(found: Pilot, since: date | None) -> Iterable[str]:
    one = found.group
    if not one.is_shown:
        return
    start = _("since {day}").format(day=day(since)) if since else _("since the first tries at each skill")
    known = {**_rounded(one.change), "start": start}
    points = abs(round(100 * one.change[0]))
    if one.change[1] > 0 or one.change[2] < 0:
        known["n"] = str(points)  # “rose” and “fell” say which way
    if one.change[1] > 0:
        words = ngettext(
            "The group’s estimate rose by {n} point {start}; between {low} and {high} is likely.",
            "The group’s estimate rose by {n} points {start}; between {low} and {high} is likely.",
            points,
        )
    elif one.change[2] < 0:
        words = ngettext(
            "The group’s estimate fell by {n} point {start}; a change between {low} and {high} is likely.",
            "The group’s estimate fell by {n} points {start}; a change between {low} and {high} is likely.",
            points,
        )
    else:
        words = _(
            "The group’s estimate changed by {n} {start}; anything between {low} and {high} is likely, so it may be no change at all."
        )
    yield words.format(**known)
    if found.difference is not None:
        known = _rounded(found.difference)
        if found.difference[1] <= 0 <= found.difference[2]:
            words = _(
                "Against the others the change differs by {n}, between {low} and {high}: the two may well have changed alike."
            )
        else:
            words = _(
                "Against the others the change differs by {n}, between {low} and {high}: more than chance alone would explain."
            )
        yield words.format(**known)


def _rounded(value: Interval) -> dict[str, str]:
    """In points, with their sign and a minus of its own length."""
    return {
        name: f"{round(100 * part):+d}".replace("-", "−").replace("+0", "0")
        for name, part in zip(("n", "low", "high"), value, strict=True)
    }


def _survey(name: str, one: Trends) -> SurveyPart:
    return SurveyPart(
        key=name,
        title=_(AUDIENCES.get(name, name)),
        periods=tuple(_period(period) for period in one.periods),
        lines=tuple(
            SurveyLine(
                text=trend.text,
                shares=tuple(_share(trend, index, one.periods[index]) for index in range(len(one.periods))),
                change=sentence(trend),
            )
            for trend in one.trends
        ),
    )


def _period(period: Period) -> str:
    return _("{start} – {end}").format(start=day(period.start), end=day(period.end))


def _share(trend: Trend, index: int, period: Period) -> str:
    point = trend.points[index]
    if point is None:
        return _("too few to show") if period.hidden else "–"
    return _("{yes} of {n} people ({low} to {high})").format(
        yes=percent(point.yes.value), n=point.yes.n, low=percent(point.yes.low), high=percent(point.yes.high)
    )


def _interval(value: Interval) -> str:
    middle, low, high = (round(100 * part) for part in value)
    return _("{chance}% ({low}–{high}%)").format(chance=middle, low=low, high=high)


def _points(value: Interval) -> str:
    return _("{n} points ({low} to {high})").format(**_rounded(value))
