"""The path: from a course and what is known of a student to the next two or three steps, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from curriculum.mastery import MASTERED, Standing
from curriculum.outline import Lesson, Outline

Kind = Literal["go-on", "strengthen", "review", "stretch", "ask-teacher"]
Status = Literal["mastered", "in-progress", "open", "later", "due"]

DUE_AFTER_DAYS = 14
SHAKY = 0.7
"""Below this chance, strengthening comes before anything new."""
MOST_STEPS = 3


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a student is in one lesson. `done` and `of` count the questions of the core way answered so far."""

    started: bool = False
    finished: bool = False
    stretched: bool = False
    done: int = 0
    of: int = 0


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """A teacher's word on a student's path: pin a lesson to the front, or skip it. `reason` is shown to the student."""

    action: Literal["pin", "skip"]
    lesson: str
    reason: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do next. `reason` is in the student's words, `because` in the teacher's; `lesson` is empty for ask-teacher."""

    kind: Kind
    title: str
    reason: str
    because: str
    lesson: str = ""
    skill: str = ""
    minutes: int = 0


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """The next steps, the first of which is what we suggest, and where every skill of the course stands."""

    steps: tuple[Step, ...]
    skills: dict[str, Status]
    chosen: str = ""


def plan(
    outline: Outline,
    standing: Mapping[str, Standing],
    progress: Mapping[str, Progress],
    choices: Sequence[str] = (),
    overrides: Sequence[Override] = (),
    today: date | None = None,
) -> Path:
    """The path of one student. Never empty: where nothing is left, the step is to ask the teacher.

    `progress` has an entry for every lesson the student can open; lessons without one are not offered. `choices` are the lessons
    the student has chosen from the path, oldest first: the latest one that is still offered comes first.
    """
    planner = _Planner(outline, standing, progress, today)
    steps = planner.steps(overrides)
    chosen = next((name for name in reversed(choices) if any(step.lesson == name for step in steps)), "")
    pinned = {override.lesson for override in overrides if override.action == "pin"}
    if chosen and not (steps and steps[0].lesson in pinned):
        steps.sort(key=lambda step: step.lesson != chosen)
    return Path(steps=tuple(_few(steps)), skills=planner.skills(), chosen=chosen)


def _few(steps: list[Step]) -> list[Step]:
    """At most three steps, one per lesson, of different kinds where there is a choice."""
    kept: list[Step] = []
    for fresh_kind in (True, False):
        for step in steps:
            new_lesson = step.lesson not in {k.lesson for k in kept}
            new_kind = step.kind not in {k.kind for k in kept}
            if len(kept) < MOST_STEPS and new_lesson and (new_kind or not fresh_kind):
                kept.append(step)
    return kept


class _Planner:
    def __init__(
        self,
        outline: Outline,
        standing: Mapping[str, Standing],
        progress: Mapping[str, Progress],
        today: date | None,
    ) -> None:
        self.outline, self.standing, self.progress, self.today = outline, standing, progress, today
        self.taught = {
            skill for lesson in outline.lessons if lesson.id in progress for skill in lesson.skills
        }
        self.titles = {skill.id: skill.title for skill in outline.skills}

    def steps(self, overrides: Sequence[Override]) -> list[Step]:
        skipped = {override.lesson for override in overrides if override.action == "skip"}
        lessons = [
            lesson
            for lesson in self.outline.lessons
            if lesson.id in self.progress and lesson.id not in skipped
        ]
        found = [
            self._pinned(o) for o in overrides if o.action == "pin" and o.lesson in {x.id for x in lessons}
        ]
        for make in (self._go_on, self._shaky, self._open, self._strengthen, self._review, self._stretch):
            found += [step for lesson in lessons if (step := make(lesson)) is not None]
        return found or self._nearest(lessons)

    def skills(self) -> dict[str, Status]:
        return {skill.id: self._status(skill.id) for skill in self.outline.skills}

    def _status(self, skill: str) -> Status:
        if self._mastered(skill):
            return "due" if self._is_due(skill) else "mastered"
        if skill in self.standing:
            return "in-progress"
        return "open" if skill in self.taught and self._ready(skill, frozenset()) else "later"

    def _mastered(self, skill: str) -> bool:
        return skill in self.standing and self.standing[skill].mastered

    def _is_due(self, skill: str) -> bool:
        last = self.standing[skill].last
        return bool(self.today and last and (self.today - last).days >= DUE_AFTER_DAYS)

    def _ready(self, skill: str, within: frozenset[str]) -> bool:
        """Every prerequisite is mastered, taught in the same lesson, or not taught by anything the student can open."""
        return all(
            p in within or p not in self.taught or self._mastered(p)
            for p in self.outline.skill(skill).prerequisites
        )

    def _lesson_ready(self, lesson: Lesson) -> bool:
        return all(self._ready(skill, frozenset(lesson.skills)) for skill in lesson.skills)

    def _pinned(self, override: Override) -> Step:
        lesson = self.outline.lesson(override.lesson)
        return self._step(
            "go-on",
            lesson,
            lesson.skills[0],
            override.reason or "Your teacher chose this for you.",
            "pinned by the teacher",
        )

    def _go_on(self, lesson: Lesson) -> Step | None:
        progress = self.progress[lesson.id]
        if not progress.started or progress.finished:
            return None
        reason = "You have started this." + (
            f" {progress.done} of about {progress.of} questions are done." if progress.done else ""
        )
        return self._step(
            "go-on",
            lesson,
            lesson.skills[0],
            reason,
            f"in progress, {progress.done} of {progress.of} core questions answered",
        )

    def _shaky(self, lesson: Lesson) -> Step | None:
        return self._strengthen(lesson, below=SHAKY)

    def _strengthen(self, lesson: Lesson, below: float = MASTERED) -> Step | None:
        if not self.progress[lesson.id].finished:
            return None
        weak = [
            self.standing[s] for s in lesson.skills if s in self.standing and self.standing[s].chance < below
        ]
        if not weak:
            return None
        worst = min(weak, key=lambda standing: standing.chance)
        reason = (
            f"{_so_far(worst, self.titles[worst.skill])} Another round, with other numbers, makes it sure."
        )
        because = f"{worst.skill}: chance {worst.chance:.0%} after {worst.tries} attempts"
        if worst.misconception:
            because += f"; {worst.misconception} seen {worst.misconception_count} times"
        return self._step("strengthen", lesson, worst.skill, reason, because)

    def _open(self, lesson: Lesson) -> Step | None:
        if self.progress[lesson.id].started or not self._lesson_ready(lesson):
            return None
        before = [
            p for skill in lesson.skills for p in self.outline.skill(skill).prerequisites if self._mastered(p)
        ]
        if before:
            standing = self.standing[before[-1]]
            reason = f"{_got(standing, self.titles[before[-1]])} “{lesson.title}” is what that opens up."
            because = f"prerequisites mastered: {', '.join(dict.fromkeys(before))}"
        else:
            reason = "You can start this right away: it needs nothing you have not met."
            because = "no prerequisite taught in this course so far"
        return self._step("go-on", lesson, lesson.skills[0], reason, because)

    def _review(self, lesson: Lesson) -> Step | None:
        due = [skill for skill in lesson.skills if self._mastered(skill) and self._is_due(skill)]
        if not due or not self.progress[lesson.id].finished or self.today is None:
            return None
        last = self.standing[due[0]].last
        days = (self.today - last).days if last else 0
        reason = f"It is {days} days since you last did “{self.titles[due[0]]}”. A short look keeps it fresh."
        return self._step(
            "review", lesson, due[0], reason, f"{due[0]}: mastered, {days} days without practice"
        )

    def _stretch(self, lesson: Lesson) -> Step | None:
        progress = self.progress[lesson.id]
        if (
            not progress.finished
            or progress.stretched
            or not all(self._mastered(skill) for skill in lesson.skills)
        ):
            return None
        done = self.titles[lesson.skills[0]]
        reason = (
            f"You can do “{done}”. A puzzle in this lesson is still waiting: no new rules, more thinking."
        )
        return self._step(
            "stretch",
            lesson,
            lesson.skills[0],
            reason,
            "all skills of the lesson mastered, stretch lane not visited",
        )

    def _nearest(self, lessons: list[Lesson]) -> list[Step]:
        """Where no lesson is open: the unfinished one with the fewest gaps before it, else the teacher."""
        waiting = [lesson for lesson in lessons if not self.progress[lesson.id].finished]
        if waiting:
            lesson = min(waiting, key=lambda one: len(self._gaps(one)))
            gap = self.titles[self._gaps(lesson)[0]]
            reason = f"This comes next. It uses “{gap}”, which is not quite sure yet; ask if you get stuck."
            return [
                self._step(
                    "go-on",
                    lesson,
                    lesson.skills[0],
                    reason,
                    f"nothing else open; gaps: {', '.join(self._gaps(lesson))}",
                )
            ]
        return [
            Step(
                kind="ask-teacher",
                title="Talk with your teacher about what comes next",
                reason="You have finished everything that is here so far.",
                because="every lesson handed out is finished and its skills are mastered, or skipped",
            )
        ]

    def _gaps(self, lesson: Lesson) -> list[str]:
        return [
            p
            for skill in lesson.skills
            for p in self.outline.skill(skill).prerequisites
            if p in self.taught and p not in lesson.skills and not self._mastered(p)
        ]

    def _step(self, kind: Kind, lesson: Lesson, skill: str, reason: str, because: str) -> Step:
        return Step(
            kind=kind,
            title=lesson.title,
            reason=reason,
            because=because,
            lesson=lesson.id,
            skill=skill,
            minutes=lesson.minutes,
        )


def _got(standing: Standing, title: str) -> str:
    return f"You got {standing.right} of your last {standing.first_tries} questions on “{title}” right at the first try."


def _so_far(standing: Standing, title: str) -> str:
    if not standing.right:
        return f"“{title}” is still new ground."
    return (
        f"“{title}” is not quite sure yet: you got {standing.right} of your last {standing.first_tries} questions right "
        "at the first try."
    )
