"""Whom to talk to today, why, and a sentence to open with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

import msgspec

from curriculum.asking import about, is_about_talk, unanswered, words_of
from curriculum.course import Course
from curriculum.evidence import Answered, Felt
from curriculum.mastery import RECENT, Standing
from curriculum.portfolio import day_of
from grading.paths import StudentWork
from grading.words import count, day

Why = Literal["asked-for-help", "stuck", "notebook", "quiet", "very-quick"]
"""Also the order of urgency."""

HELP_STANDS_FOR = timedelta(days=14)
QUIET_AFTER = timedelta(days=7)
QUICK_SECONDS = 5.0
QUICK_OF = 10
QUICK_AT_LEAST = 5
IDEA_AT_LEAST = 3

_ORDER: tuple[Why, ...] = ("asked-for-help", "stuck", "notebook", "quiet", "very-quick")


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """A talk to have. `sentence` holds the evidence, `opening` is said to the student, `also` are lesser reasons for the same student.

    `part` is the part of the student's page to look at first: `answers`, `notebooks` or `timeline`.
    """

    student: str
    why: Why
    tag: str
    sentence: str
    opening: str
    part: str
    also: tuple[str, ...] = ()


def talks(work: Mapping[str, StudentWork], course: Course, today: date) -> list[Talk]:
    """The talks to have, the most urgent first, one per student; empty when nobody needs one more than the others.

    A student is quiet only where somebody else has handed in since: a class that hands in once a fortnight is not twelve talks.
    """
    newest = max((came for one in work.values() if (came := last_came_in(one))), default=None)
    found: list[tuple[int, float, str, Talk]] = []
    for student, one in work.items():
        reasons = list(_reasons(one, course, today, newest))
        if reasons:
            (weight, first), *rest = reasons
            talk = msgspec.structs.replace(first, also=tuple(lesser.tag for _, lesser in rest))
            found.append((_ORDER.index(talk.why), weight, student, talk))
    return [talk for *_, talk in sorted(found, key=lambda entry: entry[:3])]


def last_came_in(one: StudentWork) -> date | None:
    """The day of a student's latest hand-in on the teacher's calendar; None where nothing has come in yet."""
    return one.handed_in.astimezone().date() if one.handed_in else None


def _reasons(
    one: StudentWork, course: Course, today: date, newest: date | None
) -> Iterable[tuple[float, Talk]]:
    """The reasons to talk to one student in order of urgency, each with its weight among its kind (smaller comes first)."""
    for reason in (
        _asked(one, course, today),
        _stuck(one, course),
        _notebook(one, course),
        _quiet(one, today, newest),
        _very_quick(one),
    ):
        if reason is not None:
            yield reason


def _asked(one: StudentWork, course: Course, today: date) -> tuple[float, Talk] | None:
    asked = unanswered(one.events)
    said = day_of(asked) if asked else None
    if asked is None or said is None or today - said > HELP_STANDS_FOR:
        return None
    if is_about_talk(asked):
        return -said.toordinal(), _wants_to_talk(one.student, asked, said, course)
    place, skill, opening = _place(asked, course)
    tries = sum(
        isinstance(event, Answered) and (event.lesson, event.place) == (asked.lesson, asked.place)
        for event in one.events
    )
    after = f", after {count(tries, 'try', 'tries')}" if tries else ""
    if wrong_idea(one, skill):
        opening = _opening(one, skill, course)
    sentence = f"Said “I’m stuck” {place} on {day(said)}{after}."
    return -said.toordinal(), Talk(
        student=one.student,
        why="asked-for-help",
        tag="asked for help",
        sentence=sentence,
        opening=opening,
        part="answers",
    )


def _wants_to_talk(student: str, asked: Felt, said: date, course: Course) -> Talk:
    """The student's own request, from the home page."""
    titles = {lesson.id: lesson.title for lesson in course.outline.lessons}
    of = f" about “{titles.get(about(asked), about(asked))}”" if about(asked) else ""
    return Talk(
        student=student,
        why="asked-for-help",
        tag="asked for a talk",
        sentence=f"Asked you for a talk{of} on {day(said)}"
        + (f": “{words_of(asked)}”" if asked.words else "."),
        opening="You asked me for a talk, and I am glad you did. Where shall we begin?",
        part="timeline",
    )


def _place(asked: Felt, course: Course) -> tuple[str, str, str]:
    """(where, skill or "", an opening) for the place where a student asked for help; the course may have changed since."""
    opening = "Read me the question in your own words. Where does it stop making sense?"
    titles = {lesson.id: lesson.title for lesson in course.outline.lessons}
    lesson = f"in “{titles.get(asked.lesson, asked.lesson)}”"
    graph = course.graphs.get(asked.lesson)
    for node in graph.nodes if graph else ():
        if node.id == asked.place:
            return f"at “{node.title}” {lesson}", course.skill_of.get(getattr(node, "item", ""), ""), opening
    return lesson, "", opening


def _stuck(one: StudentWork, course: Course) -> tuple[float, Talk] | None:
    stuck = [standing for standing in one.standings.values() if standing.stuck]
    if not stuck:
        return None
    worst = min(stuck, key=lambda standing: standing.chance)
    title = _title(course, worst.skill)
    return worst.chance, Talk(
        student=one.student,
        why="stuck",
        tag="stuck",
        sentence=f"{count(worst.tries, 'try', 'tries').capitalize()} on “{title}”{_shown(one, worst, course)}",
        opening=_opening(one, worst.skill, course),
        part="answers",
    )


def wrong_idea(one: StudentWork, skill: str) -> tuple[str, int, int] | None:
    """The wrong idea a student shows in a skill, as (misconception, times, of how many tries); None where none stands out.

    What was seen twice among the last eight tries comes first, else what was seen three times in all: branches move on quickly, so that
    the first can be empty although the idea was never cleared up.
    """
    standing = one.standings.get(skill)
    if standing and standing.misconception:
        return standing.misconception, standing.misconception_count, min(standing.tries, RECENT)
    tries = [seen for seen in one.seen if seen.skill == skill]
    ideas = Counter(seen.misconception for seen in tries if seen.misconception and seen.score < 1)
    idea, times = ideas.most_common(1)[0] if ideas else ("", 0)
    return (idea, times, len(tries)) if times >= IDEA_AT_LEAST else None


def _shown(one: StudentWork, standing: Standing, course: Course) -> str:
    found = wrong_idea(one, standing.skill)
    if found and found[0] in course.misconceptions:
        idea, times, of = found
        which = "of them" if of == standing.tries else f"of the last {of}"
        return f", {times} {which} with one idea: “{course.misconceptions[idea].name}”."
    right = standing.right or "none"
    return f"; {right} of the last {count(standing.first_tries, 'question')} right at the first try."


def _opening(one: StudentWork, skill: str, course: Course) -> str:
    found = wrong_idea(one, skill)
    if found and found[0] in course.misconceptions:
        return course.misconceptions[found[0]].opening
    return f"Choose one question on “{_title(course, skill)}” and talk me through your first step."


def _notebook(one: StudentWork, course: Course) -> tuple[float, Talk] | None:
    for outcome in one.outcomes:
        title = next(
            (lesson.title for lesson in course.outline.lessons if lesson.id == outcome.lesson), outcome.lesson
        )
        if outcome.kind == "failed":
            return 0, Talk(
                student=one.student,
                why="notebook",
                tag="notebook not graded",
                sentence=f"“{title}”: {outcome.reason}",
                opening=f"Your notebook of “{title}” could not be graded. Shall we open it together and see what happens?",
                part="notebooks",
            )
        if outcome.kind == "repaired":
            return 1, Talk(
                student=one.student,
                why="notebook",
                tag="notebook repaired",
                sentence=f"“{title}”: {outcome.reason}",
                opening=f"Something in your notebook of “{title}” had gone and was put back. Do you remember what happened?",
                part="notebooks",
            )
    return None


def _quiet(one: StudentWork, today: date, newest: date | None) -> tuple[float, Talk] | None:
    last = last_came_in(one)
    if last is None or newest is None or today - last < QUIET_AFTER or newest <= last:
        return None
    return last.toordinal(), Talk(
        student=one.student,
        why="quiet",
        tag="quiet",
        sentence=f"No hand-in since {day(last)}. It may be the stick, not the work.",
        opening="Do you have your stick with you? Let us see what is on it.",
        part="timeline",
    )


def _very_quick(one: StudentWork) -> tuple[float, Talk] | None:
    first = [event for event in one.events if isinstance(event, Answered) and event.attempt == 1][-QUICK_OF:]
    quick = sum(0 < event.seconds < QUICK_SECONDS and event.score < 1 for event in first)
    if quick < QUICK_AT_LEAST:
        return None
    return -quick, Talk(
        student=one.student,
        why="very-quick",
        tag="very quick",
        sentence=f"{quick} of the last {len(first)} first answers came within {QUICK_SECONDS:.0f} seconds and were not right.",
        opening="Read this one aloud to me before you choose. What is it asking?",
        part="answers",
    )


def _title(course: Course, skill: str) -> str:
    return next((one.title for one in course.outline.skills if one.id == skill), skill)
