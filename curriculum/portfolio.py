"""What a student's events add up to: judged attempts, progress in each lesson, and the choices they made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Protocol

import msgspec

from curriculum.branching import Ask, Graph, credit, walk
from curriculum.course import Course
from curriculum.evidence import Answered, AnyEvent, Checked, Chose, Opened
from curriculum.faults import ItemError
from curriculum.items import Code
from curriculum.lesson import ReleasedLesson
from curriculum.marking import Unreadable, mark
from curriculum.mastery import Seen
from curriculum.path import Progress
from curriculum.variants import Variant


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What one attempt shows. `score` is from 0 to 1, before hints and tries are taken off."""

    skill: str
    difficulty: int
    score: float
    misconception: str = ""


class Judge(Protocol):
    """Who says what an attempt was worth; None for an attempt at something unknown."""

    def judge(self, event: Answered | Checked) -> Judged | None:
        """What the attempt shows."""
        ...


class StudentsJudge:
    """On the student's machine: the marks given when the answers were given."""

    def __init__(self, lessons: Mapping[str, ReleasedLesson]) -> None:
        self.lessons = lessons

    def judge(self, event: Answered | Checked) -> Judged | None:
        """The attempt as it was marked at once."""
        lesson = self.lessons.get(event.lesson)
        if lesson is None:
            return None
        if isinstance(event, Checked):
            check = lesson.checks.get(event.item)
            return _checked(event, check.skill, check.difficulty) if check else None
        variants = lesson.variants.get(event.item)
        if not variants:
            return None
        return Judged(
            skill=variants[0].skill,
            difficulty=variants[0].difficulty,
            score=event.score,
            misconception=event.misconception,
        )


class TeachersJudge:
    """On the teacher's machine: every answer marked again, from the key. The score the student's machine gave is not believed.

    A `Checked` event says what the student's own run of the visible cases gave: evidence for the path, never a grade.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        self._drawn: dict[tuple[str, int], Variant | None] = {}

    def judge(self, event: Answered | Checked) -> Judged | None:
        """The attempt marked from the key; None for an unknown item or an answer that is none."""
        item = self.course.items.get(event.item)
        if item is None or isinstance(item, Code) != isinstance(event, Checked):
            return None
        if isinstance(event, Checked):
            return _checked(event, self.course.skill_of[event.item], item.difficulty)
        variant = self.variant(event.item, event.variant)
        if variant is None:
            return None
        try:
            given = mark(variant, event.answer)
        except Unreadable:
            return None
        return Judged(
            skill=variant.skill,
            difficulty=variant.difficulty,
            score=given.score,
            misconception=given.misconception,
        )

    def variant(self, item: str, number: int) -> Variant | None:
        """Variant `number` of `item`, drawn once; None where it cannot be drawn."""
        if (item, number) not in self._drawn:
            try:
                self._drawn[item, number] = self.course.draw(item, number)
            except (ItemError, KeyError):
                self._drawn[item, number] = None
        return self._drawn[item, number]

    def remark(self, events: Iterable[AnyEvent]) -> list[AnyEvent]:
        """The events with every answer's score and misconception replaced by our own marking; answers that cannot be marked score 0."""
        return [self._remarked(event) if isinstance(event, Answered) else event for event in events]

    def _remarked(self, event: Answered) -> Answered:
        judged = self.judge(event) or Judged(skill="", difficulty=1, score=0.0)
        return msgspec.structs.replace(event, score=judged.score, misconception=judged.misconception)


def _checked(event: Checked, skill: str, difficulty: int) -> Judged:
    score = sum(event.passed) / len(event.passed) if event.passed else 0.0
    return Judged(skill=skill, difficulty=difficulty, score=score, misconception=event.misconception)


def classwork(events: Iterable[AnyEvent], judge: Judge) -> list[Seen]:
    """The judged attempts among `events`, in order. Repeated checks of one function count as further tries at it."""
    seen: list[Seen] = []
    checks: dict[str, int] = {}
    for event in events:
        if not isinstance(event, (Answered, Checked)):
            continue
        judged = judge.judge(event)
        if judged is None:
            continue
        if isinstance(event, Checked):
            attempt = checks[event.item] = checks.get(event.item, 0) + 1
            hints = 0
        else:
            attempt, hints = max(1, event.attempt), max(0, event.hints)
        seen.append(
            Seen(
                skill=judged.skill,
                item=event.item,
                score=judged.score * credit(1.0, 1, hints),
                attempt=attempt,
                difficulty=judged.difficulty,
                misconception=judged.misconception,
                lesson=event.lesson,
                day=day_of(event),
            )
        )
    return seen


def day_of(event: AnyEvent) -> date | None:
    """The calendar day on the student's clock, if the event has a readable one."""
    try:
        return datetime.fromisoformat(event.at).date()
    except ValueError:
        return None


def by_lesson(events: Iterable[AnyEvent]) -> dict[str, list[AnyEvent]]:
    """The events of each lesson, in order."""
    grouped: dict[str, list[AnyEvent]] = {}
    for event in events:
        grouped.setdefault(event.lesson, []).append(event)
    return grouped


def progress(graph: Graph | None, events: Iterable[AnyEvent]) -> Progress:
    """How far a student is in one lesson, from the events of that lesson in order."""
    events = list(events)
    started = any(isinstance(event, (Opened, Answered, Checked)) for event in events)
    if graph is None:
        return Progress(started=started, finished=started)
    here = walk(graph, events)
    core = {node.id for node in graph.nodes if isinstance(node, Ask) and node.lane == "core"}
    visits = (*here.before, here.now)
    return Progress(
        started=started,
        finished=here.finished,
        stretched=any(
            graph.node(visit.node).lane == "stretch" and visit.attempts
            for visit in visits
            if _known(graph, visit.node)
        ),
        done=len({visit.node for visit in visits if visit.node in core and visit.attempts}),
        of=len(core),
    )


def _known(graph: Graph, name: str) -> bool:
    return any(node.id == name for node in graph.nodes)


def choices(events: Iterable[AnyEvent]) -> list[str]:
    """The lessons the student chose from the path, oldest first."""
    return [event.option for event in events if isinstance(event, Chose) and not event.place]
