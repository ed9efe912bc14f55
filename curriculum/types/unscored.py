"""Questions without right and wrong: how it is (check-in), what one would like (pick), and open work (rubric)."""

from __future__ import annotations

import random
import unicodedata
from html import escape
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from curriculum.faults import ItemError
from curriculum.prose import Prose
from curriculum.types.answers import Answer, Unreadable, indices
from curriculum.types.making import Drawn, Making, all_differ
from curriculum.types.written import Written
from curriculum.variants import Field, Variant
from curriculum.words import N_, _

UNSCORED = frozenset({"check-in", "pick", "rubric"})
"""The types whose answers are no evidence of skill: whatever is said is taken, and may be changed."""
MAX_WORK = 20_000
SCALES = {
    "difficulty": (N_("How was it?"), (N_("Too easy"), N_("Just right"), N_("Too hard"), N_("I'm stuck"))),
    "mood": (N_("How do you feel?"), (N_("Good"), N_("All right"), N_("Not so good"))),
    "confidence": (N_("How sure are you?"), (N_("Sure"), N_("Fairly sure"), N_("Not sure"), N_("I guessed"))),
}


class CheckIn(Written, frozen=True, kw_only=True, tag="check-in"):
    """A quick word on how it is, on one or more scales; each may be left out, not all of them."""

    scales: Annotated[list[Literal["difficulty", "mood", "confidence"]], Meta(min_length=1, max_length=3)]
    prompt: str = N_("How is it going?")
    well_done: str = N_("Thank you. Your teacher will see it.")
    not_yet: str = ""


class Pick(Written, frozen=True, kw_only=True, tag="pick"):
    """Something to pick, such as a theme or a project: up to `most` of the options."""

    options: Annotated[list[str], Meta(min_length=2, max_length=20)]
    most: Annotated[int, Meta(ge=1, le=20)] = 1
    well_done: str = N_("Noted. You may change it.")
    not_yet: str = ""


class Criterion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a rubric: what is looked at, and in words what it is like from little to much."""

    name: str
    levels: Annotated[list[str], Meta(min_length=2, max_length=6)]


class Rubric(Written, frozen=True, kw_only=True, tag="rubric"):
    """Open work, which a person reads and marks by the criteria."""

    criteria: Annotated[list[Criterion], Meta(min_length=1, max_length=10)]
    points: Annotated[int, Meta(ge=1, le=100)] = 1
    well_done: str = N_("Your teacher will read it. You may go on writing.")
    not_yet: str = ""


def make_check_in(item: CheckIn, _making: Making, _seed: random.Random) -> Drawn:
    """A field for each scale. Raises ItemError."""
    _has_no_key(item)
    if len(set(item.scales)) < len(item.scales):
        raise ItemError("scales", _("a scale stands there twice; keep one."))
    fields = [
        Field(kind="choice", label=label, options=tuple(Prose(word, escape(word)) for word in said))
        for label, said in (SCALES[scale] for scale in item.scales)
    ]
    return Drawn(accepts=(), fields=tuple(fields))


def make_pick(item: Pick, making: Making, _seed: random.Random) -> Drawn:
    """The options, as written. Raises ItemError."""
    _has_no_key(item)
    options = tuple(making.prose("options", text, inline=True) for text in item.options)
    all_differ("options", options)
    return Drawn(accepts=(), options=options, most=min(item.most, len(options)))


def make_rubric(item: Rubric, making: Making, _seed: random.Random) -> Drawn:
    """The criteria, each with its levels. Raises ItemError."""
    _has_no_key(item)
    return Drawn(accepts=(), body=_criteria(item, making))


def _criteria(item: Rubric, making: Making) -> Prose:
    """What is looked at, and under each its levels: a list, since a table of sentences fits no small screen."""
    said = [(one.name, *one.levels) for one in item.criteria]
    page = "\n".join(
        f"- **{name}**\n" + "\n".join(f"  1. {level}" for level in levels) for name, *levels in said
    )
    text = "\n".join(f"{name}: {' → '.join(levels)}" for name, *levels in said)
    return Prose(making.fill("criteria", text), making.prose("criteria", page).html)


def _has_no_key(item: Written) -> None:
    if item.graded:
        raise ItemError(
            "graded", _("nothing is right or wrong here, so there is no key to seal; take it out.")
        )


class _Unscored:
    """Marking where there is nothing to mark: an answer need only be one."""

    def score(self, _: Variant, _accepts: tuple[str, ...], _given: str) -> float:
        """Given is done."""
        return 1.0

    def parts(self, _: Variant, given: str) -> tuple[str, ...]:
        """The answer itself."""
        return (given,)


class CheckInMarking(_Unscored):
    """Answers to a check-in: for each scale an option's index, or -1."""

    def canonical(self, variant: Variant, answer: Answer) -> str:
        """The indices. Raises Unreadable."""
        return ",".join(map(str, self._read(variant, answer)))

    def answer_of(self, _: Variant, given: str) -> Answer:
        """`canonical` undone."""
        return [int(one) for one in given.split(",")]

    def describe(self, variant: Variant, answer: Answer) -> str:
        """What was said. Raises Unreadable."""
        said = zip(variant.fields, self._read(variant, answer), strict=True)
        return "; ".join(f"{_(field.label)} {_(field.options[one].text)}" for field, one in said if one >= 0)

    def _read(self, variant: Variant, answer: Answer) -> list[int]:
        given = answer if isinstance(answer, list) else []
        read = [
            one
            for field, one in zip(variant.fields, given, strict=False)
            if type(one) is int and -1 <= one < len(field.options)
        ]
        if len(read) != len(variant.fields) or len(given) != len(read) or max(read) < 0:
            raise Unreadable(_("Choose at least one first."))
        return read


class PickMarking(_Unscored):
    """Answers to a pick: the options' indices."""

    def canonical(self, variant: Variant, answer: Answer) -> str:
        """The indices in order. Raises Unreadable."""
        picked = sorted(set(indices(variant, answer)))
        if len(picked) > variant.most:
            raise Unreadable(_("That is more than {most}. Take one away first.").format(most=variant.most))
        return ",".join(map(str, picked))

    def answer_of(self, _: Variant, given: str) -> Answer:
        """`canonical` undone."""
        return [int(one) for one in given.split(",")]

    def describe(self, variant: Variant, answer: Answer) -> str:
        """What was picked. Raises Unreadable."""
        return "; ".join(variant.options[i].text for i in sorted(set(indices(variant, answer))))


class RubricMarking(_Unscored):
    """Answers to a rubric: a text as long as it takes."""

    def canonical(self, _variant: Variant, answer: Answer) -> str:
        """The text. Raises Unreadable."""
        if not isinstance(answer, str) or not answer.strip():
            raise Unreadable(_("Write something first."))
        if len(answer) > MAX_WORK:
            raise Unreadable(
                _("That is very long. Keep it under {most} characters.").format(most=f"{MAX_WORK:,}")
            )
        return unicodedata.normalize("NFC", answer).strip()

    def answer_of(self, _: Variant, given: str) -> Answer:
        """`canonical` undone."""
        return given

    def describe(self, variant: Variant, answer: Answer) -> str:
        """The text. Raises Unreadable."""
        return self.canonical(variant, answer)
