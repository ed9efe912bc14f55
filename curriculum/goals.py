"""Goals: what a student wants to reach this week, templates for those who want structure, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

import msgspec

from curriculum.evidence import Aimed, AnyEvent
from curriculum.mastery import Seen, Standing
from curriculum.outline import Outline
from curriculum.situation import Progress
from curriculum.words import N_, _

GoalKind = Literal["lesson", "skill", "days", "questions", "reviews", "own"]
MOST, DAYS = 200, 7


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """A goal for one week (ISO, `2026-W48`).

    `about` is the lesson or the skill it is about, `count` how many days or questions; `words` are the student's own.
    """

    week: str
    kind: GoalKind
    about: str = ""
    count: int = 0
    words: str = ""


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A goal to choose, for those who want structure: its words, to be translated, with `{title}` and `{count}` to fill in."""

    kind: GoalKind
    words: str
    needs: Literal["", "lesson", "skill"] = ""
    count: int = 0


TEMPLATES = (
    Template(kind="lesson", words=N_("I finish the lesson “{title}”."), needs="lesson"),
    Template(kind="skill", words=N_("I get sure at “{title}”."), needs="skill"),
    Template(kind="days", words=N_("I work on {count} different days."), count=3),
    Template(kind="questions", words=N_("I answer {count} questions."), count=30),
    Template(kind="reviews", words=N_("I do everything that is due again.")),
)


class GoalFault(Exception):
    """A goal cannot be set; the message is a sentence for the student."""


class Reached(msgspec.Struct, frozen=True):
    """How far a goal is: `done` of `of`; `of` is 0 where only the student can say."""

    done: int
    of: int

    @property
    def is_reached(self) -> bool:
        """Whether it is reached."""
        return self.of > 0 and self.done >= self.of


def week_of(day: date) -> str:
    """The ISO week of a day, `2026-W48`."""
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02}"


def monday_of(week: str) -> date:
    """The first day of an ISO week."""
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def make_goal(
    outline: Outline, today: date, kind: GoalKind, about: str = "", count: int = 0, words: str = ""
) -> Goal:
    """A goal for this week. Raises GoalFault where it names a lesson or skill that there is none of, or says nothing."""
    known = (
        {lesson.id for lesson in outline.lessons}
        if kind == "lesson"
        else {skill.id for skill in outline.skills}
    )
    if kind in ("lesson", "skill") and about not in known:
        no_such = (
            _("There is no lesson “{name}” in this course. There are: {known}.")
            if kind == "lesson"
            else _("There is no skill “{name}” in this course. There are: {known}.")
        )
        raise GoalFault(no_such.format(name=about, known=", ".join(sorted(known))))
    if kind == "days" and not 1 <= count <= DAYS:
        raise GoalFault(_("Choose a number of days from 1 to {most}.").format(most=DAYS))
    if kind == "questions" and not 1 <= count <= MOST:
        raise GoalFault(_("Choose a number of questions from 1 to {most}.").format(most=MOST))
    words = " ".join(words.split())[:200]
    if kind == "own" and not words:
        raise GoalFault(_("Write your goal in your own words."))
    needs = about if kind in ("lesson", "skill") else ""
    return Goal(week=week_of(today), kind=kind, about=needs, count=count, words=words)


def goal_of(events: Iterable[AnyEvent], today: date) -> Goal | None:
    """The goal for this week: the last one set; None where none was, or the last was taken back."""
    found: Goal | None = None
    for event in events:
        if isinstance(event, Aimed) and event.week == week_of(today):
            found = (
                Goal(
                    week=event.week, kind=event.goal, about=event.about, count=event.count, words=event.words
                )
                if event.goal != "none"
                else None
            )
    return found


def goal_words(goal: Goal, outline: Outline) -> str:
    """The goal as a sentence: the student's own, else the template's."""
    if goal.words:
        return goal.words
    titles = {lesson.id: lesson.title for lesson in outline.lessons}
    titles |= {skill.id: skill.title for skill in outline.skills} if goal.kind == "skill" else {}
    words = next((one.words for one in TEMPLATES if one.kind == goal.kind), N_("My goal for this week."))
    return _(words).format(title=titles.get(goal.about, goal.about), count=goal.count)


def on_the_way(goal: Goal, outline: Outline, is_known: Callable[[str], bool]) -> set[str]:
    """The skills not known yet that lead to what the goal is about, itself included."""
    if goal.kind == "lesson":
        wanted = [s for lesson in outline.lessons if lesson.id == goal.about for s in lesson.skills]
    else:
        wanted = [goal.about] if goal.kind == "skill" else []
    before = {skill.id: skill.prerequisites for skill in outline.skills}
    way: set[str] = set()
    while wanted:
        skill = wanted.pop()
        if skill in before and skill not in way and not is_known(skill):
            way.add(skill)
            wanted += before[skill]
    return way


def reached(
    goal: Goal,
    seen: Iterable[Seen],
    standing: Mapping[str, Standing],
    progress: Mapping[str, Progress],
    due: Iterable[str] = (),
) -> Reached:
    """How far a goal is, from the student's own work in its week. `due` are the skills still due again."""
    start = monday_of(goal.week)
    days = [one.day for one in seen if one.day and start <= one.day < start + timedelta(7)]
    match goal.kind:
        case "lesson":
            return Reached(int(progress.get(goal.about, Progress()).finished), 1)
        case "skill":
            known = standing.get(goal.about)
            return Reached(int(known is not None and known.mastered), 1)
        case "days":
            return Reached(len(set(days)), goal.count)
        case "questions":
            return Reached(len(days), goal.count)
        case "reviews":
            return Reached(0, len(left)) if (left := list(due)) else Reached(1, 1)
        case "own":
            return Reached(0, 0)
