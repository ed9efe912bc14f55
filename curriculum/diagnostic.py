"""The diagnostic: about fifteen questions that place a new student on the prerequisite graph.

What a student can do is a set of skills that holds the prerequisites of everything in it (a knowledge state; Doignon & Falmagne 1985).
The belief over states is sampled: at each step a skill whose prerequisites are in the state, and on which nothing in it builds, goes in or
out with its chance given the answers (Gibbs sampling, Geman & Geman 1984). How much a student can do, in each strand, is sampled along, so
that answers on fractions say something about other number skills, and a little about charts too. The next question is on
the skill about which the belief is least sure.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import msgspec

from curriculum.outline import Outline
from curriculum.steps import Placement
from curriculum.variants import Variant

QUESTIONS = 15
"""So many questions at most; fewer where every skill is settled before."""
SETTLED = 0.08
"""A skill is settled where its chance is this near to 0 or to 1."""
SLIP = 0.12
"""The chance that somebody who can do it gets a question wrong."""
GUESS = 0.08
"""The chance that somebody who cannot gets it right; for questions with options, one by their number is added."""
LEVELS = (0.15, 0.35, 0.55, 0.75, 0.9)
"""The chance of knowing a skill whose prerequisites one knows, for students of five kinds."""
ELSEWHERE = 0.4
"""What a skill of another strand says about a strand's level, against one of its own."""
SWEEPS, WARM = 240, 30


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to one question: was it right, and the chance of that for somebody who cannot do it."""

    skill: str
    right: bool
    guess: float = GUESS


def guess_of(variant: Variant) -> float:
    """The chance of a lucky right answer to a question, by the number of its options."""
    options = len(variant.options)
    if variant.type == "choice" and options > 1:
        return GUESS + (1 - GUESS) * 0.7 / options
    return GUESS


class Belief:
    """What is believed of one student: per skill of the course the chance that the student can do it."""

    def __init__(self, outline: Outline, replies: Iterable[Reply] = (), *, seed: str = "") -> None:
        self.skills = [skill.id for skill in outline.skills]
        index = {skill: at for at, skill in enumerate(self.skills)}
        self._parents = [[index[p] for p in skill.prerequisites if p in index] for skill in outline.skills]
        self._children: list[list[int]] = [[] for _ in self.skills]
        for child, parents in enumerate(self._parents):
            for parent in parents:
                self._children[parent].append(child)
        self._order = _topological(self._parents)
        self._strands = [skill.strand for skill in outline.skills]
        self._weight = [0.0] * len(self.skills)
        for reply in replies:
            if reply.skill in index:
                can, cannot = (1 - SLIP, reply.guess) if reply.right else (SLIP, 1 - reply.guess)
                self._weight[index[reply.skill]] += math.log(can / cannot)
        self.chances = dict(zip(self.skills, self._sample(random.Random(f"belief/{seed}")), strict=True))

    def _sample(self, seed: random.Random) -> list[float]:
        """The share of sampled states that hold each skill."""
        size, parents, children = len(self.skills), self._parents, self._children
        known = [False] * size
        missing = [len(own) for own in parents]  # prerequisites outside the state
        built = [0] * size  # skills of the state that build on it
        held = [0.0] * size
        levels = dict.fromkeys(self._strands, LEVELS[len(LEVELS) // 2])
        ways = (self._order, self._order[::-1])
        draw, weight = seed.random, self._weight
        for sweep in range(SWEEPS + WARM):
            base = {strand: math.log(level / (1 - level)) for strand, level in levels.items()}
            shut = {strand: math.log(1 - level) for strand, level in levels.items()}
            counts = sweep >= WARM
            for at in ways[sweep % 2]:
                if missing[at]:
                    continue  # stays out
                if built[at]:
                    held[at] += counts  # stays in
                    continue
                logit = base[self._strands[at]] + weight[at]
                for child in children[at]:
                    # Were it in, this child would be open, and it is not in.
                    if missing[child] == (not known[at]):
                        logit += shut[self._strands[child]]
                chance = 1 / (1 + math.exp(-logit))
                if counts:
                    held[at] += chance
                now = draw() < chance
                if now != known[at]:
                    known[at] = now
                    step = 1 if now else -1
                    for child in children[at]:
                        missing[child] -= step
                    for parent in parents[at]:
                        built[parent] += step
            levels = self._levels(known, missing, draw)
        return [one / SWEEPS for one in held]

    def _levels(
        self, known: Sequence[bool], missing: Sequence[int], draw: Callable[[], float]
    ) -> dict[str, float]:
        """A level per strand, drawn by how well it fits what is known of the skills within reach; other strands count half."""
        can = Counter(strand for strand, one in zip(self._strands, known, strict=True) if one)
        reach = Counter(strand for strand, one in zip(self._strands, missing, strict=True) if not one)
        levels = {}
        for strand in dict.fromkeys(self._strands):
            right = can[strand] + ELSEWHERE * (can.total() - can[strand])
            wrong = reach[strand] + ELSEWHERE * (reach.total() - reach[strand]) - right
            levels[strand] = _draw_level(right, wrong, draw())
        return levels

    def next_skill(self, askable: Sequence[str], asked: Mapping[str, int]) -> str:
        """The skill to ask about next, among those there are questions for; "" where all of them are settled.

        The one least sure comes first; one that was asked about counts as a little surer each time.
        """

        def unsure(skill: str) -> float:
            chance = self.chances[skill]
            return chance * (1 - chance) * 0.6 ** asked.get(skill, 0)

        open_ = [s for s in askable if s in self.chances and SETTLED < self.chances[s] < 1 - SETTLED]
        return max(open_, key=unsure, default="")


def next_skill(
    outline: Outline,
    askable: Sequence[str],
    replies: Sequence[Reply],
    *,
    seed: str = "",
    most: int = QUESTIONS,
) -> str:
    """The skill the next question is about; "" where it is enough."""
    if len(replies) >= most:
        return ""
    asked: dict[str, int] = {}
    for reply in replies:
        asked[reply.skill] = asked.get(reply.skill, 0) + 1
    return Belief(outline, replies, seed=seed).next_skill(askable, asked)


def place(
    outline: Outline,
    askable: Sequence[str],
    replies: Sequence[Reply],
    *,
    seed: str = "",
    day: date | None = None,
) -> Placement:
    """Where the replies place a student. Done where nothing is left to ask."""
    belief = Belief(outline, replies, seed=seed)
    done = not next_skill(outline, askable, replies, seed=seed)
    return Placement(
        chances={skill: round(chance, 3) for skill, chance in belief.chances.items()},
        asked=len(replies),
        done=done,
        day=day,
    )


def _draw_level(right: float, wrong: float, draw: float) -> float:
    weights = [level**right * (1 - level) ** wrong for level in LEVELS]
    mark = draw * sum(weights)
    for level, weight in zip(LEVELS, weights, strict=True):
        mark -= weight
        if mark <= 0:
            return level
    return LEVELS[-1]


def _topological(parents: Sequence[Sequence[int]]) -> list[int]:
    order: list[int] = []
    waiting = list(range(len(parents)))
    while waiting:
        ready = [at for at in waiting if all(p in order for p in parents[at])]
        if not ready:  # a circle, which `trellis check` reports
            return [*order, *waiting]
        order += ready
        waiting = [at for at in waiting if at not in ready]
    return order
