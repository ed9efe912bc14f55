"""Rounding as taught at school: half away from zero, to significant figures or to places after the point."""

from __future__ import annotations

import re
from fractions import Fraction
from math import floor

from curriculum.arithmetic import scientific


def round_to_places(value: Fraction, places: int) -> Fraction:
    """`value` with so many digits after the point; a negative number rounds to tens, hundreds and so on."""
    scale = Fraction(10) ** places
    rounded = floor(abs(value) * scale + Fraction(1, 2)) / scale
    return rounded if value >= 0 else -rounded


def round_to_figures(value: Fraction, figures: int) -> Fraction:
    """`value` with so many significant figures; 0 stays 0."""
    rounded = round_to_places(value, places_in(value, figures))
    return round_to_places(rounded, places_in(rounded, figures))  # 9.96 becomes 10.0


def places_in(value: Fraction, figures: int) -> int:
    """How many digits after the point show `figures` significant ones; negative where the last is before the point."""
    if value == 0:
        return figures - 1
    places, size = figures - 1, abs(value)
    # The length of the two whole parts brings it within one step, however long the number is.
    guess = len(str(size.numerator)) - len(str(size.denominator))
    while Fraction(10) ** guess > size:
        guess -= 1
    while Fraction(10) ** (guess + 1) <= size:
        guess += 1
    return places - guess


def figures_in(text: str) -> range:
    """How many significant figures a decimal may be said to have, as `arithmetic.plain_number` writes it; none for a fraction.

    The zeros at the end of a whole number may count or not: 1200 has two to four.
    """
    plain = re.sub(r"[\s+-]", "", scientific(text)[0])
    found = re.fullmatch(r"(\d*)(?:([.,])(\d*))?", plain)
    if not found or not plain:
        return range(0)
    digits = (found[1] + (found[3] or "")).lstrip("0")
    if found[2]:
        most = len(digits) or len(found[3] or "") + 1  # 0.00 shows three figures of nothing
        return range(most, most + 1)
    return range(max(1, len(digits.rstrip("0"))), max(1, len(digits)) + 1)
