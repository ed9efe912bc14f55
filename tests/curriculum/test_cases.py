"""What a case asks for, which wrong results it knows, and what is wrong with a case itself."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from curriculum.cases import Came, Case, WrongValue, faults_in, fits, same_print, wrong_of
from curriculum.drawings import Bars, Drawn, Figure


def came(value: Any = None, printed: str = "", **fields: Any) -> Came:
    return Came(value=value, printed=printed, **fields)


def test_a_case_of_a_course_file_reads_as_before() -> None:
    case = msgspec.convert({"call": [12, 4], "expect": 3, "hidden": True, "because": "rounds-up"}, Case)
    assert (case.call, case.expect, case.hidden, case.because) == ([12, 4], 3, True, "rounds-up")
    assert msgspec.json.decode(msgspec.json.encode(case), type=Case) == case


def test_none_can_be_expected_and_nothing_is_something_else() -> None:
    assert Case(call=[], expect=None).valued
    printing = Case(call=[], prints="a")
    assert not printing.valued
    assert msgspec.json.decode(msgspec.json.encode(printing), type=Case) == printing


@pytest.mark.parametrize(
    ("case", "what", "fit"),
    [
        (Case(call=[], expect=3), came(3), True),
        (Case(call=[], expect=3), came(4), False),
        (Case(call=[], expect=3), came(3, error="It was stopped."), False),
        (Case(call=[], prints="a\nb"), came("whatever", "a \nb\n\n"), True),
        (Case(call=[], prints="a\nb"), came(None, "a b"), False),
        (Case(call=[], expect=3, prints="a"), came(3, "a\n"), True),
        (Case(call=[], expect=3, prints="a"), came(3, "b\n"), False),
        (Case(call=[], expect=3, prints="a"), came(2, "a\n"), False),
        (Case(call=[], expect=[1, 2], any_order=True), came([2, 1]), True),
        (Case(call=[], expect={"$tuple": [1]}), came({"$tuple": [1]}), True),
    ],
)
def test_a_case_fits_where_all_that_it_asks_for_is_so(case: Case, what: Came, *, fit: bool) -> None:
    assert fits(case, what) is fit


def test_printed_lines_count_but_not_the_spaces_at_their_ends() -> None:
    assert same_print("a\n  b", "a  \r\n  b\n")
    assert not same_print("a\n  b", "a\nb")
    assert not same_print("a", "")


def test_the_first_known_wrong_result_that_came_is_found() -> None:
    case = Case(
        call=[5],
        expect=10,
        wrong=[
            WrongValue(got=None, prints="10", because="print-not-return"),
            WrongValue(got=7, because="adds"),
            WrongValue(prints="?", say="Why the question mark?"),
        ],
    )
    assert wrong_of(case, came(None, "10\n")) == 0
    assert wrong_of(case, came(None)) is None
    assert wrong_of(case, came(7)) == 1
    assert wrong_of(case, came(7.0)) is None
    assert wrong_of(case, came(8, "?")) == 2
    assert wrong_of(case, came(7, error="It was stopped.")) is None


BARS = {
    "label": "",
    "names": ["a", "b"],
    "places": [0.0, 1.0],
    "heights": [1.0, 2.0],
    "widths": [0.8, 0.8],
    "lying": False,
}
PLOT = {
    "title": "Pets", "x": "", "y": "How many", "xlim": [0.0, 1.0], "ylim": [0.0, 2.0], "legend": None,
    "lines": [{"label": "", "x": [0, 1], "y": [2, 3]}], "points": [], "bars": [BARS], "wedges": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "fit"),
    [
        (Figure(title="Pets", y=True), True),
        (Figure(title="pets"), False),
        (Figure(x=True), False),
        (Figure(legend=True), False),
        (Figure(bars=[Bars(names=["a", "b"], heights=[1, 2])]), True),
        (Figure(bars=[Bars(heights=[1, 2.1])]), False),
        (Figure(bars=[]), False),
        (Figure(lines=[Drawn(x=[0, 1], y=[2.0, 3.0])], ylim=[0, 2]), True),
        (Figure(lines=[Drawn(y=[2, 4])]), False),
        (Figure(plots=[Figure(title="Pets"), Figure(title="Toys")]), False),
    ],
)
def test_of_a_drawing_only_what_is_written_counts(figure: Figure, *, fit: bool) -> None:
    case = Case(call=[], figure=figure)
    assert fits(case, came(figures=({"$figure": {"title": "", "plots": [PLOT]}},))) is fit
    assert fits(case, came({"$axes": PLOT})) is fit
    assert not fits(case, came())


@pytest.mark.parametrize(
    ("case", "where", "what"),
    [
        (Case(expect=3), (), "either `call` or `read`"),
        (Case(call=[], read="a", expect=3), (), "either `call` or `read`"),
        (Case(read="a b", expect=3), ("read",), "no name of a variable"),
        (Case(call=[]), (), "expects nothing"),
        (Case(read="a", prints="b"), (), "neither prints nor draws"),
        (Case(call=[{"$tabel": {}}], expect=3), ("call", 0), "There is no “$tabel”"),
        (Case(call=[], expect=float("nan")), ("expect",), "write {$float: nan}"),
        (Case(call=[], expect=3, wrong=[WrongValue(say="No.")]), ("wrong", 0), "is not given"),
        (Case(call=[], expect=3, wrong=[WrongValue(got=4)]), ("wrong", 0), "says nothing"),
        (Case(call=[], expect=3, wrong=[WrongValue(got=3, say="No.")]), ("wrong", 0), "is the right one"),
        (
            Case(call=[], prints="a", wrong=[WrongValue(prints="a\n", say="No.")]),
            ("wrong", 0),
            "is the right one",
        ),
    ],
)
def test_a_case_that_cannot_be_meant_is_a_fault(case: Case, where: tuple[Any, ...], what: str) -> None:
    found = list(faults_in(case))
    assert [place for place, _, _ in found] == [where]
    assert what in found[0][1]


def test_a_sound_case_has_no_faults() -> None:
    wrong = [
        WrongValue(got=None, prints="3", because="print-not-return"),
        WrongValue(prints="3", say="Print it not."),
    ]
    assert list(faults_in(Case(call=[1], expect=3, wrong=wrong))) == []
