"""Restoring: a submitted notebook's graded cells found again, put back and made unique."""

from __future__ import annotations

import copy
from typing import Any

from nbformat.notebooknode import NotebookNode


def restore(notebook: NotebookNode, released: NotebookNode) -> list[str]:
    """Give the cells of `notebook` back the nbgrader metadata of `released`.

    Returns what was done, as sentences for the teacher.

    A cell is known by its grade id, else by its cell id, else (branch and check) by its source. Of two copies
    the last one counts. Graded cells that are gone are put at the end, where everything the student wrote has
    run; the import cell at the start.
    """
    named = {_grade_id(cell): cell for cell in released.cells if _grade_id(cell)}
    found = _find(notebook, named)
    notes = []
    copies = 0
    for cell in notebook.cells:
        grade_id = next((name for name, kept in found.items() if kept is cell), "")
        if grade_id:
            cell.metadata["nbgrader"] = copy.deepcopy(named[grade_id].metadata["nbgrader"])
        elif "nbgrader" in cell.metadata:
            copies += _grade_id(cell) in named
            del cell.metadata["nbgrader"]
    if copies:
        notes.append(f"{_cells(copies)} stood there twice; the last one counts.")
    gone = [
        (name, cell)
        for name, cell in named.items()
        if name not in found and cell.metadata["nbgrader"]["locked"]
    ]
    for name, cell in gone:
        again = copy.deepcopy(cell)
        if name == "imports":
            notebook.cells.insert(0, again)
        else:
            notebook.cells.append(again)
    if gone:
        notes.append(
            f"{_cells(len(gone))} had been deleted and {'was' if len(gone) == 1 else 'were'} put back."
        )
    _unique_ids(notebook)
    return notes


def _find(notebook: NotebookNode, named: dict[str, NotebookNode]) -> dict[str, NotebookNode]:
    """Grade id → the cell that counts for it."""
    found: dict[str, NotebookNode] = {}
    for cell in notebook.cells:
        if _grade_id(cell) in named:
            found[_grade_id(cell)] = cell  # the last one stays
    ids = {cell.get("id"): name for name, cell in named.items()}
    sources = {
        cell.source.strip(): name for name, cell in named.items() if cell.metadata["nbgrader"]["grade"]
    }
    for names, known_by in (
        (ids, lambda cell: cell.get("id")),
        (sources, lambda cell: _source(cell).strip()),
    ):
        for cell in notebook.cells:
            name = names.get(known_by(cell))
            if (
                name
                and name not in found
                and cell.cell_type == "code"
                and not any(cell is kept for kept in found.values())
            ):
                found[name] = cell
    return found


def _grade_id(cell: NotebookNode) -> str:
    nbgrader: Any = cell.metadata.get("nbgrader")
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return grade_id if isinstance(grade_id, str) else ""


def _source(cell: NotebookNode) -> str:
    return cell.source if isinstance(cell.source, str) else ""


def _unique_ids(notebook: NotebookNode) -> None:
    """Rename repeated cell ids: a notebook with one id twice is refused everywhere."""
    seen: set[str] = set()
    for cell in notebook.cells:
        name, number = cell.get("id"), 1
        while name in seen:
            number += 1
            name = f"{str(cell['id'])[:56]}-{number}"
        if name is not None:
            cell["id"] = name
            seen.add(name)


def _cells(count: int) -> str:
    return "One graded cell" if count == 1 else f"{count} graded cells"
