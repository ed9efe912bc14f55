"""Lines to put in order."""

from __future__ import annotations

import random
from html import escape
from itertools import pairwise
from typing import Annotated

from msgspec import Meta

from curriculum.faults import ItemError
from curriculum.prose import Prose
from curriculum.types.answers import Answer, Unreadable, indices
from curriculum.types.making import Drawn, Making
from curriculum.types.written import Written
from curriculum.variants import Variant


class Order(Written, frozen=True, kw_only=True, tag="order"):
    """Lines to put in order."""

    lines: Annotated[list[str], Meta(min_length=3)]
    mono: bool = False


def make(item: Order, making: Making, seed: random.Random) -> Drawn:
    """The lines in a drawn order that is not the right one. Raises ItemError."""
    lines = [making.fill("lines", line.rstrip("\n") if item.mono else line) for line in item.lines]
    if item.mono:  # fill() trims; indentation is part of the line
        lines = [
            " " * (len(raw) - len(raw.lstrip(" "))) + line
            for raw, line in zip(item.lines, lines, strict=True)
        ]
    order = list(range(len(lines)))
    while order == sorted(order):
        seed.shuffle(order)
    shown = tuple(
        Prose(lines[i], f"<code>{escape(lines[i])}</code>")
        if item.mono
        else making.prose("lines", item.lines[i], inline=True)
        for i in order
    )
    if len({line.text for line in shown}) < len(shown):
        raise ItemError("lines", "two lines read the same; their order could not be told apart.")
    right = ",".join(str(order.index(i)) for i in range(len(lines)))
    return Drawn(accepts=(right,), options=shown, mono=item.mono)


def canonical(variant: Variant, answer: Answer) -> str:
    """The indices from top to bottom. Raises Unreadable."""
    order = indices(variant, answer)
    if sorted(order) != list(range(len(variant.options))):
        raise Unreadable("Put every line in its place first.")
    return ",".join(map(str, order))


def answer_of(_: Variant, given: str) -> Answer:
    """`canonical` undone."""
    return [int(one) for one in given.split(",")]


def score(_: Variant, accepts: tuple[str, ...], given: str) -> float:
    """Full marks when all are in order, else half the share of neighbours that are."""
    if given in accepts:
        return 1.0
    order = given.split(",")
    neighbours = set(pairwise(accepts[0].split(",")))
    return 0.5 * sum(pair in neighbours for pair in pairwise(order)) / (len(order) - 1)


def parts(_: Variant, given: str) -> tuple[str, ...]:
    """What a remark or a digest may name: the whole order."""
    return (given,)


def describe(variant: Variant, answer: Answer) -> str:
    """The lines in the order given. Raises Unreadable."""
    return " → ".join(variant.options[i].text.strip() for i in indices(variant, answer))
