"""A course in other languages: `locale/<language>.yaml` gives titles and texts in place of those in course.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from curriculum.faults import CourseError
from curriculum.outline import Outline
from curriculum.source import Source
from curriculum.words import _

Title = Annotated[str, Meta(min_length=1, max_length=40)]


class SkillWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A skill: its title, and what a student can do who has it, as a phrase that can stand in a list."""

    title: Title
    can: Annotated[str, Meta(min_length=1)]


class UnitWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit: its title, and what to do at home for ten minutes."""

    title: Title
    at_home: str = ""


class LessonWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A lesson's title, and in a sentence what a student does in it."""

    title: Title
    about: str = ""


class ProjectWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A project, as a student reads it; `to_do` has as many steps as in the course's own language."""

    title: Title
    about: Annotated[str, Meta(min_length=1)]
    to_do: list[str] = []
    hand_in: str = ""


class Translation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What there is of a course in one language, by id. What is missing stands in the course's own language."""

    skills: dict[str, SkillWords] = {}
    units: dict[str, UnitWords] = {}
    lessons: dict[str, LessonWords] = {}
    themes: dict[str, str] = {}
    projects: dict[str, ProjectWords] = {}


def load_translation(folder: Path, language: str) -> Translation:
    """The course's words in a language; an empty translation where it has none. Raises CourseError."""
    path = folder / "locale" / f"{language}.yaml"
    if not path.is_file():
        return Translation()
    source = Source(path, f"locale/{path.name}")
    found = _read(source)
    if found is None:
        raise CourseError(folder, source.faults)
    return found


def read_translations(folder: Path, outline: Outline, sources: dict[str, Source]) -> None:
    """Read every `locale/*.yaml` into `sources`, a fault for each word of what the course has not."""
    known = {
        "skills": {skill.id for skill in outline.skills},
        "units": {unit.id for unit in outline.units},
        "lessons": {lesson.id for lesson in outline.lessons},
        "themes": set(outline.themes),
        "projects": {project.id for project in outline.projects},
    }
    for path in sorted((folder / "locale").glob("*.yaml")):
        source = sources[f"locale/{path.name}"] = Source(path, f"locale/{path.name}")
        found = _read(source)
        for part, names in known.items():
            for name in getattr(found, part, {}):
                if name not in names:
                    source.fault(
                        (part, name),
                        _("“{name}” is no {part} of the course.").format(name=name, part=part[:-1]),
                        _("Check the spelling."),
                    )
        for project in outline.projects:
            words = found.projects.get(project.id) if found else None
            if words is not None and len(words.to_do) != len(project.to_do):
                source.fault(
                    ("projects", project.id, "to_do"),
                    _("has {here} entries, and {there} in the course’s own language.").format(
                        here=len(words.to_do), there=len(project.to_do)
                    ),
                    _("Translate every entry, in the same order."),
                )


def _read(source: Source) -> Translation | None:
    """The file's words; None where there is a fault, each with the line it is in."""
    if source.faults:
        return None
    kinds: dict[str, type[msgspec.Struct]] = {
        "skills": SkillWords,
        "units": UnitWords,
        "lessons": LessonWords,
        "projects": ProjectWords,
    }
    data = source.data or {}
    for part, kind in kinds.items():
        words = data.get(part) if isinstance(data, dict) else None
        for name, entry in words.items() if isinstance(words, dict) else ():
            source.read(entry, kind, (part, name))
    return None if source.faults else source.read(data, Translation, ())


def in_language(outline: Outline, folder: Path, language: str) -> Outline:
    """The outline with the titles there are in a language. A translation that cannot be read counts as none: `trellis check` says so."""
    try:
        words = load_translation(folder, language) if language not in outline.languages[:1] else Translation()
    except CourseError:
        return outline
    if words == Translation():
        return outline
    replace = msgspec.structs.replace
    return replace(
        outline,
        skills=[
            replace(skill, title=words.skills[skill.id].title, can=words.skills[skill.id].can)
            if skill.id in words.skills
            else skill
            for skill in outline.skills
        ],
        units=[
            replace(unit, title=words.units[unit.id].title) if unit.id in words.units else unit
            for unit in outline.units
        ],
        lessons=[
            replace(lesson, title=told.title, about=told.about or lesson.about)
            if (told := words.lessons.get(lesson.id))
            else lesson
            for lesson in outline.lessons
        ],
        themes=outline.themes | words.themes,
        projects=[
            replace(project, **msgspec.structs.asdict(words.projects[project.id]))
            if project.id in words.projects
            else project
            for project in outline.projects
        ],
    )
