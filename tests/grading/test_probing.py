"""Inside a box: functions called and variables looked at, whatever they do."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from grading.box.probing import probe
from grading.box.wire import Answer, Call, Probe, Probed


def notebook(source: str) -> dict[str, Any]:
    """The names after a cell was run."""
    names: dict[str, Any] = {}
    exec(compile(source, "/tmp/ipykernel_1/1.py", "exec"), names)
    return names


def ask(source: str, *calls: Call, name: str = "double") -> Probed:
    probed = probe(notebook(source), Probe(index=4, name=name, calls=calls))
    return msgspec.json.decode(msgspec.json.encode(probed), type=Probed)  # all of it can travel


def test_a_function_is_called_once_for_each_call() -> None:
    probed = ask(
        "def double(n):\n    print(n)\n    return 2 * n",
        Call(args=(2,)),
        Call(args=(1.5,)),
        Call(args=({"$tuple": [1]},)),
    )
    assert (probed.index, probed.status, probed.problem) == (4, "ok", "")
    assert probed.answers == (
        Answer(value=4, printed="2\n"),
        Answer(value=3.0, printed="1.5\n"),
        Answer(value={"$tuple": [1, 1]}, printed="(1,)\n"),
    )


def test_each_call_has_arguments_of_its_own() -> None:
    shared: list[Any] = [3, 1]
    probed = ask("def double(n):\n    n.sort()\n    return n", Call(args=(shared,)), Call(args=(shared,)))
    assert [answer.value for answer in probed.answers] == [[1, 3], [1, 3]]


def test_a_variable_is_looked_at() -> None:
    probed = ask("total = 3", Call(read=True, name="total"), Call(read=True), name="total")
    assert [answer.value for answer in probed.answers] == [3, 3]
    missing = ask("total = 3", Call(read=True, name="rest")).answers[0]
    assert missing.status == "error"
    assert missing.raised is not None
    assert missing.raised.kinds[0] == "NameError"


@pytest.mark.parametrize(
    ("source", "problem", "takes"),
    [("", "missing", None), ("double = 3", "not-callable", None), ("def double(a, b): pass", "arguments", 2)],
)
def test_what_cannot_be_called_is_a_problem(source: str, problem: str, takes: int | None) -> None:
    probed = ask(source, Call(args=(2,)))
    assert (probed.problem, probed.takes, probed.answers) == (problem, takes, ())


def test_an_error_ends_one_call_and_says_where() -> None:
    probed = ask(
        "def double(n):\n    if n:\n        return 1 / n\n    return n[0]", Call(args=(0,)), Call(args=(1,))
    )
    assert [answer.status for answer in probed.answers] == ["error", "ok"]
    raised = probed.answers[0].raised
    assert raised is not None
    assert (raised.kinds[0], raised.line) == ("TypeError", 4)


def test_a_stop_ends_the_calls_that_follow() -> None:
    probed = ask(
        "def double(n):\n    if n == 2:\n        raise KeyboardInterrupt\n    return n",
        *(Call(args=(n,)) for n in (1, 2, 3)),
    )
    assert probed.status == "late"
    assert [answer.status for answer in probed.answers] == ["ok", "late", "not-run"]


def test_the_clock_is_set_before_each_call() -> None:
    heard: list[int] = []
    probe(
        notebook("def double(n): return n"),
        Probe(index=0, name="double", calls=(Call(args=(1,)),) * 3),
        heard.append,
    )
    assert heard == [0, 1, 2]


@pytest.mark.parametrize(
    "body",
    [
        "raise SystemExit",
        "return double(n)",
        "raise BaseException",
        "raise type('E', (Exception,), {'__str__': None, '__getattribute__': None})",
    ],
)
def test_nothing_gets_past(body: str) -> None:
    probed = ask(f"def double(n):\n    {body}", Call(args=(1,)), Call(args=(1,)))
    assert [answer.status for answer in probed.answers] == ["error", "error"]


def test_hostile_objects_are_only_named() -> None:
    source = """
class Meta(type):
    def __getattribute__(cls, name): raise RuntimeError
    def __hash__(cls): raise RuntimeError
class Yes(metaclass=Meta):
    def __eq__(self, other): return True
    def __getattribute__(self, name): raise RuntimeError
class Int(int):
    def __eq__(self, other): return True
def double(n):
    return [Yes(), Int(4)]
"""
    assert ask(source, Call(args=(1,))).answers[0].value == [{"$other": "Yes"}, {"$other": "Int"}]


def test_a_function_that_is_an_odd_object_is_still_answered() -> None:
    source = """
class Odd:
    def __getattribute__(self, name): raise RuntimeError
    def __call__(self, n): return 2 * n
double = Odd()
"""
    assert ask(source, Call(args=(2,))).answers[0].value == 4


def test_tables_come_and_go() -> None:
    pytest.importorskip("pandas")
    table = {"$table": {"columns": ["n"], "data": [[1, 2]], "index": None}}
    source = "def double(df):\n    df['n'] = df['n'] * 2\n    return df"
    probed = ask(source, Call(args=(table,)), Call(args=(table,)))
    assert [answer.value["$table"]["data"] for answer in probed.answers] == [[[2, 4]], [[2, 4]]]
