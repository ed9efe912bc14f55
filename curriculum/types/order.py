"""Lines to put in order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from html import escape
from itertools import pairwise
from math import gcd
from typing import Annotated

import msgspec
from msgspec import Meta

from curriculum.faults import ItemError
from curriculum.prose import Prose
from curriculum.types.answers import Answer, Unreadable, indices
from curriculum.types.making import Drawn, Making
from curriculum.types.written import Written
from curriculum.variants import Remark, Variant
from curriculum.words import _

MOST_STEPS = 6
"""How far a line can be moved in."""


class WrongOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong order with a known cause: the lines, counted from 1 in the right order, as they stand from top to bottom."""

    lines: list[int]
    because: str = ""
    say: str = ""


class Order(Written, frozen=True, kw_only=True, tag="order"):
    """Lines to put in order; with `indent`, to be moved in as well, as in a program. Those of `also` are to be left out."""

    lines: Annotated[list[str], Meta(min_length=3)]
    mono: bool = False
    indent: bool = False
    also: tuple[str, ...] = ()
    wrong: tuple[WrongOrder, ...] = ()


def make(item: Order, making: Making, seed: random.Random) -> Drawn:
    """The lines, those that do not belong too, in a drawn order that is not the right one. Raises ItemError."""
    mono = item.mono or item.indent
    written = [*item.lines, *item.also]
    lines = [making.fill("lines", line.rstrip("\n") if mono else line) for line in written]
    spaces = [len(raw) - len(raw.lstrip(" ")) for raw in written]
    steps = _steps(spaces[: len(item.lines)]) if item.indent else []
    if mono and not item.indent:  # fill() trims; indentation is part of the line
        lines = [" " * indented + line for indented, line in zip(spaces, lines, strict=True)]
    order = list(range(len(lines)))
    while order == sorted(order):
        seed.shuffle(order)
    shown = tuple(
        Prose(lines[i], f"<code>{escape(lines[i])}</code>")
        if mono
        else making.prose("lines", written[i], inline=True)
        for i in order
    )
    if len({line.text for line in shown}) < len(shown):
        raise ItemError("lines", _("two lines read the same; their order could not be told apart."))
    places = [order.index(i) for i in range(len(lines))]
    right = places[: len(item.lines)]
    return Drawn(
        accepts=(_joined(right, steps),),
        options=shown,
        mono=mono,
        indent=item.indent,
        spare=bool(item.also),
        remarks=tuple(remark for wrong in item.wrong for remark in _remark(wrong, item, places, making)),
    )


def _remark(wrong: WrongOrder, item: Order, places: list[int], making: Making) -> Iterator[Remark]:
    """What to say to a wrong order, however far its lines are moved in. The lines of `also` are counted on."""
    counted = list(range(1, len(item.lines) + 1))
    known = set(range(1, len(places) + 1))
    some = bool(wrong.lines) and len(set(wrong.lines)) == len(wrong.lines) and set(wrong.lines) <= known
    if wrong.lines == counted or not (some if item.also else sorted(wrong.lines) == counted):
        raise ItemError(
            "wrong",
            _("{lines} is no other order of the lines 1 to {count}.").format(
                lines=wrong.lines, count=len(places)
            ),
        )
    return making.remark(",".join(str(places[line - 1]) for line in wrong.lines), wrong)


def _steps(spaces: list[int]) -> list[int]:
    """How many steps each line is moved in, from the spaces before it. Raises ItemError."""
    step = gcd(*spaces)
    if not step:
        raise ItemError("indent", _("no line is moved in; put spaces before those that are, in quotes."))
    steps = [indented // step for indented in spaces]
    if max(steps) > MOST_STEPS:
        raise ItemError(
            "lines", _("a line is moved in by more than {most_steps} steps.").format(most_steps=MOST_STEPS)
        )
    return steps


def _joined(order: list[int], steps: list[int]) -> str:
    if not steps:
        return ",".join(map(str, order))
    return ",".join(f"{line}:{step}" for line, step in zip(order, steps, strict=True))


def canonical(variant: Variant, answer: Answer) -> str:
    """The indices from top to bottom, with `indent` each as `index:steps`. Raises Unreadable."""
    order, steps = _read(variant, answer)
    whole = len(set(order)) == len(order)
    if not whole or not (variant.spare or len(order) == len(variant.options)):
        raise Unreadable(_("Put every line in its place first."))
    return _joined(order, steps)


def _read(variant: Variant, answer: Answer) -> tuple[list[int], list[int]]:
    if not variant.indent:
        return indices(variant, answer), []
    most = 2 * len(variant.options)
    fewest = 2 if variant.spare else most
    if not isinstance(answer, list) or not fewest <= len(answer) <= most:
        raise Unreadable(_("Put every line in its place first."))
    steps = [step for step in answer[1::2] if type(step) is int and 0 <= step <= MOST_STEPS]
    if 2 * len(steps) != len(answer):
        raise Unreadable(_("Move every line in or out first."))
    return indices(variant, answer[::2]), steps


def answer_of(variant: Variant, given: str) -> Answer:
    """`canonical` undone; an order alone has no line moved in."""
    if variant.indent and ":" not in given:
        given = ",".join(f"{line}:0" for line in given.split(","))
    return [int(one) for one in given.replace(":", ",").split(",")]


def score(_: Variant, accepts: tuple[str, ...], given: str) -> float:
    """Full marks when all are right, half when all are in order, else half the share of neighbours that are.

    Lines in order that are moved in wrongly earn their share of the other half.
    """
    if given in accepts:
        return 1.0
    lines, right_lines = given.split(","), accepts[0].split(",")
    order, right = ([line.partition(":")[0] for line in one] for one in (lines, right_lines))
    if order == right:
        return 0.5 + 0.5 * sum(map(str.__eq__, lines, right_lines)) / len(lines)
    neighbours = set(pairwise(right))
    # What does not belong, and what is missing, is no neighbour either.
    return 0.5 * sum(pair in neighbours for pair in pairwise(order)) / (max(len(order), len(right)) - 1)


def parts(variant: Variant, given: str) -> tuple[str, ...]:
    """What a remark or a digest may name: the whole answer; where lines are moved in, the order alone as well."""
    return (
        (given, ",".join(line.partition(":")[0] for line in given.split(","))) if variant.indent else (given,)
    )


def nearly(_variant: Variant, accepts: tuple[str, ...], given: str) -> Prose | None:
    """What to say where only the indentation is wrong."""
    order, right = ([line.partition(":")[0] for line in one.split(",")] for one in (given, accepts[0]))
    if order != right:
        return None
    text = _(
        "The lines are in the right order. Now look at how far each one is moved in: which lines belong inside another?"
    )
    return Prose(text, f"<p>{text}</p>")


def describe(variant: Variant, answer: Answer) -> str:
    """The lines in the order given. Raises Unreadable."""
    order, steps = _read(variant, answer)
    if not variant.indent:
        return " → ".join(variant.options[i].text.strip() for i in order)
    return "\n".join("    " * step + variant.options[i].text for i, step in zip(order, steps, strict=True))
