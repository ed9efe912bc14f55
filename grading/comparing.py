"""Comparing: the statistics of estimates and of questions that fairness is judged by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BINS = 10

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def auc(chance: Floats, right: Bools) -> float:
    """The area under the ROC curve, ties counting half; NaN where all are right or none is (Mann & Whitney 1947)."""
    good = int(right.sum())
    bad = right.size - good
    if not good or not bad:
        return float("nan")
    _, place, count = np.unique(chance, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    rank = (last - (count - 1) / 2)[place]
    return float((rank[right].sum() - good * (good + 1) / 2) / (good * bad))


def calibration_error(chance: Floats, right: Bools, bins: int = BINS) -> float:
    """The mean distance between estimate and share of right answers over bins of equal width, weighted by answers."""
    if not chance.size:
        return float("nan")
    which = np.minimum((chance * bins).astype(int), bins - 1)
    count = np.bincount(which, minlength=bins)
    gap = np.bincount(which, weights=chance - right, minlength=bins)
    return float(np.abs(gap[count > 0]).sum() / chance.size)


def mantel_haenszel(tables: Floats, *, correction: bool = True) -> tuple[float, float]:
    """(common odds ratio, chi-square with one degree of freedom) of 2×2 tables, shape (strata, 2, 2).

    Rows: the others, the group; columns: right, not right. NaN where they cannot be said.
    """
    a, b, c, d = tables[:, 0, 0], tables[:, 0, 1], tables[:, 1, 0], tables[:, 1, 1]
    total = a + b + c + d
    usable = total > 1
    a, b, c, d, total = a[usable], b[usable], c[usable], d[usable], total[usable]
    below = float((b * c / total).sum())
    odds = float((a * d / total).sum()) / below if below else float("nan")
    expected = (a + b) * (a + c) / total
    variance = float(((a + b) * (c + d) * (a + c) * (b + d) / (total**2 * (total - 1))).sum())
    if not variance:
        return odds, float("nan")
    gap = abs(float((a - expected).sum()))
    return odds, max(0.0, gap - 0.5 * correction) ** 2 / variance
