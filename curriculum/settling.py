"""Settling: when a skill is sure enough to go on with something new, although it is not mastered yet.

Three questions in a row right at the first try settle a skill for now. More of the same on the same day teaches little; the same again a
few days later teaches much (Cepeda et al. 2006; Rohrer & Taylor 2006). So a settled skill opens what builds on it, and comes back after
two days, then after longer and longer, until there are reviews of it (curriculum.reviews: from the day on which it was mastered).

What the questions at the start have shown comes back as well, after a week: it was concluded, not seen. There, and where a skill was
settled before and then missed, one right answer settles it: what was learned once comes back quickly (Ebbinghaus' savings), but after a
miss it returns sooner.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from curriculum.mastery import RIGHT, STUCK, Seen, Standing
from curriculum.situation import PLACED, Placement

IN_A_ROW = 3
GAPS = (2, 5, 10, 18)
"""Days until a settled skill comes back, by the number of days on which it was settled before."""
LOOKED_AT_AFTER = 7


def shown(placement: Placement | None) -> dict[str, date | None]:
    """What the questions at the start have shown, with the day on which to look at it."""
    if placement is None:
        return {}
    day = placement.day + timedelta(LOOKED_AT_AFTER) if placement.day else None
    return {skill: day for skill, chance in placement.chances.items() if chance >= PLACED}


def settled(
    seen: Iterable[Seen],
    standing: Mapping[str, Standing],
    shown: Mapping[str, date | None] | Collection[str] = (),
) -> dict[str, date | None]:
    """The skills that are settled, with the day on which each comes back; None where no day is known.

    `seen` is the student's work in order; `shown` are the skills shown at the start.
    """
    row: dict[str, int] = {}
    days: dict[str, list[date]] = {}
    before = set(shown)
    for one in seen:
        if one.attempt != 1:
            continue
        skill = one.skill
        if one.score < RIGHT:
            row[skill] = 0
            del days.get(skill, [])[-1:]
            continue
        row[skill] = row.get(skill, 0) + 1
        if row[skill] >= _needed(skill, before):
            before.add(skill)
            own = days.setdefault(skill, [])
            if one.day and one.day not in own:
                own.append(one.day)
    found: dict[str, date | None] = {}
    for skill, count in row.items():
        known = standing.get(skill)
        if known is None or known.chance < STUCK or count < _needed(skill, before):
            continue
        own = days.get(skill, [])
        found[skill] = max(own) + timedelta(GAPS[min(len(own), len(GAPS)) - 1]) if own else None
    if isinstance(shown, Mapping):
        found |= {skill: day for skill, day in shown.items() if skill not in row and skill not in standing}
    return found


def _needed(skill: str, before: Collection[str]) -> int:
    return 1 if skill in before else IN_A_ROW
