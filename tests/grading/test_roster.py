"""The roster: names that never leave the teacher's machine, in a file that spreadsheets may open and save."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from grading.roster import (
    Roster,
    RosterFault,
    add_student,
    add_students,
    read_roster,
    rename_student,
    take_off,
    write_roster,
)

AMINA, TOMAS = "k3f92m7qx0ab", "p8r4wz2n6cde"


def test_a_student_without_a_name_shows_as_a_short_code() -> None:
    roster = Roster({AMINA: "Amina", TOMAS: ""})
    assert roster.display_name(AMINA) == "Amina"
    assert roster.display_name(TOMAS) == "new student p8r4-wz"
    assert roster.display_name("zzzzzzzzzzzz") == "new student zzzz-zz"


def test_two_students_of_one_name_are_told_apart() -> None:
    roster = Roster({AMINA: "Ana", TOMAS: "ana"})
    assert [roster.display_name(AMINA), roster.display_name(TOMAS)] == ["Ana (k3f9-2m)", "ana (p8r4-wz)"]


def test_students_are_added_once_and_renamed(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    assert add_students(path, [AMINA, TOMAS, AMINA]) == [AMINA, TOMAS]
    assert rename_student(path, AMINA, " Amina  Żółć ").names == {AMINA: "Amina Żółć", TOMAS: ""}
    assert add_students(path, [TOMAS]) == []
    assert path.read_text(encoding="utf-8") == f"id,name\n{AMINA},Amina Żółć\n{TOMAS},\n"


@pytest.mark.parametrize(
    "data",
    [
        f"id,name\n{AMINA},Żofia\n".encode("utf-8-sig"),
        f"ID;Name\r\n{AMINA.upper()}; Żofia \r\n\r\n".encode(),
        f"name,id\nŻofia,{AMINA}\n".encode(),
    ],
)
def test_what_spreadsheets_write_is_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "roster.csv").write_bytes(data)
    assert read_roster(tmp_path / "roster.csv").names == {AMINA: "Żofia"}


def test_the_old_windows_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_bytes(f"id;name\n{AMINA};José\n".encode("cp1252"))
    assert read_roster(tmp_path / "roster.csv").names == {AMINA: "José"}


def test_columns_of_the_teachers_own_survive(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(f"id,name,desk\n{AMINA},Amina,4\n", encoding="utf-8")
    add_students(path, [TOMAS])
    assert path.read_text(encoding="utf-8") == f"id,name,desk\n{AMINA},Amina,4\n{TOMAS},,\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Amina\nTomas\n", "needs a first line that says id,name"),
        ("id,name\n../../etc,Eve\n", "line 2: “../../etc” is no student id"),
    ],
)
def test_a_roster_that_cannot_be_read_says_why(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RosterFault, match=sentence):
        add_students(path, [TOMAS])
    assert path.read_text(encoding="utf-8") == text


def test_a_missing_roster_is_an_empty_one(tmp_path: Path) -> None:
    assert read_roster(tmp_path / "roster.csv") == Roster()
    write_roster(tmp_path / "roster.csv", Roster())
    assert read_roster(tmp_path / "roster.csv") == Roster()


def test_names_written_while_students_arrive_are_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    students = [f"student{number:02}" for number in range(30)]
    add_students(path, students[:15])
    arriving = threading.Thread(target=lambda: [add_students(path, [one]) for one in students[15:]])
    arriving.start()
    for one in students[:15]:
        rename_student(path, one, f"Name {one[-2:]}")
    arriving.join(30)
    names = read_roster(path).names
    assert sorted(names) == students
    assert [names[one] for one in students] == [f"Name {n:02}" for n in range(15)] + [""] * 15


def test_one_more_student_gets_an_id_of_their_own_and_can_leave(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    write_roster(path, Roster({AMINA: "Amina"}, {AMINA: {"set": "2"}}))
    ids = iter([AMINA, TOMAS])
    assert add_student(path, "  Tomas   Ek ", lambda: next(ids)) == TOMAS
    assert read_roster(path).names == {AMINA: "Amina", TOMAS: "Tomas Ek"}
    with pytest.raises(RosterFault, match="needs a name"):
        add_student(path, "  ")
    assert take_off(path, TOMAS) == read_roster(path)
    assert read_roster(path).more == {AMINA: {"set": "2"}}
    assert take_off(path, TOMAS).names == {AMINA: "Amina"}
