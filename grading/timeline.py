"""One student's days in words: opened, answered, said, chose, checked, finished, handed in, graded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Literal

import msgspec

from curriculum.asking import about, is_about_talk, words_of
from curriculum.course import Course
from curriculum.evidence import Answered, AnyEvent, Checked, Chose, Event, Felt, Finished, Hinted, Opened
from grading.paths import StudentWork
from grading.words import clock, count, ordinal, points

Kind = Literal["opened", "answered", "felt", "chose", "checked", "finished", "handed-in", "graded"]

_FELT = {
    "too-easy": "Said it was too easy",
    "just-right": "Said it was just right",
    "too-hard": "Said it was too hard",
    "stuck": "Said “I’m stuck”",
}


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `at` is on the reader's clock and None where the student's clock cannot be read; `good` is None where it is neither."""

    at: datetime | None
    kind: Kind
    text: str
    lesson: str = ""
    good: bool | None = None


def timeline(one: StudentWork, course: Course, zone: tzinfo | None = None) -> list[Moment]:
    """What a student did, oldest first. All tries at one question are one entry; times are in `zone`, or this machine's.

    The order is that of the journal; hand-ins and grades, which have only a time, come after everything up to that time.
    """
    done = [*_from_events(one.events, course, zone)]
    for moment in sorted(_from_teacher(one, course, zone), key=lambda m: m.at.timestamp() if m.at else 0.0):
        after = [
            index for index, other in enumerate(done) if other.at and moment.at and other.at <= moment.at
        ]
        done.insert(after[-1] + 1 if after else 0, moment)
    return done


def _from_events(events: Iterable[AnyEvent], course: Course, zone: tzinfo | None) -> Iterator[Moment]:
    say = _Words(course)
    waiting: list[Answered] = []
    hints = 0
    lesson = ""
    for event in events:
        if waiting and not (
            isinstance(event, Hinted) or (isinstance(event, Answered) and _same_question(waiting[0], event))
        ):
            yield say.answered(waiting, hints, zone)
            waiting, hints = [], 0
        if isinstance(event, Answered):
            waiting.append(event)
        hints = hints + 1 if isinstance(event, Hinted) else hints if waiting else 0
        if isinstance(event, Opened) and event.lesson == lesson:
            continue  # running the notebook's cells again is not worth a line
        lesson = event.lesson
        moment = say.other(event, zone)
        if moment:
            yield moment
    if waiting:
        yield say.answered(waiting, hints, zone)


def _same_question(one: Answered, other: Answered) -> bool:
    return (one.lesson, one.place, one.item, one.variant) == (
        other.lesson,
        other.place,
        other.item,
        other.variant,
    )


class _Words:
    def __init__(self, course: Course) -> None:
        self.course = course
        self.lessons = {lesson.id: lesson.title for lesson in course.outline.lessons}
        self.skills = {skill.id: skill.title for skill in course.outline.skills}

    def lesson(self, lesson: str) -> str:
        return f"“{self.lessons.get(lesson, lesson)}”"

    def place(self, event: Event) -> str:
        graph = self.course.graphs.get(event.lesson)
        return (
            next((f"“{node.title}”" for node in graph.nodes if node.id == event.place), "") if graph else ""
        )

    def answered(self, tries: list[Answered], hints: int, zone: tzinfo | None) -> Moment:
        last = tries[-1]
        used = max(hints, last.hints)
        what = (
            self.place(last)
            or f"a question on “{self.skills.get(self.course.skill_of.get(last.item, ''), last.item)}”"
        )
        right = last.score == 1
        if right:
            how = f"right at the {ordinal(max(last.attempt, len(tries)))} try"
        else:
            how = f"not right yet after {count(max(last.attempt, len(tries)), 'try', 'tries')}"
            how += f", {last.score:.0%} of it" if 0 < last.score < 1 else ""
        if used:
            how += f", with {count(used, 'hint')}"
        ideas = dict.fromkeys(
            event.misconception for event in tries if event.misconception in self.course.misconceptions
        )
        for idea in ideas:
            how += f". Idea shown: “{self.course.misconceptions[idea].name}”"
        return Moment(
            at=clock(last.at, zone),
            kind="answered",
            text=f"Answered {what}: {how}.",
            lesson=last.lesson,
            good=right,
        )

    def other(self, event: AnyEvent, zone: tzinfo | None) -> Moment | None:
        at, lesson = clock(event.at, zone), event.lesson
        match event:
            case Opened():
                return Moment(at=at, kind="opened", text=f"Opened {self.lesson(lesson)}.", lesson=lesson)
            case Felt() if is_about_talk(event):
                asked = "Asked for a talk" if event.feeling == "stuck" else "Needs no talk any more"
                asked += f" about {self.lesson(about(event))}" if about(event) else ""
                words = f": “{words_of(event)}”" if event.words else "."
                return Moment(at=at, kind="felt", text=f"{asked}{words}", good=None)
            case Felt():
                where = self.place(event) or self.lesson(lesson)
                good = False if event.feeling in ("stuck", "too-hard") else None
                return Moment(
                    at=at, kind="felt", text=f"{_FELT[event.feeling]} at {where}.", lesson=lesson, good=good
                )
            case Chose():
                return Moment(at=at, kind="chose", text=f"Chose {self._option(event)}.", lesson=lesson)
            case Checked():
                passed, of = sum(event.passed), len(event.passed)
                text = f"Checked the code of “{event.item}”: {passed} of {count(of, 'example')} right."
                return Moment(at=at, kind="checked", text=text, lesson=lesson, good=passed == of)
            case Finished():
                return Moment(
                    at=at, kind="finished", text=f"Finished {self.lesson(lesson)}.", lesson=lesson, good=True
                )
        return None

    def _option(self, event: Chose) -> str:
        if not event.place:
            return f"{self.lesson(event.option)} as the next step"
        graph = self.course.graphs.get(event.lesson)
        for node in graph.nodes if graph else ():
            for way in getattr(node, "options", ()) if node.id == event.place else ():
                if way.id == event.option:
                    return f"“{way.text}”"
        return f"“{event.option}”"


def _from_teacher(one: StudentWork, course: Course, zone: tzinfo | None) -> Iterator[Moment]:
    say = _Words(course)
    for hand_in in one.hand_ins:
        yield Moment(at=clock(hand_in.received, zone), kind="handed-in", text="A hand-in was collected.")
    for outcome in one.outcomes:
        at, lesson = clock(outcome.at, zone), outcome.lesson
        if outcome.kind == "failed":
            yield Moment(
                at=at,
                kind="graded",
                text=f"{say.lesson(lesson)} could not be graded: {outcome.reason}",
                lesson=lesson,
                good=False,
            )
        else:
            repaired = f" It was repaired first: {outcome.reason}" if outcome.kind == "repaired" else ""
            text = f"{say.lesson(lesson)} was graded: {points(outcome.score)} of {points(outcome.max_score)} points.{repaired}"
            yield Moment(at=at, kind="graded", text=text, lesson=lesson)
