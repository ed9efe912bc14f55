"""A student's goal: set by command or page, shown at home, taken back, and seen by the teacher."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from carrying.study import open_study
from curriculum.goals import GoalFault
from curriculum.steps import ROUNDS
from kit.command import main
from kit.goal import read_choice, set_goal
from kit.home import home
from kit.lessons_here import outline_of, released
from tests.kit.places import study_with_lessons

MORNING = datetime(2026, 11, 17, 9, 0)  # noqa: DTZ001 - the machine's own clock


def test_home_shows_the_goal_and_the_path_goes_towards_it(tmp_path: Path) -> None:
    study = study_with_lessons(tmp_path)
    assert home(study, MORNING).goal.words == ""
    outline = outline_of(study.profile.course, released(study)[0])
    set_goal(study, outline, MORNING.date(), "lesson", about="halving")
    shown = home(study, MORNING)
    assert shown.goal.words == "I finish the lesson “Halving”."
    assert shown.first is not None
    assert shown.first.lesson == "halving"
    assert shown.first.reason.endswith("It is on the way to your goal for this week.")
    assert ("lesson/halving/0", "I finish the lesson “Halving”.") in shown.goal.offered
    assert [folder.name for folder in study.opened()] == [
        ROUNDS
    ]  # no lesson counts as begun, nor is one handed in


def test_what_a_page_sends_is_read_back() -> None:
    assert read_choice("lesson/halving/0") == ("lesson", "halving", 0)
    assert read_choice("days//3") == ("days", "", 3)
    with pytest.raises(GoalFault, match="Choose a goal"):
        read_choice("nonsense")


def test_a_goal_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = study_with_lessons(tmp_path)
    folder = str(study.folder)
    assert main(["goal", folder]) == 0
    assert "I work on 3 different days." in capsys.readouterr().out
    assert main(["goal", folder, "--own", "Help Tomas with halves."]) == 0
    assert capsys.readouterr().out == "Your goal for this week: Help Tomas with halves.\n"
    assert main(["goal", folder, "--days", "9"]) == 1
    assert "from 1 to 7" in capsys.readouterr().err
    assert main(["goal", folder, "--none"]) == 0
    assert "No goal for this week yet" in capsys.readouterr().out


def test_without_lessons_a_goal_has_no_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_study(tmp_path, "data-detectives")
    assert main(["goal", str(tmp_path), "--days", "2"]) == 1
    assert "There are no lessons here yet" in capsys.readouterr().err
