"""The damage corpus: what happened to each notebook, what it earns all the same, and the honest one they all come from."""

from __future__ import annotations

import json
import runpy
import shutil
from pathlib import Path
from typing import Any, Literal

import msgspec

HERE = Path(__file__).parent
NAME = "numbers"
FILE = f"{NAME}.ipynb"


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case. `says` are the notes in order, each a sentence or its beginning; none where nothing needs to be said.

    `keeps`: what the student wrote and the graded copy must hold. `file`: the name a file made by hand is handed in by.
    `lesson`: a lesson of the tiny course, with `earlier` handed in once before, undamaged.
    """

    what: str
    earns: float
    because: str
    outcome: Literal["graded", "repaired"] = "repaired"
    says: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    file: str = FILE
    lesson: Literal["", "halving", "doubling"] = ""
    earlier: bool = False


def cases(*, lessons: bool) -> dict[str, Case]:
    """The cases by name, which is their folder's: those about lessons, or those about nbgrader's plain assignments."""
    found = {
        path.parent.name: msgspec.yaml.decode(path.read_bytes(), type=Case)
        for path in sorted(HERE.glob("*/case.yaml"))
    }
    return {name: case for name, case in found.items() if bool(case.lesson) == lessons}


def damage(name: str, case: Case, folder: Path) -> None:
    """Do to the honest notebook in `folder` what the case is about."""
    made = HERE / name / "handed-in.txt"
    if made.is_file():
        next(folder.glob("*.ipynb")).unlink()
        shutil.copyfile(made, folder / case.file)
    else:
        runpy.run_path(str(HERE / name / "damage.py"))["damage"](folder)


def load(folder: Path) -> dict[str, Any]:
    """The notebook in `folder`, as plain JSON."""
    notebook: dict[str, Any] = json.loads(next(folder.glob("*.ipynb")).read_text(encoding="utf-8"))
    return notebook


def store(folder: Path, notebook: dict[str, Any]) -> None:
    """Write it as Jupyter does: keys in order, each line of source on a line of its own."""
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    next(folder.glob("*.ipynb"), folder / FILE).write_text(text, encoding="utf-8")


def cell(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    """A cell by its id."""
    found: dict[str, Any] = next(one for one in notebook["cells"] if one["id"] == name)
    return found


def _cell(name: str, source: str, kind: str = "", points: int = 0) -> dict[str, Any]:
    text = name.startswith("say-") or kind in ("essay", "task")
    made: dict[str, Any] = {
        "cell_type": "markdown" if text else "code",
        "id": name,
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }
    if not text:
        made |= {"execution_count": None, "outputs": []}
    if kind:
        made["metadata"]["nbgrader"] = {
            "schema_version": 3,
            "grade_id": name,
            "grade": kind in ("test", "essay", "sketch"),
            "solution": kind in ("answer", "essay", "sketch"),
            "locked": kind in ("setup", "test", "task"),
            "task": kind == "task",
        } | ({"points": points} if points else {})
    return made


def _notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    return {
        "cells": list(cells),
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


SOURCE = _notebook(
    _cell("say-title", "# Numbers"),
    _cell("setup", "import math", "setup"),
    _cell("say-double", "Write `double`."),
    _cell(
        "double",
        "def double(n):\n    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION",
        "answer",
    ),
    _cell(
        "test-double",
        "assert double(4) == 8\n### BEGIN HIDDEN TESTS\nassert double(-3) == -6\n### END HIDDEN TESTS",
        "test",
        2,
    ),
    _cell("say-area", "Write `area`, the area of a circle."),
    _cell("example", "math.sqrt(2)"),
    _cell(
        "area",
        "def area(r):\n    ### BEGIN SOLUTION\n    return math.pi * r**2\n    ### END SOLUTION",
        "answer",
    ),
    _cell("test-area", "assert abs(area(1) - math.pi) < 1e-9\nassert area(0) == 0", "test", 3),
    _cell("why", "### BEGIN SOLUTION\nPi.\n### END SOLUTION", "essay", 2),
    _cell("sketch", "### BEGIN SOLUTION\nprint(area(2))\n### END SOLUTION", "sketch", 2),
    _cell("poster", "Make a poster of circles.", "task", 1),
)
"""The assignment as its teacher wrote it."""

WRITTEN = {
    "double": "def double(n):\n    # zwei mal, für alle\n    return 2 * n",
    "area": "def area(r):\n    # pi r squared\n    return math.pi * r**2",
    "why": "Because a circle is round.",
    "sketch": "print(area(3))",
}
"""What the student wrote into it."""


def submitted(released: dict[str, Any]) -> dict[str, Any]:
    """The honest notebook: the released one with the answers in it, a cell of the student's own, and run once."""
    notebook = json.loads(json.dumps(released))
    for name, source in WRITTEN.items():
        cell(notebook, name)["source"] = source.splitlines(keepends=True)
    at = notebook["cells"].index(cell(notebook, "test-double"))
    notebook["cells"].insert(at, _cell("own-try", "double(21)"))
    for number, one in enumerate((one for one in notebook["cells"] if one["cell_type"] == "code"), start=1):
        one["execution_count"] = number
    cell(notebook, "own-try")["outputs"] = [
        {
            "data": {"text/plain": ["42"]},
            "execution_count": 4,
            "metadata": {},
            "output_type": "execute_result",
        }
    ]
    return notebook
