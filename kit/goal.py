"""A student's goal for the week, on the student's own machine: set, taken back, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from carrying.journal import FILE as JOURNAL
from carrying.journal import Journal, read_journal
from carrying.packs import on_shelf
from carrying.study import Study
from curriculum.evidence import Aimed, AnyEvent
from curriculum.goals import Goal, GoalFault, GoalKind, goal_of, make_goal, week_of
from curriculum.outline import Outline
from curriculum.steps import ROUNDS
from kit.finding_out import begin_rounds
from kit.words import _


def set_goal(
    study: Study,
    outline: Outline,
    today: date,
    kind: GoalKind,
    *,
    about: str = "",
    count: int = 0,
    words: str = "",
) -> Goal:
    """Set the goal for this week in the journal, so that it is handed in with the rest. Raises GoalFault, NotSaved."""
    goal = make_goal(outline, today, kind, about, count, words)
    any_journal(study).append(
        Aimed, week=goal.week, goal=goal.kind, about=goal.about, count=goal.count, words=goal.words
    )
    return goal


def drop_goal(study: Study, today: date) -> None:
    """Take the goal for this week back. Raises GoalFault, NotSaved."""
    any_journal(study).append(Aimed, week=week_of(today), goal="none")


def goal_now(events: Iterable[AnyEvent], today: date) -> Goal | None:
    """The goal for this week, among events of any lessons."""
    return goal_of(sorted(events, key=lambda event: (_moment(event.at), event.by)), today)


def _moment(at: str) -> float:
    try:
        return datetime.fromisoformat(at).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def all_events(study: Study) -> list[AnyEvent]:
    """The events of every lesson opened here."""
    return [event for folder in study.opened() for event in read_journal(folder / JOURNAL)]


def any_journal(study: Study) -> Journal:
    """A journal for what belongs to no lesson: one that is open here, else the one beside them. Raises GoalFault, NotSaved."""
    opened = [folder for folder in study.opened() if folder.name != ROUNDS]
    if opened:
        return Journal(opened[0], opened[0].name, study)
    if not [name for name in on_shelf(study) if name != ROUNDS]:
        raise GoalFault(
            _(
                "There are no lessons here yet, so a goal has no place to be kept. Take the file from your teacher first."
            )
        )
    begin_rounds(study)
    return Journal(study.lesson(ROUNDS), ROUNDS, study)


def template_choices(outline: Outline, lessons: Iterable[str]) -> list[tuple[str, str]]:
    """What a page offers to choose from, as (value, words); a value is `kind/about/count`."""
    from curriculum.goals import TEMPLATES

    found = []
    for template in TEMPLATES:
        if template.needs == "lesson":
            found += [
                (f"lesson/{name}/0", template.words.format(title=outline.lesson(name).title))
                for name in lessons
            ]
        elif not template.needs:
            found.append((f"{template.kind}//{template.count}", template.words.format(count=template.count)))
    return found


def read_choice(value: str) -> tuple[GoalKind, str, int]:
    """The (kind, about, count) of a value of `template_choices`. Raises GoalFault."""
    kind, _slash, rest = value.partition("/")
    about, _slash, count = rest.rpartition("/")
    try:
        return msgspec.convert(kind, GoalKind), about, int(count)
    except (msgspec.ValidationError, ValueError):
        raise GoalFault(_("Choose a goal from the list, or write one in your own words.")) from None
