"""Laws that hold for every item type, tried on the examples of docs/formats/items.md."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum import marking
from curriculum.course import read_course
from curriculum.items import Item
from curriculum.marking import (
    TYPES,
    UNSCORED,
    Answer,
    Unreadable,
    canonical,
    describe,
    from_canonical,
    mark,
    seal,
)
from curriculum.variants import OpenKey, SealedKey, Variant
from tests.zoo import names, write_zoo, zoo

DRAWS = 1000
ASKED = [name for name, kind in names() if kind in TYPES]
KEYED = [name for name, kind in names() if kind in TYPES and kind not in UNSCORED]


def test_every_type_has_an_example() -> None:
    tags = {kind.__struct_config__.tag for kind in Item.__args__}
    assert {kind for _, kind in names()} == tags


def test_trellis_check_finds_nothing_wrong_with_the_examples(tmp_path: Path) -> None:
    assert read_course(write_zoo(tmp_path))[1] == []


@pytest.fixture(scope="module")
def quick_seals() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(marking.SCRYPT, "n", 2)
        yield


@pytest.mark.parametrize("name", KEYED)
def test_a_thousand_variants_mark_their_own_key_right_open_and_sealed(name: str, quick_seals: object) -> None:
    item = zoo().items[name]
    for number in range(DRAWS if item.vary else 1):
        variant = zoo().draw(name, number)
        assert isinstance(variant.key, OpenKey)
        right = from_canonical(variant, variant.key.accepts[0])
        assert mark(variant, right).right, (number, right)
        assert canonical(variant, right) == variant.key.accepts[0]
        assert describe(variant, right)
        for remark in () if variant.written else variant.remarks:  # a fingerprint is not undone
            wrong = mark(variant, from_canonical(variant, remark.matches))
            assert not wrong.right, (number, remark.matches)
        for text in [variant.prompt, variant.well_done, variant.not_yet, *variant.hints]:
            assert "{" not in text.text, text
            assert "-" not in text.text.split(), text
        if number % 50 == 0:
            sealed = seal(variant, "salt")
            assert isinstance(sealed.key, SealedKey)
            assert mark(sealed, right).right, (number, right)
            assert sealed.solution is None
            assert msgspec.json.decode(msgspec.json.encode(sealed), type=Variant) == sealed


scalars = st.one_of(
    st.integers(-3, 12),
    st.booleans(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            "1/2",
            "1/0",
            "0,75",
            "75 %",
            "-2",
            "½",
            "1e999",
            "9" * 3000,
            "\x1f",
            "0=1",
            "١٢",
            "2:1",
            "3 km",
            ".",
        ]
    ),
    st.none(),
)
anything = st.one_of(
    scalars, st.lists(scalars, max_size=9), st.dictionaries(st.text(max_size=3), scalars, max_size=2)
)


@pytest.mark.parametrize("name", ASKED)
@settings(max_examples=150)
@given(number=st.integers(0, 30), answer=anything)
def test_marking_anything_never_fails_nor_pays_too_much_and_both_sides_agree(
    name: str, quick_seals: object, number: int, answer: Answer
) -> None:
    students = msgspec.json.decode(msgspec.json.encode(zoo().draw(name, number)), type=Variant)
    teachers = zoo().draw(name, number)
    sealed = seal(teachers, "salt")
    assert isinstance(describe(teachers, answer), str)
    try:
        given_mark = mark(teachers, answer)
    except Unreadable:
        for other in (students, sealed):
            with pytest.raises(Unreadable, match=r"[.?]$"):
                mark(other, answer)
        return
    assert mark(students, answer) == given_mark
    assert 0 <= given_mark.score <= 1
    assert given_mark.right == (given_mark.score == 1)
    assert mark(sealed, answer).score <= given_mark.score
    if teachers.written:
        return
    # What was written down is the same answer again.
    again = from_canonical(teachers, canonical(teachers, answer))
    assert canonical(teachers, again) == canonical(teachers, answer)
