"""Notices of a class: each student by their own work, the newest hand-in by everyone's."""

from __future__ import annotations

from datetime import UTC, date, datetime

from curriculum.course import Course
from grading.notices import notices, notices_of
from tests.grading.students import standing, work_of

TODAY = date(2026, 11, 26)


def test_everyone_is_seen_by_their_own_work(course: Course) -> None:
    late = datetime(2026, 11, 2, 9, tzinfo=UTC)
    work = {
        "a": work_of("a", handed_in=datetime(2026, 11, 25, 9, tzinfo=UTC)),
        "b": work_of("b", handed_in=late, standings=[standing(chance=0.3, stuck=True)]),
        "c": work_of("c", handed_in=None),
    }
    found = notices(work, course, TODAY)
    assert {student: [flag.kind for flag in own] for student, own in found.items()} == {
        "b": ["stuck", "quiet"],
        "c": ["nothing-yet"],
    }
    assert notices_of(work, "b", course, TODAY) == found["b"]
    assert "“Halves”" in found["b"][0].reason
