"""Intervals of shares, against scipy's and a published table."""

from __future__ import annotations

import pytest

from grading.shares import difference, share


@pytest.mark.parametrize(("yes", "n"), [(0, 5), (5, 5), (1, 7), (8, 14), (30, 31), (200, 1000)])
def test_wilsons_interval_is_scipys(yes: int, n: int) -> None:
    from scipy.stats import binomtest

    theirs = binomtest(yes, n).proportion_ci(method="wilson")
    ours = share(yes, n)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


def test_the_difference_is_newcombes() -> None:
    # Newcombe (1998), table II: 56/70 less 48/80 by method 10 is 0.0524 to 0.3339; 10/10 less 0/20 is 0.6791 to 1.
    found = difference(share(48, 80), share(56, 70))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    found = difference(share(0, 20), share(10, 10))
    assert (found.low, found.high) == pytest.approx((0.6791, 1.0), abs=5e-5)
    assert found.is_clear
    assert not difference(share(3, 6), share(4, 6)).is_clear
