"""Running a notebook's cells in a box: from the sanitised notebook to jobs, and from what came back to its outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec
from nbformat.notebooknode import NotebookNode, from_dict

from curriculum.lesson import CALL
from grading.box.libraries import libraries_of as libraries_of_cells
from grading.box.wire import CellRan, Job, Limits, Probe, Probed, Ran, Result, Run, Step
from grading.safe_outputs import make_safe, make_text_safe

ProbeOf = Callable[[str, int, bool], Probe | None]
"""Item, index of its cell, whether its hidden cases are meant → what to ask the box, if there is anything."""

SELF_JUDGED = "self"
"""What a graded copy's cell metadata says under `trellis.judged` where the student's own process decided."""


class Probes(msgspec.Struct, frozen=True, kw_only=True):
    """What a box gave for one check cell: for the item's visible cases, and from a box of their own for the hidden ones."""

    visible: Probed | None = None
    hidden: Probed | None = None


class Runs(msgspec.Struct, frozen=True, kw_only=True):
    """The jobs of a notebook. `silent` runs it once more for hidden cases; of its outputs nothing is kept.

    Both are None where there is nothing to run. `checks` maps the index of each check cell to its item.
    """

    job: Job | None = None
    silent: Job | None = None
    checks: dict[int, str] = {}

    def silent_after(self, ran: Ran | None) -> Job | None:
        """The silent job, without what hung or ended the box in the loud run: it would again, and earns nothing more."""
        if self.silent is None:
            return None
        stuck = {result.index for result in (ran.results if ran is not None else ()) if _is_stuck(result)}
        steps = _until_last_probe([step for step in self.silent.steps if step.index not in stuck])
        return msgspec.structs.replace(self.silent, steps=steps) if steps else None


def libraries_of(notebooks: Iterable[NotebookNode]) -> tuple[str, ...]:
    """The libraries that notebooks import, as far as a warm process can have them ready."""
    return libraries_of_cells(
        cell.source for notebook in notebooks for cell in notebook.cells if cell.cell_type == "code"
    )


def runs_of(
    notebook: NotebookNode,
    *,
    folder: str = "",
    keep: str = "",
    libraries: tuple[str, ...] = (),
    defines: tuple[str, ...] = (),
    private: tuple[str, ...] = (),
    limits: Limits = Limits(),
    probe_of: ProbeOf | None = None,
) -> Runs:
    """The jobs of a sanitised notebook.

    Cells that only show an exercise are not run: their answers are in the journal. With `probe_of` a cell that is
    graded as `check-<item>` becomes a probe of the item's function.
    """
    steps: list[Step] = []
    silent: list[Step] = []
    checks: dict[int, str] = {}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        about = cell.metadata.get("nbgrader", {})
        graded = bool(about.get("grade")) and not about.get("solution")
        kind, _, name = str(about.get("grade_id", "")).partition("-")
        if probe_of is not None and graded and kind == "check":
            checks[index] = name
            visible, hidden = probe_of(name, index, False), probe_of(name, index, True)
            steps += [visible] if visible is not None else []
            silent += [hidden] if hidden is not None else []
        elif probe_of is None or not _is_exercise(cell.source):
            step = Run(index=index, source=cell.source, graded=graded)
            steps.append(step)
            silent.append(step)
    loud = Job(
        steps=tuple(steps),
        folder=folder,
        keep=keep,
        libraries=libraries,
        defines=defines,
        private=private,
        limits=limits,
    )
    quiet = msgspec.structs.replace(loud, steps=_until_last_probe(silent), keep="")
    return Runs(
        job=loud if loud.steps else None,
        silent=quiet if quiet.steps else None,
        checks=checks,
    )


def put_outputs(notebook: NotebookNode, runs: Runs, ran: Ran | None, silent: Ran | None) -> dict[str, Probes]:
    """Put what the cells gave into the notebook; returns, by item, what the probes gave."""
    for cell in notebook.cells:
        make_text_safe(cell)
    by_index = {result.index: result for result in (ran.results if ran is not None else ())}
    hidden = {
        result.index: result
        for result in (silent.results if silent is not None else ())
        if isinstance(result, Probed)
    }
    for index, result in by_index.items():
        if isinstance(result, CellRan):
            cell = notebook.cells[index]
            cell.outputs = [from_dict(make_safe(output)) for output in result.outputs]  # type: ignore[no-untyped-call]
            cell.execution_count = result.execution_count
            about = cell.metadata.get("nbgrader", {})
            if about.get("grade") and not about.get("solution"):
                _mark_self_judged(cell, result)
    found: dict[str, Probes] = {}
    for index, item in runs.checks.items():
        visible = by_index.get(index)
        found[item] = Probes(
            visible=visible if isinstance(visible, Probed) else None, hidden=hidden.get(index)
        )
    return found


def suspicious(notebook: NotebookNode) -> dict[str, str]:
    """Grade id → why a person has to look at a self-judged cell before its points count."""
    return {
        cell.metadata["nbgrader"]["grade_id"]: cell.metadata["trellis"]["look"]
        for cell in notebook.cells
        if cell.metadata.get("trellis", {}).get("look") and cell.metadata.get("nbgrader", {}).get("grade")
    }


def self_judged(notebook: NotebookNode) -> list[str]:
    """Grade ids of the cells whose points the student's own process decided."""
    return [
        cell.metadata["nbgrader"]["grade_id"]
        for cell in notebook.cells
        if cell.metadata.get("trellis", {}).get("judged") == SELF_JUDGED and "nbgrader" in cell.metadata
    ]


def _mark_self_judged(cell: NotebookNode, result: CellRan) -> None:
    """Say in the copy who judged; and let a warning on stderr be a warning: to nbgrader any text there is a failure."""
    about = {"judged": SELF_JUDGED} | ({"look": result.suspicious} if result.suspicious else {})
    cell.metadata["trellis"] = from_dict(about)  # type: ignore[no-untyped-call]
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            output.name = "stdout"


def _is_exercise(source: str) -> bool:
    call = CALL.match(source.strip())
    return call is not None and call[1] in ("ask", "branch", "code") and source.strip() == call[0]


def _is_stuck(result: Result) -> bool:
    answers = result.answers if isinstance(result, Probed) else ()
    return any(one.status in ("late", "killed", "not-run") for one in (result, *answers))


def _until_last_probe(steps: Sequence[Step]) -> tuple[Step, ...]:
    last = max((number for number, step in enumerate(steps) if isinstance(step, Probe)), default=-1)
    return tuple(steps[: last + 1])


def statuses(ran: Ran) -> set[str]:
    """How the steps of a job ended."""
    found: set[str] = set()
    for result in ran.results:
        found.add(result.status)
        if isinstance(result, Probed):
            # Once a function had to be stopped its other examples are not tried: they would hang as well.
            found.update(answer.status for answer in result.answers if answer.status != "not-run")
    return found
