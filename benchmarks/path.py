"""Paths: answers that simulated students need until they can do the whole course, ours against fixed order, random and m-in-a-row.

    python -m benchmarks.path [--students N] [--json]

The students are made up by a model other than the one that estimates. Ours estimates with Elo levels; here a student either has a skill or
not yet (all or nothing, as Bush & Mosteller's and Bower's learners do), learns it with a chance at each question that depends on whether
the prerequisites are there, answers by slip and guess, and forgets: each skill has a half-life in days (Settles & Meeder 2016), longer
after every success, the more so the later it comes. Students differ in how quickly they learn, in how they forget, and in what they can
do already: a part of the graph, in one strand more than in another. A success right after another lengthens the half-life by 2 %, one
when recall has fallen to .85 by 92 %, at most by 152 %; a failure shortens it by a fifth.

A day has up to twelve questions. A student has truly mastered the course once every skill is there, none has faded below .8, and four
weeks later, without any practice, the mean chance of recalling a skill is still at least .85: so the policies are compared at the same
retention. A policy that takes very long is stopped at LONGEST questions, or a year, and counted with that.

fixed       skill after skill in the order of the course, the same number of questions for everybody, then from the start; with 2, 4
            and 8 questions a skill, of which the one that does best on average counts
random      any skill whose prerequisites come before it in the course, drawn at each question
in-a-row    skill after skill, on after three right in a row, then from the start
ours        the questions at the start, then the first step of the path, round after round: a round on a skill ends after three right in
            a row, or six questions; where the path has nothing for today, the day is over

A step of ours that says "ask your teacher" costs four questions, and the teacher's word teaches the skill with a chance of .5.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from statistics import fmean, median

import msgspec

from benchmarks.figures import Figure, add_json, show
from curriculum.course import find_course
from curriculum.diagnostic import GUESS, QUESTIONS, Belief, Reply
from curriculum.mastery import Difficulties, Seen, stand
from curriculum.outline import Outline, load_outline
from curriculum.path import Placement, Planner, Reach
from curriculum.reviews import reviews
from curriculum.rounds import MOST
from curriculum.settling import settled, shown
from curriculum.situation import PLACED
from curriculum.steps import FIND_OUT

COURSE = "data-detectives"
START = date(2026, 9, 1)
A_DAY = 12
ROUND = MOST["practice"]
TALK = 4
LONGEST = 4_000
A_YEAR = 365
FADED = 0.8
KEPT = 0.85
FOUR_WEEKS = 28
SLIP, LUCK = 0.09, 0.15
FIXED = (2, 4, 8)
IN_A_ROW = 3
DAY_OVER = "-"
POLICIES = ("fixed", "random", "in-a-row", "ours")
UNITS = {
    "students": "simulated students",
    "skills": "skills of the course",
    "fixed each": "questions a skill gets in a pass of the fixed order that does best",
    **{f"{policy} answers": "answers until everything is there (mean)" for policy in POLICIES},
    **{f"{policy} median": "the same, median" for policy in POLICIES},
    **{f"{policy} days": "days that took (mean)" for policy in POLICIES},
    **{f"{policy} retention": "chance of recalling a skill four weeks later (mean)" for policy in POLICIES},
    **{f"{policy} not done": "students stopped before everything was there" for policy in POLICIES},
    "fewer_than_fixed": "fewer answers than fixed order, in parts of 1 (at least .30)",
    "retention_over_fixed": "ours minus fixed order: both were held to at least .85",
    "without_a_step": "times that a student was left without a step (0)",
    "placed_right": "skills placed right by the questions at the start, in parts of 1",
    "placed_wrongly": "skills taken for known that were not, a student",
    "placing_questions": "questions at the start (mean)",
}


class Pupil:
    """A simulated student: what is there, how long it lasts, and a clock in days."""

    def __init__(self, outline: Outline, seed: int) -> None:
        self.draw = random.Random(f"pupil/{seed}")
        self.before = {skill.id: skill.prerequisites for skill in outline.skills}
        self.quick = self.draw.betavariate(4, 8)
        self.lasting = self.draw.lognormvariate(2.2, 0.4)
        self.day = 0
        self.half_life: dict[str, float] = {}
        self.seen_on: dict[str, int] = {}
        self._knows_already(outline)

    def _knows_already(self, outline: Outline) -> None:
        level = {strand: self.draw.betavariate(2.0, 2.0) for strand in outline.strands}
        for skill in outline.skills:
            if (
                all(p in self.half_life for p in skill.prerequisites)
                and self.draw.random() < level[skill.strand]
            ):
                self.half_life[skill.id] = self.lasting * 4
                self.seen_on[skill.id] = 0

    def recall(self, skill: str, day: int | None = None) -> float:
        """The chance that a skill is at hand; 0 where it was never learned."""
        if skill not in self.half_life:
            return 0.0
        gone = (self.day if day is None else day) - self.seen_on[skill]
        return float(2.0 ** (-gone / self.half_life[skill]))

    def answer(self, skill: str) -> bool:
        """Answer one question on a skill, and learn from it. True where it was right."""
        at_hand = self.draw.random() < self.recall(skill)
        right = self.draw.random() < (1 - SLIP if at_hand else LUCK)
        if at_hand:
            self.half_life[skill] *= 1.02 + min(1.5, 6 * (1 - self.recall(skill)))
            self.seen_on[skill] = self.day
        elif skill in self.half_life:  # it comes back quickly, and lasts a little less than before
            self.half_life[skill] = max(self.lasting, 0.8 * self.half_life[skill])
            self.seen_on[skill] = self.day
        elif self.draw.random() < self.quick * self._ready(skill):
            self.half_life[skill], self.seen_on[skill] = self.lasting, self.day
        return right

    def taught(self, skill: str) -> None:
        """A teacher explains."""
        if skill not in self.half_life and self.draw.random() < 0.5:
            self.half_life[skill], self.seen_on[skill] = self.lasting, self.day

    def _ready(self, skill: str) -> float:
        missing = sum(self.recall(p) < 0.5 for p in self.before[skill])
        return 1.0 if not missing else 0.2 if missing == 1 else 0.05

    def is_done(self) -> bool:
        """Whether everything is there and fresh, and will still be there in four weeks."""
        return all(self.recall(skill) >= FADED for skill in self.before) and self.retention() >= KEPT

    def retention(self) -> float:
        """Four weeks without practice later."""
        return fmean(self.recall(skill, self.day + FOUR_WEEKS) for skill in self.before)


class Outcome(msgspec.Struct, frozen=True):
    """How it went: answers needed, retention, whether all was there, and for ours how the placing went."""

    answers: int
    retention: float
    done: bool
    days: int = 0
    without_a_step: int = 0
    placed_right: float = 0.0
    placed_wrongly: int = 0
    placing: int = 0


def study(pupil: Pupil, policy: Iterator[str], tell: Callable[[str, bool], None]) -> tuple[int, bool]:
    """Let a pupil follow a policy; (answers, done). It yields the skill of each question, "" for the teacher's time, or DAY_OVER."""
    answers = 0
    while answers < LONGEST and pupil.day < A_YEAR:
        for _ in range(A_DAY):
            skill = next(policy)
            if skill == DAY_OVER:
                break
            answers += 1
            if skill:
                tell(skill, pupil.answer(skill))
            if pupil.is_done():
                return answers, True
        pupil.day += 1
    return answers, False


def in_order(outline: Outline) -> list[str]:
    """The skills in the order of the course, each after its prerequisites."""
    order: list[str] = []
    left = [skill for unit in outline.units for skill in unit.skills]
    before = {skill.id: skill.prerequisites for skill in outline.skills}
    while left:
        skill = next(skill for skill in left if all(p in order for p in before[skill]))
        order.append(skill)
        left.remove(skill)
    return order


class Plain:
    """The three plain policies."""

    def __init__(self, outline: Outline, name: str, seed: int, each: int = 0) -> None:
        self.order, self.name, self.each = in_order(outline), name, each
        self.draw = random.Random(f"{name}/{seed}")
        self.row: dict[str, int] = {}

    def tell(self, skill: str, right: bool) -> None:  # noqa: FBT001 - the answer is the message
        """Take note of an answer."""
        self.row[skill] = self.row.get(skill, 0) + 1 if right else 0

    def skills(self) -> Iterator[str]:
        """The skill of each question."""
        while True:
            if self.name == "random":
                yield self.draw.choice(self.order)
                continue
            for skill in self.order:
                self.row[skill] = 0
                if self.each:
                    yield from [skill] * self.each
                else:
                    while self.row[skill] < IN_A_ROW:
                        yield skill


class Ours:
    """The questions at the start, then whatever the path suggests first."""

    def __init__(self, outline: Outline, pupil: Pupil, planner: Planner, seed: int) -> None:
        self.outline, self.pupil, self.planner, self.seed = outline, pupil, planner, f"pupil-{seed}"
        self.seen: list[Seen] = []
        self.askable = [skill.id for skill in outline.skills]
        self.placement: Placement | None = None
        self.replies: list[Reply] = []
        self.placed_right, self.placed_wrongly, self.without = 0.0, 0, 0

    def tell(self, skill: str, right: bool) -> None:  # noqa: FBT001 - the answer is the message
        """Take note of an answer."""
        day = START + timedelta(self.pupil.day)
        if self.placement is None:
            self.replies.append(Reply(skill=skill, right=right, guess=GUESS))
        self.seen.append(
            Seen(skill=skill, item=f"{skill}-{len(self.seen) % 4}", score=float(right), difficulty=2, day=day)
        )

    def skills(self) -> Iterator[str]:
        """The skill of each question."""
        reach = Reach(practice=frozenset(self.askable), find_out=True)
        while True:
            standing = stand(self.seen, Difficulties()) if self.seen else {}
            path = self.planner.plan(
                standing if self.placement else {},
                {},
                today=START + timedelta(self.pupil.day),
                settled=settled(self.seen, standing, shown(self.placement)),
                due={skill: review.due for skill, review in reviews(self.seen, standing).items()},
                placement=self.placement,
                reach=reach,
            )
            if not path.steps:
                self.without += 1
                return
            step = path.steps[0]
            if step.round == FIND_OUT:
                yield from self._find_out()
            elif step.kind == "ask-teacher" and step.skill:
                yield from [""] * TALK
                self.pupil.taught(step.skill)
                yield from self._round(step.skill)
            elif step.kind == "review":
                yield from step.round.partition("/")[2].split(",")
            elif step.round:
                yield from self._round(step.skill)
            else:
                yield DAY_OVER

    def _round(self, skill: str) -> Iterator[str]:
        row = 0
        for _ in range(ROUND):
            yield skill
            row = row + 1 if self.seen[-1].score == 1 else 0
            if row == IN_A_ROW:
                return

    def _find_out(self) -> Iterator[str]:
        truth = set(self.pupil.half_life)
        belief = Belief(self.outline, seed=self.seed)
        asked: Counter[str] = Counter()
        while len(self.replies) < QUESTIONS and (skill := belief.next_skill(self.askable, asked)):
            yield skill
            asked[skill] += 1
            belief.take(self.replies[-1])
        chances = belief.chances
        self.placement = Placement(
            chances=chances, asked=len(self.replies), done=True, day=START + timedelta(self.pupil.day)
        )
        self.placed_right = fmean((chances[skill] >= 0.5) == (skill in truth) for skill in self.askable)
        self.placed_wrongly = sum(chances[skill] >= PLACED and skill not in truth for skill in self.askable)


def follow(outline: Outline, planner: Planner, policy: str, seed: int, each: int = 0) -> Outcome:
    """One pupil, the same for every policy, following one. `each` is how many questions a skill gets in fixed order."""
    pupil = Pupil(outline, seed)
    if policy != "ours":
        plain = Plain(outline, policy, seed, each)
        answers, done = study(pupil, plain.skills(), plain.tell)
        return Outcome(answers, pupil.retention(), done, pupil.day)
    ours = Ours(outline, pupil, planner, seed)
    answers, done = study(pupil, ours.skills(), ours.tell)
    return Outcome(
        answers,
        pupil.retention(),
        done,
        pupil.day,
        ours.without,
        ours.placed_right,
        ours.placed_wrongly,
        len(ours.replies),
    )


def measure(students: int, course: str = COURSE) -> dict[str, Figure]:
    """Everyone under every policy."""
    outline = load_outline(find_course(course))
    planner = Planner(outline)
    seeds = range(students)
    orders = {each: [follow(outline, planner, "fixed", seed, each) for seed in seeds] for each in FIXED}
    best = min(orders, key=lambda each: fmean(one.answers for one in orders[each]))
    found = {"fixed": orders[best]} | {
        policy: [follow(outline, planner, policy, seed) for seed in seeds] for policy in POLICIES[1:]
    }
    figures: dict[str, Figure] = {
        "students": students,
        "skills": len(outline.skills),
        "fixed each": best,
    }
    for policy, each in found.items():
        figures[f"{policy} answers"] = round(fmean(one.answers for one in each), 1)
        figures[f"{policy} median"] = median(one.answers for one in each)
        figures[f"{policy} days"] = round(fmean(one.days for one in each), 1)
        figures[f"{policy} retention"] = round(fmean(one.retention for one in each), 3)
        figures[f"{policy} not done"] = sum(not one.done for one in each)
    ours, fixed = found["ours"], found["fixed"]
    figures["fewer_than_fixed"] = round(
        1 - fmean(one.answers for one in ours) / fmean(one.answers for one in fixed), 3
    )
    figures["retention_over_fixed"] = round(
        fmean(one.retention for one in ours) - fmean(one.retention for one in fixed), 3
    )
    figures["without_a_step"] = sum(one.without_a_step for one in ours)
    figures["placed_right"] = round(fmean(one.placed_right for one in ours), 3)
    figures["placed_wrongly"] = round(fmean(one.placed_wrongly for one in ours), 2)
    figures["placing_questions"] = round(fmean(one.placing for one in ours), 1)
    return figures


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--students", type=int, default=60, help="how many simulated students")
    add_json(parser)
    wanted = parser.parse_args()
    show(measure(wanted.students), UNITS, as_json=wanted.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
