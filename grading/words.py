"""Counts, days and times as a teacher reads them."""

from __future__ import annotations

from datetime import datetime, tzinfo
from pathlib import Path

from curriculum.days import short_day as day
from curriculum.days import short_day_and_time as day_and_time
from curriculum.language import Words
from curriculum.language import later as N_  # noqa: N812 - gettext's own name for it
from curriculum.listing import listed

__all__ = [
    "N_",
    "_",
    "clock",
    "count",
    "day",
    "day_and_time",
    "listed",
    "ngettext",
    "ordinal",
    "pgettext",
    "points",
]

WORDS = Words(Path(__file__).parent / "locale")
_, ngettext, pgettext = WORDS.gettext, WORDS.ngettext, WORDS.pgettext

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def count(number: int, one: str, many: str = "") -> str:
    """`3 tries`, `1 try`, `no tries`."""
    if number == 0:
        return f"no {many or one + 's'}"
    return f"{number} {one if number == 1 else many or one + 's'}"


def ordinal(number: int) -> str:
    """`first` … `tenth`, then `11th`; for tries, which are seldom many."""
    return _ORDINALS[number - 1] if 1 <= number <= len(_ORDINALS) else f"{number}th"


def points(number: float) -> str:
    """`3`, `2.5`: a score without needless zeros."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def clock(text: str, zone: tzinfo | None = None) -> datetime | None:
    """An ISO 8601 time on the reader's clock: in `zone`, or this machine's; None where it cannot be read."""
    try:
        return datetime.fromisoformat(text).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return None
