"""Polynomials with rational coefficients in several names: enough to tell when two equations are the same."""

from __future__ import annotations

from fractions import Fraction
from typing import Self

import msgspec

from curriculum.expressions.tree import Expression
from curriculum.expressions.values import Undefined, bounded, value

MAX_TERMS = 300
MAX_DEGREE = 40

Powers = tuple[tuple[str, int], ...]
"""The names of a term and their powers, by name."""


class Irrational(Exception):
    """Not a quotient of two polynomials of moderate size."""


class Polynomial(msgspec.Struct, frozen=True):
    """A sum of terms: powers of names → coefficient, none of them zero."""

    terms: dict[Powers, Fraction]

    @classmethod
    def of(cls, number: int | Fraction) -> Self:
        """A number as a polynomial."""
        return cls({(): Fraction(number)} if number else {})

    @property
    def constant(self) -> bool:
        """Whether it is a number."""
        return not any(self.terms)

    @property
    def first(self) -> Fraction:
        """The coefficient of the first term in order; 0 where there is none."""
        return self.terms[min(self.terms)] if self.terms else Fraction(0)

    def plus(self, other: Polynomial) -> Polynomial:
        """The sum."""
        terms = dict(self.terms)
        for powers, coefficient in other.terms.items():
            terms[powers] = terms.get(powers, Fraction(0)) + coefficient
        return Polynomial({powers: coefficient for powers, coefficient in terms.items() if coefficient})

    def times(self, other: Polynomial) -> Polynomial:
        """The product. Raises Irrational where it grows too large."""
        if len(self.terms) * len(other.terms) > MAX_TERMS**2:
            raise Irrational
        terms: dict[Powers, Fraction] = {}
        for left, a in self.terms.items():
            for right, b in other.terms.items():
                powers = _multiplied(left, right)
                terms[powers] = terms.get(powers, Fraction(0)) + a * b
        found = {powers: coefficient for powers, coefficient in terms.items() if coefficient}
        if len(found) > MAX_TERMS or any(sum(p for _, p in powers) > MAX_DEGREE for powers in found):
            raise Irrational
        return Polynomial(found)

    def plain(self, *, directed: bool) -> tuple[tuple[Powers, str], ...]:
        """Its terms in order, up to a factor.

        The first coefficient becomes 1 (or, where `directed`, 1 or −1), and a power of names that is in every term is left out:
        xy = 3x and y = 3 are told apart only by what makes both sides zero.
        """
        if not self.terms:
            return ()
        shared = self.shared() if not directed else {}
        lowered = {
            tuple((n, p - shared.get(n, 0)) for n, p in powers if p > shared.get(n, 0)): coefficient
            for powers, coefficient in self.terms.items()
        }
        first = lowered[min(lowered)]
        by = abs(first) if directed else first
        return tuple((powers, str(lowered[powers] / by)) for powers in sorted(lowered))

    def shared(self) -> dict[str, int]:
        """The powers of names that every term has, where there is more than one term."""
        if len(self.terms) < 2:
            return {}
        every = [dict(powers) for powers in self.terms]
        return {name: min(powers.get(name, 0) for powers in every) for name in every[0]}


def _multiplied(left: Powers, right: Powers) -> Powers:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted(powers.items()))


def quotient(tree: Expression) -> tuple[Polynomial, Polynomial]:
    """`tree` as one polynomial over another. Raises Irrational."""
    if not any(node.kind == "name" for node in tree.walk()):
        try:
            number = bounded(value(tree, {}))
        except Undefined:
            raise Irrational from None
        if not isinstance(number, Fraction):
            raise Irrational
        return Polynomial.of(number), Polynomial.of(1)
    one = Polynomial.of(1)
    match tree.kind:
        case "name" if tree.name not in {"pi", "e"}:
            return Polynomial({((tree.name, 1),): Fraction(1)}), one
        case "-":
            top, bottom = quotient(tree.parts[0])
            return top.times(Polynomial.of(-1)), bottom
        case "+":
            top, bottom = quotient(tree.parts[0])
            for part in tree.parts[1:]:
                up, down = quotient(part)
                if down.terms == bottom.terms:
                    top = top.plus(up)
                else:
                    top, bottom = top.times(down).plus(up.times(bottom)), bottom.times(down)
            return top, bottom
        case "*":
            top, bottom = one, one
            for part in tree.parts:
                up, down = quotient(part)
                top, bottom = top.times(up), bottom.times(down)
            return top, bottom
        case "/":
            (top, bottom), (down, up) = quotient(tree.parts[0]), quotient(tree.parts[1])
            if not down.terms:
                raise Irrational
            return top.times(up), bottom.times(down)
        case "^":
            return _power(*quotient(tree.parts[0]), tree.parts[1])
    raise Irrational


def _power(top: Polynomial, bottom: Polynomial, exponent: Expression) -> tuple[Polynomial, Polynomial]:
    by, _ = quotient(exponent)
    if not by.constant or by.first.denominator != 1 or abs(by.first) > MAX_DEGREE:
        raise Irrational
    if by.first < 0:
        top, bottom = bottom, top
        if not bottom.terms:
            raise Irrational
    up, down = Polynomial.of(1), Polynomial.of(1)
    for _ in range(abs(int(by.first))):
        up, down = up.times(top), down.times(bottom)
    return up, down
