"""The engine: what a student does, what the journal then says, and what the page shows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from carrying.journal import Journal, read_journal
from carrying.saving import NotSaved
from curriculum.branching import Condition, Edge
from curriculum.lesson import UnreadableLesson
from curriculum.marking import Unreadable
from curriculum.prose import Prose
from tests.widgets.places import Clock, lesson_folder
from widgets.errors import NotHere
from widgets.exercise import Exercise
from widgets.protocol import (
    ChooseWay,
    Feedback,
    GiveAnswer,
    GoOn,
    Part,
    SayFeeling,
    StartAgain,
    Summary,
    TakeHint,
    Twin,
)


@pytest.fixture
def halving(tmp_path: Path) -> Path:
    return lesson_folder(tmp_path, "halving")


@pytest.fixture
def doubling(tmp_path: Path) -> Path:
    return lesson_folder(tmp_path, "doubling")


def asked(exercise: Exercise) -> int:
    """The number n in “What is half of n?”."""
    assert exercise.variant is not None
    return int(exercise.variant.prompt.text.rstrip("?").split()[-1])


def half(exercise: Exercise) -> str:
    return str(asked(exercise) // 2)


def kinds(folder: Path) -> list[str]:
    return [type(event).__name__ for event in read_journal(folder / "journal.jsonl")]


def test_a_new_exercise_is_at_the_start_and_says_that_the_lesson_was_opened(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")

    screen = exercise.screen()
    assert exercise.node.id == "first"
    assert screen.kind == "number"
    assert screen.html == f"<p>What is half of {asked(exercise)}?</p>"
    assert screen.lesson == "Halving"
    assert screen.where == "question 1 of about 2"
    assert screen.trail == (
        Part("First", "now"),
        Part("Last", "ahead"),
        Part("Choose", "ahead"),
        Part("Done", "ahead"),
    )
    assert (screen.answer, screen.feedback, screen.next, screen.right) == (None, None, "", False)
    assert kinds(halving) == ["Opened"]


def test_a_lesson_is_said_to_be_opened_once_in_a_process(halving: Path) -> None:
    Exercise.open(halving, "branch", "halving")
    Exercise.open(halving, "ask", "which-half")

    assert kinds(halving) == ["Opened"]


def test_a_right_answer_is_explained_and_opens_the_way_on(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    number = asked(exercise)

    screen = exercise.answer(half(exercise), seconds=12.34)

    assert screen.feedback == Feedback(
        "right", "Yes, that is right.", f"<p>Two times {number // 2} is {number}.</p>"
    )
    assert screen.right
    assert screen.next == "Try a stretch"
    assert exercise.node.id == "first"  # it never moves by itself
    event = exercise.events[-1]
    assert (event.place, event.item, event.attempt, event.answer) == ("first", "half-of", 1, half(exercise))
    assert (event.score, event.misconception, event.hints, event.seconds) == (1.0, "", 0, 12.3)


def test_a_known_wrong_idea_is_answered_and_opens_the_support(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")

    screen = exercise.answer(str(asked(exercise) - 2))

    assert screen.feedback == Feedback(
        "not-yet",
        "Not yet.",
        "<p>That takes 2 away. A half is one of two equal parts.</p>",
        more="Have another go. A second try counts too, a little less than a first.",
    )
    assert not screen.right
    assert screen.next == "Take a closer look"
    assert exercise.events[-1].misconception == "takes-two"
    screen = exercise.go()
    assert (exercise.node.id, screen.kind, screen.aside) == ("look", "explain", "A closer look")
    assert screen.html == "<p>Half is one of two equal parts.</p>"
    assert screen.next == "Go on"


def test_after_a_miss_the_student_may_try_again_at_once(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    exercise.answer("1000")

    screen = exercise.answer(half(exercise))

    assert screen.right
    assert screen.next == "Next"  # not the stretch: that is for a first try
    assert [event.attempt for event in exercise.events] == [1, 2]


def test_an_answer_that_cannot_be_read_is_no_attempt(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")

    with pytest.raises(Unreadable, match="Write your answer first"):
        exercise.answer("")
    reply = exercise.act(GiveAnswer("twelve"))

    assert (reply.saved, reply.problem) == (False, "unreadable")
    assert reply.say == "That does not read as a number. You can write 3/4, 1 1/2, 0.75 or 12."
    assert kinds(halving) == ["Opened"]
    assert exercise.screen().feedback is None


def test_once_right_further_answers_are_not_counted(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    before = exercise.answer(half(exercise))

    assert exercise.answer("1000") == before
    assert len(exercise.events) == 1


def test_hints_come_one_at_a_time_and_how_many_are_left_is_not_said(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    number = asked(exercise)

    screen = exercise.hint()
    assert screen.hints == (f"<p>Share {number} between two people.</p>",)
    assert screen.more_hints
    screen = exercise.hint()
    assert screen.hints[1] == f"<p>Count up in twos until you reach {number}.</p>"
    assert not screen.more_hints
    assert exercise.hint() == screen
    assert [event.level for event in exercise.events] == [1, 2]
    exercise.answer(half(exercise))
    assert exercise.events[-1].hints == 2


def test_after_the_second_miss_another_variant_is_shown_worked(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    assert exercise.answer("1000").twin is None

    twin = exercise.answer("1001").twin

    assert isinstance(twin, Twin)
    assert exercise.variant is not None
    assert twin.prompt != exercise.variant.prompt.html
    other = twin.prompt.removeprefix("<p>What is half of ").removesuffix("?</p>")
    assert twin.solution == f"<p>Two equal parts of {other} are {int(other) // 2} each.</p>"
    assert exercise.answer(half(exercise)).twin is None


def test_a_sealed_question_shows_no_worked_twin(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    exercise.answer("1000")
    exercise.answer(half(exercise))
    exercise.go()

    exercise.answer("1000")

    assert exercise.node.id == "last"
    assert exercise.answer("1001").twin is None


def test_a_way_opens_after_enough_misses(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    for answer in ("1000", "1001"):
        assert exercise.answer(answer).next == ""
    assert exercise.answer("1002").next == "Next"


def test_a_feeling_is_noted_says_what_it_does_and_may_open_a_way(doubling: Path) -> None:
    exercise = Exercise.open(doubling, "branch", "doubling")
    assert exercise.feel("stuck").felt_say == (
        "Noted. Your teacher will see that you asked for help. You may try as often as you like."
    )

    screen = exercise.feel("too-easy")

    assert (screen.felt, screen.next) == ("too-easy", "Try a stretch")
    assert screen.felt_say == "Noted. Your teacher will see this. You can go on now."
    exercise.feel("too-easy")
    assert [event.feeling for event in exercise.events] == ["stuck", "too-easy"]


def test_a_second_visit_brings_other_numbers(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    first = asked(exercise)
    exercise.answer(str(first - 2))
    exercise.go()

    exercise.go()

    assert exercise.node.id == "first"
    assert asked(exercise) != first
    assert exercise.screen().answer is None


def test_the_student_chooses_a_way_and_reaches_the_end(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    exercise.answer("1000")
    exercise.answer(half(exercise))
    exercise.go()
    exercise.answer(half(exercise))
    screen = exercise.go()
    assert (screen.kind, [option.text for option in screen.options]) == ("choose", ["Soon", "Now"])
    assert exercise.choose("never") == screen

    screen = exercise.choose("now")

    assert exercise.finished
    assert (screen.kind, screen.html, screen.next) == ("end", "<p>You can halve a number.</p>", "")
    assert screen.summary == Summary(
        ("Halves",),
        "You answered 2 questions, 1 of them right at the first try. You stayed with the others too.",
        can=("halve a number",),
        onward="Next comes “Doubling”: it builds on “Halves”, which you did here.",
        reflect="Something to think about: which question made you think the longest, and what helped?",
    )
    assert kinds(halving)[-4:] == ["Moved", "Chose", "Moved", "Finished"]

    exercise.lesson.texts["done"] = Prose("متى يكفي النظر؟", "<p>متى يكفي النظر؟</p>")
    asks_itself = exercise.screen().summary
    assert asks_itself is not None
    assert asks_itself.reflect == ""


def test_going_again_starts_over_with_other_numbers_and_keeps_what_was_done(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    first = asked(exercise)
    exercise.answer("1000")
    exercise.answer(half(exercise))
    exercise.go()
    exercise.answer(half(exercise))
    exercise.go()
    exercise.choose("soon")

    screen = exercise.again()

    assert exercise.node.id == "first"
    assert asked(exercise) != first
    assert exercise.finished
    assert (screen.where, screen.trail[0]) == ("question 1 of about 2", Part("First", "now"))
    moved = exercise.events[-1]
    assert (moved.place, moved.to, moved.edge) == ("done", "first", -1)


def test_again_and_next_do_nothing_where_they_do_not_belong(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    before = exercise.screen()

    for action in (GoOn(), StartAgain(), ChooseWay("soon")):
        assert exercise.act(action).screen == before
    assert kinds(halving) == ["Opened"]


def test_after_a_restart_it_is_exactly_where_it_was(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    exercise.hint()
    exercise.answer("1000")
    exercise.answer(str(asked(exercise) - 2))
    exercise.feel("too-hard")

    again = Exercise.open(halving, "branch", "halving")

    assert again.screen() == exercise.screen()
    assert again.screen().answer == str(asked(again) - 2)
    assert again.screen().feedback is not None
    assert len(again.screen().hints) == 1
    assert again.screen().twin is not None


def test_an_end_without_its_line_is_mended_when_the_lesson_is_opened(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    exercise.answer("1000")
    exercise.answer(half(exercise))
    exercise.go()
    exercise.answer(half(exercise))
    exercise.go()
    exercise.choose("soon")
    journal = halving / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:-1]))

    assert Exercise.open(halving, "branch", "halving").finished
    assert kinds(halving)[-1] == "Finished"


def test_a_single_item_offers_another_one_like_it(tmp_path: Path) -> None:
    exercise = Exercise.open(lesson_folder(tmp_path, "halving"), "ask", "which-half")
    screen = exercise.screen()
    assert (screen.kind, screen.trail, screen.where) == ("choice", (), "")
    assert exercise.variant is not None

    right = [option.text for option in exercise.variant.options].index("5")
    screen = exercise.answer(right)

    assert screen.right
    assert screen.next == ""  # this item has one variant only
    assert exercise.finished
    assert exercise.events[-1].place == "ask-which-half"


def test_a_single_item_with_numbers_goes_on_to_other_numbers(tmp_path: Path) -> None:
    exercise = Exercise.open(lesson_folder(tmp_path, "halving"), "ask", "half-of")
    first = asked(exercise)

    assert exercise.answer(half(exercise)).next == "Another one like this"
    screen = exercise.go()

    assert asked(exercise) != first
    assert (screen.answer, screen.feedback) == (None, None)
    assert exercise.finished


def test_what_is_asked_singly_does_not_move_the_branch(halving: Path) -> None:
    branch = Exercise.open(halving, "branch", "halving")
    before = branch.screen()
    single = Exercise.open(halving, "ask", "half-of")
    single.answer(half(single))
    single.go()

    assert Exercise.open(halving, "branch", "halving").screen() == before
    assert branch.hint().hints  # and the branch reads on from a journal that has grown meanwhile
    assert kinds(halving) == ["Opened", "Answered", "Moved", "Hinted"]


def test_an_action_on_an_older_screen_is_not_taken(halving: Path) -> None:
    here, there = (Exercise.open(halving, "branch", "halving") for _ in range(2))
    old = there.screen().key
    here.answer(str(asked(here) - 2))
    here.go()

    reply = there.act(GiveAnswer("3"), on=old, message="m1")

    assert (reply.id, reply.saved, reply.problem) == ("m1", False, "moved")
    assert reply.say == "This question was already answered in another window. Here is where you are now."
    assert reply.screen == here.screen()


def test_what_the_disk_refuses_has_not_happened(halving: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    before = exercise.screen()

    def full(*_: object, **__: object) -> None:
        raise NotSaved("This could not be saved: there is no space left. What you saved before is safe.")

    monkeypatch.setattr(Journal, "append", full)
    for action in (GiveAnswer(half(exercise)), TakeHint(), SayFeeling("stuck")):
        reply = exercise.act(action)
        assert (reply.saved, reply.problem) == (False, "not-saved")
        assert reply.say == "This could not be saved: there is no space left. What you saved before is safe."
        assert reply.screen == before


def test_a_folder_that_cannot_be_written_is_said_at_once(
    halving: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_: object, **__: object) -> None:
        raise NotSaved("This could not be saved: it is read-only.")

    monkeypatch.setattr(Journal, "append", read_only)

    assert (
        Exercise.open(halving, "branch", "halving").screen().notice
        == "This could not be saved: it is read-only."
    )


def test_every_event_is_synced_before_the_screen_says_so(
    halving: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    synced: list[int] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(handle), real(handle)))

    exercise.answer("1000")

    assert len(synced) == 1


def test_without_given_seconds_the_clock_says_how_long_it_took(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving", clock=Clock())

    exercise.answer("1000")

    assert (
        exercise.events[-1].seconds == 20.0
    )  # the clock goes on by ten at every look: opened, shown, answered
    exercise.answer("1001", seconds=-5)
    assert exercise.events[-1].seconds == 0.0


def test_a_name_the_lesson_does_not_have_brings_the_nearest(halving: Path) -> None:
    with pytest.raises(NotHere) as error:
        Exercise.open(halving, "ask", "halv-of")
    assert str(error.value).startswith(
        'This lesson has no ask("halv-of"). Nothing is lost. Did you mean ask("half-of")'
    )
    with pytest.raises(NotHere, match='Did you mean branch\\("halving"\\)'):
        Exercise.open(halving, "branch", "doubling")


def test_a_missing_lesson_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLesson, match="This notebook has lost its lesson"):
        Exercise.open(tmp_path, "branch", "halving")


def test_two_students_get_their_own_numbers(tmp_path: Path) -> None:
    numbers = {
        asked(Exercise.open(lesson_folder(tmp_path / str(n), "halving"), "branch", "halving"))
        for n in range(20)
    }

    assert len(numbers) > 1


def test_after_two_misses_the_worked_twin_is_pointed_to(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    exercise.answer("1000")

    screen = exercise.answer("1001")

    assert screen.twin is not None
    assert screen.feedback is not None
    assert screen.feedback.more == (
        "Below is a question like it, worked step by step. Read it, then have another go at yours."
    )


def test_what_is_not_there_yet_comes_next(halving: Path) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    while not exercise.at_end:
        screen = exercise.screen()
        if screen.kind == "choose":
            exercise.choose("now")
        elif screen.next:
            exercise.go()
        else:
            exercise.answer("1000")

    summary = exercise.screen().summary

    assert summary is not None
    assert summary.can == ()
    assert summary.onward == (
        "Next: one more round with other numbers, because “Halves” is not quite there yet. That is what rounds are for."
    )


@pytest.mark.parametrize(("chance", "place"), [(0.6, "puzzle"), (0.95, "last")])
def test_a_way_can_depend_on_what_the_lesson_has_shown_so_far(
    halving: Path, chance: float, place: str
) -> None:
    exercise = Exercise.open(halving, "branch", "halving")
    edges = exercise.graph.node("first").edges
    edges[1] = Edge("puzzle", Condition(right=True, chance_from=chance))
    exercise.answer(half(exercise))
    exercise.go()
    assert exercise.node.id == place
