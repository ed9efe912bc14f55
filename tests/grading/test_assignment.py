"""Assignments: a text notebook becomes nbgrader's source, and a student's copy holds nothing it must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from curriculum.course import COURSES, Course, load_course
from grading.assignment import AssignmentFault, source_notebook, students_source
from tests.tiny import write_course


def test_cells_become_nbgraders(course: Course) -> None:
    notebook = source_notebook(course, "doubling")
    nbgrader = {cell["id"]: cell.metadata.get("nbgrader", {}) for cell in notebook.cells}
    assert list(nbgrader) == [
        "text-33633a956291",
        "imports",
        "branch-doubling",
        "text-d55ae788878e",
        "answer-double",
        "check-double",
    ]
    assert nbgrader["branch-doubling"] == {
        "schema_version": 3,
        "grade": True,
        "solution": False,
        "locked": True,
        "task": False,
        "grade_id": "branch-doubling",
        "points": 2,
    }
    assert (nbgrader["check-double"]["points"], nbgrader["check-double"]["locked"]) == (4, True)
    assert (nbgrader["answer-double"]["solution"], nbgrader["answer-double"]["grade"]) == (True, False)
    assert (nbgrader["imports"]["locked"], nbgrader["imports"]["grade"]) == (True, False)
    assert notebook.metadata["trellis"] == {"course": "tiny", "lesson": "doubling", "format": 1}
    assert "jupytext" not in notebook.metadata


def test_hidden_cases_are_not_in_the_notebook(course: Course) -> None:
    notebook = source_notebook(course, "doubling")
    assert notebook.cells[-1].source == 'check("double")'
    assert not [cell for cell in notebook.cells if "1001" in cell.source + str(cell.metadata)]


def test_text_and_ask_cells_are_read_only_but_not_nbgraders(course: Course) -> None:
    cells = {cell["id"]: cell for cell in source_notebook(course, "halving").cells}
    ask = next(cell for cell in cells.values() if cell.source.startswith("ask("))
    assert ask.metadata == {"editable": False, "deletable": False}
    text = next(cell for cell in cells.values() if cell.cell_type == "markdown")
    assert text.metadata == {"editable": False, "deletable": False}


def test_cell_ids_stay_when_text_is_added_above(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path / "tiny"))
    before = [cell["id"] for cell in source_notebook(course, "halving").cells]
    path = course.notebook("halving")
    path.write_text(
        path.read_text(encoding="utf-8").replace("# Halving", "# Halving\n\n+++\n\nA new paragraph."),
        encoding="utf-8",
    )
    after = [cell["id"] for cell in source_notebook(course, "halving").cells]
    assert len(after) == len(before) + 1
    assert [name for name in after if name in before] == before


def test_what_a_student_gets_of_a_cell() -> None:
    assert (
        students_source("def f(n):\n    ### BEGIN SOLUTION\n    return n\n    ### END SOLUTION\n\nf(1)")
        == "def f(n):\n    ...\n\nf(1)"
    )
    assert (
        students_source('check("f")\n### BEGIN HIDDEN TESTS\ncheck("f", more=[])\n### END HIDDEN TESTS')
        == 'check("f")'
    )
    assert students_source("a = 1\nb = 2") == "a = 1\nb = 2"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'branch("doubling")\n',
            'branch("doubling")\nprint(1)\n',
            r'branch\("doubling"\) shares its cell with other code',
        ),
        ('branch("doubling")\n', 'branch("halving")\n', r'Here it is branch\("doubling"\)'),
        (
            'check("double")\n```',
            'check("double")\n```\n\n```{code-cell} ipython3\ncheck("double")\n```',
            "“check-double” stands here twice",
        ),
        (":tags: [answer-double]\n", "", "a cell holds a solution but no tag"),
        ("answer-double", "answer-word", "“answer-word” names no code item"),
        ("    ### END SOLUTION\n", "", "needs one solution"),
        ('```{code-cell} ipython3\ncheck("double")\n```', "", "has no check"),
    ],
)
def test_a_notebook_that_cannot_be_graded_says_where_and_why(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    course = load_course(write_course(tmp_path / "tiny"))
    path = course.notebook("doubling")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(AssignmentFault, match=f"doubling.md: .*{sentence}"):
        source_notebook(course, "doubling")


def test_a_check_without_an_answer_is_a_fault(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path / "tiny"))
    path = course.notebook("doubling")
    text = path.read_text(encoding="utf-8")
    start, end = (
        text.index("```{code-cell} ipython3\n:tags:"),
        text.index('```{code-cell} ipython3\ncheck("double")'),
    )
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    with pytest.raises(AssignmentFault, match=r'check\("double"\) has no answer'):
        source_notebook(course, "doubling")


@pytest.mark.parametrize("name", [path.parent.name for path in sorted(COURSES.glob("*/course.yaml"))])
def test_every_lesson_of_the_kit_can_be_an_assignment(name: str) -> None:
    course = load_course(COURSES / name)
    for lesson in course.outline.lessons:
        cells = source_notebook(course, lesson.id).cells
        assert any(cell["id"] == f"branch-{lesson.id}" for cell in cells)
        for cell in cells:
            starter = cell["id"].removeprefix("answer-")
            if cell["id"].startswith("answer-"):
                # The starter is what the lesson's author promises; the stub is what nbgrader leaves.
                assert students_source(cell.source).strip() == course.items[starter].starter.strip()
