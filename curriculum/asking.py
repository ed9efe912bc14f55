"""Asking for a talk: what a student says from the home page to the teacher, told from a call for help at one question.

A call for help at a question is settled by getting on there. Who asks for a talk asks for a person: only a person settles that, or the
student, who can take it back.
"""

from __future__ import annotations

from collections.abc import Iterable

from curriculum.evidence import Answered, AnyEvent, Felt, Finished

TALK = "talk"
"""The place of a request; with a lesson that it is about, `talk/LESSON`."""
MOST_WORDS = 300
RIGHT_SINCE = 2
"""So many right first answers in the same lesson settle a call for help at a question."""


def place_of(lesson: str = "") -> str:
    """Where a request about a lesson, or about nothing in particular, stands in the journal."""
    return f"{TALK}/{lesson}" if lesson else TALK


def is_about_talk(event: AnyEvent) -> bool:
    """Whether an event asks for a talk, or takes that back."""
    return isinstance(event, Felt) and (event.place == TALK or event.place.startswith(f"{TALK}/"))


def about(event: AnyEvent) -> str:
    """The lesson that a request is about; empty where it is about none."""
    return event.place.partition("/")[2]


def words_of(event: Felt) -> str:
    """The student's own words, no longer than a page can show."""
    return " ".join(event.words.split())[:MOST_WORDS]


def request(events: Iterable[AnyEvent]) -> Felt | None:
    """The last request for a talk that the student has not taken back."""
    asked: Felt | None = None
    for event in events:
        if isinstance(event, Felt) and is_about_talk(event):
            asked = event if event.feeling == "stuck" else None
    return asked


def unanswered(events: Iterable[AnyEvent]) -> Felt | None:
    """The call for help that still stands: a request for a talk, else the last “I'm stuck” at a question that nothing has settled since."""
    asked: Felt | None = None
    talk: Felt | None = None
    right_since = 0
    for event in events:
        if isinstance(event, Felt) and is_about_talk(event):
            talk = event if event.feeling == "stuck" else None
        elif isinstance(event, Felt) and event.feeling == "stuck":
            asked, right_since = event, 0
        elif asked and event.lesson == asked.lesson:
            right_since += isinstance(event, Answered) and event.attempt == 1 and event.score == 1
            if isinstance(event, Finished) or right_since >= RIGHT_SINCE:
                asked = None
    return talk or asked
