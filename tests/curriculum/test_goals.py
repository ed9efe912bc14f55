"""Goals: set by the student for a week, on the way of the path, and counted from the student's own work."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from curriculum.evidence import Aimed
from curriculum.goals import Goal, GoalFault, Reached, goal_of, goal_words, make_goal, reached, week_of
from curriculum.mastery import Seen
from curriculum.outline import Outline, load_outline
from curriculum.path import Planner, Progress, Reach
from tests.tiny import write_course

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def outline(tmp_path_factory: pytest.TempPathFactory) -> Outline:
    return load_outline(write_course(Path(tmp_path_factory.mktemp("tiny"))))


def aimed(counter: int, goal: str, week: str = "2026-W48", **more: object) -> Aimed:
    return Aimed(
        by=("inst", counter), at="2026-11-24T09:00:00+00:00", lesson="halving", week=week, goal=goal, **more
    )  # type: ignore[arg-type]


def test_a_week_begins_on_monday() -> None:
    assert [week_of(date(2026, 11, day)) for day in (22, 23, 29)] == ["2026-W47", "2026-W48", "2026-W48"]


def test_the_last_goal_of_this_week_counts(outline: Outline) -> None:
    events = [
        aimed(1, "days", count=3),
        aimed(2, "lesson", about="halving"),
        aimed(3, "days", "2026-W47", count=2),
    ]
    goal = goal_of(events, TODAY)
    assert goal == Goal(week="2026-W48", kind="lesson", about="halving")
    assert goal_words(goal, outline) == "I finish the lesson “Halving”."
    assert goal_of([*events, aimed(4, "none")], TODAY) is None


def test_a_goal_that_means_nothing_is_refused_in_words(outline: Outline) -> None:
    with pytest.raises(GoalFault, match="There is no lesson “tripling” in this course"):
        make_goal(outline, TODAY, "lesson", about="tripling")
    with pytest.raises(GoalFault, match="from 1 to 7"):
        make_goal(outline, TODAY, "days", count=8)
    with pytest.raises(GoalFault, match="in your own words"):
        make_goal(outline, TODAY, "own")


def test_the_path_goes_towards_the_goal_and_says_so(outline: Outline) -> None:
    fresh = {"halving": Progress(), "doubling": Progress()}
    goal = make_goal(outline, TODAY, "skill", about="doubles")
    step = Planner(outline).plan({}, fresh, today=TODAY, goal=goal).steps[0]
    assert (step.lesson, step.by) == ("halving", "goal")  # halves come before doubles
    assert step.reason.endswith("It is on the way to your goal for this week.")
    assert step.because.endswith("; towards the goal for the week of 23 November")
    practised = Reach(practice=frozenset({"halves", "doubles"}))
    assert Planner(outline).plan({}, fresh, today=TODAY, goal=goal, reach=practised).steps[0].by == "goal"


def test_how_far_it_is_comes_from_this_weeks_work() -> None:
    seen = [
        Seen(skill="halves", item="h", score=1.0, day=day)
        for day in (date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 25))
    ]
    days, questions = (
        Goal(week="2026-W48", kind="days", count=3),
        Goal(week="2026-W48", kind="questions", count=3),
    )
    assert reached(days, seen, {}, {}) == Reached(2, 3)
    assert reached(questions, seen, {}, {}).is_reached
    lesson = Goal(week="2026-W48", kind="lesson", about="halving")
    assert reached(lesson, seen, {}, {"halving": Progress(finished=True)}).is_reached
    assert reached(Goal(week="2026-W48", kind="own", words="x"), seen, {}, {}) == Reached(0, 0)
