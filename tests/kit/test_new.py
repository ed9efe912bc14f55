"""`trellis new`: what an author begins with passes the check, and nothing of theirs is written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from curriculum.course import read_course
from kit.authoring import new_course, new_lesson
from kit.command import main
from kit.stop import Stop
from tests.tiny import COURSE, write_course


def test_a_course_and_a_lesson_from_nothing_pass_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "course", "Boxes & bags"]) == 0
    monkeypatch.chdir(tmp_path / "boxes-bags" / "items")
    assert main(["new", "lesson", "Full boxes:  “how many”?"]) == 0
    said = capsys.readouterr().out
    assert "The lesson “full-boxes-how-many” teaches “First skill”" in said
    assert said.endswith("Next, see it as a student does: trellis preview full-boxes-how-many\n")
    assert main(["check"]) == 0  # the course one is in
    assert capsys.readouterr().out == "Boxes & bags: no faults. Skills: 1; lessons: 1; items: 2.\n"
    course, _ = read_course(tmp_path / "boxes-bags", draws=False)
    assert course is not None
    assert course.outline.lessons[0].title == "Full boxes: “how many”?"
    assert [node.id for node in course.graphs["full-boxes-how-many"].counted()] == ["first-question"]


def test_a_new_notebook_goes_through_jupyterlab_unchanged(tmp_path: Path) -> None:
    import jupytext

    made = new_lesson(new_course(tmp_path, "Boxes"), "Full boxes")
    text = made.made[0].read_text("utf-8")
    again = jupytext.writes(jupytext.reads(text, fmt="md:myst"), fmt="md:myst")
    assert again.split("---", 2)[2].strip() == text.split("---", 2)[2].strip()


def test_a_second_lesson_is_added_beside_the_first_and_every_line_stays(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "tiny")
    before = {path: path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}
    made = new_lesson(folder, "Halving again")
    assert made.skill == "Doubles"  # every skill is taught already: the last lesson's
    assert read_course(folder)[1] == []
    assert {path.relative_to(folder).as_posix() for path in made.added} == {
        "course.yaml",
        "misconceptions.yaml",
        "items/doubles.yaml",
    }
    for path, text in before.items():
        now = path.read_text("utf-8")
        assert now.startswith(text) if path in made.added else now == text


def test_the_skill_that_no_lesson_teaches_yet_comes_first(tmp_path: Path) -> None:
    without = COURSE.replace("  - {id: halving,", "  # - {id: halving,")
    folder = write_course(tmp_path / "tiny")
    (folder / "course.yaml").write_text(without, "utf-8")
    assert new_lesson(folder, "Half").skill == "Halves"


def test_a_lesson_that_is_there_is_left_alone(tmp_path: Path) -> None:
    folder = new_course(tmp_path, "Boxes")
    made = new_lesson(folder, "Full")
    made.made[0].write_text("changed by its author", "utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(Stop, match=r"full\.md is there already\. Nothing was changed\."):
        new_lesson(folder, "full")
    made.made[0].unlink()
    made.made[1].unlink()
    with pytest.raises(Stop, match=r"^The course has a lesson “full” already"):
        new_lesson(folder, "full")
    with pytest.raises(Stop, match="left as it is"):
        new_course(tmp_path, "boxes")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == {
        path: data for path, data in before.items() if path not in made.made[:2]
    }


def test_what_cannot_be_added_to_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    folder = new_course(tmp_path, "Boxes")
    (folder / "misconceptions.yaml").write_text("- a list\n", "utf-8")
    with pytest.raises(Stop, match=r"misconceptions\.yaml: it is no map\. Nothing was changed\."):
        new_lesson(folder, "Full")
    with pytest.raises(Stop, match=r"has no skill “flying”.*Skills: first-skill"):
        new_lesson(folder, "Full", "flying")
    assert sorted(path.name for path in folder.rglob("*.yaml")) == ["course.yaml", "misconceptions.yaml"]
    assert not list(folder.rglob("*.md"))


def test_titles_without_a_letter_for_an_id_get_a_number(tmp_path: Path) -> None:
    folder = new_course(tmp_path, "صناديق")
    assert folder.name == "course"
    assert new_lesson(folder, "كم قلما؟").lesson == "lesson-1"
    assert new_lesson(folder, "Mehr Kästen!").lesson == "mehr-kasten"
    assert read_course(folder)[1] == []


def test_outside_a_course_the_author_is_told_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "lesson", "Full"]) == 1
    assert 'make one: trellis new course "Title"' in capsys.readouterr().err
    assert main(["new", "course", " "]) == 1
    assert capsys.readouterr().err.startswith("It needs a title")
