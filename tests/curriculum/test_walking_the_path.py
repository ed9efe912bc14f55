"""Whoever follows the path gets somewhere: over random courses and students it ends, and every step is allowed and gives its reason."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from curriculum.mastery import Difficulties, Seen, stand
from curriculum.outline import Lesson, Outline, Skill, Unit
from curriculum.path import Override, Path, Planner, Progress, Reach, Step
from curriculum.reviews import reviews
from curriculum.settling import settled
from curriculum.situation import ASK_AFTER

START = date(2026, 9, 1)


@st.composite
def courses(draw: st.DrawFn) -> Outline:
    """A course of one to nine skills, each building on some before it; some in lessons, of one or two skills, some in none."""
    size = draw(st.integers(1, 9))
    names = [f"skill-{number}" for number in range(size)]
    skills = [
        Skill(
            id=name,
            title=name,
            can=f"do {name}",
            strand="only",
            prerequisites=draw(st.lists(st.sampled_from(names[:at]), unique=True, max_size=3)) if at else [],
        )
        for at, name in enumerate(names)
    ]
    taught = draw(
        st.lists(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True), max_size=size)
    )
    lessons = [
        Lesson(id=f"lesson-{at}", title=f"Lesson {at}", unit="all", skills=own, minutes=20, about="-")
        for at, own in enumerate(taught)
    ]
    return Outline(
        format=1,
        id="random",
        title="Random",
        ages=(11, 14),
        languages=["en"],
        about="-",
        strands={"only": "Only"},
        skills=skills,
        units=[Unit(id="all", title="All", about="-", skills=names)],
        lessons=lessons,
    )


def one_skill(lessons: tuple[Lesson, ...] = ()) -> Outline:
    return Outline(
        format=1,
        id="one",
        title="One",
        ages=(11, 14),
        languages=["en"],
        about="-",
        strands={"only": "Only"},
        skills=[Skill(id="hard", title="Hard", can="do it", strand="only")],
        units=[Unit(id="all", title="All", about="-", skills=["hard"])],
        lessons=list(lessons),
    )


HARD_LESSON = Lesson(id="lesson-0", title="Lesson 0", unit="all", skills=["hard"], minutes=20, about="-")


class Follower:
    """A student who always takes the first step, or one at random, and gets questions right with a chance of their own."""

    def __init__(self, outline: Outline, luck: float, seed: int, *, practice: bool) -> None:
        self.outline, self.luck, self.draw = outline, luck, random.Random(seed)
        self.progress = {lesson.id: Progress() for lesson in outline.lessons}
        self.reach = Reach(practice=frozenset(s.id for s in outline.skills) if practice else frozenset())
        self.planner = Planner(outline)
        self.seen: list[Seen] = []
        self.day = 0

    def path(self, overrides: tuple[Override, ...] = ()) -> Path:
        standing = stand(self.seen, Difficulties())
        return self.planner.plan(
            standing,
            self.progress,
            overrides=overrides,
            today=START + timedelta(self.day),
            due={skill: review.due for skill, review in reviews(self.seen, standing).items()},
            settled=settled(self.seen, standing),
            reach=self.reach,
        )

    def take(self, step: Step) -> None:
        """Do a step: five questions on each skill of it."""
        if step.lesson:
            skills = self.planner.make.chart.lessons[step.lesson].skills
            stretched = step.kind == "stretch" or self.progress[step.lesson].stretched
            self.progress[step.lesson] = Progress(started=True, finished=True, stretched=stretched)
        else:
            skills = step.round.partition("/")[2].split(",")
        for skill in skills:
            for number in range(5):
                right = self.draw.random() < self.luck
                day = START + timedelta(self.day)
                self.seen.append(Seen(skill=skill, item=f"{skill}-{number}", score=float(right), day=day))


def check(follower: Follower, path: Path, overrides: tuple[Override, ...]) -> None:
    """What holds of every path."""
    skipped = {override.lesson for override in overrides if override.action == "skip"}
    assert 1 <= len(path.steps) <= 3
    assert len({step.key for step in path.steps}) == len(path.steps)
    for step in path.steps:
        assert step.reason.rstrip().endswith((".", "?"))
        assert step.because
        assert step.title
        assert step.lesson in {"", *follower.progress} - skipped
        assert step.kind not in ("strengthen", "review") or step.skill not in skipped
        assert (
            not step.round
            or set(step.round.partition("/")[2].split(",")) <= follower.reach.practice - skipped
        )
        if step.kind == "go-on" and step.by == "path" and "nothing else open" not in step.because:
            skills = follower.planner.make.chart.lessons[step.lesson].skills if step.lesson else [step.skill]
            for skill in skills:
                for before in follower.outline.skill(skill).prerequisites:
                    assert before in skills or path.skills[before] != "open"


@settings(max_examples=60)
@given(
    courses(),
    st.sampled_from([0.0, 0.1, 0.5, 0.65, 0.8, 0.95, 1.0]),
    st.integers(0, 9),
    st.booleans(),
    st.booleans(),
    st.lists(st.sampled_from(["lesson-0", "skill-0", "skill-1"]), max_size=2),
)
@example(one_skill((HARD_LESSON,)), 0.0, 0, False, False, ["hard"])
def test_the_path_ends_for_everybody(  # type: ignore[no-untyped-def]
    outline, luck, seed, practice, wander, skips
) -> None:
    follower = Follower(outline, luck, seed, practice=practice)
    overrides = tuple(Override(action="skip", lesson=name) for name in skips)
    bound = 12 * (len(outline.skills) + len(outline.lessons)) + 30
    for _ in range(bound):
        path = follower.path(overrides)
        check(follower, path, overrides)
        # What a person has to help with is set aside, as a student would who waits for the teacher.
        doable = [step for step in path.steps if step.kind != "ask-teacher"]
        if not doable:
            break
        follower.take(follower.draw.choice(doable) if wander else doable[0])
    else:
        raise AssertionError(f"still going round after {bound} steps: {follower.path(overrides).steps[0]}")
    assert path.steps[0].kind == "ask-teacher"


@given(st.integers(0, 20))
@settings(max_examples=10)
def test_whoever_stays_stuck_is_sent_to_the_teacher_and_not_round_again(seed: int) -> None:
    outline = one_skill()
    follower = Follower(outline, 0.05, seed, practice=True)
    for _ in range(3):
        follower.take(follower.path().steps[0])
    (step,) = follower.path().steps
    assert len(follower.seen) >= ASK_AFTER
    assert (step.kind, step.title) == ("ask-teacher", "Ask your teacher about “Hard”")
    assert "15 times" in step.reason
    assert "after 15 attempts" in step.because


def test_a_skipped_skill_is_taught_once_by_its_lesson_and_then_it_is_the_teachers_turn() -> None:
    follower = Follower(one_skill((HARD_LESSON,)), 0.0, 0, practice=False)
    skip = (Override(action="skip", lesson="hard"),)
    (first,) = follower.path(skip).steps
    assert (first.kind, first.lesson) == ("go-on", "lesson-0")
    follower.take(first)
    assert [step.kind for step in follower.path().steps] == ["strengthen"]
    (then,) = follower.path(skip).steps
    assert (then.kind, then.title) == ("ask-teacher", "Talk with your teacher about what comes next")
