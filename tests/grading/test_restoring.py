"""Restoring: whatever a student did to the cells, nbgrader finds each graded cell once."""

from __future__ import annotations

import copy

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode

from grading.class_folder import ClassFolder
from grading.release import Released
from grading.restoring import restore


@pytest.fixture
def released(released_once: tuple[ClassFolder, Released]) -> NotebookNode:
    return nbformat.read(released_once[0].release / "doubling" / "doubling.ipynb", as_version=4)


@pytest.fixture
def handed_in(released: NotebookNode) -> NotebookNode:
    return copy.deepcopy(released)


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(one for one in notebook.cells if one["id"] == name)


def grade_ids(notebook: NotebookNode) -> list[str]:
    return [one.metadata["nbgrader"]["grade_id"] for one in notebook.cells if "nbgrader" in one.metadata]


ALL = ["imports", "branch-doubling", "answer-double", "check-double"]


def test_an_honest_notebook_is_left_as_it_is(handed_in: NotebookNode, released: NotebookNode) -> None:
    cell(handed_in, "answer-double").source = "def double(n):\n    return 2 * n"
    handed_in.cells.insert(3, nbformat.v4.new_code_cell("1 + 1"))
    before = copy.deepcopy(handed_in)
    assert restore(handed_in, released) == []
    assert handed_in == before


def test_of_a_copied_answer_the_last_counts(handed_in: NotebookNode, released: NotebookNode) -> None:
    twice = copy.deepcopy(cell(handed_in, "answer-double"))
    twice.source = "def double(n):\n    return n + n"
    handed_in.cells.insert(5, twice)
    assert restore(handed_in, released) == ["One graded cell stood there twice; the last one counts."]
    assert grade_ids(handed_in) == ALL
    kept = next(
        one for one in handed_in.cells if one.metadata.get("nbgrader", {}).get("grade_id") == "answer-double"
    )
    assert kept.source == "def double(n):\n    return n + n"
    assert len({one["id"] for one in handed_in.cells}) == len(handed_in.cells)


def test_deleted_graded_cells_are_put_back_at_the_end(
    handed_in: NotebookNode, released: NotebookNode
) -> None:
    handed_in.cells = [one for one in handed_in.cells if one["id"] in ("answer-double", "text-d55ae788878e")]
    assert restore(handed_in, released) == ["3 graded cells had been deleted and were put back."]
    assert [one["id"] for one in handed_in.cells] == [
        "imports",
        "text-d55ae788878e",
        "answer-double",
        "branch-doubling",
        "check-double",
    ]


def test_a_deleted_answer_is_the_students_own_affair(handed_in: NotebookNode, released: NotebookNode) -> None:
    handed_in.cells.remove(cell(handed_in, "answer-double"))
    assert restore(handed_in, released) == []
    assert grade_ids(handed_in) == ["imports", "branch-doubling", "check-double"]


@pytest.mark.parametrize("keep_ids", [True, False])
def test_stripped_metadata_comes_back(
    handed_in: NotebookNode, released: NotebookNode, *, keep_ids: bool
) -> None:
    for number, one in enumerate(handed_in.cells):
        one.metadata = NotebookNode()
        if not keep_ids:
            one["id"] = f"other-{number}"
    restore(handed_in, released)
    found = grade_ids(handed_in)
    assert {"branch-doubling", "check-double"} <= set(found)
    assert len(found) == len(set(found))
    assert ("answer-double" in found) is keep_ids


def test_changed_points_and_ids_are_set_right(handed_in: NotebookNode, released: NotebookNode) -> None:
    cell(handed_in, "check-double").metadata["nbgrader"]["points"] = 400
    cell(handed_in, "branch-doubling").metadata["nbgrader"]["grade_id"] = "mine"
    cell(handed_in, "answer-double").metadata["nbgrader"] = "nonsense"
    assert restore(handed_in, released) == []
    assert grade_ids(handed_in) == ALL
    assert cell(handed_in, "check-double").metadata["nbgrader"]["points"] == 4


def test_a_widget_call_copied_elsewhere_is_only_a_copy(
    handed_in: NotebookNode, released: NotebookNode
) -> None:
    handed_in.cells.append(nbformat.v4.new_code_cell('check("double")'))
    assert restore(handed_in, released) == []
    assert grade_ids(handed_in) == ALL
    assert "nbgrader" not in handed_in.cells[-1].metadata


def test_an_empty_notebook_gets_every_graded_cell(released: NotebookNode) -> None:
    empty = nbformat.v4.new_notebook()
    restore(empty, released)
    assert grade_ids(empty) == ["imports", "branch-doubling", "check-double"]
