"""What a study folder keeps of a student's needs: the student's own and the teacher's, apart, whatever version wrote them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from carrying.accommodating import (
    accommodations_around,
    accommodations_of,
    choose,
    chosen,
    given,
    keep_given,
    note_spoken,
)
from carrying.feedback import Letter
from carrying.study import HIDDEN, open_study
from curriculum.accommodations import Accommodations
from curriculum.lesson import FILE
from widgets.cell import speak_as_chosen


def test_both_are_kept_and_the_kernel_finds_them_from_a_lesson(tmp_path: Path) -> None:
    study = open_study(tmp_path / "study", "tiny")
    choose(study.folder, Accommodations(size="large"))
    keep_given(study.folder, {"extra_time": 2, "size": "largest"})
    assert chosen(study.folder) == Accommodations(size="large")
    assert given(study.folder) == Accommodations(size="largest", extra_time=2)
    lesson = study.folder / "halving"
    lesson.mkdir()
    assert accommodations_around(lesson) == Accommodations(size="large", extra_time=2)
    assert accommodations_around(tmp_path) == Accommodations()


def test_what_a_newer_version_chose_survives_a_choice_made_here(tmp_path: Path) -> None:
    study = open_study(tmp_path, "tiny")
    path = study.folder / HIDDEN / "look.json"
    path.write_bytes(b'{"v": 2, "pen": "thick", "theme": "dark"}')
    choose(study.folder, Accommodations(theme="light"))
    assert msgspec.json.decode(path.read_bytes()) == {"v": 2, "pen": "thick", "theme": "light"}


def test_a_damaged_file_never_keeps_a_page_away(tmp_path: Path) -> None:
    study = open_study(tmp_path, "tiny")
    (study.folder / HIDDEN / "look.json").write_bytes(b"\xff{")
    assert accommodations_of(study.folder) == Accommodations()


def test_a_teacher_who_takes_all_back_is_heard(tmp_path: Path) -> None:
    study = open_study(tmp_path, "tiny")
    keep_given(study.folder, {"fewer_options": True})
    keep_given(study.folder, {})
    assert given(study.folder) == Accommodations()


def test_an_older_trellis_reads_a_letter_with_needs_in_it_and_this_one_reads_its(tmp_path: Path) -> None:
    class OldLetter(msgspec.Struct):
        student: str
        class_name: str
        v: int

    letter = Letter(
        student="k3f92m7qx0ab",
        installation="i",
        class_name="7b",
        course="tiny",
        at="",
        accommodations={"size": "large"},
    )
    data = msgspec.json.encode(letter)
    assert msgspec.json.decode(data, type=OldLetter).class_name == "7b"
    old = {name: value for name, value in msgspec.json.decode(data).items() if name != "accommodations"}
    assert msgspec.convert(old, Letter).accommodations == {}


def test_exercises_speak_as_the_page_did_that_opened_the_lesson(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_study(tmp_path, "tiny")
    lesson = tmp_path / "halving"
    lesson.mkdir()
    (lesson / FILE).write_bytes(b"{}")
    monkeypatch.chdir(lesson)
    monkeypatch.setenv("TRELLIS_LANGUAGE", "fr")
    heard = []
    monkeypatch.setattr("widgets.cell.speak", heard.append)
    speak_as_chosen()
    note_spoken(tmp_path, "ar")
    speak_as_chosen()
    choose(tmp_path, Accommodations(language="es"))
    speak_as_chosen()
    assert heard == ["fr", "ar", "es"]
