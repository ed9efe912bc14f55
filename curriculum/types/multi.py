"""Several right options."""

from __future__ import annotations

import random
from typing import Annotated

from msgspec import Meta

from curriculum.types.answers import Answer, indices
from curriculum.types.making import Drawn, Making, all_differ
from curriculum.types.written import Written, Wrong, as_wrong
from curriculum.variants import Variant


class Multi(Written, frozen=True, kw_only=True, tag="multi"):
    """Several right options."""

    answers: Annotated[list[str], Meta(min_length=1)]
    wrong: Annotated[list[Wrong | str], Meta(min_length=1)]


def make(item: Multi, making: Making, seed: random.Random) -> Drawn:
    """The options in a drawn order; a wrong one is remarked on by itself. Raises ItemError."""
    wrong = [as_wrong(entry) for entry in item.wrong]
    texts = [making.prose("answers", text, inline=True) for text in item.answers]
    texts += [making.prose("wrong", entry.text, inline=True) for entry in wrong]
    all_differ("wrong", texts)
    order = list(range(len(texts)))
    seed.shuffle(order)
    right = ",".join(str(i) for i in sorted(order.index(j) for j in range(len(item.answers))))
    remarks = [
        r
        for i, entry in enumerate(wrong)
        for r in making.remark(str(order.index(i + len(item.answers))), entry)
    ]
    return Drawn(accepts=(right,), options=tuple(texts[i] for i in order), remarks=tuple(remarks))


def canonical(variant: Variant, answer: Answer) -> str:
    """The indices in order. Raises Unreadable."""
    return ",".join(map(str, sorted(set(indices(variant, answer)))))


def answer_of(_: Variant, given: str) -> Answer:
    """`canonical` undone."""
    return [int(one) for one in given.split(",")]


def score(_: Variant, accepts: tuple[str, ...], given: str) -> float:
    """The share of the right ones that were picked, less a share for each wrong one."""
    right, picked = set(accepts[0].split(",")), set(given.split(","))
    return max(0.0, (len(picked & right) - len(picked - right)) / len(right))


def parts(_: Variant, given: str) -> tuple[str, ...]:
    """What a remark or a digest may name: the whole, or one that was picked."""
    return (given, *given.split(",")) if "," in given else (given,)


def describe(variant: Variant, answer: Answer) -> str:
    """The options picked. Raises Unreadable."""
    return "; ".join(variant.options[i].text for i in sorted(set(indices(variant, answer))))
