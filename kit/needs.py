"""What one student needs, as the desk's form has it: the teacher's word on time, options, voice, size and language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from curriculum.accommodations import NONE, Accommodations, read_accommodations
from curriculum.language import LANGUAGES
from grading.accommodating import accommodations, change_accommodations
from grading.class_folder import open_class
from grading.roster import find_student, read_roster

TIMES = (1.25, 1.5, 2.0)
"""The times that are offered; a command may set any between 1 and 4."""
SIZES = ("large", "largest")


def needs(folder: Path, student: str) -> Accommodations:
    """What was set for a student; nothing where nothing was. Raises ClassFault, RecordsFault."""
    return accommodations(open_class(folder)).get(student, NONE)


def set_needs(folder: Path, student: str, field: Callable[[str], str], by: str) -> bool:
    """Keep what the form says in the fields it has; everything else that was set stays. Raises RosterFault, RecordsFault."""
    opened = open_class(folder)
    found = find_student(read_roster(opened.roster), student)
    change_accommodations(opened, found, lambda before: _filled_in(before, field), by)
    return True


def _filled_in(before: Accommodations, field: Callable[[str], str]) -> Accommodations:
    said = {
        "extra_time": _time(field("time"), before.extra_time),
        "fewer_options": True if field("fewer") == "yes" else None,
        "read_aloud": True if field("aloud") == "yes" else None,
        "calm": True if field("calm") == "yes" else None,
        "size": field("size") if field("size") in SIZES else None,
        "language": field("language") if field("language") in LANGUAGES else None,
    }
    kept = {
        name: value
        for name in Accommodations.__struct_fields__
        if name not in said and (value := getattr(before, name)) is not None
    }
    return read_accommodations({**kept, **{name: value for name, value in said.items() if value is not None}})


def _time(typed: str, before: float | None) -> float | None:
    """A time of the list; one that a command set and the form shows as it was; None for the usual."""
    try:
        time = float(typed)
    except ValueError:
        return None
    return time if time in TIMES or time == before else None
