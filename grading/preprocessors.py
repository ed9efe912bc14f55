"""Our steps in nbgrader's own commands, named in grading/settings.py: repair, run in a box and judge, keep hidden tests hidden.

`nbgrader autograde` and formgrader's button take them one notebook at a time; `trellis grade` does the same for a
whole class at once (grading/batch.py).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Unicode

from grading.box import running
from grading.box.settings import Box
from grading.class_folder import open_class
from grading.hidden_tests import hide
from grading.lesson_marks import LessonMarker, student_events
from grading.notebook_run import libraries_of, put_outputs, runs_of, suspicious
from grading.repair import repair

Resources = dict[str, Any]


class RepairCells(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Rebuilds the submission on the released notebook (grading/repair.py)."""

    done_by_the_batch = True
    class_folder = Unicode("", help="The class folder.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Repair the notebook."""
        about = resources["nbgrader"]
        path = Path(self.class_folder) / "release" / about["assignment"] / f"{about['notebook']}.ipynb"
        if not path.is_file():
            return nb, resources
        repaired = repair(nb, nbformat.read(path, as_version=4))  # type: ignore[no-untyped-call]
        for note in repaired.notes:
            self.log.warning("%s: %s", about["assignment"], note)
        return repaired.notebook, resources


class RunInBox(Execute):  # type: ignore[misc]
    """In the place of nbgrader's Execute: runs the cells in a box and judges the lesson's graded cells here.

    Raises Unisolated where code cannot be shut in and `c.Box.accept_unisolated` does not say that it may run all the same.
    """

    class_folder = Unicode("", help="The class folder; empty for a course that is none of ours.").tag(
        config=True
    )

    def preprocess(
        self,
        nb: NotebookNode,
        resources: Resources | None = None,
        km: Any = None,  # noqa: ARG002 - nbclient's
    ) -> tuple[NotebookNode, Resources]:
        """Run and judge the notebook."""
        from grading.autograde import level_of

        resources = resources or {}
        ours = marker(Path(self.class_folder)) if self.class_folder else None
        level = level_of(self.config)
        folder = str(resources.get("metadata", {}).get("path", ""))
        runs = runs_of(
            nb,
            folder=folder,
            keep=folder,
            libraries=libraries_of([nb]),
            limits=Box(config=self.config).limits(),
            probe_of=ours.probe_of if ours is not None else None,
        )
        loud = running.run(runs.job, isolation=level) if runs.job is not None else None
        quiet = runs.silent_after(loud)
        silent = running.run(quiet, isolation=level) if quiet is not None else None
        found = put_outputs(nb, runs, loud, silent)
        for grade_id, why in suspicious(nb).items():
            cell = next(
                one for one in nb.cells if one.metadata.get("nbgrader", {}).get("grade_id") == grade_id
            )
            cell.outputs.append(_error("Look", why))
        if ours is not None:
            about = resources["nbgrader"]
            events = student_events(ours.folder, about["student"], about["assignment"])
            ours.mark(nb, about["student"], found, events)
        return nb, resources


class HideHiddenTests(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes hidden tests, and what their failing shows of them, out of a feedback page (grading/hidden_tests.py)."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Hide them."""
        for cell in nb.cells:
            hide(cell)
        return nb, resources


def marker(root: Path) -> LessonMarker:
    """The marker of the class in `root`, by its course and roster as they are now: formgrader's server lives on while a question is mended.

    Raises ClassFault, CourseError, RosterFault.
    """
    folder = open_class(root)
    roster = folder.roster.stat().st_mtime_ns if folder.roster.is_file() else 0
    return _marker(root, folder.course_written(), roster)


@lru_cache(maxsize=1)
def _marker(root: Path, course: object, roster: int) -> LessonMarker:  # noqa: ARG001 - as they were when it was made
    return LessonMarker(open_class(root))


def _error(name: str, text: str) -> NotebookNode:
    output: NotebookNode = nbformat.v4.new_output("error", ename=name, evalue=text, traceback=[text])  # type: ignore[no-untyped-call]
    return output
