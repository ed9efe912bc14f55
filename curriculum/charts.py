"""Charts in a question, drawn as inline SVG with a table beside it."""

from __future__ import annotations

from fractions import Fraction
from html import escape

import msgspec

from curriculum.arithmetic import ArithmeticFault
from curriculum.faults import ItemError
from curriculum.prose import decimal
from curriculum.types.making import Making
from curriculum.types.written import Chart
from curriculum.words import _

WIDTH, HEIGHT = 400, 270
LEFT, RIGHT, TOP, BOTTOM = 52, 10, 14, 52
"""The frame around the plot, in the units of the view box."""
STEPS = 7
"""About so many lines across."""


class Drawing(msgspec.Struct, frozen=True):
    """A chart in one draw: `svg` and `table` are safe to insert; `names` are its marks', `top` is the value at its upper edge."""

    svg: str
    table: str
    names: tuple[str, ...]
    top: str


def drawing(chart: Chart, making: Making, shown: list[Fraction] | None = None) -> Drawing:
    """`chart` in one draw; `shown` are other values to draw than its own. Raises ItemError."""
    values = [making.number("chart", str(value)) for value in chart.values]
    across = [making.number("chart", str(value)) for value in chart.across]
    names = [making.fill("chart", name) for name in chart.names]
    title, x, y = (making.fill("chart", text) for text in (chart.title, chart.x, chart.y))
    if chart.kind == "point" and not names:
        names = [f"{_said(a)}, {_said(b)}" for a, b in zip(across, values, strict=False)]
    if len(names) != len(values) or len(set(names)) != len(names):
        raise ItemError("chart", _("needs one name for each value, each another one."))
    if (chart.kind == "point") != bool(across) or (across and len(across) != len(values)):
        raise ItemError("chart", _("a point chart, and no other, has one number in `across` for each value."))
    if min([*values, *across]) < 0:
        raise ItemError("chart", _("a value below 0 cannot be drawn; add a `where`."))
    top, step = scale(max(values))
    if chart.top is not None:
        top = making.number("chart", str(chart.top))
        if top < max(values) or top <= 0:
            raise ItemError(
                "chart",
                _("`top` is {top}, below its highest value {values}.").format(top=top, values=max(values)),
            )
        step = scale(top)[1]
    plot = _Plot(chart.kind, names, shown if shown is not None else values, across, top, step)
    twin = _("The table has the values.") if shown is None else _("The list below has the heights.")
    label = {
        "bar": _("Bar chart: {title}. Across: {x}. Upwards: {y}. {twin}"),
        "line": _("Line chart: {title}. Across: {x}. Upwards: {y}. {twin}"),
        "point": _("Point chart: {title}. Across: {x}. Upwards: {y}. {twin}"),
    }[chart.kind].format(title=title, x=x, y=y, twin=twin)
    return Drawing(
        svg=(
            f'<svg class="tx-chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
            f"{plot.axes(x, y)}{plot.marks()}</svg>"
        ),
        table=_table(title, x, y, names, across if chart.kind == "point" and chart.names else [], values),
        names=tuple(names),
        top=str(top),
    )


def page(drawn: Drawing) -> str:
    """The chart with its table, for a question's text."""
    twin = escape(_("The chart as a table"))
    return (
        f'<figure class="tx-figure">{drawn.svg}<details class="tx-twin-table"><summary>{twin}</summary>'
        f"{drawn.table}</details></figure>"
    )


class _Plot:
    """Where everything of one chart is, in the units of the view box."""

    def __init__(
        self,
        kind: str,
        names: list[str],
        values: list[Fraction],
        across: list[Fraction],
        top: Fraction,
        step: Fraction,
    ) -> None:
        self.kind, self.names, self.values, self.across = kind, names, values, across
        self.top, self.step = top, step
        self.right_end, self.right_step = scale(max(across)) if across else (Fraction(1), Fraction(1))

    def up(self, value: Fraction) -> float:
        """How far down a value is."""
        return float(HEIGHT - BOTTOM - value / self.top * (HEIGHT - TOP - BOTTOM))

    def along(self, index: int) -> float:
        """How far across a mark is."""
        wide = WIDTH - LEFT - RIGHT
        if self.across:
            return LEFT + float(self.across[index] / self.right_end) * wide
        return LEFT + wide * (index + 0.5) / len(self.names)

    def axes(self, x: str, y: str) -> str:
        """The lines across, the numbers and names, and what the axes stand for."""
        parts = []
        for n in range(int(self.top / self.step) + 1):
            at = self.up(n * self.step)
            parts.append(f'<path class="tx-grid" d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}"/>')
            parts.append(
                f'<text x="{LEFT - 6}" y="{at + 4.5:.1f}" text-anchor="end">{_said(n * self.step)}</text>'
            )
        floor = HEIGHT - BOTTOM
        if self.across:
            for n in range(int(self.right_end / self.right_step) + 1):
                at = LEFT + float(n * self.right_step / self.right_end) * (WIDTH - LEFT - RIGHT)
                parts.append(
                    f'<text x="{at:.1f}" y="{floor + 18}" text-anchor="middle">{_said(n * self.right_step)}</text>'
                )
        else:
            room = int(46 / len(self.names)) + 1
            for index, name in enumerate(self.names):
                short = name if len(name) <= room else name[: max(1, room - 1)] + "…"
                parts.append(
                    f'<text x="{self.along(index):.1f}" y="{floor + 18}" text-anchor="middle">{escape(short)}</text>'
                )
        parts.append(f'<path class="tx-axis" d="M{LEFT} {TOP}V{floor}H{WIDTH - RIGHT}"/>')
        parts.append(
            f'<text class="tx-axis-name" x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{escape(x)}</text>'
        )
        parts.append(
            f'<text class="tx-axis-name" transform="translate(13 {(TOP + floor) / 2}) rotate(-90)" text-anchor="middle">{escape(y)}</text>'
        )
        return "".join(parts)

    def marks(self) -> str:
        """The bars or points; `data-mark` is the index of each."""
        spots = [(self.along(i), self.up(value)) for i, value in enumerate(self.values)]
        if self.kind == "bar":
            wide = min(56.0, (WIDTH - LEFT - RIGHT) / len(spots) * 0.7)
            return "".join(
                f'<rect class="tx-mark" data-mark="{i}" x="{x - wide / 2:.1f}" y="{y:.1f}" width="{wide:.1f}" '
                f'height="{HEIGHT - BOTTOM - y:.1f}" rx="3"/>'
                for i, (x, y) in enumerate(spots)
            )
        line = f'<polyline class="tx-line" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in spots)}"/>'
        dots = "".join(
            f'<circle class="tx-mark" data-mark="{i}" cx="{x:.1f}" cy="{y:.1f}" r="7"/>'
            for i, (x, y) in enumerate(spots)
        )
        return (line if self.kind == "line" else "") + dots


def scale(most: Fraction) -> tuple[Fraction, Fraction]:
    """(upper edge, step) of an axis from 0 that holds `most`: steps of 1, 2 or 5 times a power of ten."""
    if most <= 0:
        return Fraction(1), Fraction(1)
    size = Fraction(10) ** (len(str(int(most))) - 2 if most >= 1 else -7)
    step = next(
        size * 10**power * one
        for power in range(12)
        for one in (1, 2, 5)
        if size * 10**power * one * STEPS >= most
    )
    return -(-most // step) * step, step


def _said(value: Fraction) -> str:
    try:
        return decimal(value if value.denominator != 1 else int(value))
    except ArithmeticFault:
        return f"{float(value):.2f}"


def _table(
    title: str, x: str, y: str, names: list[str], across: list[Fraction], values: list[Fraction]
) -> str:
    heads = ["", x, y] if across else [x, y]
    rows = [
        "".join(
            [
                f'<th scope="row">{escape(name)}</th>',
                *(f"<td>{_said(a)}</td>" for a in across[i : i + 1]),
                f"<td>{_said(values[i])}</td>",
            ]
        )
        for i, name in enumerate(names)
    ]
    head = "".join(f'<th scope="col">{escape(text)}</th>' if text else "<td></td>" for text in heads)
    return (
        f"<table><caption>{escape(title)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"
    )
