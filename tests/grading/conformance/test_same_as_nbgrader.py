"""The same folder graded by `nbgrader autograde` and by us: so that what these tests expect is nbgrader's, not ours."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.grading import compare, sheets
from benchmarks.homework import hand_in, make_course
from tests.grading.conformance.conftest import Make
from tests.grading.conformance.nbgrader_course import (
    NbCourse,
    answer_cell,
    graded_cell,
    notebook,
)

pytestmark = pytest.mark.slow


def _both(course: NbCourse, folder: Path) -> list[str]:
    shutil.copytree(course.root, folder / "theirs")
    theirs = NbCourse(folder / "theirs")
    theirs.grade_by_nbgrader()
    course.grade()
    return compare(sheets(theirs.root), sheets(course.root))


def test_nbgraders_own_submissions(course_of: Make, tmp_path: Path) -> None:
    """Answered, unanswered, late, with a notebook missing, with the test or a locked cell changed, and both exploits."""
    course = course_of(
        {"p1": "submitted-unchanged.ipynb", "p2": "submitted-unchanged.ipynb"},
        config="c.LateSubmissionPlugin.penalty_method = 'zero'",
    )
    course.submit("a", "submitted-unchanged.ipynb", "submitted-changed.ipynb")
    course.submit("b", "submitted-changed.ipynb", at="2015-02-02 15:58:23.948203 America/Los_Angeles")
    course.submit("c", "submitted-grade-cell-changed.ipynb", "submitted-locked-cell-changed.ipynb", at="")
    course.submit("d", "submitted-cheat-attempt.ipynb", "submitted-cheat-attempt-alternative.ipynb")

    assert _both(course, tmp_path) == []


def test_every_kind_of_result(course_of: Make, tmp_path: Path) -> None:
    """What a test cell may end with, in one notebook."""
    sources = {
        "printed": 'print("test")',
        "error": "raise NotImplementedError()",
        "nothing": "x = 1",
        "part": "3",
        "fraction": "0.25",
        "zero": "0",
        "list": "[0.5, 'abc']",
        "text": "'this is a string'",
        "true": "True",
        "syntax": "if True print(1)",
        "shown": "from IPython.display import display, HTML\ndisplay(HTML('<b>1</b>'))",
        "printed-then-part": "print('so far'); 2",
        "late-error": "print('so far')\nassert 1 == 2, 'no'",
        "numpy": "import numpy as np\nnp.float64(1.5)",
        "underscore": "1.5;",
        "magic": "%who_ls\n2",
    }
    cells = [graded_cell(name, source, 4) for name, source in sources.items()]
    made = notebook(*cells, answer_cell("why", "YOUR ANSWER HERE", 2, kind="markdown"))
    course = course_of({"p1": made})
    course.submit("foo")
    shutil.copy(course.root / "release" / "ps1" / "p1.ipynb", course.root / "submitted" / "foo" / "ps1")

    assert _both(course, tmp_path) == []
    scores = {name: score for name, (score, _) in course.cells("foo").items()}
    assert (scores["printed"], scores["error"], scores["part"]) == (4, 0, 3), "both grade, not neither"


def test_a_varied_class_of_the_documentation_course(tmp_path: Path) -> None:
    """The benchmark's homework, for a few students."""
    root = tmp_path / "ours"
    make_course(root)
    hand_in(root, 4, seed=7)

    assert _both(NbCourse(root), tmp_path) == []
