"""The hostile corpus: what each case tries, what it may earn, and the notebook it is handed in as."""

from __future__ import annotations

import copy
import runpy
from pathlib import Path
from typing import Any, Literal

import jupytext
import msgspec

HERE = Path(__file__).parent

HONEST = "def double(n):\n    return 2 * n"

PRELUDE = '''\
def attempt(what, deed):
    """Do what should be refused, and say what came of it."""
    try:
        got = deed()
    except BaseException as error:
        print(f"refused: {what}: {type(error).__name__}: {error}"[:300])
        return None
    print(f"ESCAPED: {what}: {got!r}"[:600])
    return got
'''
"""The first cell of every attack. Its word ESCAPED may stand in nothing that was graded."""


class Earned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The points a case earns, and why."""

    earns: float
    because: str


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case. `check` is about a check("…") cell, `asserts` about nbgrader's plain test cells; each is one hand-in.

    `says`: patterns in the outcome's reason; `shows`: patterns in the graded copy's outputs, by which the attack
    proves that it came as far as it meant to. `students`: how many hand it in. `escapes`: without a box it does what
    it tries, and harmlessly so; a self-test sees it happen. Paths and ports are written @class@, @home@, @port@ and so on.
    """

    tries: str
    check: Earned
    asserts: Earned | None = None
    outcome: Literal["graded", "repaired", "failed", "any"] = "graded"
    says: tuple[str, ...] = ()
    never_says: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    students: int = 1
    escapes: bool = False

    def earned(self, kind: str) -> Earned:
        """What it earns in one of the two kinds of notebook."""
        earned = self.check if kind == "check" else self.asserts
        assert earned is not None
        return earned

    @property
    def kinds(self) -> tuple[str, ...]:
        """The notebooks it is handed in as."""
        return ("check",) if self.asserts is None else ("check", "asserts")


def cases() -> dict[str, Case]:
    """Every case by its name, which is its folder's."""
    return {
        path.parent.name: msgspec.yaml.decode(path.read_bytes(), type=Case)
        for path in sorted(HERE.glob("*/case.yaml"))
    }


def attack(name: str) -> str:
    """The source of a case's attack, in cells."""
    return (HERE / name / "attack.py").read_text(encoding="utf-8")


def written(released: dict[str, Any], source: str) -> dict[str, Any]:
    """The released notebook with the cells of `source` in it.

    Cells go before the answer; the cell titled `answer` is the answer (an honest one where there is none), those after
    it follow it, and those from the one titled `end` on stand at the end of the notebook.
    """
    notebook = copy.deepcopy(released)
    before: list[dict[str, Any]] = [_cell("prelude", PRELUDE)]
    after: list[dict[str, Any]] = []
    end: list[dict[str, Any]] = []
    answer, place = HONEST, before
    for number, cell in enumerate(jupytext.reads(source, fmt="py:percent").cells):
        title = cell.metadata.get("title", "")
        if title == "answer":
            answer, place = cell.source, after
            continue
        place = end if title == "end" else place
        if cell.source.strip():
            place.append(_cell(f"own-{number}", cell.source))
    at = next(i for i, cell in enumerate(notebook["cells"]) if "def double(n)" in "".join(cell["source"]))
    notebook["cells"][at]["source"] = answer
    notebook["cells"][at + 1 : at + 1] = after
    notebook["cells"][at:at] = before
    notebook["cells"] += end
    return notebook


def tamper(name: str, notebook: dict[str, Any], folder: Path, place: Any) -> None:
    """What a case does to its notebook and to the folder it hands in, if anything."""
    path = HERE / name / "tamper.py"
    if path.is_file():
        runpy.run_path(str(path))["tamper"](notebook, folder, place)


def _cell(name: str, source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": name,
        "source": source,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
