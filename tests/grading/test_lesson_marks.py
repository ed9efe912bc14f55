"""Marking a lesson's graded cells; tests/grading/test_autograde.py does it with real boxes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import determine_grade

from carrying.copies import MIME, copy_of
from carrying.handin import hand_in
from curriculum.course import Course
from grading.class_folder import ClassFolder
from grading.collect import collect
from grading.lesson_marks import LessonMarker, student_events
from grading.preprocessors import marker
from tests.grading.work import do_halving, make_study, study_with

AMINA, TOMAS = "k3f92m7qx0ab", "p8r4wz2n6cde"


def graded(grade_id: str, points: int, *outputs: NotebookNode) -> NotebookNode:
    cell = nbformat.v4.new_code_cell("", outputs=list(outputs), execution_count=3)
    cell.metadata["nbgrader"] = {
        "grade": True,
        "solution": False,
        "locked": True,
        "grade_id": grade_id,
        "points": points,
    }
    return cell


def result(text: object) -> NotebookNode:
    return nbformat.v4.new_output("execute_result", data={"text/plain": text}, execution_count=3)


def marked(folder: ClassFolder, student: str, *cells: NotebookNode) -> list[tuple[float, float]]:
    """What nbgrader will record for the cells: (score, points)."""
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    LessonMarker(folder).mark(notebook, student, {}, student_events(folder, student, "halving"))
    nbformat.validate(notebook)
    return [determine_grade(cell) for cell in notebook.cells]


def test_a_branch_is_marked_from_the_submitted_journal(
    klass: ClassFolder, course: Course, tmp_path: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course, first="1000")
    (tmp_path / "stick").mkdir()
    collect(klass, hand_in(study, tmp_path / "stick"))
    cell = graded("branch-halving", 2, result("'what the kernel said'"))
    assert marked(klass, AMINA, cell) == [(1.0, 2.0)]
    shown, number = cell.outputs
    assert shown.data["text/plain"].startswith(
        "1 of 2 points, from the answers in the journal.\n– First: “1000”, 1 try, 0 of 1"
    )
    assert shown.data["text/html"].startswith("<table><caption>1 of 2 points")
    assert number.data["text/plain"] == "1"


def test_without_answers_a_branch_scores_zero_in_so_many_words(klass: ClassFolder) -> None:
    cell = graded("branch-halving", 2)
    assert marked(klass, AMINA, cell) == [(0.0, 2.0)]
    assert cell.outputs[-1].data["text/plain"] == "0"


def test_a_branch_that_left_the_course_scores_zero(klass: ClassFolder) -> None:
    assert marked(klass, AMINA, graded("branch-gone", 2)) == [(0.0, 2.0)]


def test_answers_in_the_notebook_count_where_there_is_no_journal(
    klass: ClassFolder, course: Course, tmp_path: Path
) -> None:
    events = do_halving(make_study(tmp_path / "amina", AMINA, "schoolschool"), course).read()
    submit(klass, AMINA, [copy_of("halving", 'branch("halving")', events)])
    assert marked(klass, AMINA, graded("branch-halving", 2)) == [(2.0, 2.0)]


def submit(folder: ClassFolder, student: str, copies: list[dict[str, object]], journal: bytes = b"") -> None:
    """A submission as another exchange than ours would bring it: a notebook, perhaps a journal, no records."""
    place = folder.submitted / student / "halving"
    place.mkdir(parents=True)
    outputs = [{"output_type": "display_data", "metadata": {}, "data": {MIME: copy}} for copy in copies]
    (place / "halving.ipynb").write_text(
        json.dumps({"cells": [{"cell_type": "code", "outputs": outputs}]}), encoding="utf-8"
    )
    if journal:
        (place / "journal.jsonl").write_bytes(journal)


def test_answers_copied_from_another_students_notebook_do_not_count(
    klass: ClassFolder, course: Course, tmp_path: Path
) -> None:
    own = do_halving(make_study(tmp_path / "tomas", TOMAS, "tomastomasto"), course, first="1", last="1")
    others = do_halving(make_study(tmp_path / "amina", AMINA, "schoolschool"), course).read()
    submit(klass, TOMAS, [copy_of("halving", 'branch("halving")', others)], own.path.read_bytes())
    assert {event.by[0] for event in student_events(klass, TOMAS, "halving")} == {"tomastomasto"}
    assert marked(klass, TOMAS, graded("branch-halving", 2)) == [(0.0, 2.0)]


@pytest.mark.parametrize("notebook", [b"", b"[]", b"{", b'{"cells": 3}', b"[" * 100_000])
def test_an_unreadable_notebook_leaves_the_journal(
    klass: ClassFolder, course: Course, tmp_path: Path, notebook: bytes
) -> None:
    journal = do_halving(make_study(tmp_path / "amina", AMINA, "schoolschool"), course)
    submit(klass, AMINA, [], journal.path.read_bytes())
    (klass.submitted / AMINA / "halving" / "halving.ipynb").write_bytes(notebook)
    assert len(student_events(klass, AMINA, "halving")) == 9


def test_a_check_that_was_never_run_scores_zero(klass: ClassFolder) -> None:
    cell = graded("check-double", 4)
    assert marked(klass, AMINA, cell) == [(0.0, 4.0)]
    assert cell.outputs[-1].data["text/plain"] == "0"


def test_a_check_that_left_the_course_scores_zero(klass: ClassFolder) -> None:
    assert marked(klass, AMINA, graded("check-gone", 3, result("3"))) == [(0.0, 3.0)]


def test_other_peoples_test_cells_are_left_to_nbgrader(klass: ClassFolder) -> None:
    assert marked(klass, AMINA, graded("test-of-my-own", 3)) == [(3.0, 3.0)]


def test_nbgraders_own_commands_mark_by_the_course_as_it_is_now(klass: ClassFolder) -> None:
    first = marker(klass.root)
    assert marker(klass.root) is first
    about = klass.course_folder() / "course.yaml"
    about.write_text(about.read_text("utf-8").replace("title: Tiny", "title: Mended", 1), encoding="utf-8")
    os.utime(about, ns=(1, 1))
    assert marker(klass.root).course.outline.title == "Mended"
