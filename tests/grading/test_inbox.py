"""What came over the network is collected, kept under its student's id, and kept nowhere where it must not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrying.handin import prepare
from carrying.saving import NotSaved
from curriculum.course import Course
from grading import inbox
from grading.class_folder import ClassFolder
from grading.collect import collect
from grading.inbox import renew_receipts, take_in
from grading.roster import rename_student
from grading.student_data import erase_student
from tests.grading.work import do_halving, study_with
from tests.keys import sealed

AMINA = "k3f92m7qx0ab"


def arrive(folder: ClassFolder, data: bytes, name: str = "0123456789abcdef") -> Path:
    folder.inbox.mkdir(exist_ok=True)
    path = folder.inbox / f"{name}.trellis"
    path.write_bytes(data)
    return path


@pytest.fixture
def work(klass: ClassFolder, course: Course, tmp_path: Path) -> bytes:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    return prepare(study)[-1]


def test_work_is_collected_and_goes_to_its_students_folder(klass: ClassFolder, work: bytes) -> None:
    path = arrive(klass, work)
    rename_student(klass.roster, AMINA, "Amina Diallo")
    (one,) = take_in(klass).arrived
    assert (one.student, one.name, one.new, one.lessons) == (AMINA, "Amina Diallo", True, 2)
    assert not path.exists()
    assert (klass.received / AMINA / path.name).read_bytes() == work
    assert (klass.submitted / AMINA / "halving" / "journal.jsonl").is_file()


def test_the_same_work_again_is_told_as_known(klass: ClassFolder, work: bytes) -> None:
    arrive(klass, work)
    take_in(klass)
    arrive(klass, work)
    assert [one.new for one in take_in(klass).arrived] == [False]


def test_stopped_between_collecting_and_tidying_it_is_only_done_again(
    klass: ClassFolder, work: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = arrive(klass, work)

    def stopped(*_: object) -> None:
        raise NotSaved("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(inbox, "tidy", stopped)
        with pytest.raises(NotSaved):
            take_in(klass)
    assert path.exists()
    assert [one.student for one in take_in(klass).arrived] == [AMINA]
    assert (klass.received / AMINA / path.name).read_bytes() == work


def test_work_that_came_on_a_stick_gets_its_receipt_over_the_network(
    klass: ClassFolder, work: bytes, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "work.trellis").write_bytes(work)
    collect(klass, tmp_path / "stick")
    klass.inbox.mkdir()
    assert renew_receipts(klass) == 1
    assert renew_receipts(klass) == 0
    assert len(list(klass.inbox.glob("receipt-*.trellis"))) == 1
    assert "inbox" in erase_student(klass, AMINA).places
    assert list(klass.inbox.iterdir()) == []


def test_what_cannot_be_read_goes_to_quarantine_and_out_of_the_inbox(klass: ClassFolder) -> None:
    path = arrive(klass, sealed(b"this is no archive"))
    taken = take_in(klass)
    assert taken.arrived == ()
    assert len(taken.aside) == 1
    assert not path.exists()
    assert [one.read_bytes()[:8] for one in klass.quarantine.glob("*.trellis")] == [b"TRELLIS/"]


def test_an_erased_students_late_work_is_kept_nowhere(klass: ClassFolder, work: bytes) -> None:
    arrive(klass, work)
    take_in(klass)
    erase_student(klass, AMINA)
    path = arrive(klass, work)
    assert "was erased on" in take_in(klass).aside[0]
    left = [one for one in klass.root.rglob("*") if one.is_file() and one.read_bytes() == work]
    assert left == [], path
