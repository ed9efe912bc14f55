"""Reading a chart: which of its marks is meant; and sketching one: each mark brought to its height."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from html import escape
from typing import Annotated

import msgspec
from msgspec import Meta

from curriculum.arithmetic import ArithmeticFault
from curriculum.charts import drawing, page, scale
from curriculum.faults import ItemError
from curriculum.prose import Prose, decimal
from curriculum.types import number
from curriculum.types.answers import Answer, Unreadable
from curriculum.types.making import Drawn, Making
from curriculum.types.written import Chart, Written
from curriculum.variants import Field, Remark, Variant
from curriculum.words import _

MAX_HEIGHT = 200
"""Characters of a typed height."""


class WrongMark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong mark, by its name, and what it shows."""

    mark: str
    because: str = ""
    say: str = ""


class Read(Written, frozen=True, kw_only=True, tag="read"):
    """A chart to read: one of its marks is to be pointed at; each of `answers`, by name, is right."""

    chart: Chart
    answers: Annotated[list[str], Meta(min_length=1)]
    wrong: tuple[WrongMark, ...] = ()


class WrongHeight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mark brought to a wrong height with a known cause; `when` is the expression that gives it."""

    mark: str
    when: str | int | float
    because: str = ""
    say: str = ""


class Sketch(Written, frozen=True, kw_only=True, tag="sketch"):
    """A chart to sketch: its `values` are the key. Marks move by `step`; within `tolerance` is right."""

    chart: Chart
    step: str | int | float = 1
    tolerance: str | int | float = 0
    wrong: tuple[WrongHeight, ...] = ()


def make_read(item: Read, making: Making, _seed: random.Random) -> Drawn:
    """The chart, and its marks as options, in the chart's order. Raises ItemError."""
    drawn = drawing(item.chart, making)
    right = tuple(dict.fromkeys(str(_mark("answers", name, drawn.names, making)) for name in item.answers))
    remarks: list[Remark] = []
    for wrong in item.wrong:
        mark = str(_mark("wrong", wrong.mark, drawn.names, making))
        # Which mark is which changes with the draw: where this one is right, there is nothing to remark.
        if mark not in right and mark not in {remark.matches for remark in remarks}:
            remarks += making.remark(mark, wrong)
    return Drawn(
        accepts=right,
        options=tuple(Prose(name, escape(name)) for name in drawn.names),
        remarks=tuple(remarks),
        body=Prose(item.chart.title, page(drawn)),
    )


def _mark(field: str, template: str, names: tuple[str, ...], making: Making) -> int:
    name = making.fill(field, template)
    if name not in names:
        raise ItemError(
            field,
            _("“{name}” is no mark of the chart; its marks are {names}.").format(
                name=name, names=", ".join(names)
            ),
        )
    return names.index(name)


def make_sketch(item: Sketch, making: Making, _seed: random.Random) -> Drawn:
    """The chart with every mark at 0, and the heights asked for. Raises ItemError."""
    if item.chart.kind == "point":
        raise ItemError("chart", _("a bar or a line chart can be sketched; a point chart cannot."))
    step, tolerance = making.number("step", str(item.step)), making.number("tolerance", str(item.tolerance))
    if step <= 0:
        raise ItemError("step", _("must be more than 0."))
    try:
        decimal(step)  # the boxes below the chart take decimals alone
    except ArithmeticFault as error:
        raise ItemError("step", str(error)) from error
    if item.graded and tolerance:
        raise ItemError("graded", _("a sealed key cannot hold a tolerance; take one of the two out."))
    values = [making.number("chart", str(value)) for value in item.chart.values]
    for value in values:
        if value % step > tolerance and step - value % step > tolerance:
            raise ItemError(
                "step", _("{value} cannot be reached in steps of {step}.").format(value=value, step=step)
            )
    # The scale leaves room above the highest value, so that the edge does not give it away.
    top = item.chart.top if item.chart.top is not None else str(scale(max(values) * Fraction(5, 4))[0])
    shown = drawing(msgspec.structs.replace(item.chart, top=top), making, [Fraction(0)] * len(values))
    return Drawn(
        accepts=(_joined(values), *(f"{i}={value}" for i, value in enumerate(values))),
        remarks=tuple(_wrong_heights(item, shown.names, values, tolerance, making)),
        fields=tuple(Field(kind="number", label=name, tolerance=str(tolerance)) for name in shown.names),
        body=Prose(item.chart.title, shown.svg),
        top=shown.top,
        step=str(step),
    )


def _wrong_heights(
    item: Sketch, names: tuple[str, ...], values: list[Fraction], tolerance: Fraction, making: Making
) -> Iterator[Remark]:
    """What to say to a height with a known cause; where a draw makes it the right one, there is nothing to say."""
    for wrong in item.wrong:
        mark, height = _mark("wrong", wrong.mark, names, making), making.number("wrong", str(wrong.when))
        if abs(height - values[mark]) > tolerance and height >= 0:
            yield from making.remark(f"{mark}={height}", wrong)


def _joined(values: list[Fraction]) -> str:
    return "|".join(f"{i}={value}" for i, value in enumerate(values))


class SketchMarking:
    """Answers to a sketch: for each mark its height, as typed."""

    def canonical(self, variant: Variant, answer: Answer) -> str:
        """The heights. Raises Unreadable."""
        return _joined(self._read(variant, answer))

    def answer_of(self, variant: Variant, given: str) -> Answer:
        """`canonical` undone; where `given` is one mark alone, the others are at 0."""
        heights = dict(part.split("=") for part in given.split("|"))
        return [heights.get(str(mark), "0") for mark in range(len(variant.fields))]

    def fits(self, variant: Variant, accepts: tuple[str, ...], given: str) -> tuple[bool, ...]:
        """Which marks are at their height."""
        return tuple(
            abs(Fraction(one.partition("=")[2]) - Fraction(right.partition("=")[2]))
            <= Fraction(field.tolerance)
            for field, one, right in zip(variant.fields, given.split("|"), accepts[1:], strict=True)
        )

    def score(self, variant: Variant, accepts: tuple[str, ...], given: str) -> float:
        """The share of marks at their height."""
        fitting = self.fits(variant, accepts, given)
        return sum(fitting) / len(fitting)

    def parts(self, _: Variant, given: str) -> tuple[str, ...]:
        """What a digest may name: the whole, or one mark."""
        return (given, *given.split("|"))

    def describe(self, variant: Variant, answer: Answer) -> str:
        """Each mark with its height. Raises Unreadable."""
        self._read(variant, answer)
        said = answer if isinstance(answer, list) else []
        return "; ".join(
            f"{field.label} {str(one).strip()}" for field, one in zip(variant.fields, said, strict=True)
        )

    def _read(self, variant: Variant, answer: Answer) -> list[Fraction]:
        if not isinstance(answer, list) or len(answer) != len(variant.fields):
            raise Unreadable(_("Bring every bar or point to its height first."))
        read: list[Fraction] = []
        for field, one in zip(variant.fields, answer, strict=True):
            if type(one) not in (int, str) or not str(one).strip() or len(str(one)) > MAX_HEIGHT:
                raise Unreadable(_("Look at {place}. Give it a height first.").format(place=field.label))
            try:
                read.append(number.read(str(one)))
            except Unreadable as error:
                raise Unreadable(_("Look at {place}. {what}").format(place=field.label, what=error)) from None
        return read
