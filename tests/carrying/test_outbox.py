"""Work that the class has not received stays in the outbox and goes along again; receipts alone empty it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from carrying import handin, outbox
from carrying.bundle import read_bundle
from carrying.handin import as_hand_in, hand_in, send
from carrying.journal import Journal
from carrying.packs import open_lesson
from carrying.saving import NotSaved
from carrying.study import Study
from curriculum.evidence import Opened
from tests.keys import CLASS, OTHER
from tests.kit.places import study_with_lessons


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A student who has opened a lesson."""
    made = study_with_lessons(tmp_path / "study")
    work(made)
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty stick."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def work(study: Study, lesson: str = "halving") -> None:
    """Do something more."""
    Journal(open_lesson(study, lesson).parent, lesson, study).append(Opened)


def files(place: Path) -> set[str]:
    return {path.name for path in place.iterdir()}


def test_the_same_work_again_is_the_same_file_again(study: Study, stick: Path) -> None:
    first = hand_in(study, stick)
    assert hand_in(study, stick) == first
    assert files(stick) == {first.name}
    assert [one.digest[:16] for one in outbox.waiting(study)] == [first.stem]


def test_a_newer_hand_in_holds_all_of_the_older_which_need_not_travel(study: Study, stick: Path) -> None:
    first = hand_in(study, stick)
    work(study)
    first.unlink()
    second = send(study, stick)
    assert (files(stick), second.along) == ({second.path.name}, 0)
    assert len(outbox.waiting(study)) == 1


def test_an_older_one_goes_along_where_its_journal_was_lost(study: Study, stick: Path) -> None:
    first = hand_in(study, stick)
    lost = (study.lesson("halving") / "journal.jsonl").read_bytes()
    first.unlink()  # the stick was lost as well
    (study.lesson("halving") / "journal.jsonl").unlink()
    work(study)
    second = send(study, stick)
    assert second.along == 1
    assert files(stick) == {first.name, second.path.name}
    assert as_hand_in(read_bundle(first, [CLASS])).lessons[0].journal == lost


def test_an_older_one_goes_along_where_a_lesson_was_deleted(study: Study, stick: Path) -> None:
    work(study, "doubling")
    first = hand_in(study, stick)
    shutil.rmtree(study.lesson("doubling"))
    second = send(study, stick)
    assert files(stick) == {first.name, second.path.name}


def test_only_the_newest_go_along(study: Study, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MOST_ALONG", 2)
    for _ in range(4):
        hand_in(study, stick)
        (study.lesson("halving") / "journal.jsonl").unlink()
        work(study)
    assert send(study, stick).along == 2
    assert len(outbox.waiting(study)) == 5


def test_a_receipt_empties_it_and_any_order_will_do(study: Study, stick: Path) -> None:
    hand_in(study, stick)
    (one,) = outbox.waiting(study)
    assert outbox.settle(study, {"0" * 64: "2026-11-25T08:00:00+00:00"}) == []
    assert outbox.waiting(study) == [one]
    (got,) = outbox.settle(study, {one.digest: "2026-11-25T08:05:00+00:00"})
    assert (got.at, got.received) == (one.at, "2026-11-25T08:05:00+00:00")
    assert outbox.waiting(study) == []
    assert outbox.settle(study, {one.digest: "2026-11-26T08:05:00+00:00"}) == []
    assert outbox.received(study) == [got]


def test_a_hand_in_that_was_received_is_made_anew_when_handed_in_again(study: Study, stick: Path) -> None:
    first = hand_in(study, stick)
    outbox.settle(study, {outbox.waiting(study)[0].digest: "2026-11-25T08:05:00+00:00"})
    assert hand_in(study, stick) != first


def test_it_is_kept_before_it_travels(study: Study, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pulled(*_: object) -> Path:
        raise NotSaved("the stick is gone")

    monkeypatch.setattr(handin, "write_bundle", pulled)
    with pytest.raises(NotSaved):
        hand_in(study, stick)
    assert len(outbox.waiting(study)) == 1
    monkeypatch.undo()
    assert hand_in(study, stick).stem == outbox.waiting(study)[0].digest[:16]


def test_what_was_damaged_in_the_outbox_is_made_anew(study: Study, stick: Path) -> None:
    first = hand_in(study, stick)
    kept = study.folder / ".trellis" / "outbox" / first.name
    kept.write_bytes(kept.read_bytes()[:-1])
    second = hand_in(study, stick)
    assert second != first
    assert len(as_hand_in(read_bundle(second, [CLASS])).lessons) == 1


def test_what_is_sealed_for_another_class_stays_here(study: Study, stick: Path) -> None:
    from carrying.trust import remember_class

    first = hand_in(study, stick)
    first.unlink()
    remember_class(study, OTHER.card)
    second = send(study, stick)
    assert files(stick) == {second.path.name}
    assert len(outbox.waiting(study)) == 2


def test_where_there_is_no_room_nothing_is_written(
    study: Study, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handin, "_free", lambda _: 400_000)
    with pytest.raises(NotSaved, match=r"1\.0 MB are needed and 0\.4 MB are free"):
        hand_in(study, stick)
    assert files(stick) == set()
    assert len(outbox.waiting(study)) == 1


def test_a_hand_in_says_which_lessons_are_here(study: Study, stick: Path) -> None:
    assert as_hand_in(read_bundle(hand_in(study, stick), [CLASS])).here == ("doubling", "halving")
