"""The texts of this room in the language spoken now; points, days and times as a teacher reads them."""

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
    "class_title",
    "clock",
    "day",
    "day_and_time",
    "listed",
    "ngettext",
    "pgettext",
    "points",
]

WORDS = Words(Path(__file__).parent / "locale")
_, ngettext, pgettext = WORDS.gettext, WORDS.ngettext, WORDS.pgettext


def class_title(name: str) -> str:
    """“Class 7b”, also for a class that the teacher has named “Class 7b”, in English or in the language spoken now."""
    word = _("Class {name}").format(name="").strip()
    has_it = any(one.casefold() in name.casefold() for one in ("class", word))
    return name if has_it else _("Class {name}").format(name=name)


def points(number: float) -> str:
    """`3`, `2.5`: a score without needless zeros."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def clock(text: str, zone: tzinfo | None = None) -> datetime | None:
    """An ISO 8601 time on the reader's clock: in `zone`, or this machine's; None where it cannot be read."""
    try:
        return datetime.fromisoformat(text).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return None
