"""Grades for Moodle, Canvas and Google Classroom: the columns each asks for, and what is said of those it could not find."""

from __future__ import annotations

import csv
import io

import pytest

from grading.exports.cells import csv_bytes, harmless
from grading.exports.grades import GradedLesson, Grades
from grading.exports.lms import NothingToExport, grade_file
from grading.roster import Roster

AMINA, BEN, LUZ, NEW = "k3f92m7qx0ab", "p8r4wz2n6cde", "m2n4p6q8r0st", "q2n4p6q8r0st"


def grades(more: dict[str, dict[str, str]]) -> Grades:
    return Grades(
        roster=Roster({AMINA: "Amina Diallo", BEN: "Ben Ortiz", LUZ: "=HYPERLINK(1)", NEW: ""}, more),
        lessons=(
            GradedLesson(lesson="halving", title="Halves, and more", most=2.5),
            GradedLesson(lesson="doubling", title="Doubling", most=10.0),
        ),
        points={(AMINA, "halving"): 2.25, (BEN, "halving"): 0.0, (AMINA, "doubling"): 10.0},
        waiting=((BEN, "doubling"),),
    )


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_moodle_gets_what_it_knows_students_by_and_hears_of_the_others() -> None:
    more = {AMINA: {"E-Mail": "amina@school.example", "source": "S-1"}, BEN: {"username": "ben.o"}}
    made = grade_file(grades(more), "moodle", "7b")
    assert made.name == "grades-moodle.csv"
    assert table(made.data) == [
        ["Full name", "Email address", "ID number", "Username", "Halves, and more / 2.5", "Doubling / 10"],
        ["Amina Diallo", "amina@school.example", "S-1", "", "2.25", "10"],
        ["Ben Ortiz", "", "", "ben.o", "0", ""],
    ]
    said = " ".join(made.lines)
    assert "2 students are left out" in said
    assert "=HYPERLINK(1), new student q2n4-p6." in said
    assert "1 piece of work still waits for your points" in said


def test_canvas_gets_its_header_its_points_row_and_the_names() -> None:
    made = grade_file(
        grades({BEN: {"SIS User ID": "77", "login id": "ben", "section": "Blue"}}), "canvas", "7b"
    )
    assert table(made.data) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Halves, and more", "Doubling"],
        ["    Points Possible", "", "", "", "", "2.5", "10"],
        ["'=HYPERLINK(1)", "", "", "", "7b", "", ""],
        ["Amina Diallo", "", "", "", "7b", "2.25", "10"],
        ["Ben Ortiz", "", "77", "ben", "Blue", "0", ""],
    ]


def test_classroom_gets_those_with_an_address() -> None:
    made = grade_file(grades({AMINA: {"Correo electrónico": "amina@school.example"}}), "classroom", "7b")
    assert table(made.data) == [
        ["Name", "Email Address", "Halves, and more", "Doubling"],
        ["Points", "", "2.5", "10"],
        ["Amina Diallo", "amina@school.example", "2.25", "10"],
    ]


@pytest.mark.parametrize(("platform", "word"), [("moodle", "user name"), ("classroom", "e-mail address")])
def test_where_nobody_could_be_found_nothing_is_written(platform, word) -> None:
    with pytest.raises(NothingToExport, match=word):
        grade_file(grades({}), platform, "7b")


def test_two_lessons_of_one_title_are_told_apart() -> None:
    one = grades({})
    twins = Grades(
        roster=one.roster,
        lessons=tuple(GradedLesson(lesson=name, title="Halves", most=1.0) for name in ("a1", "a2")),
        points={(AMINA, "a1"): 1.0},
        waiting=(),
    )
    assert table(grade_file(twins, "canvas", "7b").data)[0][-2:] == ["Halves (a1)", "Halves (a2)"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "  =1", "＝1", "-2+3", "\u00a0@x"]
)
def test_no_cell_begins_a_formula(text: str) -> None:
    assert table(csv_bytes(["a"], [[text]]))[1] == ["'" + text]


@pytest.mark.parametrize("text", ["-3", "+4.5", "-0,5", "Amina", "a=b", "", "3-4"])
def test_numbers_and_plain_words_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text
