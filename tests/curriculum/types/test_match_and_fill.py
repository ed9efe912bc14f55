import pytest

from curriculum.faults import ItemError
from curriculum.items import draw
from curriculum.marking import Unreadable, describe, mark, seal
from curriculum.types.fill import Blank, Fill
from curriculum.types.match import Match, WrongPair
from curriculum.variants import Variant

SAID = {"id": "i", "well_done": "Yes.", "not_yet": "No."}


def match(**fields: object) -> Variant:
    pairs = [["one", "1"], ["two", "2"], ["three", "3"]]
    return draw(Match(prompt="?", **{**SAID, "pairs": pairs, **fields}), 0, "skill", {})


def fill(text: str = "[n] [w] [c]", **fields: object) -> Variant:
    blanks = {
        "n": Blank(number="6/2"),
        "w": Blank(text=["Half", "a half"]),
        "c": Blank(choice="<", wrong=(">", "=")),
    }
    return draw(Fill(**{**SAID, "text": text, "blanks": blanks, **fields}), 0, "skill", {})


def test_each_pair_counts_and_a_known_wrong_pair_is_spoken_of() -> None:
    variant = match(wrong=(WrongPair(["one", "2"], say="Two is one more."),))
    places, partners = ([text.text for text in texts] for texts in (variant.places, variant.options))
    said = {"one": "2", "two": "1", "three": "3"}

    given = mark(variant, [partners.index(said[place]) for place in places])

    assert given.score == pytest.approx(1 / 3)
    assert given.fits == tuple(place == "three" for place in places)
    assert given.say.text == "Two is one more."


def test_a_wrong_pair_that_is_right_or_made_of_other_texts_is_a_fault() -> None:
    for pair in (["one", "1"], ["one", "7"], ["ten", "1"]):
        with pytest.raises(ItemError) as fault:
            match(wrong=(WrongPair(pair, say="No."),))
        assert fault.value.field == "wrong"
    with pytest.raises(ItemError, match="twice"):
        match(pairs=[["one", "1"], ["uno", "1"]])


@pytest.mark.parametrize("sealed", [False, True])
def test_blanks_are_marked_one_by_one_sealed_or_not(sealed: bool) -> None:  # noqa: FBT001 - a parameter
    variant = fill()
    variant = seal(variant, "salt") if sealed else variant
    right = [option.text for option in variant.fields[2].options].index("<")

    assert mark(variant, ["3", "A half", right]).right
    assert mark(variant, ["6/2", " HALF. ", right]).right
    partly = mark(variant, ["3.0", "quarter", right])
    assert (round(partly.score, 2), partly.fits) == (0.67, (True, False, True))
    assert describe(variant, ["3", "half", right]) == "3; half; <"


def test_an_empty_blank_is_told_by_its_number() -> None:
    for answer, said in [
        (["", "a", 0], "blank 1. It is still empty"),
        (["3", "a", -1], "blank 3. Choose"),
        (["x", "a", 0], "blank 1. That does not read"),
    ]:
        with pytest.raises(Unreadable, match=said):
            mark(fill(), answer)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": "[n] [w]"}, "blanks"),
        ({"text": "[n] [w] [c] [d]"}, "text"),
        ({"text": "[n] [n] [w] [c]"}, "blanks"),
        ({"text": "[n]", "blanks": {"n": Blank()}}, "blanks"),
        ({"text": "[n]", "blanks": {"n": Blank(number=1, choice="a")}}, "blanks"),
        ({"text": "[n]", "blanks": {"n": Blank(choice="a")}}, "blanks"),
        ({"text": "[n]", "blanks": {"n": Blank(number=1, tolerance=1)}, "graded": True}, "graded"),
    ],
)
def test_blanks_that_do_not_fit_their_text_are_faults(fields: dict[str, object], field: str) -> None:
    with pytest.raises(ItemError) as fault:
        fill(**fields)
    assert fault.value.field == field
