"""One student's path as a teacher reads it: steps with their evidence, the goal, who decided what, what there is to notice, growth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from curriculum.course import Course
from curriculum.goals import goal_of, goal_words, reached
from curriculum.mastery import gauge
from curriculum.noticing import growth
from curriculum.path import DONE
from curriculum.steps import day, day_text
from grading.notices import notices_of, titles_of
from grading.paths import StudentWork

WORDS = {"pin": "pinned", "skip": "skipped", "assign": "assigned"}


def path_in_words(
    work: Mapping[str, StudentWork], student: str, name: str, course: Course, today: date
) -> str:
    """The path of `student`, who is in `work`, as plain text."""
    one = work[student]
    titles = titles_of(course)
    lines = [f"{name}, {day(today)}", ""]
    for number, step in enumerate(one.path.steps, 1):
        by = {"teacher": " (your word)", "goal": " (the student's goal)"}.get(step.by, "")
        chosen = " (chosen by the student)" if one.path.chosen and step.key == one.path.chosen else ""
        lines += [
            f"{number}. {step.title} [{step.kind}]{by}{chosen}",
            f"   To the student: {step.reason}",
            f"   Because: {step.because}.",
            *(f"   – {line}" for line in step.evidence),
        ]
    lines += ["", *decided(one, course, today), "", "To notice:"]
    lines += [
        f"  {flag.kind}{f', since {day(flag.since)}' if flag.since else ''}: {flag.reason}"
        for flag in notices_of(work, student, course, today)
    ] or ["  nothing"]
    grown = growth(one.seen, gauge({s: other.seen for s, other in work.items()}), one.known.placement)
    lines += ["", "Grown (chance of solving a typical task, from the first three tries or the start to now):"]
    lines += [
        f"  {titles.get(each.skill, each.skill)}: {each.first[0]:.0%} ({each.first[1]:.0%}–{each.first[2]:.0%}) → "
        f"{each.now[0]:.0%} ({each.now[1]:.0%}–{each.now[2]:.0%}), {each.tries} tries"
        f"{'' if each.is_sure else '; may be chance'}"
        for each in grown
    ] or ["  too little work yet"]
    return "\n".join(lines)


def decided(one: StudentWork, course: Course, today: date) -> Iterator[str]:
    """The goal, the student's choices and the teacher's words, a sentence each."""
    titles = titles_of(course)
    goal = goal_of(one.aims, today)
    if goal is None:
        yield "Goal for this week: none set."
    else:
        far = reached(goal, one.seen, one.standings, one.progress, _due(one, today))
        yield f"Goal for this week: {goal_words(goal, course.outline)}" + (
            f" {far.done} of {far.of}." if far.of else ""
        )
    chosen = [_called(key, titles) for key in one.known.work.choices[-5:]]
    yield f"Chosen by the student, lately: {', '.join(chosen) or 'nothing'}."
    for override in one.overrides:
        due = f", due {day_text(override.due)}" if override.due else ""
        yield (
            f"{WORDS[override.action].capitalize()} by {override.by or 'the teacher'} on {day_text(override.at)}: "
            f"{titles.get(override.lesson, override.lesson)}{due}. {override.reason}".rstrip()
        )


def _called(key: str, titles: Mapping[str, str]) -> str:
    """A choice in words: a lesson's title, or what a round is about."""
    step = key.removeprefix(DONE)
    kind, _, about = step.partition("/")
    if kind == "theme":
        return f"the theme “{about}”"
    listed = ", ".join(titles.get(name, name) for name in about.split(","))
    words = titles.get(step, f"{kind}: {listed}" if about else step)
    return f"{words} (done)" if key.startswith(DONE) else words


def _due(one: StudentWork, today: date) -> list[str]:
    return [skill for skill, when in one.known.due.items() if when <= today]
