"""Items as their author wrote them (a tagged union), and the drawing of variants from them by seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import msgspec

from curriculum.arithmetic import ArithmeticFault, Value, evaluate, exact
from curriculum.charts import drawing, page
from curriculum.faults import ItemError
from curriculum.pictures import with_pictures
from curriculum.prose import Prose
from curriculum.types import choice, expression, fill, match, multi, number, order, text
from curriculum.types.chart import Read, Sketch, make_read, make_sketch
from curriculum.types.choice import Choice
from curriculum.types.code import Code
from curriculum.types.expression import Expression
from curriculum.types.fill import Fill
from curriculum.types.making import Making
from curriculum.types.match import Match
from curriculum.types.multi import Multi
from curriculum.types.number import Number
from curriculum.types.order import Order
from curriculum.types.text import Text
from curriculum.types.unscored import CheckIn, Pick, Rubric, make_check_in, make_pick, make_rubric
from curriculum.types.written import Misconception, Scalar
from curriculum.variants import OpenKey, Variant
from curriculum.words import _

__all__ = [
    "VARIANTS",
    "Asked",
    "Code",
    "Item",
    "Misconception",
    "Rubric",
    "distinct_variants",
    "draw",
    "reading",
]

MAX_TRIES = 1000
VARIANTS = 6
"""How many variants of an item travel to a student's machine."""

Asked = (
    Choice
    | Multi
    | Number
    | Text
    | Expression
    | Order
    | Match
    | Fill
    | CheckIn
    | Pick
    | Rubric
    | Read
    | Sketch
)
Item = Asked | Code
MAKE: dict[type, Any] = {
    Choice: choice.make,
    Multi: multi.make,
    Number: number.make,
    Text: text.make,
    Expression: expression.make,
    Order: order.make,
    Match: match.make,
    Fill: fill.make,
    CheckIn: make_check_in,
    Pick: make_pick,
    Rubric: make_rubric,
    Read: make_read,
    Sketch: make_sketch,
}
"""How each type is drawn: (item, Making, seed) -> Drawn."""


def draw(item: Asked, number: int, skill: str, misconceptions: Mapping[str, Misconception]) -> Variant:
    """Variant `number` of `item`, the same on every machine. Raises ItemError naming the field at fault."""
    seed = random.Random(f"{item.id}/{number}")  # a text seed is hashed by SHA-512: the same on every Python
    making = Making(_draw_names(item, seed, number), misconceptions)
    drawn = MAKE[type(item)](item, making, seed)
    own = {name: value for name, value in msgspec.structs.asdict(drawn).items() if name != "accepts"}
    return Variant(
        item=item.id,
        number=number,
        type=item.__struct_config__.tag,  # type: ignore[arg-type]  # our tags are texts
        skill=skill,
        difficulty=item.difficulty,
        prompt=with_pictures(_prompt(item, making), item.pictures),
        key=OpenKey(drawn.accepts),
        well_done=making.prose("well_done", item.well_done),
        not_yet=making.prose("not_yet", item.not_yet),
        hints=tuple(making.prose("hints", hint) for hint in item.hints),
        solution=making.prose("solution", item.solution) if item.solution else None,
        credit=item.credit,
        family=item.family,
        **own,
    )


def _prompt(item: Asked, making: Making) -> Prose:
    prompt = making.prose("prompt", item.prompt)
    if item.chart is None or isinstance(item, Read | Sketch):
        return prompt
    return Prose(prompt.text, prompt.html + page(drawing(item.chart, making)))


def distinct_variants(
    item: Asked, skill: str, misconceptions: Mapping[str, Misconception], most: int = VARIANTS
) -> tuple[Variant, ...]:
    """Up to `most` variants that read differently, numbered from 0 in the order of their seeds.

    A variant keeps the number of its seed, so `draw` makes the same one again.
    """
    if item.together and not item.vary:  # each row is its own variant, and has the row's number
        return tuple(draw(item, row, skill, misconceptions) for row in range(min(most, len(item.together))))
    found: dict[tuple[str, ...], Variant] = {}
    for seed in range(most * 4 if item.vary else 1):
        variant = draw(item, seed, skill, misconceptions)
        found.setdefault(reading(variant), variant)
        if len(found) == most:
            break
    return tuple(found.values())


def reading(variant: Variant) -> tuple[str, ...]:
    """What a student reads of a variant, and sees in its charts, whatever the order of its parts."""
    options = [*variant.options, *variant.places, *(one for field in variant.fields for one in field.options)]
    body = variant.body.html if variant.body else ""
    return (variant.prompt.html, body, *sorted(option.text for option in options))


def _draw_names(item: Asked, seed: random.Random, number: int) -> dict[str, Value]:
    together = item.together[number % len(item.together)] if item.together else None
    pools = {name: _pool(name, values) for name, values in item.vary.items()}
    fault: ArithmeticFault | None = None
    for _time in range(MAX_TRIES):
        names: dict[str, Value] = {name: seed.choice(pool) for name, pool in pools.items()}
        names |= {name: _exactly(value) for name, value in (together or {}).items()}
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
        str(fault)
        if fault
        else _("no draw meets every condition in {max_tries:,} tries.").format(max_tries=MAX_TRIES),
    )


def _pool(name: str, values: list[Scalar] | str) -> Sequence[Value]:
    if isinstance(values, str):
        low, dots, high = values.partition("..")
        try:
            pool = range(int(low), int(high) + 1)
        except ValueError:
            pool = range(0)
        if not dots or not pool:
            raise ItemError(
                "vary",
                _('“{name}: {values}” is not a range such as "2..9" or a list of values.').format(
                    name=name, values=values
                ),
            )
        return pool
    if not values:
        raise ItemError("vary", _("“{name}” has no values.").format(name=name))
    return [_exactly(value) for value in values]


def _exactly(value: Scalar) -> Value:
    return exact(Fraction(str(value))) if isinstance(value, float) else value
