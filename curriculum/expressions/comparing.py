"""When two expressions are the same: a fingerprint that is equal exactly where they are.

Numbers are compared exactly (on a grid finer than any rounding a student does). Formulas are compared by their values at ten
points, the same on every machine: exact where the formula is rational, else to fifteen significant digits of sixty (after the
idea of J. T. Schwartz, Fast probabilistic algorithms for verification of polynomial identities, 1980). Some points have one
negative coordinate, never two where that can be helped, so that √x·√y is √(xy) but √(x²) is not x. Where a value is not real it is
only known not to be. Equations are compared as polynomials, up to a constant factor and the denominators that were cleared;
inequalities up to a positive factor.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from curriculum.expressions.polynomial import Irrational, Polynomial, quotient
from curriculum.expressions.tree import Expression, Unworkable
from curriculum.expressions.values import Number, Undefined, bounded, parts, value
from curriculum.words import _

SIGNIFICANT = 15
NEAR = Fraction(1, 10**9)
"""How far apart two numbers are still the same: this much, or this part of a number above 1, as in the checkers answers come from."""
NOT_REAL = "not real"
NONE = "none"


@lru_cache(maxsize=2048)
def fingerprint(tree: Expression, *, any_order: bool = False) -> str:
    """The one text that stands for `tree` and for all that is equal to it. Raises Unworkable.

    With `any_order`, the parts of a list without brackets may come in any order.
    """
    if any(node.kind == "±" for node in tree.walk()):
        plus, minus = _with_sign(tree, up=True), _with_sign(tree, up=False)
        relation = tree.kind == "relation"
        return fingerprint(
            Expression("or" if relation else "row", (plus, minus), "" if relation else ","),
            any_order=any_order,
        )
    match tree.kind:
        case "row":
            return _row(tree, any_order=any_order)
        case "or" | "∪":
            return "or" + _together(_flat(tree, {"or", "∪"}))
        case "and":
            return "and" + _together(_flat(tree, {"and"}))
        case "∩":
            return "∩" + _together(tree.parts)
        case "∖":
            return "∖ (" + "; ".join(fingerprint(part) for part in tree.parts) + ")"
        case "relation":
            return _relation(tree)
        case "*" | "/" | "+" | "-" if any(part.kind in _LISTED for part in tree.parts):
            return _of_rows(tree)
        case "word":
            return f"word {tree.name}"
        case "inf":
            return "+∞"
    if tree.kind == "-" and tree.parts[0].kind == "inf":
        return "-∞"
    return _formula(tree)


def close_to(found: str) -> tuple[str, ...]:
    """`found` and, for a number, its neighbours on the grid: what a value typed with all its decimals may round to."""
    kind, _, text = found.partition(" ")
    if kind != "number" or "i" in text:
        return (found,)
    number = Fraction(text)
    step = _step(number)
    size = max(1, int(abs(number) * NEAR / step))
    near = [number + shift * step for shift in range(-size, size + 1)]
    decade = _decade(number) if number else 0
    if decade > 1 and abs(number) < decade * (
        1 + 10 * NEAR
    ):  # below a power of ten the grid is ten times as fine
        near += [number - (1 if number > 0 else -1) * shift * step / 10 for shift in range(1, 11)]
    return tuple(dict.fromkeys([found, *map(_on_grid, near)]))


def _flat(tree: Expression, kinds: set[str]) -> Iterable[Expression]:
    for part in tree.parts:
        if part.kind in kinds:
            yield from _flat(part, kinds)
        elif part.kind == "row" and part.name == "," and tree.kind != "∪":
            yield from part.parts
        else:
            yield part


def _together(found: Iterable[Expression]) -> str:
    return "{" + "; ".join(sorted({fingerprint(part) for part in found})) + "}"


def _row(tree: Expression, *, any_order: bool) -> str:
    if tree.name == "," and all(part.kind in {"relation", "and"} for part in tree.parts):
        return "or" + _together(tree.parts)  # x = 1, x = 2
    if tree.name == "{}" or (any_order and tree.name == ","):
        return "set" + _together(tree.parts)
    return f"row {tree.name} (" + "; ".join(fingerprint(part) for part in tree.parts) + ")"


_LISTED = {"row", "*", "/", "+", "-"}


def _of_rows(tree: Expression) -> str:
    """A matrix or a vector times a number, or a sum of them, worked out entry by entry; a function of several; else a formula."""
    head, *rest = tree.parts
    if head.kind == "name" and [part.kind for part in rest] == ["row"] and rest[0].name == "()":
        return f"call {head.name} {fingerprint(rest[0])}"  # f(x, y)
    found = _entries(tree)
    return fingerprint(found) if found.kind == "row" else _formula(tree)


def _entries(tree: Expression) -> Expression:
    if tree.kind not in _LISTED - {"row"}:
        return tree
    parts = tuple(map(_entries, tree.parts))
    rows = [part for part in parts if part.kind == "row"]
    shapes = {(row.name, len(row.parts)) for row in rows}
    if not rows or any(row.name not in {"[]", "⟨⟩"} for row in rows):
        return tree
    if tree.kind == "+" and (len(rows) < len(parts) or len(shapes) > 1):
        return tree
    if tree.kind in {"*", "/"} and (len(rows) > 1 or (tree.kind == "/" and parts[1].kind == "row")):
        return tree
    split = [
        _entries(
            Expression(tree.kind, tuple(part.parts[place] if part.kind == "row" else part for part in parts))
        )
        for place in range(len(rows[0].parts))
    ]
    return Expression("row", tuple(split), rows[0].name)


def _with_sign(tree: Expression, *, up: bool) -> Expression:
    found = tuple(_with_sign(part, up=up) for part in tree.parts)
    if tree.kind != "±":
        return Expression(tree.kind, found, tree.name, tree.value)
    return Expression("+", (found[0], found[1] if up else Expression("-", (found[1],))))


def _names(tree: Expression) -> list[str]:
    return sorted(_free(tree) - {"pi", "e"})


def _free(tree: Expression) -> set[str]:
    """The names in it that have no value of their own there, as x has in the sum of all x from 1 to 9."""
    if tree.kind == "name":
        return {tree.name}
    if tree.kind == "big" and len(tree.parts) > 2:
        body, variable, *bounds = tree.parts
        return (_free(body) - {variable.name}).union(*map(_free, bounds))
    return set().union(*map(_free, tree.parts))


def _formula(tree: Expression) -> str:
    names = _names(tree)
    if not names:
        try:
            return _constant(bounded(value(tree, {})))
        except Undefined:
            raise Unworkable(
                _("That has no value: something in it cannot be divided, or has no logarithm.")
            ) from None
    values = _values(tree, names)
    if all(one == NONE for one in values):
        raise Unworkable(_("That has no value anywhere: something in it is divided by zero."))
    if len({_said(one) for one in values}) == 1 and not isinstance(values[0], str):
        return _constant(values[0])  # x − x + 3
    return "formula " + _digest(_said(one) for one in values)


def _values(tree: Expression, names: list[str]) -> list[Number | str]:
    found: list[Number | str] = []
    for point in range(POINTS):
        try:
            one = bounded(value(tree, {name: _coordinate(name, point) for name in names}))
        except Undefined:
            found.append(NONE)
            continue
        found.append(NOT_REAL if not isinstance(one, Fraction) and parts(one)[1] else one)
    return found


def _said(one: Number | str) -> str:
    return one if isinstance(one, str) else significant(parts(one)[0])


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:40]


NEGATIVE = 7
POINTS = 3 + NEGATIVE


@lru_cache(maxsize=4096)
def _coordinate(name: str, point: int) -> Fraction:
    """The value of `name` at a point: whole at the first, positive at the first three, negative at one of the others."""
    seed = random.Random(f"{name}/{point}")
    if point == 0:
        return Fraction(seed.choice((31, 37, 41, 43, 47)))
    found = Fraction(seed.randrange(20, 4000), seed.choice((607, 613, 617, 619)))
    return -found if point - 3 == sum(name.encode()) % NEGATIVE else found


def significant(number: Fraction) -> str:
    """`number` to fifteen significant digits, the same for an exact value and for a very close one."""
    if not number:
        return "0"
    sign, size = ("-" if number < 0 else ""), abs(number)
    exponent = _exponent(size)
    scaled = size * Fraction(10) ** (SIGNIFICANT - 1 - exponent)
    digits = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    if digits == 10**SIGNIFICANT:
        digits, exponent = digits // 10, exponent + 1
    return f"{sign}{digits}e{exponent}"


def _exponent(size: Fraction) -> int:
    """The power of ten at or below `size`, which is positive."""
    guess = int((size.numerator.bit_length() - size.denominator.bit_length()) * 0.30103) - 1
    while Fraction(10) ** (guess + 1) <= size:
        guess += 1
    while Fraction(10) ** guess > size:
        guess -= 1
    return guess


def _decade(number: Fraction) -> Fraction:
    return Fraction(10) ** _exponent(abs(number))


def _step(number: Fraction) -> Fraction:
    """The width of the grid around `number`: finer only where numbers are so small that it would swallow them."""
    if abs(number) >= 1:
        return _decade(number) * NEAR
    if not number or abs(number) >= Fraction(1, 1000):
        return NEAR
    return _decade(number) / 10**6


def _on_grid(number: Fraction) -> str:
    step = _step(number)
    return f"number {round(number / step) * step}"


def _constant(number: Number) -> str:
    real, imaginary = parts(number)
    if not imaginary:
        return _on_grid(real)
    return f"number {significant(real)} + {significant(imaginary)}i"


def _relation(tree: Expression) -> str:
    left, right = tree.parts
    sign = tree.name
    if sign in {">", "≥"}:
        left, right, sign = right, left, {">": "<", "≥": "≤"}[sign]
    if sign == "→" or any(_has_rows(part) for part in (left, right)):
        both = (fingerprint(left), fingerprint(right))
        return f"{sign} " + "; ".join(sorted(both) if sign in {"=", "≠"} else both)
    difference = Expression("+", (left, Expression("-", (right,))))
    directed = sign in {"<", "≤"}
    try:
        top, bottom = quotient(difference)
    except Irrational:
        return f"{sign} " + _ratio(difference, directed=directed)
    if directed and not bottom.constant:
        return f"{sign} " + _ratio(difference, directed=True)
    if bottom.constant and bottom.first < 0:
        top = top.times(Polynomial.of(-1))
    return f"{sign} " + _digest([str(top.plain(directed=directed))])


_FORMULAS = {"number", "name", "call", "+", "*", "-", "/", "^", "root", "big"}


def _has_rows(tree: Expression) -> bool:
    return tree.kind not in _FORMULAS or (tree.kind in _LISTED and any(map(_has_rows, tree.parts)))


def _ratio(difference: Expression, *, directed: bool) -> str:
    """The values of a formula up to a factor (a positive one where it is `directed`)."""
    values = _values(difference, _names(difference))
    first = next((one for one in values if not isinstance(one, str) and parts(one)[0]), None)
    if first is None:
        return _digest(map(_said, values))
    by = parts(first)[0]
    by = abs(by) if directed else by
    return _digest(one if isinstance(one, str) else significant(parts(one)[0] / by) for one in values)
