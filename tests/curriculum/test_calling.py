"""Calling somebody else's function: all that comes of it is told, and nothing gets past."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NoReturn

import pytest

from curriculum.calling import MOST_PRINTED, call, look, problem_with


def define(body: str, arguments: str = "n") -> Callable[..., Any]:
    names: dict[str, Any] = {}
    exec(compile(f"def f({arguments}):\n    {body}", "/tmp/ipykernel_1/1.py", "exec"), names)
    made: Callable[..., Any] = names["f"]
    return made


def test_a_value_and_what_was_printed(capsys: pytest.CaptureFixture[str]) -> None:
    called = call(define("print('a', n); import sys; print('b', file=sys.stderr); return (n,)"), [3])
    assert (called.value, called.printed, called.stopped) == ({"$tuple": [3]}, "a 3\n", None)
    assert capsys.readouterr() == ("", "")


def test_arguments_are_made_for_each_call() -> None:
    given = [[3, 1, 2]]
    sort = define("n.sort(); return n")
    assert [call(sort, given).value, call(sort, given).value] == [[1, 2, 3], [1, 2, 3]]
    assert given == [[3, 1, 2]]


@pytest.mark.parametrize(
    ("body", "kinds", "text"),
    [
        ("return n / 0", ("ZeroDivisionError", "ArithmeticError"), "division by zero"),
        ("raise SystemExit(3)", ("SystemExit", "BaseException"), "3"),
        ("raise KeyboardInterrupt", ("KeyboardInterrupt", "BaseException"), ""),
        ("return {}['a']", ("KeyError", "LookupError"), "'a'"),
    ],
)  # fmt: skip
def test_what_stops_a_function_is_told(body: str, kinds: tuple[str, ...], text: str) -> None:
    stopped = call(define(body), [1]).stopped
    assert stopped is not None
    assert (stopped.kinds[:2], stopped.text, stopped.line) == (kinds, text, 2)


def test_the_line_is_the_last_one_in_the_student_s_own_cell() -> None:
    called = call(define("import json\n    return json.loads(n)"), ["x"])
    assert called.stopped is not None
    assert (called.stopped.kinds[0], called.stopped.line) == ("JSONDecodeError", 3)


def test_endless_calls_are_told() -> None:
    names: dict[str, Any] = {}
    exec("def f(n): return f(n)", names)
    stopped = call(names["f"], [1]).stopped
    assert stopped is not None
    assert stopped.kinds[0] == "RecursionError"


def test_an_exception_of_the_student_s_own_says_only_plain_text() -> None:
    class Loud(Exception):
        def __str__(self) -> NoReturn:
            raise RuntimeError

        def __getattribute__(self, name: str) -> NoReturn:
            raise RuntimeError

    def fails(n: int) -> NoReturn:
        raise Loud("a", object(), 3)

    stopped = call(fails, [1]).stopped
    assert stopped is not None
    assert (stopped.kinds[0], stopped.text) == ("Loud", "a, 3")


def test_a_flood_of_text_is_cut() -> None:
    called = call(define("for _ in range(10): print('a' * 100_000)"), [1])
    assert len(called.printed) == MOST_PRINTED


def test_figures_left_open_are_told_and_closed() -> None:
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    before = plt.figure()
    called = call(
        define(
            "import matplotlib.pyplot as plt\n    plt.figure()\n    plt.bar(['a'], [n])\n    plt.title('Pets')"
        ),
        [3],
    )
    assert [figure["$figure"]["plots"][0]["title"] for figure in called.figures] == ["Pets"]
    assert plt.get_fignums() == [before.number]
    plt.close(before)


def test_a_variable_is_looked_at() -> None:
    assert look({"total": 3}, "total").value == 3
    stopped = look({}, "total").stopped
    assert stopped is not None
    assert stopped.text == "name 'total' is not defined"


def test_why_a_function_cannot_be_called() -> None:
    assert problem_with(None, 1) == ("missing", None)
    assert problem_with(3, 1) == ("not-callable", None)
    assert problem_with(define("pass", "a, b"), 1) == ("arguments", 2)
    assert problem_with(define("pass", "a, b=1"), 1) == ("", None)
    assert problem_with(print, 1) == ("", None)
    assert problem_with(sys.exit, 1) == ("", None)


def test_what_says_nothing_sensible_of_itself_is_just_called() -> None:
    class Odd:
        @property
        def __signature__(self) -> NoReturn:
            raise RuntimeError

        def __call__(self, n: int) -> int:
            return n + 1

    assert problem_with(Odd(), 1) == ("", None)
    assert call(Odd(), [1]).value == 2
