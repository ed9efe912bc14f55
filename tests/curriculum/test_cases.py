from typing import Any

import pytest

from curriculum.cases import same_value, why_not


class Everything:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        (3, 3, True), (3, 3.0, False), (1, True, False), (0.3, 0.1 + 0.2, False), ([1, 2], (1, 2), True), ([1, 2], [2, 1], False),
        ({"a": 1}, {"a": 1}, True), ({"a": 1}, {"a": 1, "b": 2}, False), ("a", "a ", False), (None, None, True), (3, Everything(), False),
        ([3], [Everything()], False),
    ],
)  # fmt: skip
def test_values_are_compared_by_type_and_value(expected: Any, got: Any, *, same: bool) -> None:
    assert same_value(expected, got) is same


def test_a_tolerance_lets_floats_be_close() -> None:
    assert same_value(0.3, 0.1 + 0.2, 1e-9)
    assert same_value([2], [2.0], 1e-9)
    assert not same_value(0.3, 0.31, 1e-9)


def test_the_usual_slips_are_named() -> None:
    assert "return" in why_not(3, None)
    assert "whole number" in why_not(3, 3.0)
    assert "text" in why_not(3, "3")
    assert "spaces" in why_not("a b", "a  b")
    assert why_not(3, 4) == ""
