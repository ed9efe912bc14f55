"""Whether two values are the same: strictly, with the kindnesses that the course's author asked for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.sameness import same
from curriculum.values import canonical
from curriculum.written import written
from tests.curriculum.values import odd_values, plain_objects


@pytest.mark.parametrize(
    ("expected", "got", "fit"),
    [
        (3, 3, True), (3, 3.0, False), (1, True, False), (True, 1, False), (0.3, 0.1 + 0.2, False), ("a", "a ", False),
        (None, None, True),
        ([1, 2], (1, 2), True), ([1, 2], [2, 1], False), ([1, [2]], ([1, (2,)]), True), ({"a": 1}, {"a": 1}, True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True), ({"a": 1}, {"a": 1, "b": 2}, False), ({1: "a"}, {1: "a"}, True),
        ({1: "a"}, {True: "a"}, False),
        ((1, 2), (1, 2), True), ((1, 2), [1, 2], False), ({1, 2}, {2, 1}, True), ({1, 2}, [1, 2], False), ({1}, frozenset({1}), False),
        (2**70, 2**70, True), (2**70, 2**70 + 1, False), (float("nan"), float("nan"), True), (float("inf"), float("-inf"), False),
        (0.0, -0.0, True), (b"a", b"a", True), (b"a", bytearray(b"a"), False), (range(3), range(3), True), (range(3), [0, 1, 2], False),
        (3, object(), False), ([3], [object()], False),
    ],
)  # fmt: skip
def test_values_are_compared_by_type_and_value(expected: Any, got: Any, *, fit: bool) -> None:
    assert same(canonical(expected), canonical(got)) is fit


@pytest.mark.parametrize(
    ("expected", "got", "fit"),
    [
        (0.3, 0.1 + 0.2, True), (0.3, 0.31, False), (2, 2.0, True), ([2], [2.0], True), ({"a": 0.3}, {"a": 0.1 + 0.2}, True),
        (1, True, False),
        ({0.3}, {0.1 + 0.2}, True), (1e308, 2**2000, False), ("0.3", "0.30", False),
    ],
)  # fmt: skip
def test_a_tolerance_lets_numbers_be_close(expected: Any, got: Any, *, fit: bool) -> None:
    assert same(canonical(expected), canonical(got), 1e-9) is fit


TABLE: Any = {"$table": {"name": ["Mei", "Luis", "Ana"], "score": [3, 1, 2]}}


@pytest.mark.parametrize(
    ("got", "fit"),
    [
        ({"$table": {"name": ["Mei", "Luis", "Ana"], "score": [3, 1, 2]}}, True),
        (
            {"$table": {"name": ["Mei", "Luis", "Ana"], "score": [3, 1, 2]}, "index": [2, 0, 1]},
            True,
        ),  # sorting leaves row numbers
        ({"$table": {"name": ["Mei", "Luis", "Ana"], "score": [3, 1, 2]}, "index": ["a", "b", "c"]}, False),
        ({"$table": {"name": ["Mei", "Luis", "Ana"], "score": [3.0, 1.0, 2.0]}}, False),
        ({"$table": {"score": [3, 1, 2], "name": ["Mei", "Luis", "Ana"]}}, False),
        ({"$table": {"name": ["Luis", "Ana", "Mei"], "score": [1, 2, 3]}}, False),
        ({"$table": {"Name": ["Mei", "Luis", "Ana"], "score": [3, 1, 2]}}, False),
        ({"name": ["Mei", "Luis", "Ana"], "score": [3, 1, 2]}, False),
    ],
)
def test_tables_fit_by_columns_and_values(got: Any, *, fit: bool) -> None:
    assert same(written(TABLE), written(got)) is fit


def test_the_rows_of_a_table_may_come_in_any_order_where_the_case_says_so() -> None:
    other = written({"$table": {"name": ["Luis", "Ana", "Mei"], "score": [1, 2, 3]}})
    mixed = written({"$table": {"name": ["Luis", "Ana", "Mei"], "score": [2, 1, 3]}})
    assert same(written(TABLE), other, any_order=True)
    assert not same(written(TABLE), mixed, any_order=True)
    close = written({"$table": {"name": ["Luis", "Ana", "Mei"], "score": [1.0, 2.0000000001, 3.0]}})
    assert same(written(TABLE), close, 1e-6, any_order=True)


def test_an_index_counts_where_it_is_written() -> None:
    wanted = written({"$table": {"n": [1, 2]}, "index": {"pet": ["cat", "dog"]}})
    assert same(wanted, written({"$table": {"n": [1, 2]}, "index": {"pet": ["cat", "dog"]}}))
    assert not same(wanted, written({"$table": {"n": [1, 2]}, "index": {"animal": ["cat", "dog"]}}))
    assert not same(wanted, written({"$table": {"n": [1, 2]}, "index": {"pet": ["dog", "cat"]}}))
    assert not same(wanted, written({"$table": {"n": [1, 2]}}))


def test_a_series_fits_by_values_and_by_what_is_written_of_it() -> None:
    named = written({"$series": [1, 2], "name": "n", "index": ["a", "b"]})
    assert same(written({"$series": [1, 2], "index": ["a", "b"]}), named)
    assert not same(written({"$series": [1, 2], "name": "m", "index": ["a", "b"]}), named)
    assert not same(written({"$series": [1, 2]}), named)
    assert same(written({"$series": [1, 2]}), written({"$series": [1, 2], "name": "n"}))
    assert not same(written([1, 2]), written({"$series": [1, 2]}))


def test_missing_values_are_the_same_however_they_are_written() -> None:
    assert same(written({"$series": [3, None]}), written({"$series": [3.0, {"$float": "nan"}]}))
    assert not same(written({"$series": [3, None]}), written({"$series": [3.0, 0.0]}))


def test_an_array_fits_by_its_shape_too() -> None:
    assert same(written({"$array": [[1, 2], [3, 4]]}), written({"$array": [[1, 2], [3, 4]]}))
    assert not same(written({"$array": [[1, 2], [3, 4]]}), written({"$array": [1, 2, 3, 4]}))
    assert not same(written({"$array": [1, 2]}), written([1, 2]))


@given(plain_objects)
def test_everything_is_the_same_as_itself(obj: object) -> None:
    value = canonical(obj)
    assert same(value, value)
    assert same(value, value, 1e-9)
    assert same(value, value, any_order=True)


@given(st.one_of(st.integers(), st.booleans(), st.floats(), st.text(), st.binary(), st.none()), plain_objects)
def test_values_of_two_types_are_never_the_same(one: object, other: object) -> None:
    if type(one) is not type(other):
        assert not same(canonical(one), canonical(other))


@given(odd_values, odd_values)
def test_data_of_any_shape_is_compared_without_a_fault(one: Any, other: Any) -> None:
    assert same(one, other) in (True, False)
    assert same(one, other, 0.1, any_order=True) in (True, False)
