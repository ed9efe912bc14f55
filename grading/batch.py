"""A batch: many submissions prepared, run in boxes side by side, finished and entered, each on its own.

Whatever goes wrong with one submission becomes its outcome. The gradebook is written by this process's one thread that
calls `run`, many submissions at a time; a killed process leaves what was entered, and the rest to be done again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from pathlib import Path
from typing import Any

import msgspec
from nbformat.notebooknode import NotebookNode
from sqlalchemy.exc import SQLAlchemyError

from carrying.saving import NotSaved
from curriculum.evidence import AnyEvent
from curriculum.language import speaking, spoken
from grading.box import running
from grading.box.wire import Job, Limits, Ran
from grading.coursework import CannotGrade, Coursework
from grading.gradebook_writer import Entered, Marked, Paper, enter
from grading.graded_copy import GradedCopy
from grading.ledger import Slip
from grading.lesson_marks import student_events
from grading.nbgrader_steps import SLIP, Resources, Steps
from grading.notebook_run import Runs, libraries_of, put_outputs, runs_of, self_judged, statuses, suspicious
from grading.reading import Read, read_submission
from grading.records import Mark, Outcome
from grading.repair import note_cell
from grading.words import _, points
from grading.works import Work

AT_ONCE, AT_LEAST_EVERY = 25, 2.0
"""Submissions entered in one transaction, and seconds that a finished one waits at most."""

WORK, ISOLATION = "trellis_work", "trellis_isolation"
"""The metadata of a graded notebook that say which work was graded, and how its code was shut in."""

Run = Callable[[Job], Ran]


class _Notebook(msgspec.Struct):
    """A notebook on its way through the steps."""

    name: str
    node: NotebookNode
    slip: Slip
    resources: Resources
    runs: Runs
    notes: list[str]
    loud: Future[Ran] | None = None
    silent: Future[Ran] | None = None
    all_begun: bool = False

    def go_on(self, submit: Callable[[Job], Future[Ran]]) -> bool:
        """Begin what can be begun; whether all its code has run."""
        if not self.all_begun and (self.loud is None or self.loud.done()):
            silent = self.runs.silent_after(self.loud.result() if self.loud is not None else None)
            self.silent = submit(silent) if silent is not None else None
            self.all_begun = True
        return self.all_begun and all(future.done() for future in self.futures)

    @property
    def futures(self) -> list[Future[Ran]]:
        return [future for future in (self.loud, self.silent) if future is not None]


class _Sheet(msgspec.Struct):
    """A submission in hand."""

    course: Coursework
    work: Work
    digest: str
    copy: GradedCopy
    notebooks: list[_Notebook]
    notes: list[str]
    timestamp: Any
    events: list[AnyEvent] = []
    language: str = "en"
    is_run: bool = False

    @property
    def futures(self) -> list[Future[Ran]]:
        return [future for notebook in self.notebooks for future in notebook.futures]


class Done(msgspec.Struct):
    """A submission graded, not yet entered: what goes into the gradebook and the records."""

    course: Coursework
    paper: Paper
    copy: GradedCopy
    outcome: Outcome
    marks: list[Mark]


class Batch:
    """Grades submissions. `level` is the isolation the boxes have; `libraries` what their notebooks import."""

    def __init__(
        self,
        gradebook: Any,
        executor: Executor,
        level: str,
        limits: Limits,
        libraries: tuple[str, ...],
        ahead: int = 6,
    ) -> None:
        self.gradebook, self.executor, self.level = gradebook, executor, level
        self.limits, self.libraries, self.ahead = limits, libraries, ahead

    def run(
        self,
        works: Sequence[tuple[Coursework, Work, str]],
        tell: Callable[[Work], object],
        keep: Callable[[list[Outcome], list[Mark]], object],
    ) -> list[Outcome]:
        """Grade each (coursework, work, digest of it); the outcomes, in the order they came.

        `tell` is called as a submission is finished, `keep` with outcomes and marks once they are in the gradebook.
        KeyboardInterrupt ends it after what is finished has been entered.
        """
        outcomes: list[Outcome] = []
        done: list[Done] = []
        last = time.monotonic()

        def put_away() -> None:
            nonlocal last
            found, marks = self._enter(done)
            done.clear()
            keep(found, marks)
            outcomes.extend(found)
            last = time.monotonic()

        waiting = iter(works)
        sheets: list[_Sheet] = []
        try:
            while True:
                while len(sheets) < self.ahead and (following := next(waiting, None)) is not None:
                    begun = self._begin(*following)
                    if isinstance(begun, Outcome):
                        keep([begun], [])
                        outcomes.append(begun)
                        tell(following[1])
                    else:
                        sheets.append(begun)
                if not sheets:
                    break
                patience = AT_LEAST_EVERY - (time.monotonic() - last) if done else None
                for sheet in self._ready(sheets, patience):
                    sheets.remove(sheet)
                    finished = self._finish(sheet)
                    if isinstance(finished, Outcome):
                        keep([finished], [])
                        outcomes.append(finished)
                    else:
                        done.append(finished)
                    tell(sheet.work)
                if len(done) >= AT_ONCE or (done and time.monotonic() - last > AT_LEAST_EVERY):
                    put_away()
        finally:
            for sheet in sheets:
                for future in sheet.futures:
                    future.cancel()
                sheet.copy.drop()
            if done:
                put_away()
        return outcomes

    def _ready(self, sheets: list[_Sheet], seconds: float | None) -> list[_Sheet]:
        """Sheets whose code has run; waits until there is one, or for some seconds."""
        until = None if seconds is None else time.monotonic() + seconds
        while True:
            for sheet in sheets:
                with speaking(sheet.language):
                    sheet.is_run = min([one.go_on(self._submit) for one in sheet.notebooks], default=True)
            ready = [sheet for sheet in sheets if sheet.is_run]
            left = None if until is None else until - time.monotonic()
            if ready or (left is not None and left <= 0):
                return ready
            running_on = [future for sheet in sheets for future in sheet.futures if not future.done()]
            wait(running_on, timeout=left, return_when=FIRST_COMPLETED)

    def _begin(self, course: Coursework, work: Work, digest: str) -> _Sheet | Outcome:
        copy = None
        try:
            course.check(work)
            read = read_submission(course, work)
            copy = GradedCopy(course.graded_copy(work.student), course.files(work))
            sheet = _Sheet(
                course=course,
                work=work,
                digest=digest,
                copy=copy,
                notebooks=[self._prepare(course, work, one, copy.part) for one in read.notebooks],
                notes=list(read.notes),
                timestamp=read.timestamp,
                events=self._events(course, work),
                language=course.marker.language(work.student) if course.marker is not None else spoken(),
            )
            with speaking(sheet.language):
                for notebook in sheet.notebooks:
                    if notebook.runs.job is not None:
                        notebook.loud = self._submit(notebook.runs.job)
            return sheet
        except Exception as error:  # noqa: BLE001 - nbgrader's steps raise many kinds, and none of them may end the batch
            if copy is not None:
                copy.drop()
            return self._failed(course, work, digest, error)

    def _submit(self, job: Job) -> Future[Ran]:
        return self.executor.submit(_run, job, self.level, spoken())

    @staticmethod
    def _events(course: Coursework, work: Work) -> list[AnyEvent]:
        if course.marker is None:
            return []
        return student_events(course.marker.folder, work.student, work.assignment)

    def _prepare(self, course: Coursework, work: Work, read: Read, folder: Path) -> _Notebook:
        slip = Slip(course.ledger.notebooks[read.name])
        resources: Resources = {
            "unique_key": read.name,
            "output_files_dir": f"{read.name}_files",
            "nbgrader": {
                "student": work.student,
                "assignment": work.assignment,
                "notebook": read.name,
                "db_url": course.coursedir.db_url,
            },
            SLIP: slip,
        }
        node = Steps.through(course.steps.before, read.notebook, resources)
        return _Notebook(
            name=read.name,
            node=node,
            slip=slip,
            resources=resources,
            notes=list(read.notes),
            runs=runs_of(
                node,
                folder=str(folder),
                keep=str(folder),
                # One box for all libraries costs less than another warm process; no library costs less still.
                libraries=self.libraries if libraries_of([node]) else (),
                defines=course.defines.get(read.name, ()),
                private=course.private,
                limits=self.limits,
                probe_of=course.marker.probe_of if course.marker is not None else None,
            ),
        )

    def _finish(self, sheet: _Sheet) -> Done | Outcome:
        course, work = sheet.course, sheet.work
        try:
            marked: dict[str, Marked] = {}
            marks: list[Mark] = []
            remarks: list[str] = []
            own = 0.0
            for notebook in sheet.notebooks:
                loud = notebook.loud.result() if notebook.loud is not None else None
                silent = notebook.silent.result() if notebook.silent is not None else None
                found = put_outputs(notebook.node, notebook.runs, loud, silent)
                if course.marker is not None:
                    with speaking(sheet.language):
                        marks += course.marker.mark(notebook.node, work.student, found, sheet.events)
                notebook.node = Steps.through(course.steps.after, notebook.node, notebook.resources)
                look = suspicious(notebook.node)
                scores = {**notebook.slip.scores, **dict.fromkeys(look)}
                own += sum(scores.get(name) or 0.0 for name in self_judged(notebook.node))
                marked[notebook.name] = Marked(scores=scores, comments=notebook.slip.comments)
                ran = [one for one in (loud, silent) if one is not None]
                remarks += [*what_happened(ran, self.limits), *look.values()]
                if notebook.notes:
                    notebook.node.cells.insert(0, self._note(sheet, notebook))
                notebook.node.metadata |= {WORK: sheet.digest, ISOLATION: self.level}
                sheet.copy.add(notebook.name, notebook.node)
            notes = [*sheet.notes, *(note for notebook in sheet.notebooks for note in notebook.notes)]
            return Done(
                course=course,
                paper=Paper(student=work.student, timestamp=sheet.timestamp, notebooks=marked),
                copy=sheet.copy,
                marks=[msgspec.structs.replace(mark, lesson=work.assignment) for mark in marks],
                outcome=Outcome(
                    student=work.student,
                    lesson=work.assignment,
                    kind="repaired" if notes else "graded",
                    reason=" ".join(dict.fromkeys([*notes, *remarks])),
                    work=sheet.digest,
                    isolation=self.level,
                    self_judged=own,
                ),
            )
        except Exception as error:  # noqa: BLE001 - as in _begin
            sheet.copy.drop()
            return self._failed(course, work, sheet.digest, error)

    @staticmethod
    def _note(sheet: _Sheet, notebook: _Notebook) -> NotebookNode:
        """What was mended, in the student's language: that is what it is read once more for."""
        if sheet.language == spoken():
            return note_cell(notebook.notes)
        with speaking(sheet.language):
            again = read_submission(sheet.course, sheet.work)
            return note_cell(next(one.notes for one in again.notebooks if one.name == notebook.name))

    def _enter(self, done: Sequence[Done]) -> tuple[list[Outcome], list[Mark]]:
        """Into the gradebook, all of an assignment's in one transaction; then the graded copies into their places."""
        outcomes: list[Outcome] = []
        marks: list[Mark] = []
        for course in {id(one.course): one.course for one in done}.values():
            own = [one for one in done if one.course is course]
            try:
                entered = enter(
                    self.gradebook, course.ledger, [one.paper for one in own], course.steps.penalties
                )
            except SQLAlchemyError as error:
                for one in own:
                    one.copy.drop()
                    outcomes.append(self._failed(course, one, one.outcome.work, error))
                continue
            for one in own:
                try:
                    one.copy.publish(course.permissions, groupshared=course.groupshared)
                except OSError as error:
                    outcomes.append(self._failed(course, one, one.outcome.work, error))
                    continue
                outcomes.append(_with(one.outcome, entered[one.outcome.student]))
                marks += one.marks
        return outcomes, marks

    def _failed(self, course: Coursework, of: Work | Done, digest: str, error: Exception) -> Outcome:
        student = of.student if isinstance(of, Work) else of.outcome.student
        return Outcome(
            student=student,
            lesson=course.assignment,
            kind="failed",
            reason=why(error),
            work=digest,
            isolation=self.level,
        )


def _run(job: Job, level: str, language: str) -> Ran:
    """In another thread or process: what a box says of the code stands in the student's copy, in the student's language."""
    with speaking(language):
        return running.run(job, isolation=level)


def _with(outcome: Outcome, entered: Entered) -> Outcome:
    return msgspec.structs.replace(
        outcome, score=entered.score, max_score=entered.max_score, moved=moved(entered)
    )


def moved(entered: Entered) -> str:
    """What changed since the work was graded before, a sentence; `""` where nothing did."""
    if entered.before is None or not entered.moved:
        return ""
    cells = ", ".join(
        f"{name} {points(before)} → {points(now)}" for name, (before, now) in sorted(entered.moved.items())
    )
    said = _("Graded again: {before} → {now} points ({cells}).").format(
        before=points(entered.before), now=points(entered.score), cells=cells
    )
    kept = _("Points given by hand were kept.")
    return f"{said} {kept}" if entered.manual else said


def what_happened(ran: Sequence[Ran], limits: Limits) -> Iterator[str]:
    """What a teacher should know of how the code ran, in sentences."""
    found = {status for one in ran for status in statuses(one)}
    if "late" in found:
        yield (
            _(
                "Code in it did not come to an end and was stopped after {seconds} seconds. Its other "
                "cells were graded."
            ).format(seconds=points(limits.cell_seconds))
        )
    if "killed" in found:
        yield _(
            "Code in it ended Python itself or used more than it may; the other cells were run without it."
        )
    if "not-run" in found:
        yield _(
            "Its code used up the {seconds} seconds there are; cells after that were not run and count 0."
        ).format(seconds=points(limits.seconds))
    for one in ran:
        yield from one.notes
        if one.refused:
            yield _("Files its code made were not kept: {files}.").format(files=", ".join(one.refused[:5]))


def why(error: Exception) -> str:
    """Why a submission could not be graded, a sentence."""
    text = f"{type(error).__name__}: {error}"
    if "locked" in text:
        return _(
            "The gradebook was in use by another program. Close formgrader, then grade again. "
            "Nothing is lost."
        )
    if "No space left" in text:
        return _("There is no space left on this disk. Free some, then grade again. Nothing is lost.")
    if isinstance(error, CannotGrade):
        return str(error)
    if isinstance(error, NotSaved | OSError):
        return _("It could not be graded: {error}").format(error=error)
    return _(
        "It could not be graded ({text}). The work is untouched. Open the notebook, or report this."
    ).format(text=text[:200])
