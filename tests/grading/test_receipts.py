"""Receipts are true: they name what is in the records, for the machine that it came from, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from carrying import outbox
from carrying.arrivals import take_all
from carrying.bundle import digest, read_bundle
from carrying.enrolling import enrol, keep_table
from carrying.handin import hand_in
from carrying.join_table import join_table, write_table
from carrying.receipt import Receipt, receipt_in
from carrying.saving import NotSaved
from carrying.sealing import ForAnother
from carrying.study import Study
from carrying.trust import own_keys
from curriculum.evidence import Opened
from grading import receipts as module
from grading.class_folder import ClassFolder, open_class
from grading.collect import collect
from grading.enrolments import LOST, NONE
from grading.join_codes import make_codes, renew_code
from grading.records import Records
from grading.roster import add_students
from grading.student_data import erase_student
from tests.grading.work import make_study, write_journal
from tests.keys import CLASS

AMINA, TOMAS = "k3f92m7qx0ab", "p8r4wz2n6cde"
MONDAY = datetime(2026, 11, 2, 15, tzinfo=UTC)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def worked(folder: Path, student: str, installation: str) -> Study:
    study = make_study(folder, student, installation)
    write_journal(study, "halving").append(Opened)
    return study


def receipts_on(stick: Path) -> list[Path]:
    return sorted(stick.glob("receipt-*.trellis"))


def read_for(study: Study, path: Path) -> Receipt | None:
    try:
        return receipt_in(read_bundle(path, [own_keys(study)]))
    except ForAnother:
        return None


def test_each_machine_gets_a_receipt_for_its_own_hand_ins(
    klass: ClassFolder, tmp_path: Path, stick: Path
) -> None:
    school = worked(tmp_path / "school", AMINA, "schoolschool")
    laptop = worked(tmp_path / "laptop", AMINA, "laptoplaptop")
    tomas = worked(tmp_path / "tomas", TOMAS, "tomastomasto")
    files = {study.profile.installation: hand_in(study, stick) for study in (school, laptop, tomas)}
    done = collect(klass, stick, at=MONDAY)
    assert (done.receipts, done.no_receipts) == (3, "")
    for study in (school, laptop, tomas):
        (own,) = [one for path in receipts_on(stick) if (one := read_for(study, path)) is not None]
        assert own.taken == {
            digest(files[study.profile.installation].read_bytes()): "2026-11-02T15:00:00+00:00"
        }
        machines = {"tomastomasto"} if study is tomas else {"schoolschool", "laptoplaptop"}
        assert set(own.up_to) == machines
        assert len(take_all(study, stick).taken) == 1
        assert outbox.waiting(study) == []


def test_what_was_not_taken_in_has_no_receipt(klass: ClassFolder, tmp_path: Path, stick: Path) -> None:
    amina, tomas = (
        worked(tmp_path / "a", AMINA, "schoolschool"),
        worked(tmp_path / "t", TOMAS, "tomastomasto"),
    )
    hand_in(amina, stick)
    collect(klass, stick, at=MONDAY)
    cut = hand_in(tomas, stick)
    cut.write_bytes(cut.read_bytes()[:-9])
    write_journal(amina, "halving").append(Opened)
    late = hand_in(amina, stick)
    late.write_bytes(late.read_bytes()[:-9])
    done = collect(klass, stick, at=MONDAY + timedelta(days=1))
    assert (len(done.aside), done.receipts) == (2, 0)
    (path,) = receipts_on(stick)
    receipt = read_for(amina, path)
    assert receipt is not None
    assert len(receipt.taken) == 1
    assert read_for(tomas, path) is None
    take_all(amina, stick)
    assert [one.digest[:16] for one in outbox.waiting(amina)] == [late.stem]


def test_one_that_says_the_same_is_not_written_again_and_a_newer_one_takes_its_place(
    klass: ClassFolder, tmp_path: Path, stick: Path
) -> None:
    amina = worked(tmp_path / "a", AMINA, "schoolschool")
    hand_in(amina, stick)
    assert collect(klass, stick, at=MONDAY).receipts == 1
    (first,) = receipts_on(stick)
    data = first.read_bytes()
    assert collect(klass, stick, at=MONDAY + timedelta(days=1)).receipts == 0
    assert [path.read_bytes() for path in receipts_on(stick)] == [data]
    first.unlink()  # lost on the way
    assert collect(klass, stick, at=MONDAY + timedelta(days=1)).receipts == 1
    write_journal(amina, "halving").append(Opened)
    hand_in(amina, stick)
    assert collect(klass, stick, at=MONDAY + timedelta(days=2)).receipts == 1
    (path,) = receipts_on(stick)
    receipt = read_for(amina, path)
    assert receipt is not None
    assert len(receipt.taken) == 2


def test_a_place_that_cannot_be_written_is_said_and_the_work_is_in(
    klass: ClassFolder, tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(worked(tmp_path / "a", AMINA, "schoolschool"), stick)

    def refuse(*_: object) -> None:
        raise NotSaved("it is read-only.")

    monkeypatch.setattr(module, "save", refuse)
    done = collect(klass, stick, at=MONDAY)
    assert (len(done.new), done.receipts, done.no_receipts) == (1, 0, "it is read-only.")


def test_a_single_file_gets_its_receipt_beside_it_and_a_class_without_keys_gives_none(
    klass: ClassFolder, tmp_path: Path, stick: Path
) -> None:
    path = hand_in(worked(tmp_path / "a", AMINA, "schoolschool"), stick)
    assert collect(klass, path, at=MONDAY).receipts == 1
    assert len(receipts_on(stick)) == 1
    other = tmp_path / "other"
    other.mkdir()
    klass.keys_file.unlink()
    assert collect(open_class(klass.root), other, at=MONDAY).receipts == 0


def test_the_erased_get_none(klass: ClassFolder, tmp_path: Path, stick: Path) -> None:
    amina = worked(tmp_path / "a", AMINA, "schoolschool")
    hand_in(amina, stick)
    collect(klass, stick, at=MONDAY)
    (receipt,) = receipts_on(stick)
    receipt.unlink()
    erase_student(klass, AMINA, MONDAY)
    done = collect(klass, stick, at=MONDAY)
    assert (done.taken, done.receipts, receipts_on(stick)) == ((), 0, [])


def enrolled(klass: ClassFolder, folder: Path, student: str, installation: str, code: str) -> Study:
    """A new machine on which a card was typed."""
    study = make_study(folder, installation, installation)  # an id of its own, until the card
    codes = make_codes(klass)
    keep_table(study, write_table(join_table(codes.codes(), codes.salt)))
    enrol(study, code)
    assert study.profile.student == student
    write_journal(study, "halving").append(Opened)
    return study


def test_a_card_is_held_against_the_roster_when_work_comes_in(
    klass: ClassFolder, tmp_path: Path, stick: Path
) -> None:
    add_students(klass.roster, [AMINA, TOMAS])
    code = make_codes(klass).cards[AMINA].code
    amina = enrolled(klass, tmp_path / "a", AMINA, "schoolschool", code)
    hand_in(amina, stick)
    (taken,) = collect(klass, stick).taken
    assert (taken.student, taken.notes) == (AMINA, ())

    # Somebody says that they are Tomas, without his card.
    other = tmp_path / "other"
    other.mkdir()
    hand_in(worked(tmp_path / "t", TOMAS, "tomastomasto"), other)
    (taken,) = collect(klass, other).taken
    assert NONE in taken.notes

    # Amina's card is lost and replaced. Her machine stays hers; a new one with the old card is told to the teacher.
    lost = enrolled(klass, tmp_path / "b", AMINA, "laptoplaptop", code)
    renew_code(klass, AMINA)
    third = tmp_path / "third"
    third.mkdir()
    write_journal(amina, "halving").append(Opened)
    hand_in(amina, third)
    hand_in(lost, third)
    notes = {one.digest: one.notes for one in collect(klass, third).taken}
    assert sorted(LOST in said for said in notes.values()) == [False, True]
    with Records(klass.records_url) as records:
        known = {one.installation: one.enrolled for one in records.installations()}
    assert known == {"schoolschool": "card", "tomastomasto": "none", "laptoplaptop": "lost card"}
    assert CLASS.card.name == "7b"
