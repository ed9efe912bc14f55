"""What a case asks of a drawing, and what is missing in one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from curriculum.sameness import same
from curriculum.values import Value
from curriculum.written import written

NUMBERS = 1e-6
"""How close drawn numbers must be: what matplotlib keeps has been through its own arithmetic."""


class Drawn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Lines or points of a drawing: what is written here must be so."""

    label: str | None = None
    x: list[Any] | None = None
    y: list[Any] | None = None


class Bars(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One group of bars: their names or places, heights and widths. `lying` for bars that lie."""

    label: str | None = None
    names: list[str] | None = None
    places: list[float] | None = None
    heights: list[float] | None = None
    widths: list[float] | None = None
    lying: bool | None = None


class Wedge(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A slice of a pie; `share` from 0 to 1."""

    label: str | None = None
    share: float | None = None


class Plot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a plot must show. Only what is written counts; `true` for a title or a word at an axis asks for any."""

    title: str | bool | None = None
    x: str | bool | None = None
    y: str | bool | None = None
    xlim: list[float] | None = None
    ylim: list[float] | None = None
    legend: list[str] | bool | None = None
    lines: list[Drawn] | None = None
    points: list[Drawn] | None = None
    bars: list[Bars] | None = None
    wedges: list[Wedge] | None = None


class Figure(Plot, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a figure must show: its only plot, or `plots` where there are several."""

    plots: list[Plot] = []


def values_in(figure: Figure) -> Iterator[Any]:
    """The values along the axes that a figure is asked for, as they were written."""
    for plot in (figure, *figure.plots):
        for one in (*(plot.lines or ()), *(plot.points or ())):
            yield from (*(one.x or ()), *(one.y or ()))


def missing_in(figure: Figure, plots: list[Value], tolerance: float = 0.0) -> str:
    """A sentence about the first thing that a drawing does not show as it should; empty where it fits."""
    wanted: list[Plot] = figure.plots or [figure]
    if len(plots) != len(wanted):
        return f"The figure has {len(plots)} {'plot' if len(plots) == 1 else 'plots'}, not {len(wanted)}."
    for want, plot in zip(wanted, plots, strict=True):
        for said in _missing(want, plot, max(tolerance, NUMBERS)):
            return said
    return ""


_NAMES = {
    "title": "title",
    "x": "name of the x axis",
    "y": "name of the y axis",
    "xlim": "x axis",
    "ylim": "y axis",
}


def _missing(want: Plot, plot: Value, tolerance: float) -> Iterator[str]:
    for field in ("title", "x", "y"):
        asked, shown = getattr(want, field), plot[field]
        if asked is True and not shown.strip():
            yield f"The {_NAMES[field]} is missing."
        elif isinstance(asked, str) and asked != shown:
            yield (
                f"The {_NAMES[field]} is “{shown}”, not “{asked}”."
                if shown
                else f"The {_NAMES[field]} is missing."
            )
    for field in ("xlim", "ylim"):
        asked = getattr(want, field)
        if asked is not None and not same(asked, plot[field], tolerance):
            yield f"The {_NAMES[field]} does not go from {asked[0]:g} to {asked[-1]:g}."
    if (
        want.legend is not None
        and want.legend != plot["legend"]
        and not (want.legend is True and plot["legend"])
    ):
        yield "The legend is missing." if plot["legend"] is None else "The legend says something else."
    for field, one, many in (("lines", "line", "lines"), ("points", "group of points", "groups of points"),
                             ("bars", "group of bars", "groups of bars"), ("wedges", "slice", "slices")):  # fmt: skip
        asked = getattr(want, field)
        if asked is not None:
            yield from _missing_series(asked, plot[field], (one, many), tolerance)


def _missing_series(
    asked: list[Any], shown: list[Any], words: tuple[str, str], tolerance: float
) -> Iterator[str]:
    if len(asked) != len(shown):
        yield f"The plot has {len(shown) or 'no'} {words[len(shown) != 1]}, not {len(asked)}."
        return
    for number, (want, came) in enumerate(zip(asked, shown, strict=True), start=1):
        for field in want.__struct_fields__:
            value = getattr(want, field)
            if value is not None and not same(written(value), came[field], tolerance):
                which = f"the {words[0]}" if len(asked) == 1 else f"{words[0]} number {number}"
                yield f"Look at the {_FIELDS[field]} of {which}."


_FIELDS = {
    "label": "label",
    "x": "x values",
    "y": "y values",
    "names": "names",
    "places": "places",
    "heights": "heights",
    "widths": "widths",
    "lying": "direction",
    "share": "size",
}
