"""Choosing: which file of a hand-in is the lesson's notebook, where it was renamed on the way."""

from __future__ import annotations

import re
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from grading.matching import grade_id, is_answered, match, places, plain_text
from grading.salvage import MAX_BYTES, salvage_file

_ADDED = re.compile(
    r"(?:[\s_.-]*(?:\(\d+\)|copy\d*|kopie|copie|copia|final|checkpoint|(?<=[\s_-])\d+))+$", re.IGNORECASE
)
_SUFFIXES = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json", ".ipynb.ipynb")
_MOST = 20
"""Files looked into at most."""


def choose_notebook(
    folder: Path, wanted: str, others: set[str], released: NotebookNode | None = None
) -> Path | None:
    """The file in `folder` that is the notebook `wanted` (no suffix), although it may be named otherwise; None if there is none.

    `others` are the names (no suffix) of the assignment's other notebooks. The right name is always taken as it is. Else a file
    counts that names the lesson in its metadata or holds at least half of the graded cells of `released`, or whose name is the
    wanted one with something added ("p1 (1).ipynb", "P1.IPYNB", "p1 copy.ipynb.txt").
    """
    right = folder / f"{wanted}.ipynb"
    if right.is_file() and not right.is_symlink():
        return right
    found: list[tuple[tuple[float, bool, int, str], Path]] = []
    taken = {name.casefold() for name in others}
    for path in _candidates(folder)[:_MOST]:
        stem = _stem(path.name)
        if stem.casefold() in taken:
            continue
        named = _ADDED.sub("", stem).casefold() == wanted.casefold() or stem.casefold() == wanted.casefold()
        share, answered = _likeness(path, wanted, released)
        if share >= 0.5 or (named and share >= 0):
            found.append(((max(share, 0.0), named, answered, path.name), path))
    return max(found)[1] if found else None


def _candidates(folder: Path) -> list[Path]:
    """The files that may be notebooks, in the folder, else in what Jupyter keeps as checkpoints."""
    for place in (folder, folder / ".ipynb_checkpoints"):
        found = [
            path
            for path in (sorted(place.iterdir()) if place.is_dir() else [])
            if path.name.casefold().endswith(_SUFFIXES)
            and not path.name.startswith("._")
            and not path.is_symlink()
            and path.is_file()
            and path.stat().st_size <= MAX_BYTES
        ]
        if found:
            return found
    return []


def _stem(name: str) -> str:
    lower = name.casefold()
    ending = max((one for one in _SUFFIXES if lower.endswith(one)), key=len)
    return name[: -len(ending)]


def _likeness(path: Path, wanted: str, released: NotebookNode | None) -> tuple[float, int]:
    """(How much of the lesson is in a file, -1 where it is another lesson's; how many answers are)."""
    try:
        notebook = salvage_file(path).notebook
    except OSError:
        return 0.0, 0
    if notebook is None:
        return 0.0, 0
    trellis = notebook.metadata.get("trellis")
    lesson = trellis.get("lesson") if isinstance(trellis, dict) else None
    if isinstance(lesson, str) and lesson != wanted:
        return -1.0, 0
    share, answered = (1.0 if lesson == wanted else 0.0), 0
    if released is not None:
        named = places(released)
        ids = {grade_id(cell) for cell in notebook.cells}
        texts = {plain_text(cell.source) for cell in notebook.cells}
        if named:
            share = max(share, sum(place.name in ids for place in named) / len(named))
            if share < 0.5 and ids & {place.name for place in named} == set():
                given = [plain_text(cell.source) for cell in released.cells if cell.source.strip()]
                share = max(share, sum(one in texts for one in given) / max(1, len(given)))
        chosen = match(notebook.cells, released, named).chosen
        answered = sum(
            place.name in chosen and is_answered(notebook.cells[chosen[place.name]], place)
            for place in named
            if place.solution
        )
    return share, answered
