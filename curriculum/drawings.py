"""What a case asks of a drawing, and what is missing in one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from curriculum.sameness import same
from curriculum.values import Value
from curriculum.words import N_, _, ngettext
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
        return ngettext(
            "The figure has {n} plot, not {asked}.", "The figure has {n} plots, not {asked}.", len(plots)
        ).format(n=len(plots), asked=len(wanted))
    for want, plot in zip(wanted, plots, strict=True):
        for said in _missing(want, plot, max(tolerance, NUMBERS)):
            return said
    return ""


_MISSING = {
    "title": N_("The title is missing."),
    "x": N_("The name of the x axis is missing."),
    "y": N_("The name of the y axis is missing."),
}
_OTHER = {
    "title": N_("The title is “{shown}”, not “{asked}”."),
    "x": N_("The name of the x axis is “{shown}”, not “{asked}”."),
    "y": N_("The name of the y axis is “{shown}”, not “{asked}”."),
}
_REACH = {
    "xlim": N_("The x axis does not go from {first} to {last}."),
    "ylim": N_("The y axis does not go from {first} to {last}."),
}


def _missing(want: Plot, plot: Value, tolerance: float) -> Iterator[str]:
    for field in ("title", "x", "y"):
        asked, shown = getattr(want, field), plot[field]
        if asked is True and not shown.strip():
            yield _(_MISSING[field])
        elif isinstance(asked, str) and asked != shown:
            yield _(_OTHER[field]).format(shown=shown, asked=asked) if shown else _(_MISSING[field])
    for field in ("xlim", "ylim"):
        asked = getattr(want, field)
        if asked is not None and not same(asked, plot[field], tolerance):
            yield _(_REACH[field]).format(first=f"{asked[0]:g}", last=f"{asked[-1]:g}")
    if (
        want.legend is not None
        and want.legend != plot["legend"]
        and not (want.legend is True and plot["legend"])
    ):
        yield _("The legend is missing.") if plot["legend"] is None else _("The legend says something else.")
    for kind in ("lines", "points", "bars", "wedges"):
        asked = getattr(want, kind)
        if asked is not None:
            yield from _missing_series(asked, plot[kind], kind, tolerance)


def _missing_series(asked: list[Any], shown: list[Any], kind: str, tolerance: float) -> Iterator[str]:
    if len(asked) != len(shown):
        yield _count(kind, len(shown)).format(n=len(shown), asked=len(asked))
        return
    for number, (want, came) in enumerate(zip(asked, shown, strict=True), start=1):
        for field in want.__struct_fields__:
            value = getattr(want, field)
            if value is not None and not same(written(value), came[field], tolerance):
                if len(asked) == 1:
                    yield _("{which} Look at {what}.").format(which=_(_ONLY[kind]), what=_(_FIELDS[field]))
                else:
                    which = _(_NUMBERED[kind]).format(n=number)
                    yield _("{which} Look at {what}.").format(which=which, what=_(_FIELDS[field]))


def _count(kind: str, number: int) -> str:
    """The sentence about so many lines, points, bars or slices where others were asked for, to be filled in."""
    if kind == "lines":
        return ngettext("The plot has {n} line, not {asked}.", "The plot has {n} lines, not {asked}.", number)
    if kind == "points":
        return ngettext(
            "The plot has {n} group of points, not {asked}.",
            "The plot has {n} groups of points, not {asked}.",
            number,
        )
    if kind == "bars":
        return ngettext(
            "The plot has {n} group of bars, not {asked}.",
            "The plot has {n} groups of bars, not {asked}.",
            number,
        )
    return ngettext("The plot has {n} slice, not {asked}.", "The plot has {n} slices, not {asked}.", number)


_ONLY = {
    "lines": N_("The line is not right yet."),
    "points": N_("The points are not right yet."),
    "bars": N_("The bars are not right yet."),
    "wedges": N_("The slice is not right yet."),
}
_NUMBERED = {
    "lines": N_("Line number {n} is not right yet."),
    "points": N_("Group of points number {n} is not right yet."),
    "bars": N_("Group of bars number {n} is not right yet."),
    "wedges": N_("Slice number {n} is not right yet."),
}
_FIELDS = {
    "label": N_("its label"),
    "x": N_("its x values"),
    "y": N_("its y values"),
    "names": N_("its names"),
    "places": N_("its places"),
    "heights": N_("its heights"),
    "widths": N_("its widths"),
    "lying": N_("its direction"),
    "share": N_("its size"),
}
