"""A student's answers as shown: question by question in the student's own words and code, with what changed from one check to the next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from itertools import pairwise

import msgspec

from curriculum.course import Course
from curriculum.evidence import AnyEvent
from grading.answers import Question, answers
from grading.words import _, day, ngettext

LOOKS_SHOWN = 5
MOST_CHANGES = 5
AROUND = 2
"""Lines of code shown around a change."""


class TryLine(msgspec.Struct, frozen=True):
    """One try as shown."""

    said: str
    right: bool
    result: str
    idea: str


class ChangeLine(msgspec.Struct, frozen=True):
    """What changed between two checks of a function: lines as (sign, text), the sign `+`, `-` or a space."""

    title: str
    lines: tuple[tuple[str, str], ...]


class QuestionCard(msgspec.Struct, frozen=True, kw_only=True):
    """A question with its tries. `prompt` is HTML rendered from the course; `code` is the latest source, empty for other questions."""

    label: str
    place: str
    skill: str
    day: str
    shown: str
    right: bool
    prompt: str
    prompt_text: str
    tries: tuple[TryLine, ...]
    last: str
    code: str = ""
    checks: str = ""
    changes: tuple[ChangeLine, ...] = ()


class LessonAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson's questions: those most worth a look, more of them, and those right at the first try in short."""

    title: str
    look: tuple[QuestionCard, ...]
    more: tuple[QuestionCard, ...]
    more_title: str
    at_once: tuple[QuestionCard, ...]
    at_once_title: str


def answers_part(events: Iterable[AnyEvent], course: Course) -> tuple[LessonAnswers, ...]:
    """The answers among `events`, which the teacher's side has marked, lesson by lesson."""
    questions = answers(events, course)
    skills = {skill.id: skill.title for skill in course.outline.skills}
    titles = {lesson.id: lesson.title for lesson in course.outline.lessons}
    found: list[LessonAnswers] = []
    for lesson in dict.fromkeys(question.lesson for question in questions):
        own = [question for question in questions if question.lesson == lesson]
        at_once = tuple(_question(one, skills) for one in own if one.tries[0].right and not one.is_code)
        look = [
            _question(one, skills) for one in sorted(own, key=_tells) if one.is_code or not one.tries[0].right
        ]
        more = len(look) - LOOKS_SHOWN
        found.append(
            LessonAnswers(
                title=titles.get(lesson) or _("Rounds from the home page"),
                look=tuple(look[:LOOKS_SHOWN]),
                more=tuple(look[LOOKS_SHOWN:]),
                more_title=ngettext("{n} more question", "{n} more questions", more).format(n=more),
                at_once=at_once,
                at_once_title=ngettext(
                    "{n} question right at the first try",
                    "{n} questions right at the first try",
                    len(at_once),
                ).format(n=len(at_once)),
            )
        )
    return tuple(found)


def _tells(question: Question) -> tuple[bool, int]:
    """What tells most comes first: what is not right yet, then what took the most tries."""
    return question.right, -len(question.tries)


def _question(question: Question, skills: Mapping[str, str]) -> QuestionCard:
    last = question.tries[-1]
    where = question.place or skills.get(question.skill, question.item)
    return QuestionCard(
        label=_("{question}: {shown}").format(question=where, shown=question.shown),
        place=question.place,
        skill=skills.get(question.skill, ""),
        day=day(question.day) if question.day else "",
        shown=question.shown,
        right=question.right,
        prompt=question.prompt.html if question.prompt else "",
        prompt_text=question.prompt.text if question.prompt else "",
        tries=tuple(TryLine(one.said, one.right, one.result, one.idea) for one in question.tries),
        last=last.said,
        code=last.said if question.is_code else "",
        checks=_checks(question) if question.is_code else "",
        changes=_changes(question) if question.is_code else (),
    )


def _checks(question: Question) -> str:
    last = question.tries[-1]
    said = ngettext(
        "Checked {n} time; the latest, below: {result}.",
        "Checked {n} times; the latest, below: {result}.",
        len(question.tries),
    ).format(n=len(question.tries), result=last.result)
    return said + (" " + _("Idea shown: “{idea}”.").format(idea=last.idea) if last.idea else "")


def _changes(question: Question) -> tuple[ChangeLine, ...]:
    """What changed from each check to the next one, of the last checks that changed anything."""
    found = []
    for number, (before, after) in enumerate(pairwise(question.tries), start=2):
        lines = _lines(before.said, after.said)
        if lines:
            title = _("For check {n}: {result}").format(n=number, result=after.result)
            found.append(ChangeLine(title, lines))
    return tuple(found[-MOST_CHANGES:])


def _lines(before: str, after: str) -> tuple[tuple[str, str], ...]:
    made = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=AROUND)
    return tuple((line[0], line[1:]) for line in made if not line.startswith(("---", "+++", "@@")))
