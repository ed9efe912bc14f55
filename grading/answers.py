"""What a student answered, in their own words, question by question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from curriculum.course import Course
from curriculum.evidence import Answered, AnyEvent, Checked
from curriculum.items import Code
from curriculum.marking import UNSCORED, describe
from curriculum.portfolio import TeachersJudge, day_of
from curriculum.prose import Prose, prose
from grading.words import N_, _, ngettext

NOTED = N_("noted")
"""What is said of an answer where nothing is right or wrong."""


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """One try, in words: `said` is the answer or the function's source, `result` what it was worth, `idea` a misconception's name."""

    said: str
    right: bool
    result: str
    idea: str = ""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question a student met, with every try at it.

    `place` is the title of its place in the lesson, if it was asked there; `prompt` is None where the course has no such question
    any more; `shown` sums up in words what the tries show.
    """

    lesson: str
    skill: str
    place: str
    item: str
    prompt: Prose | None
    tries: tuple[Try, ...]
    hints: int
    shown: str
    right: bool
    is_code: bool
    day: date | None


def answers(events: Iterable[AnyEvent], course: Course) -> list[Question]:
    """Every question with all tries at it, in the order in which they were first met; a new variant is a new question.

    `events` have been marked again by the teacher's side; their scores are believed here.
    """
    groups: dict[tuple[str, str, str, int], list[Answered | Checked]] = {}
    for event in events:
        if isinstance(event, Answered):
            groups.setdefault((event.lesson, event.place, event.item, event.variant), []).append(event)
        elif isinstance(event, Checked):
            groups.setdefault((event.lesson, "", event.item, -1), []).append(event)
    judge = TeachersJudge(course)
    return [_question(group, course, judge) for group in groups.values()]


def _question(group: list[Answered | Checked], course: Course, judge: TeachersJudge) -> Question:
    first = group[0]
    unscored = False
    if isinstance(first, Checked):
        item = course.items.get(first.item)
        prompt = prose(item.prompt) if isinstance(item, Code) else None
        tries = [_check(event, course) for event in group if isinstance(event, Checked)]
        hints = 0
    else:
        variant = judge.variant(first.item, first.variant) if first.item in course.items else None
        prompt = variant.prompt if variant else None
        tries = [
            _answer(
                event,
                (describe(variant, event.answer) if variant else str(event.answer)[:200])
                or _("(did not know yet)"),
                course,
            )
            for event in group
            if isinstance(event, Answered)
        ]
        unscored = variant is not None and variant.type in UNSCORED
        if unscored:
            tries = [msgspec.structs.replace(one, result=_(NOTED), idea="") for one in tries]
        hints = max((event.hints for event in group if isinstance(event, Answered)), default=0)
    return Question(
        lesson=first.lesson,
        skill=course.skill_of.get(first.item, ""),
        place=_place(first, course),
        item=first.item,
        prompt=prompt,
        tries=tuple(tries),
        hints=hints,
        shown=_(NOTED) if unscored else _shown(tries, hints, code=isinstance(first, Checked)),
        right=any(one.right for one in tries),
        is_code=isinstance(first, Checked),
        day=day_of(group[-1]),
    )


def _answer(event: Answered, said: str, course: Course) -> Try:
    right = event.score == 1
    result = _("right") if right else _("not right")
    if 0 < event.score < 1:
        result = _("{share:.0%} of it").format(share=event.score)
    return Try(said=said, right=right, result=result, idea=_idea(event.misconception, course))


def _check(event: Checked, course: Course) -> Try:
    passed, of = sum(event.passed), len(event.passed)
    right = bool(of) and passed == of
    result = (
        ngettext("{passed} of {n} example right", "{passed} of {n} examples right", of).format(
            passed=passed, n=of
        )
        if of
        else _("did not run")
    )
    return Try(
        said=event.source,
        right=right,
        result=result,
        idea=_idea(event.misconception, course),
    )


def _idea(misconception: str, course: Course) -> str:
    known = course.misconceptions.get(misconception)
    return known.name if known else ""


def _place(event: Answered | Checked, course: Course) -> str:
    graph = course.graphs.get(event.lesson)
    return next((node.title for node in graph.nodes if node.id == event.place), "") if graph else ""


def _shown(tries: list[Try], hints: int, *, code: bool) -> str:
    """`right at the first try`, `right at try 3, with 2 hints`, `not right yet`."""
    first_right = next((index for index, one in enumerate(tries, start=1) if one.right), 0)
    if not first_right:
        text = _("not right yet")
    elif code:
        text = (
            _("right at the first check")
            if first_right == 1
            else _("right at check {n}").format(n=first_right)
        )
    else:
        text = (
            _("right at the first try") if first_right == 1 else _("right at try {n}").format(n=first_right)
        )
    if not hints:
        return text
    return ngettext("{result}, with {n} hint", "{result}, with {n} hints", hints).format(result=text, n=hints)
