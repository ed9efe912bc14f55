"""One student's days in words: opened, answered, said, chose, checked, finished, handed in, graded; and what teachers said and noticed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, tzinfo
from typing import Literal

import msgspec

from curriculum.asking import about, is_about_talk, words_of
from curriculum.course import Course
from curriculum.evidence import (
    Aimed,
    Answered,
    AnyEvent,
    Checked,
    Chose,
    Event,
    Feeling,
    Felt,
    Finished,
    Hinted,
    Opened,
)
from curriculum.goals import Goal as OwnGoal
from curriculum.goals import goal_words
from curriculum.language import apart
from curriculum.noticing import Flag
from grading.chosen import choice_words
from grading.notes import Goal, Note
from grading.paths import StudentWork
from grading.records import CheckIn, Said
from grading.words import N_, _, clock, day, ngettext, points

Kind = Literal[
    "opened",
    "answered",
    "felt",
    "chose",
    "checked",
    "aimed",
    "finished",
    "handed-in",
    "graded",
    "check-in",
    "path",
    "note",
    "goal",
    "noticed",
    "attendance",
    "paper",
    "surveyed",
]

_FELT: dict[Feeling, str] = {
    "too-easy": N_("Said it was too easy at “{place}”."),
    "just-right": N_("Said it was just right at “{place}”."),
    "too-hard": N_("Said it was too hard at “{place}”."),
    "stuck": N_("Said “I’m stuck” at “{place}”."),
}


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `at` is on the reader's clock and None where the student's clock cannot be read; `good` is None where it is neither.

    `all_day`: it has a day and no time.
    """

    at: datetime | None
    kind: Kind
    text: str
    lesson: str = ""
    good: bool | None = None
    all_day: bool = False


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What teachers said about a student, each oldest first, and what there is to notice now. `beside`: as grading/beside.py makes it."""

    check_ins: Sequence[CheckIn] = ()
    said: Sequence[Said] = ()
    notes: Sequence[Note] = ()
    goals: Sequence[Goal] = ()
    flags: Sequence[Flag] = ()
    beside: Sequence[Moment] = ()


def timeline(
    one: StudentWork, course: Course, zone: tzinfo | None = None, told: Told | None = None
) -> list[Moment]:
    """What a student did, oldest first. All tries at one question are one entry; times are in `zone`, or this machine's.

    The order is that of the journal; hand-ins, grades and what teachers said have only a time, and come after everything up to that time.
    """
    done = [*_from_events(one.events, course, zone)]
    others = [*_from_teacher(one, course, zone), *_from_told(told or Told(), course, zone)]
    for moment in sorted(others, key=lambda m: m.at.timestamp() if m.at else 0.0):
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
        self.lessons = {lesson.id: apart(lesson.title) for lesson in course.outline.lessons}
        self.skills = {skill.id: apart(skill.title) for skill in course.outline.skills}

    def lesson(self, lesson: str) -> str:
        return self.lessons.get(lesson, lesson)

    def about(self, name: str) -> str:
        """A lesson or a skill by its title."""
        return self.lessons.get(name) or self.skills.get(name, name)

    def place(self, event: Event) -> str:
        graph = self.course.graphs.get(event.lesson)
        title = next((node.title for node in graph.nodes if node.id == event.place), "") if graph else ""
        return apart(title)

    def answered(self, tries: list[Answered], hints: int, zone: tzinfo | None) -> Moment:
        last = tries[-1]
        used = max(hints, last.hints)
        place = self.place(last)
        what = (
            _("Answered “{place}”: {how}.").format(place=place, how="{how}")
            if place
            else _("Answered a question on “{skill}”: {how}.").format(
                skill=self.skills.get(self.course.skill_of.get(last.item, ""), last.item), how="{how}"
            )
        )
        right = last.score == 1
        number = max(last.attempt, len(tries))
        if right and number == 1:
            how = _("right at the first try")
        elif right:
            how = _("right at try {n}").format(n=number)
        else:
            how = ngettext("not right yet after {n} try", "not right yet after {n} tries", number).format(
                n=number
            )
            if 0 < last.score < 1:
                how += _(", ") + _("{percent}% of it").format(percent=round(100 * last.score))
        if used:
            how += _(", ") + ngettext("with {n} hint", "with {n} hints", used).format(n=used)
        text = what.replace("{how}", how)
        ideas = dict.fromkeys(
            event.misconception for event in tries if event.misconception in self.course.misconceptions
        )
        for idea in ideas:
            text += " " + _("Idea shown: “{idea}”.").format(idea=apart(self.course.misconceptions[idea].name))
        return Moment(at=clock(last.at, zone), kind="answered", text=text, lesson=last.lesson, good=right)

    def other(self, event: AnyEvent, zone: tzinfo | None) -> Moment | None:
        at, lesson = clock(event.at, zone), event.lesson
        match event:
            case Opened():
                text = _("Opened “{lesson}”.").format(lesson=self.lesson(lesson))
                return Moment(at=at, kind="opened", text=text, lesson=lesson)
            case Felt() if is_about_talk(event):
                return Moment(at=at, kind="felt", text=self._wish(event), good=None)
            case Felt():
                where = self.place(event) or self.lesson(lesson)
                good = False if event.feeling in ("stuck", "too-hard") else None
                text = _(_FELT[event.feeling]).format(place=where)
                return Moment(at=at, kind="felt", text=text, lesson=lesson, good=good)
            case Chose():
                return Moment(at=at, kind="chose", text=self._option(event), lesson=lesson)
            case Checked():
                passed, of = sum(event.passed), len(event.passed)
                text = ngettext(
                    "Checked the code of “{item}”: {passed} of {n} example right.",
                    "Checked the code of “{item}”: {passed} of {n} examples right.",
                    of,
                ).format(item=event.item, passed=passed, n=of)
                return Moment(at=at, kind="checked", text=text, lesson=lesson, good=passed == of)
            case Aimed():
                if event.goal == "none":
                    return Moment(at=at, kind="aimed", text=_("Took back the goal for the week."))
                goal = OwnGoal(
                    week=event.week, kind=event.goal, about=event.about, count=event.count, words=event.words
                )
                text = _("Set a goal for the week: “{goal}”").format(
                    goal=goal_words(goal, self.course.outline)
                )
                return Moment(at=at, kind="aimed", text=text)
            case Finished():
                text = _("Finished “{lesson}”.").format(lesson=self.lesson(lesson))
                return Moment(at=at, kind="finished", text=text, lesson=lesson, good=True)
        return None

    def _wish(self, event: Felt) -> str:
        """A request for a talk, or its end."""
        known = {"lesson": self.lesson(about(event)), "words": words_of(event)}
        if event.feeling != "stuck":
            return _("Needs no talk any more.")
        of = _("Asked for a talk about “{lesson}”.") if about(event) else _("Asked for a talk.")
        return of.format(**known) + (" " + _("“{words}”").format(**known) if event.words else "")

    def _option(self, event: Chose) -> str:
        if not event.place:
            return choice_words(event.option, self.course)
        graph = self.course.graphs.get(event.lesson)
        for node in graph.nodes if graph else ():
            for way in getattr(node, "options", ()) if node.id == event.place else ():
                if way.id == event.option:
                    return _("Chose “{option}”.").format(option=apart(way.text))
        return _("Chose “{option}”.").format(option=event.option)


def _from_teacher(one: StudentWork, course: Course, zone: tzinfo | None) -> Iterator[Moment]:
    say = _Words(course)
    for hand_in in one.hand_ins:
        yield Moment(at=clock(hand_in.received, zone), kind="handed-in", text=_("A hand-in was collected."))
    for outcome in one.outcomes:
        at, lesson, title = clock(outcome.at, zone), outcome.lesson, say.lesson(outcome.lesson)
        if outcome.kind == "failed":
            text = _("“{lesson}” could not be graded: {reason}").format(lesson=title, reason=outcome.reason)
            yield Moment(at=at, kind="graded", text=text, lesson=lesson, good=False)
        else:
            text = _("“{lesson}” was graded: {score} of {most} points.").format(
                lesson=title, score=points(outcome.score), most=points(outcome.max_score)
            )
            if outcome.kind == "repaired":
                text += " " + _("It was repaired first: {reason}").format(reason=outcome.reason)
            yield Moment(at=at, kind="graded", text=text, lesson=lesson)


_SAID = {
    "pin": N_("{who} pinned “{what}”."),
    "assign": N_("{who} assigned “{what}”."),
    "skip": N_("{who} skipped “{what}”."),
    "": N_("{who} took back what was said about “{what}”."),
}
_NOTES = {
    "": N_("{who} wrote to the student: “{text}”"),
    "home": N_("{who} wrote a note for home: “{text}”"),
    "private": N_("{who} wrote a private note: “{text}”"),
}
_TAKEN = {
    "": N_("{who} took the note to the student back."),
    "home": N_("{who} took the note for home back."),
}


def _from_told(told: Told, course: Course, zone: tzinfo | None) -> Iterator[Moment]:
    say = _Words(course)
    yield from told.beside
    for check_in in told.check_ins:
        yield Moment(at=clock(check_in.at, zone), kind="check-in", text=check_in_words(check_in))
    for said in told.said:
        text = _(_SAID.get(said.action, _SAID[""])).format(who=_who(said.by), what=say.about(said.lesson))
        if said.due:
            text += " " + _("By {day}.").format(day=_day(said.due))
        if said.reason:
            text += " " + _("“{words}”").format(words=said.reason)
        yield Moment(at=clock(said.at, zone), kind="path", text=text)
    for note in told.notes:
        words = _NOTES[note.kind] if note.text else _TAKEN.get(note.kind, _TAKEN[""])
        yield Moment(
            at=clock(note.at, zone), kind="note", text=_(words).format(who=_who(note.by), text=note.text)
        )
    for goal in told.goals:
        text = _("A goal was agreed: “{goal}”").format(goal=goal.text)
        if goal.until:
            text += " " + _("By {day}.").format(day=_day(goal.until))
        yield Moment(at=clock(goal.at, zone), kind="goal", text=text)
        if goal.closed:
            closed = _("A goal was closed: “{goal}”").format(goal=goal.text)
            yield Moment(at=clock(goal.closed, zone), kind="goal", text=closed)
    for flag in told.flags:
        if flag.since is not None:
            at = datetime.combine(flag.since, time.max).replace(microsecond=0).astimezone(zone)
            yield Moment(
                at=at,
                kind="noticed",
                text=flag.reason,
                good=None if flag.kind == "too-easy" else False,
                all_day=True,
            )


def check_in_words(check_in: CheckIn) -> str:
    """A check-in in a line."""
    parts = [_("{who} talked with the student.").format(who=_who(check_in.by))]
    if check_in.text:
        parts.append(_("“{words}”").format(words=check_in.text))
    if check_in.step:
        parts.append(_("Agreed: “{step}”").format(step=check_in.step))
    if check_in.due:
        parts.append(_("By {day}.").format(day=_day(check_in.due)))
    return " ".join(parts)


def _who(by: str) -> str:
    return by or _("A teacher")


def _day(text: str) -> str:
    at = clock(text)
    return day(at) if at else text
