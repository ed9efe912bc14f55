"""A number, however it is written."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated

import msgspec
from msgspec import Meta

from curriculum.arithmetic import parse_number, plain_number
from curriculum.faults import ItemError
from curriculum.prose import Prose
from curriculum.types.answers import Answer, Unreadable, regrouped, typed
from curriculum.types.making import Drawn, Making
from curriculum.types.rounding import figures_in, places_in, round_to_figures, round_to_places
from curriculum.types.written import Written, WrongNumber
from curriculum.variants import Remark, Variant
from curriculum.words import _, ngettext

LONGEST_UNIT = 40
"""Characters."""


class Number(Written, frozen=True, kw_only=True, tag="number"):
    """A number: exact, or within `tolerance`, or rounded to `figures` or `places`; plain, with a `unit`, or in one of `units`."""

    answer: str | int
    tolerance: str | int | float = 0
    figures: Annotated[int, Meta(ge=1, le=10)] | None = None
    places: Annotated[int, Meta(ge=0, le=6)] | None = None
    unit: str = ""
    units: dict[str, str | int | float] = msgspec.field(default_factory=dict)
    lowest_terms: bool = False
    misconceptions: tuple[WrongNumber, ...] = ()


def make(item: Number, making: Making, _seed: random.Random) -> Drawn:
    """The answer's value, and the values of known wrong ones. Raises ItemError."""
    tolerance = making.number("tolerance", str(item.tolerance))
    if item.graded and tolerance:
        raise ItemError("graded", _("a sealed key cannot hold a tolerance; take one of the two out."))
    if sum((bool(tolerance), item.figures is not None, item.places is not None)) > 1:
        raise ItemError("tolerance", _("say only one of `tolerance`, `figures` and `places`."))
    if item.units and item.unit:
        raise ItemError("units", _("say only one of `unit` and `units`."))
    units = {name.strip(): making.number("units", str(factor)) for name, factor in item.units.items()}
    if any(factor <= 0 for factor in units.values()) or "" in units:
        raise ItemError("units", _("each unit has a name and is worth more than 0."))
    if units and 1 not in units.values():
        raise ItemError("units", _("one of the units must be worth 1: the one `answer` is in."))
    answer = _rounded(making.number("answer", str(item.answer)), item.figures, item.places)
    remarks: list[Remark] = []
    for wrong in item.misconceptions:
        value = _rounded(making.number("misconceptions", wrong.when), item.figures, item.places)
        if abs(value - answer) <= tolerance:
            raise ItemError(
                "misconceptions",
                _("“{when}” gives {value}, which is right, in a draw; add a `where`.").format(
                    when=wrong.when, value=value
                ),
            )
        if str(value) not in {remark.matches for remark in remarks}:
            remarks += making.remark(str(value), wrong)  # two causes, one value: the first written speaks
    return Drawn(
        accepts=(str(answer),),
        remarks=tuple(remarks),
        unit=making.fill("unit", item.unit),
        units=tuple((name, str(factor)) for name, factor in units.items()),
        tolerance=str(tolerance),
        figures=item.figures,
        decimals=item.places,
        lowest_terms=item.lowest_terms,
    )


def _rounded(value: Fraction, figures: int | None, places: int | None) -> Fraction:
    if figures is not None:
        return round_to_figures(value, figures)
    return value if places is None else round_to_places(value, places)


def read(text: str) -> Fraction:
    """The number typed. Raises Unreadable."""
    try:
        return parse_number(text)
    except ValueError:
        plain = plain_number(text)
        if any(map(str.isdigit, plain)) and any(map(str.isalpha, plain)):
            raise Unreadable(
                _("Write the number alone, without words or letters, such as 12 or 3/4.")
            ) from None
        raise Unreadable(_("That does not read as a number. You can write 3/4, 1 1/2, 0.75 or 12.")) from None


def canonical(variant: Variant, answer: Answer) -> str:
    """The exact value, in the unit of the key, rounded as asked. Raises Unreadable."""
    text, factor = _measured(variant, typed(answer))
    # Rounded once more, so that one and the same digest stands for every way to be right; `qualm` looks at the form.
    return str(_rounded(read(text) * factor, variant.figures, variant.decimals))


def _measured(variant: Variant, text: str) -> tuple[str, Fraction]:
    """What was typed without the unit, and what the unit is worth. Raises Unreadable."""
    bare, worth = without_unit(text, dict(variant.units) or {variant.unit: "1"})
    if worth is not None:
        return bare, Fraction(worth)
    if variant.units:
        if not any(map(str.isdigit, text)):
            read(text)  # raises
        raise Unreadable(
            _("Say in which unit, too: {units}.").format(
                units=", ".join(name for name, _worth in variant.units)
            )
        )
    return text, Fraction(1)


def without_unit(text: str, units: Mapping[str, str]) -> tuple[str, str | None]:
    """What was typed before one of `units` (or behind it, as in €5), and what that is worth; None where there is none.

    `cm^2` and `cm2` are cm². Capital letters matter where units differ in nothing else: mW is not MW.
    """
    text, units = text.strip(), {name: worth for name, worth in units.items() if name}
    if not units:
        return text, None
    for form in (_unit, lambda unit: _unit(unit).casefold()):
        for at in range(max(1, len(text) - LONGEST_UNIT), len(text)):
            worths = {worth for name, worth in units.items() if form(text[at:]) == form(name)}
            if len(worths) == 1:
                return text[:at].strip(), worths.pop()
    for name, worth in units.items():
        if text.startswith(name) and text != name:
            return text.removeprefix(name).strip(), worth
    return text, None


def with_unit(text: str, unit: str) -> str:
    """What was typed, with its unit behind it where it has none."""
    text = text.strip()
    return text if without_unit(text, {unit: "1"})[1] else f"{text} {unit}".strip()


def _unit(text: str) -> str:
    same = text.strip().translate({ord("º"): "°", ord("˚"): "°", ord("^"): ""})
    return unicodedata.normalize("NFKC", same)


def readings(_: Variant, answer: Answer) -> list[Answer]:
    """The other ways to read an answer: `1,000` and `1.000` may be a thousand."""
    return list(regrouped(answer)) if isinstance(answer, str) else []


def answer_of(variant: Variant, given: str) -> Answer:
    """`canonical` undone: rounded answers as decimals, with the key's own unit."""
    text = given
    if variant.figures is not None or variant.decimals is not None:
        text = _decimal(Fraction(given), variant)
    unit = next((name for name, factor in variant.units if Fraction(factor) == 1), "")
    return f"{text} {unit}".strip()


def _decimal(value: Fraction, variant: Variant) -> str:
    places = places_in(value, variant.figures) if variant.figures is not None else variant.decimals or 0
    if places <= 0:
        return str(round(value))
    sign, scaled = "-" if value < 0 else "", round(abs(value) * 10**places)
    digits = f"{scaled:0{places + 1}d}"
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def score(variant: Variant, accepts: tuple[str, ...], given: str) -> float:
    """All or nothing, within the tolerance."""
    within = Fraction(variant.tolerance)
    return float(any(abs(Fraction(given) - Fraction(accepted)) <= within for accepted in accepts))


def parts(_: Variant, given: str) -> tuple[str, ...]:
    """What a remark or a digest may name: the value."""
    return (given,)


def qualm(variant: Variant, answer: Answer) -> Prose | None:
    """What is still to be mended in the form of an answer of the right value."""
    text = plain_number(_measured(variant, str(answer))[0])
    if variant.lowest_terms and not _in_lowest_terms(text):
        return _said(
            _(
                "The value is right. It can be written with smaller numbers: "
                "which number divides both the top and the bottom?"
            )
        )
    if variant.figures is not None and variant.figures not in figures_in(text):
        return _said(
            ngettext(
                "The value is right. Now write it with {n} significant figure.",
                "The value is right. Now write it with {n} significant figures.",
                variant.figures,
            ).format(n=variant.figures)
        )
    if variant.decimals is not None and _places(text) != variant.decimals:
        if not variant.decimals:
            return _said(_("The value is right. Now round it: no digits after the point."))
        return _said(
            ngettext(
                "The value is right. Now round it: {n} digit after the point.",
                "The value is right. Now round it: {n} digits after the point.",
                variant.decimals,
            ).format(n=variant.decimals)
        )
    return None


def describe(variant: Variant, answer: Answer) -> str:
    """As typed, with the unit. Raises Unreadable."""
    return with_unit(typed(answer), variant.unit)


def _said(text: str) -> Prose:
    return Prose(text, f"<p>{text}</p>")


def _places(text: str) -> int | None:
    """Digits after the point of a decimal; None where it is none."""
    found = re.fullmatch(r"[^/]*?(?:[.,](\d*))?", text)
    return len(found[1] or "") if found else None


def _in_lowest_terms(text: str) -> bool:
    _top, slash, bottom = text.partition("/")
    if not slash:
        return True
    return parse_number(text).denominator == int(re.sub(r"\D", "", bottom))
