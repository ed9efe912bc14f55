"""What a student's events add up to: judged attempts, progress in each lesson, and the choices they made."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

import msgspec

from curriculum.asking import is_about_talk
from curriculum.branching import Ask, Graph, credit
from curriculum.course import Course
from curriculum.diagnostic import GUESS, Reply, guess_of
from curriculum.evidence import Aimed, Answered, AnyEvent, Checked, Chose, Felt, Finished, Opened
from curriculum.faults import ItemError
from curriculum.items import Code
from curriculum.lately import LAST, Lately, day_at, looking_back
from curriculum.lesson import ReleasedLesson
from curriculum.marking import UNSCORED, Mark, Unreadable, mark
from curriculum.mastery import RIGHT, Seen
from curriculum.path import Progress
from curriculum.prose import Prose
from curriculum.steps import FIND_OUT, ROUNDS
from curriculum.variants import Variant

MOST_JUDGED = 200_000
"""Judgements kept in memory."""
MOST_DRAWN = 5_000
"""Questions kept in memory: rounds of practice ask with ever fresh numbers."""
NOT_KNOWN = Mark(0.0, False, Prose("", ""))
"""What “I do not know yet” is worth."""


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

    def about(self, event: Answered) -> tuple[str, float]:
        """The skill of an answer's item, and the chance of a lucky right answer to what was shown of it; "" where it is unknown."""
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
        if not variants or variants[0].type in UNSCORED:
            return None
        return Judged(
            skill=variants[0].skill,
            difficulty=variants[0].difficulty,
            score=event.score,
            misconception=event.misconception,
        )

    def about(self, event: Answered) -> tuple[str, float]:
        """From the item's variants."""
        variants = next((v for lesson in self.lessons.values() if (v := lesson.variants.get(event.item))), ())
        return (variants[0].skill, guess_of(variants[0], event.shown)) if variants else ("", GUESS)


class TeachersJudge:
    """On the teacher's machine: every answer marked again, from the key. The score the student's machine gave is not believed.

    A `Checked` event says what the student's own run of the visible cases gave: evidence for the path, never a grade.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        self._drawn: dict[tuple[str, int], Variant | None] = {}
        self._judged: dict[tuple[str, int, object], Judged | None] = {}

    def judge(self, event: Answered | Checked) -> Judged | None:
        """The attempt marked from the key; None for an unknown item or an answer that is none.

        The same answer to the same question is marked once: a class's answers repeat.
        """
        if type(event) is not Answered:
            return self._judge(event)
        answer = event.answer
        key = event.item, event.variant, tuple(answer) if type(answer) is list else answer
        try:
            return self._judged[key]
        except KeyError:
            if len(self._judged) >= MOST_JUDGED:
                self._judged.clear()
            found = self._judged[key] = self._judge(event)
            return found

    def _judge(self, event: Answered | Checked) -> Judged | None:
        item = self.course.items.get(event.item)
        if item is None or isinstance(item, Code) != isinstance(event, Checked):
            return None
        if isinstance(event, Checked):
            return _checked(event, self.course.skill_of[event.item], item.difficulty)
        variant = self.variant(event.item, event.variant)
        if variant is None or variant.type in UNSCORED:
            return None
        try:
            # “I do not know yet” is no answer that could be marked, and says as much as a wrong one.
            given = mark(variant, event.answer) if event.answer != "" else NOT_KNOWN
        except Unreadable:
            return None
        return Judged(
            skill=variant.skill,
            difficulty=variant.difficulty,
            score=given.score,
            misconception=given.misconception,
        )

    def about(self, event: Answered) -> tuple[str, float]:
        """From the course."""
        drawn = self.variant(event.item, 0)
        return self.course.skill_of.get(event.item, ""), guess_of(drawn, event.shown) if drawn else GUESS

    def variant(self, item: str, number: int) -> Variant | None:
        """Variant `number` of `item`, drawn once; None where it cannot be drawn."""
        if (item, number) not in self._drawn:
            if len(self._drawn) >= MOST_DRAWN:
                self._drawn.clear()
            try:
                self._drawn[item, number] = self.course.draw(item, number)
            except (ItemError, KeyError):
                self._drawn[item, number] = None
        return self._drawn[item, number]

    def remark(self, events: Iterable[AnyEvent]) -> list[AnyEvent]:
        """The events with every answer's score and misconception replaced by our own marking; answers that cannot be marked score 0."""
        return [self._remarked(event) if isinstance(event, Answered) else event for event in events]

    def _remarked(self, event: Answered) -> Answered:
        variant = self.variant(event.item, event.variant)
        if variant is not None and variant.type in UNSCORED:
            return msgspec.structs.replace(
                event, score=1.0, misconception=""
            )  # it is done; nothing was right or wrong
        judged = self.judge(event) or Judged(skill="", difficulty=1, score=0.0)
        return msgspec.structs.replace(event, score=judged.score, misconception=judged.misconception)


def _checked(event: Checked, skill: str, difficulty: int) -> Judged:
    score = sum(event.passed) / len(event.passed) if event.passed else 0.0
    return Judged(skill=skill, difficulty=difficulty, score=score, misconception=event.misconception)


def classwork(events: Iterable[AnyEvent], judge: Judge) -> list[Seen]:
    """The judged attempts among `events`, in order. Repeated checks of one function count as further tries at it."""
    checks: dict[str, int] = {}
    return [
        _seen(event, judged, checks)
        for event in events
        if isinstance(event, (Answered, Checked)) and (judged := judge.judge(event)) is not None
    ]


def _seen(event: Answered | Checked, judged: Judged, checks: dict[str, int]) -> Seen:
    score = judged.score
    if isinstance(event, Checked):
        attempt = checks[event.item] = checks.get(event.item, 0) + 1
    else:
        attempt = max(1, event.attempt)
        score = score * credit(1.0, 1, max(0, event.hints)) if score and event.hints else score
    return Seen(
        skill=judged.skill,
        item=event.item,
        score=score,
        attempt=attempt,
        difficulty=judged.difficulty,
        misconception=judged.misconception,
        lesson=event.lesson,
        day=day_at(event.at),
    )


def day_of(event: AnyEvent) -> date | None:
    """The calendar day on the student's clock, if the event has a readable one."""
    return day_at(event.at)


class Lanes(msgspec.Struct, frozen=True):
    """What counts in a branch graph for a student's progress: the questions of the core way, and of the stretch lane."""

    core: frozenset[str]
    stretch: frozenset[str]


def lanes(graph: Graph | None) -> Lanes | None:
    """The lanes of a graph; None where the lesson has no graph."""
    if graph is None:
        return None
    return Lanes(
        frozenset(node.id for node in graph.nodes if isinstance(node, Ask) and node.lane == "core"),
        frozenset(node.id for node in graph.nodes if node.lane == "stretch"),
    )


class _Track:
    """A lesson on one machine, as it is read: a way of its own. Strung together they would not be one, so the furthest counts."""

    __slots__ = ("answered", "finished", "started")

    def __init__(self) -> None:
        self.started = self.finished = False
        self.answered: set[str] = set()


def _follow(track: _Track, event: AnyEvent) -> None:
    kind = type(event)
    if kind is Answered:
        track.started = True
        track.answered.add(event.place)
    elif kind is Opened or kind is Checked:
        track.started = True
        if event.place:  # code that was tried in a branch
            track.answered.add(event.place)
    elif kind is Finished:
        track.finished = True


def _progress(lanes: Lanes | None, tracks: Iterable[_Track]) -> Progress:
    each = list(tracks)
    started = any(track.started for track in each)
    if lanes is None:
        return Progress(started=started, finished=started)
    return Progress(
        started=started,
        finished=any(track.finished for track in each),
        stretched=any(not lanes.stretch.isdisjoint(track.answered) for track in each),
        done=max((len(lanes.core & track.answered) for track in each), default=0),
        of=len(lanes.core),
    )


class Remembering:
    """A judge that has judged some of a student's work before: what is in an earlier portfolio of the same course is not judged again."""

    def __init__(self, judge: Judge, before: Portfolio) -> None:
        self._judge = judge
        self._known = {
            (machine, counter): (one, score)
            for (machine, counter, score), one in zip(before.events, before.seen, strict=True)
        }
        self.about = judge.about

    def judge(self, event: Answered | Checked) -> Judged | None:
        """What the attempt shows, from memory where it can be."""
        known = self._known.get(event.by)
        if known is None:
            return self._judge.judge(event)
        one, score = known
        return Judged(
            skill=one.skill, difficulty=one.difficulty, score=score, misconception=one.misconception
        )


class Portfolio(msgspec.Struct, frozen=True, kw_only=True):
    """What a student's events add up to: all that planning the path needs.

    `events` are behind `seen`, in the same order: each one's id, and its score before hints were taken off. `replies` are the answers to
    the questions at the start; `placed` is the day on which they were finished. `easy` are lessons the student last called too easy.
    `progress` has the lessons there are events of; `lately` is what a talk may be about.
    """

    seen: list[Seen] = []
    events: list[tuple[str, int, float]] = []
    progress: dict[str, Progress] = {}
    choices: list[str] = []
    easy: list[str] = []
    aims: list[Aimed] = []
    replies: list[Reply] = []
    placed: date | None = None
    lately: Lately = Lately()


def portfolio(events: Iterable[AnyEvent], judge: Judge, lessons: Mapping[str, Lanes | None]) -> Portfolio:
    """The portfolio of one student, in one pass over the events in order. `lessons` are those that progress is wanted of."""
    seen: list[Seen] = []
    ids: list[tuple[str, int, float]] = []
    tracks: dict[str, dict[str, _Track]] = {}
    checks: dict[str, int] = {}
    chosen: list[str] = []
    felt: dict[str, str] = {}
    aims: list[Aimed] = []
    replies: list[Reply] = []
    placed: date | None = None
    first: deque[tuple[Answered, float]] = deque(maxlen=LAST)
    calls: list[AnyEvent] = []
    easy: Felt | None = None
    events = events if isinstance(events, list) else list(events)
    for event in events:
        kind = type(event)
        machine = event.by[0]
        lesson = event.lesson
        if kind is Answered or kind is Checked:
            judged = judge.judge(event)  # type: ignore[arg-type]
            if judged is not None:
                one = _seen(event, judged, checks)  # type: ignore[arg-type]
                seen.append(one)
                ids.append((*event.by, judged.score))
                if kind is Answered:
                    if one.attempt == 1:
                        first.append((event, judged.score))  # type: ignore[arg-type]
                    if calls:
                        calls.append(msgspec.structs.replace(event, score=judged.score))
            if lesson == ROUNDS and kind is Answered and event.place.startswith(FIND_OUT):
                about, guess = judge.about(event)  # type: ignore[arg-type]
                if about:
                    right = judged is not None and judged.score >= RIGHT
                    replies.append(Reply(skill=about, right=right, guess=guess))
        elif kind is Chose and not event.place:
            chosen.append(event.option)  # type: ignore[union-attr]
        elif kind is Felt:
            if is_about_talk(event) or event.feeling == "stuck":  # type: ignore[union-attr]
                calls.append(event)
            if not is_about_talk(event):
                felt[lesson] = event.feeling  # type: ignore[union-attr]
                easy = event if event.feeling == "too-easy" else easy  # type: ignore[union-attr, assignment]
        elif kind is Aimed:
            aims.append(event)  # type: ignore[arg-type]
        elif kind is Finished and lesson == ROUNDS and not event.place:
            placed = day_of(event)  # other rounds say at their end which they were
        if calls and kind is Finished:
            calls.append(event)
        if lesson in lessons:
            own = tracks.get(lesson)
            if own is None:
                own = tracks[lesson] = {}
            track = own.get(machine)
            if track is None:
                track = own[machine] = _Track()
            if kind is Answered:
                track.started = True
                track.answered.add(event.place)
            else:
                _follow(track, event)
    return Portfolio(
        seen=seen,
        events=ids,
        progress={name: _progress(lessons[name], own.values()) for name, own in tracks.items()},
        choices=chosen,
        easy=[lesson for lesson, feeling in felt.items() if feeling == "too-easy"],
        aims=aims,
        replies=replies,
        placed=placed,
        lately=looking_back(first, calls, easy, events),
    )


def progress_in(own: Portfolio, lessons: Mapping[str, Lanes | None]) -> dict[str, Progress]:
    """The progress in each of `lessons`, also those not begun."""
    return {name: own.progress.get(name) or _progress(of, ()) for name, of in lessons.items()}


def choices(events: Iterable[AnyEvent]) -> list[str]:
    """The lessons the student chose from the path, oldest first."""
    return [event.option for event in events if isinstance(event, Chose) and not event.place]
