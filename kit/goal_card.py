"""The goal for this week and how far it is, how last week's went, and what else might be one."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from carrying.study import Study
from curriculum.goals import Goal, Reached, goal_words, reached, week_of
from curriculum.path import DONE
from curriculum.portfolio import day_of
from kit.goal import goal_now, template_choices
from kit.own_work import OwnWork, work_in
from kit.words import _


class LastWeek(msgspec.Struct, frozen=True, kw_only=True):
    """Last week's goal: its words, what to say of it, and whether it was reached. `ask`: only the student can say."""

    words: str
    went: str
    reached: bool
    ask: bool = False
    week: str = ""


class GoalCard(msgspec.Struct, frozen=True, kw_only=True):
    """The goal for this week: its words, how far it is, and goals to choose from as (value, words). Empty words: none is set.

    `ask`: it is in the student's own words, and only the student can say that it is reached. `part` is how much of it is done, in per
    cent; None where it is not counted.
    """

    words: str
    far: str
    reached: bool
    offered: tuple[tuple[str, str], ...]
    ask: bool = False
    week: str = ""
    part: int | None = None
    last: LastWeek | None = None


def said_done(week: str) -> str:
    """The choice that says: my goal of that week is reached."""
    return f"{DONE}goal/{week}"


def goal_card(study: Study, work: OwnWork) -> GoalCard:
    """The goal card of today."""
    open_ = [
        lesson.id
        for lesson in work.outline.lessons
        if lesson.id in work.progress and not work.progress[lesson.id].finished
    ]
    offered = tuple(template_choices(work.outline, open_))
    last = last_week(study, work)
    goal = work.goal
    if goal is None:
        return GoalCard(words="", far="", reached=False, offered=offered, last=last)
    far = _far(work, goal)
    return GoalCard(
        words=goal_words(goal, work.outline),
        far=_counted(far),
        reached=_is_reached(work, goal, far),
        offered=offered,
        ask=goal.kind == "own" and not _is_reached(work, goal, far),
        week=goal.week,
        part=100 * min(far.done, far.of) // far.of if far.of > 1 else None,
        last=last,
    )


def last_week(study: Study, work: OwnWork) -> LastWeek | None:
    """How last week's goal went, judged from what had been done when that week ended; None where there was none."""
    sunday = work.today - timedelta(days=work.today.isoweekday())
    goal = goal_now(work.events, sunday)
    if goal is None:
        return None
    then = work_in(
        study,
        work.outline,
        work.lessons,
        sunday,
        events=[event for event in work.events if (day_of(event) or date.max) <= sunday],
    )
    far = _far(then, goal)
    done = _is_reached(work, goal, far)
    return LastWeek(
        words=goal_words(goal, work.outline),
        went=_went(goal, far, done=done),
        reached=done,
        ask=goal.kind == "own" and not done,
        week=goal.week,
    )


def weeks_to_say(today: date) -> tuple[str, str]:
    """The weeks whose goals a student can call reached: this one and the last."""
    return week_of(today), week_of(today - timedelta(days=7))


def _went(goal: Goal, far: Reached, *, done: bool) -> str:
    if done:
        return _("Reached.")
    if goal.kind == "own":
        return _("Only you can say how it went.")
    if far.of > 1 and far.done:
        return _("You came to {done} of {of}. That counts, too.").format(done=far.done, of=far.of)
    return _("It is still open. You can make it your goal again, or choose another.")


def _far(work: OwnWork, goal: Goal) -> Reached:
    due = [skill for skill, day in work.due.items() if day <= work.today]
    return reached(goal, work.own.seen, work.standing, work.progress, due)


def _counted(far: Reached) -> str:
    return _("{done} of {of}").format(done=min(far.done, far.of), of=far.of) if far.of > 1 else ""


def _is_reached(work: OwnWork, goal: Goal, far: Reached) -> bool:
    return far.is_reached or said_done(goal.week) in work.own.choices
