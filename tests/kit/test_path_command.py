"""`trellis path` and `trellis fairness`, as a teacher types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading.class_folder import ClassFolder, new_class
from grading.records import Records
from grading.roster import add_students, read_roster, rename_student, write_roster
from kit.command import main
from tests.grading.work import do_halving, handed_in, make_study
from tests.tiny import write_course

AMINA = "k3f92m7qx0ab"


@pytest.fixture
def klass(tmp_path: Path) -> ClassFolder:
    from curriculum.course import load_course

    folder = new_class(tmp_path / "class", "7b", write_course(tmp_path / "course"))
    (folder.release / "halving").mkdir(parents=True)
    (folder.release / "halving" / "lesson.json").write_text("{}", encoding="utf-8")
    study = make_study(tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, load_course(tmp_path / "course"), first="8")
    with Records(folder.records_url) as records:
        records.merge(handed_in(study, tmp_path / "stick"))
    add_students(folder.roster, [AMINA])
    rename_student(folder.roster, AMINA, "Amina")
    return folder


def test_a_path_with_its_evidence_and_the_teachers_word(
    klass: ClassFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(klass.root)
    assert main(["path", "Amina", "--class", root]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Amina, ")
    assert "Because: " in said
    assert "Goal for this week: none set." in said
    assert main(["path", "Amina", "--assign", "halving", "--reason", "For Thursday.", "--class", root]) == 0
    assert "Assigned by " in capsys.readouterr().out
    assert main(["path", "Amina", "--pin", "halving", "--reason", "Once more.", "--class", root]) == 0
    said = capsys.readouterr().out
    assert "1. Halving [go-on] (your word)" in said
    assert "To the student: Once more." in said
    waits = "This lesson is not handed out yet: the student gets it as soon as you hand this lesson out."
    assert waits not in said
    outline = klass.course_folder() / "course.yaml"
    outline.write_text(outline.read_text("utf-8").replace("title: Doubling,", "title: Twice what?,"), "utf-8")
    assert main(["path", "Amina", "--pin", "doubling", "--class", root]) == 0
    said = capsys.readouterr().out
    assert said.startswith(waits)
    assert "Twice what?" in said
    assert "?." not in said
    assert main(["path", "Amina", "--take-back", "halving", "--class", root]) == 0
    assert "(your word)" not in capsys.readouterr().out


def test_what_cannot_be_said_is_a_sentence(klass: ClassFolder, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(klass.root)
    for words, told in (
        (["--pin", "tripling"], "no lesson or skill “tripling”"),
        (["--assign", "halving", "--due", "soon"], "“soon” is no day"),
        (["--reason", "Why?"], "go with --pin"),
    ):
        assert main(["path", "Amina", *words, "--class", root]) == 1
        assert told in capsys.readouterr().err


def test_fairness_of_a_small_class_shows_nothing(
    klass: ClassFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(klass.root)
    assert main(["fairness", "--by", "group", "--class", root]) == 1
    assert "roster.csv has no column “group”" in capsys.readouterr().err
    roster = read_roster(klass.roster)
    write_roster(klass.roster, type(roster)(roster.names, {AMINA: {"group": "a"}}))
    assert main(["fairness", "--by", "group", "--class", root]) == 1
    assert "not two groups of at least 10 students" in capsys.readouterr().err
