"""Canonical values as a person reads them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from curriculum.shown import shown
from curriculum.values import canonical
from curriculum.written import written
from tests.curriculum.values import odd_values


@pytest.mark.parametrize(
    "obj",
    [3, 3.0, True, None, "a'b", [1, "b"], (1,), (1, 2), {1}, set(), frozenset({1}), {"a": 1, 2: (3,)},
    {}, 2**70, b"ab", range(3), Decimal("1.5"),
     Fraction(1, 2), range(1, 9, 2), bytearray(b"a")],
)  # fmt: skip
def test_a_value_is_shown_as_python_writes_it(obj: object) -> None:
    assert shown(canonical(obj)) == repr(obj)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (written({"$table": {"a": [1], "b": [2]}}), "a table {'a': [1], 'b': [2]}"),
        (
            written({"$table": {"n": [1]}, "index": {"pet": ["cat"]}}),
            "a table {'n': [1]}, index {'pet': ['cat']}",
        ),
        (written({"$table": {"n": [1, 2]}, "index": ["a", "b"]}), "a table {'n': [1, 2]}, index ['a', 'b']"),
        (written({"$table": {"a": [0] * 30, "b": [0] * 30}}), "a table of 30 rows, columns 'a', 'b'"),
        (written({"$table": {}}), "a table of no columns"),
        (written({"$series": [1, 2]}), "a series [1, 2]"),
        (written({"$series": [1, 2], "index": ["a", "b"]}), "a series {'a': 1, 'b': 2}"),
        (written({"$array": [[1, 2], [3, 4]]}), "array([[1, 2], [3, 4]])"),
        ({"$other": "map"}, "a value of type map"),
        ({"$too-big": "it holds itself"}, "a value that is not shown: it holds itself"),
        ({"$date": "2024-01-02"}, "the day 2024-01-02"),
        ({"$float": "nan"}, "nan"),
        (canonical(10**5000), "a whole number of about 5001 digits"),
    ],
)
def test_what_python_has_no_short_word_for_is_said(value: Any, text: str) -> None:
    assert shown(value) == text


def test_a_long_value_is_cut() -> None:
    assert shown(list(range(100_000))) == repr(list(range(100_000)))[:199] + "…"
    assert shown("a" * 1000, 10) == "'aaaaaaaa…"


@given(odd_values)
def test_data_of_any_shape_is_shown_without_a_fault(value: Any) -> None:
    assert len(shown(value)) <= 200
