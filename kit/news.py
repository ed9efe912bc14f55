"""What is new from the teacher, and what became of handed-in work, as the home page shows it. Pure of the web."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from carrying import outbox
from carrying.arrivals import Arrived
from carrying.feedback import Advice, Goal, Note, Result
from carrying.returned import News, news, unseen
from carrying.study import Study
from carrying.trust import known_class
from curriculum.evidence import Answered, Checked
from kit.arrivals import lesson_title, points
from kit.goal import all_events
from kit.spoken_days import calendar_day, spoken_day
from kit.words import _


class Link(msgspec.Struct, frozen=True):
    """Something to open: what it is called, where it leads below `trellis/`, and a word beside it."""

    title: str
    page: str
    beside: str = ""


class Agreed(msgspec.Struct, frozen=True):
    """A goal, and until when: `until 4 December`, or empty."""

    text: str
    until: str = ""


class Fresh(msgspec.Struct, frozen=True, kw_only=True):
    """What the student has not seen yet. `number` is what pressing “I have seen this” sends back."""

    number: int
    head: str
    feedback: tuple[Link, ...]
    lessons: tuple[Link, ...]
    note: Note | None
    note_by: str
    goals: tuple[Agreed, ...]


class LastNote(msgspec.Struct, frozen=True, kw_only=True):
    """The teacher's last note, who wrote it and when, and what was agreed on and still holds. Either may be empty."""

    text: str
    by: str
    goals: tuple[Agreed, ...]


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What became of handed-in work, in one sentence; `waiting` while the class has not received the latest. Empty where none went.

    `short` is for beside the button.
    """

    sentence: str = ""
    short: str = ""
    waiting: bool = False


class Returned(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that came back, on the page that lists all of them."""

    head: str
    feedback: tuple[Link, ...]
    note: Note | None
    goals: tuple[Agreed, ...]
    steps: tuple[Advice, ...]


def fresh(study: Study, now: datetime) -> Fresh | None:
    """What is new from the teacher; None where nothing is."""
    found = unseen(study)
    if found is None:
        return None
    return Fresh(
        number=found.number,
        head=_("From your teacher in “{class_name}”, written {day}").format(
            class_name=found.class_name, day=spoken_day(found.at, now)
        ),
        feedback=tuple(_feedback(study, number, result) for number, result in found.results),
        lessons=tuple(Link(lesson_title(study, one), f"lesson/{one}") for one in found.lessons),
        note=found.note,
        note_by=_by(found.note, now),
        goals=_agreed(found.goals, now),
    )


def sent(study: Study, now: datetime) -> Sent:
    """Handed in when, and received when."""
    known = known_class(study)
    if known is None:
        return Sent()
    waits = [one for one in outbox.waiting(study) if one.reader == known.fingerprint]
    done = outbox.received(study)
    last = max(done, key=lambda one: one.counter, default=None)
    if waits and (last is None or waits[-1].counter > last.counter):
        gone = spoken_day(waits[-1].at, now)
        if last is None:
            return Sent(
                sentence=_(
                    "Handed in {day}. Your teacher has not received it yet, as far as this machine knows: "
                    "it goes along again when you hand in."
                ).format(day=gone),
                short=_("Last handed in {day}, not received yet").format(day=gone),
                waiting=True,
            )
        return Sent(
            sentence=_(
                "Handed in {day}. Your teacher has not received it yet, as far as this machine knows: "
                "it goes along again when you hand in. Before that: handed in {before}, received by your teacher {received}."
            ).format(day=gone, before=spoken_day(last.at, now), received=spoken_day(last.received, now)),
            short=_("Last handed in {day}, not received yet").format(day=gone),
            waiting=True,
        )
    if last is None:
        return Sent()
    day = spoken_day(last.at, now)
    sentence = _("Handed in {day}, received by your teacher {received}.").format(
        day=day, received=spoken_day(last.received, now)
    )
    if _answered_since(study, last.counter):
        more = _("What you answered since then is saved here. Hand it in when you like.")
        return Sent(
            sentence=f"{sentence} {more}",
            short=_("Handed in {day}; since then there is more").format(day=day),
        )
    return Sent(sentence=sentence, short=_("Last handed in {day}, receipt received").format(day=day))


def _answered_since(study: Study, counter: int) -> bool:
    return any(
        isinstance(event, Answered | Checked)
        and event.by[0] == study.profile.installation
        and event.by[1] > counter
        for event in all_events(study)
    )


def last_note(study: Study, now: datetime) -> LastNote | None:
    """The note that the teacher wrote last, and what student and teacher agreed on; None where there is neither."""
    letters = [one.letter for one in news(study)]
    note = next((letter.note for letter in reversed(letters) if letter.note is not None), None)
    goals = _agreed(letters[-1].goals, now) if letters else ()
    if note is None and not goals:
        return None
    return LastNote(text=note.text if note else "", by=_by(note, now), goals=goals)


def everything(study: Study, now: datetime) -> list[Returned]:
    """All that came back, the newest first."""
    return [_returned(study, one, now) for one in reversed(news(study))]


def refusals(arrived: Arrived) -> list[str]:
    """Files for this student that were not taken, a sentence each."""
    return [
        _("{file} was not taken: {reason}").format(file=one.file, reason=one.reason) for one in arrived.left
    ]


def _returned(study: Study, one: News, now: datetime) -> Returned:
    letter = one.letter
    return Returned(
        head=_("Written {day}").format(day=spoken_day(letter.at, now)),
        feedback=tuple(
            _feedback(study, one.number, result) for result in letter.results if result.lesson in one.pages
        ),
        note=letter.note,
        goals=_agreed(letter.goals, now),
        steps=letter.steps,
    )


def _feedback(study: Study, number: int, result: Result) -> Link:
    beside = _("{points} of {most} points").format(points=points(result.score), most=points(result.most))
    title = lesson_title(study, result.lesson, result.title)
    return Link(title, f"feedback/{number}/{result.lesson}", beside)


def _agreed(goals: Iterable[Goal], now: datetime) -> tuple[Agreed, ...]:
    return tuple(
        Agreed(one.text, _("until {date}").format(date=day) if (day := calendar_day(one.until, now)) else "")
        for one in goals
    )


def _by(note: Note | None, now: datetime) -> str:
    if note is None:
        return ""
    return _(", ").join(filter(None, (note.by, spoken_day(note.at, now))))
