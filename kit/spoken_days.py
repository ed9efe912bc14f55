"""Days as a child says them, on this machine's clock: today, yesterday, on Tuesday, on 3 November."""

from __future__ import annotations

from datetime import date, datetime

from curriculum.days import day_and_month, long_day, weekday
from kit.words import _

WEEK = 6


def day_in_words(day: date, today: date) -> str:
    """When something was, to put into a sentence."""
    days = (today - day).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if 1 < days <= WEEK:
        return _("on {weekday}").format(weekday=weekday(day))
    return _("on {date}").format(date=_calendar(day, today))


def coming_day(day: date, today: date) -> str:
    """When something will be, to put into a sentence."""
    days = (day - today).days
    if days == 1:
        return _("tomorrow")
    if 1 < days <= WEEK:
        return _("on {weekday}").format(weekday=weekday(day))
    return day_in_words(day, today)


def spoken_day(stored: str, now: datetime) -> str:
    """The day of a stored time; empty where it is none."""
    when = moment(stored)
    return day_in_words(when.date(), now.date()) if when is not None else ""


def moment(stored: str) -> datetime | None:
    """A stored time on this machine's clock; None where it is none."""
    try:
        return datetime.fromisoformat(stored).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def calendar_day(day: str, now: datetime) -> str:
    """`4 December`, with the year where it is another one; empty where it is no date."""
    try:
        return _calendar(date.fromisoformat(day), now.date())
    except ValueError:
        return ""


def _calendar(day: date, today: date) -> str:
    return day_and_month(day) if day.year == today.year else long_day(day)
