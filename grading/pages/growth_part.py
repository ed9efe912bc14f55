"""How a student's skills have grown, as a chart with its table twin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from curriculum import noticing
from grading.pages.charts import Bar, spans
from grading.words import _, day, ngettext

MOST = 14
"""Rows of the chart; the table has all."""


class GrowthLine(msgspec.Struct, frozen=True, kw_only=True):
    """A skill's row of the table."""

    skill: str
    first: str
    now: str
    tries: str
    sure: str


class Growth(msgspec.Struct, frozen=True, kw_only=True):
    """`chart` is an SVG; `left_out` says how many skills are in the table only."""

    chart: str
    lines: tuple[GrowthLine, ...]
    left_out: str


def growth_part(grown: Sequence[noticing.Growth], titles: Mapping[str, str]) -> Growth | None:
    """None where there is too little work yet to speak of growth."""
    if not grown:
        return None
    shown = grown[-MOST:]
    out = len(grown) - len(shown)
    return Growth(
        chart=spans(
            "growth",
            _("How each skill has grown; the table below says the same."),
            [Bar(label=titles.get(one.skill, one.skill), before=one.first, now=one.now) for one in shown],
        ),
        lines=tuple(
            GrowthLine(
                skill=titles.get(one.skill, one.skill),
                first=_dated(one.first, day(one.first_day) if one.first_day else ""),
                now=_dated(one.now, day(one.now_day) if one.now_day else ""),
                tries=str(one.tries),
                sure=_("yes") if one.is_sure else _("may be chance"),
            )
            for one in grown
        ),
        left_out=ngettext(
            "{n} more skill is in the table only.", "{n} more skills are in the table only.", out
        ).format(n=out)
        if out
        else "",
    )


def _dated(values: tuple[float, float, float], when: str) -> str:
    chance, low, high = (round(100 * value) for value in values)
    if not when:
        return _("{chance}% ({low}–{high}%)").format(chance=chance, low=low, high=high)
    return _("{chance}% ({low}–{high}%), {day}").format(chance=chance, low=low, high=high, day=when)
