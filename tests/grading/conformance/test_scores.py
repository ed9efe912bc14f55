"""The scores that nbgrader's own test_nbgrader_autograde.py expects, of the files it expects them of."""

from __future__ import annotations

import shutil

import pytest

from tests.grading.conformance.conftest import Make
from tests.grading.conformance.nbgrader_course import (
    DOCUMENTATION,
    outcome,
)

pytestmark = pytest.mark.slow

AUTOTEST = ("autotests.yml",)


def test_grade(course_of: Make) -> None:
    course = course_of({"p1": "submitted-unchanged.ipynb"})
    course.submit("foo", "submitted-unchanged.ipynb")
    course.submit("bar", "submitted-changed.ipynb")

    graded = course.grade()

    assert course.score("foo") == (1, 7, False)
    assert course.score("bar") == (2, 7, True)
    assert [course.comment("foo", cell) for cell in ("set_a", "baz", "quux")] == ["No response."] * 3
    assert [course.comment("bar", cell) for cell in ("set_a", "baz")] == [None, None]
    assert course.graded("foo").is_file()
    assert not course.graded("foo", "timestamp.txt").exists()
    assert (outcome(graded, "bar").score, outcome(graded, "bar").max_score) == (2, 7)


def test_grade_by_cell(course_of: Make) -> None:
    course = course_of({"p1": "submitted-unchanged.ipynb"})
    course.submit("foo", "submitted-unchanged.ipynb")
    course.submit("bar", "submitted-changed.ipynb")

    course.grade()

    assert course.cells("foo") == {
        "foo": (1, False),
        "bar": (0, False),
        "baz": (0, False),
        "quux": (0, False),
    }
    assert course.cells("bar") == {
        "foo": (1, False),
        "bar": (1, False),
        "baz": (None, True),
        "quux": (None, True),
    }


@pytest.mark.parametrize(
    ("kind", "most", "unchanged", "changed"),
    [("simple", 1, 0, 1), ("hashed", 1, 0, 1), ("multi", 4, 0, 3)],
)
def test_grade_autotest(course_of: Make, kind: str, most: float, unchanged: float, changed: float) -> None:
    course = course_of({"p1": f"autotest-{kind}.ipynb"}, extra=AUTOTEST)
    course.submit("foo", f"autotest-{kind}-unchanged.ipynb")
    course.submit("bar", f"autotest-{kind}-changed.ipynb")

    course.grade()

    assert course.score("foo") == (unchanged, most, False)
    assert course.score("bar") == (changed, most, False)


def test_hidden_tests_autotest(course_of: Make) -> None:
    course = course_of(
        {"p1": "autotest-hidden.ipynb"},
        extra=AUTOTEST,
        config='c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}',
    )
    course.submit("foo", "autotest-hidden-unchanged.ipynb")
    course.submit("bar", "autotest-hidden-changed-wrong.ipynb")
    course.submit("baz", "autotest-hidden-changed-right.ipynb")

    course.grade()

    assert [course.score(student)[0] for student in ("foo", "bar", "baz")] == [0, 0, 1]


def test_hidden_tests_single_notebook(course_of: Make) -> None:
    course = course_of(
        {"p1": "test-hidden-tests.ipynb"},
        config='c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}',
    )
    released = course.root / "release" / "ps1" / "p1.ipynb"
    assert "BEGIN HIDDEN TESTS" not in released.read_text("utf-8")
    shutil.copy(released, course.submit("foo") / "p1.ipynb")

    course.grade()

    assert course.score("foo")[0] == 1.5
    wrong = [
        cell.metadata.nbgrader.grade_id
        for cell in course.graded_notebook("foo").cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]
    assert len(wrong) == 2, "nbgrader's test has two cells that fail on hidden tests only"


@pytest.mark.parametrize(
    "attempt", ["submitted-cheat-attempt.ipynb", "submitted-cheat-attempt-alternative.ipynb"]
)
def test_showtraceback_exploit(course_of: Make, attempt: str) -> None:
    course = course_of({"p1": "submitted-unchanged.ipynb"}, config="c.Execute.timeout = None")
    course.submit("foo", "submitted-unchanged.ipynb")
    course.submit("bar", "submitted-changed.ipynb")
    course.submit("spam", attempt)

    course.grade()

    assert course.score("foo") == (1, 7, False)
    assert course.score("bar") == (2, 7, True)
    assert course.score("spam") == (1, 7, True)


def test_grade_missing_notebook(course_of: Make) -> None:
    course = course_of({"p1": "submitted-unchanged.ipynb", "p2": "submitted-unchanged.ipynb"})
    course.submit("foo", "submitted-changed.ipynb")

    course.grade()

    assert course.graded("foo").is_file()
    assert not course.graded("foo", "p2.ipynb").exists()
    assert course.score("foo") == (2, 7, True)
    assert course.score("foo", "p2") == (0, 7, False)


def test_grade_with_validating_envvar(course_of: Make) -> None:
    course = course_of({"p1": "validating-environment-variable.ipynb"})
    course.submit("foo", "validating-environment-variable.ipynb")

    course.grade()

    assert course.score("foo") == (0, 1, False)


def test_autograde_timeout(course_of: Make) -> None:
    """Its cell sleeps five seconds: it earns its point, unless the course allows less."""
    course = course_of({"p1": "timeout.ipynb"})
    course.submit("foo", "timeout.ipynb")
    course.submit("bar", "timeout.ipynb")

    course.grade(students=["foo"])
    course.configure("c.Execute.timeout = 2")
    course.grade(students=["bar"])

    assert course.score("foo")[0] == 1
    assert course.score("bar")[0] == 0


def test_infinite_loop(course_of: Make) -> None:
    course = course_of({"p1": "infinite-loop.ipynb"}, config="c.Execute.timeout = 1")
    course.submit("foo", "infinite-loop.ipynb")

    graded = course.grade()

    assert course.graded("foo").is_file()
    (loop,) = [cell for cell in course.graded_notebook("foo").cells if cell.cell_type == "code"]
    assert loop.outputs[-1].ename == "CellTimeoutError"
    assert "did not come to an end" in outcome(graded, "foo").reason


def test_open_relative_file(course_of: Make) -> None:
    """Files of the assignment lie beside the notebook, whether the student handed them in or not."""
    data = "a\nb\nc\nd"
    course = course_of({"p1": "open_relative_file.ipynb"}, files={"data.txt": data})
    course.submit("foo", "open_relative_file.ipynb")
    course.submit("bar", "open_relative_file.ipynb", beside={"data.txt": "only one line"})

    course.grade()

    assert course.score("foo")[0] == 10
    assert course.score("bar")[0] == 10


def test_zero_points(course_of: Make) -> None:
    course = course_of({"p1": "validation-zero-points.ipynb"})
    course.submit("foo", "validation-zero-points.ipynb")

    course.grade()

    assert course.score("foo") == (0, 0, False)


def test_locked_and_graded_cells_that_were_changed(course_of: Make) -> None:
    """From nbgrader's own files for this: what a student made of a teacher's cell is put back before it is graded."""
    course = course_of({"p1": "submitted-unchanged.ipynb"})
    course.submit("foo", "submitted-grade-cell-changed.ipynb")
    course.submit("bar", "submitted-locked-cell-changed.ipynb")

    course.grade()

    assert course.score("foo") == (1, 7, False)
    assert course.score("bar") == (1, 7, False)
    cells = [cell for cell in course.graded_notebook("foo").cells if "nbgrader" in cell.metadata]
    sources = {cell.metadata.nbgrader.grade_id: cell.source for cell in cells}
    assert sources["foo"] == 'print("Success!")'
    assert sources["bar"] == "assert a == 1"


def test_documentation_course(course_of: Make) -> None:
    """The two students of nbgrader's user guide, raw: what a person has to grade is not in it yet."""
    source = DOCUMENTATION / "source" / "ps1"
    course = course_of({name: source / f"{name}.ipynb" for name in ("problem1", "problem2")})
    shutil.copytree(DOCUMENTATION / "submitted", course.root / "submitted")

    course.grade()

    assert course.score("bitdiddle", "problem1")[:2] == (1.5, 10)
    assert course.score("hacker", "problem1")[:2] == (3.0, 10)
    assert course.score("bitdiddle", "problem2") == (0, 3, True)
    assert course.score("hacker", "problem2") == (0, 3, True)
    with course.gradebook() as book:
        totals = {one.student.id: (one.score, one.max_score) for one in book.assignment_submissions("ps1")}
    assert totals == {"bitdiddle": (1.5, 13), "hacker": (3.0, 13)}
    assert course.cells("bitdiddle", "problem1") == {
        "correct_squares": (0, False),
        "squares_invalid_input": (1, False),
        "correct_sum_of_squares": (0, False),
        "sum_of_squares_uses_squares": (0.5, False),
        "sum_of_squares_equation": (None, True),
        "sum_of_squares_application": (0, False),
        "cell-938593c4a215c6cc": (None, True),
    }
