"""Charts of the review pages: drawn by matplotlib as SVG that takes its colours and its font from the page. Each has a table beside it."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import escape
from textwrap import wrap

import msgspec

from curriculum.language import RTL, spoken
from grading.words import _

Span = tuple[float, float, float]
"""A value and the two between which it lies: (value, low, high)."""

COLOURS = {
    "#010101": "currentColor",
    "#020202": "var(--muted)",
    "#030303": "var(--line)",
    "#040404": "var(--green)",
    "#050505": "var(--blue)",
    "#060606": "var(--card)",
}
"""What matplotlib is told → what the page makes of it."""
INK, MUTED, LINE, NOW, BEFORE, CARD = COLOURS
WIDE, TALL, HEAD = 7.6, 0.42, 0.75
"""Inches: the width, the height of a row, and of what is above and below the rows."""
LETTERS = 30


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A row: its label, where it was (None where that is not known) and where it is now."""

    label: str
    before: Span | None
    now: Span


def spans(key: str, title: str, bars: Sequence[Bar]) -> str:
    """An SVG with a row for each bar: a ring where it was, a dot where it is, each on a line from low to high. Values are shares.

    `key` begins the ids inside, so that several charts can be on one page.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with rc_context({"svg.fonttype": "none", "svg.hashsalt": key, "font.size": 9.5}):
        figure = Figure(figsize=(WIDE, HEAD + TALL * len(bars)))
        FigureCanvasSVG(figure)
        axes = figure.add_axes(
            (0.34, 0.5 / (HEAD + TALL * len(bars)), 0.63, 1 - HEAD / (HEAD + TALL * len(bars)))
        )
        for row, bar in enumerate(bars):
            if bar.before is not None:
                _draw(axes, bar.before, row - 0.17, BEFORE, filled=False)
            _draw(axes, bar.now, row + (0.17 if bar.before is not None else 0), NOW, filled=True)
        axes.set_ylim(len(bars) - 0.5, -0.5)
        axes.set_yticks(range(len(bars)), [_label(bar.label) for bar in bars])
        axes.set_xlim(0, 1)
        axes.set_xticks([tick / 4 for tick in range(5)], [_("{n}%").format(n=25 * tick) for tick in range(5)])
        if spoken() in RTL:
            axes.invert_xaxis()
            axes.yaxis.tick_right()
            axes.set_position((0.03, *axes.get_position().bounds[1:]))
        axes.grid(visible=True, axis="x", color=LINE, linewidth=0.8)
        axes.set_axisbelow(True)
        axes.tick_params(length=0, colors=INK)
        axes.set_frame_on(False)
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    return _ours(drawn.getvalue(), key, title)


def _label(text: str) -> str:
    """A label on two lines at most; a dollar sign is one, and begins no formula."""
    text = text.strip("\u2068\u2069")
    return "\n".join(wrap(text, LETTERS)[:2]).replace("$", r"\$")


def _draw(axes: object, span: Span, at: float, colour: str, *, filled: bool) -> None:
    value, low, high = span
    axes.plot([low, high], [at, at], color=colour, linewidth=2, solid_capstyle="round")  # type: ignore[attr-defined]
    axes.plot(  # type: ignore[attr-defined]
        [value],
        [at],
        marker="o",
        markersize=7,
        color=colour,
        markerfacecolor=colour if filled else CARD,
        markeredgewidth=1.8,
    )


def _ours(svg: str, key: str, title: str) -> str:
    """The drawing as a part of the page: named, in the page's colours, its ids told from those of other charts."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'id="([^"]+)"', rf'id="{key}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{key}-\1)", svg)
    svg = re.sub(r'href="#([^"]+)"', rf'href="#{key}-\1"', svg)
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", svg, flags=re.DOTALL)
    svg = re.sub(r" font-family: [^;\"]+;", "", svg)
    for told, ours in COLOURS.items():
        svg = svg.replace(told, ours)
    svg = re.sub(r' (width|height)="[\d.]+pt"', "", svg, count=2)
    return re.sub(r"<svg ", f'<svg role="img" aria-label="{escape(title)}" ', svg, count=1)
