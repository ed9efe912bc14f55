"""nbgrader's own autograding steps, made once for a whole class: before the code runs, and after.

The steps are those of the course's settings (`Autograde.sanitize_preprocessors` and `.autograde_preprocessors`), in their
order. Those of nbgrader that open the gradebook for each notebook get a Slip instead (grading/ledger.py); its Execute
marks the place where our box runs the code.
"""

from __future__ import annotations

import importlib
import json
import logging
import warnings
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    Execute,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from traitlets.config import Config

from grading.ledger import Slip
from grading.words import N_, _

Resources = dict[str, Any]
TOO_MUCH = N_("Its test gave more points than there are: please look at it.")
SLIP = "trellis_slip"
"""Where in a notebook's resources its Slip is."""


class _OnSlip(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """A step of nbgrader that works on the notebook's Slip instead of opening the gradebook."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        about = resources["nbgrader"]
        self.notebook_id, self.assignment_id = about["notebook"], about["assignment"]
        self.student_id, self.gradebook = about["student"], resources[SLIP]
        for number, cell in enumerate(nb.cells):
            nb.cells[number], resources = self.preprocess_cell(cell, resources, number)
        return nb, resources


class _OverwriteCells(_OnSlip, OverwriteCells):  # type: ignore[misc]
    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        nb, resources = super().preprocess(nb, resources)
        if self.add_missing_cells:
            nb, resources = self.add_missing_grade_cells(nb, resources)
            nb, resources = self.add_missing_task_cells(nb, resources)
        return nb, resources


class _SaveAutoGrades(_OnSlip, SaveAutoGrades):  # type: ignore[misc]
    def _add_score(self, cell: NotebookNode, resources: Resources) -> None:
        try:
            super()._add_score(cell, resources)
        except ValueError:  # nbgrader gives up on everybody then
            cell.metadata["trellis"] = {**cell.metadata.get("trellis", {}), "look": _(TOO_MUCH)}


class _OverwriteKernelspec(_OnSlip, OverwriteKernelspec):  # type: ignore[misc]
    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        slip: Slip = resources[SLIP]
        about = resources["nbgrader"]
        kernelspec = slip.find_notebook(about["notebook"], about["assignment"]).kernelspec
        if kernelspec:
            nb.metadata["kernelspec"] = dict(kernelspec)
        return nb, resources


class _CheckCellMetadata(CheckCellMetadata):  # type: ignore[misc]
    """The same check, of cells that were not checked before: after repair a class's notebooks mostly say the same."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._valid: set[str] = set()

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        ours = [cell for cell in nb.cells if "nbgrader" in cell.metadata]
        names = [cell.metadata.nbgrader.get("grade_id") for cell in ours]
        new = {said: cell for cell in ours if (said := _said(cell)) not in self._valid}
        if len(set(names)) < len(names):
            super().preprocess(nb, resources)  # it knows which of them may have the same name
        elif new:
            super().preprocess(NotebookNode(cells=list(new.values())), resources)  # type: ignore[no-untyped-call]
        self._valid |= new.keys()
        return nb, resources


def _said(cell: NotebookNode) -> str:
    """What a cell's type and metadata say."""
    return json.dumps([cell.cell_type, cell.metadata.nbgrader], sort_keys=True)


_INSTEAD: dict[type, type] = {
    CheckCellMetadata: _CheckCellMetadata,
    OverwriteCells: _OverwriteCells,
    OverwriteKernelspec: _OverwriteKernelspec,
    SaveAutoGrades: _SaveAutoGrades,
}


class Steps:
    """The steps of a course's settings. `penalties` is nbgrader's step for late work, which the gradebook's writer takes."""

    def __init__(self, autograde: Autograde, config: Config) -> None:
        self.log = logging.Logger("nbgrader", logging.CRITICAL)  # noqa: LOG001 - what the steps say is in the outcome; nobody else hears it
        self.log.addHandler(logging.NullHandler())
        before, after = list(autograde.sanitize_preprocessors), list(autograde.autograde_preprocessors)
        kinds = [_kind(step) for step in (*before, *after)]
        at = next((number for number, kind in enumerate(kinds) if issubclass(kind, Execute)), len(before))
        made = [self._make(kind, config) for kind in kinds]
        self.before = [step for step in made[:at] if step is not None]
        self.after = [step for step in made[at:] if step is not None]
        late = [kind for kind in kinds if issubclass(kind, AssignLatePenalties)]
        self.penalties = late[0](config=config, log=self.log) if late else None
        if self.penalties is not None:
            self.penalties.init_plugin()

    def _make(self, kind: type, config: Config) -> Any:
        if issubclass(kind, Execute | AssignLatePenalties):
            return None
        if getattr(kind, "done_by_the_batch", False):
            return None
        with warnings.catch_warnings(action="ignore"):  # nbconvert's word on its own deprecated traits
            return _INSTEAD.get(kind, kind)(config=config, log=self.log)

    @staticmethod
    def through(steps: list[Any], notebook: NotebookNode, resources: Resources) -> NotebookNode:
        """The notebook after the steps. Raises whatever a step raises."""
        for step in steps:
            notebook, resources = step(notebook, resources)  # a step that is not enabled hands it on
        return notebook


def _kind(step: Any) -> type:
    if isinstance(step, str):
        module, _, name = step.rpartition(".")
        step = getattr(importlib.import_module(module), name)
    return step if isinstance(step, type) else type(step)
