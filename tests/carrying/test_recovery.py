import random

import pytest

from carrying.recovery import ALPHABET, Mistyped, new_code, read_code

CODE = "sn7dk-3g1ga-kxzx8-dz6k2-hm5ka-ps50y-kzm0t"


def test_a_code_is_seven_groups_and_never_the_same() -> None:
    code = new_code()
    assert [len(group) for group in code.split("-")] == [5] * 7
    assert set(code) <= set(ALPHABET) | {"-"}
    assert new_code() != code
    assert read_code(code) == code


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.upper(),
        CODE.replace("-", " "),
        CODE.replace("-", ""),
        f"  {CODE}\n",
        CODE.replace("1", "l").replace("0", "O"),
        CODE.replace("1", "I").replace("-", " – "),
    ],
)
def test_however_it_is_typed_it_is_the_same_code(typed: str) -> None:
    assert read_code(typed) == CODE


def test_every_wrong_character_is_noticed_and_its_group_named() -> None:
    for at, right in enumerate(CODE):
        for wrong in ALPHABET:
            if right not in ("-", wrong):
                with pytest.raises(Mistyped, match=f"Group {at // 6 + 1} "):
                    read_code(CODE[:at] + wrong + CODE[at + 1 :])


def test_two_characters_or_groups_that_changed_places_are_noticed() -> None:
    for at in range(len(CODE) - 1):
        pair = CODE[at : at + 2]
        if "-" not in pair and pair[0] != pair[1]:
            with pytest.raises(Mistyped):
                read_code(CODE[:at] + pair[::-1] + CODE[at + 2 :])
    groups = CODE.split("-")
    for seed in range(20):
        shuffled = random.Random(seed).sample(groups, 7)
        if shuffled != groups:
            with pytest.raises(Mistyped):
                read_code("-".join(shuffled))


@pytest.mark.parametrize(
    ("typed", "said"), [("", "has 7 groups"), (CODE[:-6], "this has 6"), (CODE + "-k3f9x", "this has 8")]
)
def test_groups_left_out_or_too_many_are_said(typed: str, said: str) -> None:
    with pytest.raises(Mistyped, match=said):
        read_code(typed)
