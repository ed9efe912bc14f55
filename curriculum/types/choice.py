"""One right option among several."""

from __future__ import annotations

import random
from typing import Annotated

from msgspec import Meta

from curriculum.faults import ItemError
from curriculum.types.answers import Answer, index
from curriculum.types.making import Drawn, Making, all_differ
from curriculum.types.written import Written, Wrong, as_wrong
from curriculum.variants import Variant
from curriculum.words import _


class Choice(Written, frozen=True, kw_only=True, tag="choice"):
    """One right option among several."""

    answer: str
    wrong: Annotated[list[Wrong | str], Meta(min_length=1)]
    keep_order: bool = False
    answer_at: int = 0


def make(item: Choice, making: Making, seed: random.Random) -> Drawn:
    """The options in a drawn order. Raises ItemError."""
    wrong = [as_wrong(entry) for entry in item.wrong]
    order = list(range(len(wrong) + 1))  # 0 is the right one
    if item.keep_order:
        if not 1 <= item.answer_at <= len(order):
            raise ItemError(
                "answer_at",
                _("must be from 1 to {count} where `keep_order` is true.").format(count=len(order)),
            )
        order.insert(item.answer_at - 1, order.pop(0))
    else:
        seed.shuffle(order)
    texts = [making.prose("answer", item.answer, inline=True)]
    texts += [making.prose("wrong", entry.text, inline=True) for entry in wrong]
    all_differ("wrong", texts)
    remarks = [r for i, entry in enumerate(wrong) for r in making.remark(str(order.index(i + 1)), entry)]
    return Drawn(
        accepts=(str(order.index(0)),), options=tuple(texts[i] for i in order), remarks=tuple(remarks)
    )


def canonical(variant: Variant, answer: Answer) -> str:
    """The index. Raises Unreadable."""
    return str(index(variant, answer))


def answer_of(_: Variant, given: str) -> Answer:
    """`canonical` undone."""
    return int(given)


def score(_: Variant, accepts: tuple[str, ...], given: str) -> float:
    """All or nothing."""
    return float(given in accepts)


def parts(_: Variant, given: str) -> tuple[str, ...]:
    """What a remark or a digest may name: the answer itself."""
    return (given,)


def describe(variant: Variant, answer: Answer) -> str:
    """The option picked. Raises Unreadable."""
    return variant.options[index(variant, answer)].text
