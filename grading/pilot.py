"""A pilot: where the students of a group began, where they are now, how far that may be chance; and the same of the others, if any.

The measure is the estimate of the learner model, the chance of solving a typical task of a skill, averaged over the skills a student
worked on. Intervals are bootstrapped over students (Efron 1979), since the answers of one student hang together. There is no control
group that was drawn by lot: what changed may have changed anyway, and nothing here can say why.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import msgspec
import numpy as np

from curriculum.mastery import Difficulties
from curriculum.noticing import growth
from grading.paths import StudentWork

SMALLEST = 10
"""Of fewer students nothing is said: a number would speak of persons, and chance decides it."""
DRAWS = 2_000
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
    seed: int = 0,
) -> Pilot:
    """Before and after for `group` (None: everyone). `since`: the first day of the pilot; without it, from everyone's own start."""
    changes = {
        student: pair
        for student, one in work.items()
        if (pair := _before_and_after(one, difficulties, since)) is not None
    }
    inside = [student for student in work if group is None or student in group]
    outside = [student for student in work if student not in set(inside)]
    ours = [changes[student] for student in inside if student in changes]
    theirs = [changes[student] for student in outside if student in changes]
    draw = np.random.default_rng(seed)
    measured = _measured(len(inside), ours, draw)
    others = _measured(len(outside), theirs, draw) if outside else None
    difference = None
    if others is not None and measured.is_shown and others.is_shown:
        difference = _difference(ours, theirs, draw)
    return Pilot(group=measured, others=others, difference=difference)


Pair = tuple[float, float, int]
"""One student: the mean before and after, over so many skills."""


def _before_and_after(one: StudentWork, difficulties: Difficulties, since: date | None) -> Pair | None:
    grown = growth(one.seen, difficulties, one.known.placement, since)
    if not grown:
        return None
    many = len(grown)
    return sum(each.first[0] for each in grown) / many, sum(each.now[0] for each in grown) / many, many


def _measured(students: int, pairs: Sequence[Pair], draw: np.random.Generator) -> Measured:
    if len(pairs) < SMALLEST:
        return Measured(students=students, measured=len(pairs))
    values = np.array(pairs, dtype=float)
    resampled = values[draw.integers(0, len(pairs), (DRAWS, len(pairs)))].mean(axis=1)
    return Measured(
        students=students,
        measured=len(pairs),
        skills=float(values[:, 2].mean()),
        before=_interval(float(values[:, 0].mean()), resampled[:, 0]),
        after=_interval(float(values[:, 1].mean()), resampled[:, 1]),
        change=_interval(float((values[:, 1] - values[:, 0]).mean()), resampled[:, 1] - resampled[:, 0]),
    )


def _difference(ours: Sequence[Pair], theirs: Sequence[Pair], draw: np.random.Generator) -> Interval:
    changes = [np.array([after - before for before, after, _ in pairs]) for pairs in (ours, theirs)]
    means = [values[draw.integers(0, values.size, (DRAWS, values.size))].mean(axis=1) for values in changes]
    return _interval(float(changes[0].mean() - changes[1].mean()), means[0] - means[1])


def _interval(value: float, draws: np.typing.NDArray[np.float64]) -> Interval:
    low, high = np.quantile(draws, [0.025, 0.975])
    return value, float(low), float(high)
