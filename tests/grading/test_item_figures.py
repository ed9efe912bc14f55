"""Figures of questions, from literal answers."""

from __future__ import annotations

import pytest

from curriculum.course import Course
from curriculum.evidence import AnyEvent, Checked
from curriculum.mastery import Difficulties
from grading.item_figures import ItemRow, item_rows
from tests.grading.students import answered
from tests.grading.work import right_answer

WRONG_CODE = "def double(n):\n    return n * n"


def rows(events: dict[str, list[AnyEvent]], course: Course) -> dict[str, ItemRow]:
    return {row.item: row for row in item_rows(events, course, Difficulties())}


def test_only_a_students_first_answer_counts_for_the_rate(course: Course) -> None:
    right = str(right_answer(course, "half-of"))
    events = {
        "ana": [answered(1, "1000", 0, seconds=10), answered(2, right, 1, attempt=2)],
        "ben": [answered(1, right, 1, seconds=20, hints=1), answered(2, "1000", 0)],
    }
    row = rows(events, course)["half-of"]
    assert (row.students, row.answers, row.first.value, row.hinted, row.seconds) == (2, 4, 0.5, 0.5, 15)
    assert row.telling is None
    assert row.doubts == ()


def test_wrong_answers_with_one_idea_stand_together_and_code_has_an_example(course: Course) -> None:
    odd = str(int(float(right_answer(course, "half-of")) * 2 - 2))
    check = Checked(
        by=("m", 9),
        at="2026-11-16T08:00:00+00:00",
        lesson="doubling",
        item="double",
        passed=[True, True, False],
        source=WRONG_CODE,
    )
    events: dict[str, list[AnyEvent]] = {
        "ana": [answered(1, odd, 0), check],
        "ben": [answered(1, odd, 0)],
        "cem": [answered(1, "1000", 0)],
    }
    found = rows(events, course)
    assert [(wrong.idea, wrong.students) for wrong in found["half-of"].wrong] == [
        ("Halving takes two away", 2),
        ("", 1),
    ]
    (code,) = found["double"].wrong
    assert (code.said, code.code) == ("✓✓✗", WRONG_CODE)


@pytest.mark.parametrize(("students", "doubts"), [(9, []), (12, ["hardly-anyone", "same-wrong-answer"])])
def test_a_question_is_doubted_only_where_enough_have_answered(
    course: Course, students: int, doubts: list[str]
) -> None:
    events: dict[str, list[AnyEvent]] = {f"s{number}": [answered(1, "1000", 0)] for number in range(students)}
    row = rows(events, course)["half-of"]
    assert [doubt.why for doubt in row.doubts] == doubts
    if doubts:
        assert row.doubts[1].said == "1000"


def test_a_question_that_tells_nothing_is_doubted(course: Course) -> None:
    right = str(right_answer(course, "half-of"))
    puzzle = right_answer(course, "which-half")
    events: dict[str, list[AnyEvent]] = {
        f"s{number:02}": [
            answered(1, right if number % 2 else "1000", number % 2),
            # who is right at one is wrong at the other
            answered(
                2, puzzle if not number % 2 else (int(puzzle) + 1) % 3, 0, item="which-half", place="puzzle"
            ),
        ]
        for number in range(24)
    }
    found = rows(events, course)
    assert found["half-of"].telling == pytest.approx(-1.0)
    assert "not-telling" in [doubt.why for doubt in found["half-of"].doubts]


@pytest.mark.parametrize(("easier", "harder", "doubts"), [(6, 2, []), (8, 0, ["variants-apart"])])
def test_versions_are_called_apart_only_where_chance_does_not_make_them_so(
    course: Course, easier: int, harder: int, doubts: list[str]
) -> None:
    events: dict[str, list[AnyEvent]] = {}
    for variant, right in enumerate((easier, harder)):
        said = str(right_answer(course, "half-of", variant))
        for number in range(8):
            answer = said if number < right else "1000"
            events[f"s{variant}{number}"] = [answered(1, answer, number < right, variant=variant)]
    assert [doubt.why for doubt in rows(events, course)["half-of"].doubts] == doubts
