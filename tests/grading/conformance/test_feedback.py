"""Our steps in nbgrader's own commands, in a course that is none of ours: hidden tests stay hidden, and code runs in a box."""

from __future__ import annotations

import pytest

from benchmarks.homework import nbgrader_command
from tests.grading.conformance.conftest import Make

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]

HIDE = """c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "grading.preprocessors.HideHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]"""
BOX = """c.Autograde.autograde_preprocessors = [
    "grading.preprocessors.RunInBox",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
]"""
STUB = 'c.ClearSolutions.code_stub = dict(python="# YOUR CODE HERE")'


def test_a_feedback_page_shows_no_hidden_test(course_of: Make) -> None:
    course = course_of({"p1": "test-hidden-tests.ipynb"}, config=STUB)
    released = course.root / "release" / "ps1" / "p1.ipynb"
    course.submit("foo", released)
    assert course.grade().outcomes[0].score == 1.5
    page = course.root / "feedback" / "foo" / "ps1" / "p1.html"
    nbgrader_command(course.root, "generate_feedback", "ps1")
    assert "HIDDEN TESTS" in page.read_text(encoding="utf-8")
    course.configure(HIDE)
    nbgrader_command(course.root, "generate_feedback", "ps1", "--force")
    text = page.read_text(encoding="utf-8")
    assert "HIDDEN TESTS" not in text
    assert "A test that is not shown did not pass." in text
    hidden = [
        line.strip()
        for cell in course.graded_notebook("foo").cells
        if "### BEGIN HIDDEN TESTS" in cell.source
        for line in cell.source.partition("### BEGIN HIDDEN TESTS")[2].splitlines()
        if line.strip().startswith("assert")
    ]
    assert hidden
    assert not [line for line in hidden if line in text]


def test_nbgraders_own_command_can_run_code_in_a_box(course_of: Make) -> None:
    course = course_of({"p1": "submitted-unchanged.ipynb"}, config=BOX)
    course.submit("bar", "submitted-changed.ipynb")
    course.grade_by_nbgrader()
    assert course.score("bar") == (2.0, 7.0, True)
    cells = [cell for cell in course.graded_notebook("bar").cells if cell.metadata.get("trellis")]
    assert {cell.metadata["trellis"]["judged"] for cell in cells} == {"self"}
