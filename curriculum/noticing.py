"""Noticing: dated flags about one student's work, each with its reason; and how far each skill has grown.

A flag says what was seen and since when, never what somebody is like, and never how somebody compares with others. Work that has not been
handed in is not known: everything here looks at the time up to the last hand-in, and where there is none, says only that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from typing import Literal

import msgspec

from curriculum.asking import about, is_about_talk, unanswered, words_of
from curriculum.evidence import Answered, AnyEvent, Felt
from curriculum.mastery import RIGHT, Difficulties, Seen, Standing, stand
from curriculum.portfolio import day_of
from curriculum.steps import Placement, day

Noticed = Literal[
    "asked-for-help",
    "stuck",
    "behind-own-pace",
    "guessing",
    "hint-jumping",
    "reviews-overdue",
    "quiet",
    "too-easy",
    "nothing-yet",
]
"""Also the order of urgency."""

ORDER: tuple[Noticed, ...] = (
    "asked-for-help",
    "stuck",
    "behind-own-pace",
    "guessing",
    "hint-jumping",
    "reviews-overdue",
    "quiet",
    "too-easy",
    "nothing-yet",
)
STANDS_FOR = timedelta(days=14)
LAST = 10
QUICK_SECONDS, QUICK_WRONG = 5.0, 5
HINTS_FIRST, HINTED = 2, 4
LATE_DAYS = 7
SCHOOL_DAYS_QUIET = 7
WEEKS_BEFORE, WEEKS_SLOW, QUESTIONS_A_WEEK, SLOW = 3, 2, 8, 0.5
EASY_IN_A_ROW = 12


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """Something noticed: since which day, and why, in a teacher's words with figures. `skill` where it is about one."""

    kind: Noticed
    since: date | None
    reason: str
    skill: str = ""


class Growth(msgspec.Struct, frozen=True, kw_only=True):
    """How a skill has grown: the chance of solving a typical task at first and now, each between `low` and `high`, nine times in ten."""

    skill: str
    first_day: date | None
    first: tuple[float, float, float]
    now_day: date | None
    now: tuple[float, float, float]
    tries: int

    @property
    def is_sure(self) -> bool:
        """Whether the two do not overlap: that it has changed is then more than chance."""
        return self.now[1] > self.first[2] or self.now[2] < self.first[1]


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What noticing looks at: one student's events in order, the judged attempts, standings, and reviews due.

    `until` is the day of the last hand-in, None where there has been none; `newest` the day of the class's latest. `titles` are those of
    skills, lessons and wrong ideas by id.
    """

    events: Sequence[AnyEvent]
    seen: Sequence[Seen]
    standing: Mapping[str, Standing]
    due: Mapping[str, date]
    until: date | None
    newest: date | None
    titles: Mapping[str, str] = {}

    def title(self, name: str) -> str:
        """The title of a skill or lesson, in quotation marks."""
        return f"“{self.titles.get(name, name)}”"


def flags(looked: Looked, today: date) -> list[Flag]:
    """What there is to notice, the most urgent first."""
    if looked.until is None:
        return [
            Flag(
                kind="nothing-yet",
                since=None,
                reason="No hand-in yet. That says nothing about work: a card or a stick may be missing.",
            )
        ]
    found = [
        *_asked(looked, today),
        *_stuck(looked),
        *_behind(looked),
        *_guessing(looked),
        *_hint_jumping(looked),
        *_overdue(looked, today),
        *_quiet(looked, today),
        *_too_easy(looked, today),
    ]
    return sorted(found, key=lambda flag: ORDER.index(flag.kind))


def growth(
    seen: Sequence[Seen], difficulties: Difficulties, placement: Placement | None = None
) -> list[Growth]:
    """Every skill that was worked on, from the first three tries (or the questions at the start) to now, in the order it was met."""
    now = stand(seen, difficulties)
    tries: dict[str, int] = {}
    found: dict[str, Growth] = {}
    for index, one in enumerate(seen):
        count = tries[one.skill] = tries.get(one.skill, 0) + 1
        if count != 3:
            continue
        first = stand(seen[: index + 1], difficulties)[one.skill]
        last = now[one.skill]
        found[one.skill] = Growth(
            skill=one.skill,
            first_day=one.day,
            first=(first.chance, first.low, first.high),
            now_day=last.last,
            now=(last.chance, last.low, last.high),
            tries=last.tries,
        )
    for skill, chance in placement.chances.items() if placement else ():
        if skill in found:
            # Fifteen questions on a whole course leave a skill that was not asked about itself rather open.
            start = (chance, max(0.0, chance - 0.25), min(1.0, chance + 0.25))
            found[skill] = msgspec.structs.replace(found[skill], first=start, first_day=placement.day)  # type: ignore[union-attr]
    return list(found.values())


def _asked(looked: Looked, today: date) -> Iterable[Flag]:
    asked = unanswered(looked.events)
    when = day_of(asked) if asked else None
    if asked and when and today - when <= STANDS_FOR:
        said = f"Said “I’m stuck” in {looked.title(asked.lesson)} on {day(when)}, and has not got two right there since."
        if is_about_talk(asked):
            of = f" about {looked.title(about(asked))}" if about(asked) else ""
            words = f": “{words_of(asked)}”" if asked.words else "."
            said = f"Asked for a talk{of} on {day(when)}{words}"
        yield Flag(kind="asked-for-help", since=when, reason=said)


def _stuck(looked: Looked) -> Iterable[Flag]:
    for known in sorted(looked.standing.values(), key=lambda one: one.chance):
        if not known.stuck:
            continue
        reason = (
            f"{known.tries} tries on {looked.title(known.skill)}, {known.right} of the last {known.first_tries} questions right at "
            f"once; chance {known.chance:.0%}."
        )
        if known.misconception:
            reason += (
                f" The same idea {known.misconception_count} times: {looked.title(known.misconception)}."
            )
        days = [one.day for one in looked.seen if one.skill == known.skill and one.day]
        yield Flag(
            kind="stuck", since=days[2] if len(days) > 2 else known.last, reason=reason, skill=known.skill
        )


def _behind(looked: Looked) -> Iterable[Flag]:
    """Two weeks at less than half of the student's own usual number of questions, both before the last hand-in."""
    days = [one.day for one in looked.seen if one.attempt == 1 and one.day]
    if not days or looked.until is None:
        return
    last = looked.until - timedelta(
        days=looked.until.weekday()
    )  # whole weeks only: the one of the hand-in is not over
    first = min(days) - timedelta(days=min(days).weekday())
    weeks = [
        sum(start <= one < start + timedelta(7) for one in days)
        for start in (first + timedelta(7 * number) for number in range((last - first).days // 7))
    ]
    before, lately = weeks[:-WEEKS_SLOW], weeks[-WEEKS_SLOW:]
    worked = [count for count in before if count]
    if len(worked) < WEEKS_BEFORE or len(lately) < WEEKS_SLOW:
        return
    usual = median(worked)
    if usual >= QUESTIONS_A_WEEK and all(count < SLOW * usual for count in lately):
        yield Flag(
            kind="behind-own-pace",
            since=last - timedelta(7 * WEEKS_SLOW),
            reason=f"{lately[0]} and {lately[1]} questions in the two weeks before {day(last)}; {usual:g} in a usual week of their own.",
        )


def _guessing(looked: Looked) -> Iterable[Flag]:
    first = [event for event in looked.events if isinstance(event, Answered) and event.attempt == 1][-LAST:]
    quick = [event for event in first if 0 < event.seconds < QUICK_SECONDS and event.score < RIGHT]
    if len(quick) >= QUICK_WRONG:
        reason = f"{len(quick)} of the last {len(first)} first answers came within {QUICK_SECONDS:g} seconds and were not right."
        yield Flag(kind="guessing", since=day_of(quick[0]), reason=reason)


def _hint_jumping(looked: Looked) -> Iterable[Flag]:
    first = [event for event in looked.events if isinstance(event, Answered) and event.attempt == 1][-LAST:]
    jumped = [event for event in first if event.hints >= HINTS_FIRST]
    if len(jumped) >= HINTED:
        reason = (
            f"{len(jumped)} of the last {len(first)} questions had two or more hints opened before the first answer: "
            "the hints may be used as the solution."
        )
        yield Flag(kind="hint-jumping", since=day_of(jumped[0]), reason=reason)


def _overdue(looked: Looked, today: date) -> Iterable[Flag]:
    late = sorted((when, skill) for skill, when in looked.due.items() if (today - when).days >= LATE_DAYS)
    if late:
        named = ", ".join(looked.title(skill) for _, skill in late[:3]) + (
            f" and {len(late) - 3} more" if len(late) > 3 else ""
        )
        reason = f"Due again for a week or more: {named}; the first since {day(late[0][0])}."
        yield Flag(kind="reviews-overdue", since=late[0][0], reason=reason, skill=late[0][1])


def _quiet(looked: Looked, today: date) -> Iterable[Flag]:
    """Seven school days without a hand-in, while others have handed in: a class that hands in once a fortnight is not quiet."""
    if looked.until is None or looked.newest is None or looked.newest <= looked.until:
        return
    silent = school_days(looked.until, today)
    if silent >= SCHOOL_DAYS_QUIET:
        reason = f"The last hand-in came on {day(looked.until)}, {silent} school days ago. What was done since is not known."
        yield Flag(kind="quiet", since=looked.until, reason=reason)


def _too_easy(looked: Looked, today: date) -> Iterable[Flag]:
    said = [event for event in looked.events if isinstance(event, Felt) and event.feeling == "too-easy"]
    when = day_of(said[-1]) if said else None
    if said and when and today - when <= STANDS_FOR:
        reason = f"Said “too easy” in {looked.title(said[-1].lesson)} on {day(when)}."
        yield Flag(kind="too-easy", since=when, reason=reason)
        return
    first = [one for one in looked.seen if one.attempt == 1][-EASY_IN_A_ROW:]
    if len(first) == EASY_IN_A_ROW and all(one.score == 1 for one in first):
        reason = f"The last {EASY_IN_A_ROW} questions right at once, without a hint."
        yield Flag(kind="too-easy", since=first[0].day, reason=reason)


def school_days(after: date, until: date) -> int:
    """Mondays to Fridays after one day, up to and including another. Holidays are not known."""
    days = max(0, (until - after).days)
    return sum((after + timedelta(number)).weekday() < 5 for number in range(1, days + 1))
