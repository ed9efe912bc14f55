from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.mastery import Standing
from curriculum.outline import Outline, load_outline
from curriculum.path import Override, Path, Planner, Progress, Reach
from tests.tiny import write_course

TODAY = date(2026, 11, 22)
NEW = {"halving": Progress(), "doubling": Progress()}


@pytest.fixture(scope="module")
def outline(tmp_path_factory: pytest.TempPathFactory) -> Outline:
    return load_outline(write_course(tmp_path_factory.mktemp("tiny")))


def standing(skill: str, *, mastered: bool = False, chance: float = 0.4, last: date = TODAY) -> Standing:
    chance = 0.9 if mastered else chance
    return Standing(
        skill=skill,
        chance=chance,
        tries=8,
        first_tries=8,
        right=7 if mastered else 3,
        mastered=mastered,
        stuck=False,
        last=last,
    )


def kinds(path: Path) -> list[tuple[str, str]]:
    return [(step.kind, step.lesson) for step in path.steps]


def test_a_new_student_starts_where_nothing_comes_before(outline: Outline) -> None:
    path = Planner(outline).plan({}, NEW, today=TODAY)
    assert kinds(path) == [("go-on", "halving")]
    assert path.skills == {"halves": "open", "doubles": "later"}


def test_a_lesson_under_way_comes_first_and_says_how_far(outline: Outline) -> None:
    path = Planner(outline).plan({}, {**NEW, "halving": Progress(started=True, done=2, of=5)}, today=TODAY)
    assert path.steps[0].reason == "You have started this. 2 of about 5 questions are done."


def test_mastery_opens_the_next_lesson_and_the_stretch(outline: Outline) -> None:
    done = {**NEW, "halving": Progress(started=True, finished=True)}
    path = Planner(outline).plan({"halves": standing("halves", mastered=True)}, done, today=TODAY)
    assert kinds(path) == [("go-on", "doubling"), ("stretch", "halving")]
    assert (
        path.steps[0].reason
        == "You got 7 of your last 8 questions on “Halves” right at the first try. “Doubling” is what that opens up."
    )


def test_a_finished_lesson_that_is_not_sure_yet_is_strengthened(outline: Outline) -> None:
    done = {**NEW, "halving": Progress(started=True, finished=True)}
    path = Planner(outline).plan({"halves": standing("halves")}, done, today=TODAY)
    assert kinds(path) == [("strengthen", "halving")]
    assert path.steps[0].reason == (
        "“Halves” is not quite sure yet: you got 3 of your last 8 questions right at the first try. "
        "Another round, with other numbers, makes it sure."
    )


def test_what_was_mastered_long_ago_is_due_again(outline: Outline) -> None:
    done = {"halving": Progress(started=True, finished=True, stretched=True)}
    path = Planner(outline).plan(
        {"halves": standing("halves", mastered=True, last=date(2026, 11, 1))}, done, today=TODAY
    )
    assert kinds(path) == [("review", "halving")]
    assert path.skills["halves"] == "due"


def test_the_teacher_pins_and_skips_and_the_student_chooses(outline: Outline) -> None:
    done = {**NEW, "halving": Progress(started=True, finished=True)}
    known = {"halves": standing("halves", mastered=True)}
    pinned = Planner(outline).plan(
        known,
        done,
        overrides=[Override(action="pin", lesson="halving", reason="For Thursday.")],
        today=TODAY,
    )
    assert (pinned.steps[0].lesson, pinned.steps[0].reason) == ("halving", "For Thursday.")
    skipped = Planner(outline).plan(
        known, done, overrides=[Override(action="skip", lesson="doubling")], today=TODAY
    )
    assert kinds(skipped) == [("stretch", "halving")]
    chosen = Planner(outline).plan(known, done, choices=["halving"], today=TODAY)
    assert chosen.steps[0].kind == "stretch"
    assert chosen.chosen == "halving"


@pytest.mark.parametrize(
    "known", [standing("halves"), standing("halves", mastered=True, last=date(2026, 11, 1))]
)
def test_no_lesson_comes_again_for_a_skill_that_the_teacher_skipped(
    outline: Outline, known: Standing
) -> None:
    done = {"halving": Progress(started=True, finished=True, stretched=True)}
    skip = [Override(action="skip", lesson="halves")]
    assert kinds(Planner(outline).plan({"halves": known}, done, today=TODAY))[0][1] == "halving"
    assert kinds(Planner(outline).plan({"halves": known}, done, overrides=skip, today=TODAY)) == [
        ("ask-teacher", "")
    ]


def test_a_skipped_skill_does_not_hold_up_the_round_on_what_builds_on_it(outline: Outline) -> None:
    stuck = msgspec.structs.replace(standing("doubles", chance=0.3), stuck=True)
    known = {"halves": standing("halves"), "doubles": stuck}
    done = {name: Progress(started=True, finished=True) for name in NEW}
    reach = Reach(practice=frozenset({"halves", "doubles"}))
    without = Planner(outline).plan(known, done, today=TODAY, reach=reach)
    assert [step.round for step in without.steps] == ["practice/halves"]
    skip = [Override(action="skip", lesson="halves")]
    path = Planner(outline).plan(known, done, overrides=skip, today=TODAY, reach=reach)
    assert [step.round for step in path.steps] == ["practice/doubles"]


def test_when_everything_is_done_the_step_is_the_teacher(outline: Outline) -> None:
    done = {"halving": Progress(started=True, finished=True, stretched=True)}
    path = Planner(outline).plan({"halves": standing("halves", mastered=True)}, done, today=TODAY)
    assert kinds(path) == [("ask-teacher", "")]


standing_of = st.builds(
    lambda mastered, chance: (mastered, chance), st.booleans(), st.floats(0, 1)
)  # fmt: skip
progress_of = st.builds(
    Progress, started=st.booleans(), finished=st.booleans(), stretched=st.booleans(), done=st.integers(0, 5)
)


@given(
    st.dictionaries(st.sampled_from(["halves", "doubles"]), standing_of),
    st.dictionaries(st.sampled_from(["halving", "doubling"]), progress_of),
    st.lists(
        st.builds(
            Override, action=st.sampled_from(["pin", "skip"]), lesson=st.sampled_from(["halving", "doubling"])
        ),
        max_size=3,
    ),
    st.lists(st.sampled_from(["halving", "doubling", "elsewhere"]), max_size=3),
)
def test_nobody_is_ever_without_a_step(outline: Outline, known, progress, overrides, choices) -> None:  # type: ignore[no-untyped-def]
    known = {skill: standing(skill, mastered=m, chance=c) for skill, (m, c) in known.items()}
    path = Planner(outline).plan(known, progress, choices, overrides, TODAY)
    assert 1 <= len(path.steps) <= 3
    assert len({step.lesson for step in path.steps}) == len(path.steps)
    assert all(step.reason.endswith(".") and step.because for step in path.steps)
