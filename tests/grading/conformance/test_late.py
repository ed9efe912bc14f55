"""Timestamps and penalties, as in nbgrader's test_nbgrader_autograde.py."""

from __future__ import annotations

import pytest

from tests.grading.conformance.conftest import Make
from tests.grading.conformance.nbgrader_course import NbCourse, outcome

ON_TIME = "2015-02-02 14:58:23.948203 America/Los_Angeles"
DAY_BEFORE = "2015-02-01 14:58:23.948203 America/Los_Angeles"
HOUR_LATE = "2015-02-02 15:58:23.948203 America/Los_Angeles"
FOUR_HOURS_LATE = "2015-02-02 18:58:23.948203 America/Los_Angeles"

PLUGIN = """
from nbgrader.plugins import BasePlugin

class Blarg(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return int(total_seconds_late / 3600)
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def course(course_of: Make) -> NbCourse:
    """The course of nbgrader's own tests."""
    return course_of({"p1": "submitted-unchanged.ipynb"})


def test_grade_timestamp(course: NbCourse) -> None:
    course.submit("foo", "submitted-unchanged.ipynb", at=HOUR_LATE)
    course.submit("bar", "submitted-changed.ipynb", at=DAY_BEFORE)

    course.grade()

    assert course.late("foo")[0] == 3600
    assert course.late("bar")[0] == 0
    assert course.graded("foo", "timestamp.txt").read_text("utf-8") == HOUR_LATE
    assert course.graded("bar", "timestamp.txt").is_file()
    assert course.grade().unchanged == 2


def test_grade_empty_timestamp(course: NbCourse) -> None:
    course.submit("foo", "submitted-unchanged.ipynb", at="")

    course.grade()

    assert course.late("foo") == (0, None)
    assert course.graded("foo", "timestamp.txt").is_file()


def test_late_submission_penalty_none(course: NbCourse) -> None:
    course.submit("foo", "submitted-unchanged.ipynb", at=ON_TIME)
    course.submit("bar", "submitted-changed.ipynb", at=HOUR_LATE)

    course.grade()

    assert (course.score("foo")[0], *course.late("foo")) == (1, 0, None)
    assert (course.score("bar")[0], *course.late("bar")) == (2, 3600, None)


def test_late_submission_penalty_zero(course: NbCourse) -> None:
    course.configure("c.LateSubmissionPlugin.penalty_method = 'zero'")
    course.submit("foo", "submitted-unchanged.ipynb", at=ON_TIME)
    course.submit("bar", "submitted-changed.ipynb", at=HOUR_LATE)

    course.grade()

    assert (course.score("foo")[0], *course.late("foo")) == (1, 0, None)
    assert (course.score("bar")[0], *course.late("bar")) == (2, 3600, 2)

    course.submit("bar", at=ON_TIME)  # nbgrader issue 723: the penalty goes when the timestamp changes
    course.grade()

    assert (course.score("bar")[0], *course.late("bar")) == (2, 0, None)


def test_late_submission_penalty_plugin(course: NbCourse) -> None:
    (course.root / "conformance_late_plugin.py").write_text(PLUGIN, "utf-8")
    course.configure("c.AssignLatePenalties.plugin_class = 'conformance_late_plugin.Blarg'")
    course.submit("foo", "submitted-unchanged.ipynb", at=FOUR_HOURS_LATE)
    course.submit("bar", "submitted-changed.ipynb", at=HOUR_LATE)

    course.grade()

    assert (course.score("foo")[0], *course.late("foo")) == (1, 4 * 3600, 1), "never more than the score"
    assert (course.score("bar")[0], *course.late("bar")) == (2, 3600, 1)


def test_differs_an_unreadable_timestamp_stops_nobody(course: NbCourse) -> None:
    """The time is not the student's to write and not worth a grade: it is not counted as late, and the teacher is told."""
    course.submit("bar", "submitted-changed.ipynb", at="But I want to be a timestamp string :(")

    graded = course.grade()

    assert course.score("bar") == (2, 7, True)
    assert course.late("bar") == (0, None)
    assert "timestamp" in outcome(graded, "bar").reason
