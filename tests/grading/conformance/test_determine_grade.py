"""Every case of nbgrader's test_utils.py for determine_grade and get_partial_grade, as cells of a course that is graded."""

from __future__ import annotations

from collections.abc import Callable

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode

from tests.grading.conformance.conftest import Make
from tests.grading.conformance.nbgrader_course import NbCourse, answer_cell, graded_cell, notebook, plain_cell

pytestmark = pytest.mark.slow

Graded = Callable[..., dict[str, tuple[float | None, bool]]]


@pytest.fixture
def cells_of(course_of: Make) -> Graded:
    """Grade a course of these cells, handed in as released but for the answers given by grade id."""

    def grade(*cells: NotebookNode, **answers: str) -> dict[str, tuple[float | None, bool]]:
        course: NbCourse = course_of({"p1": notebook(*cells)})
        handed_in = nbformat.read(course.root / "release" / "ps1" / "p1.ipynb", as_version=4)
        for cell in handed_in.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = answers.get(name, cell.source)
        course.submit("foo", handed_in)
        course.grade()
        return course.cells("foo")

    return grade


@pytest.mark.parametrize(
    ("source", "points", "score"),
    [
        pytest.param('print("test")', 10, 10, id="test_determine_grade_code_grade-printed"),
        pytest.param("raise NotImplementedError()", 10, 0, id="test_determine_grade_code_grade-error"),
        pytest.param("x = 1", 5, 5, id="no-output"),
        pytest.param("3", 5, 3, id="test_determine_grade_code_partial_credit"),
        pytest.param("['0.5', 'abc']", 5, 5, id="test_determine_grade_code_partial_credit-list"),
        pytest.param("0.6", 1, 0.6, id="test_get_partial_grade-0.6"),
        pytest.param("6.0", 10, 6.0, id="test_get_partial_grade-6.0"),
        pytest.param("0.0", 1, 0.0, id="test_get_partial_grade-zero"),
        pytest.param("'this is a string'", 2, 2, id="test_get_partial_grade-string"),
        pytest.param("print('first'); 2", 4, 2, id="printed-and-a-number"),
        pytest.param("True", 4, 4, id="a-truth-is-no-number"),
        pytest.param("None", 4, 4, id="nothing"),
    ],
)
def test_code_cells(cells_of: Graded, source: str, points: float, score: float) -> None:
    assert cells_of(graded_cell("foo", source, points)) == {"foo": (score, False)}


def test_markdown_grade(cells_of: Graded) -> None:
    """test_determine_grade_markdown_grade: a person has to look."""
    cell = answer_cell("foo", "Why?", 10, kind="markdown")
    assert cells_of(cell, foo="test!") == {"foo": (None, True)}


def test_code_grade_and_solution(cells_of: Graded) -> None:
    """test_determine_grade_code_grade_and_solution: unanswered 0; answered a person looks, whether it failed or not."""
    cells = [answer_cell(name, "x = 0", 10) for name in ("unanswered", "answered", "failing")]
    found = cells_of(*cells, answered="x = 1", failing="raise NotImplementedError()")
    assert found == {"unanswered": (0, False), "answered": (None, True), "failing": (None, True)}


def test_markdown_grade_and_solution(cells_of: Graded) -> None:
    """test_determine_grade_markdown_grade_and_solution."""
    cells = [answer_cell(name, "Why?", 10, kind="markdown") for name in ("unanswered", "answered")]
    assert cells_of(*cells, answered="test!") == {"unanswered": (0, False), "answered": (None, True)}


def test_solution_only(cells_of: Graded) -> None:
    """test_determine_grade_solution: cells that earn no points get none."""
    cells = (
        answer_cell("foo", "x = 0"),
        plain_cell("Text", kind="markdown"),
        graded_cell("bar", "assert x", 1),
    )
    assert cells_of(*cells, foo="x = 1") == {"bar": (1, False)}


def test_differs_more_points_than_there_are(cells_of: Graded) -> None:
    """Nbgrader ends the whole run with a ValueError; a slip in one cell is no reason: it earns all its points, or a look."""
    (found,) = cells_of(graded_cell("foo", "5.5", 5)).values()
    assert found in {(5, False), (None, True)}
