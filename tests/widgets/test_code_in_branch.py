"""Code as a step of a branch: tried in the kernel, reported, put in the journal, and a reason to go one way or the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrying.copies import events_in
from carrying.study import open_study
from curriculum.course import Course, load_course, read_course
from curriculum.evidence import Checked, Finished
from curriculum.graph_list import lines
from curriculum.lesson import encode
from curriculum.portfolio import StudentsJudge, TeachersJudge, lanes, portfolio
from curriculum.releasing import release_lesson
from grading.answers import answers
from grading.branch_marks import branch_marks
from tests.tiny import DOUBLES, write_course
from widgets.copies import bundle
from widgets.exercise import Exercise

GRAPH = """\
lesson: doubling
start: write
nodes:
  - id: write
    kind: code
    title: Write it
    item: double
    edges:
      - {if: {misconception: takes-two}, to: look, times: 1}
      - {if: {right: true, first_try: true}, to: more}
      - {to: first}
  - {id: look, kind: explain, lane: support, title: Look, text: Twice is not two more., edges: [{to: write}]}
  - {id: more, kind: ask, lane: stretch, title: More, item: word, edges: [{to: first}]}
  - {id: first, kind: ask, title: First, item: even-numbers, counts: true, edges: [{to: done}]}
  - {id: done, kind: end, title: Done, text: You can double.}
"""
ITEMS = DOUBLES.replace(
    "- {call: [0], expect: 0}",
    "- {call: [0], expect: 0, wrong: [{got: 2, because: takes-two}]}\n    - {call: [5], expect: 10}",
).replace("  starter: |\n    def double", "  hints: [What is twice 3?]\n  starter: |\n    def double")
RIGHT = "def double(n):\n    return 2 * n\n"
ADDS = "def double(n):\n    return n + 2\n"


def course_in(folder: Path, graph: str = GRAPH) -> Course:
    return load_course(write_course(folder, doubling=graph, doubles=ITEMS))


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return course_in(tmp_path / "course")


@pytest.fixture
def exercise(course: Course, tmp_path: Path) -> Exercise:
    return opened(course, tmp_path)


def opened(course: Course, tmp_path: Path) -> Exercise:
    lesson = release_lesson(course, "doubling", "salt")
    open_study(tmp_path / "study", lesson.course)
    folder = tmp_path / "study" / "doubling"
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("lesson.json").write_bytes(encode(lesson))
    return Exercise.open(folder, "branch", "doubling")


def test_a_slip_in_code_leads_to_its_page_and_back_to_the_code(exercise: Exercise) -> None:
    assert (exercise.screen().kind, exercise.screen().starter) == ("code", "def double(n):\n    ...\n")
    assert exercise.screen().next == ""

    screen = exercise.answer(ADDS)

    assert screen.feedback is not None
    assert (screen.feedback.verdict, screen.right) == ("partly", False)
    assert "1 of 4 examples fit." in screen.feedback.html
    assert screen.next == "Take a closer look"
    exercise.go()
    assert exercise.here.now.node == "look"
    exercise.go()
    assert exercise.screen().answer is None  # a new visit begins at the starter
    screen = exercise.answer(RIGHT)
    assert screen.feedback is not None
    assert (screen.feedback.verdict, screen.next) == ("right", "Try a stretch")
    assert [
        (e.place, e.passed, e.misconception, e.source) for e in exercise.events if isinstance(e, Checked)
    ] == [
        ("write", [True, False, False, False], "takes-two", ADDS),
        ("write", [True] * 4, "", RIGHT),
    ]


def test_after_a_restart_the_code_is_there_and_is_not_run_again(
    exercise: Exercise, course: Course, tmp_path: Path
) -> None:
    exercise.answer(ADDS)
    exercise.hint()

    again = opened(course, tmp_path).screen()

    assert (again.answer, again.next, len(again.hints)) == (ADDS, "Take a closer look", 1)
    assert again.feedback is not None
    assert again.feedback.verdict == "partly"
    assert "<table" not in again.feedback.html
    assert "1 of 4 examples fit" in again.feedback.html


def test_code_that_does_not_run_is_no_attempt_and_who_is_stuck_may_go_on(exercise: Exercise) -> None:
    for source, said in [
        ("def double(n)", "Python cannot read line 1"),
        ("x = 1", "Your code makes no function double."),
        ("", "Write your code first."),
        ("#" * 30_000, "very long"),
    ]:
        reply = exercise.act(exercise_answer(source))
        assert (reply.problem, reply.saved) == ("unreadable", False)
        assert said in reply.say
    assert exercise.here.now.attempts == 0
    assert exercise.screen().next == ""

    screen = exercise.feel("stuck")

    assert screen.next == "Next"
    exercise.go()
    assert exercise.here.now.node == "first"


def exercise_answer(source: str) -> object:
    from widgets.protocol import GiveAnswer

    return GiveAnswer(source)


def test_right_code_may_be_made_better_without_losing_what_was_reached(exercise: Exercise) -> None:
    exercise.answer(RIGHT)
    screen = exercise.answer(ADDS)

    assert (exercise.here.now.right, exercise.here.now.misses) == (True, 0)
    assert screen.next == "Try a stretch"
    assert screen.feedback is not None
    assert screen.feedback.verdict == "partly"  # of what stands there now


def test_it_sees_the_notebook_s_own_names_and_leaves_them(course: Course, tmp_path: Path) -> None:
    exercise = opened(course, tmp_path)
    mine: dict[str, object] = {"factor": 2}
    exercise._names = lambda: mine

    assert exercise.answer("def double(n):\n    return factor * n\n").right
    assert mine == {"factor": 2}


def test_both_sides_and_the_copy_know_it_as_code_in_its_place(exercise: Exercise, course: Course) -> None:
    exercise.answer(ADDS)
    exercise.go()
    exercise.go()
    exercise.answer(RIGHT)
    exercise.go()
    exercise.answer("double")
    exercise.go()
    exercise.answer([0, 1, 2, 3])
    while not exercise.at_end:
        exercise.answer([index for index in range(4) if right_option(exercise, index)])
        exercise.go()
    events = exercise.events
    lesson = exercise.lesson

    summary = exercise.screen().summary
    assert summary is not None
    assert summary.skills == ("Doubles",)
    teachers = portfolio(events, TeachersJudge(course), {"doubling": lanes(course.graphs["doubling"])})
    students = portfolio(events, StudentsJudge({"doubling": lesson}), {})
    assert [(one.item, one.score, one.misconception) for one in teachers.seen][:2] == [
        ("double", 0.25, "takes-two"),
        ("double", 1.0, ""),
    ]
    assert [one.item for one in students.seen] == [one.item for one in teachers.seen]
    assert teachers.progress["doubling"].done == 2
    assert any(isinstance(event, Finished) for event in events)
    assert [mark.credit for mark in branch_marks(course, "doubling", events)] == [pytest.approx(0.85)]
    [code] = [question for question in answers(events, course) if question.is_code]
    assert (code.place, code.shown) == ("Write it", "right at check 2")
    copy = bundle(lesson, 'branch("doubling")', events)
    assert RIGHT.strip() in copy["text/plain"]
    assert "4 of 4" in copy["text/plain"]
    kept = {"cells": [{"outputs": [{"output_type": "display_data", "data": copy}]}]}
    assert events_in(kept) == events


def right_option(exercise: Exercise, index: int) -> bool:
    return exercise.variant is not None and exercise.variant.options[index].text in {"4", "6"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: code", "kind: ask", "“double” is a code item. Write `kind: code` for “write”."),
        ("item: double\n", "item: double\n    counts: true\n", "“double” cannot count here"),
        ("item: double\n", "item: word\n", "“word” is no code item. Write `kind: ask` for node “write”"),
        ("takes-two}, to: look", "nobody}, to: look", "“nobody” is not in misconceptions.yaml"),
    ],
)
def test_trellis_check_says_what_a_code_node_must_be(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = write_course(tmp_path, doubling=GRAPH.replace(old, new), doubles=ITEMS)

    assert any(said in str(fault) for fault in read_course(folder)[1]), read_course(folder)[1]


def test_a_way_that_no_example_opens_is_a_fault(tmp_path: Path) -> None:
    folder = write_course(
        tmp_path,
        doubling=GRAPH,
        doubles=ITEMS.replace("because: takes-two}]}\n    - {call: [5]", "say: No.}]}\n    - {call: [5]"),
    )

    assert "no visible case of “double” shows the misconception “takes-two”" in str(read_course(folder)[1])


def test_the_graph_in_words_says_that_it_is_code(course: Course) -> None:
    assert next(lines(course.graphs["doubling"])) == "write “Write it” (code, core, question double, start)"
