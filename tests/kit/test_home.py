"""The student's home page, as data."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from carrying.enrolling import keep_table
from carrying.join import new_code
from carrying.join_table import join_table, write_table
from carrying.journal import Journal
from carrying.packs import open_lesson
from carrying.study import Study, open_study
from curriculum.evidence import Answered, Chose, Opened
from kit.home import home, my_path
from kit.own_work import first_step
from tests.kit.places import study_with_lessons

MORNING = datetime(2026, 11, 17, 9, 0)  # noqa: DTZ001 - the machine's own clock


def journal(study: Study, lesson: str) -> Journal:
    """The journal of a lesson that is open."""
    return Journal(open_lesson(study, lesson).parent, lesson, study)


def test_without_lessons_there_is_no_step_and_no_fault(tmp_path: Path) -> None:
    shown = home(open_study(tmp_path, "data-detectives"), MORNING)
    assert shown.first is None
    assert shown.lessons == ()
    assert shown.course == "Data Detectives"
    path = my_path(open_study(tmp_path, "data-detectives"), MORNING)
    assert [unit.number for unit in path.units] == [1, 2, 3, 4, 5, 6, 7]


def test_the_first_step_is_a_lesson_with_its_reason_and_minutes(tmp_path: Path) -> None:
    shown = home(study_with_lessons(tmp_path), MORNING)
    assert shown.first is not None
    assert shown.first.lesson in ("doubling", "halving")
    assert shown.first.button == "Start"
    assert shown.first.reason == "You can start this right away: it needs nothing you have not met."


def test_a_started_lesson_goes_on(tmp_path: Path) -> None:
    study = study_with_lessons(tmp_path)
    own = journal(study, "halving")
    own.append(Opened)
    own.append(Answered, place="first", item="half-of", variant=0, attempt=1, answer="4", score=1.0)
    shown = home(study, MORNING)
    assert shown.first is not None
    assert (shown.first.lesson, shown.first.button) == ("halving", "Go on")
    assert shown.first.reason == "You have started this. 1 of about 2 questions are done."
    assert {one.lesson: one.state for one in shown.lessons}["halving"] == "▶ 1 of about 2 questions done"


def test_what_the_student_chose_comes_first(tmp_path: Path) -> None:
    study = study_with_lessons(tmp_path)
    other = {"doubling": "halving", "halving": "doubling"}[first_step(study, MORNING.date())]
    journal(study, other).append(Chose, option=other)
    assert first_step(study, MORNING.date()) == other


def test_skills_are_said_in_words_too(tmp_path: Path) -> None:
    shown = my_path(study_with_lessons(tmp_path), MORNING)
    signs = {skill.title: (skill.sign, skill.words) for unit in shown.units for skill in unit.skills}
    assert signs["Halves"] == ("○", "open to start")


def test_a_damaged_lesson_is_named_and_the_others_stay(tmp_path: Path) -> None:
    study = study_with_lessons(tmp_path)
    (study.shelf / "halving" / "lesson.json").write_bytes(b"{")
    shown = home(study, MORNING)
    assert [one.lesson for one in shown.lessons] == ["doubling"]
    assert shown.unreadable[0].startswith("halving: lesson.json is damaged")


@pytest.mark.parametrize(
    ("hour", "greeting"),
    [(6, "Good morning"), (13, "Good afternoon"), (20, "Good evening"), (2, "Good evening")],
)
def test_the_greeting_fits_the_hour(tmp_path: Path, hour: int, greeting: str) -> None:
    assert home(open_study(tmp_path, "data-detectives"), MORNING.replace(hour=hour)).greeting == greeting


def test_the_name_is_the_one_the_student_gave(tmp_path: Path) -> None:
    study = open_study(tmp_path, "data-detectives")
    study.rename("  Amina  D ")
    assert home(open_study(tmp_path, "data-detectives"), MORNING).name == "Amina D"


def test_a_new_student_can_tell_the_teacher_a_code(tmp_path: Path) -> None:
    study = open_study(tmp_path, "data-detectives")
    student = study.profile.student
    assert home(study, MORNING).code == f"{student[:4]}-{student[4:6]}"
    assert not home(study, MORNING).cards
    keep_table(study, write_table(join_table({student: new_code()}, "salt")))
    assert home(study, MORNING).cards, "then the page asks for the card"
