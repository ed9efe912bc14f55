"""Intervals of shares, against scipy's and a published table."""

from __future__ import annotations

import pytest

from grading.shares import difference, share, student95

# scipy.stats.binomtest(yes, n).proportion_ci(method="wilson") of scipy 1.17
SCIPYS = [
    (0, 5, 0.0, 0.434482),
    (5, 5, 0.565518, 1.0),
    (1, 7, 0.025680, 0.513128),
    (8, 14, 0.325906, 0.786192),
    (30, 31, 0.838059, 0.994283),
    (200, 1000, 0.176377, 0.225919),
]


@pytest.mark.parametrize(("yes", "n", "low", "high"), SCIPYS)
def test_wilsons_interval_is_scipys(yes: int, n: int, low: float, high: float) -> None:
    found = share(yes, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)


def test_the_difference_is_newcombes() -> None:
    # Newcombe (1998), table II: 56/70 less 48/80 by method 10 is 0.0524 to 0.3339; 10/10 less 0/20 is 0.6791 to 1.
    found = difference(share(48, 80), share(56, 70))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    found = difference(share(0, 20), share(10, 10))
    assert (found.low, found.high) == pytest.approx((0.6791, 1.0), abs=5e-5)
    assert found.is_clear
    assert not difference(share(3, 6), share(4, 6)).is_clear


def test_students_quantile_is_that_of_the_tables() -> None:
    assert [round(student95(degrees), 2) for degrees in (9, 14, 29, 1000)] == [2.26, 2.14, 2.05, 1.96]
