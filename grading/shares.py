"""How sure one may be of a share of people: intervals that hold for small groups."""

from __future__ import annotations

import math

import msgspec

Z95 = 1.959964
"""The normal quantile of a two-sided 95 % interval."""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A share `value` of `n` people with its 95 % interval; all from 0 to 1."""

    n: int
    value: float
    low: float
    high: float


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """How much larger a later share is than an earlier one, with its 95 % interval; from −1 to 1."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def share(yes: int, n: int) -> Share:
    """A share with Wilson's score interval (Wilson, 1927; for small n: Brown, Cai and DasGupta, 2001). `n` is at least 1."""
    p, z2 = yes / n, Z95 * Z95
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    low = 0.0 if yes == 0 else middle - half
    high = 1.0 if yes == n else middle + half
    return Share(n=n, value=p, low=low, high=high)


def student95(degrees: float) -> float:
    """Student's quantile of a two-sided 95 % interval by Fisher's expansion (1925): within .005 from nine degrees of freedom on."""
    z = Z95
    return z + (z**3 + z) / (4 * degrees) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)


def difference(before: Share, after: Share) -> Difference:
    """The difference of two shares of independent groups, by Newcombe's hybrid score interval (Newcombe, 1998, method 10).

    Where the same people answered twice, they are more alike than independent groups, and the interval is wider than it need be.
    """
    value = after.value - before.value
    low = value - math.hypot(after.value - after.low, before.high - before.value)
    high = value + math.hypot(after.high - after.value, before.value - before.low)
    return Difference(value=value, low=max(low, -1.0), high=min(high, 1.0))
