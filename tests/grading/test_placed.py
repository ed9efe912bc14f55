"""A hand-in that was placed is not opened again, unless something of it is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from carrying.bundle import digest
from carrying.handin import hand_in
from curriculum.evidence import Opened
from grading import tables
from grading.class_folder import ClassFolder
from grading.collect import Collected, collect
from grading.placed import Placed, read_placed
from grading.records import Records
from grading.submissions import earlier_notebooks
from tests.grading.work import study_with, write_code, write_journal

AMINA, TOMAS = "k3f92m7qx0ab", "p8r4wz2n6cde"
NOTHING = Placed(student=AMINA)


@pytest.fixture
def stick(klass: ClassFolder, tmp_path: Path) -> Path:
    """A stick with a hand-in of each of two students."""
    place = tmp_path / "stick"
    place.mkdir()
    for student in (AMINA, TOMAS):
        study = study_with(klass, tmp_path / student, student, student[::-1])
        write_journal(study, "halving").append(Opened)
        hand_in(study, place)
    return place


def opened(klass: ClassFolder, stick: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Collected, list[str]]:
    """What a collecting found, and whose files it opened."""
    import grading.collect

    names: list[str] = []
    true = grading.collect.as_hand_in

    def noted(bundle):
        names.append(bundle.manifest.student)
        return true(bundle)

    with monkeypatch.context() as patch:
        patch.setattr("grading.collect.as_hand_in", noted)
        return collect(klass, stick), sorted(names)


def test_what_is_placed_is_not_opened_again(
    klass: ClassFolder, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, whose = opened(klass, stick, monkeypatch)
    assert whose == [AMINA, TOMAS]
    again, whose = opened(klass, stick, monkeypatch)
    assert whose == []
    assert [(one.student, one.lessons) for one in again.taken] == [
        (one.student, one.lessons) for one in first.taken
    ]
    assert [one.known for one in again.taken] == [True, True]


@pytest.mark.parametrize("name", ["halving/journal.jsonl", "halving/halving.ipynb", "halving/timestamp.txt"])
def test_a_file_that_is_missing_comes_back(
    klass: ClassFolder, stick: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    collect(klass, stick)
    (klass.submitted / AMINA / name).unlink()
    _, whose = opened(klass, stick, monkeypatch)
    assert whose == [AMINA]
    assert (klass.submitted / AMINA / name).is_file()


def test_a_folder_that_is_missing_comes_back(
    klass: ClassFolder, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect(klass, stick)
    shutil.rmtree(klass.submitted)
    _, whose = opened(klass, stick, monkeypatch)
    assert whose == [AMINA, TOMAS]
    assert sorted(path.name for path in klass.submitted.iterdir()) == [AMINA, TOMAS]


def test_a_lesson_that_became_known_is_placed(
    klass: ClassFolder, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("grading.collect.known_lessons", lambda _: {"halving"})
        assert collect(klass, stick).unknown_lessons == ("doubling",)
    assert not (klass.submitted / AMINA / "doubling").exists()
    _, whose = opened(klass, stick, monkeypatch)
    assert whose == [AMINA, TOMAS]
    assert (klass.submitted / AMINA / "doubling" / "doubling.ipynb").is_file()
    assert opened(klass, stick, monkeypatch)[1] == []


def test_a_row_that_cannot_be_read_is_as_none(
    klass: ClassFolder, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect(klass, stick)
    with Records(klass.records_url) as records, records._engine.begin() as db:
        db.execute(
            tables.placed.update().where(tables.placed.c.student == TOMAS).values(what='{"student": 7}')
        )
        assert list(db.scalars(sa.select(tables.placed.c.student))) != []
    assert opened(klass, stick, monkeypatch)[1] == [TOMAS]
    assert opened(klass, stick, monkeypatch)[1] == []
    assert read_placed([("d", "{"), ("e", '{"student": "x"}')]) == {"e": Placed(student="x")}


def test_nothing_is_noted_of_a_hand_in_that_is_not_there(klass: ClassFolder) -> None:
    with Records(klass.records_url) as records:
        records.note_placed({digest(b"erased meanwhile"): NOTHING})
        assert records.placed() == {}


def test_placing_again_replaces_what_was_noted(klass: ClassFolder, stick: Path) -> None:
    collect(klass, stick)
    with Records(klass.records_url) as records:
        (name,) = [one.digest for one in records.hand_ins(AMINA)]
        records.note_placed({name: NOTHING})
        assert records.placed()[name] == NOTHING
        assert len(records.placed()) == 2


def test_what_holds(tmp_path: Path) -> None:
    (tmp_path / AMINA / "halving").mkdir(parents=True)
    (tmp_path / AMINA / "halving" / "journal.jsonl").write_bytes(b"")
    there = Placed(student=AMINA, files=("halving/journal.jsonl",), waiting=("tripling",))
    assert there.holds(tmp_path, {"halving"})
    assert not there.holds(tmp_path, {"halving", "tripling"})
    assert not Placed(student=TOMAS, files=("halving/journal.jsonl",)).holds(tmp_path, {"halving"})


@pytest.mark.slow
def test_many_students_are_placed_at_once_and_each_ones_hand_ins_in_their_order(
    klass: ClassFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grading.placing.TOGETHER", 4)
    stick = tmp_path / "many"
    stick.mkdir()
    students = [f"student{number:05}" for number in range(6)]
    for number, student in enumerate(students):
        study = study_with(klass, tmp_path / student, student, student[::-1])
        write_code(study, "doubling", "answer-double", f"# good {number}\n")
        hand_in(study, stick).rename(stick / f"1-{student}.trellis")
        (study.lesson("doubling") / "doubling.ipynb").write_bytes(b"{")
        hand_in(study, stick).rename(stick / f"2-{student}.trellis")
    found = collect(klass, stick)
    assert len(found.new) == 12
    for number, student in enumerate(students):
        assert (klass.submitted / student / "doubling" / "doubling.ipynb").read_bytes() == b"{"
        (kept,) = earlier_notebooks(klass, student, "doubling")
        assert f"# good {number}".encode() in kept.read_bytes()
    assert all(one.known for one in collect(klass, stick).taken)
