"""What a pack says about join codes: enough to find oneself with the card, nothing without it."""

from __future__ import annotations

import pytest

from carrying import join_table as tables
from carrying.join import NotACode
from carrying.join_table import (
    JoinTable,
    NotOfThisClass,
    TableFault,
    find_student,
    is_proof,
    join_table,
    new_salt,
    proof,
    read_table,
    write_table,
)

AMINA, TOMAS = "k3f92m7qx0ab", "p8r4wz2n6cde"
HERS = "otter-lamp-tulip-ruby"
HIS = "abacus-actor-album-walnut"
SALT = "00112233445566778899aabbccddeeff"
KEY = bytes(range(32))


@pytest.fixture(scope="module")
def table() -> JoinTable:
    return join_table({AMINA: HERS, TOMAS: HIS}, SALT)


def test_a_code_leads_to_its_student(table: JoinTable) -> None:
    assert find_student(table, "Otter LAMP tulip ruby") == AMINA
    assert find_student(read_table(write_table(table)), HIS) == TOMAS


def test_the_table_says_nothing_in_clear(table: JoinTable) -> None:
    written = write_table(table).decode()
    assert not any(secret in written for secret in (AMINA, TOMAS, "otter", "lamp", "tulip", "ruby"))
    assert AMINA.encode().hex() not in written


def test_the_format_is_what_the_page_says(table: JoinTable) -> None:
    # A second reader, written from docs/formats/roster.md alone.
    import hashlib

    key = hashlib.scrypt(
        HERS.encode(),
        salt=b"trellis-join-1 table " + SALT.encode(),
        n=32768,
        r=8,
        p=1,
        maxmem=2**26,
        dklen=36,
    )
    sealed = bytes.fromhex(table.entries[key[:16].hex()])
    assert bytes(a ^ b for a, b in zip(sealed, key[16:], strict=True)) == AMINA.encode() + bytes(8)


def test_another_class_has_another_table(table: JoinTable) -> None:
    assert join_table({AMINA: HERS}, new_salt()).entries.keys().isdisjoint(table.entries)


def test_a_good_code_of_another_class_is_said_so(table: JoinTable) -> None:
    with pytest.raises(NotOfThisClass, match="not of this class"):
        find_student(
            table, "acrobat-artist-beacon-tennis".replace("tennis", _check("acrobat", "artist", "beacon"))
        )
    with pytest.raises(NotACode, match="four words"):
        find_student(table, "otter")


def _check(*words: str) -> str:
    from carrying.join import PLACE, WORDS

    return WORDS[-sum(w * PLACE[word] for w, word in zip((2, 3, 4), words, strict=True)) % len(WORDS)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b"\xff\xfe", "damaged"),
        (b'{"v":1,"salt":"","entries":{"a":1}}', "damaged"),
        (b'{"v":2,"salts":[]}', "newer Trellis"),
        (b" " * 200_001, "too long"),
        (
            b'{"v":1,"salt":"","entries":{' + b",".join(b'"%d":""' % n for n in range(2001)) + b"}}",
            "too long",
        ),
    ],
)
def test_a_table_that_cannot_be_read_says_why(data: bytes, sentence: str) -> None:
    with pytest.raises(TableFault, match=sentence):
        read_table(data)


@pytest.mark.parametrize("sealed", ["", "zz", "00" * 20, "00" * 4])
def test_a_damaged_entry_gives_no_student(table: JoinTable, sealed: str) -> None:
    damaged = JoinTable(salt=SALT, entries=dict.fromkeys(table.entries, sealed))
    with pytest.raises(TableFault, match="damaged"):
        find_student(damaged, HERS)


def test_a_proof_holds_for_one_card_and_one_installation() -> None:
    made = proof(HERS, KEY)
    assert len(made) == 64
    assert is_proof(made, HERS, KEY)
    assert not is_proof(made, HIS, KEY)
    assert not is_proof(made, HERS, bytes(32))
    assert not is_proof("né", HERS, KEY)


def test_a_guess_costs_memory() -> None:
    assert tables.COST * 8 * 128 >= 32 * 2**20
