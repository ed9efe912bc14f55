"""Right answers as people type them, on whatever keyboard, and what they are not to be taken for."""

from typing import Any

import msgspec
import pytest

from curriculum.items import Asked, draw
from curriculum.marking import Unreadable, describe, mark, seal
from curriculum.variants import Variant


def item(kind: str, **fields: Any) -> Variant:
    written = {"id": "typed", "type": kind, "prompt": "?", "well_done": "Yes.", "not_yet": "No.", **fields}
    return draw(msgspec.convert(written, Asked), 0, "skill", {})  # type: ignore[arg-type]  # a union of Structs


HALF = item("number", answer="1/2")
THOUSAND = item("number", answer="1000")
LINE = item("expression", answers=["2x+1"])


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize(
    ("variant", "answers"),
    [
        (HALF, ["½", "0,5", ".5", "50%", "٠٫٥", "\u200f٠٫٥", "٥٠٪", "０．５", "５０％", "1∕2", "1÷2", "x = 1/2", "“0.5”", "0.5.", "1/2."]),
        (item("number", answer="-3/2"), ["−1½", "–1.5", "-1 ½", "—3/2", "- 1,5"]),
        (THOUSAND, ["1,000", "1.000", "1 000", "1'000", "1,000.00", "1.000,00", "١٬٠٠٠", "1000"]),
        (item("number", answer="1234567"), ["1,234,567", "1.234.567", "1’234’567"]),
        (item("number", answer="17/8"), ["2,125", "2⅛", "2 100/800"]),
        (item("number", answer="5", unit="cm²"), ["5", "5cm2", "5 cm^2", "5 CM²"]),
        (item("number", answer="5", unit="€"), ["€5", "5,00 €"]),
        (item("number", answer="90", unit="°"), ["90º", "90 ˚"]),
        (item("number", answer="1200", figures=2), ["1,200", "1200"]),
        (item("expression", answers=["1/8"]), ["0,125", "⅛", "12,5٪", "x = 1/8"]),
        (item("expression", answers=["17/8"]), ["2,125", "2.125"]),
        (item("expression", answers=["1000"]), ["1,000", "1.000", "1.000,00", "١٬٠٠٠"]),
        (item("expression", answers=["2*sqrt(3)"], unit="cm"), ["2√3 cm", "√12cm", "2√3"]),
        (item("expression", answers=["-1, 3"], any_order=True), ["x = 3 or x = -1", "3 and -1", "-1، 3"]),
        (LINE, ["y = 2x + 1", "f(x)=2x+1", "2x＋1"]),
        (item("text", answers=["don't know"]), ["Don’t know.", "DON´T\u00a0KNOW", "ｄｏｎ＇ｔ know"]),
        (item("text", answers=["٣ أرباع"]), ["3 أرباع", "\u200f٣ أرباع", "٣ أربــاع۔"]),
        (item("text", answers=["مُثلَّث"]), ["مثلث", "مثلّث."]),
    ],
)  # fmt: skip
def test_a_right_answer_is_right_however_it_is_typed(
    variant: Variant,
    answers: list[str],
    sealed: bool,  # noqa: FBT001 - a parameter
) -> None:
    variant = seal(variant, "salt") if sealed else variant
    assert [answer for answer in answers if not mark(variant, answer).right] == []


def test_the_numbers_of_a_text_are_read_so_too() -> None:
    variant = item(
        "fill", text="[a] of [b]", blanks={"a": {"number": "1200", "unit": "g"}, "b": {"text": ["tea"]}}
    )

    assert mark(variant, ["1,200 G", "Tea"]).right
    assert mark(seal(variant, "salt"), ["1.200", "coffee"]).fits == (True, False)


@pytest.mark.parametrize(
    ("variant", "answers"),
    [
        (item("number", answer="125"), ["0,125", "0.125"]),
        (item("expression", answers=["125"]), ["0,125", "0.125"]),
        (item("number", answer="1500"), ["1,5", "1.50"]),
        (item("number", answer="5", units={"MW": 1, "mW": "1/1000000000"}), ["5 mW"]),
        (item("expression", answers=["3"]), ["-x = 3", "y > 3", "2x = 3"]),
        (item("number", answer="1/2", lowest_terms=True), ["2⁄4", "２/４"]),
    ],
)  # fmt: skip
def test_what_is_not_meant_stays_wrong(variant: Variant, answers: list[str]) -> None:
    assert [answer for answer in answers if mark(variant, answer).right] == []


@pytest.mark.parametrize("typed", ["5²", "1e9", "NaN", "∞", "1/0", "mw 5", "1,000,5,"])
def test_what_is_no_number_is_no_attempt(typed: str) -> None:
    with pytest.raises(Unreadable):
        mark(HALF, typed)


def test_a_number_among_words_is_told_so() -> None:
    with pytest.raises(Unreadable, match="Write the number alone"):
        mark(HALF, "5 apples")
    with pytest.raises(Unreadable, match="Say in which unit, too: m, km"):
        mark(item("number", answer="5", units={"m": 1, "km": 1000}), "5 miles")


def test_a_unit_is_said_once() -> None:
    assert describe(item("number", answer="5", unit="€"), "€5") == "€5"
    assert describe(item("number", answer="5", unit="cm²"), "5 cm2") == "5 cm2"
    assert describe(item("expression", answers=["3"], unit="cm"), "3") == "3 cm"
    assert describe(item("expression", answers=["3"], unit="cm"), "3 cm") == "3 cm"
