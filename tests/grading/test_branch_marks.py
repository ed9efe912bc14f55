"""Marks for a branch: from the key, whatever the events claim."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from curriculum.course import Course
from curriculum.evidence import Answered, AnyEvent, Hinted
from grading.branch_marks import NodeMark, branch_marks, decimal, report, total
from tests.grading.work import do_halving, make_study, right_answer, write_journal


def by_node(marks: list[NodeMark]) -> dict[str, float]:
    return {mark.node: round(mark.credit, 4) for mark in marks}


@pytest.fixture
def done(course: Course, tmp_path: Path) -> list[AnyEvent]:
    return do_halving(make_study(tmp_path / "amina", "k3f92m7qx0ab", "schoolschool"), course).read()


def test_right_answers_earn_all_points(course: Course, done: list[AnyEvent]) -> None:
    marks = branch_marks(course, "halving", done)
    assert by_node(marks) == {"first": 1.0, "last": 1.0}
    assert (total(marks), decimal(total(marks))) == (2.0, "2")


def test_the_score_in_an_event_is_not_believed(course: Course, tmp_path: Path) -> None:
    events = do_halving(
        make_study(tmp_path / "tomas", "p8r4wz2n6cde", "tomastomasto"), course, first="1000", last="68"
    ).read()
    assert {event.score for event in events if isinstance(event, Answered)} == {1.0}
    assert by_node(branch_marks(course, "halving", events)) == {"first": 0.0, "last": 0.0}


def test_later_tries_and_hints_count_for_less(course: Course, tmp_path: Path) -> None:
    study = make_study(tmp_path / "amina", "k3f92m7qx0ab", "schoolschool")
    journal = write_journal(study, "halving")
    journal.append(Answered, place="first", item="half-of", variant=0, attempt=1, answer="1", score=0.0)
    journal.append(Hinted, place="first", item="half-of", variant=0, level=1)
    journal.append(
        Answered,
        place="first",
        item="half-of",
        variant=0,
        attempt=2,
        answer=str(right_answer(course, "half-of")),
        score=1.0,
    )
    marks = branch_marks(course, "halving", journal.read())
    assert by_node(marks) == {"first": 0.8, "last": 0.0}
    assert (marks[0].tries, marks[0].hints, marks[1].tries) == (2, 1, 0)


def test_no_answers_earn_nothing(course: Course) -> None:
    marks = branch_marks(course, "halving", [])
    assert (by_node(marks), decimal(total(marks))) == ({"first": 0.0, "last": 0.0}, "0")


def test_the_same_events_twice_count_once(course: Course, done: list[AnyEvent]) -> None:
    assert branch_marks(course, "halving", [*done, *reversed(done)]) == branch_marks(course, "halving", done)


def test_each_machine_is_a_walk_of_its_own_and_the_best_counts(
    course: Course, tmp_path: Path, done: list[AnyEvent]
) -> None:
    other = do_halving(
        make_study(tmp_path / "home", "k3f92m7qx0ab", "aaaaaaaaaaaa"), course, first="1000"
    ).read()
    assert by_node(branch_marks(course, "halving", other)) == {"first": 0.0, "last": 1.0}
    half = [event for event in done if event.place == "first"]
    assert by_node(branch_marks(course, "halving", [*other, *half])) == {"first": 1.0, "last": 1.0}


def test_answers_to_another_lesson_or_an_unknown_item_earn_nothing(
    course: Course, done: list[AnyEvent]
) -> None:
    elsewhere = [msgspec.structs.replace(event, lesson="doubling") for event in done]
    assert total(branch_marks(course, "halving", elsewhere)) == 0.0
    unknown = [
        msgspec.structs.replace(event, item="gone") if isinstance(event, Answered) else event
        for event in done
    ]
    assert total(branch_marks(course, "halving", unknown)) == 0.0


def test_the_report_says_what_was_answered_and_never_what_is_right(course: Course, tmp_path: Path) -> None:
    journal = do_halving(
        make_study(tmp_path / "amina", "k3f92m7qx0ab", "schoolschool"), course, first="<b>9</b>", last="68"
    )
    said = report(branch_marks(course, "halving", journal.read()))
    assert said.text == (
        "0 of 2 points, from the answers in the journal.\n– First: “<b>9</b>”, 1 try, 0 of 1\n– Last: “68”, 1 try, 0 of 1"
    )
    assert "&lt;b&gt;9&lt;/b&gt;" in said.html
    assert "<b>9" not in said.html
    assert "What is half of 70?" in said.html
    assert "35" not in said.html
    assert said.html.count('<th scope="row">') == 2


@pytest.mark.parametrize(
    ("points", "written"),
    [(0.0, "0"), (-3.0, "0"), (1.0, "1"), (1.85, "1.85"), (2 / 3, "0.6667"), (10.0, "10"), (1e-9, "0")],
)
def test_points_are_plain_decimals(points: float, written: str) -> None:
    assert decimal(points) == written
