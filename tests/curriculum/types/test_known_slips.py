"""Wrong orders and wrong heights with a known cause: what is said, and which misconception they show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from curriculum.faults import ItemError
from curriculum.items import Item, Misconception, draw
from curriculum.marking import Answer, Unreadable, from_canonical, mark, seal
from curriculum.variants import Variant

SLIPS = {"runs-late": Misconception("Counts too late", "It counts after the loop is over.", "Show me.")}
TEXTS = {"prompt": "Do it.", "well_done": "Yes.", "not_yet": "Not yet."}
STEPS = ["count = 0", "for n in numbers:", "    count += 1", "print(count)"]


def drawn(**fields: Any) -> Variant:
    item: Any = msgspec.convert({"id": "one", **TEXTS, **fields}, Item)
    return draw(item, 0, "skill", SLIPS)


def order(variant: Variant, *lines: int, steps: Mapping[int, int] | None = None) -> Answer:
    """The lines, counted from 1 in the right order, as the page would send them."""
    places = {option.text.strip(): index for index, option in enumerate(variant.options)}
    found = [places[STEPS[line - 1].strip()] for line in lines]
    if steps is None:
        return list(found)
    return [one for line, place in zip(lines, found, strict=True) for one in (place, steps.get(line, 0))]


@pytest.mark.parametrize("sealed", [False, True])
def test_a_known_wrong_order_is_told_by_its_cause(*, sealed: bool) -> None:
    variant = drawn(
        type="order", lines=STEPS, mono=True, wrong=[{"lines": [1, 2, 4, 3], "because": "runs-late"}]
    )
    asked = seal(variant, "salt") if sealed else variant

    told = mark(asked, order(variant, 1, 2, 4, 3))
    assert (told.right, told.misconception, told.say.text) == (False, "runs-late", SLIPS["runs-late"].say)
    assert mark(asked, order(variant, 2, 1, 4, 3)).misconception == ""
    assert mark(asked, order(variant, 1, 2, 3, 4)).right


@pytest.mark.parametrize("sealed", [False, True])
def test_it_is_known_however_far_its_lines_are_moved_in(*, sealed: bool) -> None:
    variant = drawn(
        type="order", lines=STEPS, indent=True, wrong=[{"lines": [1, 2, 4, 3], "because": "runs-late"}]
    )
    asked = seal(variant, "salt") if sealed else variant

    for steps in ({}, {4: 1}, {3: 1, 4: 1}):
        assert mark(asked, order(variant, 1, 2, 4, 3, steps=steps)).misconception == "runs-late"
    assert mark(asked, order(variant, 1, 2, 3, 4, steps={3: 1})).right
    assert not mark(asked, order(variant, 1, 2, 3, 4, steps={})).right
    given = from_canonical(variant, variant.remarks[0].matches)
    assert mark(variant, given).misconception == "runs-late"


@pytest.mark.parametrize("lines", [[1, 2, 3, 4], [1, 2, 3], [1, 1, 2, 3], [0, 1, 2, 3]])
def test_an_order_that_is_none_or_the_right_one_is_a_fault(lines: list[int]) -> None:
    with pytest.raises(ItemError, match="no other order"):
        drawn(type="order", lines=STEPS, mono=True, wrong=[{"lines": lines, "say": "No."}])


@pytest.mark.parametrize("sealed", [False, True])
def test_a_line_that_does_not_belong_is_left_out(*, sealed: bool) -> None:
    variant = drawn(
        type="order",
        lines=STEPS,
        mono=True,
        also=["count = 1"],
        wrong=[{"lines": [5, 2, 3, 4], "because": "runs-late"}],
    )
    asked = seal(variant, "salt") if sealed else variant
    [spare] = [index for index, option in enumerate(variant.options) if option.text == "count = 1"]
    right = order(variant, 1, 2, 3, 4)
    assert isinstance(right, list)

    assert variant.spare
    assert mark(asked, right).right
    assert not mark(asked, [*right, spare]).right
    assert mark(asked, [spare, *right[1:]]).misconception == "runs-late"
    assert not mark(asked, right[:3]).right
    for none in ([], [right[0], right[0]], [9], "1,2"):
        with pytest.raises(Unreadable):
            mark(asked, none)
    if not sealed:
        assert mark(variant, [*right, spare]).score == pytest.approx(0.375)
        assert mark(variant, right[:1]).score == 0


CHART = {
    "kind": "bar",
    "title": "Pets",
    "x": "Pet",
    "y": "Children",
    "names": ["Cat", "Dog"],
    "values": [2, 4],
}


@pytest.mark.parametrize("sealed", [False, True])
def test_a_known_wrong_height_is_told_by_its_cause(*, sealed: bool) -> None:
    variant = drawn(
        type="sketch", chart=CHART, wrong=[{"mark": "Dog", "when": "2 + 1", "because": "runs-late"}]
    )
    asked = seal(variant, "salt") if sealed else variant

    told = mark(asked, ["2", "3"])
    assert (told.score, told.misconception, told.fits) == (0.5, "runs-late", (True, False))
    assert mark(asked, ["2", "5"]).misconception == ""
    assert mark(asked, ["2", "4"]).right
    assert mark(variant, from_canonical(variant, variant.remarks[0].matches)).misconception == "runs-late"


def test_a_height_that_is_right_in_this_draw_is_no_slip_and_an_unknown_mark_a_fault() -> None:
    assert drawn(type="sketch", chart=CHART, wrong=[{"mark": "Dog", "when": 4, "say": "No."}]).remarks == ()
    with pytest.raises(ItemError, match="no mark of the chart"):
        drawn(type="sketch", chart=CHART, wrong=[{"mark": "Hen", "when": 3, "say": "No."}])
    with pytest.raises(ItemError, match="not in misconceptions"):
        drawn(type="sketch", chart=CHART, wrong=[{"mark": "Dog", "when": 3, "because": "nobody-knows"}])
