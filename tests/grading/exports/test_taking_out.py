"""Taking a class's data out: xAPI with ids that stay, tables without names, and nothing where it does not belong."""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from carrying.handin import HandedIn, HandIn
from carrying.locked import TooShort, open_closed
from curriculum.evidence import Aimed, Answered, Chose, Finished, Hinted, Opened, Surveyed, write_event
from grading.class_folder import ClassFolder
from grading.exports import everything
from grading.exports.taking_out import ExportFault, take_out
from grading.exports.xapi import Writer
from grading.gradebook import open_gradebook
from grading.records import CheckIn, Records
from grading.roster import Roster, write_roster
from kit.command import main
from tests.grading.work import right_answer

AMINA, BEN = "k3f92m7qx0ab", "p8r4wz2n6cde"
SCHOOL = "schoolschool"
TODAY, NOW = date(2026, 11, 26), datetime(2026, 11, 26, 9, tzinfo=UTC)
AT = "2026-11-20T08:00:00+00:00"


def events(right: str | int) -> list[bytes]:
    kinds = [
        (Opened, {}),
        (Hinted, {"item": "half-of", "variant": 0, "level": 1}),
        (
            Answered,
            {"item": "half-of", "variant": 0, "attempt": 1, "answer": "-1000", "score": 1.0, "seconds": 12.5},
        ),
        (
            Answered,
            {"item": "half-of", "variant": 0, "attempt": 2, "answer": right, "score": 0.0, "hints": 1},
        ),
        (Chose, {"option": "doubling"}),
        (Aimed, {"week": "2026-W48", "goal": "own", "words": "Tell nobody."}),
        (Surveyed, {"survey": "student", "answers": {"belonging": 1}}),
        (Finished, {}),
    ]
    return [
        write_event(
            kind(by=(SCHOOL, number), at="nonsense" if kind is Chose else AT, lesson="halving", **more)
        )
        for number, (kind, more) in enumerate(kinds, 1)
    ]


@pytest.fixture
def filled(klass: ClassFolder, course) -> ClassFolder:
    """A class with two students, one hand-in, a finished grade and one that waits."""
    write_roster(
        klass.roster, Roster({AMINA: "Amina Diallo", BEN: "Ben Ortiz"}, {AMINA: {"email": "a@b.example"}})
    )
    right = right_answer(course, "half-of")
    with Records(klass.records_url) as records:
        lesson = HandedIn(lesson="halving", notebook=None, journal=b"".join(events(right)))
        records.merge(
            HandIn(student=AMINA, by=(SCHOOL, 99), at=AT, course="tiny", digest="0" * 64, lessons=(lesson,))
        )
        records.add_check_in(CheckIn(student=AMINA, text="=cmd|' /C calc'!A0", by="eva", at=AT))
    with open_gradebook(klass) as gradebook:
        for student, waits in ((AMINA, False), (BEN, True)):
            gradebook.update_or_create_student(student)
            submission = gradebook.add_submission("halving", student)
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    grade.auto_score, grade.needs_manual_grade = 0.5, waits
        gradebook.db.commit()
    return klass


def statements(folder: ClassFolder, place: Path, **more) -> list[dict]:
    place.mkdir(exist_ok=True)
    done = take_out(folder, "xapi", place, today=TODAY, at=NOW, **more)
    return [json.loads(line) for line in done.files[0].read_text("utf-8").splitlines()]


def test_statements_are_the_same_each_time_and_say_what_the_key_says(
    filled: ClassFolder, tmp_path: Path
) -> None:
    said = statements(filled, tmp_path / "out")
    assert said == statements(filled, tmp_path / "again")
    assert [one["verb"]["id"].rpartition("/")[2] for one in said] == [
        "initialized",
        "interacted",
        "answered",
        "answered",
        "preferred",
        "completed",
        "scored",
    ]
    assert all(uuid.UUID(one["id"]).version == 5 for one in said)
    assert len({one["id"] for one in said}) == len(said)
    wrong, right = said[2], said[3]
    assert (wrong["result"]["success"], wrong["result"]["score"]["scaled"]) == (False, 0.0), (
        "not what was claimed"
    )
    assert right["result"]["success"]
    assert wrong["result"]["duration"] == "PT12.50S"
    assert wrong["object"]["definition"]["interactionType"] == "numeric"
    assert right["result"]["extensions"]["https://trellis.invalid/x/hints"] == 1
    assert said[-1]["result"]["score"]["scaled"] == pytest.approx(
        said[-1]["result"]["score"]["raw"] / said[-1]["result"]["score"]["max"], abs=1e-4
    )
    assert "timestamp" not in said[4], "a clock that cannot be read is left out"


def test_statements_name_nobody_unless_asked_and_keep_what_was_said_in_confidence(
    filled: ClassFolder, tmp_path: Path
) -> None:
    plain = json.dumps(statements(filled, tmp_path / "out"))
    assert "Amina" not in plain
    assert "Tell nobody" not in plain
    assert "belonging" not in plain
    named = statements(filled, tmp_path / "named", names=True, home="https://school.example/")
    assert named[0]["actor"] == {
        "objectType": "Agent",
        "account": {"homePage": f"https://school.example/classes/{_class_of(filled)}", "name": AMINA},
        "name": "Amina Diallo",
    }
    for one in named:  # what xAPI 1.0.3 asks of every statement
        assert re.fullmatch(r"[a-z]+://\S+", one["object"]["id"])
        assert one["version"] == "1.0.3"
        assert {"id", "actor", "verb", "object"} <= set(one)


def _class_of(folder: ClassFolder) -> str:
    return Writer(folder, folder.load_course()).klass


def test_a_grade_that_changes_is_another_statement(filled: ClassFolder, tmp_path: Path) -> None:
    before = statements(filled, tmp_path / "before")
    with open_gradebook(filled) as gradebook:
        for notebook in gradebook.find_submission("halving", AMINA).notebooks:
            for grade in notebook.grades:
                grade.manual_score = 0.25
        gradebook.db.commit()
    after = statements(filled, tmp_path / "after")
    assert [one["id"] for one in before[:-1]] == [one["id"] for one in after[:-1]]
    assert before[-1]["id"] != after[-1]["id"]


def test_csv_and_parquet_hold_the_same_tables(filled: ClassFolder, tmp_path: Path) -> None:
    import fastparquet

    places = {form: tmp_path / form for form in ("csv", "parquet")}
    for form, place in places.items():
        place.mkdir()
        take_out(filled, form, place, today=TODAY, at=NOW)  # type: ignore[arg-type]
    names = {path.stem for path in places["csv"].glob("*/*.csv")}
    assert {"students", "events", "grades", "skills", "surveys", "check_ins", "attendance"} <= names
    assert names == {path.stem for path in places["parquet"].glob("*/*.parquet")}
    csv = pd.read_csv(next(places["csv"].glob("*/events.csv")), dtype={"answer": str})
    assert "surveyed" not in set(csv["kind"])
    assert len(csv) == 7
    with next(places["parquet"].glob("*/events.parquet")).open("rb") as file:
        frame = fastparquet.ParquetFile(io.BytesIO(file.read())).to_pandas()
    assert list(frame["answer"].dropna()) == list(csv["answer"].dropna())
    assert list(frame["counter"]) == list(csv["counter"])
    grades = pd.read_csv(next(places["csv"].glob("*/grades.csv")))
    assert grades["points"].isna().tolist().count(True) == 1, "the one that waits is no grade yet"
    assert "'=cmd|" in next(places["csv"].glob("*/check_ins.csv")).read_text("utf-8")
    assert "Amina" not in "".join(path.read_text("utf-8") for path in places["csv"].glob("*/*.csv"))


def test_without_the_package_parquet_says_what_to_do(
    filled: ClassFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fastparquet", None)
    with pytest.raises(everything.NoParquet, match="Take CSV instead"):
        take_out(filled, "parquet", tmp_path, today=TODAY)


@pytest.mark.slow
def test_with_a_passphrase_it_is_one_file_that_only_the_passphrase_opens(
    filled: ClassFolder, tmp_path: Path
) -> None:
    place = tmp_path / "stick"
    place.mkdir()
    done = take_out(filled, "csv", place, today=TODAY, passphrase="seven quiet  rivers", names=True)
    (path,) = done.files
    assert [one.name for one in place.iterdir()] == ["trellis-csv-2026-11-26.zip.age"]
    assert b"Amina" not in path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(open_closed(path.read_bytes(), "seven quiet rivers"))) as archive:
        assert "Amina Diallo" in archive.read("students.csv").decode()


def test_a_short_passphrase_is_refused(filled: ClassFolder, tmp_path: Path) -> None:
    with pytest.raises(TooShort, match="at least 8 letters"):
        take_out(filled, "xapi", tmp_path, today=TODAY, passphrase="a b c d 1")
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_it_goes_only_where_it_belongs_and_is_noted(filled: ClassFolder, tmp_path: Path) -> None:
    with pytest.raises(ExportFault, match="no folder"):
        take_out(filled, "csv", tmp_path / "nowhere", today=TODAY)
    with pytest.raises(ExportFault, match="inside the class folder"):
        take_out(filled, "csv", filled.packs, today=TODAY)
    with pytest.raises(ExportFault, match="no web address"):
        take_out(filled, "xapi", tmp_path, today=TODAY, home="school")
    with Records(filled.records_url) as records:
        assert records.accesses() == []
    take_out(filled, "moodle", tmp_path, today=TODAY, by="eva", at=NOW)
    with Records(filled.records_url) as records:
        assert {(one.student, one.what, one.by) for one in records.accesses()} == {
            (AMINA, "taken out: moodle", "eva"),
            (BEN, "taken out: moodle", "eva"),
        }


def test_the_command_says_where_and_warns(
    filled: ClassFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--to", str(tmp_path), "--class", str(filled.root)]
    assert main(["export", "--as", "moodle", *where]) == 0
    told = capsys.readouterr().out
    assert str(tmp_path / "grades-moodle.csv") in told
    assert "1 student is left out" in told
    assert "not sealed, and name children" in told
    assert main(["export", "--as", "canvas", "--to", str(filled.root), "--class", str(filled.root)]) == 1
