"""Where our grader deliberately gives another outcome than nbgrader: each by name, with its reason."""

from __future__ import annotations

import json

import nbformat
import pytest

from grading.autograde import NotInGradebook, grade_course
from tests.grading.conformance.conftest import Make
from tests.grading.conformance.nbgrader_course import (
    FILES,
    NbCourse,
    empty,
    graded_cell,
    notebook,
    outcome,
    plain_cell,
    put,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def course(course_of: Make) -> NbCourse:
    """The course of most of nbgrader's own tests."""
    return course_of({"p1": "submitted-unchanged.ipynb"})


def _read(name: str) -> nbformat.NotebookNode:
    return nbformat.read(FILES / name, as_version=4)


def test_differs_stderr_in_a_test_cell_is_not_punished(course_of: Make) -> None:
    """A warning is no mistake of the student's."""
    warned = "import sys\nprint('careful', file=sys.stderr)"
    course = course_of({"p1": notebook(graded_cell("one", warned, 3))})
    course.submit("foo", notebook(graded_cell("one", warned, 3)))

    course.grade()

    assert course.score("foo") == (3, 3, False)


def test_differs_a_broken_notebook_does_not_stop_the_batch(course: NbCourse) -> None:
    """Everybody else has a right to a grade, whatever one student's file is like."""
    course.submit("bar", "submitted-changed.ipynb")
    broken = course.submit("foo") / "p1.ipynb"
    broken.write_bytes(b"\x00\x01 this is no notebook")
    course.submit("zoo", "submitted-changed.ipynb")

    graded = course.grade()

    assert course.score("bar")[0] == 2
    assert course.score("zoo")[0] == 2
    assert outcome(graded, "foo").reason


def test_differs_a_submission_of_another_assignment_is_an_outcome(course_of: Make) -> None:
    """In nbgrader's test_handle_failure it ends in an error; here the teacher is told, and it earns what it earns."""
    course = course_of({"p1": empty(), "p2": empty()})
    course.submit("bar", empty(), "test.ipynb")
    course.submit("foo", empty(), empty())

    graded = course.grade()

    assert course.graded("foo").is_file()
    assert outcome(graded, "foo").kind == "graded"
    assert outcome(graded, "bar").reason or outcome(graded, "bar").score == 0


def test_differs_a_duplicated_graded_cell_costs_nothing(course: NbCourse) -> None:
    """Nbgrader ends the whole run; copying a cell by mistake is no reason to lose a point."""
    twice = _read("submitted-changed.ipynb")
    twice.cells.insert(3, nbformat.from_dict(twice.cells[2]))
    course.submit("foo", twice)

    course.grade()

    assert course.score("foo")[:2] == (2, 7)


def test_differs_a_deleted_test_cell_is_put_back(course: NbCourse) -> None:
    """The test is the teacher's: without it the answer would earn nothing though it is right."""
    without = _read("submitted-changed.ipynb")
    del without.cells[2]
    course.submit("foo", without)

    course.grade()

    assert course.score("foo")[:2] == (2, 7)


def test_differs_an_old_score_does_not_survive_a_vanished_answer(course: NbCourse) -> None:
    """Nbgrader keeps the score of a cell that is gone from the new work; a grade is of the work there is."""
    course.submit("foo", "submitted-changed.ipynb")
    course.grade()
    assert course.cells("foo")["bar"] == (1, False)

    without = _read("submitted-changed.ipynb")
    without.cells = [
        cell for cell in without.cells if cell.metadata.nbgrader.grade_id not in {"set_a", "bar"}
    ]
    course.submit("foo", without)
    course.grade()

    assert course.cells("foo")["bar"] == (0, False)


def test_differs_stripped_metadata_costs_nothing(course: NbCourse) -> None:
    """Some editors drop what they do not know; nbgrader then gives 0 without a word."""
    stripped = _read("submitted-changed.ipynb")
    for cell in stripped.cells:
        cell.metadata.pop("nbgrader", None)
    course.submit("foo", stripped)

    graded = course.grade()

    assert course.score("foo")[:2] == (2, 7)
    assert outcome(graded, "foo").kind == "repaired"


def test_differs_work_graded_as_it_is_is_not_graded_again(course: NbCourse) -> None:
    """Nbgrader looks whether there is a graded copy, and misses work that came later; we look at the work."""
    course.submit("foo", "submitted-unchanged.ipynb")
    course.grade()
    assert (course.grade().outcomes, course.grade().unchanged) == ((), 1)

    course.submit("foo", "submitted-changed.ipynb")  # without a newer timestamp
    course.grade()

    assert course.score("foo")[0] == 2


@pytest.mark.parametrize("kernel", ["blarg", "python3.4"])
def test_differs_a_kernel_this_machine_does_not_have_costs_nothing(course: NbCourse, kernel: str) -> None:
    """The student's computer named it; nbgrader's run ends with NoSuchKernel where the source names none."""
    other = _read("submitted-changed.ipynb")
    other.metadata.kernelspec = {"display_name": kernel, "language": "python", "name": kernel}
    course.submit("foo", other)

    course.grade()

    assert course.score("foo") == (2, 7, True)


def test_missing_source_kernelspec(course_of: Make) -> None:
    course = course_of(
        {"p1": empty()}, config="c.ClearSolutions.code_stub = {'python': '## Answer', 'blah': '## Answer'}"
    )
    course.submit("foo", empty("python"))

    course.grade()

    assert course.graded("foo").is_file()


def test_incorrect_submitted_kernelspec(course_of: Make) -> None:
    course = course_of({"p1": empty("python")})
    course.submit("foo", empty("blah"))

    course.grade()

    assert course.graded("foo").is_file()


def test_incorrect_source_kernelspec(course_of: Make) -> None:
    """An assignment in another language is not run as Python: nobody gets a grade, and each outcome says why."""
    source = notebook(graded_cell("one", "stopifnot(TRUE)", 1))
    source.metadata.kernelspec = {"display_name": "R", "language": "R", "name": "ir"}
    course = course_of({"p1": source})
    course.submit("foo", source)

    graded = course.grade()

    assert outcome(graded, "foo").kind == "failed"
    assert "R" in outcome(graded, "foo").reason
    assert not course.graded("foo").exists()


@pytest.mark.parametrize("version", ["test-v0.ipynb", "test-v1.ipynb", "test-v2.ipynb"])
def test_differs_old_metadata_is_graded(course_of: Make, version: str) -> None:
    """Nbgrader asks the teacher to run `nbgrader update` first; what a cell is, the release copy knows."""
    course = course_of({"p1": "test.ipynb"})
    course.submit("foo", version)
    course.submit("bar", "test.ipynb")

    course.grade()

    assert course.score("foo") == course.score("bar")
    assert course.score("foo")[0] == 3


def test_differs_metadata_too_new_is_graded(course: NbCourse) -> None:
    """As with old metadata: the release copy's counts."""
    newer = _read("submitted-changed.ipynb")
    for cell in newer.cells:
        cell.metadata.nbgrader["schema_version"] = 10
    course.submit("foo", newer)

    course.grade()

    assert course.score("foo") == (2, 7, True)


def test_too_new_file(course: NbCourse) -> None:
    """Nbgrader's own file with a schema that is too new: a notebook of something else, which earns nothing."""
    course.submit("foo", "too-new.ipynb")

    course.grade()

    assert course.score("foo")[0] <= 1  # `print("Success!")` needs no answer


def test_differs_a_truncated_file_is_salvaged(course_of: Make) -> None:
    """What can be read of a file that was cut off is graded; nbgrader fails the student."""
    course = course_of({"p1": notebook(plain_cell("x = 1"), graded_cell("one", "assert x == 1", 2))})
    folder = course.submit("foo", notebook(plain_cell("x = 1"), graded_cell("one", "assert x == 1", 2)))
    text = (folder / "p1.ipynb").read_text("utf-8")
    whole = json.loads(text)
    assert whole["cells"]
    (folder / "p1.ipynb").write_text(text[: text.index('"metadata": {', text.index("assert"))], "utf-8")

    graded = course.grade()

    assert course.score("foo")[:2] == (2, 2)
    assert outcome(graded, "foo").kind == "repaired"


def test_missing_assignment(course: NbCourse) -> None:
    """An assignment the gradebook does not know is said to be unknown, and nothing is written."""
    put("submitted-changed.ipynb", course.root / "submitted" / "foo" / "ps2" / "p1.ipynb")

    with pytest.raises(NotInGradebook, match=r"ps2.*generate_assignment"):
        grade_course(course.root, "ps2", accept_unisolated=True)

    assert not (course.root / "autograded" / "foo").exists()
