"""The diagnostic: about fifteen questions that place a new student on the prerequisite graph.

What a student can do is a set of skills that holds the prerequisites of everything in it (a knowledge state; Doignon & Falmagne 1985). The
belief is a crowd of such states, drawn at first from what students of a course are like: in each strand, everybody has a level, the
chance of having a skill whose prerequisites one has; the levels of one student are alike, so that answers on fractions say something about
other number skills, and a little about charts. At each answer the states that fit it multiply and the others go (a particle filter; Gordon
et al. 1993), then every state is shaken: each skill at the edge of it goes in or out with its chance given all the answers (Gibbs
sampling). The next question is on the skill about which the crowd is least agreed.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from curriculum.outline import Outline
from curriculum.situation import Placement
from curriculum.variants import Variant

QUESTIONS = 15
"""So many questions at most; fewer where every skill is settled before."""
SETTLED = 0.08
"""A skill is settled where its chance is this near to 0 or to 1."""
SLIP = 0.15
"""The chance that somebody who can do it gets a question wrong."""
GUESS = 0.12
"""The chance that somebody who cannot gets it right; for questions with options, one by their number is added."""
LEVELS = (0.15, 0.35, 0.55, 0.75, 0.9)
"""The chance of knowing a skill whose prerequisites one knows, for students of five kinds."""
ALIKE = 0.5
"""How much rarer each step is between a strand's level and the student's usual one."""
ELSEWHERE = 0.4
"""What a skill of another strand says about a strand's level, against one of its own."""
STATES = 120
SHAKES = 2
"""Sweeps over each state after an answer."""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to one question: was it right, and the chance of that for somebody who cannot do it."""

    skill: str
    right: bool
    guess: float = GUESS


def guess_of(variant: Variant, offered: Sequence[int] = ()) -> float:
    """The chance of a lucky right answer to a question, by the number of its options; `offered` are those shown, where not all were."""
    options = len(offered or variant.options)
    if variant.type == "choice" and options > 1:
        return GUESS + (1 - GUESS) * 0.7 / options
    return GUESS


class _State:
    """A knowledge state: which skills are in it, how many prerequisites of each are not, how many skills in it build on each."""

    __slots__ = ("built", "known", "levels", "missing")

    def __init__(
        self, known: list[bool], missing: list[int], built: list[int], levels: dict[str, float]
    ) -> None:
        self.known, self.missing, self.built, self.levels = known, missing, built, levels

    def copy(self) -> _State:
        return _State(self.known[:], self.missing[:], self.built[:], dict(self.levels))


class Belief:
    """What is believed of one student: in `chances`, per skill of the course, the chance that the student can do it."""

    def __init__(self, outline: Outline, replies: Iterable[Reply] = (), *, seed: str = "") -> None:
        self.skills = [skill.id for skill in outline.skills]
        self._index = {skill: at for at, skill in enumerate(self.skills)}
        self._parents = [
            [self._index[p] for p in skill.prerequisites if p in self._index] for skill in outline.skills
        ]
        self._children: list[list[int]] = [[] for _ in self.skills]
        for child, parents in enumerate(self._parents):
            for parent in parents:
                self._children[parent].append(child)
        self._order = _topological(self._parents)
        self._strands = [skill.strand for skill in outline.skills]
        self._weight = [0.0] * len(self.skills)
        self._seed = random.Random(f"belief/{seed}")
        self._states = [self._draw_state() for _ in range(STATES)]
        self.chances: dict[str, float] = {}
        self._shake()
        for reply in replies:
            self.take(reply)

    def take(self, reply: Reply) -> None:
        """Take an answer into account."""
        at = self._index.get(reply.skill)
        if at is None:
            return
        can, cannot = (1 - SLIP, reply.guess) if reply.right else (SLIP, 1 - reply.guess)
        self._weight[at] += math.log(can / cannot)
        fit = [can if state.known[at] else cannot for state in self._states]
        step = sum(fit) / STATES
        mark = self._seed.random() * step
        chosen: list[_State] = []
        passed = 0.0
        for state, one in zip(self._states, fit, strict=True):
            passed += one
            while mark < passed and len(chosen) < STATES:
                chosen.append(state.copy())
                mark += step
        while len(chosen) < STATES:
            chosen.append(self._states[-1].copy())
        self._states = chosen
        self._shake()

    def _draw_state(self) -> _State:
        draw = self._seed.random
        middle = int(draw() * len(LEVELS))
        levels = {}
        for strand in dict.fromkeys(self._strands):
            weights = [ALIKE ** abs(at - middle) for at in range(len(LEVELS))]
            levels[strand] = self._seed.choices(LEVELS, weights)[0]
        size = len(self.skills)
        state = _State([False] * size, [len(own) for own in self._parents], [0] * size, levels)
        for at in self._order:
            if not state.missing[at] and draw() < levels[self._strands[at]]:
                self._put(state, at)
        return state

    def _put(self, state: _State, at: int) -> None:
        """Put a skill in, or take it out."""
        step = -1 if state.known[at] else 1
        state.known[at] = not state.known[at]
        for child in self._children[at]:
            state.missing[child] -= step
        for parent in self._parents[at]:
            state.built[parent] += step

    def _shake(self) -> None:
        """Shake every state, and work out the chances."""
        held = [0.0] * len(self.skills)
        ways = (self._order, self._order[::-1])
        for state in self._states:
            for sweep in range(SHAKES):
                self._sweep(state, ways[sweep % 2], held)
                state.levels = self._levels(state)
        self.chances = {skill: one / (STATES * SHAKES) for skill, one in zip(self.skills, held, strict=True)}

    def _sweep(self, state: _State, way: Sequence[int], held: list[float]) -> None:
        base = {strand: math.log(level / (1 - level)) for strand, level in state.levels.items()}
        shut = {strand: math.log(1 - level) for strand, level in state.levels.items()}
        known, missing, built, strands, draw = (
            state.known,
            state.missing,
            state.built,
            self._strands,
            self._seed.random,
        )
        for at in way:
            if missing[at]:
                continue  # stays out
            if built[at]:
                held[at] += 1  # stays in
                continue
            logit = base[strands[at]] + self._weight[at]
            for child in self._children[at]:
                # Were it in, this child would be open, and it is not in.
                if missing[child] == (not known[at]):
                    logit += shut[strands[child]]
            chance = 1 / (1 + math.exp(-logit))
            held[at] += chance  # the chance says more than the one draw
            if (draw() < chance) != known[at]:
                self._put(state, at)

    def _levels(self, state: _State) -> dict[str, float]:
        """A level per strand, drawn by how well it fits what is in the state of the skills within reach; other strands count less."""
        can = Counter(strand for strand, one in zip(self._strands, state.known, strict=True) if one)
        reach = Counter(strand for strand, one in zip(self._strands, state.missing, strict=True) if not one)
        all_can, all_reach = can.total(), reach.total()
        levels = {}
        for strand in state.levels:
            right = can[strand] + ELSEWHERE * (all_can - can[strand])
            wrong = reach[strand] + ELSEWHERE * (all_reach - reach[strand]) - right
            levels[strand] = _draw_level(right, wrong, self._seed.random())
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
