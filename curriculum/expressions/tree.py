"""An expression as a tree, and what may be wrong with one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import msgspec

from curriculum.words import _


class Unworkable(Exception):
    """An expression that cannot be read or worked out; the message is a kind sentence for the student."""


class Expression(msgspec.Struct, frozen=True):
    """One node of an expression.

    `kind` is `number` (`value`, exact), `name`, `word` and `call` (`name`), `+` `*` (two or more parts), `-` (one part), `/` `^`
    (two), `big` (`name` is one of ∫ ∑ ∏ lim: what stands behind it, its variable, and its bounds or what the variable goes to),
    `root` (what is under it, and which root), `±` (two parts), `inf`, `relation` (`name` is one of = ≠ < ≤ > ≥ ≈ ∈ → ≡, two parts),
    `row` (`name` holds the two brackets, or `,` for a list without any), `or`, `and`, `∪`, `∩`, `∖` (two or more parts).
    """

    kind: str
    parts: tuple[Expression, ...] = ()
    name: str = ""
    value: Fraction = Fraction(0)

    def walk(self) -> Iterator[Expression]:
        """This node and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def number(value: int | Fraction) -> Expression:
    """A number as a node."""
    return Expression("number", value=Fraction(value))


def join(kind: str, left: Expression, right: Expression) -> Expression:
    """`left` and `right` under one `+`, `*`, `or`, … that has as many parts as were written."""
    parts = left.parts if left.kind == kind else (left,)
    return Expression(kind, (*parts, right))


def height(tree: Expression) -> int:
    """How many levels a tree has."""
    level: tuple[Expression, ...] = (tree,)
    height = 0
    while level:
        height += 1
        level = tuple(part for node in level for part in node.parts)
    return height


def matrix(rows: Sequence[tuple[Expression, ...]]) -> Expression:
    """Rows as a matrix; a single one is a list in brackets. Raises Unworkable."""
    if not rows or len({len(row) for row in rows}) > 1:
        raise Unworkable(_("The rows of a matrix have the same number of entries."))
    made = tuple(Expression("row", row, "[]") for row in rows)
    return made[0] if len(made) == 1 else Expression("row", made, "[]")


def is_proper(part: Expression) -> bool:
    """Whether it is a fraction of two whole numbers, smaller than one."""
    if part.kind != "/" or any(side.kind != "number" or side.value.denominator != 1 for side in part.parts):
        return False
    return 0 < part.parts[0].value < part.parts[1].value
