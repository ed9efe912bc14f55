"""Grading a class, boxes and all."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from nbgrader.apps.api import NbGraderAPI

from carrying.handin import hand_in
from carrying.study import Study
from curriculum.course import Course
from curriculum.evidence import Answered, Hinted
from grading.autograde import NOT_RELEASED, Graded, grade
from grading.batch import moved, why
from grading.class_folder import ClassFolder
from grading.collect import collect
from grading.gradebook import Scores, open_gradebook, scores
from grading.gradebook_writer import Entered
from grading.reading import DAMAGED, MISSING
from grading.records import Records
from grading.roster import rename_student
from grading.settings import read_settings
from grading.works import submissions
from tests.grading.work import do_halving, right_answer, study_with, write_code, write_journal

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]

RIGHT = "def double(n):\n    return 2 * n\n"
HALF_RIGHT = "def double(n):\n    return 2 * n if n < 100 else 0\n"
Submit = Callable[..., Study]


@pytest.fixture
def submit(klass: ClassFolder, course: Course, tmp_path: Path) -> Submit:
    """Study, work and hand in as `name`: `code` is the answer to double; then what `work` does; and it is collected."""

    def submit(name: str, code: str = "", work: Callable[[Study], object] = lambda study: None) -> Study:
        study = study_with(klass, tmp_path / name, name, f"{name}machine"[:12])
        if code:
            write_code(study, "doubling", "answer-double", code)
        work(study)
        (tmp_path / "stick").mkdir(exist_ok=True)
        collect(klass, hand_in(study, tmp_path / "stick"))
        return study

    return submit


def outcomes(done: Graded) -> dict[tuple[str, str], tuple[str, float, str]]:
    return {(one.student, one.lesson): (one.kind, one.score, one.reason) for one in done.outcomes}


def test_partial_credit_lands_in_the_gradebook_and_nbgrader_gives_the_same(
    klass: ClassFolder, course: Course, submit: Submit
) -> None:
    def with_a_hint(study: Study) -> None:
        journal = write_journal(study, "halving")
        journal.append(Hinted, place="first", item="half-of", variant=0, level=1)
        journal.append(Answered, place="first", item="half-of", variant=0, attempt=1, answer="1", score=1.0)
        answer = str(right_answer(course, "half-of"))
        journal.append(
            Answered, place="first", item="half-of", variant=0, attempt=2, answer=answer, score=0.0
        )

    submit("amina0", RIGHT, lambda study: do_halving(study, course))
    submit("tomas0", HALF_RIGHT, with_a_hint)
    rename_student(klass.roster, "amina0", "Amina Diallo")
    done = grade(klass)
    assert outcomes(done) == {
        ("amina0", "doubling"): ("graded", 4.0, ""),
        ("amina0", "halving"): ("graded", 2.0, ""),
        ("tomas0", "doubling"): ("graded", 3.2, ""),
        ("tomas0", "halving"): ("graded", 0.8, ""),
    }
    assert {one.isolation for one in done.outcomes} == {"landlock"}
    expected = {
        ("amina0", "doubling"): Scores(4.0, 6.0, {"branch-doubling": 0.0, "check-double": 4.0}),
        ("amina0", "halving"): Scores(2.0, 2.0, {"branch-halving": 2.0}),
        ("tomas0", "doubling"): Scores(3.2, 6.0, {"branch-doubling": 0.0, "check-double": 3.2}),
        ("tomas0", "halving"): Scores(0.8, 2.0, {"branch-halving": 0.8}),
    }
    assert {key: scores(klass, *key) for key in expected} == expected

    with open_gradebook(klass) as gradebook:
        for submission in gradebook.db.query(type(gradebook.find_submission("halving", "amina0"))).all():
            gradebook.remove_submission(submission.assignment.name, submission.student.id)
    assert scores(klass, "tomas0", "halving") is None
    for lesson in ("halving", "doubling"):
        subprocess.run(
            [sys.executable, "-m", "nbgrader", "autograde", lesson, "--force"],
            cwd=klass.root,
            check=True,
            capture_output=True,
            timeout=300,
        )
    assert {key: scores(klass, *key) for key in expected} == expected

    api = NbGraderAPI(config=read_settings(klass))
    assert {
        one["name"]: (one["num_submissions"], one["max_score"], one["status"])
        for one in api.get_assignments()
    } == {
        "doubling": (2, 6.0, "draft"),
        "halving": (2, 2.0, "draft"),
    }
    assert {one["id"]: one["last_name"] for one in api.get_students()} == {
        "amina0": "Amina Diallo",
        "tomas0": "new student toma-s0",
    }
    assert {one["student"]: (one["score"], one["autograded"]) for one in api.get_submissions("doubling")} == {
        "amina0": (4.0, True),
        "tomas0": (3.2, True),
    }
    assert api.autograde("halving", "amina0", force=True)["success"]


def test_one_bad_notebook_never_stops_the_others(klass: ClassFolder, course: Course, submit: Submit) -> None:
    with klass.config.open("a", encoding="utf-8") as config:
        config.write("\nc.Box.cell_seconds = 2\n")

    def damage(study: Study) -> None:
        do_halving(study, course)
        (study.lesson("halving") / "halving.ipynb").write_bytes(b'{"cells": [')

    def lose(study: Study) -> None:
        do_halving(study, course)
        (study.lesson("halving") / "halving.ipynb").unlink()

    def copy_answer(study: Study) -> None:
        path = study.lesson("doubling") / "doubling.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        answer = next(cell for cell in notebook["cells"] if cell["id"] == "answer-double")
        notebook["cells"].insert(4, {**answer, "source": "def double(n): return 0"})
        path.write_text(json.dumps(notebook), encoding="utf-8")

    def take_check_away(study: Study) -> None:
        path = study.lesson("doubling") / "doubling.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "check-double"]
        path.write_text(json.dumps(notebook), encoding="utf-8")

    def disorder(study: Study) -> None:
        do_halving(study, course)
        path = study.lesson("halving") / "halving.ipynb"
        path.write_text(
            json.dumps({"cells": [{"cell_type": "code", "source": 3}], "metadata": [], "nbformat": 4}),
            encoding="utf-8",
        )

    submit("damage", work=damage)
    submit("disorder", work=disorder)
    submit("endless", "while True:\n    pass\n")
    submit("lostone", work=lose)
    submit("nokernel", "import os\nos._exit(1)\n")
    submit(
        "replaced", "class Six(float):\n    def __repr__(self): return '-3'\ncheck = lambda *a, **k: Six()\n"
    )
    submit("twiceit", RIGHT, copy_answer)
    submit("uncheck", RIGHT, take_check_away)
    submit("zhonest", RIGHT)
    done = grade(klass)
    assert done.of("failed") == []
    found = outcomes(done)
    assert found["damage", "halving"][:2] == ("repaired", 2.0)
    assert found["damage", "halving"][2].endswith(DAMAGED)
    assert found["disorder", "halving"][:2] == ("repaired", 2.0)
    assert found["lostone", "halving"] == ("repaired", 2.0, MISSING)
    assert found["endless", "doubling"][:2] == ("graded", 0.0)
    assert "did not come to an end and was stopped" in found["endless", "doubling"][2]
    assert found["nokernel", "doubling"][:2] == ("graded", 0.0)
    assert "ended Python itself" in found["nokernel", "doubling"][2]
    assert found["replaced", "doubling"] == ("graded", 0.0, "")
    assert found["twiceit", "doubling"] == (
        "repaired",
        4.0,
        "One cell stood there more than once. The copy that was answered and run last counts; the others were kept as ordinary cells.",
    )
    assert found["uncheck", "doubling"] == (
        "repaired",
        4.0,
        "One of the teacher's cells had been deleted and was put back.",
    )
    assert found["zhonest", "doubling"] == ("graded", 4.0, "")


def test_only_what_changed_is_graded_again(
    klass: ClassFolder, course: Course, submit: Submit, tmp_path: Path
) -> None:
    study = submit("amina0", RIGHT, lambda study: do_halving(study, course))
    assert (len(grade(klass).outcomes), grade(klass).unchanged) == (2, 2)
    write_code(study, "doubling", "answer-double", HALF_RIGHT)
    collect(klass, hand_in(study, tmp_path / "stick"))
    told: list[tuple[str, int, int]] = []
    again = grade(klass, progress=lambda *step: told.append(step))
    assert (outcomes(again), again.unchanged) == ({("amina0", "doubling"): ("graded", 3.2, "")}, 1)
    assert told == [("", 0, 1), ("doubling: new student amin-a0", 1, 1), ("", 1, 1)]
    assert grade(klass, lessons=["halving"], students=["nobody"], force=True).outcomes == ()
    assert list(outcomes(grade(klass, lessons=["halving"], force=True))) == [("amina0", "halving")]
    with Records(klass.records_url) as records:
        assert {one.lesson: one.score for one in records.outcomes("amina0")} == {
            "doubling": 3.2,
            "halving": 2.0,
        }


def test_a_lesson_not_released_here_is_a_plain_reason(klass: ClassFolder, submit: Submit) -> None:
    submit("amina0")
    klass.gradebook.unlink()
    assert {one.reason for one in grade(klass).of("failed")} == {NOT_RELEASED}


def test_a_journal_alone_is_a_submission(klass: ClassFolder, course: Course, submit: Submit) -> None:
    submit("amina0", work=lambda study: do_halving(study, course))
    for path in klass.submitted.rglob("*.ipynb"):
        path.unlink()
    assert [(one.student, one.assignment) for one in submissions(klass)] == [("amina0", "halving")]
    assert outcomes(grade(klass)) == {("amina0", "halving"): ("repaired", 2.0, MISSING)}
    assert outcomes(grade(klass, force=True)) == {("amina0", "halving"): ("repaired", 2.0, MISSING)}


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            RuntimeError("(sqlite3.OperationalError) database is locked"),
            "The gradebook was in use by another program. ",
        ),
        (OSError(28, "No space left on device"), "There is no space left on this disk. "),
        (
            FileNotFoundError(2, "No such file", "a.ipynb"),
            "It could not be graded: [Errno 2] No such file: 'a.ipynb'",
        ),
        (KeyError("x"), "It could not be graded (KeyError: 'x'). The work is untouched. "),
    ],
)
def test_reasons_are_plain(error: Exception, sentence: str) -> None:
    assert why(error).startswith(sentence)


def test_what_moved_is_said() -> None:
    assert moved(Entered(score=3, max_score=6)) == ""
    assert moved(Entered(score=3, max_score=6, before=3)) == ""
    said = moved(
        Entered(score=3.5, max_score=6, before=2, moved={"check-b": (1, 2), "check-a": (0, 0.5)}, manual=True)
    )
    assert said == (
        "Graded again: 2 → 3.5 points (check-a 0 → 0.5, check-b 1 → 2). Points given by hand were kept."
    )


def test_boxes_can_be_run_by_another_executor(klass: ClassFolder, course: Course, submit: Submit) -> None:
    submit("amina0", RIGHT)
    submit("tomas0", HALF_RIGHT)
    # Other processes get the jobs as plain data, as the workers of a cluster would.
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        done = grade(klass, lessons=["doubling"], executor=executor)
    assert {key: found[:2] for key, found in outcomes(done).items()} == {
        ("amina0", "doubling"): ("graded", 4.0),
        ("tomas0", "doubling"): ("graded", 3.2),
    }, outcomes(done)
    assert {one.isolation for one in done.outcomes} == {"landlock"}
