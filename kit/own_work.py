"""What a student's own machine knows of their work: everything the pages say of it, worked out once from the journals."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from carrying.accommodating import accommodations_of
from carrying.returned import words_now
from carrying.study import Study
from curriculum.accommodations import Accommodations
from curriculum.diagnostic import place
from curriculum.evidence import AnyEvent
from curriculum.goals import Goal
from curriculum.lesson import ReleasedLesson
from curriculum.mastery import Standing, standings
from curriculum.outline import Outline
from curriculum.path import Path, Planner, Progress, Reach
from curriculum.portfolio import Portfolio, StudentsJudge, lanes, portfolio, progress_in
from curriculum.reviews import reviews
from curriculum.settling import settled, shown
from curriculum.situation import Placement
from curriculum.steps import Override
from kit.finding_out import can_find_out
from kit.goal import goal_now
from kit.lessons_here import events_of, outline_of, released, worked_on
from kit.rounds import questions_here


class OwnWork(msgspec.Struct, frozen=True, kw_only=True):
    """One student's work up to `today`.

    `lessons` are those that can be opened here, `unreadable` sentences about those that cannot. `events` are in order. `due` has the day
    on which each mastered skill comes back, `settled` the same for those that are sure for now.
    """

    today: date
    outline: Outline
    lessons: dict[str, ReleasedLesson]
    unreadable: tuple[str, ...] = ()
    events: list[AnyEvent]
    own: Portfolio
    standing: dict[str, Standing]
    progress: dict[str, Progress]
    due: dict[str, date]
    settled: dict[str, date | None]
    placement: Placement | None
    reach: Reach
    goal: Goal | None
    path: Path


def own_work(study: Study, today: date) -> OwnWork:
    """What is known in a study folder today."""
    lessons, unreadable = released(study)
    found = work_in(
        study, outline_of(study.profile.course, lessons), lessons, today, words=teachers_words(study)
    )
    return msgspec.structs.replace(found, unreadable=tuple(unreadable))


def first_step(study: Study, today: date) -> str:
    """The key of the step that the path suggests first: a lesson's id, a round's key; empty where there is none."""
    work = own_work(study, today)
    return work.path.steps[0].key if work.lessons and work.path.steps else ""


def work_in(
    study: Study,
    outline: Outline,
    lessons: Mapping[str, ReleasedLesson],
    today: date,
    *,
    words: Sequence[Override] = (),
    events: Iterable[AnyEvent] | None = None,
) -> OwnWork:
    """What the journals of these lessons, and of the rounds, add up to; `events` are those to go by instead, if not all there are."""
    everything = worked_on(study, lessons)
    if events is None:
        events = (event for own in events_of(study, everything).values() for event in own)
    order = sorted(events, key=lambda event: event.by)
    ways = {name: lanes(lesson.graph) for name, lesson in lessons.items()}
    student = study.profile.student
    own = portfolio(order, StudentsJudge(everything), ways)
    progress = progress_in(own, ways)
    standing = standings({student: own.seen}).get(student, {})
    placement = None
    if own.replies:
        placed = place(outline, (), own.replies, seed=student, day=own.placed)
        placement = msgspec.structs.replace(placed, done=own.placed is not None)
    due = {skill: review.due for skill, review in reviews(own.seen, standing).items()}
    sure = settled(own.seen, standing, shown(placement))
    goal = goal_now(order, today)
    questions = questions_here(study)
    reach = (
        questions.reach(progress, standing, placement, find_out=can_find_out(study)) if questions else Reach()
    )
    path = Planner(outline).plan(
        standing,
        progress,
        own.choices,
        words,
        today,
        due=due,
        settled=sure,
        placement=placement,
        reach=reach,
        goal=goal,
        easy=own.easy,
    )
    needs = accommodations_of(study.folder)
    path = msgspec.structs.replace(
        path,
        steps=tuple(
            msgspec.structs.replace(step, minutes=needs.minutes(step.minutes)) for step in path.steps
        ),
    )
    return OwnWork(
        today=today,
        outline=in_own_time(outline, needs),
        lessons=dict(lessons),
        events=order,
        own=own,
        standing=standing,
        progress=progress,
        due=due,
        settled=sure,
        placement=placement,
        reach=reach,
        goal=goal,
        path=path,
    )


def in_own_time(outline: Outline, needs: Accommodations) -> Outline:
    """The outline with the minutes that this student has for lessons and projects."""
    return msgspec.structs.replace(
        outline,
        lessons=[msgspec.structs.replace(one, minutes=needs.minutes(one.minutes)) for one in outline.lessons],
        projects=[
            msgspec.structs.replace(one, minutes=needs.minutes(one.minutes)) for one in outline.projects
        ],
    )


def teachers_words(study: Study) -> list[Override]:
    """What the teacher said about the path, as it came back last; words that this version does not know are passed over."""
    found = []
    for word in words_now(study):
        with contextlib.suppress(msgspec.ValidationError):
            found.append(msgspec.convert(msgspec.to_builtins(word), type=Override))
    return found
