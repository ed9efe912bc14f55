"""“I'm stuck, please talk to me”: asking for a talk from the home page, taking it back, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from carrying import outbox
from carrying.journal import Journal
from carrying.returned import news
from carrying.study import Study
from curriculum.asking import MOST_WORDS, about, place_of, request, words_of
from curriculum.evidence import Felt
from curriculum.steps import ROUNDS
from kit.finding_out import begin_rounds
from kit.own_work import OwnWork
from kit.spoken_days import moment, spoken_day
from kit.words import _

STANDS_FOR = timedelta(days=14)
State = Literal["here", "on-the-way", "received", "answered"]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request for a talk that stands: the student's words, the title of what it is about, and what became of it, in a sentence."""

    words: str
    about: str
    state: State
    sentence: str


def ask_to_talk(study: Study, words: str, lesson: str = "") -> None:
    """Take the request down, so that it is handed in with the rest. `lesson` is what it is about, if anything. Raises NotSaved."""
    _say(study, place_of(lesson), "stuck", " ".join(words.split())[:MOST_WORDS])


def never_mind(study: Study, work: OwnWork) -> None:
    """Take the request back, if there is one. Raises NotSaved."""
    asked = request(work.events)
    if asked is not None:
        _say(study, asked.place, "just-right", "")


def asked(study: Study, work: OwnWork, now: datetime) -> Asked | None:
    """The request that stands, and what became of it; None where there is none, or it is long ago."""
    event = request(work.events)
    if event is None or _is_old(event, now):
        return None
    titles = {lesson.id: lesson.title for lesson in work.outline.lessons}
    state, sentence = _became(study, event, now)
    return Asked(
        words=words_of(event),
        about=titles.get(about(event), ""),
        state=state,
        sentence=sentence,
    )


def _became(study: Study, event: Felt, now: datetime) -> tuple[State, str]:
    received = next((one for one in outbox.received(study) if one.counter > event.by[1]), None)
    if received is not None:
        answer = next(_answers(study, received.received), "")
        if answer:
            return "answered", _("Answered: your teacher wrote to you {day}.").format(
                day=spoken_day(answer, now)
            )
        return "received", _("Your teacher received this {day}.").format(
            day=spoken_day(received.received, now)
        )
    if any(one.counter > event.by[1] for one in outbox.waiting(study)):
        return "on-the-way", _("It went along with your hand-in. Your teacher sees it when that arrives.")
    return "here", _("Your teacher will see this when you hand in.")


def _answers(study: Study, received: str) -> Iterator[str]:
    """When the teacher wrote or agreed something after the request was received; both by the teacher's clock."""
    since = moment(received)
    for one in news(study):
        note, goals = one.letter.note, one.letter.goals
        for at in (*((note.at,) if note is not None else ()), *(goal.at for goal in goals)):
            written = moment(at)
            if since is not None and written is not None and written >= since:
                yield at


def _say(study: Study, place: str, feeling: Literal["stuck", "just-right"], words: str) -> None:
    begin_rounds(study)
    Journal(study.lesson(ROUNDS), ROUNDS, study).append(Felt, place=place, feeling=feeling, words=words)


def _is_old(event: Felt, now: datetime) -> bool:
    said = moment(event.at)
    return said is not None and now.astimezone() - said > STANDS_FOR
