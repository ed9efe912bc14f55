"""Levels: how far a student is and how hard things are, on one scale, each with how unsure it still is.

Elo on three levels (Pelánek 2016): the chance of an answer is σ(start + student + student in skill − skill − item), in logits. Here each
of these numbers also carries a variance, and an answer moves each by as much as it is unsure (Glickman 1999; an extended Kalman filter):
what is well known hardly moves, what is new moves at once, and no learning rate has to be tuned. The variances are priors of an ordinary
class; docs/learner-model.md has what happens when they are others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import exp, log, pi, sqrt
from typing import Protocol, TypeVar

import msgspec

from curriculum.correction import SHIPPED, Weights

Known = tuple[float, float]
"""A level or a difficulty, and its variance; in logits."""

START: Known = (log(0.65 / 0.35), 0.3)
"""An unknown student at an unknown task."""
STUDENT = 1.0
OWN = 0.3
SKILL: Known = (0.0, 0.4)
ITEM = 0.6
"""Variances between students, of one student between skills, between skills, and between the items of a skill."""
DRIFT = 0.001
OWN_DRIFT = 0.005
"""What an answer adds to the variances of a student's levels: they change while they are measured."""
LEARNING = 0.02
"""What an answer adds to the level in its skill: practice teaches, right or wrong."""
LATER_TRY = 0.4
"""Weight of a second or later try at the same question, which the feedback has helped."""


class Attempt(Protocol):
    """What is read of a judged attempt (curriculum.mastery.Seen)."""

    @property
    def skill(self) -> str:
        """The skill's id."""

    @property
    def item(self) -> str:
        """The item's id."""

    @property
    def score(self) -> float:
        """From 0 to 1, hints taken off."""

    @property
    def attempt(self) -> int:
        """1 for a first try."""

    @property
    def difficulty(self) -> int:
        """The author's, 1 to 5."""


T = TypeVar("T", bound=Attempt)


class Difficulties(msgspec.Struct, frozen=True, kw_only=True):
    """How much harder than an ordinary one each skill and each item is; an item's comes on top of its skill's.

    `weights` are those of the correction (curriculum/correction.py); `beside` is what a skill or an item adds to the corrected logit on
    top, where that was fitted to other students' answers (grading/refit.py).
    """

    start: Known = START
    skills: dict[str, Known] = {}
    items: dict[str, Known] = {}
    weights: Weights = SHIPPED
    beside_skills: dict[str, float] = {}
    beside_items: dict[str, float] = {}

    def beside(self, skill: str, item: str = "") -> float:
        """What is added to the corrected logit."""
        return self.beside_skills.get(skill, 0.0) + self.beside_items.get(item, 0.0)

    def item(self, item: str, difficulty: int) -> Known:
        """The difficulty of an item; the author's, 1 to 5, where nobody has answered it."""
        known = self.items.get(item)
        return known if known is not None else (authors(difficulty), ITEM)


class Levels:
    """One student's level, and the levels in each skill that come on top of it."""

    __slots__ = ("level", "own", "variance")

    def __init__(self) -> None:
        self.level = 0.0
        self.variance = STUDENT
        self.own: dict[str, Known] = {}

    def logit(self, skill: str, hard: Known) -> tuple[float, float]:
        """(logit, its variance) of solving something of `skill`; `hard` is how hard that is, the start taken off."""
        own, unsure = self.own.get(skill, (0.0, OWN))
        return self.level + own - hard[0], self.variance + unsure + hard[1]

    def learn(self, skill: str, hard: Known, score: float, weight: float = 1.0) -> tuple[float, float]:
        """Take an answer into account; (by how much to move for each unit of variance, by how much to become surer)."""
        own, unsure = self.own.get(skill, (0.0, OWN))
        variance = self.variance + DRIFT
        unsure += OWN_DRIFT
        total = variance + unsure + hard[1]
        chance = 1 / (1 + exp((hard[0] - self.level - own) / sqrt(1 + pi / 8 * total)))
        told = weight * chance * (1 - chance)
        much = 1 + told * total
        step, surer = weight * (score - chance) / much, told / much
        self.level += variance * step
        self.variance = variance - surer * variance * variance
        self.own[skill] = own + unsure * step + LEARNING * weight, unsure - surer * unsure * unsure
        return step, surer


class Gauge:
    """The difficulties of one class while they are being learned, an answer at a time."""

    def __init__(self, weights: Weights = SHIPPED) -> None:
        self.hard = Difficulties(skills={}, items={}, weights=weights)
        self.start = START
        self._levels: dict[str, Levels] = {}

    def levels(self, student: str) -> Levels:
        """The levels of a student so far."""
        found = self._levels.get(student)
        if found is None:
            found = self._levels[student] = Levels()
        return found

    def task(self, attempt: Attempt) -> Known:
        """How hard an attempt is, the start taken off."""
        start, skill = self.start, self.hard.skills.get(attempt.skill, SKILL)
        item = self.hard.item(attempt.item, attempt.difficulty)
        return skill[0] + item[0] - start[0], skill[1] + item[1] + start[1]

    def typical(self, skill: str) -> float:
        """How hard a typical task of a skill is, the start taken off."""
        return self.hard.skills.get(skill, SKILL)[0] - self.start[0]

    def learn(self, student: str, attempt: Attempt) -> None:
        """Take one attempt into account: the student's levels, the skill, the item, and where the class starts."""
        hard = self.hard
        skill, item = hard.skills.get(attempt.skill, SKILL), hard.item(attempt.item, attempt.difficulty)
        (start, unsure) = self.start
        task = skill[0] + item[0] - start, skill[1] + item[1] + unsure
        weight = 1.0 if attempt.attempt == 1 else LATER_TRY
        step, surer = self.levels(student).learn(attempt.skill, task, attempt.score, weight)
        hard.skills[attempt.skill] = skill[0] - skill[1] * step, skill[1] - surer * skill[1] * skill[1]
        hard.items[attempt.item] = item[0] - item[1] * step, item[1] - surer * item[1] * item[1]
        self.start = start + unsure * step, unsure - surer * unsure * unsure

    def difficulties(self) -> Difficulties:
        """What has been learned so far, as it will stay."""
        hard = self.hard
        return Difficulties(
            start=self.start, skills={**hard.skills}, items={**hard.items}, weights=hard.weights
        )


def authors(difficulty: int) -> float:
    """Where an item starts that nobody has answered: the author's difficulty, 1 to 5, in logits."""
    return 0.35 * (difficulty - 2)


def spread(logit: float, variance: float) -> float:
    """The logit of the chance that is meant by an unsure logit: nearer to even (MacKay 1992)."""
    return logit / sqrt(1 + pi / 8 * variance)


def sigmoid(logit: float) -> float:
    """The chance that is meant by a logit."""
    return 1 / (1 + exp(-logit)) if logit > -700 else 0.0


def turns(classwork: Mapping[str, Sequence[T]]) -> Iterator[tuple[str, T]]:
    """Everyone's attempts, taking turns, so that no student's order of work decides for the others."""
    waiting = sorted(student for student in classwork if classwork[student])
    turn = 0
    while waiting:
        for student in waiting:
            yield student, classwork[student][turn]
        turn += 1
        waiting = [student for student in waiting if turn < len(classwork[student])]


def gauge(classwork: Mapping[str, Sequence[Attempt]], weights: Weights = SHIPPED) -> Difficulties:
    """How hard skills and items are, from everyone's answers."""
    found = Gauge(weights)
    for student, attempt in turns(classwork):
        found.learn(student, attempt)
    return found.difficulties()
