from fractions import Fraction

import pytest

from curriculum.charts import scale
from curriculum.faults import ItemError
from curriculum.items import VARIANTS, distinct_variants, draw
from curriculum.marking import describe, mark, seal
from curriculum.types.chart import Read, Sketch, WrongMark
from curriculum.types.number import Number
from curriculum.types.written import Chart
from curriculum.variants import SealedKey, Variant

SAID = {"id": "i", "prompt": "?", "well_done": "Yes.", "not_yet": "No."}
BARS = {
    "kind": "bar",
    "title": "Rain & sun",
    "x": "Day",
    "y": "mm",
    "names": ["<Mon>", "Tue"],
    "values": [3, "7/2"],
}


def read(**changed: object) -> Variant:
    return draw(Read(**SAID, chart=Chart(**{**BARS, **changed}), answers=["Tue"]), 0, "skill", {})


def sketch(**fields: object) -> Variant:
    return draw(Sketch(**{**SAID, "chart": Chart(**BARS), "step": "1/2", **fields}), 0, "skill", {})


@pytest.mark.parametrize(
    ("most", "top", "step"),
    [("9", "10", "2"), ("10", "10", "2"), ("1234", "1400", "200"), ("0.07", "0.07", "0.01"), ("0", "1", "1"), ("31", "35", "5")],
)  # fmt: skip
def test_an_axis_ends_at_a_round_number(most: str, top: str, step: str) -> None:
    assert scale(Fraction(most)) == (Fraction(top), Fraction(step))


def test_what_an_author_writes_is_shown_never_run() -> None:
    variant = read()
    assert variant.body is not None
    assert "<Mon>" not in variant.body.html
    assert "&lt;Mon&gt;" in variant.body.html
    assert "Rain &amp; sun" in variant.body.html
    assert "<td>3.5</td>" in variant.body.html


def test_a_mark_is_right_by_its_name() -> None:
    assert mark(read(), 1).right
    assert not mark(read(), 0).right
    assert describe(read(), 0) == "<Mon>"


def test_a_point_chart_has_numbers_across_and_names_its_points_by_them() -> None:
    chart = Chart(kind="point", title="t", x="x", y="y", values=[1, 4], across=[2, "5/2"])
    variant = draw(Read(**SAID, chart=chart, answers=["2.5, 4"]), 0, "skill", {})

    assert [option.text for option in variant.options] == ["2, 1", "2.5, 4"]
    assert mark(variant, 1).right


@pytest.mark.parametrize("sealed", [False, True])
def test_a_sketch_pays_for_each_mark_and_never_shows_its_key(sealed: bool) -> None:  # noqa: FBT001 - a parameter
    variant = sketch()
    variant = seal(variant, "salt") if sealed else variant

    assert mark(variant, ["3", "3.5"]).right
    assert (mark(variant, ["3", "4"]).score, mark(variant, ["3", "4"]).fits) == (0.5, (True, False))
    assert variant.body is not None
    assert 'height="0.0"' in variant.body.html
    assert "<td>" not in variant.body.html
    assert variant.top == "5"
    assert isinstance(variant.key, SealedKey) == sealed
    assert describe(variant, ["3", "4"]) == "<Mon> 3; Tue 4"


def test_a_sketch_within_its_tolerance_is_right() -> None:
    assert mark(sketch(tolerance="1/2"), ["2.5", "4"]).right
    assert not mark(sketch(tolerance="1/2"), ["2", "4"]).right


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"names": ["a"]}, "one name for each value"),
        ({"names": ["a", "a"]}, "one name for each value"),
        ({"across": [1, 2]}, "a point chart, and no other"),
        ({"kind": "point"}, "a point chart, and no other"),
        ({"values": [1, -1]}, "below 0"),
        ({"top": 3}, "below its highest value"),
    ],
)
def test_a_chart_that_cannot_be_is_a_fault(changed: dict[str, object], said: str) -> None:
    with pytest.raises(ItemError, match=said) as fault:
        read(**changed)
    assert fault.value.field == "chart"


def test_a_sketch_that_cannot_be_drawn_is_a_fault() -> None:
    for fields, field in [
        ({"step": 2}, "step"),
        ({"step": 0}, "step"),
        ({"step": "1/3"}, "step"),
        ({"graded": True, "tolerance": 1}, "graded"),
    ]:
        with pytest.raises(ItemError) as fault:
            sketch(**fields)
        assert fault.value.field == field


def test_a_wrong_mark_that_is_none_is_a_fault() -> None:
    with pytest.raises(ItemError, match="is no mark of the chart"):
        draw(
            Read(**SAID, chart=Chart(**BARS), answers=["Tue"], wrong=(WrongMark("Wed", say="?"),)),
            0,
            "skill",
            {},
        )


def test_any_question_may_have_a_chart() -> None:
    variant = draw(Number(**SAID, answer=3, chart=Chart(**BARS)), 0, "skill", {})

    assert variant.prompt.html.startswith("<p>?</p><figure")
    assert "<caption>Rain &amp; sun</caption>" in variant.prompt.html


def test_charts_that_differ_only_in_their_bars_are_variants_of_their_own() -> None:
    item = Read(
        **{**SAID, "vary": {"n": "1..9"}, "chart": Chart(**{**BARS, "values": ["n", 9], "top": 12})},
        answers=["Tue"],
    )

    assert len(distinct_variants(item, "skill", {})) == VARIANTS
