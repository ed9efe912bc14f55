"""A class's honest homework: nbgrader's documentation course, answered by as many students as one likes.

No two students write the same. Each part is dealt from a shuffled pack of answers, right and wrong, so that every
stretch of students has the same mix; names, texts and numbers are drawn beside it, all from one seed.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
import nbgrader
from nbformat.notebooknode import NotebookNode

from benchmarks.answers import DAYS, DUE, NAMES, PACKS, SURNAMES, UNANSWERED, VARIABLES

ASSIGNMENT = "ps1"
DOCUMENTATION = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"

CONFIG = """\
c = get_config()  # noqa: F821 - nbgrader gives it to this file
c.CourseDirectory.course_id = "course101"
c.IncludeHeaderFooter.header = "source/header.ipynb"
"""


_LOADS = re.compile(r"import (numpy|pandas|matplotlib)")


def make_course(root: Path) -> None:
    """The documentation course at `root`, released by `nbgrader generate_assignment`: a gradebook, and nobody's work."""
    shutil.copytree(DOCUMENTATION / "source" / ASSIGNMENT, root / "source" / ASSIGNMENT)
    shutil.copy(DOCUMENTATION / "source" / "header.ipynb", root / "source")
    (root / "nbgrader_config.py").write_text(CONFIG, "utf-8")
    nbgrader_command(root, "db", "assignment", "add", ASSIGNMENT, "--duedate", DUE)
    nbgrader_command(root, "generate_assignment", ASSIGNMENT)


def nbgrader_command(root: Path, *arguments: str) -> None:
    """Run nbgrader in a process of its own. Raises RuntimeError with what it wrote."""
    path = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"  # it looks for the command `alembic`
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        check=False,
        cwd=root,
        env={"PATH": path, "HOME": str(root), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"nbgrader {' '.join(arguments)} did not succeed:\n{done.stderr}")


def hand_in(root: Path, students: int, seed: int = 1, *, libraries: bool = False) -> list[str]:
    """Let `students` students answer and hand in; returns their ids. The first ones are the same for any number of them.

    The course is about plain Python. With `libraries` some bring numpy, pandas and matplotlib along: loading and drawing
    then take longer than either grader does.
    """
    chance = random.Random(seed)
    deal = {
        name: _dealing([answer for answer in pack if libraries or not _LOADS.search(answer)], chance)
        for name, pack in PACKS.items()
    }
    release = root / "release" / ASSIGNMENT
    problems = [nbformat.read(release / f"problem{number}.ipynb", as_version=4) for number in (1, 2)]
    ids = []
    for number in range(1, students + 1):
        student = f"s{number:04d}"
        folder = root / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        shutil.copy(release / "jupyter.png", folder)
        words = {"name": chance.choice(VARIABLES), "few": chance.randint(4, 9)}
        answers = {name: _worded(deal[name](), words) for name in deal}
        who = f"{chance.choice(NAMES)} {chance.choice(SURNAMES)}"
        for position, problem in enumerate(problems, 1):
            nbformat.write(_answered(problem, answers, who), folder / f"problem{position}.ipynb")
        if day := chance.choice(DAYS):
            (folder / "timestamp.txt").write_text(day, "utf-8")
        ids.append(student)
    return ids


def _dealing(pack: Sequence[str], chance: random.Random) -> Callable[[], str]:
    """Deals all of a pack, shuffled, then all of it again."""
    hand: list[str] = []

    def deal() -> str:
        if not hand:
            hand.extend(chance.sample(pack, len(pack)))
        return hand.pop()

    return deal


def _worded(answer: str, words: dict[str, str | int]) -> str:
    return textwrap.dedent(answer).strip("\n").format(**words)


def _answered(problem: NotebookNode, answers: dict[str, str], who: str) -> NotebookNode:
    notebook: NotebookNode = nbformat.from_dict(problem)
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        answer = answers.get(about.get("grade_id", ""), UNANSWERED)
        if cell.source.startswith("NAME ="):
            cell.source = f'NAME = "{who}"\nCOLLABORATORS = ""'
        elif answer and about["grade_id"] in {"squares", "sum_of_squares"}:
            signature = cell.source[: cell.source.index("# YOUR CODE HERE")].rstrip()
            cell.source = signature + "\n" + textwrap.indent(answer, "    ")
        elif answer:
            cell.source = answer
    if any(cell.metadata.get("nbgrader", {}).get("task") for cell in notebook.cells):
        made = {"task": nbformat.v4.new_markdown_cell, "task code": nbformat.v4.new_code_cell}
        for part, new in made.items():
            if answers[part]:
                notebook.cells.append(new(answers[part]))
                del notebook.cells[-1]["id"]  # the course is of a time when cells had none
    return notebook
