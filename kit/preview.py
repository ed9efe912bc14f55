"""A lesson as a student would have it, in a study folder that is thrown away."""

from __future__ import annotations

from pathlib import Path

import msgspec
import nbformat

from carrying.saving import save
from carrying.study import open_study
from curriculum.course import COURSES, Course, find_course, load_course, read_course
from curriculum.faults import CourseError, ItemError
from curriculum.lesson import FILE, ReleasedLesson, encode
from curriculum.outline import load_outline
from curriculum.releasing import release_lesson
from kit.authoring import course_around
from kit.stop import Stop
from kit.words import _


def course_of(lesson: str, named: str | None, here: Path) -> Course:
    """The course a lesson is in: the one named, else the one that `here` is in, else one of the kit's.

    Raises Stop where there is no such lesson, CourseError with every fault of the course.
    """
    around = course_around(here)
    if named is not None:
        folders = [find_course(named)]
    else:
        folders = [around] if around else sorted(path.parent for path in COURSES.glob("*/course.yaml"))
    known: list[str] = []
    for folder in folders:
        lessons = [one.id for one in load_outline(folder).lessons]
        if lesson in lessons:
            return load_course(folder)
        known += lessons
    where = (
        _(
            "There is no lesson “{lesson}” in the course in {folder}. Lessons: {lessons}. Another course: {option}."
        )
        if named or around
        else _(
            "There is no lesson “{lesson}” in the courses of the kit. Lessons: {lessons}. Another course: {option}."
        )
    )
    listed = ", ".join(known) or _("none yet")
    raise Stop(where.format(lesson=lesson, folder=folders[0], lessons=listed, option="--course FOLDER"))


def lay_out(course: Course, lesson: str, folder: Path, start: str = "") -> None:
    """Put `lesson` into a new study folder, its keys open; its branch begins at the node `start` where one is named.

    Raises Stop, CourseError, AssignmentFault (the notebook), NotSaved.
    """
    from grading.assignment import source_notebook, students_source

    released = _beginning_at(_released(course, lesson), start)
    notebook = source_notebook(course, lesson)
    for cell in notebook.cells:
        cell.source = students_source(cell.source)
    study = open_study(folder, course.outline.id)
    save(study.shelf / lesson / FILE, encode(released))
    save(study.shelf / lesson / f"{lesson}.ipynb", (nbformat.writes(notebook) + "\n").encode())  # type: ignore[no-untyped-call]


def _released(course: Course, lesson: str) -> ReleasedLesson:
    try:
        return release_lesson(course, lesson, "preview", preview=True)
    except ItemError as error:
        # Only the whole check draws, and says where.
        _, faults = read_course(course.folder)
        raise CourseError(course.folder, faults) from error


def _beginning_at(released: ReleasedLesson, start: str) -> ReleasedLesson:
    if not start:
        return released
    nodes = [node.id for node in released.graph.nodes] if released.graph else []
    if released.graph is None or start not in nodes:
        raise Stop(
            _("“{lesson}” has no node “{node}”. Nodes: {nodes}.").format(
                lesson=released.lesson, node=start, nodes=", ".join(nodes) or "–"
            )
        )
    return msgspec.structs.replace(released, graph=msgspec.structs.replace(released.graph, start=start))
