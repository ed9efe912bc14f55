"""A study folder's errand at the drop box: hand in, bring home, remember the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from carrying import outbox
from carrying.lan import errand
from carrying.lan.client import NotSent
from carrying.lan.errand import call_by, hand_in_there
from carrying.lan.finding import NoAddress, Place
from carrying.packs import on_shelf, open_lesson
from carrying.saving import NotSaved
from carrying.study import Study, open_study
from carrying.trust import remember_class
from tests.carrying.lan.boxes import QUICK, Opened, open_box
from tests.keys import CLASS, OTHER
from tests.kit.places import pack_file, study_with_lessons


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Opened]:
    with open_box(tmp_path / "box") as opened:
        yield opened


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = study_with_lessons(tmp_path / "study")
    open_lesson(made, "halving")
    return made


def nowhere(_: str) -> list[Place]:
    return []


def go(study: Study, typed: str = "", look: Callable[..., list[Place]] = nowhere) -> errand.Errand:
    return hand_in_there(study, typed, None, QUICK, look, lambda _: None)


def test_the_way_is_remembered_and_found_anew_when_the_box_has_moved(
    box: Opened, study: Study, tmp_path: Path
) -> None:
    assert go(study, str(box.place)).place == box.place
    assert go(study).place == box.place  # without looking
    with open_box(tmp_path / "moved") as moved:
        save = (study.folder / ".trellis" / errand.WAY).read_bytes()
        (study.folder / ".trellis" / errand.WAY).write_bytes(save.replace(str(box.place.port).encode(), b"9"))
        assert go(study, look=lambda _: [moved.place]).place == moved.place


def test_without_a_receipt_it_is_handed_in_and_stays_in_the_outbox(box: Opened, study: Study) -> None:
    done = go(study, str(box.place))
    assert not done.receipted
    assert len(box.inbox.waiting()) == 1
    assert len(outbox.waiting(study)) == 1


def test_what_cannot_be_fetched_afterwards_does_not_undo_the_hand_in(
    box: Opened, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error in (NotSent("The Wi-Fi is gone."), NotSaved("The disk is full.")):

        def fails(*_: object, error: Exception = error, **__: object) -> None:
            raise error

        monkeypatch.setattr(errand, "bring_home", fails)
        done = go(study, str(box.place))
        assert [one.reason for one in done.left] == [f"Not everything there could be fetched. {error}"]
    assert len(box.inbox.waiting()) == 1


def test_new_lessons_come_along(box: Opened, tmp_path: Path) -> None:
    study = open_study(tmp_path / "new", "tiny")
    remember_class(study, CLASS.card)
    assert on_shelf(study) == []
    (tmp_path / "box" / "packs").mkdir()
    pack_file(tmp_path / "box" / "packs")
    errand.reach(study, CLASS.card, str(box.place))
    (arrival,) = call_by(study)
    assert arrival.lessons == ("doubling", "halving")
    assert call_by(study) == []  # fetched once


def test_a_box_of_another_class_at_the_address_is_refused_and_nothing_is_handed_in(
    study: Study, tmp_path: Path
) -> None:
    with open_box(tmp_path / "other", keys=OTHER) as other:
        with pytest.raises(NotSent, match="is not the drop box of your class"):
            go(study, str(other.place))
        assert other.inbox.waiting() == []


def test_what_is_typed_wrongly_and_what_is_not_found_are_told_apart(study: Study) -> None:
    with pytest.raises(NoAddress):
        go(study, "my teacher")
    with pytest.raises(NotSent, match="No drop box of your class “7b” was found"):
        go(study)
