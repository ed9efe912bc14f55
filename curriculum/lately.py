"""Lately: what a student did and said in the end, as far as somebody may want to talk about it. Small enough to be kept of everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache

import msgspec

from curriculum.asking import is_about_talk, unanswered
from curriculum.evidence import Answered, AnyEvent, Felt, Finished

LAST = 10
"""So many first answers are looked back at."""


class First(msgspec.Struct, frozen=True, array_like=True):
    """A first answer: its day, its score before hints are taken off, the seconds it took, and the hints opened before it."""

    day: date | None
    score: float
    seconds: float
    hints: int


class Lately(msgspec.Struct, frozen=True, kw_only=True):
    """The last first answers, oldest first; the call for help that still stands, and how many tries there were at its place.

    `easy` is where the student last said that something was too easy, `calls` how often help was asked for in all.
    """

    first: tuple[First, ...] = ()
    call: Felt | None = None
    tries: int = 0
    easy: Felt | None = None
    calls: int = 0


def lately(events: Sequence[AnyEvent]) -> Lately:
    """What `events`, marked by the teacher's side and in order, say about lately."""
    answers = [event for event in events if isinstance(event, Answered) and event.attempt == 1]
    calls = [event for event in events if isinstance(event, (Answered, Felt, Finished))]
    easy = [event for event in calls if isinstance(event, Felt) and event.feeling == "too-easy"]
    return looking_back(
        [(event, event.score) for event in answers[-LAST:]], calls, easy[-1] if easy else None, events
    )


def looking_back(
    first: Iterable[tuple[Answered, float]],
    calls: Sequence[AnyEvent],
    easy: Felt | None,
    events: Iterable[AnyEvent],
) -> Lately:
    """From the last first answers with their scores, and the events since the first call for help."""
    call = unanswered(calls)
    tries = 0
    if call is not None and not is_about_talk(call):
        place = call.lesson, call.place
        tries = sum(isinstance(event, Answered) and (event.lesson, event.place) == place for event in events)
    return Lately(
        first=tuple(First(day_at(event.at), score, event.seconds, event.hints) for event, score in first),
        call=call,
        tries=tries,
        easy=easy,
        calls=sum(isinstance(event, Felt) and event.feeling == "stuck" for event in calls),
    )


@lru_cache(maxsize=4096)
def day_at(at: str) -> date | None:
    """The calendar day of a clock on that clock, where it can be read."""
    try:
        return datetime.fromisoformat(at).date()
    except ValueError:
        return None
