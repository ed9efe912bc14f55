"""Mastery: from answers to the chance of solving a typical task, per skill.

Two steps, so that one student's hand-in need not be worked out with everybody else's:

1. `gauge(classwork) -> Difficulties`: how hard each skill and item is, from the answers of the whole class, taking turns.
2. `stand(seen, difficulties) -> {skill: Standing}`: one student's answers in their order, folded over difficulties that stay as they are.

`standings(classwork)` is both for everyone. To replan one student, keep the `Difficulties` of the last full replan (a Struct: msgspec
writes and reads it) and call `stand` with that student's answers alone: it gives what the full replan would give with the same
difficulties, in a few microseconds an answer. Items and skills that are new since then start from the author's difficulty. `Learner`
is the fold itself, for whoever asks after every answer: the choice of the next item, a branch in a lesson, a simulation.

The model is in `curriculum/levels.py` (levels and difficulties, each with its variance) and `curriculum/correction.py` (what the student
did lately); docs/learner-model.md says it in plain words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import sqrt

import msgspec

from curriculum.correction import Facts, Memory, Weights, corrected
from curriculum.levels import (
    LATER_TRY,
    SKILL,
    Difficulties,
    Known,
    Levels,
    authors,
    gauge,
    sigmoid,
    spread,
)

__all__ = [
    "MASTERED",
    "RECENT",
    "RIGHT",
    "STUCK",
    "TRIES",
    "Difficulties",
    "Learner",
    "Seen",
    "Standing",
    "authors",
    "enough",
    "gauge",
    "stand",
    "standings",
    "typical",
]

MASTERED = 0.85
TRIES = 3
STUCK = 0.5
RECENT = 8
RIGHT = 0.8
"""From this score on an attempt counts as right: it leaves room for hints."""
NINE_IN_TEN = 1.645
"""Standard errors to either side of a mean that hold nine in ten of a normal distribution."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One judged attempt. `score` is from 0 to 1, hints already taken off; `day` is the student's own calendar day, if it is known."""

    skill: str
    item: str
    score: float
    attempt: int = 1
    difficulty: int = 2
    misconception: str = ""
    lesson: str = ""
    day: date | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one student's skill.

    `chance`: of solving a typical task; it is between `low` and `high` with about nine chances in ten. `first_tries` and `right`: how
    many of the last eight questions, and how many of them were right at once. `misconception`: the wrong idea seen at least twice among
    the last eight attempts, if any. `since`: the day on which the skill was first mastered, whatever has happened since.
    """

    skill: str
    chance: float
    tries: int
    first_tries: int
    right: int
    mastered: bool
    stuck: bool
    misconception: str = ""
    misconception_count: int = 0
    last: date | None = None
    low: float = 0.0
    high: float = 1.0
    since: date | None = None


class Learner:
    """What is known of one student so far: a fold over attempts, given how hard skills and items are.

    Without `items` it does not remember which items were met: enough for what is typical of a skill, and quicker.
    """

    def __init__(self, difficulties: Difficulties, *, items: bool = True) -> None:
        self._hard = difficulties
        self._items = items
        self._levels = Levels()
        self._memory = Memory()

    def chance(self, skill: str) -> float:
        """The chance of solving a typical task of `skill` that the student has not met."""
        hard = self._task(skill, (0.0, 0.0))[0]
        return typical(self._levels, self._memory, skill, hard, self._hard.weights)

    def chance_at(self, item: str, skill: str, difficulty: int = 2) -> float:
        """The chance of solving `item` at once; `difficulty` is the author's, for an item the class has not met."""
        facts = self.facts(item, skill, difficulty)
        return sigmoid(corrected(facts, self._hard.weights) + self._hard.beside(skill, item))

    def facts(self, item: str, skill: str, difficulty: int = 2) -> Facts:
        """What the chance at `item` is made of."""
        levels = spread(*self._levels.logit(skill, self._task(skill, self._hard.item(item, difficulty))))
        return self._memory.facts(levels, skill, item)

    def between(self, skill: str) -> tuple[float, float, float]:
        """The chance of solving a typical task of `skill`, and the two between which it lies nine times in ten: (chance, low, high)."""
        hard, unsure = self._task(skill, (0.0, 0.0))
        logit, own = self._levels.logit(skill, (hard, 0.0))
        levels, weights = spread(logit, own), self._hard.weights
        middle = corrected(self._memory.facts(levels, skill), weights)
        error = NINE_IN_TEN * sqrt(own + unsure)
        # The correction is a sum, so what moves the levels moves it by their weight.
        centre, reach = middle + weights[1] * (logit - levels), abs(weights[1]) * error
        return sigmoid(middle), sigmoid(centre - reach), sigmoid(centre + reach)

    def learn(self, seen: Seen) -> None:
        """Take one attempt into account."""
        weight = 1.0 if seen.attempt == 1 else LATER_TRY
        hard = self._hard
        start, skill = hard.start, hard.skills.get(seen.skill, SKILL)
        item = hard.items.get(seen.item) or hard.item(seen.item, seen.difficulty)
        task = skill[0] + item[0] - start[0], skill[1] + item[1] + start[1]
        self._levels.learn(seen.skill, task, seen.score, weight)
        self._memory.add(seen.skill, seen.item if self._items else "", seen.score, weight)

    def _task(self, skill: str, item: Known) -> Known:
        start, hard = self._hard.start, self._hard.skills.get(skill, SKILL)
        return hard[0] + item[0] - start[0], hard[1] + item[1] + start[1]


def typical(levels: Levels, memory: Memory, skill: str, hard: float, weights: Weights) -> float:
    """The chance of solving a typical task of `skill` that the student has not met; `hard` is how hard that is, the start taken off."""
    logit = spread(*levels.logit(skill, (hard, 0.0)))
    return sigmoid(corrected(memory.facts(logit, skill), weights))


def stand(seen: Sequence[Seen], difficulties: Difficulties) -> dict[str, Standing]:
    """One student's standing in every skill met: skill → Standing."""
    learner = Learner(difficulties, items=False)
    since: dict[str, date | None] = {}
    met: dict[str, list[Seen]] = {}
    for one in seen:
        learner.learn(one)
        own = met.get(one.skill)
        if own is None:
            own = met[one.skill] = []
        own.append(one)
        if (
            one.score >= RIGHT
            and one.skill not in since
            and enough(own)
            and learner.chance(one.skill) >= MASTERED
        ):
            since[one.skill] = one.day
    return {skill: _standing(skill, learner, own, since.get(skill)) for skill, own in met.items()}


def standings(classwork: Mapping[str, Sequence[Seen]]) -> dict[str, dict[str, Standing]]:
    """Every student's standing in every skill they have met: student → skill → Standing."""
    difficulties = gauge(classwork)
    return {student: stand(seen, difficulties) for student, seen in classwork.items()}


def enough(seen: Sequence[Seen]) -> bool:
    """Whether there are answers enough to speak of mastery, and the last two were right."""
    return len(seen) >= TRIES and seen[-1].score >= RIGHT and seen[-2].score >= RIGHT


def _standing(skill: str, learner: Learner, seen: Sequence[Seen], since: date | None) -> Standing:
    chance, low, high = learner.between(skill)
    first = right = 0
    last: date | None = None
    for one in reversed(seen):
        if one.attempt == 1 and first < RECENT:
            first += 1
            right += one.score >= RIGHT
        day = one.day
        if day is not None and (last is None or day > last):
            last = day
    idea, count = _idea(seen[-RECENT:])
    return Standing(
        skill=skill,
        chance=chance,
        tries=len(seen),
        first_tries=first,
        right=right,
        mastered=chance >= MASTERED and enough(seen),
        stuck=chance < STUCK and len(seen) >= TRIES,
        misconception=idea if count >= 2 else "",
        misconception_count=count if count >= 2 else 0,
        last=last,
        low=low,
        high=high,
        since=since,
    )


def _idea(seen: Iterable[Seen]) -> tuple[str, int]:
    wrong = [one.misconception for one in seen if one.misconception and one.score < 1]
    return Counter(wrong).most_common(1)[0] if wrong else ("", 0)
