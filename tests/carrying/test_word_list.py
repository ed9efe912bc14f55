from hypothesis import given
from hypothesis import strategies as st

from carrying.word_list import WORDS, fingerprint_words, new_passphrase


def test_the_words_can_be_told_apart() -> None:
    assert len(WORDS) == len(set(WORDS)) == 512
    assert len({word[:4] for word in WORDS}) == 512
    assert all(3 <= len(word) <= 7 and word.isascii() and word.islower() for word in WORDS)


def test_a_fingerprint_is_always_the_same_words() -> None:
    assert fingerprint_words("0" * 64) == "acorn-acorn-acorn-acorn"
    assert fingerprint_words("f" * 64) == "zone-zone-zone-zone"
    assert fingerprint_words("0040201008000000") == "acorn-lion-lion-lion"


@given(st.binary(min_size=32, max_size=32), st.integers(0, 35))
def test_every_bit_of_the_first_36_changes_a_word(digest: bytes, bit: int) -> None:
    flipped = bytearray(digest)
    flipped[bit // 8] ^= 0x80 >> bit % 8
    before, after = (fingerprint_words(one.hex()).split("-") for one in (digest, bytes(flipped)))
    assert [one != other for one, other in zip(before, after, strict=True)].index(True) == bit // 9
    assert len(before) == 4


def test_a_passphrase_is_six_words_and_never_the_same() -> None:
    made = new_passphrase().split()
    assert len(made) == 6
    assert set(made) <= set(WORDS)
    assert new_passphrase().split() != made
