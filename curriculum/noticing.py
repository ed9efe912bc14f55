"""Noticing: dated flags about one student's work, each with its reason; and how far each skill has grown.

A flag says what was seen and since when, never what somebody is like, and never how somebody compares with others. Work that has not been
handed in is not known: everything here looks at the time up to the last hand-in, and where there is none, says only that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from typing import Literal, get_args

import msgspec

from curriculum.asking import about, is_about_talk, words_of
from curriculum.days import short_day as day
from curriculum.lately import Lately, day_at
from curriculum.mastery import RECENT, RIGHT, Difficulties, Learner, Seen, Standing
from curriculum.situation import Placement
from curriculum.words import _, ngettext

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
ORDER: tuple[Noticed, ...] = get_args(Noticed)
"""The most urgent first."""
STANDS_FOR = timedelta(days=14)
IDEA_AT_LEAST = 3
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
    """What noticing looks at: what one student did lately, the judged attempts, standings, and reviews due.

    `until` is the day of the last hand-in, None where there has been none; `newest` the day of the class's latest. `titles` are those of
    skills, lessons and wrong ideas by id, and of places in lessons by `lesson/place`.
    """

    lately: Lately
    seen: Sequence[Seen]
    standing: Mapping[str, Standing]
    due: Mapping[str, date]
    until: date | None
    newest: date | None
    titles: Mapping[str, str] = {}

    def title(self, name: str) -> str:
        """The title of a skill, a lesson or a wrong idea."""
        return self.titles.get(name, name)


def flags(looked: Looked, today: date) -> list[Flag]:
    """What there is to notice, the most urgent first."""
    if looked.until is None:
        return [
            Flag(
                kind="nothing-yet",
                since=None,
                reason=_("No hand-in yet. That says nothing about work: a card or a stick may be missing."),
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
    seen: Sequence[Seen],
    difficulties: Difficulties,
    placement: Placement | None = None,
    since: date | None = None,
) -> list[Growth]:
    """Every skill that was worked on, from the first three tries (or the questions at the start) to now, in the order it was met.

    With `since`, from what was known on the day before to now, of the skills with three tries before it and three from then on.
    """
    learner = Learner(difficulties, items=False)
    tries: Counter[str] = Counter()
    later: Counter[str] = Counter()
    first: dict[str, tuple[date | None, tuple[float, float, float]]] = {}
    last: dict[str, date] = {}
    begun = since is None
    for one in seen:
        if not begun and since is not None and one.day is not None and one.day >= since:
            begun = True
            first = {skill: (since, learner.between(skill)) for skill, many in tries.items() if many >= 3}
        learner.learn(one)
        tries[one.skill] += 1
        later[one.skill] += begun
        if one.day is not None:
            last[one.skill] = max(one.day, last.get(one.skill, one.day))
        if since is None and tries[one.skill] == 3:
            first[one.skill] = one.day, learner.between(one.skill)
    found = {
        skill: Growth(
            skill=skill,
            first_day=day_,
            first=before,
            now_day=last.get(skill),
            now=learner.between(skill),
            tries=tries[skill],
        )
        for skill, (day_, before) in first.items()
        if begun and (since is None or later[skill] >= 3)
    }
    for skill, chance in placement.chances.items() if placement and since is None else ():
        if skill in found:
            # Fifteen questions on a whole course leave a skill that was not asked about itself rather open.
            start = (chance, max(0.0, chance - 0.25), min(1.0, chance + 0.25))
            found[skill] = msgspec.structs.replace(found[skill], first=start, first_day=placement.day)  # type: ignore[union-attr]
    return list(found.values())


def idea_shown(standing: Standing | None, seen: Iterable[Seen], skill: str) -> tuple[str, int, int] | None:
    """The wrong idea a student shows in a skill, as (misconception, times, of how many tries); None where none stands out.

    What was seen twice among the last eight tries comes first, else what was seen three times in all: branches move on quickly, so that
    the first can be empty although the idea was never cleared up.
    """
    if standing and standing.misconception:
        return standing.misconception, standing.misconception_count, min(standing.tries, RECENT)
    tries = [one for one in seen if one.skill == skill]
    ideas = Counter(one.misconception for one in tries if one.misconception and one.score < 1)
    idea, times = ideas.most_common(1)[0] if ideas else ("", 0)
    return (idea, times, len(tries)) if times >= IDEA_AT_LEAST else None


def _asked(looked: Looked, today: date) -> Iterable[Flag]:
    asked = looked.lately.call
    when = day_at(asked.at) if asked else None
    if asked is None or when is None or today - when > STANDS_FOR:
        return
    if is_about_talk(asked):
        lesson, words = looked.title(about(asked)), words_of(asked)
        if about(asked) and words:
            said = _("Asked for a talk about “{lesson}” on {day}: “{words}”").format(
                lesson=lesson, day=day(when), words=words
            )
        elif about(asked):
            said = _("Asked for a talk about “{lesson}” on {day}.").format(lesson=lesson, day=day(when))
        elif words:
            said = _("Asked for a talk on {day}: “{words}”").format(day=day(when), words=words)
        else:
            said = _("Asked for a talk on {day}.").format(day=day(when))
    else:
        said = _stuck_at(looked, asked.lesson, asked.place, when)
    yield Flag(kind="asked-for-help", since=when, reason=said)


def _stuck_at(looked: Looked, lesson: str, place: str, when: date) -> str:
    title = looked.titles.get(f"{lesson}/{place}", "")
    tries = looked.lately.tries
    known = {"place": title, "lesson": looked.title(lesson), "day": day(when), "n": tries}
    if title and tries:
        return ngettext(
            "Said “I’m stuck” at “{place}” in “{lesson}” on {day}, after {n} try, and has not got two right there since.",
            "Said “I’m stuck” at “{place}” in “{lesson}” on {day}, after {n} tries, and has not got two right there since.",
            tries,
        ).format(**known)
    if title:
        return _(
            "Said “I’m stuck” at “{place}” in “{lesson}” on {day}, and has not got two right there since."
        ).format(**known)
    return _("Said “I’m stuck” in “{lesson}” on {day}, and has not got two right there since.").format(
        **known
    )


def _stuck(looked: Looked) -> Iterable[Flag]:
    for known in sorted(looked.standing.values(), key=lambda one: one.chance):
        if not known.stuck:
            continue
        of = (
            ngettext(
                "{right} of the last question right at once",
                "{right} of the last {n} questions right at once",
                known.first_tries,
            ).format(right=known.right, n=known.first_tries)
            if known.first_tries
            else _("no question right at once")
        )
        reason = ngettext(
            "{n} try at “{skill}”, {right_at_once}; chance {chance}%.",
            "{n} tries at “{skill}”, {right_at_once}; chance {chance}%.",
            known.tries,
        ).format(
            n=known.tries,
            skill=looked.title(known.skill),
            right_at_once=of,
            chance=round(100 * known.chance),
        )
        found = idea_shown(known, looked.seen, known.skill)
        if found and found[0] in looked.titles:
            reason += " " + ngettext(
                "{n} time with one idea: “{idea}”.", "{n} times with one idea: “{idea}”.", found[1]
            ).format(n=found[1], idea=looked.title(found[0]))
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
    by_week = Counter((one - first).days // 7 for one in days)
    weeks = [by_week[number] for number in range((last - first).days // 7)]
    before, lately = weeks[:-WEEKS_SLOW], weeks[-WEEKS_SLOW:]
    worked = [count for count in before if count]
    if len(worked) < WEEKS_BEFORE or len(lately) < WEEKS_SLOW:
        return
    usual = median(worked)
    if usual >= QUESTIONS_A_WEEK and all(count < SLOW * usual for count in lately):
        yield Flag(
            kind="behind-own-pace",
            since=last - timedelta(7 * WEEKS_SLOW),
            reason=_(
                "{one} and {two} questions in the two weeks before {day}; {usual} in a usual week of their own."
            ).format(one=lately[0], two=lately[1], day=day(last), usual=f"{usual:g}"),
        )


def _guessing(looked: Looked) -> Iterable[Flag]:
    first = looked.lately.first
    quick = [one for one in first if 0 < one.seconds < QUICK_SECONDS and one.score < RIGHT]
    if len(quick) >= QUICK_WRONG:
        reason = _(
            "{quick} of the last {n} first answers came within {seconds} seconds and were not right."
        ).format(quick=len(quick), n=len(first), seconds=f"{QUICK_SECONDS:g}")
        yield Flag(kind="guessing", since=quick[0].day, reason=reason)


def _hint_jumping(looked: Looked) -> Iterable[Flag]:
    first = looked.lately.first
    jumped = [one for one in first if one.hints >= HINTS_FIRST]
    if len(jumped) >= HINTED:
        reason = _(
            "{jumped} of the last {n} questions had two or more hints opened before the first answer: "
            "the hints may be used as the solution."
        ).format(jumped=len(jumped), n=len(first))
        yield Flag(kind="hint-jumping", since=jumped[0].day, reason=reason)


def _overdue(looked: Looked, today: date) -> Iterable[Flag]:
    late = sorted((when, skill) for skill, when in looked.due.items() if (today - when).days >= LATE_DAYS)
    if not late:
        return
    named = _(", ").join(_("“{title}”").format(title=looked.title(skill)) for _day, skill in late[:3])
    since = day(late[0][0])
    more = len(late) - 3
    if more > 0:
        reason = ngettext(
            "Due again for a week or more: {skills} and {n} more; the first since {day}.",
            "Due again for a week or more: {skills} and {n} more; the first since {day}.",
            more,
        ).format(skills=named, n=more, day=since)
    else:
        reason = _("Due again for a week or more: {skills}; the first since {day}.").format(
            skills=named, day=since
        )
    yield Flag(kind="reviews-overdue", since=late[0][0], reason=reason, skill=late[0][1])


def _quiet(looked: Looked, today: date) -> Iterable[Flag]:
    """Seven school days without a hand-in, while others have handed in: a class that hands in once a fortnight is not quiet."""
    if looked.until is None or looked.newest is None or looked.newest <= looked.until:
        return
    silent = school_days(looked.until, today)
    if silent >= SCHOOL_DAYS_QUIET:
        reason = ngettext(
            "The last hand-in came on {day}, {n} school day ago. What was done since is not known.",
            "The last hand-in came on {day}, {n} school days ago. What was done since is not known.",
            silent,
        ).format(day=day(looked.until), n=silent)
        yield Flag(kind="quiet", since=looked.until, reason=reason)


def _too_easy(looked: Looked, today: date) -> Iterable[Flag]:
    said = looked.lately.easy
    when = day_at(said.at) if said else None
    if said and when and today - when <= STANDS_FOR:
        reason = _("Said “too easy” in “{lesson}” on {day}.").format(
            lesson=looked.title(said.lesson), day=day(when)
        )
        yield Flag(kind="too-easy", since=when, reason=reason)
        return
    first = [one for one in looked.seen if one.attempt == 1][-EASY_IN_A_ROW:]
    if len(first) == EASY_IN_A_ROW and all(one.score == 1 for one in first):
        reason = ngettext(
            "The last question right at once, without a hint.",
            "The last {n} questions right at once, without a hint.",
            EASY_IN_A_ROW,
        ).format(n=EASY_IN_A_ROW)
        yield Flag(kind="too-easy", since=first[0].day, reason=reason)


def school_days(after: date, until: date) -> int:
    """Mondays to Fridays after one day, up to and including another. Holidays are not known."""
    days = max(0, (until - after).days)
    return sum((after + timedelta(number)).weekday() < 5 for number in range(1, days + 1))
