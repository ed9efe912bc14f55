"""The statistics of fairness, each against a route of its own: SciPy, or figures worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from grading.comparing import auc, calibration_error, mantel_haenszel


@given(
    st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.5001, 0.9]), st.booleans()), min_size=2, max_size=60)
)
def test_auc_is_scipys_mann_whitney(answers: list[tuple[float, bool]]) -> None:
    chance = np.array([one for one, _ in answers])
    right = np.array([one for _, one in answers])
    if right.all() or not right.any():
        assert isnan(auc(chance, right))
        return
    u = stats.mannwhitneyu(chance[right], chance[~right]).statistic
    assert auc(chance, right) == pytest.approx(u / (right.sum() * (~right).sum()))


def test_calibration_error_by_hand() -> None:
    chance = np.array([0.05, 0.05, 0.85, 0.85, 1.0])
    right = np.array([False, True, True, True, True])
    # bins: two answers off by .9 in sum, two by .3, one exact; over five answers
    assert calibration_error(chance, right) == pytest.approx((0.9 + 0.3 + 0.0) / 5)


def test_common_odds_by_hand_in_fractions() -> None:
    tables = np.array([[[20, 10], [15, 15]], [[30, 5], [20, 10]]], dtype=float)
    above = Fraction(20 * 15, 60) + Fraction(30 * 10, 65)
    below = Fraction(10 * 15, 60) + Fraction(5 * 20, 65)
    odds, chi2 = mantel_haenszel(tables)
    assert odds == pytest.approx(float(above / below))
    expected = Fraction(30 * 35, 60) + Fraction(35 * 50, 65)
    variance = Fraction(30 * 30 * 35 * 25, 60**2 * 59) + Fraction(35 * 30 * 50 * 15, 65**2 * 64)
    assert chi2 == pytest.approx(float((abs(50 - expected) - Fraction(1, 2)) ** 2 / variance))


@given(st.lists(st.integers(1, 50), min_size=4, max_size=4))
def test_one_stratum_is_pearsons_chi_square(cells: list[int]) -> None:
    table = np.array(cells, dtype=float).reshape(1, 2, 2)
    pearson = stats.chi2_contingency(table[0], correction=False).statistic
    total = sum(cells)
    odds, chi2 = mantel_haenszel(table, correction=False)
    assert chi2 == pytest.approx(pearson * (total - 1) / total)
    assert odds == pytest.approx(stats.contingency.odds_ratio(table[0].astype(int), kind="sample").statistic)


def test_what_cannot_be_said_is_not_a_number() -> None:
    nobody = np.zeros((2, 2, 2))
    assert all(map(isnan, mantel_haenszel(nobody)))
    assert isnan(calibration_error(np.array([]), np.array([], dtype=bool)))
