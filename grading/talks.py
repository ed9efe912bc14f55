"""Whom to talk to today, why, and a sentence to open with: what there is to notice, and what the teacher agreed or has to see to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from curriculum.asking import is_about_talk
from curriculum.course import Course
from curriculum.noticing import Flag, Noticed, idea_shown
from grading.notices import last_came_in, notices, titles_of
from grading.paths import StudentWork
from grading.records import CheckIn
from grading.words import N_, _, clock, day

__all__ = ["Talk", "Why", "last_came_in", "talks", "wrong_idea"]

Why = Noticed | Literal["agreed", "notebook"]

ORDER: tuple[Why, ...] = (
    "asked-for-help",
    "agreed",
    "stuck",
    "notebook",
    "behind-own-pace",
    "quiet",
    "guessing",
    "hint-jumping",
    "reviews-overdue",
)
"""What is worth a talk, the most urgent first. “Too easy” and “no hand-in yet” have places of their own on the class page."""
QUIET_AFTER = timedelta(days=7)
TALKED_FOR = timedelta(days=2)
"""So long a talk settles what it was about, whatever comes in meanwhile."""

TAGS: dict[Why, str] = {
    "asked-for-help": N_("asked for help"),
    "agreed": N_("agreed for today"),
    "stuck": N_("stuck"),
    "notebook": N_("notebook"),
    "behind-own-pace": N_("slower than usual"),
    "quiet": N_("quiet"),
    "guessing": N_("very quick"),
    "hint-jumping": N_("hints first"),
    "reviews-overdue": N_("reviews overdue"),
    "too-easy": N_("too easy"),
    "nothing-yet": N_("no hand-in yet"),
}
PARTS: dict[Why, str] = {
    "agreed": "check-ins",
    "notebook": "notebooks",
    "behind-own-pace": "timeline",
    "quiet": "timeline",
    "reviews-overdue": "skills",
}
"""The part of the student's page to look at first; the answers for all others."""


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """A talk to have. `sentence` holds the evidence, `opening` is said to the student, `also` are lesser reasons for the same student.

    `part` is the part of the student's page to look at first: `answers`, `skills`, `notebooks`, `check-ins` or `timeline`.
    """

    student: str
    why: Why
    tag: str
    sentence: str
    opening: str
    part: str
    also: tuple[str, ...] = ()


def talks(
    work: Mapping[str, StudentWork],
    course: Course,
    today: date,
    talked: Mapping[str, Sequence[CheckIn]] | None = None,
    newest: date | None = None,
) -> list[Talk]:
    """The talks to have, the most urgent first, one per student; empty when nobody needs one more than the others.

    `talked` are the check-ins of each student, oldest first: what was talked about is left out until there is something new. `newest` is
    the day of the class's latest hand-in, where `work` is not the whole class.
    """
    found: list[tuple[int, float, str, Talk]] = []
    noticed, titles = notices(work, course, today, newest), titles_of(course)
    for student, one in work.items():
        last = (talked or {}).get(student, ())
        reasons = sorted(
            _reasons(one, noticed.get(student, ()), course, titles, today, last),
            key=lambda reason: (ORDER.index(reason[1].why), reason[0]),
        )
        if reasons:
            (weight, first), *rest = reasons
            also = tuple(dict.fromkeys(lesser.tag for _, lesser in rest if lesser.tag != first.tag))
            found.append((ORDER.index(first.why), weight, student, msgspec.structs.replace(first, also=also)))
    return [talk for *_, talk in sorted(found, key=lambda entry: entry[:3])]


def by_student(check_ins: Iterable[CheckIn]) -> dict[str, list[CheckIn]]:
    """The check-ins of each student, in the order they come in."""
    found: dict[str, list[CheckIn]] = {}
    for check_in in check_ins:
        found.setdefault(check_in.student, []).append(check_in)
    return found


def wrong_idea(one: StudentWork, skill: str) -> tuple[str, int, int] | None:
    """The wrong idea a student shows in a skill, as (misconception, times, of how many tries); None where none stands out."""
    return idea_shown(one.standings.get(skill), one.seen, skill)


def _reasons(
    one: StudentWork,
    noticed: Iterable[Flag],
    course: Course,
    titles: Mapping[str, str],
    today: date,
    check_ins: Sequence[CheckIn],
) -> Iterable[tuple[float, Talk]]:
    """The reasons to talk to one student, each with its weight among its kind (smaller comes first)."""
    at = clock(check_ins[-1].at) if check_ins else None
    for flag in noticed:
        if flag.kind in ORDER and not _is_settled(flag, one, at, today):
            yield (
                _weight(flag, one),
                _talk(one, flag.kind, flag.reason, _opening(flag, one, course, titles), _tag(flag, one)),
            )
    agreed = _waiting(check_ins)
    if agreed is not None and agreed.due <= today.isoformat():
        yield _agreed(one, agreed)
    for outcome in one.outcomes:
        graded = clock(outcome.at)
        if outcome.kind == "graded" or (at and graded and graded <= at):
            continue
        title = titles.get(outcome.lesson, outcome.lesson)
        failed = outcome.kind == "failed"
        yield (
            float(not failed),
            _talk(
                one,
                "notebook",
                _("“{lesson}”: {reason}").format(lesson=title, reason=outcome.reason),
                (
                    _(
                        "Your notebook of “{lesson}” could not be graded. Shall we open it together and see what happens?"
                    )
                    if failed
                    else _(
                        "Something in your notebook of “{lesson}” had gone and was put back. Do you remember what happened?"
                    )
                ).format(lesson=title),
                _("notebook not graded") if failed else _("notebook repaired"),
            ),
        )


def _is_settled(flag: Flag, one: StudentWork, talked: datetime | None, today: date) -> bool:
    """Whether a talk was had about it: until work has come in since, and some days have passed.

    Who asked for help after the talk, or is quiet a week after it, is on the list again.
    """
    if talked is None:
        return False
    when = talked.date()
    if flag.kind == "asked-for-help" and flag.since is not None and flag.since > when:
        return False
    if flag.kind == "quiet":
        return today - when < QUIET_AFTER
    if today - when < TALKED_FOR or one.handed_in is None:
        return True
    return one.handed_in <= talked or (flag.kind == "asked-for-help" and flag.since != when)


def _weight(flag: Flag, one: StudentWork) -> float:
    if flag.kind == "stuck":
        return one.standings[flag.skill].chance
    since = flag.since.toordinal() if flag.since else 0
    return -since if flag.kind == "asked-for-help" else since


def _talk(one: StudentWork, why: Why, sentence: str, opening: str, tag: str) -> Talk:
    return Talk(
        student=one.student,
        why=why,
        tag=tag,
        sentence=sentence,
        opening=opening,
        part=PARTS.get(why, "answers"),
    )


def _tag(flag: Flag, one: StudentWork) -> str:
    call = one.lately.call
    if flag.kind == "asked-for-help" and call is not None and is_about_talk(call):
        return _("asked for a talk")
    return _(TAGS[flag.kind])


def _opening(flag: Flag, one: StudentWork, course: Course, titles: Mapping[str, str]) -> str:
    """What could be said first."""
    call = one.lately.call
    if flag.kind == "stuck":
        return _about_skill(flag.skill, one, course, titles)
    if flag.kind == "asked-for-help" and call is not None:
        if is_about_talk(call):
            return _("You asked me for a talk, and I am glad you did. Where shall we begin?")
        skill = _skill_at(call.lesson, call.place, course)
        if skill and wrong_idea(one, skill):
            return _about_skill(skill, one, course, titles)
        return _("Read me the question in your own words. Where does it stop making sense?")
    return {
        "behind-own-pace": _("How have the last two weeks been for you? What got in the way?"),
        "quiet": _("Do you have your stick with you? Let us see what is on it."),
        "guessing": _("Read this one aloud to me before you choose. What is it asking?"),
        "hint-jumping": _("Cover the hints for this one. What would you try first?"),
        "reviews-overdue": _("Show me what you still know of “{skill}”. Which part is hazy?").format(
            skill=titles.get(flag.skill, flag.skill)
        ),
    }.get(flag.kind, "")


def _about_skill(skill: str, one: StudentWork, course: Course, titles: Mapping[str, str]) -> str:
    found = wrong_idea(one, skill)
    if found and found[0] in course.misconceptions:
        return course.misconceptions[found[0]].opening
    return _("Choose one question on “{skill}” and talk me through your first step.").format(
        skill=titles.get(skill, skill)
    )


def _skill_at(lesson: str, place: str, course: Course) -> str:
    """The skill of the question at a place; "" where the course has none there any more."""
    graph = course.graphs.get(lesson)
    for node in graph.nodes if graph else ():
        if node.id == place:
            return course.skill_of.get(getattr(node, "item", ""), "")
    return ""


def _waiting(check_ins: Sequence[CheckIn]) -> CheckIn | None:
    """The last one with a day, unless there was a talk on that day or after it: a talk before it leaves it to come."""
    later: list[str] = []
    for one in reversed(check_ins):
        if one.due:
            return one if all(day_ < one.due for day_ in later) else None
        at = clock(one.at)
        later.append(at.date().isoformat() if at else one.at[:10])
    return None


def _agreed(one: StudentWork, last: CheckIn) -> tuple[float, Talk]:
    due = date.fromisoformat(last.due)
    what = last.step or last.text
    said = clock(last.at)
    sentence = _("You agreed on {day}: “{what}” It was for {due}.").format(
        day=day(said) if said else last.at[:10], what=what, due=day(due)
    )
    opening = _("We said: “{what}” How did it go?").format(what=what)
    return float(due.toordinal()), _talk(one, "agreed", sentence, opening, _(TAGS["agreed"]))
