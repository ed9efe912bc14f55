"""A pilot: where the students of a group began, where they are now, how far that may be chance; and the same of the others, if any.

The measure is the estimate of the learner model, the chance of solving a typical task of a skill, averaged over the skills a student
worked on. Intervals are of means over students, not over answers, since the answers of one student hang together: Student's (1908), and
Welch's (1947) of two groups. There is no control group that was drawn by lot: what changed may have changed anyway, and nothing here can
say why.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from math import sqrt

import msgspec
import numpy as np

from curriculum.mastery import Difficulties
from curriculum.noticing import growth
from grading.paths import StudentWork
from grading.shares import student95

SMALLEST = 10
"""Of fewer students nothing is said: a number would speak of persons, and chance decides it."""
Floats = np.typing.NDArray[np.float64]
Interval = tuple[float, float, float]
"""(value, low, high): 19 times in 20 the true one lies between."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One group: how many students it has, of how many there is a before and an after, and the means over those.

    `skills` is how many skills were measured per student, on average.
    """

    students: int
    measured: int
    skills: float = 0.0
    before: Interval = (0.0, 0.0, 0.0)
    after: Interval = (0.0, 0.0, 0.0)
    change: Interval = (0.0, 0.0, 0.0)

    @property
    def is_shown(self) -> bool:
        """Whether there are students enough to show it."""
        return self.measured >= SMALLEST


class Pilot(msgspec.Struct, frozen=True, kw_only=True):
    """The group and the others; `difference`: how much more the group changed, where both are large enough."""

    group: Measured
    others: Measured | None
    difference: Interval | None


def pilot(
    work: Mapping[str, StudentWork],
    difficulties: Difficulties,
    group: Collection[str] | None = None,
    since: date | None = None,
) -> Pilot:
    """Before and after for `group` (None: everyone). `since`: the first day of the pilot; without it, from everyone's own start."""
    changes = {
        student: pair
        for student, one in work.items()
        if (pair := _before_and_after(one, difficulties, since)) is not None
    }
    inside = [student for student in work if group is None or student in group]
    outside = [student for student in work if group is not None and student not in group]
    ours = [changes[student] for student in inside if student in changes]
    theirs = [changes[student] for student in outside if student in changes]
    measured = _measured(len(inside), ours)
    others = _measured(len(outside), theirs) if outside else None
    difference = None
    if others is not None and measured.is_shown and others.is_shown:
        difference = _difference(ours, theirs)
    return Pilot(group=measured, others=others, difference=difference)


Pair = tuple[float, float, int]
"""One student: the mean before and after, over so many skills."""


def _before_and_after(one: StudentWork, difficulties: Difficulties, since: date | None) -> Pair | None:
    grown = growth(one.seen, difficulties, one.known.placement, since)
    if not grown:
        return None
    many = len(grown)
    return sum(each.first[0] for each in grown) / many, sum(each.now[0] for each in grown) / many, many


def _measured(students: int, pairs: Sequence[Pair]) -> Measured:
    if len(pairs) < SMALLEST:
        return Measured(students=students, measured=len(pairs))
    before, after, skills = np.array(pairs, dtype=float).T
    return Measured(
        students=students,
        measured=len(pairs),
        skills=float(skills.mean()),
        before=_mean(before, least=0.0),
        after=_mean(after, least=0.0),
        change=_mean(after - before, least=-1.0),
    )


def _mean(values: Floats, least: float) -> Interval:
    """A mean of values from `least` to 1."""
    mean, margin = float(values.mean()), student95(values.size - 1) * sqrt(values.var(ddof=1) / values.size)
    return mean, max(least, mean - margin), min(1.0, mean + margin)


def _difference(ours: Sequence[Pair], theirs: Sequence[Pair]) -> Interval:
    changes = [np.array([after - before for before, after, _many in pairs]) for pairs in (ours, theirs)]
    value = float(changes[0].mean() - changes[1].mean())
    parts = [float(one.var(ddof=1)) / one.size for one in changes]
    if not sum(parts):
        return value, value, value
    degrees = sum(parts) ** 2 / sum(
        part**2 / (one.size - 1) for part, one in zip(parts, changes, strict=True)
    )
    margin = student95(degrees) * sqrt(sum(parts))
    return value, value - margin, value + margin
