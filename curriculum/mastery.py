"""Mastery: from answers to the chance of solving a typical task, per skill.

Three-level Elo after Pelánek (2016), rates tuned on public data: a student's level, the student's level in a skill, and the
difficulties of skills and items, all in logits around the chance of .65 of an unknown student at an unknown task.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

START = math.log(0.65 / 0.35)
MASTERED = 0.85
TRIES = 3
STUCK = 0.5
RECENT = 8
LATER_TRY = 0.4
"""Weight of a second or later try at the same question, which the feedback has helped."""


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

    `chance`: of solving a typical task. `first_tries` and `right`: how many of the last eight questions, and how many of them were
    right at once. `misconception`: the wrong idea seen at least twice among the last eight attempts, if any.
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


class Elo:
    """The levels and difficulties of one class. Feed it every student's attempts in the order in which they are known."""

    def __init__(self) -> None:
        self._student: dict[str, float] = {}
        self._own: dict[tuple[str, str], float] = {}
        self._skill: dict[str, float] = {}
        self._item: dict[str, float] = {}
        self._count: Counter[object] = Counter()

    def chance(self, student: str, skill: str) -> float:
        """The chance of solving a typical task of `skill`."""
        return _sigmoid(START + self._level(student, skill) - self._skill.get(skill, 0.0))

    def learn(self, student: str, seen: Seen) -> None:
        """Take one attempt into account."""
        own = (student, seen.skill)
        item = self._item.setdefault(seen.item, 0.35 * (seen.difficulty - 2))
        skill = self._skill.setdefault(seen.skill, 0.0)
        expected = _sigmoid(START + self._level(student, seen.skill) - skill - item)
        error = (seen.score - expected) * (1.0 if seen.attempt == 1 else LATER_TRY)
        count = self._count
        self._student[student] = self._student.get(student, 0.0) + 0.7 / (1 + 0.05 * count[student]) * error
        self._own[own] = self._own.get(own, 0.0) + 0.35 / (1 + 0.05 * count[own]) * error
        self._item[seen.item] = item - 0.5 / (1 + 0.1 * count["item", seen.item]) * error
        self._skill[seen.skill] = skill - 0.25 / (1 + 0.1 * count["skill", seen.skill]) * error
        count.update([student, own, ("item", seen.item), ("skill", seen.skill)])

    def _level(self, student: str, skill: str) -> float:
        return self._student.get(student, 0.0) + self._own.get((student, skill), 0.0)


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def standings(classwork: dict[str, Sequence[Seen]]) -> dict[str, dict[str, Standing]]:
    """Every student's standing in every skill they have met: student → skill → Standing.

    The difficulties are learned from the whole class, taking turns so that no student's order of work decides for the others.
    """
    model = Elo()
    for turn in range(max(map(len, classwork.values()), default=0)):
        for student in sorted(classwork):
            if turn < len(classwork[student]):
                model.learn(student, classwork[student][turn])
    return {
        student: {
            skill: _standing(skill, model.chance(student, skill), own)
            for skill, own in _by_skill(seen).items()
        }
        for student, seen in classwork.items()
    }


def _by_skill(seen: Iterable[Seen]) -> dict[str, list[Seen]]:
    grouped: dict[str, list[Seen]] = {}
    for one in seen:
        grouped.setdefault(one.skill, []).append(one)
    return grouped


def _standing(skill: str, chance: float, seen: list[Seen]) -> Standing:
    first = [one for one in seen if one.attempt == 1][-RECENT:]
    wrong = Counter(one.misconception for one in seen[-RECENT:] if one.misconception and one.score < 1)
    idea, count = wrong.most_common(1)[0] if wrong else ("", 0)
    last_two = [one.score >= 0.8 for one in seen[-2:]]
    return Standing(
        skill=skill,
        chance=chance,
        tries=len(seen),
        first_tries=len(first),
        right=sum(one.score >= 0.8 for one in first),
        mastered=chance >= MASTERED and len(seen) >= TRIES and all(last_two),
        stuck=chance < STUCK and len(seen) >= TRIES,
        misconception=idea if count >= 2 else "",
        misconception_count=count if count >= 2 else 0,
        last=max((one.day for one in seen if one.day), default=None),
    )
