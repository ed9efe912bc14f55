"""Judging code, case by case: whether what the student's function returned is what the case expects."""

from __future__ import annotations

import math
from typing import Any

import msgspec


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One call of the student's function: its arguments and the value it must return."""

    call: list[Any]
    expect: Any
    hidden: bool = False
    because: str = ""
    say: str = ""


def same_value(expected: Any, got: Any, tolerance: float = 0.0) -> bool:
    """Whether plain data `got` is `expected`: strict types (True is not 1, 3 is not 3.0), unless a tolerance lets floats be close.

    Only values of exactly the built-in types count, so an object that says it equals everything does not.
    """
    if tolerance > 0 and type(expected) in (int, float) and type(got) in (int, float):
        return bool(math.isclose(expected, got, rel_tol=tolerance, abs_tol=tolerance))
    if type(got) is tuple and type(expected) is list:
        got = list(got)  # course files have no tuples; a returned tuple counts as a list
    if type(expected) is not type(got):
        return False
    if isinstance(expected, list):
        return len(expected) == len(got) and all(map(lambda e, g: same_value(e, g, tolerance), expected, got))
    if isinstance(expected, dict):
        return expected.keys() == got.keys() and all(
            same_value(expected[k], got[k], tolerance) for k in expected
        )
    return bool(expected == got)


def why_not(expected: Any, got: Any) -> str:
    """A sentence for the student about a difference that is easy to overlook; empty where the values speak for themselves."""
    if got is None and expected is not None:
        return "Your function gives nothing back. Does it say `return`? Showing a value with `print` is not giving it back."
    if type(expected) is int and type(got) is float and expected == got:
        return "The value is right, but as a decimal number. Here a whole number is asked for."
    if isinstance(expected, (int, float)) and isinstance(got, str):
        return "Your function gives back a text. Here a number is asked for."
    if isinstance(expected, str) and isinstance(got, str) and expected.split() == got.split():
        return "Nearly: look at the spaces."
    if isinstance(expected, str) and isinstance(got, str) and expected.casefold() == got.casefold():
        return "Nearly: look at capital and small letters."
    return ""
