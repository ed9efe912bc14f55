"""nbgrader's gradebook.db, as far as Trellis reads and fills it itself."""

from __future__ import annotations

import os
import sysconfig
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grading.class_folder import ClassFolder
from grading.settings import read_settings


class Scores(msgspec.Struct, frozen=True):
    """A student's points in a lesson, and the most there are.

    `parts` are the points by grade id (`branch-…`, `check-…`).
    """

    score: float
    max_score: float
    parts: dict[str, float]


@contextmanager
def open_gradebook(folder: ClassFolder) -> Iterator[Any]:
    """The Gradebook of a class, closed again at the end."""
    with course_gradebook(read_settings(folder)) as gradebook:
        yield gradebook


@contextmanager
def course_gradebook(config: Config) -> Iterator[Any]:
    """The Gradebook of any nbgrader course, closed again at the end; made where there is none yet."""
    with warnings.catch_warnings(action="ignore"):  # what nbgrader and SQLAlchemy have to say to each other
        about = CourseDirectory(config=config)
        path = Path(about.db_url.removeprefix("sqlite:///"))
        if about.db_url.startswith("sqlite:///") and not path.exists():
            _make(path, about.course_id)
        with Gradebook(about.db_url, about.course_id) as gradebook:
            yield gradebook


def _make(path: Path, course_id: str) -> None:
    """A new gradebook. nbgrader asks the command `alembic` for its version, and finds it only on the PATH."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), before])
    try:
        Gradebook(f"sqlite:///{path}", course_id).close()
    except Exception:
        path.unlink(missing_ok=True)  # half a gradebook would be taken for a whole one
        raise
    finally:
        os.environ["PATH"] = before


def scores(folder: ClassFolder, student: str, lesson: str) -> Scores | None:
    """What the gradebook holds of one submission; None where there is none."""
    with open_gradebook(folder) as gradebook:
        try:
            submission = gradebook.find_submission(lesson, student)
        except MissingEntry:
            return None
        parts = {
            grade.name: float(grade.score) for notebook in submission.notebooks for grade in notebook.grades
        }
        return Scores(float(submission.score), float(submission.max_score), parts)


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """One submission as the gradebook has it: points and most points by cell, comments by cell, points taken off for being late."""

    parts: dict[str, tuple[float, float]]
    comments: dict[str, str]
    late: float = 0.0

    @property
    def score(self) -> float:
        """The points of the whole."""
        return max(0.0, sum(score for score, _ in self.parts.values()) - self.late)

    @property
    def most(self) -> float:
        """The points there are."""
        return sum(most for _, most in self.parts.values())


def all_graded(folder: ClassFolder) -> dict[tuple[str, str], Graded]:
    """Every submission in the gradebook, by student and lesson, in three questions to it."""
    if not folder.gradebook.is_file():
        return {}
    parts: dict[tuple[str, str], dict[str, tuple[float, float]]] = {}
    comments: dict[tuple[str, str], dict[str, str]] = {}
    with open_gradebook(folder) as gradebook:
        late = {
            (student, lesson): float(penalty or 0)
            for student, lesson, penalty in _of_submissions(
                gradebook.db, SubmittedNotebook, SubmittedNotebook.late_submission_penalty
            )
        }
        for student, lesson, cell, score, most in _of_submissions(
            gradebook.db, Grade, BaseCell.name, Grade.score, Grade.max_score
        ):
            parts.setdefault((student, lesson), {})[cell] = (float(score), float(most))
        for student, lesson, cell, comment in _of_submissions(
            gradebook.db, Comment, BaseCell.name, Comment.comment
        ):
            if comment:
                comments.setdefault((student, lesson), {})[cell] = str(comment)
    return {
        which: Graded(parts=parts.get(which, {}), comments=comments.get(which, {}), late=penalty)
        for which, penalty in late.items()
    }


def given_by_hand(folder: ClassFolder) -> list[tuple[str, str, str, float, float]]:
    """The points that a person gave, as (student, lesson, grade id, points, most points)."""
    with open_gradebook(folder) as gradebook:
        rows = _of_submissions(gradebook.db, Grade, BaseCell.name, Grade.manual_score, Grade.max_score)
        return [
            (student, lesson, cell, float(points), float(most))
            for student, lesson, cell, points, most in rows
            if points is not None
        ]


def _of_submissions(db: Any, table: Any, *columns: Any) -> Any:
    """Rows of a table that hangs on submitted notebooks, each with its student and lesson before it."""
    asked = db.query(Student.id, Assignment.name, *columns).select_from(table)
    if table is not SubmittedNotebook:
        asked = asked.join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)
        asked = asked.join(BaseCell, BaseCell.id == table.cell_id)
    asked = asked.join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
    asked = asked.join(Student, Student.id == SubmittedAssignment.student_id)
    return asked.join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)


def name_students(folder: ClassFolder, names: Mapping[str, str]) -> None:
    """Let formgrader show names.

    Whole, where it asks for the last name, since no rule can say which part of a name that is.
    """
    with open_gradebook(folder) as gradebook:
        known = {student.id: student.last_name for student in gradebook.students}
        for student, name in names.items():
            if known.get(student) != name:
                gradebook.update_or_create_student(student, first_name="", last_name=name)


def changed_cells(folder: ClassFolder, lesson: str, graded: set[str], saved: set[str]) -> set[str]:
    """Cells that nbgrader will not let come or go, because there are submissions.

    The difference to what the gradebook knows.
    """
    with open_gradebook(folder) as gradebook:
        try:
            notebook = gradebook.find_notebook(lesson, lesson)
        except MissingEntry:
            return set()
        if not notebook.submissions:
            return set()
        return graded ^ {cell.name for cell in notebook.grade_cells} | saved ^ {
            cell.name for cell in notebook.source_cells
        }
