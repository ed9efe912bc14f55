"""Several classes of one teacher, and the courses they can have."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading.class_folder import new_class
from kit.class_folders import all_classes, place_for
from kit.own_courses import courses, own
from tests.tiny import write_course


def test_classes_are_found_and_a_new_one_gets_a_folder_of_its_own(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course")
    new_class(tmp_path / "class", "7b", course)
    assert place_for("8 A!", tmp_path) == tmp_path / "classes" / "8-a"
    new_class(place_for("8 A!", tmp_path), "8 A!", course)
    assert place_for("8 a", tmp_path) == tmp_path / "classes" / "8-a-2"
    assert place_for("صف", tmp_path) == tmp_path / "classes" / "class"
    (tmp_path / "practice" / "class").mkdir(parents=True)
    assert [(one.key, one.name) for one in all_classes(tmp_path)] == [("class", "7b"), ("8-a", "8 A!")]
    (tmp_path / "classes" / "8-a").rename(
        tmp_path / "class-restored-20261201"
    )  # a backup that was put back beside the first
    assert [(one.key, one.name) for one in all_classes(tmp_path)] == [
        ("class", "7b"),
        ("class-restored-20261201", "8 A! (class-restored-20261201)"),
    ]


def test_own_courses_stand_beside_the_kits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    write_course(tmp_path / "courses" / "mine")
    (tmp_path / "courses" / "broken").mkdir()
    (tmp_path / "courses" / "broken" / "course.yaml").write_text("id: [", encoding="utf-8")
    assert [path.name for path in own()] == ["broken", "mine"]
    assert [one.title for one in courses() if one.chosen] == ["Data Detectives"]
    assert [one.title for one in courses()][-2:] == ["broken", "Tiny"]
