"""Open work: written in a widget, read and marked by a person in nbgrader."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbgrader.nbgraderformat import read as read_nbgrader

from carrying.handin import hand_in
from carrying.packs import open_lesson
from curriculum.evidence import Answered
from grading.assignment import source_notebook
from grading.autograde import grade
from grading.class_folder import new_class, open_class
from grading.collect import collect
from grading.gradebook import open_gradebook
from grading.reading_by_hand import to_read_by_hand
from grading.release import release
from tests.grading.work import study_with, write_journal
from tests.keys import unlocked
from tests.zoo import write_zoo, zoo

STORY = "The tallest bar is Tuesday.\n<b>It rained.</b>"


def test_the_notebook_has_nbgraders_own_cell_for_it_before_the_question() -> None:
    notebook = source_notebook(zoo(), "all-types")
    places = [cell.source.split("\n")[0] for cell in notebook.cells]
    at = places.index('ask("tell-the-story")')

    cell = notebook.cells[at - 1]

    assert cell.cell_type == "markdown"
    assert cell.source == (
        "**For your teacher to mark: 6 points**\n\nTell the story of your chart in three to five sentences.\n\n"
        "- What is shown: says little → names the highest and the lowest → compares them with numbers\n"
        "- Why it may be so: no reason → a reason → a reason and what could be checked"
    )
    assert cell.metadata["nbgrader"] == {
        "schema_version": 3,
        "grade": False,
        "solution": False,
        "locked": True,
        "task": True,
        "grade_id": "work-tell-the-story",
        "points": 6,
    }


@pytest.mark.slow
@pytest.mark.sandbox
def test_it_waits_for_the_teachers_points_and_shows_what_was_written(tmp_path: Path) -> None:
    klass = unlocked(open_class(new_class(tmp_path / "7b", "7B", write_zoo(tmp_path / "course")).root))
    release(klass)
    study = study_with(klass, tmp_path / "amina", "amina0", "aminamachine")
    open_lesson(study, "all-types")
    journal = write_journal(study, "all-types")
    for text in ("A first go.", STORY):
        journal.append(
            Answered,
            place="ask-tell-the-story",
            item="tell-the-story",
            variant=0,
            attempt=1,
            answer=text,
            score=1.0,
        )
    (tmp_path / "stick").mkdir()
    collect(klass, hand_in(study, tmp_path / "stick"))

    assert to_read_by_hand(klass) == {}
    grade(klass)
    assert to_read_by_hand(klass) == {"all-types": 1}

    with open_gradebook(klass) as gradebook:
        submission = gradebook.find_submission("all-types", "amina0")
        assert submission.needs_manual_grade
        assert (submission.score, submission.max_score) == (0.0, 6.0)
        gradebook.find_grade("work-tell-the-story", "all-types", "all-types", "amina0").manual_score = 5
        gradebook.db.commit()
    [path] = klass.root.glob("autograded/amina0/all-types/all-types.ipynb")
    read_nbgrader(str(path), as_version=4)  # nbgrader finds nothing wrong with it
    [cell] = [
        cell for cell in nbformat.read(path, as_version=4).cells if cell.source == 'ask("tell-the-story")'
    ]
    assert cell.outputs[0].data["text/plain"] == STORY
    assert "&lt;b&gt;It rained." in cell.outputs[0].data["text/html"]
    grade(klass, force=True)
    with open_gradebook(klass) as gradebook:
        assert gradebook.find_submission("all-types", "amina0").score == 5.0
