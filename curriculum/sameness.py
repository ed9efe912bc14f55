"""Whether two canonical values are the same: strictly by type and value, with the few kindnesses that a course states."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from curriculum import frames
from curriculum.values import Value, is_whole, sorting_key, tag_of

MOST_TO_MATCH = 500
"""Entries without an order that are compared each with each, where a tolerance keeps them from being sorted alike."""


def same(expected: Value, got: Value, tolerance: float = 0.0, *, any_order: bool = False) -> bool:
    """Whether `got` is `expected`.

    Strict: True is not 1, and 3 is not 3.0 unless a `tolerance` (relative and absolute) lets numbers be close. A tuple counts for an
    expected list, since course files have lists only. Sets and maps have no order. A table fits where its columns have the same names in
    the same order and hold the same values; its index counts where the expected table has one, or where the index is more than row numbers.
    `any_order`: the rows of a table, the entries of a list, series or array may come in any order.

    Never raises, whatever the two are.
    """
    try:
        return _Same(tolerance).value(expected, got, any_order=any_order)
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
        return False  # not in canonical form


class _Same:
    def __init__(self, tolerance: float) -> None:
        self.tolerance = tolerance

    def value(self, expected: Value, got: Value, *, any_order: bool = False) -> bool:
        tag = tag_of(expected)
        if type(expected) is list and tag_of(got) == "$tuple":
            got = got["$tuple"]
        if self.tolerance > 0 and _is_number(expected) and _is_number(got):
            return _close(_number(expected), _number(got), self.tolerance)
        if type(expected) is not type(got) or tag != tag_of(got):
            return False
        if type(expected) is list:
            return self.loose(expected, got) if any_order else self.each(expected, got)
        if tag:
            return self.tagged(tag, expected[tag], got[tag], any_order=any_order)
        if type(expected) is dict:
            return expected.keys() == got.keys() and all(
                self.value(expected[key], got[key]) for key in expected
            )
        return bool(expected == got)

    def tagged(self, tag: str, expected: Any, got: Any, *, any_order: bool) -> bool:
        look = frames.SHAPES.get(tag)
        if look is not None and look(expected) and look(got):
            compare = {"$table": self.table, "$series": self.series, "$array": self.array}.get(tag)
            return compare(expected, got, any_order) if compare else self.index(expected, got)
        if tag in ("$set", "$frozenset"):
            return self.loose(expected, got)
        if tag == "$dict":
            return self.loose(expected, got)
        if tag == "$decimal":
            from decimal import Decimal

            return expected == got or Decimal(expected) == Decimal(got)
        if tag in ("$tuple", "$complex"):
            return self.each(expected, got)
        return bool(type(expected) is type(got) and expected == got)

    def each(self, expected: Sequence[Value], got: Sequence[Value]) -> bool:
        """Entry by entry."""
        return len(expected) == len(got) and all(map(self.value, expected, got))

    def loose(self, expected: Sequence[Value], got: Sequence[Value]) -> bool:
        """The same entries in any order."""
        if len(expected) != len(got):
            return False
        if self.each(sorted(expected, key=sorting_key), sorted(got, key=sorting_key)):
            return True
        if not self.tolerance or len(got) > MOST_TO_MATCH:
            return False
        left = list(got)
        for wanted in expected:
            at = next((at for at, one in enumerate(left) if self.value(wanted, one)), None)
            if at is None:
                return False
            left.pop(at)
        return True

    def rows(self, expected: list[list[Value]], got: list[list[Value]], any_order: bool) -> bool:  # noqa: FBT001
        """Columns of the same lengths, compared row by row."""
        wanted, came = list(zip(*expected, strict=True)), list(zip(*got, strict=True))
        if any_order:
            return self.loose([list(row) for row in wanted], [list(row) for row in came])
        return len(wanted) == len(came) and all(map(self.each, wanted, came))

    def table(self, expected: Any, got: Any, any_order: bool) -> bool:  # noqa: FBT001
        if not self.each(expected["columns"], got["columns"]) or not self.names(
            expected["index"], got["index"]
        ):
            return False
        return self.rows(_with_index(expected, expected), _with_index(got, expected), any_order)

    def series(self, expected: Any, got: Any, any_order: bool) -> bool:  # noqa: FBT001
        named = expected["name"] is None or self.value(expected["name"], got["name"])
        if not named or not self.names(expected["index"], got["index"]):
            return False
        return self.rows(_with_index(expected, expected), _with_index(got, expected), any_order)

    def names(self, expected: Any, got: Any) -> bool:
        """Whether an index is of the kind that is asked for, by its levels and their names."""
        if expected is None:
            return counts_rows(got)
        if got is None:
            got = [{"name": None, "values": []}]
        return len(expected) == len(got) and all(
            one["name"] is None or self.value(one["name"], other["name"])
            for one, other in zip(expected, got, strict=True)
        )

    def index(self, expected: Any, got: Any) -> bool:
        return self.names(expected, got) and self.each(
            [one["values"] for one in expected], [one["values"] for one in got]
        )

    def array(self, expected: Any, got: Any, any_order: bool) -> bool:  # noqa: FBT001
        compare = self.loose if any_order else self.each
        return expected["shape"] == got["shape"] and compare(expected["values"], got["values"])


def counts_rows(index: Any) -> bool:
    """Whether an index holds nothing but row numbers, in whatever order sorting and filtering left them."""
    return index is None or (
        len(index) == 1 and index[0]["name"] is None and all(type(n) is int for n in index[0]["values"])
    )


def _with_index(frame: Any, expected: Any) -> list[list[Value]]:
    """The columns of a table or series, behind those of its index where that counts."""
    data = frame["data"] if "data" in frame else [frame["values"]]
    if expected["index"] is None:
        return list(data)
    rows = len(data[0]) if data else 0
    index = frame["index"] or [{"values": list(range(rows))}]
    return [*(one["values"] for one in index), *data]


def _is_number(value: Value) -> bool:
    return type(value) is float or is_whole(value)


def _number(value: Value) -> int | float:
    return int(value["$int"], 16) if type(value) is dict else value


def _close(expected: float, got: float, tolerance: float) -> bool:
    try:
        return math.isclose(expected, got, rel_tol=tolerance, abs_tol=tolerance)
    except OverflowError:
        return expected == got
