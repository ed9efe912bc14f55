"""The correction: what the levels alone do not see, weighed and added to them.

The levels answer "how good is this student and how hard is this?". A few plain facts about what the student did lately say more: how the
last answers went here and everywhere, whether the skill is new, and whether this very item was met before, how it went, and how long
ago. Each has a weight; the sum is the logit of the chance of a right answer.

The weights shipped are a third of the way from "the levels are right" to a correction that was fitted on 55,914 public answers for an
Elo without variances: they are meant to be right for nobody and wrong for nobody. A class with some hundred answers refits them
(grading/refit.py).
"""

from __future__ import annotations

from math import log

Weights = tuple[float, ...]
"""One for each of FACTS."""
Facts = tuple[float, ...]

FACTS = (
    "always",
    "levels",
    "recent in the skill",
    "recent overall",
    "skill is new",
    "answers in the skill",
    "pause in the skill",
    "answers overall",
    "item met before",
    "recent at the item",
    "pause at the item",
    "recent at the item, faded",
    "answers at the item",
)

SHIPPED: Weights = (0.08, 0.89, 0.17, 0.28, -0.18, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

RECENT_OWN = 0.7
RECENT_ALL = 0.9
RECENT_ITEM = 0.5
"""What an answer still counts when the next one is given: in the skill, overall, at the item."""


class Trace:
    """What is remembered of a row of answers: how many, when the last was, and the mean score, of which the older count less."""

    __slots__ = ("count", "last", "points", "weight")

    def __init__(self) -> None:
        self.count = 0
        self.last = 0
        self.points = 0.0
        self.weight = 0.0

    def add(self, score: float, weight: float, keep: float, now: int) -> None:
        """One more answer, the `now`th of the student. Of what was there, `keep` is kept."""
        self.points = keep * self.points + weight * score
        self.weight = keep * self.weight + weight
        self.count += 1
        self.last = now

    @property
    def recent(self) -> float:
        """The mean score, less one half."""
        return self.points / self.weight - 0.5


class Memory:
    """What is remembered of one student's answers: overall, of each skill, of each item."""

    __slots__ = ("items", "overall", "skills")

    def __init__(self) -> None:
        self.overall = Trace()
        self.skills: dict[str, Trace] = {}
        self.items: dict[str, Trace] = {}

    def add(self, skill: str, item: str, score: float, weight: float = 1.0) -> None:
        """Remember an answer; where `item` is empty, not at which item."""
        now = self.overall.count
        own = self.skills.get(skill)
        if own is None:
            own = self.skills[skill] = Trace()
        own.add(score, weight, RECENT_OWN, now)
        if item:
            here = self.items.get(item)
            if here is None:
                here = self.items[item] = Trace()
            here.add(score, weight, RECENT_ITEM, now)
        self.overall.add(score, weight, RECENT_ALL, now)

    def facts(self, levels: float, skill: str, item: str = "") -> Facts:
        """What is known before an answer, in the order of FACTS; `levels` is the logit that the levels give.

        Numbers are centred so that a weight of 0 is no opinion. Without `item`, it is one the student has not met.
        """
        overall, own, here = self.overall, self.skills.get(skill), self.items.get(item)
        now = overall.count
        skilled = (0.0, 1.0, 0.0, 0.0)
        if own is not None:
            skilled = (own.recent, 0.0, log(1 + own.count), log(now - own.last) - 1)
        met = (0.0, 0.0, 0.0, 0.0, 0.0)
        if here is not None:
            recent, pause = here.recent, log(now - here.last) - 2
            met = (1.0, recent, pause, pause * recent, log(here.count))
        recent_all = overall.recent if now else 0.0
        return (1.0, levels, skilled[0], recent_all, *skilled[1:], log(1 + now) - 3, *met)


def corrected(facts: Facts, weights: Weights) -> float:
    """The logit of the chance of a right answer."""
    return sum(map(float.__mul__, facts, weights))
