"""What is held of a student: all of it given out, and all of it erased, so that late copies stay out."""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from carrying.handin import hand_in
from carrying.study import Study
from curriculum.course import Course
from curriculum.path import Override
from grading.class_folder import ClassFolder
from grading.collect import collect
from grading.gradebook import open_gradebook
from grading.gradebook_writer import Marked, Paper, enter
from grading.join_codes import make_codes, read_codes
from grading.ledger import read_ledger
from grading.records import Access, CheckIn, Outcome, Records
from grading.roster import read_roster, rename_student
from grading.student_data import erase_student, export_student
from tests.grading.work import do_halving, study_with

AMINA, TOMAS = "amina0amina0", "tomas0tomas0"
NAME = "Amina Quixotica"
AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
CODE = "def double(n):\n    return 2 * n  # zebrawood\n"


@pytest.fixture
def studies(klass: ClassFolder, course: Course, tmp_path: Path) -> dict[str, Study]:
    """Two students with work, grades, notes, cards and names."""
    (tmp_path / "stick").mkdir()
    found = {}
    for student in (AMINA, TOMAS):
        study = found[student] = study_with(klass, tmp_path / student, student, student[::-1])
        do_halving(study, course)
        collect(klass, hand_in(study, tmp_path / "stick"))
        with open_gradebook(klass) as gradebook:
            marked = Marked(scores={"branch-halving": 2.0})
            enter(
                gradebook,
                read_ledger(gradebook, "halving"),
                [Paper(student=student, notebooks={"halving": marked})],
            )
        with Records(klass.records_url) as records:
            records.record_outcomes(
                [Outcome(student=student, lesson="halving", kind="graded", score=2, max_score=2)]
            )
            records.add_check_in(CheckIn(student=student, text=f"=Talked with {student}: zebrawood."))
            records.add_override(student, Override(action="assign", lesson="doubling", reason="zebrawood"))
        for place in ("autograded", "submitted-others"):
            (klass.root / place / student / "halving").mkdir(parents=True)
            (klass.root / place / student / "halving" / "halving.ipynb").write_text(CODE, encoding="utf-8")
    rename_student(klass.roster, AMINA, NAME)
    make_codes(klass)
    (klass.root / "paths.csv").write_text(f"id,name\n{AMINA},{NAME}\n", encoding="utf-8")
    return found


def test_everything_held_is_given_out_and_nothing_of_others(
    klass: ClassFolder, studies: dict[str, Study], tmp_path: Path
) -> None:
    path = export_student(klass, AMINA, tmp_path, "ms-lee", AT)
    assert path.name == f"student-{AMINA}-2026-11-03.zip"
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        files = {name: archive.read(name).decode("utf-8-sig") for name in names}
    assert {"README.txt", "roster.csv", "answers.csv", "grades.csv"} <= set(names)
    assert f"submitted/{AMINA}/halving/journal.jsonl" in names
    assert f"autograded/{AMINA}/halving/halving.ipynb" in names
    assert NAME in files["roster.csv"]
    answers = list(csv.DictReader(io.StringIO(files["answers.csv"])))
    assert len(answers) == 9
    assert [row["points"] for row in csv.DictReader(io.StringIO(files["grades.csv"]))] == ["2"]
    assert (
        f",'=Talked with {AMINA}: zebrawood.," in files["records/check_ins.csv"]
    )  # no formula for a spreadsheet
    assert "zebrawood" in files["records/overrides.csv"]
    assert "ms-lee" in files["records/accesses.csv"]
    assert not [name for name, text in files.items() if TOMAS in text or TOMAS in name]
    with Records(klass.records_url) as records:
        access = Access(at="2026-11-03T09:00:00+00:00", by="ms-lee", what="exported", student=AMINA)
        assert records.accesses() == [access]


def test_an_erased_student_is_nowhere_in_the_class_folder(
    klass: ClassFolder, studies: dict[str, Study]
) -> None:
    before = {path: path.read_bytes() for path in klass.root.rglob("*") if path.is_file()}
    assert [path for path, data in before.items() if NAME.encode() in data or AMINA.encode() in data]
    done = erase_student(klass, AMINA, AT)
    assert done.rows > 10
    assert "roster.csv" in done.places
    for path in klass.root.rglob("*"):
        assert AMINA not in path.name
        if path.is_file():
            data = path.read_bytes()
            assert AMINA.encode() not in data, path
            assert NAME.encode() not in data, path
            assert AMINA[::-1].encode() not in data, path
    assert list(read_roster(klass.roster).names) == [TOMAS]
    codes = read_codes(klass)
    assert codes is not None
    assert list(codes.cards) == [TOMAS]
    with Records(klass.records_url) as records:
        assert list(records.events()) == [TOMAS]
        assert [one.student for one in records.check_ins()] == [TOMAS]
    with open_gradebook(klass) as gradebook:
        assert [student.id for student in gradebook.students] == [TOMAS]
    for database in (klass.gradebook, klass.records):
        with sqlite3.connect(database) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert erase_student(klass, AMINA).rows == 0


def test_what_comes_late_stays_out_and_leaves_nothing(
    klass: ClassFolder, studies: dict[str, Study], tmp_path: Path
) -> None:
    old = tmp_path / "stick"
    erase_student(klass, AMINA, AT)
    new = tmp_path / "new"
    new.mkdir()
    hand_in(studies[AMINA], new)
    for place in (old, new):
        found = collect(klass, place)
        (aside,) = found.aside
        assert aside.reason.startswith("It is the work of a student whose data was erased on 2026-11-03.")
        assert aside.copy is None
        assert AMINA not in found.students
    assert AMINA not in read_roster(klass.roster).names
    assert not (klass.submitted / AMINA).exists()
    assert not [
        path for path in klass.root.rglob("*") if path.is_file() and AMINA.encode() in path.read_bytes()
    ]
