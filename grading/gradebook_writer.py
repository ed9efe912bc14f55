"""The gradebook's one writer: the scores of many submissions in one transaction."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from nbgrader.api import (
    Comment,
    Grade,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy.exc import OperationalError

from grading.ledger import Ledger, NotebookCells

PATIENCE = 60.0
"""Seconds to wait for another program that has the gradebook, before giving up."""

_students, _submissions = Student.__table__, SubmittedAssignment.__table__
_notebooks, _grades, _comments = SubmittedNotebook.__table__, Grade.__table__, Comment.__table__


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """What grading one notebook found: by cell name the score (None: a person has to look) and the comment."""

    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """One student's submission, graded. A notebook that is missing is one without marks. `timestamp` is UTC, without a zone."""

    student: str
    timestamp: datetime | None = None
    notebooks: dict[str, Marked]


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """What the gradebook says of a submission now. `moved` are cells whose automatic score changed: name → (before, now).

    `before` is the score the submission had, None where it had none. `manual` says that a person's scores were kept.
    """

    score: float
    max_score: float
    before: float | None = None
    moved: dict[str, tuple[float, float]] = {}
    manual: bool = False
    needs_eye: bool = False


class _Row(msgspec.Struct):
    """A grade's row as it stands."""

    id: str
    auto: float | None
    manual: float | None
    extra: float | None

    def score(self) -> float:
        """As nbgrader's Grade.score has it."""
        base = self.manual if self.manual is not None else self.auto
        return 0.0 if base is None else float(base) + float(self.extra or 0.0)


def enter(
    gradebook: Any, ledger: Ledger, papers: Sequence[Paper], penalties: Any = None
) -> dict[str, Entered]:
    """Write papers into an open Gradebook, all or none; by student what it says now.

    Manual scores and comments stay. Every automatic score of a notebook is written, so that none outlives its answer.
    `penalties` is nbgrader's AssignLatePenalties. Raises sqlalchemy's OperationalError once the gradebook has been in use
    by another program for PATIENCE seconds.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with gradebook.engine.begin() as db:
                return _Entry(db, ledger, penalties).enter(papers)
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.2)


class _Entry:
    """One transaction."""

    def __init__(self, db: sa.Connection, ledger: Ledger, penalties: Any) -> None:
        self.db, self.ledger, self.penalties = db, ledger, penalties
        self.new: dict[sa.Table, list[dict[str, Any]]] = {
            table: [] for table in (_students, _submissions, _notebooks, _grades, _comments)
        }

    def enter(self, papers: Sequence[Paper]) -> dict[str, Entered]:
        students = {paper.student for paper in papers}
        known = set(self.db.scalars(sa.select(_students.c.id).where(_students.c.id.in_(students))))
        self.new[_students] = [{"id": student} for student in sorted(students - known)]
        submitted = {
            row.student_id: row
            for row in self.db.execute(
                sa.select(_submissions).where(
                    _submissions.c.assignment_id == self.ledger.id, _submissions.c.student_id.in_(students)
                )
            )
        }
        notebooks = self._by(_notebooks, _notebooks.c.assignment_id, [row.id for row in submitted.values()])
        ids = [row.id for rows in notebooks.values() for row in rows]
        grades, comments = (
            self._by(_grades, _grades.c.notebook_id, ids),
            self._by(_comments, _comments.c.notebook_id, ids),
        )
        done = {}
        for paper in papers:
            row = submitted.get(paper.student)
            rows = {one.notebook_id: one for one in notebooks.get(row.id, [])} if row is not None else {}
            done[paper.student] = self._paper(paper, row, rows, grades, comments)
        for table, lines in self.new.items():
            if lines:
                self.db.execute(sa.insert(table), lines)
        return done

    def _by(self, table: sa.Table, column: sa.Column[Any], keys: Sequence[str]) -> dict[str, list[Any]]:
        """Rows of a table by one of its columns."""
        found: dict[str, list[Any]] = {}
        for start in range(0, len(keys), 500):  # SQLite takes 999 parameters in older builds
            for row in self.db.execute(sa.select(table).where(column.in_(keys[start : start + 500]))):
                found.setdefault(getattr(row, column.name), []).append(row)
        return found

    def _paper(
        self,
        paper: Paper,
        row: Any,
        rows: dict[str, Any],
        grades: dict[str, list[Any]],
        comments: dict[str, list[Any]],
    ) -> Entered:
        if row is None:
            submission = new_uuid()
            self.new[_submissions].append(
                {
                    "id": submission,
                    "assignment_id": self.ledger.id,
                    "student_id": paper.student,
                    "timestamp": paper.timestamp,
                    "extension": None,
                }
            )
        else:
            submission = row.id
            if paper.timestamp is not None and paper.timestamp != row.timestamp:
                self._update(_submissions, submission, timestamp=paper.timestamp)
        late = self._seconds_late(paper, row)
        score, before, eye, manual = 0.0, 0.0, False, False
        moved: dict[str, tuple[float, float]] = {}
        for notebook in self.ledger.notebooks.values():
            there = rows.get(notebook.id)
            name = there.id if there is not None else new_uuid()
            old = {
                one.cell_id: _Row(one.id, one.auto_score, one.manual_score, one.extra_credit)
                for one in grades.get(name, [])
            }
            marked = paper.notebooks.get(notebook.name)
            before += sum(one.score() for one in old.values())
            now, look, kept = self._grades(notebook, name, marked, old, moved)
            self._comments(notebook, name, marked, comments.get(name, []))
            score, eye, manual = score + now, eye or look, manual or kept
            penalty = self._penalty(paper.student, now, late) if marked is not None else None
            if there is None:
                self.new[_notebooks].append(
                    {
                        "id": name,
                        "assignment_id": submission,
                        "notebook_id": notebook.id,
                        "flagged": False,
                        "late_submission_penalty": penalty,
                    }
                )
            elif there.late_submission_penalty != penalty:
                self._update(_notebooks, name, late_submission_penalty=penalty)
        return Entered(
            score=score,
            max_score=self.ledger.max_score,
            before=before if row is not None else None,
            moved=moved,
            manual=manual,
            needs_eye=eye,
        )

    def _grades(
        self,
        notebook: NotebookCells,
        name: str,
        marked: Marked | None,
        old: dict[str, _Row],
        moved: dict[str, tuple[float, float]],
    ) -> tuple[float, bool, bool]:
        """(The notebook's score, whether a person has to look, whether a person's score was kept)."""
        total, eye, kept = 0.0, False, False
        for cell in notebook.graded.values():
            # A cell nobody found anything about earns nothing: its old score must not outlive its answer. Tasks are
            # found out about by people only.
            unmarked = None if cell.name in notebook.tasks else 0.0
            auto = marked.scores.get(cell.name, unmarked) if marked is not None else 0.0
            before = old.get(cell.id)
            manual = before.manual if before is not None else None
            look = marked is not None and (auto is None or manual is not None)
            values = {"auto_score": auto, "needs_manual_grade": look}
            row = _Row("", auto, manual, before.extra if before is not None else None)
            if before is None:
                self.new[_grades].append(
                    {
                        "id": new_uuid(),
                        "notebook_id": name,
                        "cell_id": cell.id,
                        "manual_score": None,
                        "extra_credit": None,
                        **values,
                    }
                )
            else:
                self._update(_grades, before.id, **values)
                if (before.auto or 0.0) != (auto or 0.0):
                    moved[cell.name] = (float(before.auto or 0.0), float(auto or 0.0))
            total, eye, kept = total + row.score(), eye or look, kept or manual is not None
        return total, eye, kept

    def _comments(
        self, notebook: NotebookCells, name: str, marked: Marked | None, old: Iterable[Any]
    ) -> None:
        known = {row.cell_id: row for row in old}
        for cell, cell_id in notebook.comments.items():
            comment = marked.comments.get(cell) if marked is not None else None
            if cell_id not in known:
                self.new[_comments].append(
                    {
                        "id": new_uuid(),
                        "notebook_id": name,
                        "cell_id": cell_id,
                        "auto_comment": comment,
                        "manual_comment": None,
                    }
                )
            elif known[cell_id].auto_comment != comment:
                self._update(_comments, known[cell_id].id, auto_comment=comment)

    def _seconds_late(self, paper: Paper, row: Any) -> float:
        """As nbgrader's SubmittedAssignment.total_seconds_late has it."""
        timestamp = paper.timestamp or (row.timestamp if row is not None else None)
        if timestamp is None or self.ledger.duedate is None:
            return 0.0
        due = self.ledger.duedate + ((row.extension if row is not None else None) or timedelta(0))
        late: float = (timestamp - due).total_seconds()
        return max(0.0, late)

    def _penalty(self, student: str, score: float, late: float) -> float | None:
        if self.penalties is None or late <= 0:
            return None
        penalty = self.penalties.plugin_inst.late_submission_penalty(student, score, late)
        return None if penalty is None else self.penalties._check_late_penalty(_Scored(score), penalty)  # noqa: SLF001

    def _update(self, table: sa.Table, key: str, **values: Any) -> None:
        self.db.execute(sa.update(table).where(table.c.id == key).values(**values))


class _Scored(msgspec.Struct, frozen=True):
    """What nbgrader's check of a penalty wants to know of a notebook."""

    score: float
