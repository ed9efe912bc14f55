"""Whom a study folder trusts: its own keys, and the class whose lessons came first."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from carrying.archive import Manifest, Refused
from carrying.bundle import pack, unpack
from carrying.packs import on_shelf, take_pack
from carrying.saving import NotSaved
from carrying.sealing import Clear, Envelope, Sealed, Signed
from carrying.study import Study, open_study
from carrying.trust import has_keys, known_class, own_keys, remember_class, save_new
from curriculum.lesson import encode
from curriculum.releasing import release_lesson
from tests.keys import CLASS, OTHER
from tests.kit.places import tiny_course


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return open_study(tmp_path / "study", "tiny")


def lessons(envelope: Envelope) -> bytes:
    lesson = encode(release_lesson(tiny_course(), "halving", "salt"))
    members = {"halving/lesson.json": lesson, "halving/halving.ipynb": b'{"cells": []}'}
    return pack(Manifest(kind="pack", course="tiny"), members, envelope)


def state(study: Study) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in study.folder.rglob("*") if path.is_file()}


def test_keys_are_made_once_and_private(study: Study) -> None:
    assert not has_keys(study)
    made = own_keys(study)
    assert has_keys(study)
    assert own_keys(open_study(study.folder, "tiny")).card == made.card
    mode = (study.folder / ".trellis" / "keys.json").stat().st_mode
    assert os.name == "nt" or stat.S_IMODE(mode) == 0o600
    there = {path.name for path in (study.folder / ".trellis").iterdir()}
    assert there - {"machines.json"} == {"keys.json", "profile.json"}


def test_two_processes_that_start_at_once_have_the_same_keys(study: Study) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: own_keys(open_study(study.folder, "tiny")).card, range(16)))
    assert len(set(made)) == 1


def test_keys_on_a_file_system_without_links(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("carrying.trust.os.link", no_links)
    made = own_keys(study)
    assert own_keys(study).card == made.card
    save_new(tmp_path / "there", b"first")
    save_new(tmp_path / "there", b"second")
    assert (tmp_path / "there").read_bytes() == b"first"


@pytest.mark.parametrize("damage", [b"", b"{", b"null", b'{"age":"x","seed":"y"}'])
def test_damaged_keys_are_not_replaced(study: Study, damage: bytes) -> None:
    own_keys(study)
    path = study.folder / ".trellis" / "keys.json"
    path.write_bytes(damage)
    with pytest.raises(NotSaved, match="Ask your teacher"):
        own_keys(study)
    assert path.read_bytes() == damage


def test_the_first_class_is_trusted_and_no_other(study: Study) -> None:
    assert known_class(study) is None
    assert take_pack(study, unpack(lessons(Signed(CLASS)))) == ["halving"]
    assert known_class(study) == CLASS.card
    before = state(study)
    with pytest.raises(Refused, match="signed by “8a”") as refused:
        take_pack(study, unpack(lessons(Signed(OTHER))))
    assert CLASS.card.words in str(refused.value)
    assert OTHER.card.words in str(refused.value)
    with pytest.raises(Refused, match="not signed by your class “7b”"):
        take_pack(study, unpack(lessons(Clear())))
    assert state(study) == before
    assert take_pack(study, unpack(lessons(Signed(CLASS)))) == ["halving"]


def test_moving_to_another_class_is_said_on_purpose(study: Study) -> None:
    remember_class(study, CLASS.card)
    assert take_pack(study, unpack(lessons(Signed(OTHER))), change_class=True) == ["halving"]
    assert known_class(study) == OTHER.card
    with pytest.raises(Refused, match="signed by “7b”"):
        take_pack(study, unpack(lessons(Signed(CLASS))))


def test_a_class_that_is_called_otherwise_now_is_the_same_class(study: Study) -> None:
    remember_class(study, msgspec.structs.replace(CLASS.card, name="6b"))
    take_pack(study, unpack(lessons(Signed(CLASS))))
    assert known_class(study) == CLASS.card


def test_lessons_in_clear_are_taken_while_no_class_is_known(study: Study) -> None:
    assert take_pack(study, unpack(lessons(Clear()))) == ["halving"]
    assert known_class(study) is None
    take_pack(study, unpack(lessons(Signed(CLASS))))
    assert known_class(study) == CLASS.card


def test_a_pack_that_is_refused_leaves_no_trust(study: Study) -> None:
    with pytest.raises(Refused, match="not complete"):
        take_pack(study, unpack(pack(Manifest(kind="pack"), {"halving/lesson.json": b"{}"}, Signed(CLASS))))
    assert known_class(study) is None
    assert on_shelf(study) == []


def test_a_pack_sealed_for_this_student_is_opened_here(study: Study) -> None:
    sealed = lessons(Sealed(CLASS, own_keys(study).card))
    assert take_pack(study, unpack(sealed, [own_keys(study)])) == ["halving"]
    with pytest.raises(Refused, match="sealed for someone else"):
        unpack(sealed, [OTHER])


def test_a_damaged_memory_of_the_class_is_said(study: Study) -> None:
    (study.folder / ".trellis" / "class.json").write_bytes(b"{")
    with pytest.raises(NotSaved, match="Ask your teacher"):
        known_class(study)
