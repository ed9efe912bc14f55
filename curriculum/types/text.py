"""A short text."""

from __future__ import annotations

import random
from typing import Annotated

from msgspec import Meta

from curriculum.faults import ItemError
from curriculum.types.answers import Answer, typed
from curriculum.types.making import Drawn, Making
from curriculum.types.written import Written, WrongText
from curriculum.variants import Remark, Variant, canonical_text
from curriculum.words import _


class Text(Written, frozen=True, kw_only=True, tag="text"):
    """A short text."""

    answers: Annotated[list[str], Meta(min_length=1)]
    exact: bool = False
    misconceptions: tuple[WrongText, ...] = ()


def make(item: Text, making: Making, _seed: random.Random) -> Drawn:
    """The accepted texts, and known wrong ones. Raises ItemError."""
    accepts = tuple(canonical_text(making.fill("answers", text), exact=item.exact) for text in item.answers)
    remarks: list[Remark] = []
    for wrong in item.misconceptions:
        for text in wrong.when:
            matches = canonical_text(making.fill("misconceptions", text), exact=item.exact)
            if matches in accepts:
                raise ItemError("misconceptions", _("“{text}” is also an accepted answer.").format(text=text))
            remarks += making.remark(matches, wrong)
    return Drawn(accepts=accepts, remarks=tuple(remarks), exact=item.exact)


def canonical(variant: Variant, answer: Answer) -> str:
    """The text as it is compared. Raises Unreadable."""
    return canonical_text(typed(answer), exact=variant.exact)


def answer_of(_: Variant, given: str) -> Answer:
    """`canonical` undone."""
    return given


def score(_: Variant, accepts: tuple[str, ...], given: str) -> float:
    """All or nothing."""
    return float(given in accepts)


def parts(_: Variant, given: str) -> tuple[str, ...]:
    """What a remark or a digest may name: the text."""
    return (given,)


def describe(_: Variant, answer: Answer) -> str:
    """As typed. Raises Unreadable."""
    return typed(answer).strip()
