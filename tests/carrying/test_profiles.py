"""The students of one machine: found, told apart, and with nothing in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrying.picture_pin import lock
from carrying.profiles import NoSuchProfile, find_learner, learners, new_learner, number_of
from carrying.study import open_study
from carrying.trust import own_keys


def test_todays_study_folder_is_the_first_student_and_nothing_is_moved(tmp_path: Path) -> None:
    assert learners(tmp_path / "not-there-yet") == []
    study = open_study(tmp_path / "study", "tiny")
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    (only,) = learners(tmp_path)
    assert (only.number, only.folder, only.called, only.locked) == (1, study.folder, "Student 1", False)
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) == before


def test_somebody_new_shares_nothing_with_the_others(tmp_path: Path) -> None:
    amina = open_study(tmp_path / "study", "tiny")
    amina.rename("Amina")
    ben = new_learner(tmp_path, "tiny", "  Ben   Osei ", "boat")
    assert ben.folder == tmp_path / "study-2"
    assert (ben.profile.name, ben.profile.picture) == ("Ben Osei", "boat")
    assert ben.profile.student != amina.profile.student
    assert ben.profile.installation != amina.profile.installation
    assert own_keys(ben).card.verify != own_keys(amina).card.verify
    assert [one.called for one in learners(tmp_path)] == ["Amina", "Ben Osei"]


def test_the_same_form_sent_twice_makes_one_student(tmp_path: Path) -> None:
    open_study(tmp_path / "study", "tiny")
    first = new_learner(tmp_path, "tiny", "Ben", "boat", number=2)
    again = new_learner(tmp_path, "tiny", "Ben", "boat", number=2)
    other = new_learner(tmp_path, "tiny", "Ife", "boat", number=2)
    assert first.profile == again.profile
    assert other.folder == tmp_path / "study-3"
    assert len(learners(tmp_path)) == 3


def test_a_folder_that_is_there_already_is_never_taken(tmp_path: Path) -> None:
    (tmp_path / "study-2").mkdir()
    (tmp_path / "study-2" / "essay.txt").write_text("mine", "utf-8")
    assert new_learner(tmp_path, "tiny", "Ben", "").folder == tmp_path / "study-3"


@pytest.mark.parametrize("name", ["class", "study-0", "study-1", "study-02", "study-old", "study-2000"])
def test_other_folders_are_no_profiles(tmp_path: Path, name: str) -> None:
    open_study(tmp_path / name, "tiny")
    assert number_of(tmp_path / name) == 0
    assert learners(tmp_path) == []


def test_students_are_found_by_name_or_number(tmp_path: Path) -> None:
    open_study(tmp_path / "study", "tiny").rename("Amina")
    for _ in range(2):
        new_learner(tmp_path, "tiny", "Ben", "boat")
    assert find_learner(tmp_path, "amina").number == 1
    assert find_learner(tmp_path, "3").number == 3
    with pytest.raises(
        NoSuchProfile, match=r"2 students here are called “Ben”\. Say the number instead: 2 or 3"
    ):
        find_learner(tmp_path, "Ben")
    with pytest.raises(NoSuchProfile, match="On this machine: 1 Amina, 2 Ben, 3 Ben"):
        find_learner(tmp_path, "Zoë")


def test_a_profile_that_cannot_be_read_is_told_and_keeps_nobody_else_out(tmp_path: Path) -> None:
    open_study(tmp_path / "study", "tiny").rename("Amina")
    ben = new_learner(tmp_path, "tiny", "Ben", "boat")
    lock(ben.folder, ("sun", "sun", "sun", "sun"))
    (tmp_path / "study" / ".trellis" / "profile.json").write_text("{", "utf-8")
    one, two = learners(tmp_path)
    assert "Your lessons are safe. Ask your teacher" in one.problem
    assert (two.called, two.locked, two.problem) == ("Ben", True, "")
