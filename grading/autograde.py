"""Grading: a whole class of Trellis, or one assignment of any nbgrader course; only what is new or changed, unless forced."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from traitlets.config import Config

from grading.quick_imports import quick_imports
from grading.words import N_, _

with quick_imports():
    from nbformat.notebooknode import NotebookNode
    from nbgrader.api import MissingEntry
    from nbgrader.converters import Autograde  # noqa: F401 - the rest of nbgrader that grading needs comes with it
    from nbgrader.coursedir import CourseDirectory

from carrying.journal import FILE as JOURNAL
from grading.alone import alone
from grading.batch import WORK, Batch
from grading.box import isolation, running, scratch
from grading.box.libraries import libraries_in
from grading.box.running import Unisolated
from grading.box.settings import Box
from grading.class_folder import ClassFolder
from grading.coursework import Coursework, works_of
from grading.gradebook import course_gradebook, name_students
from grading.graded_copy import abandon, is_whole
from grading.lesson_marks import LessonMarker
from grading.notebook_run import libraries_of
from grading.progress import Progress, silent
from grading.records import Mark, Outcome, OutcomeKind, Records
from grading.roster import read_roster
from grading.settings import course_settings, read_settings
from grading.works import Work, submissions

NOT_RELEASED = N_("This lesson has not been released in this class. Release it, then grade again.")


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """What a grading run did. `unchanged` counts submissions that had been graded as they are."""

    outcomes: tuple[Outcome, ...] = ()
    unchanged: int = 0

    def of(self, kind: OutcomeKind) -> list[Outcome]:
        """The outcomes of one kind."""
        return [outcome for outcome in self.outcomes if outcome.kind == kind]


class NotInGradebook(Exception):
    """An assignment cannot be graded, because the gradebook does not know it; the message says what to do."""


def grade(
    folder: ClassFolder,
    lessons: Sequence[str] | None = None,
    students: Sequence[str] | None = None,
    progress: Progress | None = None,
    *,
    force: bool = False,
    accept_unisolated: bool = False,
    executor: Executor | None = None,
) -> Graded:
    """Grade what was submitted in a class (default: all lessons, everyone) and record each outcome.

    Only what changed is graded again, unless `force`. `executor` runs the boxes; by default threads of this process do,
    one for each core, and any other must be able to run `grading.box.running.run` where the class folder can be read.

    Raises RosterFault and RecordsFault, AlreadyGrading, and Unisolated where student code cannot be shut in here and that
    was not accepted; whatever is wrong with one submission is an outcome instead. Ctrl-C leaves all that was finished graded.
    """
    roster = read_roster(folder.roster)
    config = read_settings(folder)
    level = level_of(config, accept_unisolated=accept_unisolated)
    waiting = [one for one in submissions(folder) if lessons is None or one.assignment in lessons]
    waiting = [one for one in waiting if students is None or one.student in students]
    names = {one.student: roster.display_name(one.student) for one in waiting}
    name_students(folder, names)
    with (
        alone(folder.root),
        Records(folder.records_url) as records,
        course_gradebook(config) as gradebook,
    ):
        marker = LessonMarker(folder)
        known = {(one.student, one.lesson): one for one in records.outcomes()}
        courses: dict[str, Coursework] = {}
        missing: list[Outcome] = []
        for lesson in dict.fromkeys(one.assignment for one in waiting):
            try:
                courses[lesson] = Coursework(course_directory(config), config, gradebook, lesson, marker)
            except MissingEntry:
                missing += [
                    Outcome(
                        student=one.student,
                        lesson=lesson,
                        kind="failed",
                        reason=_(NOT_RELEASED),
                        isolation=level,
                    )
                    for one in waiting
                    if one.assignment == lesson
                ]
        records.record_outcomes(missing)

        def is_done(course: Coursework, work: Work, digest: str) -> bool:
            before = known.get((work.student, work.assignment))
            return (
                before is not None
                and before.work == digest
                and before.kind != "failed"
                and is_whole(course.graded_copy(work.student) / f"{work.assignment}.ipynb")
            )

        return _grade(
            [(courses[one.assignment], one) for one in waiting if one.assignment in courses],
            gradebook=gradebook,
            config=config,
            level=level,
            executor=executor,
            is_done=_never if force else is_done,
            tell=_teller(progress, names),
            keep=records.record_outcomes,
            already=missing,
            journal=JOURNAL,
        )


def grade_course(
    root: Path,
    assignment: str,
    *,
    students: Sequence[str] | None = None,
    config: Config | None = None,
    force: bool = False,
    accept_unisolated: bool = False,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Graded:
    """Grade an assignment of any nbgrader course, as `nbgrader autograde ASSIGNMENT` would; see `grade`.

    `root` holds the course, with its nbgrader_config.py; `config` is laid over that. Raises Unisolated, NotInGradebook, AlreadyGrading.
    """
    settings = course_settings(root.resolve())
    settings.merge(config or Config())
    level = level_of(settings, accept_unisolated=accept_unisolated)
    coursedir = course_directory(settings)
    works = works_of(coursedir, assignment, students)
    with alone(root), course_gradebook(settings) as gradebook:
        try:
            course = Coursework(coursedir, settings, gradebook, assignment, None)
        except MissingEntry:
            raise NotInGradebook(
                _(
                    "The gradebook does not know “{assignment}”. Run `nbgrader generate_assignment "
                    "{assignment}` first. Nothing was changed."
                ).format(assignment=assignment)
            ) from None
        return _grade(
            [(course, work) for work in works],
            gradebook=gradebook,
            config=settings,
            level=level,
            executor=executor,
            is_done=_never if force else _copy_says_so,
            tell=_teller(progress, {}),
            keep=_remember_nothing,
        )


def level_of(config: Config, *, accept_unisolated: bool = False) -> str:
    """How student code will be shut in, by the settings and what this machine can. Raises Unisolated."""
    box = Box(config=config)
    level = isolation.wanted(box.isolation) if box.isolation else running.best()
    if level == "none" and not (accept_unisolated or box.accept_unisolated):
        raise Unisolated(isolation.sentence())
    return level


def course_directory(config: Config) -> CourseDirectory:
    """Nbgrader's idea of where things are."""
    with warnings.catch_warnings(action="ignore"):
        return CourseDirectory(config=config)


def _grade(
    works: Sequence[tuple[Coursework, Work]],
    *,
    gradebook: Any,
    config: Config,
    level: str,
    executor: Executor | None,
    is_done: Callable[[Coursework, Work, str], bool],
    tell: Callable[[Work | None, int, int], object],
    keep: Callable[[list[Outcome], list[Mark]], object],
    already: Sequence[Outcome] = (),
    journal: str = "",
) -> Graded:
    digests = [(course, work, course.digest(work, journal)) for course, work in works]
    todo = [one for one in digests if not is_done(*one)]
    unchanged = len(works) - len(todo)
    for course, work, _digest in digests:
        abandon(course.graded_copy(work.student))
    if not todo:
        return Graded(outcomes=tuple(already), unchanged=unchanged)
    released = [
        notebook
        for course in {id(course): course for course, _work, _digest in todo}.values()
        for notebook in course.released.values()
        if notebook is not None
    ]
    libraries = _libraries(released, [work for _course, work, _digest in todo])
    todo.sort(
        key=lambda one: bool(libraries_in(one[1].folder.glob("*.ipynb"), often=1))
    )  # the others meanwhile
    told = 0

    def finished(work: Work) -> None:
        nonlocal told
        told += 1
        tell(work, told, len(todo))

    with _boxes(executor) as (boxes, at_once):
        batch = Batch(gradebook, boxes, level, Box(config=config).limits(), libraries, ahead=at_once * 3)
        tell(None, 0, len(todo))
        outcomes = batch.run(todo, finished, keep)
    tell(None, len(todo), len(todo))
    return Graded(outcomes=(*already, *outcomes), unchanged=unchanged)


def _libraries(released: Sequence[NotebookNode], works: Sequence[Work]) -> tuple[str, ...]:
    """What warm processes should have loaded, for lessons or several students import it; they begin to load at once."""
    often = libraries_in(path for work in works for path in work.folder.glob("*.ipynb"))
    found = tuple(sorted({*libraries_of(released), *often}))
    running.warm()
    if found:
        running.warm(found)
    return found


@contextmanager
def _boxes(executor: Executor | None) -> Iterator[tuple[Executor, int]]:
    """What runs the boxes, and how many at once."""
    if executor is not None:
        yield executor, 8
        return
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    scratch.sweep()
    with ThreadPoolExecutor(max_workers=cores, thread_name_prefix="box") as own:
        try:
            yield own, cores
        except BaseException:  # Ctrl-C does not wait for code that runs
            own.shutdown(wait=False, cancel_futures=True)
            running.close()
            raise


def _teller(progress: Progress | None, names: dict[str, str]) -> Callable[[Work | None, int, int], object]:
    tell = progress or silent

    def told(work: Work | None, done: int, of: int) -> None:
        tell(
            f"{work.assignment}: {names.get(work.student, work.student)}" if work is not None else "",
            done,
            of,
        )

    return told


def _never(course: Coursework, work: Work, digest: str) -> bool:  # noqa: ARG001 - as _copy_says_so
    return False


def _remember_nothing(outcomes: list[Outcome], marks: list[Mark]) -> None:
    """A course of nbgrader's own keeps no records but its gradebook and its graded copies."""


def _copy_says_so(course: Coursework, work: Work, digest: str) -> bool:
    """Whether the graded copies there are say that this very work was graded."""
    folder = course.graded_copy(work.student)
    there = sorted(folder.glob("*.ipynb"))
    try:
        return bool(there) and all(
            json.loads(path.read_bytes())["metadata"].get(WORK) == digest for path in there
        )
    except (OSError, ValueError, KeyError, AttributeError):
        return False
