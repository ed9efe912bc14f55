"""Mastery: from answers to the chance of solving a typical task, per skill.

Two steps, so that one student's hand-in need not be worked out with everybody else's:

1. `gauge(classwork) -> Difficulties`: how hard each skill and item is, from the answers of the whole class, taking turns.
2. `stand(seen, difficulties) -> {skill: Standing}`: one student's answers in their order, folded over difficulties that stay as they are.

`standings(classwork)` is both for everyone. To replan one student, keep the `Difficulties` of the last full replan (a Struct: msgspec
writes and reads it) and call `stand` with that student's answers alone: it gives what the full replan would give with the same
difficulties, in about two microseconds an answer. Items and skills that are new since then start from the author's difficulty. `Learner`
is the fold itself, for whoever asks after every answer: the choice of the next item, a branch in a lesson, a simulation.

Three-level Elo after Pelánek (2016), rates tuned on public data: a student's level, the student's level in a skill, and the
difficulties of skills and items, all in logits around the chance of .65 of an unknown student at an unknown task.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

START = math.log(0.65 / 0.35)
MASTERED = 0.85
TRIES = 3
STUCK = 0.5
RECENT = 8
RIGHT = 0.8
"""From this score on an attempt counts as right: it leaves room for hints."""
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


class Difficulties(msgspec.Struct, frozen=True, kw_only=True):
    """How much harder than an ordinary one each skill and each item is, in logits; an item's comes on top of its skill's."""

    skills: dict[str, float] = {}
    items: dict[str, float] = {}


class Learner:
    """What is known of one student so far: a fold over attempts, given how hard skills and items are."""

    def __init__(self, difficulties: Difficulties) -> None:
        self._hard = difficulties
        self._level = 0.0
        self._count = 0
        self._own: dict[str, tuple[float, int]] = {}

    def chance(self, skill: str) -> float:
        """The chance of solving a typical task of `skill`."""
        own, _ = self._own.get(skill, (0.0, 0))
        return _sigmoid(START + self._level + own - self._hard.skills.get(skill, 0.0))

    def chance_at(self, item: str, skill: str, difficulty: int = 2) -> float:
        """The chance of solving `item` at once; `difficulty` is the author's, for an item the class has not met."""
        own, _ = self._own.get(skill, (0.0, 0))
        hard = self._hard.items.get(item)
        hard = authors(difficulty) if hard is None else hard
        return _sigmoid(START + self._level + own - self._hard.skills.get(skill, 0.0) - hard)

    def learn(self, seen: Seen) -> float:
        """Take one attempt into account; how much better than expected it was, from -1 to 1."""
        own, count = self._own.get(seen.skill, (0.0, 0))
        surprise = seen.score - self.chance_at(seen.item, seen.skill, seen.difficulty)
        error = surprise if seen.attempt == 1 else surprise * LATER_TRY
        self._level += 0.7 / (1 + 0.05 * self._count) * error
        self._own[seen.skill] = own + 0.35 / (1 + 0.05 * count) * error, count + 1
        self._count += 1
        return error


def authors(difficulty: int) -> float:
    """Where an item starts that nobody has answered: the author's difficulty, 1 to 5, in logits."""
    return 0.35 * (difficulty - 2)


def gauge(classwork: Mapping[str, Sequence[Seen]]) -> Difficulties:
    """How hard skills and items are, from everyone's answers, taking turns so that no student's order of work decides for the others."""
    skills: dict[str, float] = {}
    items: dict[str, float] = {}
    count: Counter[tuple[str, str]] = Counter()
    learners = {student: Learner(Difficulties(skills=skills, items=items)) for student in sorted(classwork)}
    for turn in range(max(map(len, classwork.values()), default=0)):
        for student, learner in learners.items():
            if turn < len(classwork[student]):
                seen = classwork[student][turn]
                item, skill = ("item", seen.item), ("skill", seen.skill)
                items.setdefault(seen.item, authors(seen.difficulty))
                error = learner.learn(seen)
                items[seen.item] -= 0.5 / (1 + 0.1 * count[item]) * error
                skills[seen.skill] = skills.get(seen.skill, 0.0) - 0.25 / (1 + 0.1 * count[skill]) * error
                count[item] += 1
                count[skill] += 1
    return Difficulties(skills=skills, items=items)


def stand(seen: Sequence[Seen], difficulties: Difficulties) -> dict[str, Standing]:
    """One student's standing in every skill met: skill → Standing."""
    learner = Learner(difficulties)
    since: dict[str, date | None] = {}
    met: dict[str, list[Seen]] = {}
    for one in seen:
        learner.learn(one)
        own = met.setdefault(one.skill, [])
        own.append(one)
        if one.skill not in since and _mastered(learner.chance(one.skill), own):
            since[one.skill] = one.day
    return {
        skill: _standing(skill, learner.chance(skill), own, since.get(skill)) for skill, own in met.items()
    }


def standings(classwork: Mapping[str, Sequence[Seen]]) -> dict[str, dict[str, Standing]]:
    """Every student's standing in every skill they have met: student → skill → Standing."""
    difficulties = gauge(classwork)
    return {student: stand(seen, difficulties) for student, seen in classwork.items()}


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _mastered(chance: float, seen: Sequence[Seen]) -> bool:
    return chance >= MASTERED and len(seen) >= TRIES and all(one.score >= RIGHT for one in seen[-2:])


def _standing(skill: str, chance: float, seen: Sequence[Seen], since: date | None) -> Standing:
    first = [one for one in seen if one.attempt == 1][-RECENT:]
    idea, count = _idea(seen[-RECENT:])
    return Standing(
        skill=skill,
        chance=chance,
        tries=len(seen),
        first_tries=len(first),
        right=sum(one.score >= RIGHT for one in first),
        mastered=_mastered(chance, seen),
        stuck=chance < STUCK and len(seen) >= TRIES,
        misconception=idea if count >= 2 else "",
        misconception_count=count if count >= 2 else 0,
        last=max((one.day for one in seen if one.day), default=None),
        since=since,
    )


def _idea(seen: Iterable[Seen]) -> tuple[str, int]:
    wrong = Counter(one.misconception for one in seen if one.misconception and one.score < 1)
    return wrong.most_common(1)[0] if wrong else ("", 0)
