"""Days and times as people write them, in the language spoken now."""

from __future__ import annotations

from datetime import date, datetime

from curriculum.language import spoken

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WHOLE_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WHOLE_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def short_day(when: date) -> str:
    """`Tue 17 Nov`: short enough for a table, the same on every machine."""
    if spoken() == "en":  # Babel takes longer to wake than a page has
        return f"{_DAYS[when.weekday()]} {when.day} {_MONTHS[when.month - 1]}"
    return _format(when, "EEE d MMM")


def short_day_and_time(when: datetime) -> str:
    """`Tue 17 Nov, 14:05`."""
    comma = "، " if spoken() == "ar" else ", "
    return f"{short_day(when)}{comma}{when:%H:%M}"


def short_date(when: date) -> str:
    """`17 Nov 2026`."""
    if spoken() == "en":
        return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"
    return _format(when, "d MMM y")


def day_text(text: str) -> str:
    """An ISO 8601 day as `short_date` says it; the text itself where it is none."""
    try:
        return short_date(date.fromisoformat(text[:10]))
    except ValueError:
        return text


def weekday(when: date) -> str:
    """`Tuesday`."""
    return _WHOLE_DAYS[when.weekday()] if spoken() == "en" else _format(when, "EEEE")


def day_and_month(when: date) -> str:
    """`17 November`."""
    if spoken() == "en":
        return f"{when.day} {_WHOLE_MONTHS[when.month - 1]}"
    from babel.dates import format_skeleton

    return format_skeleton("MMMMd", when, locale=_locale())


def long_day(when: date) -> str:
    """`26 de noviembre de 2026`."""
    from babel.dates import format_date

    return format_date(when, "long", locale=_locale())


def _format(when: date, pattern: str) -> str:
    from babel.dates import format_date

    return format_date(when, pattern, locale=_locale())


def _locale() -> str:
    # English readers live in more countries than one, and most of them write the day first.
    return "en_GB" if spoken() == "en" else spoken()
