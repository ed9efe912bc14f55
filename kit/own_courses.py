"""The courses that a class can have: those that come with the kit, and the teacher's own in `Trellis/courses`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from curriculum.course import COURSES
from curriculum.faults import CourseError
from curriculum.outline import load_outline
from kit.commands.study import DEFAULT_COURSE
from kit.places import home

FILE = "course.yaml"


class CourseChoice(msgspec.Struct, frozen=True):
    """A course to choose: how class.json names it, its title, and whether it is the one that is offered first."""

    name: str
    title: str
    chosen: bool = False


def own_courses() -> Path:
    """The folder with the teacher's own courses."""
    return home() / "courses"


def courses() -> list[CourseChoice]:
    """All of them, the kit's first; one that cannot be read is called by its folder."""
    kit = [path.parent for path in sorted(COURSES.glob(f"*/{FILE}"))]
    return [
        *(CourseChoice(one.name, _title(one), one.name == DEFAULT_COURSE) for one in kit),
        *(CourseChoice(str(one), _title(one)) for one in own()),
    ]


def own() -> list[Path]:
    """The teacher's own courses."""
    return [path.parent for path in sorted(own_courses().glob(f"*/{FILE}"))]


def _title(course: Path) -> str:
    try:
        return load_outline(course).title
    except (CourseError, OSError):
        return course.name
