"""A number, however it is written."""

from __future__ import annotations

import random
from fractions import Fraction

from curriculum.arithmetic import parse_number
from curriculum.faults import ItemError
from curriculum.prose import Prose
from curriculum.types.answers import Answer, Unreadable, typed
from curriculum.types.making import Drawn, Making
from curriculum.types.written import Written, WrongNumber
from curriculum.variants import Remark, Variant


class Number(Written, frozen=True, kw_only=True, tag="number"):
    """A number, exact unless `tolerance` says otherwise."""

    answer: str | int
    tolerance: str | int | float = 0
    unit: str = ""
    lowest_terms: bool = False
    misconceptions: tuple[WrongNumber, ...] = ()


def make(item: Number, making: Making, _: random.Random) -> Drawn:
    """The answer's value, and the values of known wrong ones. Raises ItemError."""
    answer = making.number("answer", str(item.answer))
    tolerance = making.number("tolerance", str(item.tolerance))
    if item.graded and tolerance:
        raise ItemError("graded", "a sealed key cannot hold a tolerance; take one of the two out.")
    remarks: list[Remark] = []
    for wrong in item.misconceptions:
        value = making.number("misconceptions", wrong.when)
        if abs(value - answer) <= tolerance:
            raise ItemError(
                "misconceptions", f"“{wrong.when}” gives {value}, which is right, in a draw; add a `where`."
            )
        if str(value) not in {remark.matches for remark in remarks}:
            remarks += making.remark(str(value), wrong)  # two causes, one value: the first written speaks
    return Drawn(
        accepts=(str(answer),),
        remarks=tuple(remarks),
        unit=making.fill("unit", item.unit),
        tolerance=str(tolerance),
        lowest_terms=item.lowest_terms,
    )


def canonical(_: Variant, answer: Answer) -> str:
    """The exact value. Raises Unreadable."""
    text = typed(answer)
    try:
        return str(parse_number(text))
    except ValueError:
        raise Unreadable("That does not read as a number. You can write 3/4, 1 1/2, 0.75 or 12.") from None


def answer_of(_: Variant, given: str) -> Answer:
    """`canonical` undone."""
    return given


def score(variant: Variant, accepts: tuple[str, ...], given: str) -> float:
    """All or nothing, within the tolerance."""
    within = Fraction(variant.tolerance)
    return float(any(abs(Fraction(given) - Fraction(accepted)) <= within for accepted in accepts))


def parts(_: Variant, given: str) -> tuple[str, ...]:
    """What a remark or a digest may name: the value."""
    return (given,)


def qualm(variant: Variant, answer: Answer) -> Prose | None:
    """What is still to be mended in the form of an answer of the right value."""
    return _SIMPLIFY if variant.lowest_terms and not _in_lowest_terms(str(answer)) else None


def describe(variant: Variant, answer: Answer) -> str:
    """As typed, with the unit. Raises Unreadable."""
    return f"{typed(answer)} {variant.unit}".strip()


_SIMPLIFY = Prose(
    "The value is right. It can be written with smaller numbers: which number divides both the top and the bottom?",
    "<p>The value is right. It can be written with smaller numbers: which number divides both the top and the bottom?</p>",
)


def _in_lowest_terms(text: str) -> bool:
    _, slash, bottom = text.partition("/")
    if not slash:
        return True
    value = parse_number(text)
    return value.denominator == int("".join(char for char in bottom if char.isdecimal()) or "1")
