"""A course's outline, course.yaml: strands, skills, units and lessons. All that a student's machine needs to plan a path."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from curriculum.faults import CourseError
from curriculum.ids import Id
from curriculum.source import Source
from curriculum.words import _

FORMAT = 1


class Skill(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to be able to do. `can` completes “You can …”; `case` is an optional CASE identifier."""

    id: Id
    title: Annotated[str, Meta(min_length=1, max_length=28)]
    can: str
    strand: Id
    prerequisites: list[Id] = []
    case: str = ""


class Unit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Skills that belong together. `at_home` is something to do in ten minutes, for a family with no device and no materials."""

    id: Id
    title: str
    about: str
    skills: Annotated[list[Id], Meta(min_length=1)]
    at_home: str = ""


class Lesson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A notebook that teaches some skills in about `minutes`."""

    id: Id
    title: str
    unit: Id
    skills: Annotated[list[Id], Meta(min_length=1)]
    minutes: Annotated[int, Meta(ge=1, le=240)]
    about: str


class Project(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something of one's own to do with some skills, in one of the themes.

    `about` says in a sentence or two what it is, `to_do` step by step how to go about it, `hand_in` what to show at the end.
    """

    id: Id
    title: str
    theme: Id
    skills: Annotated[list[Id], Meta(min_length=1)]
    about: str
    minutes: Annotated[int, Meta(ge=1, le=600)] = 60
    to_do: list[str] = []
    hand_in: str = ""


class Outline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """course.yaml: all that a student's machine needs to plan a path."""

    format: int
    id: Id
    title: str
    ages: tuple[int, int]
    languages: Annotated[list[str], Meta(min_length=1)]
    about: str
    strands: dict[str, str]
    skills: Annotated[list[Skill], Meta(min_length=1)]
    units: Annotated[list[Unit], Meta(min_length=1)]
    lessons: list[Lesson]
    themes: dict[str, str] = {}
    projects: list[Project] = []

    def skill(self, name: str) -> Skill:
        """The skill called `name`. KeyError if there is none."""
        for skill in self.skills:
            if skill.id == name:
                return skill
        raise KeyError(name)

    def lesson(self, name: str) -> Lesson:
        """The lesson called `name`. KeyError if there is none."""
        for lesson in self.lessons:
            if lesson.id == name:
                return lesson
        raise KeyError(name)

    def project(self, name: str) -> Project:
        """The project called `name`. KeyError if there is none."""
        for project in self.projects:
            if project.id == name:
                return project
        raise KeyError(name)

    def unit_of(self, skill: str) -> Unit:
        """The unit a skill is in."""
        return next(unit for unit in self.units if skill in unit.skills)

    def lessons_for(self, skill: str) -> list[Lesson]:
        """The lessons that teach a skill, in course order."""
        return [lesson for lesson in self.lessons if skill in lesson.skills]


def load_outline(folder: Path) -> Outline:
    """course.yaml alone, unchecked against the items. Raises CourseError."""
    source = Source(folder / "course.yaml", "course.yaml")
    outline = source.read(source.data, Outline, ()) if not source.faults else None
    if outline is None:
        raise CourseError(folder, source.faults)
    return outline


def read_outline(source: Source) -> Outline | None:
    """The outline in a source; None, and faults in the source, where it cannot be read."""
    if source.faults and source.data is None:
        return None
    data = source.data
    if not isinstance(data, dict):
        source.fault((), _("must be a map with `format`, `id`, `title`, …"), _("See docs/formats/course.md."))
        return None
    version = data.get("format")
    if isinstance(version, int) and version > FORMAT:
        source.fault(
            ("format",),
            _("is version {version}; this Trellis reads up to {format}.").format(
                version=version, format=FORMAT
            ),
            _("Update Trellis."),
        )
        return None
    # Entry by entry first: one wrong skill must not hide the next.
    lists: dict[str, list[object]] = {}
    for field, kind in (("skills", Skill), ("units", Unit), ("lessons", Lesson), ("projects", Project)):
        lists[field] = [entry for _, entry in source.read_each(data.get(field, []), kind, (field,))]
    if source.faults:
        return source.read(
            {**data, **{field: msgspec.to_builtins(entries) for field, entries in lists.items()}}, Outline, ()
        )
    return source.read(data, Outline, ())
