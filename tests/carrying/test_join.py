"""Join codes: four words a child can type, read whatever small thing goes wrong on the way."""

from __future__ import annotations

import itertools
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrying.join import LENGTH, WORDS, NotACode, is_code, new_code, read_code, slips, spoken

CODE = "otter-lamp-tulip-ruby"


def code_of(seed: int) -> str:
    return new_code(random.Random(seed).randrange)


def test_the_example_of_the_documents_is_a_code() -> None:
    assert is_code(CODE.split("-"))
    assert not is_code(["otter", "tulip", "lamp", "ruby"])
    assert not is_code(["otter"] * 4)


def test_the_list_is_prime_sorted_short_and_plain() -> None:
    assert len(WORDS) == 1087
    assert all(len(WORDS) % number for number in range(2, math.isqrt(len(WORDS)) + 1))
    assert list(WORDS) == sorted(set(WORDS))
    assert all(3 <= len(word) <= 7 and word.isascii() and word.islower() and word.isalpha() for word in WORDS)


def test_three_words_hold_thirty_bits() -> None:
    # The four words differ: at most three of the list's words cannot follow as the third because of the check word.
    assert math.log2(len(WORDS) * (len(WORDS) - 1) * (len(WORDS) - 5)) >= 30


def one_slip_from(word: str) -> set[str]:
    """The word with a letter missing, wrong (whichever, shown as a dot), or changed round with the next."""
    places = range(len(word))
    missing = {word[:at] + word[at + 1 :] for at in places}
    wrong = {word[:at] + "." + word[at + 1 :] for at in places}
    return missing | wrong | {word[:at] + word[at : at + 2][::-1] + word[at + 2 :] for at in places} - {word}


def test_no_two_words_are_one_slip_apart() -> None:
    assert slips("lamp", "lam") == slips("lamp", "lmap") == slips("lamp", "limp") == 1
    assert [word for word in WORDS if any(other in WORDS for other in one_slip_from(word) - {word})] == []
    patterns = [form for word in WORDS for form in one_slip_from(word) if "." in form]
    assert len(patterns) == len(set(patterns))


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("otter", "otter", 0), ("oter", "otter", 1), ("ottre", "otter", 1), ("lamp", "tulip", 4)],
)
def test_slips_are_counted(one: str, other: str, count: int) -> None:
    assert slips(one, other) == slips(other, one) == count


@given(st.integers(0, 2**40))
def test_a_new_code_is_good_and_its_words_differ(seed: int) -> None:
    words = code_of(seed).split("-")
    assert is_code(words)
    assert len(set(words)) == LENGTH


@settings(max_examples=50)
@given(st.integers(0, 2**40), st.integers(0, 3), st.sampled_from(WORDS))
def test_every_single_wrong_word_is_noticed(seed: int, where: int, wrong: str) -> None:
    words = code_of(seed).split("-")
    changed = [*words[:where], wrong, *words[where + 1 :]]
    assert is_code(changed) == (changed == words)


@settings(max_examples=50)
@given(st.integers(0, 2**40), st.sampled_from(list(itertools.combinations(range(LENGTH), 2))))
def test_every_two_words_changed_round_are_noticed_and_put_right(seed: int, pair: tuple[int, int]) -> None:
    code = code_of(seed)
    words = code.split("-")
    words[pair[0]], words[pair[1]] = words[pair[1]], words[pair[0]]
    with pytest.raises(NotACode) as caught:
        read_code(" ".join(words))
    assert caught.value.reason == "check"
    assert caught.value.meant in {code, ""}  # empty where another change of two happens to be good as well


@pytest.mark.parametrize(
    "typed",
    [
        "otter lamp tulip ruby",
        " OTTER-Lamp—tulip_ruby. ",
        "otterlamptulipruby",
        "ot ter lamp tulip ru by",
        "öttér lämp tülip rüby",
        "ｏｔｔｅｒ lamp tulıp RUBY",
        "1. otter, 2. lamp, 3. tulip, 4. ruby",
    ],
)
def test_case_spaces_hyphens_and_accents_do_not_matter(typed: str) -> None:
    assert read_code(typed) == CODE


@settings(max_examples=100)
@given(st.integers(0, 2**40), st.lists(st.booleans(), min_size=3, max_size=3))
def test_every_code_is_read_with_or_without_its_spaces(seed: int, spaces: list[bool]) -> None:
    code = code_of(seed)
    words = code.split("-")
    typed = words[0] + "".join(
        (" " if space else "") + word for space, word in zip(spaces, words[1:], strict=True)
    )
    assert read_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the four words on your card."),
        ("1234", "Type the four words on your card."),
        ("تفاحة", "The words on the card are written with the letters a to z."),
        ("otter lamp", "The card has four words; these are 2 words."),
        ("otter", "The card has four words; this is one word."),
        ("oter lamp tulip ruby", "“oter” is not a word of any card. Did you mean “otter lamp tulip ruby”?"),
        (
            "otetr lamp tulp ruby",
            "“otetr” and “tulp” are not words of any card. Did you mean “otter lamp tulip ruby”?",
        ),
        ("xxxxxx lamp tulip ruby", "“xxxxxx” is not a word of any card."),
        (
            "lamp otter tulip ruby",
            "These four words do not belong together. Look at each of them again. Did you mean “otter lamp tulip ruby”?",
        ),
        ("otter lamp tulip orange", "These four words do not belong together. Look at each of them again."),
        # Near a word of the list, but the check word does not prove it: nothing is suggested.
        ("oter lamp tulip orange", "“oter” is not a word of any card."),
    ],
)
def test_what_is_no_code_is_said_in_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(NotACode) as caught:
        read_code(typed)
    assert str(caught.value) == sentence


def test_a_page_can_say_it_in_its_own_words() -> None:
    with pytest.raises(NotACode) as caught:
        read_code("oter lamp tulip ruby")
    assert (caught.value.reason, caught.value.unknown, caught.value.meant) == ("word", ("oter",), CODE)


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_anything_may_be_typed(typed: str) -> None:
    with pytest.raises(NotACode, match=r"[.?]$"):
        read_code(typed)


def test_a_code_is_spoken_as_four_words() -> None:
    assert spoken(CODE) == "otter lamp tulip ruby"
