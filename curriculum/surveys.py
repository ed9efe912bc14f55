"""Surveys: a few short questions for students, teachers and families, the scale they are answered on, and when to ask again.

The questions are our own words for things that schools' questionnaires ask about: interest and confidence (Eccles and Wigfield, 2002),
belonging (Goodenow, 1993), help and clarity; for teachers, workload and usefulness. They are no validated scale and are not added up:
each is looked at alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal, get_args

import msgspec

from curriculum.evidence import AnyEvent, Surveyed
from curriculum.words import N_, _

Audience = Literal["student", "teacher", "family"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
FORM = 1
"""The version of the questions; a question that comes to mean something else gets another id."""
SCALE = 5
"""Answers are whole numbers from 1 (no) to SCALE (yes)."""
YES = 4
"""From here on an answer says yes."""
EVERY_DAYS = 42
"""Six weeks: about half a term."""


class SurveyFault(Exception):
    """Answers cannot be taken; the message is a sentence for the person."""


class Question(msgspec.Struct, frozen=True):
    """One question: `about` says in a word or two what it asks after, `text` is the sentence somebody agrees with or not."""

    id: str
    about: str
    text: str


class Survey(msgspec.Struct, frozen=True):
    """The questions for an audience, in the language they were asked for in. `promise` says who will see the answers."""

    audience: Audience
    title: str
    intro: str
    promise: str
    questions: tuple[Question, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The questions' ids, in order."""
        return tuple(question.id for question in self.questions)


_TITLES: dict[Audience, str] = {
    "student": N_("How is it going for you?"),
    "teacher": N_("How is it going for you as a teacher?"),
    "family": N_("How is it going for your family?"),
}
_INTROS: dict[Audience, str] = {
    "student": N_(
        "A few short sentences. Say how far each is true for you. There is no right or wrong answer."
    ),
    "teacher": N_("A few short sentences. Say how far each is true for you at the moment."),
    "family": N_("A few short sentences. Please say how far each is true for you. It takes a minute."),
}
_PROMISES: dict[Audience, str] = {
    "student": N_(
        "Your teacher sees how the whole class answers, not how you do. If fewer than five have answered, nothing is shown."
    ),
    "teacher": N_("Your answers are kept with the class. Whoever opens this desk can see them."),
    "family": N_(
        "Please write no name. Answers are counted together; if fewer than five families have answered, nothing is shown."
    ),
}
_QUESTIONS: dict[Audience, tuple[tuple[str, str, str], ...]] = {
    "student": (
        ("interest", N_("Interest"), N_("I like finding things out in this subject.")),
        ("confidence", N_("Confidence"), N_("When a task is hard, I believe that I can work it out.")),
        ("belonging", N_("Belonging"), N_("In this class, my ideas count.")),
        ("help", N_("Help"), N_("The hints and the feedback help me to go on.")),
        ("clarity", N_("Knowing what is next"), N_("I know what I do next, and why.")),
    ),
    "teacher": (
        ("workload", N_("Workload"), N_("Preparing and looking through the work fits into my working time.")),
        ("use", N_("Use"), N_("What I see on these pages changes what I do in the next lesson.")),
        ("reasons", N_("Reasons"), N_("I understand why a page tells me to talk with a student.")),
        ("trust", N_("Trust"), N_("I trust the grades and the paths that come out.")),
        ("again", N_("Again"), N_("I would work like this with my next class.")),
    ),
    "family": (
        ("understanding", N_("Understanding"), N_("The page from school is easy to understand.")),
        ("knowing", N_("Knowing"), N_("I know what my child can do now and is working on.")),
        ("at-home", N_("At home"), N_("I know something that we can do at home.")),
        ("welcome", N_("Welcome"), N_("I know how to reach the teacher, and feel welcome to.")),
    ),
}
_SCALE = (N_("no"), N_("rather no"), N_("partly"), N_("rather yes"), N_("yes"))


def survey(audience: Audience) -> Survey:
    """The survey for an audience, in the language spoken now."""
    return Survey(
        audience=audience,
        title=_(_TITLES[audience]),
        intro=_(_INTROS[audience]),
        promise=_(_PROMISES[audience]),
        questions=tuple(Question(name, _(about), _(text)) for name, about, text in _QUESTIONS[audience]),
    )


def scale() -> tuple[str, ...]:
    """The words of the scale, from 1 to SCALE, in the language spoken now."""
    return tuple(_(word) for word in _SCALE)


def question_ids(audience: Audience) -> tuple[str, ...]:
    """The ids of an audience's questions, in order."""
    return tuple(name for name, _about, _text in _QUESTIONS[audience])


def checked_answers(audience: Audience, given: Mapping[str, object]) -> dict[str, int]:
    """The answers by question, in the order of the questions; questions may be left out, not all of them. Raises SurveyFault.

    What is given are whole numbers, or texts of them as a form sends them; an empty text is an answer left out.
    """
    found: dict[str, int] = {}
    for name in question_ids(audience):
        value = given.get(name, "")
        if value is None or str(value).strip() == "":
            continue
        number = _number(value)
        if not 1 <= number <= SCALE:
            raise SurveyFault(
                _("“{answer}” is no answer: write a whole number from 1 to {most}. Nothing was kept.").format(
                    answer=str(value)[:20], most=SCALE
                )
            )
        found[name] = number
    if not found:
        raise SurveyFault(_("There is no answer yet. Answer at least one question. Nothing was kept."))
    return found


def readable(event: Surveyed) -> dict[str, int]:
    """What an event answers to the questions that students are asked; nothing where it is of another form."""
    if event.survey != "student":
        return {}
    known = question_ids("student")
    return {name: answer for name, answer in event.answers.items() if name in known and 1 <= answer <= SCALE}


def last_answered(events: Iterable[AnyEvent]) -> date | None:
    """The day of a student's latest survey, by the student's clock; None where there is none."""
    days = [day for event in events if isinstance(event, Surveyed) and (day := day_of(event.at)) is not None]
    return max(days, default=None)


def is_due(events: Iterable[AnyEvent], today: date) -> bool:
    """Whether to ask a student: never asked yet, or not for EVERY_DAYS. A clock that was set back asks again."""
    last = last_answered(events)
    return last is None or abs((today - last).days) >= EVERY_DAYS


def day_of(clock: str) -> date | None:
    """The day of a clock (ISO 8601); None where it cannot be read."""
    try:
        return datetime.fromisoformat(clock).date()
    except ValueError:
        return None


def _number(value: object) -> int:
    text = str(value).strip()
    # Digits of other scripts are digits too: an Arabic keyboard types ٣.
    return int(text) if len(text) == 1 and text.isdecimal() else 0
