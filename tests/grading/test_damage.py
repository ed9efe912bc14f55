"""The damage corpus: every broken notebook graded by the real grader, with honest students around it.

What a case is, and how to add one: tests/grading/damage/README.md.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from carrying.handin import hand_in
from curriculum.course import load_course
from grading.autograde import grade, grade_course
from grading.class_folder import ClassFolder, open_class
from grading.collect import collect
from grading.gradebook import scores
from grading.records import Outcome
from tests.grading.damage.corpus import FILE, NAME, SOURCE, Case, cases, damage, store, submitted
from tests.grading.work import do_halving, study_with, write_code
from tests.keys import unlocked

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

PLAIN, LESSONS = cases(lessons=False), cases(lessons=True)
HONEST = ("000-honest", "many-honest", "zzz-honest")
"""Before, among and after the cases, which are graded in the order of their names."""


class Run(NamedTuple):
    """One grading of everything. `before` and `after` are the submitted files by name, with a digest of each."""

    root: Path
    outcomes: dict[str, Outcome]
    before: dict[str, str]
    after: dict[str, str]

    def graded(self, student: str, lesson: str) -> Path:
        """A graded copy."""
        return self.root / "autograded" / student / lesson / f"{lesson}.ipynb"


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A plain nbgrader course in which every case was handed in, graded once."""
    root = tmp_path_factory.mktemp("damage") / "course"
    source = root / "source" / NAME
    source.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "course"\n', encoding="utf-8"
    )
    store(source, SOURCE)
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", NAME],
        cwd=root,
        env=os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])},
        check=True,
        capture_output=True,
        timeout=120,
    )
    released = json.loads((root / "release" / NAME / FILE).read_text(encoding="utf-8"))
    for student in (*PLAIN, *HONEST):
        folder = root / "submitted" / student / NAME
        folder.mkdir(parents=True)
        store(folder, submitted(released))
        if student in PLAIN:
            damage(student, PLAIN[student], folder)
    before = files(root / "submitted")
    done = grade_course(root, NAME)
    return Run(root, {one.student: one for one in done.outcomes}, before, files(root / "submitted"))


@pytest.mark.parametrize("name", PLAIN)
def test_a_case_earns_what_an_honest_teacher_would_give(course: Run, name: str) -> None:
    outcome, case = course.outcomes[name], PLAIN[name]
    assert (outcome.score, outcome.kind, outcome.max_score) == (case.earns, case.outcome, 10.0), (
        outcome.reason
    )
    told(outcome, case)
    look_at_copy(course.graded(name, NAME), case)


def told(outcome: Outcome, case: Case) -> None:
    """Every note of the case is in the reason, in this order; and where nothing needs saying, nothing is said."""
    at = 0
    for note in case.says:
        assert note in outcome.reason[at:], outcome.reason
        at = outcome.reason.index(note, at) + len(note)
    assert bool(outcome.reason) == (case.outcome == "repaired"), outcome.reason


def look_at_copy(path: Path, case: Case) -> None:
    """The graded copy is a valid notebook, holds what the student wrote, and tells the student what was done."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    sources = "\n".join(cell.source for cell in notebook.cells)
    for text in case.keeps:
        assert text in sources
    for note in case.says:
        assert note in notebook.cells[0].source
    assert ("A note on this copy" in notebook.cells[0].source) == (case.outcome == "repaired")


def test_what_was_handed_in_is_left_as_it_was(course: Run) -> None:
    assert course.after == course.before


def test_honest_students_beside_them_have_their_points(course: Run) -> None:
    assert {
        name: (course.outcomes[name].kind, course.outcomes[name].score, course.outcomes[name].reason)
        for name in HONEST
    } == dict.fromkeys(HONEST, ("graded", 5.0, ""))


def test_every_case_has_a_damage_and_there_are_enough_of_them() -> None:
    assert len(PLAIN) + len(LESSONS) >= 25
    here = Path(__file__).parent / "damage"
    made_by_hand = [name for name in PLAIN if (here / name / "handed-in.txt").is_file()]
    assert len(made_by_hand) >= 5
    assert {name for name in (*PLAIN, *LESSONS) if not (here / name / "damage.py").is_file()} == set(
        made_by_hand
    )


def student(name: str) -> str:
    """The id of the student who hands a case in."""
    return name.replace("-", "")[-12:]


@pytest.fixture(scope="module")
def lessons(released_once: tuple[ClassFolder, object], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A class in which every case about a lesson was handed in on a stick and collected, graded once."""
    root = tmp_path_factory.mktemp("damage")
    klass = unlocked(open_class(Path(shutil.copytree(released_once[0].root, root / "7b"))))
    made = load_course(klass.course_folder())
    (root / "stick").mkdir()
    for name in (*LESSONS, *HONEST):
        study = study_with(klass, root / "machines" / name, student(name), f"{student(name)}machine"[:12])
        case = LESSONS.get(name)
        if case is None or case.lesson == "halving":
            do_halving(study, made)
        write_code(study, "doubling", "answer-double", "def double(n):\n    # doubled\n    return 2 * n")
        if case is not None and case.earlier:
            collect(klass, hand_in(study, root / "stick"))
        if case is not None:
            damage(name, case, study.lesson(case.lesson))
        collect(klass, hand_in(study, root / "stick"))
    before = files(klass.submitted)
    done = grade(klass)
    outcomes = {f"{one.student} {one.lesson}": one for one in done.outcomes}
    return Run(klass.root, outcomes, before, files(klass.submitted))


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_earns_what_an_honest_teacher_would_give(lessons: Run, name: str) -> None:
    case = LESSONS[name]
    outcome = lessons.outcomes[f"{student(name)} {case.lesson}"]
    assert (outcome.score, outcome.kind) == (case.earns, case.outcome), outcome.reason
    told(outcome, case)
    look_at_copy(lessons.graded(student(name), case.lesson), case)
    kept = scores(open_class(lessons.root), student(name), case.lesson)
    assert kept is not None
    assert kept.score == case.earns


def test_a_lessons_notebook_stays_as_it_was_handed_in(lessons: Run) -> None:
    assert lessons.after == lessons.before


def test_honest_students_of_the_class_have_their_points(lessons: Run) -> None:
    for name in HONEST:
        assert [
            (one.kind, one.score, one.reason)
            for one in (
                lessons.outcomes[f"{student(name)} halving"],
                lessons.outcomes[f"{student(name)} doubling"],
            )
        ] == [("graded", 2.0, ""), ("graded", 4.0, "")]
