"""What somebody else's process sent is in canonical form, or refused."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import msgspec
import pytest
from hypothesis import given

from curriculum.plain import checked
from curriculum.values import NotPlain, build
from tests.curriculum.values import odd_values


@pytest.mark.parametrize(
    "value",
    [
        2**64, float("nan"), float("inf"), "\ud800", (1,), b"a", object(), {1: 2}, {"$int": "12"}, {"$int": "0x1", "a": 1},
        {"a": 1, "$int": "0x1"},
        {"$float": "1"}, {"$tuple": 3}, {"$set": [1, 1]}, {"$dict": [[1]]}, {"$dict": [[1, 2], [1, 3]]}, {"$range": [1, 2, 0]},
        {"$fraction": [1, 0]},
        {"$fraction": [1, -2]}, {"$complex": [1, 2]}, {"$date": "yesterday"}, {"$date": 3}, {"$decimal": "abc"}, {"$missing": False},
        {"$unknown": 1}, {"$other": 3}, {"$bytes": "0"}, {"$bytes": "zz"}, {"$table": []},
        {"$table": {"columns": ["a"], "data": [], "index": None}},
        {"$table": {"columns": ["a", "b"], "data": [[1], [1, 2]], "index": None}},
        {"$series": {"name": None, "values": 3, "index": None}},
        {"$array": {"shape": [2, 2], "values": [1]}}, {"$array": {"shape": [True], "values": [1]}},
        {"$figure": {"title": "", "plots": [1]}}, {"$axes": {}},
        [[{"a": {"$tuple": 3}}]],
    ],
)  # fmt: skip
def test_what_is_not_in_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(NotPlain):
        checked(value)


def test_what_is_too_big_is_refused() -> None:
    deep: Any = []
    for _ in range(500):
        deep = [deep]
    for value in (deep, [0] * 2_000_000, "a" * 20_000_000):
        with pytest.raises(NotPlain):
            checked(value)


@given(odd_values)
def test_data_of_any_shape_is_plain_or_refused(value: Any) -> None:
    try:
        checked(value)
    except NotPlain:
        return
    assert checked(msgspec.json.decode(msgspec.json.encode(value))) == value
    try:
        build(value, import_module)
    except NotPlain:
        return
