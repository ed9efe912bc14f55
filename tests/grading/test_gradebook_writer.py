"""The gradebook's one writer, checked through nbgrader's own eyes."""

from __future__ import annotations

import sqlite3
import threading
from datetime import datetime

import pytest
from nbgrader.api import Gradebook
from sqlalchemy.exc import OperationalError

from grading import gradebook_writer
from grading.class_folder import ClassFolder
from grading.gradebook import open_gradebook
from grading.gradebook_writer import Entered, Marked, Paper, enter
from grading.ledger import Ledger, read_ledger

FULL = Marked(scores={"branch-doubling": 2.0, "check-double": 4.0}, comments={"answer-double": None})
HALF = Marked(
    scores={"branch-doubling": 2.0, "check-double": 1.5}, comments={"answer-double": "No response."}
)


def paper(student: str, marked: Marked | None) -> Paper:
    return Paper(student=student, notebooks={} if marked is None else {"doubling": marked})


def ledger_of(gradebook: Gradebook) -> Ledger:
    return read_ledger(gradebook, "doubling")


def test_nbgrader_reads_what_was_entered(klass: ClassFolder) -> None:
    with open_gradebook(klass) as gradebook:
        said = enter(gradebook, ledger_of(gradebook), [paper("amina0", FULL), paper("tomas0", HALF)])
        assert said == {
            "amina0": Entered(score=6.0, max_score=6.0),
            "tomas0": Entered(score=3.5, max_score=6.0),
        }
    with open_gradebook(klass) as gradebook:
        amina, tomas = (gradebook.find_submission("doubling", one) for one in ("amina0", "tomas0"))
        assert (amina.score, amina.max_score, amina.needs_manual_grade) == (6.0, 6.0, False)
        assert (tomas.score, tomas.code_score, amina.notebooks[0].failed_tests) == (3.5, 3.5, False)
        comment = gradebook.find_comment("answer-double", "doubling", "doubling", "tomas0")
        assert (comment.comment, comment.manual_comment) == ("No response.", None)
        assert gradebook.find_student("amina0").submissions[0].name == "doubling"


def test_a_persons_points_and_comments_stay_and_what_moved_is_said(klass: ClassFolder) -> None:
    with open_gradebook(klass) as gradebook:
        enter(gradebook, ledger_of(gradebook), [paper("amina0", HALF)])
        gradebook.find_grade("branch-doubling", "doubling", "doubling", "amina0").manual_score = 1.0
        gradebook.find_grade("branch-doubling", "doubling", "doubling", "amina0").extra_credit = 0.5
        gradebook.find_comment(
            "answer-double", "doubling", "doubling", "amina0"
        ).manual_comment = "Well tried."
        gradebook.db.commit()
        said = enter(gradebook, ledger_of(gradebook), [paper("amina0", FULL)])
        assert said["amina0"] == Entered(
            score=5.5,
            max_score=6.0,
            before=3.0,
            moved={"check-double": (1.5, 4.0)},
            manual=True,
            needs_eye=True,
        )
    with open_gradebook(klass) as gradebook:
        grade = gradebook.find_grade("branch-doubling", "doubling", "doubling", "amina0")
        assert (grade.auto_score, grade.manual_score, grade.score) == (2.0, 1.0, 1.5)
        assert grade.needs_manual_grade
        comment = gradebook.find_comment("answer-double", "doubling", "doubling", "amina0")
        assert (comment.comment, comment.auto_comment) == ("Well tried.", None)
        assert gradebook.find_submission("doubling", "amina0").score == 5.5


def test_no_automatic_score_outlives_its_answer(klass: ClassFolder) -> None:
    with open_gradebook(klass) as gradebook:
        enter(gradebook, ledger_of(gradebook), [paper("amina0", FULL), paper("tomas0", FULL)])
        gone = Marked(scores={"branch-doubling": 2.0})
        said = enter(gradebook, ledger_of(gradebook), [paper("amina0", gone), paper("tomas0", None)])
        assert said["amina0"].moved == {"check-double": (4.0, 0.0)}
        assert said["tomas0"].score == 0.0
        assert not gradebook.find_submission("doubling", "tomas0").needs_manual_grade


def test_a_cell_for_a_person_waits_for_one(klass: ClassFolder) -> None:
    look = Marked(scores={"branch-doubling": 2.0, "check-double": None})
    with open_gradebook(klass) as gradebook:
        said = enter(gradebook, ledger_of(gradebook), [paper("amina0", look)])
        assert (said["amina0"].score, said["amina0"].needs_eye) == (2.0, True)
        assert gradebook.find_submission("doubling", "amina0").needs_manual_grade


def test_late_work_is_late_as_nbgrader_counts_it(klass: ClassFolder) -> None:
    with open_gradebook(klass) as gradebook:
        gradebook.update_or_create_assignment("doubling", duedate="2026-11-02 08:00 UTC")
        late = datetime(2026, 11, 2, 10, 0)  # noqa: DTZ001 - the gradebook keeps UTC without saying so
        enter(
            gradebook,
            ledger_of(gradebook),
            [Paper(student="amina0", timestamp=late, notebooks={"doubling": FULL})],
            _Penalty(),
        )
        submission = gradebook.find_submission("doubling", "amina0")
        assert submission.total_seconds_late == 7200
        assert submission.late_submission_penalty == 2.0


class _Penalty:
    """A point an hour."""

    @property
    def plugin_inst(self) -> _Penalty:
        return self

    def late_submission_penalty(self, student: str, score: float, seconds: float) -> float:
        return seconds / 3600

    def _check_late_penalty(self, notebook: object, penalty: float) -> float:
        return penalty


def test_all_or_none(klass: ClassFolder) -> None:
    with open_gradebook(klass) as gradebook:
        ledger = ledger_of(gradebook)
        broken = Marked(scores={"check-double": float("nan")}, comments={"answer-double": object()})  # type: ignore[dict-item]
        with pytest.raises(Exception, match="type 'object'"):
            enter(gradebook, ledger, [paper("amina0", FULL), paper("tomas0", broken)])
        assert gradebook.assignment_submissions("doubling") == []


@pytest.mark.slow
def test_it_waits_for_another_program_and_gives_up_with_an_error(
    klass: ClassFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_gradebook(klass) as gradebook:
        ledger = ledger_of(gradebook)
        gradebook.engine.dispose()
        other = sqlite3.connect(klass.gradebook, isolation_level=None, check_same_thread=False)
        other.execute("PRAGMA busy_timeout = 0")
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(gradebook_writer, "PATIENCE", 0.0)
        with pytest.raises(OperationalError, match="locked"):
            enter(gradebook, ledger, [paper("amina0", FULL)])
        monkeypatch.setattr(gradebook_writer, "PATIENCE", 60.0)
        letting_go = threading.Timer(0.5, lambda: other.execute("COMMIT"))
        letting_go.start()
        assert enter(gradebook, ledger, [paper("amina0", FULL)])["amina0"].score == 6.0
        letting_go.join()
        other.close()
