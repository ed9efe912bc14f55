"""Items as their author wrote them (a tagged union), and the drawing of variants from them by seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from curriculum.arithmetic import ArithmeticFault, Value, evaluate, exact
from curriculum.cases import Case
from curriculum.faults import ItemError
from curriculum.ids import Id
from curriculum.prose import Prose, fill, prose
from curriculum.variants import OpenKey, Remark, Variant, canonical_text

Difficulty = Annotated[int, Meta(ge=1, le=5)]
Scalar = int | float | str | bool

MAX_TRIES = 1000
VARIANTS = 6
"""How many variants of an item travel to a student's machine."""


class _Written(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """Fields every item has (docs/formats/course.md)."""

    id: Id
    prompt: str
    well_done: str
    not_yet: str
    difficulty: Difficulty = 2
    vary: dict[str, list[Scalar] | str] = {}
    where: list[str] = []
    let: dict[str, str] = {}
    hints: list[str] = []
    solution: str = ""
    graded: bool = False
    source: str = ""


class Wrong(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong option, and what it shows."""

    text: str
    because: str = ""
    say: str = ""


class WrongNumber(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong number with a known cause: `when` is the expression that gives it."""

    when: str
    because: str = ""
    say: str = ""


class WrongText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Wrong texts with a known cause."""

    when: list[str]
    because: str = ""
    say: str = ""


class Choice(_Written, frozen=True, kw_only=True, tag="choice"):
    """One right option among several."""

    answer: str
    wrong: Annotated[list[Wrong | str], Meta(min_length=2)]
    keep_order: bool = False
    answer_at: int = 0


class Multi(_Written, frozen=True, kw_only=True, tag="multi"):
    """Several right options."""

    answers: Annotated[list[str], Meta(min_length=1)]
    wrong: Annotated[list[Wrong | str], Meta(min_length=1)]


class Number(_Written, frozen=True, kw_only=True, tag="number"):
    """A number, exact unless `tolerance` says otherwise."""

    answer: str | int
    tolerance: str | int | float = 0
    unit: str = ""
    lowest_terms: bool = False
    misconceptions: list[WrongNumber] = []


class Text(_Written, frozen=True, kw_only=True, tag="text"):
    """A short text."""

    answers: Annotated[list[str], Meta(min_length=1)]
    exact: bool = False
    misconceptions: list[WrongText] = []


class Order(_Written, frozen=True, kw_only=True, tag="order"):
    """Lines to put in order."""

    lines: Annotated[list[str], Meta(min_length=3)]
    mono: bool = False


class Code(_Written, frozen=True, kw_only=True, tag="code"):
    """Code the student writes, checked case by case: a function, or variables that the cases read."""

    function: Annotated[str, Meta(pattern=r"^[a-z_][a-z0-9_]*$")] = ""
    starter: str
    cases: Annotated[list[Case], Meta(min_length=1)]
    points: Annotated[int, Meta(ge=1, le=100)] = 1
    tolerance: float = 0.0
    well_done: str = "Every example gives the right value."
    not_yet: str = "Look at the first example that does not fit."


Item = Choice | Multi | Number | Text | Order | Code
Asked = Choice | Multi | Number | Text | Order


class Misconception(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong idea known by name: for the teacher, for the student, and a sentence to open a talk with."""

    name: str
    say: str
    opening: str


def draw(item: Asked, number: int, skill: str, misconceptions: Mapping[str, Misconception]) -> Variant:
    """Variant `number` of `item`, the same on every machine. Raises ItemError naming the field at fault."""
    seed = random.Random(f"{item.id}/{number}")  # a text seed is hashed by SHA-512: the same on every Python
    names = _draw_names(item, seed)
    make = _Making(names, misconceptions)
    options, key, remarks = _OPTIONS[type(item)](item, make, seed)
    return Variant(
        item=item.id,
        number=number,
        type=item.__struct_config__.tag,  # type: ignore[arg-type]  # our tags are texts
        skill=skill,
        difficulty=item.difficulty,
        prompt=make.prose("prompt", item.prompt),
        key=OpenKey(key),
        well_done=make.prose("well_done", item.well_done),
        not_yet=make.prose("not_yet", item.not_yet),
        options=options,
        remarks=remarks,
        hints=tuple(make.prose("hints", hint) for hint in item.hints),
        solution=make.prose("solution", item.solution) if item.solution else None,
        mono=isinstance(item, Order) and item.mono,
        unit=make.fill("unit", item.unit) if isinstance(item, Number) else "",
        tolerance=str(make.value("tolerance", str(item.tolerance))) if isinstance(item, Number) else "0",
        lowest_terms=isinstance(item, Number) and item.lowest_terms,
        exact=isinstance(item, Text) and item.exact,
    )


def distinct_variants(
    item: Asked, skill: str, misconceptions: Mapping[str, Misconception], most: int = VARIANTS
) -> tuple[Variant, ...]:
    """Up to `most` variants that read differently, numbered from 0 in the order of their seeds.

    A variant keeps the number of its seed, so `draw` makes the same one again.
    """
    found: dict[str, Variant] = {}
    for number in range(most * 4 if item.vary else 1):
        variant = draw(item, number, skill, misconceptions)
        found.setdefault(
            variant.prompt.text + "\n" + "\n".join(sorted(o.text for o in variant.options)), variant
        )
        if len(found) == most:
            break
    return tuple(found.values())


def _draw_names(item: Asked, seed: random.Random) -> dict[str, Value]:
    pools = {name: _pool(name, values) for name, values in item.vary.items()}
    fault: ArithmeticFault | None = None
    for _ in range(MAX_TRIES):
        names: dict[str, Value] = {name: seed.choice(pool) for name, pool in pools.items()}
        try:
            # A `where` may use what is let, and a `let` may divide by what a `where` keeps from being 0.
            for name, expression in item.let.items():
                names[name] = exact(evaluate(expression, names))
            if all(evaluate(condition, names) for condition in item.where):
                return names
        except ArithmeticFault as error:
            fault = error
    raise ItemError(
        "let" if fault else "where",
        str(fault) if fault else f"no draw meets every condition in {MAX_TRIES:,} tries.",
    )


def _pool(name: str, values: list[Scalar] | str) -> Sequence[Value]:
    if isinstance(values, str):
        low, dots, high = values.partition("..")
        try:
            pool = range(int(low), int(high) + 1)
        except ValueError:
            pool = range(0)
        if not dots or not pool:
            raise ItemError("vary", f'“{name}: {values}” is not a range such as "2..9" or a list of values.')
        return pool
    if not values:
        raise ItemError("vary", f"“{name}” has no values.")
    return [exact(Fraction(str(value))) if isinstance(value, float) else value for value in values]


class _Making:
    """Texts and values of one draw; turns an arithmetic fault into an ItemError with its field."""

    def __init__(self, names: Mapping[str, Value], misconceptions: Mapping[str, Misconception]) -> None:
        self.names = names
        self.misconceptions = misconceptions

    def value(self, field: str, expression: str) -> Value:
        try:
            return exact(evaluate(expression, self.names))
        except ArithmeticFault as error:
            raise ItemError(field, str(error)) from error

    def fill(self, field: str, template: str) -> str:
        try:
            return fill(template, self.names).strip()
        except ArithmeticFault as error:
            raise ItemError(field, str(error)) from error

    def prose(self, field: str, template: str, *, inline: bool = False) -> Prose:
        try:
            return prose(template, self.names, inline=inline)
        except ArithmeticFault as error:
            raise ItemError(field, str(error)) from error

    def remark(self, matches: str, wrong: Wrong | WrongNumber | WrongText) -> Iterator[Remark]:
        """The remark for a known wrong answer, if there is anything to say of it."""
        if wrong.because and wrong.because not in self.misconceptions:
            raise ItemError("because", f"the misconception “{wrong.because}” is not in misconceptions.yaml.")
        say = wrong.say or (self.misconceptions[wrong.because].say if wrong.because else "")
        if say:
            yield Remark(matches=matches, say=self.prose("say", say), misconception=wrong.because)


_Parts = tuple[tuple[Prose, ...], tuple[str, ...], tuple[Remark, ...]]


def _as_wrong(entry: Wrong | str) -> Wrong:
    return Wrong(entry) if isinstance(entry, str) else entry


def _choice(item: Choice, make: _Making, seed: random.Random) -> _Parts:
    wrong = [_as_wrong(entry) for entry in item.wrong]
    order = list(range(len(wrong) + 1))  # 0 is the right one
    if item.keep_order:
        if not 1 <= item.answer_at <= len(order):
            raise ItemError("answer_at", f"must be from 1 to {len(order)} where `keep_order` is true.")
        order.insert(item.answer_at - 1, order.pop(0))
    else:
        seed.shuffle(order)
    texts = [make.prose("answer", item.answer, inline=True)]
    texts += [make.prose("wrong", entry.text, inline=True) for entry in wrong]
    _all_differ("wrong", texts)
    remarks = [r for i, entry in enumerate(wrong) for r in make.remark(str(order.index(i + 1)), entry)]
    return tuple(texts[i] for i in order), (str(order.index(0)),), tuple(remarks)


def _multi(item: Multi, make: _Making, seed: random.Random) -> _Parts:
    wrong = [_as_wrong(entry) for entry in item.wrong]
    texts = [make.prose("answers", text, inline=True) for text in item.answers]
    texts += [make.prose("wrong", entry.text, inline=True) for entry in wrong]
    _all_differ("wrong", texts)
    order = list(range(len(texts)))
    seed.shuffle(order)
    right = ",".join(str(i) for i in sorted(order.index(j) for j in range(len(item.answers))))
    # A wrong option is remarked on by itself; marking looks for it among those picked.
    remarks = [
        r
        for i, entry in enumerate(wrong)
        for r in make.remark(str(order.index(i + len(item.answers))), entry)
    ]
    return tuple(texts[i] for i in order), (right,), tuple(remarks)


def _number(item: Number, make: _Making, _: random.Random) -> _Parts:
    answer = _as_number("answer", make.value("answer", str(item.answer)))
    tolerance = _as_number("tolerance", make.value("tolerance", str(item.tolerance)))
    if item.graded and tolerance:
        raise ItemError("graded", "a sealed key cannot hold a tolerance; take one of the two out.")
    remarks: list[Remark] = []
    for wrong in item.misconceptions:
        value = _as_number("misconceptions", make.value("misconceptions", wrong.when))
        if abs(value - answer) <= tolerance:
            raise ItemError(
                "misconceptions", f"“{wrong.when}” gives {value}, which is right, in a draw; add a `where`."
            )
        if str(value) not in {
            remark.matches for remark in remarks
        }:  # two causes, one value: the first written speaks
            remarks += make.remark(str(value), wrong)
    return (), (str(answer),), tuple(remarks)


def _text(item: Text, make: _Making, _: random.Random) -> _Parts:
    accepts = tuple(canonical_text(make.fill("answers", text), exact=item.exact) for text in item.answers)
    remarks: list[Remark] = []
    for wrong in item.misconceptions:
        for text in wrong.when:
            matches = canonical_text(make.fill("misconceptions", text), exact=item.exact)
            if matches in accepts:
                raise ItemError("misconceptions", f"“{text}” is also an accepted answer.")
            remarks += make.remark(matches, wrong)
    return (), accepts, tuple(remarks)


def _order(item: Order, make: _Making, seed: random.Random) -> _Parts:
    lines = [
        make.fill("lines", line) if not item.mono else make.fill("lines", line.rstrip("\n"))
        for line in item.lines
    ]
    if item.mono:  # fill() trims; indentation is part of the line
        lines = [
            " " * (len(raw) - len(raw.lstrip(" "))) + line
            for raw, line in zip(item.lines, lines, strict=True)
        ]
    order = list(range(len(lines)))
    while order == sorted(order):
        seed.shuffle(order)
    shown = tuple(
        Prose(lines[i], _mono_html(lines[i]))
        if item.mono
        else make.prose("lines", item.lines[i], inline=True)
        for i in order
    )
    if len({line.text for line in shown}) < len(shown):
        raise ItemError("lines", "two lines read the same; their order could not be told apart.")
    return shown, (",".join(str(order.index(i)) for i in range(len(lines))),), ()


def _mono_html(line: str) -> str:
    from html import escape

    return f"<code>{escape(line)}</code>"


_OPTIONS: dict[type, Any] = {Choice: _choice, Multi: _multi, Number: _number, Text: _text, Order: _order}


def _as_number(field: str, value: Value) -> Fraction:
    if isinstance(value, str):
        raise ItemError(field, f"must be a number, not the text “{value}”.")
    return Fraction(value)


def _all_differ(field: str, texts: Sequence[Prose]) -> None:
    seen: set[str] = set()
    for text in texts:
        if text.text in seen:
            raise ItemError(field, f"the option “{text.text}” stands there twice in a draw; add a `where`.")
        seen.add(text.text)
