"""Laws that hold on every shipped branch graph, whatever a student does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum import marking
from curriculum.branching import Ask, Choose
from curriculum.marking import Answer
from curriculum.variants import OpenKey, Variant
from tests.widgets.places import lesson_folder, released
from widgets.exercise import Exercise
from widgets.protocol import Action, ChooseWay, GiveAnswer, GoOn, SayFeeling, StartAgain, TakeHint, plain

LESSONS = [
    ("tiny", "halving"),
    ("tiny", "doubling"),
    ("real", "comparing-fractions-1"),
    ("real", "equal-fractions-1"),
    ("real", "first-code-1"),
]


@pytest.fixture(scope="module", autouse=True)
def quickly() -> Iterator[None]:
    """Seals that take microseconds and a disk that is not waited for: these laws are about walks, of which there are many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda _: None)
        patch.setitem(marking.SCRYPT, "n", 2)
        released.cache_clear()
        yield
    released.cache_clear()


ANSWERS = st.one_of(
    st.integers(-1, 5),
    st.lists(st.integers(-1, 5), max_size=6),
    st.sampled_from(["", "1/2", "0,75", "-3", "print", "1/0", "½", "x" * 3000, "true"]),
)


@st.composite
def doings(draw: st.DrawFn) -> list[Action | str]:
    """What a student might do, in any order; `right` stands for the right answer where it can be read, `way` for Next."""
    one = st.one_of(
        st.just("right"),
        st.just("way"),
        st.builds(GiveAnswer, ANSWERS),
        st.just(TakeHint()),
        st.builds(SayFeeling, st.sampled_from(["too-easy", "just-right", "too-hard", "stuck"])),
        st.builds(ChooseWay, st.sampled_from(["sport", "nature", "soon", "nowhere"])),
        st.just(StartAgain()),
    )
    return draw(st.lists(one, max_size=25))


def right_answer(variant: Variant) -> Answer | None:
    """The right answer where the key is open; None where it is sealed."""
    if not isinstance(variant.key, OpenKey):
        return None
    accepted = variant.key.accepts[0]
    if variant.type == "choice":
        return int(accepted)
    if variant.type in {"multi", "order"}:
        return [int(index) for index in accepted.split(",")]
    return accepted


def as_action(exercise: Exercise, doing: Action | str) -> Action:
    if doing == "right":
        variant = exercise.variant
        answer = right_answer(variant) if variant is not None else None
        return GiveAnswer(answer) if answer is not None else GiveAnswer("1")
    if doing == "way":
        node = exercise.node
        return ChooseWay(node.options[0].id) if isinstance(node, Choose) else GoOn()
    assert not isinstance(doing, str)
    return doing


def some_answer(variant: Variant) -> Answer:
    """An answer that can be read, right or not."""
    return {"choice": 0, "multi": [0], "order": list(range(len(variant.options))), "number": "1"}.get(
        variant.type, "a"
    )


@pytest.mark.slow
@pytest.mark.parametrize(("course", "lesson"), LESSONS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doings=doings())
def test_nothing_raises_and_the_journal_replays_to_the_same_screen(
    course: str, lesson: str, doings: list[Action | str]
) -> None:
    with TemporaryDirectory() as study:
        folder = lesson_folder(Path(study), lesson, course)
        exercise = Exercise.open(folder, "branch", lesson)
        for doing in doings:
            reply = exercise.act(as_action(exercise, doing), on=exercise.key)
            assert reply.screen == exercise.screen()
            assert reply.saved or reply.problem == "unreadable"
            json.dumps(plain(reply))  # all of it can travel to the page
        assert Exercise.open(folder, "branch", lesson).screen() == exercise.screen()
        assert_ends(exercise)
        assert Exercise.open(folder, "branch", lesson).screen() == exercise.screen()


def assert_ends(exercise: Exercise) -> None:
    """However it stands, answering something and going on leads to the end."""
    for _ in range(400):
        if exercise.at_end:
            break
        node, variant = exercise.node, exercise.variant
        if isinstance(node, Choose):
            exercise.choose(node.options[-1].id)
        elif exercise.screen().next:
            exercise.go()
        else:
            assert isinstance(node, Ask)
            assert variant is not None
            exercise.answer(some_answer(variant))
    assert exercise.at_end, f"still at {exercise.node.id}"
    assert exercise.finished


@pytest.mark.parametrize(("course", "lesson"), LESSONS)
def test_exactly_one_part_is_now_at_every_step(tmp_path: Path, course: str, lesson: str) -> None:
    exercise = Exercise.open(lesson_folder(tmp_path, lesson, course), "branch", lesson)
    steps = 0
    while not exercise.at_end:
        screen = exercise.screen()
        assert [part.state for part in screen.trail].count("now") == 1
        assert len({part.title for part in screen.trail}) == len(screen.trail) <= 14
        exercise.act(as_action(exercise, "way" if screen.next or screen.kind == "choose" else "right"))
        if screen == exercise.screen():
            assert exercise.variant is not None
            exercise.answer(some_answer(exercise.variant))
        steps += 1
        assert steps < 200
    assert [part.state for part in exercise.screen().trail][-1] == "now"


@pytest.mark.parametrize(("course", "lesson"), LESSONS)
def test_a_torn_last_line_costs_that_line_only(tmp_path: Path, course: str, lesson: str) -> None:
    folder = lesson_folder(tmp_path, lesson, course)
    exercise = Exercise.open(folder, "branch", lesson)
    exercise.feel("stuck")
    exercise.hint()
    before = exercise.screen()
    journal = folder / "journal.jsonl"
    whole = journal.read_bytes()
    assert exercise.variant is not None
    exercise.answer(some_answer(exercise.variant))
    journal.write_bytes(journal.read_bytes()[: len(whole) + 20])

    again = Exercise.open(folder, "branch", lesson)

    assert again.screen() == before
    again.answer(some_answer(exercise.variant))
    assert Exercise.open(folder, "branch", lesson).screen() == again.screen()
