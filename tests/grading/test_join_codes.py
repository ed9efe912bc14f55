"""The cards of a class: made once, kept, replaced where one is lost, and never in a pack in clear."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from carrying.join import is_code, spoken
from carrying.join_table import NotOfThisClass, find_student, proof, write_table
from grading.class_folder import About, ClassFolder
from grading.join_codes import (
    FILE,
    JoinCodesFault,
    class_join_table,
    enrolled_with,
    make_codes,
    read_codes,
    renew_code,
)
from grading.roster import Roster, write_roster

AMINA, TOM = "k3f92m7qx0ab", "p8r4wz2n6cde"
AT = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
KEY = bytes(range(32))


@pytest.fixture
def folder(tmp_path: Path) -> ClassFolder:
    made = ClassFolder(tmp_path, About(name="7b", course="tiny", salt="", made=""))
    write_roster(made.roster, Roster({AMINA: "Amina", TOM: ""}))
    return made


def test_everyone_on_the_roster_gets_a_code_that_stays(folder: ClassFolder) -> None:
    assert read_codes(folder) is None
    made = make_codes(folder, at=AT)
    assert made.codes().keys() == {AMINA, TOM}
    assert all(is_code(code.split("-")) for code in made.codes().values())
    assert made.cards[AMINA].made == "2026-11-25T08:00:00+00:00"
    assert make_codes(folder) == read_codes(folder) == made


def test_codes_of_a_class_share_two_words_at_most(folder: ClassFolder) -> None:
    few = random.Random(1)
    made = make_codes(folder, [f"{number:012d}" for number in range(12)], draw=lambda _: few.randrange(12))
    codes = [set(code.split("-")) for code in made.codes().values()]
    assert all(len(one & other) <= 2 for n, one in enumerate(codes) for other in codes[:n])


def test_the_pack_leads_from_the_typed_code_to_the_student_and_tells_nothing_else(
    folder: ClassFolder,
) -> None:
    assert class_join_table(folder) is None
    codes = make_codes(folder).codes()
    table = class_join_table(folder)
    assert table is not None
    assert find_student(table, spoken(codes[TOM]).upper()) == TOM
    written = write_table(table).decode()
    assert not any(word in written for code in codes.values() for word in code.split("-"))
    assert AMINA not in written


def test_a_lost_card_leads_nowhere_and_its_machine_is_still_known(folder: ClassFolder) -> None:
    lost = make_codes(folder).codes()[AMINA]
    codes = renew_code(folder, AMINA)
    assert codes.cards[AMINA].before == (lost,)
    table = class_join_table(folder)
    assert table is not None
    with pytest.raises(NotOfThisClass):
        find_student(table, lost)
    assert enrolled_with(codes, AMINA, KEY, proof(lost, KEY)) == "lost card"
    assert enrolled_with(codes, AMINA, KEY, proof(codes.cards[AMINA].code, KEY)) == "card"
    assert enrolled_with(codes, TOM, KEY, proof(lost, KEY)) == "none"
    assert enrolled_with(codes, "zzzzzzzzzzzz", KEY, proof(lost, KEY)) == "none"


def test_a_student_without_a_card_gets_a_first_one(folder: ClassFolder) -> None:
    assert renew_code(folder, AMINA).cards[AMINA].before == ()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"{", "is damaged"),
        (b"[" * 100_000, "is damaged"),
        (b'{"v":2}', "made by a newer Trellis"),
        (b'{"v":1,"salt":"","cards":{"../etc":{"code":"a-b-c-d","made":""}}}', "is damaged"),
        (
            b'{"v":1,"salt":"","cards":{"k3f92m7qx0ab":{"code":"lamp-otter-tulip-ruby","made":""}}}',
            "is damaged",
        ),
    ],
)
def test_a_damaged_file_is_said_so_and_left(folder: ClassFolder, data: bytes, sentence: str) -> None:
    (folder.root / FILE).write_bytes(data)
    with pytest.raises(JoinCodesFault, match=sentence):
        make_codes(folder)
    assert (folder.root / FILE).read_bytes() == data
