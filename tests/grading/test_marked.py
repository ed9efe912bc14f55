"""Marks as evidence: the judge's of code and the teacher's of open work move the same estimate as answers do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from curriculum.course import Course
from curriculum.mastery import Seen
from curriculum.types.unscored import Criterion, Rubric
from grading.class_folder import ClassFolder
from grading.gradebook import open_gradebook
from grading.marked import as_seen, take_marks
from grading.paths import class_work
from grading.records import Mark, Records
from grading.replan import Replanner
from tests.grading.work import do_halving, handed_in, make_study

AMINA = "k3f92m7qx0ab"
TODAY = date(2026, 11, 3)


@pytest.fixture
def essays(course: Course) -> Course:
    """The tiny course with a piece of open work on halves."""
    essay = Rubric(id="essay", prompt="Tell about halves.", criteria=[Criterion("Clear", ["no", "yes"])])
    course.items["essay"] = essay
    course.skill_of["essay"] = "halves"
    return course


@pytest.fixture
def records(tmp_path: Path, course: Course) -> Iterator[Records]:
    with Records("sqlite://") as records:
        study = make_study(tmp_path / "amina", AMINA, "schoolschool")
        do_halving(study, course)
        records.merge(handed_in(study, tmp_path / "stick"))
        yield records


def mark(item: str, points: float, lesson: str = "halving") -> Mark:
    return Mark(student=AMINA, item=item, points=points, max_points=4, lesson=lesson)


def test_points_are_partial_credit_and_a_mark_after_own_runs_is_a_further_try(essays: Course) -> None:
    own = [Seen(skill="halves", item="half-of", score=1)]
    found = as_seen(essays, [mark("essay", 3), mark("half-of", 2), mark("gone", 4)], own)
    assert [(one.item, one.skill, one.score, one.attempt) for one in found] == [
        ("essay", "halves", 0.75, 1),
        ("half-of", "halves", 0.5, 2),
    ]


def test_a_new_mark_moves_its_students_estimate_at_once(records: Records, essays: Course) -> None:
    replanner = Replanner(records, essays)
    before = replanner.replan(TODAY)[AMINA].known.standing["halves"]
    records.record_outcomes([], [mark("essay", 0)])
    after = replanner.replan(TODAY, [AMINA])[AMINA].known.standing["halves"]
    assert after.tries == before.tries + 1
    assert after.chance < before.chance
    assert replanner.replan(TODAY)[AMINA].known.standing["halves"] == after
    assert class_work(records, essays, today=TODAY)[AMINA].standings["halves"] == after


def test_what_a_teacher_gave_for_open_work_comes_from_the_gradebook(
    klass: ClassFolder, records: Records, essays: Course
) -> None:
    with open_gradebook(klass) as gradebook:
        gradebook.add_task_cell("work-essay", "halving", "halving", max_score=4, cell_type="markdown")
        gradebook.add_student(AMINA)
        gradebook.add_submission("halving", AMINA)
    assert take_marks(klass, records, essays) == 0
    with open_gradebook(klass) as gradebook:
        gradebook.find_grade("work-essay", "halving", "halving", AMINA).manual_score = 3
        gradebook.db.commit()
    assert take_marks(klass, records, essays) == 1
    assert records.marks(AMINA) == [mark("essay", 3)]
    assert take_marks(klass, records, essays) == 0


def test_without_open_work_the_gradebook_is_not_opened(
    klass: ClassFolder, records: Records, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert klass.gradebook.is_file()
    monkeypatch.setattr("grading.gradebook.open_gradebook", lambda _: pytest.fail("it was opened"))
    assert take_marks(klass, records, course) == 0
