"""Marking: the one place that decides what is right, on the student's machine and on the teacher's."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from itertools import pairwise

import msgspec

from curriculum.arithmetic import parse_number
from curriculum.prose import Prose
from curriculum.variants import OpenKey, SealedKey, Variant, canonical_text

Answer = int | str | list[int]
"""choice: an option's index; multi: indices; order: the shown lines' indices, top to bottom; number and text: as typed."""

MAX_ANSWER = 2000
SCRYPT = {"n": 2**12, "r": 8, "p": 1, "dklen": 16}


class Unreadable(Exception):
    """An answer that cannot be marked, with a kind sentence for the student. It is not an attempt."""


class Mark(msgspec.Struct, frozen=True):
    """The judgement of one answer. `score` is from 0 to 1; `right` is full marks."""

    score: float
    right: bool
    say: Prose
    misconception: str = ""


def mark(variant: Variant, answer: Answer) -> Mark:
    """Judge `answer` to `variant`. Raises Unreadable where it is no answer at all.

    With a sealed key the score is 1 or 0; the teacher's machine, which holds the key, adds partial credit.
    """
    given = canonical(variant, answer)
    key, tell = variant.key, given
    if isinstance(key, SealedKey):
        tell = digest(given, key.salt)
        right, score = tell in key.digests, float(tell in key.digests)
    else:
        score = _score(variant, key, given)
        right = score == 1
    if right and variant.lowest_terms and not _in_lowest_terms(str(answer)):
        return Mark(0.5, False, _SIMPLIFY)
    if right:
        return Mark(1.0, True, variant.well_done)
    for remark in variant.remarks:
        if remark.matches == tell or (variant.type == "multi" and _picked(variant, remark.matches, given)):
            return Mark(score, False, remark.say, remark.misconception)
    return Mark(score, False, variant.not_yet)


_SIMPLIFY = Prose(
    "The value is right. It can be written with smaller numbers: which number divides both the top and the bottom?",
    "<p>The value is right. It can be written with smaller numbers: which number divides both the top and the bottom?</p>",
)


def canonical(variant: Variant, answer: Answer) -> str:
    """`answer` in the one form in which answers are compared and sealed. Raises Unreadable."""
    match variant.type:
        case "choice":
            return str(_index(variant, answer))
        case "multi":
            return ",".join(map(str, sorted(set(_indices(variant, answer)))))
        case "order":
            order = _indices(variant, answer)
            if sorted(order) != list(range(len(variant.options))):
                raise Unreadable("Put every line in its place first.")
            return ",".join(map(str, order))
        case "number":
            return str(_number(answer))
        case _:
            text = _text(answer)
            return canonical_text(text, exact=variant.exact)


def from_canonical(variant: Variant, given: str) -> Answer:
    """The answer that a page would send for a canonical one: `canonical` undone."""
    match variant.type:
        case "choice":
            return int(given)
        case "multi" | "order":
            return [int(index) for index in given.split(",")]
        case _:
            return given


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
    )


def describe(variant: Variant, answer: Answer) -> str:
    """`answer` in words, for a notebook's text copy, a teacher's page and a screen reader. Never raises."""
    try:
        match variant.type:
            case "choice":
                return variant.options[_index(variant, answer)].text
            case "multi":
                return (
                    "; ".join(variant.options[i].text for i in sorted(set(_indices(variant, answer))))
                    or "nothing picked"
                )
            case "order":
                return " → ".join(variant.options[i].text.strip() for i in _indices(variant, answer))
            case _:
                return f"{_text(answer)} {variant.unit}".strip()
    except Unreadable:
        return str(answer)[:200]


def _score(variant: Variant, key: OpenKey, given: str) -> float:
    if variant.type == "number":
        within = Fraction(variant.tolerance)
        return float(any(abs(Fraction(given) - Fraction(accepted)) <= within for accepted in key.accepts))
    if given in key.accepts:
        return 1.0
    if variant.type == "multi":
        right, picked = set(key.accepts[0].split(",")), set(filter(None, given.split(",")))
        return max(0.0, (len(picked & right) - len(picked - right)) / len(right))
    if variant.type == "order":
        right_order, order = key.accepts[0].split(","), given.split(",")
        neighbours = set(pairwise(right_order))
        kept = sum(pair in neighbours for pair in pairwise(order))
        return 0.5 * kept / (len(order) - 1)
    return 0.0


def _picked(variant: Variant, matches: str, given: str) -> bool:
    # Under a sealed key a remark is a digest of the single option's index.
    picked = [index for index in given.split(",") if index]
    if isinstance(variant.key, SealedKey):
        return any(digest(index, variant.key.salt) == matches for index in picked)
    return matches in picked


def _index(variant: Variant, answer: Answer) -> int:
    if isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer < len(variant.options):
        raise Unreadable("Choose one of the answers first.")
    return answer


def _indices(variant: Variant, answer: Answer) -> list[int]:
    if not isinstance(answer, list) or len(answer) > len(variant.options):
        raise Unreadable("Choose your answers first.")
    if not answer:
        raise Unreadable("Choose at least one answer first.")
    return [_index(variant, index) for index in answer]


def _text(answer: Answer) -> str:
    if not isinstance(answer, str) or not answer.strip():
        raise Unreadable("Write your answer first.")
    if len(answer) > MAX_ANSWER:
        raise Unreadable(f"That is very long. Keep it under {MAX_ANSWER:,} characters.")
    return answer


def _number(answer: Answer) -> Fraction:
    text = _text(answer)
    try:
        return parse_number(text)
    except ValueError:
        raise Unreadable("That does not read as a number. You can write 3/4, 1 1/2, 0.75 or 12.") from None


def _in_lowest_terms(text: str) -> bool:
    _, slash, bottom = text.partition("/")
    if not slash:
        return True
    value = parse_number(text)
    return value.denominator == int("".join(char for char in bottom if char.isdecimal()) or "1")
