"""A formula, an equation, an interval, a list: right where it is equal to the answer, however it is written."""

from __future__ import annotations

import random
import re
from typing import Annotated

from msgspec import Meta

from curriculum.expressions import Expression as Tree
from curriculum.expressions import Unworkable, close_to, fingerprint, latex, read
from curriculum.faults import ItemError
from curriculum.prose import Prose, prose
from curriculum.types.answers import Answer, Unreadable, regrouped, typed
from curriculum.types.making import Drawn, Making
from curriculum.types.number import with_unit, without_unit
from curriculum.types.written import Written, WrongText
from curriculum.variants import Remark, Variant
from curriculum.words import _


class Expression(Written, frozen=True, kw_only=True, tag="expression"):
    """An expression. `several`: commas part answers even between digits; `given`: what the question shows, and is no answer."""

    answers: Annotated[list[str], Meta(min_length=1)]
    several: bool = False
    any_order: bool = False
    given: tuple[str, ...] = ()
    unit: str = ""
    misconceptions: tuple[WrongText, ...] = ()


def make(item: Expression, making: Making, _seed: random.Random) -> Drawn:
    """The fingerprints of what is right, and of known wrong answers. Raises ItemError."""
    right = [making.fill("answers", text) for text in item.answers]
    several = item.several or any(_is_list(text) for text in right)

    def mark_of(field: str, text: str) -> str:
        try:
            return fingerprint(read(text, several=several), any_order=item.any_order)
        except Unworkable as error:
            raise ItemError(
                field, _("“{text}” cannot be an answer. {error}").format(text=text, error=error)
            ) from error

    accepts = tuple(dict.fromkeys(near for text in right for near in close_to(mark_of("answers", text))))
    remarks: list[Remark] = []
    for wrong in item.misconceptions:
        for text in wrong.when:
            matches = mark_of("misconceptions", making.fill("misconceptions", text))
            if matches in accepts:
                raise ItemError(
                    "misconceptions", _("“{text}” is right, in a draw; add a `where`.").format(text=text)
                )
            if matches not in {remark.matches for remark in remarks}:
                remarks += making.remark(matches, wrong)
    given = tuple(making.fill("given", text) for text in item.given)
    for text in given:
        mark_of("given", text)
    return Drawn(
        accepts=accepts,
        written=right[0].replace("$", ""),
        remarks=tuple(remarks),
        unit=making.fill("unit", item.unit),
        several=several,
        any_order=item.any_order,
        given=given,
    )


def _is_list(text: str) -> bool:
    try:
        tree = read(text)
    except Unworkable:
        return False  # `make` says so, with its field
    return tree.kind == "row" and tree.name == ","


def canonical(variant: Variant, answer: Answer) -> str:
    """Its fingerprint. Raises Unreadable."""
    try:
        return fingerprint(read(typed(answer), several=variant.several), any_order=variant.any_order)
    except Unworkable as error:
        raise Unreadable(str(error)) from None


def readings(variant: Variant, answer: Answer) -> list[Answer]:
    """The other ways to read an answer: without its unit, without the names (`x = 2 or x = -1`, `f(x) = 2x`), `1,000` as in a number."""
    if not isinstance(answer, str):
        return []
    bare = without_unit(answer, {variant.unit: "1"})[0]
    values = _NAMED.sub(r"\1", _BETWEEN.sub(",", bare))
    return [other for other in dict.fromkeys((bare, values, *regrouped(values))) if other != answer]


_BETWEEN = re.compile(r"\b(?:or|and)\b", re.IGNORECASE)
_NAMED = re.compile(r"(^|[,;])\s*[^\W\d_](?:\([^\W\d_]\))?\s*=")


def answer_of(variant: Variant, given: str) -> Answer:
    """The right answer as its author wrote it: no other can be read back from its fingerprint."""
    return variant.written or given


def score(_: Variant, accepts: tuple[str, ...], given: str) -> float:
    """All or nothing."""
    return float(given in accepts)


def parts(_: Variant, given: str) -> tuple[str, ...]:
    """What a remark or a digest may name: the fingerprint."""
    return (given,)


def qualm(variant: Variant, answer: Answer) -> Prose | None:
    """What is still to be mended where an answer is right but only repeats what the question shows, or an integral or a sum of it."""
    tree = read(typed(answer), several=variant.several)
    if any(tree == read(text, several=variant.several) for text in variant.given):
        return _repeats()
    if _is_to_be_worked_out(tree) and variant.written:
        return None if _is_to_be_worked_out(read(variant.written, several=variant.several)) else _repeats()
    return None


def _is_to_be_worked_out(tree: Tree) -> bool:
    return any(node.kind == "big" for node in tree.walk())


def describe(variant: Variant, answer: Answer) -> str:
    """As typed, with the unit. Raises Unreadable."""
    return with_unit(typed(answer), variant.unit)


def preview(variant: Variant, text: str) -> Prose | None:
    """How `text` is read; None where it cannot be read."""
    try:
        return prose(f"${latex(read(text, several=variant.several))}$", inline=True)
    except Unworkable:
        return None


def _repeats() -> Prose:
    said = _("That is what the question gives. Can you write it in another way?")
    return Prose(said, f"<p>{said}</p>")
