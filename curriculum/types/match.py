"""Things to match, each with its one partner."""

from __future__ import annotations

import random
from typing import Annotated

import msgspec
from msgspec import Meta

from curriculum.faults import ItemError
from curriculum.types.answers import Answer, Unreadable, index
from curriculum.types.making import Drawn, Making, all_differ
from curriculum.types.written import Written
from curriculum.variants import Remark, Variant
from curriculum.words import _


class WrongPair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two that do not belong together, and what it shows to take them for a pair."""

    pair: Annotated[list[str], Meta(min_length=2, max_length=2)]
    because: str = ""
    say: str = ""


class Match(Written, frozen=True, kw_only=True, tag="match"):
    """Pairs; `also` are partners for none."""

    pairs: Annotated[
        list[Annotated[list[str], Meta(min_length=2, max_length=2)]], Meta(min_length=2, max_length=10)
    ]
    also: tuple[str, ...] = ()
    wrong: tuple[WrongPair, ...] = ()


def make(item: Match, making: Making, seed: random.Random) -> Drawn:
    """Both sides, each in a drawn order. Raises ItemError."""
    lefts = [making.prose("pairs", left, inline=True) for left, _ in item.pairs]
    rights = [making.prose("pairs", right, inline=True) for _, right in item.pairs]
    rights += [making.prose("also", text, inline=True) for text in item.also]
    all_differ("pairs", lefts)
    all_differ("pairs", rights)
    left_order, right_order = list(range(len(lefts))), list(range(len(rights)))
    seed.shuffle(left_order)
    while [right_order.index(left) for left in left_order] == list(range(len(lefts))):
        seed.shuffle(right_order)  # never side by side from the start
    right = [right_order.index(left) for left in left_order]
    remarks: list[Remark] = []
    for wrong in item.wrong:
        left_text, right_text = (making.prose("wrong", text, inline=True).text for text in wrong.pair)
        left = next((i for i, one in enumerate(left_order) if lefts[one].text == left_text), None)
        partner = next((i for i, one in enumerate(right_order) if rights[one].text == right_text), None)
        if left is None or partner is None:
            raise ItemError(
                "wrong",
                _("“{left_text}” with “{right_text}” is not made of texts from `pairs`.").format(
                    left_text=left_text, right_text=right_text
                ),
            )
        if right[left] == partner:
            raise ItemError(
                "wrong",
                _("“{left_text}” with “{right_text}” is a right pair in a draw.").format(
                    left_text=left_text, right_text=right_text
                ),
            )
        remarks += making.remark(f"{left}={partner}", wrong)
    return Drawn(
        accepts=(_joined(right),),
        places=tuple(lefts[i] for i in left_order),
        options=tuple(rights[i] for i in right_order),
        remarks=tuple(remarks),
    )


def canonical(variant: Variant, answer: Answer) -> str:
    """Each place with its partner, by index. Raises Unreadable."""
    if not isinstance(answer, list) or len(answer) != len(variant.places) or -1 in answer:
        raise Unreadable(_("Find a partner for each one first."))
    return _joined([index(variant, one) for one in answer])


def answer_of(variant: Variant, given: str) -> Answer:
    """`canonical` undone; where `given` is one pair alone, the other places get partners that are left over."""
    pairs = {int(place): int(partner) for place, _, partner in (p.partition("=") for p in given.split(","))}
    free = [i for i in range(len(variant.options)) if i not in pairs.values()]
    return [pairs[place] if place in pairs else free.pop() for place in range(len(variant.places))]


def fits(_: Variant, accepts: tuple[str, ...], given: str) -> tuple[bool, ...]:
    """Which of the pairs are right, in the order of the places."""
    right = set(accepts[0].split(","))
    return tuple(pair in right for pair in given.split(","))


def score(variant: Variant, accepts: tuple[str, ...], given: str) -> float:
    """The share of right pairs."""
    fitting = fits(variant, accepts, given)
    return sum(fitting) / len(fitting)


def parts(_: Variant, given: str) -> tuple[str, ...]:
    """What a remark or a digest may name: the whole, or one pair."""
    return (given, *given.split(","))


def describe(variant: Variant, answer: Answer) -> str:
    """The pairs made. Raises Unreadable."""
    canonical(variant, answer)
    partners = answer if isinstance(answer, list) else []
    return "; ".join(
        f"{place.text} ↔ {variant.options[index(variant, partner)].text}"
        for place, partner in zip(variant.places, partners, strict=True)
    )


def _joined(partners: list[int]) -> str:
    return ",".join(f"{place}={partner}" for place, partner in enumerate(partners))
