"""The judge: points, reports and misconceptions from what a box gave, and nothing for what it should not have given."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from curriculum.cases import Case, WrongValue
from curriculum.items import Code, Misconception
from grading.box.probing import probe
from grading.box.wire import Answer, Call, Probe, Probed, Raised
from grading.judging import Judged, judge, probe_of
from tests.curriculum.values import odd_values

MISCONCEPTIONS = {"prints": Misconception(name="Prints", say="`print` only shows it.", opening="?")}
DOUBLE = Code(
    id="double",
    prompt="Write double.",
    function="double",
    points=4,
    starter="def double(n):\n    ...\n",
    cases=[
        Case(call=[2], expect=4, wrong=[WrongValue(got=None, prints="4", because="prints")]),
        Case(call=[0], expect=0, because="zero"),
        Case(call=[-3], expect=-6, say="Below zero too."),
        Case(call=[1001], expect=2002, hidden=True, because="hard-coded", say="Not only 1001."),
    ],
)


def run(source: str, *, hidden: bool = False, item: Code = DOUBLE) -> Probed:
    """What a box gives for a notebook of one cell."""
    names: dict[str, Any] = {}
    exec(compile(source, "/tmp/ipykernel_1/1.py", "exec"), names)
    asked = probe_of(item, 0, hidden=hidden)
    assert asked is not None
    return probe(names, asked)


def judged(source: str, item: Code = DOUBLE) -> Judged:
    return judge(
        item, run(source, item=item), run(source, hidden=True, item=item), misconceptions=MISCONCEPTIONS
    )


def text(one: Judged) -> str:
    data: dict[str, str] = one.outputs[0]["data"]
    return data["text/plain"]


def test_a_box_is_told_the_inputs_and_nothing_else() -> None:
    assert probe_of(DOUBLE, 7, hidden=False) == Probe(
        index=7, name="double", calls=(Call(args=(2,)), Call(args=(0,)), Call(args=(-3,)))
    )
    assert probe_of(DOUBLE, 7, hidden=True) == Probe(index=7, name="double", calls=(Call(args=(1001,)),))
    shown = Code(id="a", prompt="", function="f", starter="", cases=[Case(call=[], expect=1)])
    assert probe_of(shown, 0, hidden=True) is None


def test_a_right_function_earns_all_points() -> None:
    one = judged("def double(n):\n    return 2 * n")
    assert (one.points, one.max_points, one.passed, one.hidden_passed, one.misconception) == (
        4.0,
        4,
        (True,) * 3,
        (True,),
        "",
    )
    assert one.outputs[0]["output_type"] == "display_data"
    assert one.outputs[1] == {
        "output_type": "execute_result",
        "data": {"text/plain": "4"},
        "metadata": {},
        "execution_count": None,
    }
    assert text(one).splitlines() == [
        "Every example fits.",
        "Every example gives the right value.",
        "fits     double(2) should be 4",
        "fits     double(0) should be 0",
        "fits     double(-3) should be -6",
        "1 of 1 further example fits.",
        "4 of 4 points.",
    ]


def test_the_share_of_the_cases_that_fit_is_the_share_of_the_points() -> None:
    one = judged("def double(n):\n    return abs(2 * n)")
    assert (one.points, one.passed, one.hidden_passed) == (3.0, (True, True, False), (True,))
    assert one.outputs[1]["data"]["text/plain"] == "3"
    assert "Below zero too." in text(one)
    third = judge(DOUBLE, run("def double(n):\n    return {2: 4}.get(n)"), None)
    assert (third.points, third.outputs[1]["data"]["text/plain"]) == (1.0, "1")


def test_a_known_wrong_result_names_its_misconception() -> None:
    one = judged("def double(n):\n    print(2 * n)")
    assert one.misconception == "prints"
    assert one.points == 0.0
    assert "print only shows it." in text(one)
    assert judged("def double(n):\n    return 2 * n or 1").misconception == "zero"


def test_a_hidden_case_shows_only_whether_it_fits() -> None:
    one = judged("def double(n):\n    return {2: 4, 0: 0, -3: -6}.get(n, 98765)")
    assert (one.points, one.passed, one.hidden_passed, one.misconception) == (
        3.0,
        (True,) * 3,
        (False,),
        "hard-coded",
    )
    for kind in ("text/plain", "text/html"):
        shown = one.outputs[0]["data"][kind]
        assert "0 of 1 further example fits." in shown
        for secret in ("1001", "2002", "98765"):
            assert secret not in shown


def test_what_a_hidden_case_prints_or_raises_is_not_shown() -> None:
    one = judged(
        "def double(n):\n    if n > 1000:\n        print('secret', n)\n        raise ValueError(f'hidden {n}')\n    return 2 * n"
    )
    assert one.hidden_passed == (False,)
    for kind in ("text/plain", "text/html"):
        assert "secret" not in one.outputs[0]["data"][kind]
        assert "hidden 1001" not in one.outputs[0]["data"][kind]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("", "When the notebook is run from top to bottom, there is no function double."),
        ("double = 3", "The name double belongs to a value, not to a function."),
        ("def double(): pass", "Your double takes no value, but it is called with 1, as in double(2)."),
    ],
)
def test_what_cannot_be_called_earns_nothing_and_says_why(source: str, problem: str) -> None:
    one = judge(DOUBLE, run(source), None)
    assert one.problem.startswith(problem)
    assert (one.points, one.outputs[1]["data"]["text/plain"]) == (0.0, "0")


def answers(*given: Answer) -> Probed:
    return Probed(index=0, answers=given)


RIGHT = (Answer(value=4), Answer(value=0), Answer(value=-6))


@pytest.mark.parametrize(
    "probed",
    [
        None,
        Probed(index=0, status="killed"),
        Probed(index=0, status="not-run"),
        answers(),
        answers(*RIGHT[:2]),
        answers(*RIGHT, Answer(value=2002)),
        Probed(index=0, problem="missing", answers=RIGHT),
    ],
)
def test_what_was_not_asked_for_earns_nothing(probed: Probed | None) -> None:
    one = judge(DOUBLE, probed, answers(Answer(value=2002)))
    assert one.points == 0.0
    assert one.problem


@pytest.mark.parametrize(
    "odd",
    [
        Answer(value=(4,)), Answer(value={"$other": "Yes"}), Answer(value={"$tuple": 4}), Answer(value=float("nan")), Answer(value=True),
        Answer(value=4.0), Answer(value="4"), Answer(value=[4]), Answer(value=4, status="late"), Answer(value=4, status="killed"),
        Answer(value=4, status="not-run"), Answer(value=4, raised=Raised(kinds=("ValueError",))), Answer(value=4, printed="\ud800"),
        Answer(value=4, figures=({"$figure": 3},)),
    ],
)  # fmt: skip
def test_a_value_that_is_not_quite_right_earns_nothing(odd: Answer) -> None:
    one = judge(DOUBLE, answers(odd, *RIGHT[1:]), answers(Answer(value=2002)))
    assert one.passed == (False, True, True)
    assert one.points == 3.0


def test_a_hidden_probe_of_another_length_does_not_fit() -> None:
    one = judge(DOUBLE, answers(*RIGHT), answers(Answer(value=2002), Answer(value=2002)))
    assert (one.points, one.hidden_passed) == (3.0, (False,))


def test_a_stop_is_said_and_the_rest_was_not_tried() -> None:
    one = judge(DOUBLE, run("def double(n):\n    raise KeyboardInterrupt"), None)
    assert one.passed == (False, False, False)
    assert "It was stopped. Does a loop in it ever end?" in text(one)
    assert text(one).count("Not tried.") == 2


def test_what_a_box_says_is_only_text_on_the_page() -> None:
    raised = Raised(kinds=("<script>",) * 3, text="<b>" * 500, line=3)
    one = judge(DOUBLE, answers(Answer(raised=raised, printed="<i>", status="error"), *RIGHT[1:]))
    page = one.outputs[0]["data"]["text/html"]
    assert "<script>" not in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;" in page


def test_variables_prints_and_figures_are_judged_as_well() -> None:
    item = Code(
        id="many",
        prompt="",
        function="greet",
        starter="",
        points=3,
        cases=[
            Case(read="total", expect=3),
            Case(call=["Ana"], prints="Hello, Ana!"),
            Case(call=["Mei"], expect=None, hidden=True),
        ],
    )
    one = judged("total = 3\ndef greet(name):\n    print(f'Hello, {name}!')", item)
    assert (one.points, one.passed, one.hidden_passed) == (3.0, (True, True), (True,))
    wrong = judged("def greet(name):\n    return f'Hello, {name}!'", item)
    assert (wrong.points, wrong.passed) == (0.0, (False, False))
    assert "There is no total yet." in text(wrong)


def test_an_item_that_only_reads_needs_no_function() -> None:
    item = Code(
        id="total",
        prompt="",
        starter="",
        points=2,
        cases=[Case(read="total", expect=3), Case(read="rest", expect=[1])],
    )
    one = judge(item, run("total = 3\nrest = [2]", item=item))
    assert (one.points, one.passed) == (1.0, (True, False))
    assert "not yet  rest should be [1], is [2]. Look at [0] first. It is one too many." in text(one)


@given(odd_values)
def test_no_value_from_a_box_disturbs_the_judge(value: Any) -> None:
    one = judge(
        DOUBLE, answers(Answer(value=value, figures=(value,)), *RIGHT[1:]), answers(Answer(value=value))
    )
    assert one.passed[1:] == (True, True)
    assert 0.0 <= one.points <= 4.0
