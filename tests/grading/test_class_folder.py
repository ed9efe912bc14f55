"""A class folder: made once, opened anywhere, never written over."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grading.class_folder import ClassFault, new_class, open_class
from tests.tiny import write_course

MADE = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def test_a_new_class_can_be_opened(tmp_path: Path) -> None:
    course = write_course(tmp_path / "tiny")
    made = new_class(tmp_path / "7b", " Class   7b ", course, MADE)
    opened = open_class(tmp_path / "7b")
    assert opened == made
    assert (opened.name, opened.about.made) == ("Class 7b", "2026-11-02T08:00:00+00:00")
    assert opened.load_course().outline.title == "Tiny"
    assert opened.gradebook == (tmp_path / "7b" / "gradebook.db").resolve()
    assert opened.released() == []


def test_two_classes_have_different_secrets(tmp_path: Path) -> None:
    course = write_course(tmp_path / "tiny")
    salts = {new_class(tmp_path / name, name, course).about.salt for name in ("a", "b")}
    assert len(salts) == 2
    assert all(len(salt) == 24 for salt in salts)


def test_a_class_is_never_written_over(tmp_path: Path) -> None:
    course = write_course(tmp_path / "tiny")
    made = new_class(tmp_path / "7b", "7b", course)
    with pytest.raises(ClassFault, match=r"There is a class in .* already. It is left as it is."):
        new_class(tmp_path / "7b", "8a", course)
    assert open_class(tmp_path / "7b") == made


def test_settings_the_teacher_changed_are_kept(tmp_path: Path) -> None:
    course = write_course(tmp_path / "tiny")
    (tmp_path / "7b").mkdir()
    (tmp_path / "7b" / "nbgrader_config.py").write_text("# mine\n", encoding="utf-8")
    assert new_class(tmp_path / "7b", "7b", course).config.read_text(encoding="utf-8") == "# mine\n"


def test_the_settings_hold_no_path_of_this_machine(tmp_path: Path) -> None:
    made = new_class(tmp_path / "7b", "7b", write_course(tmp_path / "tiny"))
    assert str(tmp_path) not in made.config.read_text(encoding="utf-8")


def test_a_course_inside_the_class_moves_with_it(tmp_path: Path) -> None:
    write_course(tmp_path / "7b" / "course")
    new_class(tmp_path / "7b", "7b", tmp_path / "7b" / "course")
    (tmp_path / "7b").rename(tmp_path / "moved")
    moved = open_class(tmp_path / "moved")
    assert moved.about.course == "course"
    assert moved.course_folder() == (tmp_path / "moved" / "course").resolve()


def test_a_folder_that_nbgrader_cannot_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClassFault, match=r"a folder with \[ \] in its path"):
        new_class(tmp_path / "class [7b]", "7b", write_course(tmp_path / "tiny"))
    assert not (tmp_path / "class [7b]").exists()


def test_a_course_of_the_kit_is_named_by_its_id(tmp_path: Path) -> None:
    assert new_class(tmp_path / "7b", "7b", "data-detectives").about.course == "data-detectives"


@pytest.mark.parametrize(
    ("name", "course", "sentence"),
    [
        ("7b", "no-such-course", "There is no course “no-such-course”"),
        ("  ", "tiny", "The class needs a name"),
    ],
)
def test_a_class_that_cannot_be_made_says_why(tmp_path: Path, name: str, course: str, sentence: str) -> None:
    write_course(tmp_path / "tiny")
    with pytest.raises(ClassFault, match=sentence):
        new_class(tmp_path / "7b", name, tmp_path / course if course == "tiny" else course)
    assert not (tmp_path / "7b" / "class.json").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no class in"),
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        (json.dumps({"format": 2, "anything": 1}), "made by a newer Trellis"),
        (json.dumps({"name": "7b"}), "cannot be read"),
    ],
)
def test_a_folder_that_is_no_class_says_why(tmp_path: Path, content: str | None, sentence: str) -> None:
    if content is not None:
        (tmp_path / "class.json").write_text(content, encoding="utf-8")
    with pytest.raises(ClassFault, match=sentence):
        open_class(tmp_path)
