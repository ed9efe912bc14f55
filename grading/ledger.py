"""The ledger: what the gradebook knows of one assignment's cells, read once for a whole class."""

from __future__ import annotations

import json
from typing import Any, TypeVar

import msgspec
from nbgrader.api import MissingEntry
from nbgrader.api import Notebook as NotebookRow

T = TypeVar("T")


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell as it was released; named like nbgrader's SourceCell, for which it stands in."""

    name: str
    cell_type: str
    source: str
    checksum: str
    locked: bool


class GradedCell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell that earns points; stands in for nbgrader's GradeCell and TaskCell. `id` is the gradebook's."""

    id: str
    name: str
    max_score: float
    cell_type: str


class NotebookCells(msgspec.Struct, frozen=True, kw_only=True):
    """One notebook of an assignment. `comments` are the ids, by name, of cells that take a comment."""

    id: str
    name: str
    kernelspec: dict[str, Any]
    cells: dict[str, Cell]
    graded: dict[str, GradedCell]
    comments: dict[str, str]
    tasks: frozenset[str]

    @property
    def max_score(self) -> float:
        """The points there are."""
        return sum(cell.max_score for cell in self.graded.values())

    # The names under which nbgrader's OverwriteCells looks for cells that are missing.

    @property
    def source_cells(self) -> list[Cell]:
        """All cells the gradebook knows, in the order it has them."""
        return list(self.cells.values())

    @property
    def grade_cells(self) -> list[GradedCell]:
        """Cells graded by their outputs or by a person."""
        return [cell for cell in self.graded.values() if cell.name not in self.tasks]

    @property
    def task_cells(self) -> list[GradedCell]:
        """Tasks for a person to look at."""
        return [cell for cell in self.graded.values() if cell.name in self.tasks]

    @property
    def solution_cells(self) -> list[Cell]:
        """Cells a student writes in."""
        return [self.cells[name] for name in self.comments if name in self.cells and name not in self.tasks]


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """An assignment: the gradebook's id of it, when it is due (UTC, None for never), and its notebooks by name."""

    id: str
    assignment: str
    duedate: Any
    notebooks: dict[str, NotebookCells]

    @property
    def max_score(self) -> float:
        """The points there are."""
        return sum(notebook.max_score for notebook in self.notebooks.values())


def read_ledger(gradebook: Any, assignment: str) -> Ledger:
    """What an open nbgrader Gradebook knows of `assignment`. Raises nbgrader's MissingEntry where it knows nothing."""
    row = gradebook.find_assignment(assignment)
    return Ledger(
        id=row.id,
        assignment=assignment,
        duedate=row.duedate,
        notebooks={notebook.name: _cells(notebook) for notebook in row.notebooks},
    )


def _cells(notebook: NotebookRow) -> NotebookCells:
    graded = [*notebook.grade_cells, *notebook.task_cells]
    return NotebookCells(
        id=notebook.id,
        name=notebook.name,
        kernelspec=json.loads(notebook.kernelspec) if notebook.kernelspec else {},
        cells={
            cell.name: Cell(
                name=cell.name,
                cell_type=cell.cell_type,
                source=cell.source,
                checksum=cell.checksum,
                locked=bool(cell.locked),
            )
            for cell in notebook.source_cells
        },
        graded={
            cell.name: GradedCell(
                id=cell.id, name=cell.name, max_score=float(cell.max_score), cell_type=cell.cell_type
            )
            for cell in graded
        },
        comments={cell.name: cell.id for cell in (*notebook.solution_cells, *notebook.task_cells)},
        tasks=frozenset(cell.name for cell in notebook.task_cells),
    )


class Slip:
    """Stands in for nbgrader's Gradebook while one notebook passes through nbgrader's own steps: it writes nothing.

    What the steps find out is kept in `scores` (None: a person has to look) and `comments`, by the cell's name.
    """

    def __init__(self, notebook: NotebookCells) -> None:
        self._notebook = notebook
        self._grades: dict[str, _Grade] = {}
        self._comments: dict[str, _Comment] = {}
        self.db = self

    @property
    def scores(self) -> dict[str, float | None]:
        """The automatic score of each graded cell."""
        return {name: grade.auto_score for name, grade in self._grades.items()}

    @property
    def comments(self) -> dict[str, str | None]:
        """The automatic comment on each solution cell."""
        return {name: comment.auto_comment for name, comment in self._comments.items()}

    def find_notebook(self, name: str, assignment: str) -> NotebookCells:  # noqa: ARG002 - nbgrader's signature
        """The notebook."""
        return self._notebook

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> Cell:  # noqa: ARG002
        """A cell as released. Raises MissingEntry."""
        return _found(self._notebook.cells, name)

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> GradedCell:  # noqa: ARG002
        """A cell that earns points. Raises MissingEntry."""
        return _found(self._notebook.graded, name)

    def find_grade(self, name: str, notebook: str, assignment: str, student: str) -> _Grade:  # noqa: ARG002
        """Where a score goes. Raises MissingEntry."""
        _found(self._notebook.graded, name)
        return self._grades.setdefault(name, _Grade())

    def find_comment(self, name: str, notebook: str, assignment: str, student: str) -> _Comment:  # noqa: ARG002
        """Where a comment goes. Raises MissingEntry."""
        _found(self._notebook.comments, name)
        return self._comments.setdefault(name, _Comment())

    def commit(self) -> None:
        """Nothing: the gradebook's one writer commits (grading/gradebook_writer.py)."""


class _Grade(msgspec.Struct):
    auto_score: float | None = None
    needs_manual_grade: bool = True
    manual_score: None = None
    """Unknown here; the writer, which knows it, decides whether a person has to look again."""


class _Comment(msgspec.Struct):
    auto_comment: str | None = None


def _found(there: dict[str, T], name: str) -> T:
    try:
        return there[name]
    except KeyError:
        raise MissingEntry(f"No cell {name} in the gradebook") from None
