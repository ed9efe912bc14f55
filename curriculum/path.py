"""The path: from a course and what is known of a student to the next two or three steps, each with its reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from curriculum.days import day_and_month
from curriculum.goals import Goal, monday_of, on_the_way
from curriculum.mastery import Standing
from curriculum.outline import Outline, Project
from curriculum.situation import Placement, Progress, Situation
from curriculum.steps import MOST_REVIEWED, Kind, Override, Step, StepMaker, challenge
from curriculum.words import _

__all__ = [
    "Kind",
    "Override",
    "Path",
    "Placement",
    "Planner",
    "Progress",
    "Reach",
    "Status",
    "Step",
    "theme_of",
]

Status = Literal["mastered", "in-progress", "open", "later", "due", "shown"]
"""`shown`: not practised here, but the questions at the start say that the student can do it."""

LATE_DAYS = 7
MANY_DUE = 3
"""A review this late, or so many due at once, comes before anything new."""
MOST_STEPS = 3
DONE, THEME = "done/", "theme/"
"""Choices that say: I have done this (project or challenge), this is my theme."""
QUICK_CHANCE, QUICK_OF = 0.92, 6


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """What can be opened beside lessons: practice rounds and challenges of skills, and the questions that find out where to start."""

    practice: frozenset[str] = frozenset()
    challenges: frozenset[str] = frozenset()
    find_out: bool = False


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """The next steps, the first of which is what we suggest, and where every skill of the course stands.

    `chosen` is the step that the student took instead, where it is still one of them.
    """

    steps: tuple[Step, ...]
    skills: dict[str, Status]
    chosen: str = ""


class Planner:
    """Plans for many students of one course: what follows from the outline alone is worked out once."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.make = StepMaker(outline)

    def plan(
        self,
        standing: Mapping[str, Standing],
        progress: Mapping[str, Progress],
        choices: Sequence[str] = (),
        overrides: Sequence[Override] = (),
        today: date | None = None,
        *,
        due: Mapping[str, date] | None = None,
        settled: Mapping[str, date | None] | None = None,
        placement: Placement | None = None,
        reach: Reach | None = None,
        goal: Goal | None = None,
        easy: Collection[str] = (),
    ) -> Path:
        """The path of one student. Never empty: where nothing is left, the step is to ask the teacher.

        `progress` has an entry for every lesson the student can open; lessons without one are not offered. `choices` are the keys of the
        steps the student has chosen from the path, oldest first: the latest one that is still offered comes first. `due` says when
        mastered skills are due again, `settled` which others are sure for now and when they come back (curriculum.settling). `easy` are
        lessons the student found too easy.
        """
        now = Situation(self.make.chart, standing, progress, today, due, placement, settled or {})
        reach = reach or Reach()
        now.reachable |= reach.practice
        steps = self._steps(now, reach, overrides, goal, frozenset(easy), choices)
        front = sum(step.by == "teacher" for step in steps)
        if goal is not None:
            steps = steps[:front] + self._towards(goal, steps[front:], now)
        chosen = next((key for key in reversed(choices) if any(step.key == key for step in steps)), "")
        if chosen and not (steps and steps[0].by == "teacher"):
            steps.sort(key=lambda step: step.key != chosen)
        return Path(
            steps=tuple(_few(steps)),
            skills={skill: _status(now, skill) for skill in self.make.chart.prerequisites},
            chosen=chosen,
        )

    def _steps(
        self,
        now: Situation,
        reach: Reach,
        overrides: Sequence[Override],
        goal: Goal | None,
        easy: frozenset[str],
        choices: Sequence[str],
    ) -> list[Step]:
        """Every step there is a reason for, the best first."""
        make = self.make
        skipped = {override.lesson for override in overrides if override.action == "skip"}
        lessons = [one for one in self.outline.lessons if one.id in now.progress and one.id not in skipped]
        offered = {lesson.id for lesson in lessons}
        practised = [skill for skill in make.chart.prerequisites if skill in reach.practice - skipped]
        found = [
            step
            for wanted in ("pin", "assign")
            for override in overrides
            if override.action == wanted
            and (step := make.teachers(now, override, offered, practised)) is not None
        ]
        if reach.find_out and not (now.placement and now.placement.done) and len(now.standing) < 3:
            found.append(make.find_out(now))
        waiting = {skill for skill in make.chart.prerequisites if skill not in skipped and now.waits(skill)}
        found += [make.ask_about(now, skill) for skill in make.chart.prerequisites if skill in waiting]

        due = [skill for skill in now.due_skills() if skill in reach.practice and skill not in skipped]
        late = len(due) >= MANY_DUE or any(now.days_late(skill) >= LATE_DAYS for skill in due)
        look_back = [make.review_round(now, due[:MOST_REVIEWED])] if due else []
        if late or (goal is not None and goal.kind == "reviews"):
            found += look_back
        found += [step for one in lessons if (step := make.go_on(now, one)) is not None]
        # What the teacher skipped is made surer by no lesson either: no talk is offered about it that would end the rounds.
        shaky, unsure = self._strengthen(now, practised, lessons, waiting | skipped)
        found += shaky
        found += [step for one in lessons if (step := make.open(now, one)) is not None]
        found += [step for skill in practised if (step := make.first_round(now, skill, lessons)) is not None]
        found += unsure
        found += look_back
        elsewhere = frozenset(practised) | skipped
        found += [step for one in lessons if (step := make.review(now, one, elsewhere)) is not None]
        found += [step for one in lessons if (step := make.stretch(now, one, easy)) is not None]
        found += [
            make.challenge(now, skill)
            for skill in practised
            if skill in reach.challenges
            and f"{DONE}{challenge(skill)}" not in choices
            and self._is_quick(now, skill)
        ]
        found += [
            step
            for project in self._projects(choices)
            if project.id not in skipped and (step := make.project(now, project)) is not None
        ]
        if not found or all(step.kind == "ask-teacher" for step in found):
            found += make.nearest(now, lessons, waiting) or ([] if found else [make.all_done(now)])
        return found

    def _strengthen(
        self, now: Situation, practised: Sequence[str], lessons: Sequence[object], aside: Collection[str]
    ) -> tuple[list[Step], list[Step]]:
        """Steps for what is not sure yet: (what comes before anything new, what comes after), the weakest first in each.

        `aside` are the skills that wait for the teacher, or that the teacher skipped.
        """
        shaky: list[tuple[float, Step]] = []
        unsure: list[tuple[float, Step]] = []
        for step in (
            *(self.make.strengthen_round(now, skill, aside) for skill in practised),
            *(self.make.strengthen(now, lesson, aside, frozenset(practised)) for lesson in lessons),  # type: ignore[arg-type]
        ):
            if step is not None:
                chance = now.standing[step.skill].chance if step.skill in now.standing else 0.0
                (shaky if now.is_shaky(step.skill) else unsure).append((chance, step))
        return ([step for _, step in sorted(one, key=lambda pair: pair[0])] for one in (shaky, unsure))  # type: ignore[return-value]

    def _projects(self, choices: Sequence[str]) -> list[Project]:
        """The projects not done yet, in the theme the student chose last, if any is in it."""
        done = {choice.removeprefix(DONE) for choice in choices if choice.startswith(DONE)}
        left = [one for one in self.outline.projects if f"project/{one.id}" not in done]
        theme = theme_of(choices)
        return [one for one in left if one.theme == theme] or left

    def _is_quick(self, now: Situation, skill: str) -> bool:
        known = now.standing.get(skill)
        return (
            known is not None
            and known.mastered
            and known.chance >= QUICK_CHANCE
            and known.first_tries >= QUICK_OF
            and known.right == known.first_tries
        )

    def _towards(self, goal: Goal, steps: list[Step], now: Situation) -> list[Step]:
        """The steps on the way to the student's goal first, saying so."""
        way = on_the_way(goal, self.outline, now.is_known)

        def serves(step: Step) -> bool:
            if goal.kind == "reviews":
                return step.kind == "review"
            return step.kind not in ("find-out", "ask-teacher") and (
                step.lesson == goal.about or step.skill in way
            )

        first = [step for step in steps if step.kind == "find-out"]
        rest = [step for step in steps if step.kind != "find-out"]
        ours = [
            msgspec.structs.replace(
                step,
                reason=" ".join((step.reason, _("It is on the way to your goal for this week."))),
                because=_("{because}; towards the goal for the week of {day}").format(
                    because=step.because, day=day_and_month(monday_of(goal.week))
                ),
                by="goal",
            )
            for step in rest
            if serves(step)
        ]
        return [*first, *ours, *(step for step in rest if not serves(step))]


def theme_of(choices: Sequence[str]) -> str:
    """The theme the student chose last; empty where none was chosen."""
    return next((choice.removeprefix(THEME) for choice in reversed(choices) if choice.startswith(THEME)), "")


def _status(now: Situation, skill: str) -> Status:
    known = now.standing.get(skill)
    if known is not None and known.mastered:
        return "due" if now.days_late(skill) >= 0 else "mastered"
    if known is not None and (skill in now.settled or not now.is_known(skill)):
        return "in-progress"
    if now.is_known(skill):
        return "shown"
    return "open" if skill in now.reachable and now.is_ready(skill) else "later"


def _few(steps: list[Step]) -> list[Step]:
    """At most three steps, one per target, of different kinds where there is a choice."""
    kept: list[Step] = []
    for fresh_kind in (True, False):
        for step in steps:
            new_target = step.key not in {one.key for one in kept}
            new_kind = step.kind not in {one.kind for one in kept}
            again = step.kind == "ask-teacher" and not new_kind  # one thing to ask about at a time
            if len(kept) < MOST_STEPS and new_target and not again and (new_kind or not fresh_kind):
                kept.append(step)
    return kept
