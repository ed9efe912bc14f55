"""Counts, days and times as a teacher reads them."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def count(number: int, one: str, many: str = "") -> str:
    """`3 tries`, `1 try`, `no tries`."""
    if number == 0:
        return f"no {many or one + 's'}"
    return f"{number} {one if number == 1 else many or one + 's'}"


def day(when: date) -> str:
    """`Tue 17 Nov`: the same on every machine, whatever its language is set to."""
    return f"{_DAYS[when.weekday()]} {when.day} {_MONTHS[when.month - 1]}"


def day_and_time(when: datetime) -> str:
    """`Tue 17 Nov, 14:05`."""
    return f"{day(when)}, {when:%H:%M}"


def ordinal(number: int) -> str:
    """`first` … `tenth`, then `11th`; for tries, which are seldom many."""
    return _ORDINALS[number - 1] if 1 <= number <= len(_ORDINALS) else f"{number}th"


def points(number: float) -> str:
    """`3`, `2.5`: a score without needless zeros."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def listed(parts: list[str]) -> str:
    """`Ben`, `Ben and Ife`, `Luis, Ben and Ife`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def clock(text: str, zone: tzinfo | None = None) -> datetime | None:
    """An ISO 8601 time on the reader's clock: in `zone`, or this machine's; None where it cannot be read."""
    try:
        return datetime.fromisoformat(text).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return None
