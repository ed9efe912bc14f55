"""Beginning a course or a lesson on the disk. What is there already is added to or left alone, never written over."""

from __future__ import annotations

from pathlib import Path

import msgspec

from carrying.saving import save
from curriculum.additions import CannotAdd, add_after, add_entry
from curriculum.course import COURSES, NOTEBOOKS, Course, read_course
from curriculum.faults import CourseError
from curriculum.starting import begin_course, begin_lesson, id_from, skill_to_teach
from kit.stop import Stop
from kit.words import _


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson that was begun: its skill's title, the files made, and the files that were added to."""

    lesson: str
    skill: str
    made: tuple[Path, ...]
    added: tuple[Path, ...]


def course_around(here: Path) -> Path | None:
    """The course folder that `here` is or lies in; None where there is none."""
    return next((folder for folder in (here, *here.parents) if (folder / "course.yaml").is_file()), None)


def new_course(into: Path, title: str) -> Path:
    """A course with one skill and no lesson, in a new folder in `into`. Raises Stop, NotSaved."""
    title = _one_line(title)
    folder = into / id_from(title, "course")
    if folder.exists():
        raise Stop(
            _("{folder} is there already, and was left as it is. Give the new course another title.").format(
                folder=folder
            )
        )
    for name in ("items", "lessons", "notebooks"):
        (folder / name).mkdir(parents=True)
    save(folder / "course.yaml", begin_course(folder.name, title).encode())
    return folder


def new_lesson(folder: Path, title: str, skill: str = "") -> Made:
    """Begin a lesson in the course in `folder`; `skill` is found out where it is empty.

    Raises Stop and CourseError before anything is written, NotSaved. course.yaml names the lesson last: an interruption leaves the
    course as it was, with files that nothing uses yet.
    """
    course, faults = read_course(folder, draws=False)
    if course is None:
        raise CourseError(folder, faults)
    title = _one_line(title)
    outline = course.outline
    lesson = id_from(title, f"lesson-{len(outline.lessons) + 1}")
    skill = _skill(course, skill)
    notebook, graph = _notebooks(folder) / f"{lesson}.md", folder / "lessons" / f"{lesson}.yaml"
    there = [path for path in (notebook, graph) if path.exists()]
    if there or lesson in {one.id for one in outline.lessons}:
        what = (
            _(
                "{file} is there already. Nothing was changed. Give the new lesson another title, "
                "or go on with this one: {command}"
            )
            if there
            else _(
                "The course has a lesson “{lesson}” already. Nothing was changed. Give the new lesson another title, "
                "or go on with this one: {command}"
            )
        )
        raise Stop(what.format(file=[*there, ""][0], lesson=lesson, command=f"trellis preview {lesson}"))
    begun = begin_lesson(outline, lesson, title, skill, course.items, course.misconceptions)
    items, slips = folder / "items" / f"{skill}.yaml", folder / "misconceptions.yaml"
    texts = {
        notebook: begun.notebook,
        graph: begun.graph,
        items: _added(items, begun.items),
        slips: _added(slips, begun.misconceptions),
        folder / "course.yaml": _registered(folder / "course.yaml", begun.entry),
    }
    there = [path for path in texts if path.exists()]
    for path, text in texts.items():
        save(path, text.encode())
    return Made(
        lesson=lesson,
        skill=outline.skill(skill).title,
        made=tuple(path for path in texts if path not in there),
        added=tuple(there),
    )


def _skill(course: Course, wanted: str) -> str:
    known = [skill.id for skill in course.outline.skills]
    skill = wanted or skill_to_teach(course.outline)
    if skill not in known:
        raise Stop(
            _("The course has no skill “{skill}”. Nothing was changed. Skills: {skills}.").format(
                skill=skill, skills=", ".join(known)
            )
        )
    if not any(skill in unit.skills for unit in course.outline.units):
        raise Stop(
            _(
                "The skill “{skill}” is in no unit. Nothing was changed. Add it to `skills` of a unit in course.yaml."
            ).format(skill=skill)
        )
    return skill


def _notebooks(folder: Path) -> Path:
    """Where the course's notebooks are; a course of one's own has them in a folder of its own."""
    shared = NOTEBOOKS / folder.name
    kits = folder.resolve().parent == COURSES.resolve() or shared.is_dir()
    return shared if kits and not (folder / "notebooks").is_dir() else folder / "notebooks"


def _added(path: Path, more: str) -> str:
    try:
        return add_after(_read(path), more)
    except CannotAdd as error:
        raise _untouched(path, error) from error


def _registered(path: Path, entry: dict[str, str]) -> str:
    try:
        return add_entry(_read(path), "lessons", entry)
    except CannotAdd as error:
        raise _untouched(path, error) from error


def _read(path: Path) -> str:
    # Bytes first: line ends stay as their author has them.
    return path.read_bytes().decode("utf-8-sig") if path.exists() else ""


def _untouched(path: Path, error: CannotAdd) -> Stop:
    return Stop(
        _(
            "{file}: {why} Nothing was changed. Write it as docs/formats/course.md shows, then try again."
        ).format(file=path, why=error)
    )


def _one_line(title: str) -> str:
    plain = " ".join(title.split())[:80]
    if not plain:
        raise Stop(
            _("It needs a title, such as: {command}").format(command='trellis new lesson "Boxes of pencils"')
        )
    return plain
