"""Loose JSON: what there is of a value, and no more work than was asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.loose import loose, loose_cell

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@given(JSON)
def test_a_whole_value_is_read_as_json_reads_it(value: Any) -> None:
    for indent in (None, 1):
        text = json.dumps(value, indent=indent)
        assert loose(text) == (json.loads(text), True)


@given(JSON, st.data())
def test_half_a_value_is_read_as_far_as_it_goes(value: Any, data: st.DataObject) -> None:
    text = json.dumps({"a": value, "b": [value]})
    found, whole = loose(text[: data.draw(st.integers(0, len(text) - 1))])
    assert not whole
    assert found is None or set(found) <= {"a", "b"}
    if found and "b" in found:
        assert found["a"] == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": [1.5, -2, "x', {"a": [1.5, -2, "x"]}),
        ('{"a": 1, "b', {"a": 1}),
        ('{"a": 1, "b":', {"a": 1}),
        ('["one", "tw\\', ["one", "tw"]),
        ('["one", "tw\\u00', ["one", "tw"]),
        (r'["one\\", "tw\\', ["one\\", "tw\\"]),
        ('["a" "b" 1}', ["a", "b", 1]),
        ("[1e999, 12", [None, 12]),
        ("", None),
        ("]", None),
    ],
)
def test_where_it_ends(text: str, found: Any) -> None:
    assert loose(text) == (found, False)


def test_no_more_steps_than_asked_for() -> None:
    assert loose("[1, 2, 3, 4]", tokens=4) == ([1, 2], False)


def test_the_source_is_found_behind_too_many_outputs() -> None:
    outputs = ",".join(["1"] * 200_000)
    cell = loose_cell(f'{{"cell_type": "code", "outputs": [{outputs}], "source": ["x = 1')
    assert cell["source"] == ["x = 1"]
    assert cell["cell_type"] == "code"


def test_an_empty_beginning_is_no_cell() -> None:
    assert loose_cell('{"cell_type": "code", "metadata": {') == {}
