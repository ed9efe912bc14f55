from fractions import Fraction

import pytest

from curriculum.faults import ItemError
from curriculum.items import draw
from curriculum.marking import Unreadable, describe, mark, seal
from curriculum.types.number import Number
from curriculum.types.rounding import figures_in, round_to_figures, round_to_places
from curriculum.variants import Variant


def number(**fields: object) -> Variant:
    item = Number(
        **{"id": "n", "prompt": "?", "answer": "1", "well_done": "Yes.", "not_yet": "No.", **fields}
    )
    return draw(item, 0, "skill", {})


@pytest.mark.parametrize(
    ("value", "figures", "rounded"),
    [("22/7", 3, "3.14"), ("1234", 2, "1200"), ("9.96", 2, "10"), ("-0.04567", 2, "-0.046"), ("0", 3, "0"), ("2.5", 1, "3")],
)  # fmt: skip
def test_rounding_to_significant_figures(value: str, figures: int, rounded: str) -> None:
    assert round_to_figures(Fraction(value), figures) == Fraction(rounded)


def test_halves_are_rounded_away_from_zero() -> None:
    assert round_to_places(Fraction("0.125"), 2) == Fraction("0.13")
    assert round_to_places(Fraction("-0.125"), 2) == Fraction("-0.13")


@pytest.mark.parametrize(
    ("typed", "figures"),
    [("3.14", [3]), ("0.0450", [3]), ("1200", [2, 3, 4]), ("-7", [1]), ("0,5", [1]), ("1 000.0", [5]), ("3/4", []), ("0.00", [3])],
)  # fmt: skip
def test_how_many_figures_a_typed_number_shows(typed: str, figures: list[int]) -> None:
    assert list(figures_in(typed)) == figures


@pytest.mark.parametrize("sealed", [False, True])
def test_significant_figures_ask_for_the_form_too(sealed: bool) -> None:  # noqa: FBT001 - a parameter
    variant = number(answer="22/7", figures=3)
    variant = seal(variant, "salt") if sealed else variant

    assert mark(variant, "3.14").right
    assert (mark(variant, "3.1428571").score, mark(variant, "22/7").score) == (0.5, 0.5)
    assert (
        mark(variant, "3.1428571").say.text == "The value is right. Now write it with 3 significant figures."
    )
    assert mark(variant, "3.1").score == 0
    assert mark(number(answer="2.5", figures=3), "2.5").score == 0.5


def test_places_after_the_point() -> None:
    variant = number(answer="2/3", places=2)

    assert mark(variant, "0,67").right
    assert mark(variant, "0.666667").say.text == "The value is right. Now round it: 2 digits after the point."
    assert mark(variant, "0.66").score == 0
    assert mark(number(answer="7/2", places=0), "4").right


@pytest.mark.parametrize("sealed", [False, True])
def test_any_of_the_units_will_do(sealed: bool) -> None:  # noqa: FBT001 - a parameter
    variant = number(answer="600", units={"m": 1, "km": 1000, "cm": "1/100"})
    variant = seal(variant, "salt") if sealed else variant

    for typed in ("600 m", "0.6 km", "3/5 KM", "60000cm", "60 000 cm"):
        assert mark(variant, typed).right, typed
    assert not mark(variant, "600 km").right
    with pytest.raises(Unreadable, match=r"Say in which unit, too: m, km, cm\."):
        mark(variant, "600")
    with pytest.raises(Unreadable, match="does not read as a number"):
        mark(variant, "far")
    assert describe(variant, "0.6 km") == "0.6 km"


def test_the_unit_behind_the_box_may_be_typed_as_well() -> None:
    variant = number(answer="75", unit="%")

    assert mark(variant, "75").right
    assert mark(variant, "75 %").right
    assert describe(variant, "75") == "75 %"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"figures": 2, "places": 1}, "tolerance"),
        ({"tolerance": "0.1", "places": 1}, "tolerance"),
        ({"unit": "m", "units": {"m": 1}}, "units"),
        ({"units": {"km": 1000}}, "units"),
        ({"units": {"m": 1, "zero": 0}}, "units"),
        ({"graded": True, "tolerance": 1}, "graded"),
    ],
)
def test_what_cannot_be_is_a_fault_with_its_field(fields: dict[str, object], field: str) -> None:
    with pytest.raises(ItemError) as fault:
        number(**fields)
    assert fault.value.field == field
