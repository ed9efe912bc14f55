"""Our steps in nbgrader's autograding: restore cells, run them within bounds, mark the answers.

Named in grading/settings.py.
"""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Integer, Unicode

from carrying.copies import events_in
from carrying.journal import FILE as JOURNAL
from carrying.journal import read_journal
from curriculum.course import Course, load_course
from curriculum.evidence import AnyEvent
from curriculum.portfolio import TeachersJudge
from grading.branch_marks import branch_marks, decimal, report, total
from grading.class_folder import open_class
from grading.records import Records
from grading.restoring import restore

Resources = dict[str, Any]
MAX_NOTEBOOK = 64_000_000
NOT_RUN = "NotRun"
"""The name of the error put into cells that could not be run."""
LATE = "trellis_late"
"""Set in a graded copy whose code had to be stopped."""
RESTORED = "trellis_restored"
"""The notebook metadata that says what was put back."""


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Puts back what nbgrader needs to find, from the released notebook (grading/restoring.py)."""

    class_folder = Unicode("", help="The class folder.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Restore the notebook's graded cells."""
        lesson = resources["nbgrader"]["assignment"]
        path = Path(self.class_folder) / "release" / lesson / f"{resources['nbgrader']['notebook']}.ipynb"
        if path.is_file():
            notes = restore(nb, _read(path))
            for note in notes:
                self.log.warning("%s: %s", lesson, note)
            if notes:
                nb.metadata[RESTORED] = notes
        return nb, resources


class RunCells(Execute):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's Execute, for code that may do anything.

    A dead kernel or a flood of output ends the code, not the grading.

    Cells that could not be run hold an error, which scores 0; the answers in the journal count all the same.
    """

    later_timeout = Integer(5, help="Seconds a cell may take once another one has run out of time.").tag(
        config=True
    )
    max_output = Integer(1_000_000, help="Characters of output kept of one cell.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: Resources | None = None, km: Any = None
    ) -> tuple[NotebookNode, Resources]:
        """Run the cells; where the kernel is lost, say so in every cell that was not run."""
        self._late = False
        self._written: dict[int, int] = {}
        try:
            ran, found = super().preprocess(nb, resources, km)
            if self._late:  # code may catch the interrupt, as a check does, and leave no other trace of it
                ran.metadata[LATE] = True
            return ran, found
        except (DeadKernelError, CellTimeoutError, RuntimeError) as error:
            self.log.warning("The code could not be run to its end: %s", error)
            for cell in nb.cells:
                if cell.cell_type == "code" and cell.execution_count is None and cell.source.strip():
                    cell.outputs = [
                        _output("error", ename=NOT_RUN, evalue=type(error).__name__, traceback=[_REASON])
                    ]
            if self._late:
                nb.metadata[LATE] = True
            return nb, resources or {}

    @contextmanager
    def setup_kernel(self, **kwargs: Any) -> Iterator[None]:
        """Start the kernel with nowhere to write but the notebook.

        What it says on a terminal is not for the teacher.
        """
        with super().setup_kernel(**{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **kwargs}):
            yield

    def _get_timeout(self, cell: NotebookNode | None) -> int | None:
        timeout: int | None = super()._get_timeout(cell)
        return min(timeout or self.later_timeout, self.later_timeout) if self._late else timeout

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> Any:  # noqa: ASYNC109 - nbclient's
        self._late = True
        return await super()._async_handle_timeout(timeout, cell)

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> Any:
        """Keep an output, unless the cell has written too much already."""
        if msg["msg_type"] == "stream":
            self._written[cell_index] = self._written.get(cell_index, 0) + len(msg["content"].get("text", ""))
            if self._written[cell_index] > self.max_output:
                return None
        return super().output(outs, msg, display_id, cell_index)


_REASON = "This cell was not run: code before it stopped Python, or did not come to an end."


class MarkAnswers(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Marks the answers given in widgets from the journal, and keeps the points of checks within bounds."""

    class_folder = Unicode("", help="The class folder.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Write each branch's points and report, and each check's points, as the cell's output."""
        for cell in nb.cells:
            nbgrader = cell.metadata.get("nbgrader", {})
            kind, _, name = str(nbgrader.get("grade_id", "")).partition("-")
            if not nbgrader.get("grade") or cell.cell_type != "code":
                continue
            if kind == "branch":
                self._mark_branch(cell, name, float(nbgrader["points"]), resources["nbgrader"]["student"])
            elif kind == "check":
                _bound_check(cell, float(nbgrader["points"]))
        return nb, resources

    def _mark_branch(self, cell: NotebookNode, lesson: str, points: float, student: str) -> None:
        root = Path(self.class_folder)
        course = _course(root)
        if lesson not in course.graphs:
            cell.outputs = [_points(0.0, cell)]
            return
        marks = branch_marks(course, lesson, student_events(root, student, lesson), _judge(root))
        said = report(marks)
        cell.outputs = [
            _output("display_data", data={"text/plain": said.text, "text/html": said.html}),
            _points(min(total(marks), points), cell),
        ]


def student_events(root: Path, student: str, lesson: str) -> list[AnyEvent]:
    """The events of a student's lesson.

    The submitted journal, and what the submitted notebook's own outputs keep besides.

    A notebook's copies count only for machines this student is known by, so that a copied notebook brings no
    answers along.
    """
    folder = root / "submitted" / student / lesson
    events = {event.by: event for event in read_journal(folder / JOURNAL)}
    machines = {by[0] for by in events}
    database = open_class(root)
    if database.records.is_file():
        with Records(database.records_url) as records:
            machines |= {hand_in.installation for hand_in in records.hand_ins(student)}
    for event in events_in(_raw(folder / f"{lesson}.ipynb")):
        if event.by[0] in machines or not machines:
            events.setdefault(event.by, event)
    return [events[by] for by in sorted(events)]


def _raw(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_NOTEBOOK:
            return {}
        notebook = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return notebook if isinstance(notebook, dict) else {}


def _bound_check(cell: NotebookNode, points: float) -> None:
    """Leave an error as it is (nbgrader gives 0).

    Otherwise exactly one result, a plain number from 0 to `points`.
    """
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if errors:
        cell.outputs = errors  # the first thing nbgrader finds decides
        return
    earned = 0.0
    shown = []
    for output in cell.outputs:
        if output.output_type == "execute_result":
            earned = _number(output.get("data", {}).get("text/plain"), points)
        else:
            # What a function writes beside its value is no reason for 0 points, and to nbgrader anything on
            # stderr is one.
            shown.append(
                _output("stream", name="stdout", text=output.text)
                if output.output_type == "stream"
                else output
            )
    cell.outputs = [*shown, _points(earned, cell)]


def _number(text: object, points: float) -> float:
    try:
        value = float("".join(text) if isinstance(text, list) else str(text))
    except (TypeError, ValueError):
        return 0.0
    return min(value, points) if math.isfinite(value) and value > 0 else 0.0


def _output(kind: str, **fields: Any) -> NotebookNode:
    output: NotebookNode = new_output(kind, **fields)  # type: ignore[no-untyped-call]
    return output


def _read(path: Path) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def _points(points: float, cell: NotebookNode) -> NotebookNode:
    return _output(
        "execute_result", data={"text/plain": decimal(points)}, execution_count=cell.get("execution_count")
    )


def _course(root: Path) -> Course:
    return _judge(root).course


def _judge(root: Path) -> TeachersJudge:
    folder = open_class(root).course_folder()
    stamp = max((path.stat().st_mtime_ns for path in folder.rglob("*.yaml")), default=0)
    return _loaded(folder, stamp)


@lru_cache(maxsize=2)
def _loaded(folder: Path, stamp: int) -> TeachersJudge:  # noqa: ARG001 - part of the cache's key
    """One judge for a whole run. `stamp` is when the course was last changed."""
    return TeachersJudge(load_course(folder))
