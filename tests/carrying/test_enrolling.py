"""The code on a card makes a study folder the one of the student on the teacher's roster."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrying.bundle import read_bundle, unpack
from carrying.enrolling import Enrolled, NoCards, TooLate, enrol, has_table, keep_table, kept_table
from carrying.handin import as_hand_in, hand_in
from carrying.join import NotACode
from carrying.join_table import JoinTable, NotOfThisClass, TableFault, is_proof, join_table, write_table
from carrying.journal import Journal, read_journal
from carrying.packs import open_lesson, pack_lessons, take_pack
from carrying.sealing import Signed
from carrying.study import Study, open_study
from carrying.trust import own_keys
from curriculum.evidence import Opened
from tests.keys import CLASS, OTHER
from tests.kit.places import study_with_lessons, tiny_lessons

AMINA, TOMAS = "k3f92m7qx0ab", "p8r4wz2n6cde"
HERS, HIS = "otter-lamp-tulip-ruby", "abacus-actor-album-walnut"
NOBODYS = "abacus actor walnut album"


@pytest.fixture(scope="module")
def table() -> JoinTable:
    return join_table({AMINA: HERS, TOMAS: HIS}, "00112233445566778899aabbccddeeff")


@pytest.fixture
def study(tmp_path: Path, table: JoinTable) -> Study:
    """A study folder that got its lessons and the list of cards in one pack."""
    made = open_study(tmp_path / "study", "tiny")
    take_pack(made, unpack(pack_lessons(tiny_lessons(), "tiny", Signed(CLASS), table)))
    return made


def test_the_code_says_whose_it_is_and_the_work_done_before_stays(study: Study, tmp_path: Path) -> None:
    before = study.profile
    Journal(open_lesson(study, "halving").parent, "halving", study).append(Opened)
    assert enrol(study, " Otter LAMP tulip ruby ") == Enrolled(student=AMINA, kept_work=True)
    assert (study.profile.student, study.profile.installation) == (AMINA, before.installation)
    again = open_study(study.folder, "")
    assert again.profile == study.profile
    assert len(read_journal(study.lesson("halving") / "journal.jsonl")) == 1
    (tmp_path / "stick").mkdir()
    told = as_hand_in(read_bundle(hand_in(again, tmp_path / "stick"), [CLASS]))
    assert told.student == AMINA
    key = bytes.fromhex(own_keys(study).card.verify)
    assert is_proof(told.proof, HERS, key)
    assert not is_proof(told.proof, HIS, key)


def test_typing_it_again_changes_nothing_even_after_handing_in(study: Study, tmp_path: Path) -> None:
    enrol(study, HERS)
    open_lesson(study, "halving")
    (tmp_path / "stick").mkdir()
    hand_in(study, tmp_path / "stick")
    profile = study.profile
    enrol(study, HERS)
    assert study.profile == profile


def test_after_the_first_hand_in_the_id_stays(study: Study, tmp_path: Path) -> None:
    open_lesson(study, "halving")
    (tmp_path / "stick").mkdir()
    hand_in(study, tmp_path / "stick")
    profile = study.profile
    with pytest.raises(TooLate, match="all your work is kept"):
        enrol(study, HERS)
    assert study.profile == profile == open_study(study.folder, "").profile


def test_a_mistake_before_that_can_be_mended(study: Study) -> None:
    assert enrol(study, HIS).student == TOMAS
    assert enrol(study, HERS) == Enrolled(student=AMINA, kept_work=False)


@pytest.mark.parametrize(
    "typed", ["", "otter lamp", "otter lamp tulip rubi", "otter tulip lamp ruby", NOBODYS]
)
def test_what_is_no_code_of_the_class_changes_nothing(study: Study, typed: str) -> None:
    profile = study.profile
    with pytest.raises(NotACode):
        enrol(study, typed)
    assert study.profile == profile


def test_a_code_of_another_class_is_said_to_be_that(study: Study, table: JoinTable) -> None:
    keep_table(study, write_table(JoinTable(salt=table.salt, entries={})))
    with pytest.raises(NotOfThisClass, match="not of this class"):
        enrol(study, HERS)


def test_without_a_list_of_cards_it_says_what_to_do(tmp_path: Path) -> None:
    study = study_with_lessons(tmp_path / "study")
    assert not has_table(study)
    with pytest.raises(NoCards, match="Take in your teacher's file"):
        enrol(study, HERS)


def test_a_damaged_list_is_a_sentence(study: Study) -> None:
    keep_table(study, b"{")
    with pytest.raises(TableFault, match="damaged"):
        enrol(study, HERS)


def test_another_class_forgets_the_cards_and_a_pack_without_them_does_not(
    study: Study, table: JoinTable
) -> None:
    take_pack(study, unpack(pack_lessons(tiny_lessons(), "tiny", Signed(CLASS))))
    assert kept_table(study) == table
    take_pack(study, unpack(pack_lessons(tiny_lessons(), "tiny", Signed(OTHER))), change_class=True)
    assert not has_table(study)
