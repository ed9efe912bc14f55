"""The weekly refit: what the class's own answers say about the weights of the correction.

Everyone's answers are gone through once more, taking turns, and each is predicted from what came before it, three ways: by the levels
alone, by the weights in use, and by weights that learn from every answer: logistic regression with a ridge toward the shipped weights,
brought up to date as they come (Spiegelhalter and Lauritzen 1990). So every figure is about answers not yet seen, the last
weights are those refitted from all of them, and the same answers always give the same weights. What predicted best is kept; where
that is what is in use, nothing changes.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from curriculum.correction import SHIPPED, Facts, Memory, Weights, corrected
from curriculum.levels import LATER_TRY, Attempt, Difficulties, Gauge, gauge, sigmoid, spread, turns
from curriculum.mastery import Learner, Seen
from grading.refits import FEWEST

Numbers = npt.NDArray[np.float64]
Way = Literal["levels", "in use", "refitted"]
WAYS: tuple[Way, ...] = ("levels", "in use", "refitted")

LEVELS_ALONE: Weights = (0.0, 1.0, *[0.0] * (len(SHIPPED) - 2))
RIDGE = (0.1, 0.1, *[0.02] * (len(SHIPPED) - 2))
"""Prior variances of the weights around the shipped ones: three times or a third of these change the log loss by less than .003."""
FIT_RIDGE = tuple(5 * variance for variance in RIDGE)
"""The same where weights are for other students, and there are more answers to fit them to."""
LEAST = 0.02
"""The least that an answer tells; without it a first surprise would move the weights for good."""
PARTS = 4
OFFSET_RIDGE = 20.0
"""About as many answers as it takes before what an item adds is believed by half; from 10 to 30 it makes no difference worth naming."""
MOST_ROUNDS = 25
CLOSE = 1e-3
MOST_AT_ONCE = 500
NEWTON = 3


class Refit(msgspec.Struct, frozen=True, kw_only=True):
    """What a refit found. `losses`: mean log loss of first tries, each predicted before it was learned from, by way.

    `kept` is the way that goes on; `weights` are its weights. `answers` is how many first tries were predicted.
    """

    kept: Way
    weights: Weights
    losses: dict[Way, float]
    answers: int

    @property
    def changed(self) -> bool:
        """Whether other weights than before are used from now on."""
        return self.kept != "in use"


class Weighing:
    """Weights that learn from answers, some at a time: the more there were, the more at once."""

    def __init__(self, start: Weights = SHIPPED) -> None:
        self.weights = start
        self._precision: npt.NDArray[np.float64] = np.diag(1 / np.array(RIDGE))
        self._waiting: list[tuple[Facts, float, float]] = []
        self._answers = 0

    def learn(self, facts: Facts, score: float, weight: float = 1.0) -> None:
        """Take an answer into account, at once or with the next ones."""
        self._waiting.append((facts, score, weight))
        self._answers += 1
        if len(self._waiting) >= min(MOST_AT_ONCE, self._answers // 50):
            self._settle()

    def _settle(self) -> None:
        """The mode of what was known and what the waiting answers say, by Newton's method, and how sure it is."""
        before = mean = np.array(self.weights)
        x, score, weight = (np.array(column) for column in zip(*self._waiting, strict=True))
        self._waiting.clear()
        for _ in range(NEWTON):
            chance = 1 / (1 + np.exp(-(x @ mean)))
            told = (x.T * (weight * np.maximum(chance * (1 - chance), LEAST))) @ x
            slope = x.T @ (weight * (score - chance)) - self._precision @ (mean - before)
            mean = mean + np.linalg.solve(self._precision + told, slope)
        self._precision = self._precision + told
        self.weights = tuple(float(one) for one in mean)


class Guess(msgspec.Struct, frozen=True):
    """What is said of an answer before it is seen: the facts, and the chance of a right answer each way."""

    facts: Facts
    chances: dict[Way, float]


class Running:
    """A class's answers as they come in: each is guessed three ways, then learned from."""

    def __init__(self, weights: Weights = SHIPPED) -> None:
        self.in_use = weights
        self.gauge = Gauge(weights)
        self.weighing = Weighing()
        self._memory: dict[str, Memory] = {}
        self._said = dict.fromkeys(WAYS, 0.0)
        self._answers = 0

    def guess(self, student: str, attempt: Attempt) -> Guess:
        """The chance of a right answer, each way."""
        levels = spread(*self.gauge.levels(student).logit(attempt.skill, self.gauge.task(attempt)))
        facts = self.memory(student).facts(levels, attempt.skill, attempt.item)
        chances: dict[Way, float] = {
            "levels": sigmoid(levels),
            "in use": sigmoid(corrected(facts, self.in_use)),
            "refitted": sigmoid(corrected(facts, self.weighing.weights)),
        }
        return Guess(facts, chances)

    def chance(self, guess: Guess) -> float:
        """One chance out of the three: each way counts by how well it has predicted this class so far."""
        best = min(self._said.values())
        trust = {way: math.exp(best - said) for way, said in self._said.items()}
        return sum(trust[way] * guess.chances[way] for way in WAYS) / sum(trust.values())

    def learn(self, student: str, attempt: Attempt, guess: Guess) -> None:
        """Take an answer into account, of which that was guessed."""
        weight = 1.0 if attempt.attempt == 1 else LATER_TRY
        if attempt.attempt == 1:
            self._answers += 1
            for way, chance in guess.chances.items():
                self._said[way] += loss(chance, attempt.score)
        self.weighing.learn(guess.facts, attempt.score, weight)
        self.gauge.learn(student, attempt)
        self.memory(student).add(attempt.skill, attempt.item, attempt.score, weight)

    def memory(self, student: str) -> Memory:
        """What is remembered of a student's answers so far."""
        return self._memory.get(student) or self._memory.setdefault(student, Memory())

    def refit(self) -> Refit:
        """What the answers so far say."""
        losses = {way: said / max(1, self._answers) for way, said in self._said.items()}
        kept: Way = "in use"
        if self._answers >= FEWEST:
            kept = min(WAYS, key=lambda way: (losses[way], way != "in use"))
        weights = {"levels": LEVELS_ALONE, "in use": self.in_use, "refitted": self.weighing.weights}
        return Refit(kept=kept, weights=weights[kept], losses=losses, answers=self._answers)


def refit(classwork: Mapping[str, Sequence[Attempt]], weights: Weights = SHIPPED) -> Refit:
    """What a class's answers say about the weights; `weights` are those in use."""
    return run(classwork, weights).refit()


def fit(classwork: Mapping[str, Sequence[Seen]]) -> Difficulties:
    """Difficulties and weights from the answers of some students, to be used for others, whose own answers are not known.

    The weights are fitted together with what each skill and item adds on top. The facts of a student's answers are taken with the
    difficulties that the other three quarters of the students gave: with their own, what the items seem to say about them would be too
    good to be true.
    """
    students = sorted(student for student in classwork if classwork[student])
    whole = gauge(classwork)
    if len(students) < PARTS:
        return whole
    flat = array("d")  # a million rows of Python numbers would not fit a school laptop
    rows: list[Seen] = []
    for part in range(PARTS):
        own = students[part::PARTS]
        hard = gauge({student: classwork[student] for student in set(students).difference(own)})
        for student in own:
            learner = Learner(hard)
            for one in classwork[student]:
                if one.attempt == 1:
                    flat.extend(learner.facts(one.item, one.skill, one.difficulty))
                    rows.append(one)
                learner.learn(one)
    if not rows:
        return whole
    facts = np.frombuffer(flat).reshape(len(rows), -1)
    skills, of_skill = np.unique([one.skill for one in rows], return_inverse=True)
    items, of_item = np.unique([one.item for one in rows], return_inverse=True)
    scores = np.array([one.score for one in rows])
    weights, (ease_skills, ease_items) = _together(facts, (of_skill, of_item), scores)
    return msgspec.structs.replace(
        whole,
        weights=tuple(weights.tolist()),
        beside_skills=dict(zip(skills.tolist(), ease_skills.tolist(), strict=True)),
        beside_items=dict(zip(items.tolist(), ease_items.tolist(), strict=True)),
    )


def _together(
    facts: Numbers, groups: tuple[npt.NDArray[np.intp], ...], scores: Numbers
) -> tuple[Numbers, tuple[Numbers, ...]]:
    """Weights, and an offset for each member of each group, by Newton steps in turns; all with their ridge."""
    start, ridge = np.array(SHIPPED), 1 / np.array(FIT_RIDGE)
    weights = start
    offsets = tuple(np.zeros(group.max() + 1) for group in groups)
    logit = facts @ weights
    for _ in range(MOST_ROUNDS):
        told, missed = _told(logit, scores)
        step = np.linalg.solve(
            (facts.T * told) @ facts + np.diag(ridge), facts.T @ missed - ridge * (weights - start)
        )
        weights = weights + step
        logit = logit + facts @ step
        for offset, group in zip(offsets, groups, strict=True):
            told, missed = _told(logit, scores)
            size = len(offset)
            pull = np.bincount(group, missed, size) - OFFSET_RIDGE * offset
            move = pull / (np.bincount(group, told, size) + OFFSET_RIDGE)
            np.add(offset, move, out=offset)
            logit = logit + move[group]
        if np.abs(step).max() < CLOSE:
            break
    return weights, offsets


def _told(logit: Numbers, scores: Numbers) -> tuple[Numbers, Numbers]:
    chance = 1 / (1 + np.exp(-logit))
    return np.maximum(chance * (1 - chance), LEAST), scores - chance


def run(classwork: Mapping[str, Sequence[Attempt]], weights: Weights = SHIPPED) -> Running:
    """Everyone's answers, gone through once."""
    running = Running(weights)
    for student, attempt in turns(classwork):
        running.learn(student, attempt, running.guess(student, attempt))
    return running


def loss(chance: float, score: float) -> float:
    """The log loss of a chance, in nats; a score between 0 and 1 counts as partly right."""
    chance = min(max(chance, 1e-6), 1 - 1e-6)
    return -score * math.log(chance) - (1 - score) * math.log(1 - chance)
