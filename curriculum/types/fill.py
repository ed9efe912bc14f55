"""Running text with blanks, each a number, a text or a choice."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from typing import Annotated

import msgspec
from msgspec import Meta

from curriculum.faults import ItemError
from curriculum.prose import Prose
from curriculum.types import number
from curriculum.types.answers import Answer, Unreadable, regrouped, typed
from curriculum.types.making import Drawn, Making, all_differ
from curriculum.types.written import Written, Wrong, as_wrong
from curriculum.variants import Field, Remark, Variant, canonical_text
from curriculum.words import N_, _

BLANK = re.compile(r"\[([a-z][a-z0-9-]*)\]")
SLOT, SLOT_END = "\ue100", "\ue101"
"""Around a blank's number while its text is rendered: from a part of Unicode that no text uses."""
BETWEEN = "\x1f"
"""Between the blanks of a canonical answer: a sign that cannot be typed."""
MAX_FIELD = 200


class WrongBlank(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong number (an expression) or wrong texts (a list) with a known cause."""

    when: str | int | list[str]
    because: str = ""
    say: str = ""


class Blank(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A blank as written: exactly one of `number`, `text` and `choice`, and what goes with it."""

    number: str | int | None = None
    text: list[str] | None = None
    choice: str | None = None
    wrong: tuple[Wrong | str, ...] = ()
    tolerance: str | int | float = 0
    unit: str = ""
    exact: bool = False
    label: str = ""
    misconceptions: tuple[WrongBlank, ...] = ()


class Fill(Written, frozen=True, kw_only=True, tag="fill"):
    """`text` with blanks written `[name]`, each described in `blanks`."""

    text: str
    blanks: Annotated[dict[str, Blank], Meta(min_length=1, max_length=12)]
    prompt: str = N_("Fill in the blanks.")


def make(item: Fill, making: Making, seed: random.Random) -> Drawn:
    """The text with its blanks in reading order, and what fits into each. Raises ItemError."""
    names = BLANK.findall(item.text)
    for name in names:
        if name not in item.blanks:
            raise ItemError("text", _("“[{name}]” is not in `blanks`; describe it there.").format(name=name))
    if sorted(names) != sorted(item.blanks):
        stray = next(name for name in item.blanks if names.count(name) != 1)
        raise ItemError("blanks", _("“[{stray}]” must stand in `text` exactly once.").format(stray=stray))
    made = [_field(name, item.blanks[name], making, seed) for name in names]
    if item.graded and any(Fraction(field.tolerance) for field, _, _ in made):
        raise ItemError("graded", _("a sealed key cannot hold a tolerance; take one of the two out."))
    marked = BLANK.sub(lambda match: f"{SLOT}{names.index(match[1])}{SLOT_END}", item.text)
    return Drawn(
        accepts=(
            BETWEEN.join(f"{i}={accepts[0]}" for i, (_, accepts, _) in enumerate(made)),
            *(f"{i}={one}" for i, (_, accepts, _) in enumerate(made) for one in accepts),
        ),
        fields=tuple(field for field, _, _ in made),
        body=_body(making.prose("text", marked)),
        remarks=tuple(
            msgspec.structs.replace(remark, matches=f"{i}={remark.matches}")
            for i, (_, _, remarks) in enumerate(made)
            for remark in remarks
        ),
    )


def _field(
    name: str, blank: Blank, making: Making, seed: random.Random
) -> tuple[Field, tuple[str, ...], list[Remark]]:
    label = making.fill("label", blank.label)
    if sum(one is not None for one in (blank.number, blank.text, blank.choice)) != 1:
        raise ItemError(
            "blanks", _("“{name}” needs exactly one of `number`, `text` and `choice`.").format(name=name)
        )
    if blank.choice is not None:
        return _choice(name, blank, blank.choice, label, making, seed)
    tolerance = making.number("tolerance", str(blank.tolerance))
    if blank.number is not None:
        field = Field(
            kind="number",
            label=label,
            unit=making.fill("unit", blank.unit),
            tolerance=str(tolerance),
        )
        accepts: tuple[str, ...] = (str(making.number("number", str(blank.number))),)
    else:
        field = Field(kind="text", label=label, exact=blank.exact)
        texts = blank.text or []
        accepts = tuple(canonical_text(making.fill("text", one), exact=blank.exact) for one in texts)
        if not all(accepts):
            raise ItemError(
                "blanks", _("“{name}” needs at least one text that is not empty.").format(name=name)
            )
    remarks: list[Remark] = []
    for wrong in blank.misconceptions:
        for when in wrong.when if isinstance(wrong.when, list) else [wrong.when]:
            if blank.number is not None:
                matches = str(making.number("misconceptions", str(when)))
            else:
                matches = canonical_text(making.fill("misconceptions", str(when)), exact=blank.exact)
            if _holds(field, accepts, matches):
                raise ItemError(
                    "misconceptions", _("“{when}” is right in a draw; add a `where`.").format(when=when)
                )
            if matches not in {remark.matches for remark in remarks}:
                remarks += making.remark(matches, wrong)
    return field, accepts, remarks


def _choice(
    name: str, blank: Blank, right: str, label: str, making: Making, seed: random.Random
) -> tuple[Field, tuple[str, ...], list[Remark]]:
    wrong = [as_wrong(entry) for entry in blank.wrong]
    if not wrong:
        raise ItemError("blanks", _("“{name}” needs `wrong` options beside its `choice`.").format(name=name))
    texts = [making.prose("choice", text, inline=True) for text in (right, *(one.text for one in wrong))]
    all_differ("wrong", texts)
    order = list(range(len(texts)))
    seed.shuffle(order)
    remarks = [
        remark for i, one in enumerate(wrong) for remark in making.remark(str(order.index(i + 1)), one)
    ]
    field = Field(kind="choice", label=label, options=tuple(texts[i] for i in order))
    return field, (str(order.index(0)),), remarks


def _body(text: Prose) -> Prose:
    page = re.sub(f"{SLOT}(\\d+){SLOT_END}", r'<span class="tx-blank" data-blank="\1"></span>', text.html)
    return Prose(re.sub(f"{SLOT}\\d+{SLOT_END}", "____", text.text), page)


def canonical(variant: Variant, answer: Answer) -> str:
    """Each blank's number and what stands in it, in the form in which it is compared. Raises Unreadable."""
    if not isinstance(answer, list) or len(answer) != len(variant.fields):
        raise Unreadable(_("Fill in every blank first."))
    return BETWEEN.join(
        f"{i}={_read(i, field, one)}"
        for i, (field, one) in enumerate(zip(variant.fields, answer, strict=True))
    )


def _read(place: int, field: Field, one: int | str) -> str:
    where = field.label or _("blank {n}").format(n=place + 1)
    if field.kind == "choice":
        if isinstance(one, bool) or not isinstance(one, int) or not 0 <= one < len(field.options):
            raise Unreadable(_("Look at {place}. Choose something there first.").format(place=where))
        return str(one)
    if not isinstance(one, str) or not one.strip():
        raise Unreadable(_("Look at {place}. It is still empty.").format(place=where))
    if len(one) > MAX_FIELD:
        raise Unreadable(
            _("Look at {place}. That is very long. Keep it under {most} characters.").format(
                place=where, most=MAX_FIELD
            )
        )
    if field.kind == "number":
        try:
            return str(number.read(number.without_unit(one, {field.unit: "1"})[0]))
        except Unreadable as error:
            raise Unreadable(_("Look at {place}. {what}").format(place=where, what=error)) from None
    return canonical_text(one.replace(BETWEEN, " "), exact=field.exact)


def readings(variant: Variant, answer: Answer) -> list[Answer]:
    """The other ways to read the numbers of an answer, as in a number."""
    if not isinstance(answer, list) or len(answer) != len(variant.fields):
        return []
    ways = [
        list(regrouped(one)) if field.kind == "number" and isinstance(one, str) else []
        for field, one in zip(variant.fields, answer, strict=True)
    ]
    return [
        [way[at] if at < len(way) else one for way, one in zip(ways, answer, strict=True)]
        for at in range(max(map(len, ways)))
    ]


def answer_of(variant: Variant, given: str) -> Answer:
    """`canonical` undone; where `given` is one blank alone, something stands in the others."""
    said = {int(place): rest for place, _, rest in (one.partition("=") for one in given.split(BETWEEN))}
    return [
        int(said.get(i, "0")) if field.kind == "choice" else said.get(i, "0")
        for i, field in enumerate(variant.fields)
    ]


def fits(variant: Variant, accepts: tuple[str, ...], given: str) -> tuple[bool, ...]:
    """Which blanks are right, in reading order."""
    by_place: dict[str, list[str]] = {}
    for accepted in accepts[1:]:
        place, _, rest = accepted.partition("=")
        by_place.setdefault(place, []).append(rest)
    said = [part.partition("=") for part in given.split(BETWEEN)]
    return tuple(
        _holds(field, tuple(by_place[place]), rest)
        for field, (place, _, rest) in zip(variant.fields, said, strict=True)
    )


def _holds(field: Field, accepts: tuple[str, ...], given: str) -> bool:
    if field.kind == "number":
        within = Fraction(field.tolerance)
        return any(abs(Fraction(given) - Fraction(one)) <= within for one in accepts)
    return given in accepts


def score(variant: Variant, accepts: tuple[str, ...], given: str) -> float:
    """The share of blanks that are right."""
    fitting = fits(variant, accepts, given)
    return sum(fitting) / len(fitting)


def parts(_: Variant, given: str) -> tuple[str, ...]:
    """What a remark or a digest may name: the whole, or one blank."""
    return (given, *given.split(BETWEEN))


def describe(variant: Variant, answer: Answer) -> str:
    """What stands in each blank. Raises Unreadable."""
    canonical(variant, answer)
    said = answer if isinstance(answer, list) else []
    return "; ".join(
        field.options[one].text if isinstance(one, int) else number.with_unit(typed(one), field.unit)
        for field, one in zip(variant.fields, said, strict=True)
    )
