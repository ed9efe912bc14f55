"""Releasing lessons: from the course to nbgrader's source and release folders, and to a pack."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
import nbformat
from nbformat.notebooknode import NotebookNode

from carrying.bundle import write_bundle
from carrying.packs import pack_lessons
from carrying.saving import save
from carrying.sealing import Signed
from curriculum.cases import Case
from curriculum.course import Course, read_course
from curriculum.faults import CourseError
from curriculum.items import Code
from curriculum.lesson import FILE as LESSON
from curriculum.lesson import ReleasedLesson, decode, encode
from curriculum.releasing import release_lesson
from curriculum.translated import all_translated
from curriculum.variants import SealedKey
from grading.assignment import AssignmentFault, source_notebook, students_source
from grading.class_folder import ClassFolder
from grading.class_keys import at_hand
from grading.converters import ConverterFault, generate_assignment
from grading.gradebook import changed_cells
from grading.join_codes import JoinCodesFault, class_join_table
from grading.progress import Progress, silent
from grading.translated_cells import translated_cells
from grading.words import _


class ReleaseFault(Exception):
    """Lessons cannot be released as they are; the message says why. What was released before stays."""


class Released(msgspec.Struct, frozen=True):
    """The lessons released, and the file to give to students."""

    lessons: tuple[str, ...]
    pack: Path


def release(
    folder: ClassFolder, lessons: Sequence[str] | None = None, progress: Progress | None = None
) -> Released:
    """Release lessons (default: all of the course), and pack them with all that were released before: who comes later needs one file.

    Releasing again is safe, and changes nothing where nothing changed.

    The pack is signed with the class's keys, and names them, so that hand-ins can be sealed. Where cards have been made, it carries
    the class's join table.

    Raises CourseError with every fault of the course, ReleaseFault, Locked, NotSaved.
    """
    tell = progress or silent
    keys = at_hand(folder)
    course, faults = read_course(folder.course_folder())
    if course is None or faults:
        raise CourseError(folder.course_folder(), faults)
    known = [lesson.id for lesson in course.outline.lessons]
    wanted = list(dict.fromkeys(lessons)) if lessons is not None else known
    for name in wanted:
        if name not in known:
            raise ReleaseFault(
                _("The course has no lesson “{name}”. Lessons: {known}.").format(
                    name=name, known=", ".join(known)
                )
            )
    if not wanted:
        raise ReleaseFault(_("The course has no lessons yet."))
    sources = {
        lesson: _prepared(folder, course, lesson) for lesson in wanted
    }  # every fault before the first change
    translations = all_translated(course)
    try:
        cards = class_join_table(folder)
    except JoinCodesFault as error:
        raise ReleaseFault(str(error)) from error
    for number, (lesson, (notebook, cells)) in enumerate(sources.items()):
        tell(lesson, number, len(sources))
        made = release_lesson(course, lesson, folder.about.salt, cells=cells, translations=translations)
        _release_one(folder, course, made, notebook)
    tell("packing", len(sources), len(sources))
    folder.packs.mkdir(exist_ok=True)
    pack = write_bundle(
        folder.packs,
        pack_lessons(
            [folder.release / lesson for lesson in known if lesson in folder.released()],
            course.outline.id,
            Signed(keys) if keys else None,
            cards,
        ),
    )
    return Released(tuple(wanted), pack)


def _prepared(
    folder: ClassFolder, course: Course, lesson: str
) -> tuple[NotebookNode, dict[str, dict[str, str]]]:
    """The source notebook of a lesson, and its texts in other languages. Raises ReleaseFault."""
    try:
        notebook = source_notebook(course, lesson)
        cells = translated_cells(course, lesson, notebook)
    except AssignmentFault as error:
        raise ReleaseFault(str(error)) from error
    named = {
        cell.metadata["nbgrader"]["grade_id"]: cell.metadata["nbgrader"]["grade"]
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }
    changed = changed_cells(folder, lesson, {name for name, graded in named.items() if graded}, set(named))
    if changed:
        raise ReleaseFault(
            _(
                "“{lesson}” has been handed in and graded in this class, so its graded cells can no "
                "longer come or go ({changed}). Give the changed lesson another id, or release it in a "
                "new class. Nothing has been changed."
            ).format(lesson=lesson, changed=", ".join(sorted(changed)))
        )
    return notebook, cells


def _release_one(
    folder: ClassFolder, course: Course, released: ReleasedLesson, notebook: NotebookNode
) -> None:
    lesson = released.lesson
    source = folder.source / lesson
    save(source / f"{lesson}.ipynb", (nbformat.writes(notebook) + "\n").encode())  # type: ignore[no-untyped-call]
    save(source / LESSON, encode(released))
    try:
        generate_assignment(folder, lesson)
    except ConverterFault as error:
        raise ReleaseFault(
            _("nbgrader could not make the assignment of “{lesson}”: {error}").format(
                lesson=lesson, error=_last_error(error.log)
            )
        ) from error
    leaks = list(_leaks(course, notebook, folder.release / lesson, lesson))
    if leaks:
        for path in (folder.release / lesson).iterdir():
            path.unlink()
        raise ReleaseFault(
            _("“{lesson}” was not released: students would have seen what they must not. {leaks}").format(
                lesson=lesson, leaks=" ".join(leaks)
            )
        )


def _last_error(log: str) -> str:
    lines = [line for line in log.splitlines() if line.strip()]
    return next(
        (line for line in reversed(lines) if re.match(r"\w+(Error|Exception)?: ", line)),
        lines[-1] if lines else _("no reason given"),
    )


def _leaks(course: Course, source: NotebookNode, release: Path, lesson: str) -> list[str]:
    """Whatever in a released folder should not be there.

    It is compared with what it should be, worked out apart from nbgrader.
    """
    found = [
        _("{file} does not belong there.").format(file=path.name)
        for path in release.iterdir()
        if path.name not in (LESSON, f"{lesson}.ipynb")
    ]
    notebook = json.loads((release / f"{lesson}.ipynb").read_text(encoding="utf-8"))
    if len(notebook["cells"]) != len(source.cells):
        found.append(_("The notebook has other cells than its source."))
    for cell, original in zip(notebook["cells"], source.cells, strict=False):
        if "".join(cell["source"]) != students_source(original.source):
            found.append(_("The cell {cell} is not what a student should get.").format(cell=original["id"]))
        if cell.get("outputs"):
            found.append(_("The cell {cell} has outputs.").format(cell=original["id"]))
    released = decode((release / LESSON).read_bytes())
    spoken = released.spoken.values()
    for name, check in [*released.checks.items(), *(one for words in spoken for one in words.checks.items())]:
        item = course.items[name]
        hidden = [_tries(case) for case in item.cases if case.hidden] if isinstance(item, Code) else []
        if any(case.hidden or _tries(case) in hidden for case in check.cases):
            found.append(_("{file} holds a hidden case of “{name}”.").format(file=LESSON, name=name))
    every = [*released.variants.items(), *(one for words in spoken for one in words.variants.items())]
    for name, variants in every:
        item = course.items[name]
        if item.graded and any(
            not isinstance(variant.key, SealedKey) or variant.solution for variant in variants
        ):
            found.append(_("{file} holds the key of “{name}”.").format(file=LESSON, name=name))
    return found


def _tries(case: Case) -> tuple[object, ...]:
    """What a case tries, whatever it says about it."""
    return case.call, case.read, case.expect, case.prints, case.figure
