"""Marking: the one place that decides what is right, on the student's machine and on the teacher's."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

import msgspec

from curriculum.accommodations import offered
from curriculum.prose import Prose
from curriculum.types import choice, expression, fill, match, multi, number, order, text
from curriculum.types.answers import MAX_ANSWER, Answer, Unreadable
from curriculum.types.chart import SketchMarking
from curriculum.types.unscored import UNSCORED, CheckInMarking, PickMarking, RubricMarking
from curriculum.variants import OpenKey, SealedKey, Variant

__all__ = [
    "MAX_ANSWER",
    "UNSCORED",
    "Answer",
    "Mark",
    "Unreadable",
    "canonical",
    "describe",
    "digest",
    "from_canonical",
    "mark",
    "seal",
]

SCRYPT = {"n": 2**12, "r": 8, "p": 1, "dklen": 16}


class Marking(Protocol):
    """How answers to one item type are marked: each module of curriculum/types is one."""

    def canonical(self, variant: Variant, answer: Answer, /) -> str:
        """`answer` in the one form in which answers are compared and sealed. Raises Unreadable."""
        ...

    def answer_of(self, variant: Variant, given: str, /) -> Answer:
        """The answer that a page would send for a canonical one."""
        ...

    def score(self, variant: Variant, accepts: tuple[str, ...], given: str, /) -> float:
        """What a canonical answer is worth by an open key, from 0 to 1."""
        ...

    def parts(self, variant: Variant, given: str, /) -> tuple[str, ...]:
        """What remarks and digests may name in a canonical answer; the whole first."""
        ...

    def describe(self, variant: Variant, answer: Answer, /) -> str:
        """`answer` in words. Raises Unreadable."""
        ...


_sketch = SketchMarking()

TYPES: dict[str, Marking] = {
    "choice": choice,
    "multi": multi,
    "number": number,
    "text": text,
    "expression": expression,
    "order": order,
    "match": match,
    "fill": fill,
    "check-in": CheckInMarking(),
    "pick": PickMarking(),
    "rubric": RubricMarking(),
    "read": choice,  # its marks are its options
    "sketch": _sketch,
}
FITS: dict[str, Callable[[Variant, tuple[str, ...], str], tuple[bool, ...]]] = {
    "match": match.fits,
    "fill": fill.fits,
    "sketch": _sketch.fits,
}
"""Types whose answers have places of their own, and which of these are right."""
READINGS: dict[str, Callable[[Variant, Answer], list[Answer]]] = {
    "number": number.readings,
    "expression": expression.readings,
    "fill": fill.readings,
}
"""Types whose answers may be read in more ways than one; the one that is right is meant."""
PIECEWISE = {"fill", "sketch"}
"""Types that are sealed place by place, since each place accepts several answers."""


class Mark(msgspec.Struct, frozen=True):
    """The judgement of one answer. `score` is from 0 to 1; `right` is full marks; `fits` says which places of it are right."""

    score: float
    right: bool
    say: Prose
    misconception: str = ""
    fits: tuple[bool, ...] = ()


def mark(variant: Variant, answer: Answer) -> Mark:
    """Judge `answer` to `variant`. Raises Unreadable where it is no answer at all.

    With a sealed key the score is 1 or 0 (of fill and sketch: the share of their places); the teacher's machine, which holds the key, adds
    partial credit.
    """
    best: Mark | Unreadable
    try:
        best = _mark(variant, answer)
    except Unreadable as error:
        best = error
    else:
        if best.right:
            return best
    for other in READINGS[variant.type](variant, answer) if variant.type in READINGS else ():
        with suppress(Unreadable):
            found = _mark(variant, other)
            if found.score > (best.score if isinstance(best, Mark) else 0):
                best = found
    if isinstance(best, Unreadable):
        raise best
    return best


def _mark(variant: Variant, answer: Answer) -> Mark:
    kind = TYPES[variant.type]
    given = kind.canonical(variant, answer)
    if variant.type in UNSCORED:
        return Mark(1.0, True, variant.well_done)
    told = kind.parts(variant, given)
    key = variant.key
    fits: tuple[bool, ...] = ()
    if isinstance(key, SealedKey):
        told = tuple(digest(part, key.salt) for part in told)
        if variant.type in PIECEWISE:
            fits = tuple(part in key.digests for part in told[1:])
        score = sum(fits) / len(fits) if fits else float(told[0] in key.digests)
    else:
        fits = FITS[variant.type](variant, key.accepts, given) if variant.type in FITS else ()
        score = kind.score(variant, key.accepts, given)
    if score == 1:
        qualm = kind.qualm(variant, answer) if kind is number or kind is expression else None
        return Mark(1.0, True, variant.well_done, fits=fits) if qualm is None else Mark(0.5, False, qualm)
    for remark in variant.remarks:
        if remark.matches in told:
            return Mark(score, False, remark.say, remark.misconception, fits)
    if kind is order and isinstance(key, OpenKey):
        nearly = order.nearly(variant, key.accepts, given)
        if nearly is not None:
            return Mark(score, False, nearly)
    return Mark(score, False, variant.not_yet, fits=fits)


def canonical(variant: Variant, answer: Answer) -> str:
    """`answer` in the one form in which answers are compared and sealed. Raises Unreadable."""
    return TYPES[variant.type].canonical(variant, answer)


def from_canonical(variant: Variant, given: str) -> Answer:
    """The answer that a page would send for a canonical one: `canonical` undone."""
    return TYPES[variant.type].answer_of(variant, given)


def digest(given: str, salt: str) -> str:
    """The scrypt digest (RFC 7914) of a canonical answer, hexadecimal."""
    return hashlib.scrypt(given.encode(), salt=salt.encode(), **SCRYPT).hex()


def seal(variant: Variant, salt: str) -> Variant:
    """`variant` without its key: digests that tell right from wrong, remarks found by digest, no worked solution."""
    if isinstance(variant.key, SealedKey):
        return variant
    own = f"{salt}/{variant.item}/{variant.number}"
    return msgspec.structs.replace(
        variant,
        key=SealedKey(own, tuple(digest(answer, own) for answer in variant.key.accepts)),
        remarks=tuple(
            msgspec.structs.replace(remark, matches=digest(remark.matches, own)) for remark in variant.remarks
        ),
        solution=None,
        written="",
        fewer=offered(variant),
    )


def seal_as(variant: Variant, own: Variant) -> Variant:
    """`variant` sealed as `own` is: the same draw in other words, so with the same key and remarks on the same answers."""
    return msgspec.structs.replace(
        variant,
        key=own.key,
        remarks=tuple(
            msgspec.structs.replace(remark, matches=sealed.matches)
            for remark, sealed in zip(variant.remarks, own.remarks, strict=True)
        ),
        solution=None,
        written="",
        fewer=own.fewer,
    )


def describe(variant: Variant, answer: Answer) -> str:
    """`answer` in words, for a notebook's text copy, a teacher's page and a screen reader. Never raises."""
    try:
        return TYPES[variant.type].describe(variant, answer)
    except Unreadable:
        return str(answer)[:200]
