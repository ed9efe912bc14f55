"""Attendance and work on paper: taken down, brought in as a table, and what is left out said line by line."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from grading.attendance import (
    AttendanceFault,
    Count,
    Entry,
    counts,
    entries_of,
    in_words,
    read_table,
    take_down,
)
from grading.class_folder import ClassFolder
from grading.listed import ListFault
from grading.paper_work import PaperFault, note_work, take_back, work_on_paper
from grading.paper_work import in_words as work_in_words
from grading.records import Records
from grading.roster import Roster, write_roster
from kit.command import main

AMINA, BEN, LUZ, LUZ2 = "k3f92m7qx0ab", "p8r4wz2n6cde", "m2n4p6q8r0st", "q2n4p6q8r0st"
ROSTER = Roster({AMINA: "Amina Diallo", BEN: "Ben Ortiz", LUZ: "Luz Núñez", LUZ2: "Luz Núñez"})
TODAY, NOW = date(2026, 11, 26), datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_a_table_with_a_line_a_day_is_read_and_its_faults_are_told_by_line() -> None:
    table = (
        "Name;Date;Attendance;Note\n"
        "Diallo, Amina;2026-11-24;present;\n"
        "AMINA  DIALLO;2026-11-25;Late;bus\n"
        "Ben Ortiz;2026-11-25;ausente;\n"
        "Luz Nunez;2026-11-25;p;\n"
        "Nobody;2026-11-25;p;\n"
        "Ben Ortiz;yesterday;p;\n"
        "Ben Ortiz;2026-12-24;p;\n"
        "Ben Ortiz;2026-11-24;perhaps;\n"
        ";2026-11-24;p;\n"
        "Luz Núñez;2026-11-25;;\n"
    )
    brought = read_table(table.encode("utf-8-sig"), "week.csv", ROSTER, TODAY)
    assert [(one.student, one.day, one.state, one.note) for one in brought.entries] == [
        (AMINA, "2026-11-24", "present", ""),
        (AMINA, "2026-11-25", "late", "bus"),
        (BEN, "2026-11-25", "absent", ""),
    ]
    said = "\n".join(brought.faults)
    assert "week.csv, 5: more than one student may be “Luz Nunez”" in said
    assert "week.csv, 6: nobody on the roster is “Nobody”" in said
    assert "week.csv, 7: “yesterday” is no day" in said or "“yesterday” is no day" in said
    assert "2026-12-24 has not come yet" in said
    assert "“perhaps” says neither" in said
    assert "week.csv, 10: there is no name" in said


def test_a_table_with_a_column_a_day_and_ids_is_read_in_any_language() -> None:
    table = f"id,الاسم,2026-11-24,2026-11-25\n{LUZ2.upper()},,حاضر,غائبة\n{AMINA},Amina Diallo,✓,\n"
    brought = read_table(table.encode(), "t.csv", ROSTER, TODAY)
    assert brought.faults == ()
    assert [(one.student, one.day, one.state) for one in brought.entries] == [
        (LUZ2, "2026-11-24", "present"),
        (LUZ2, "2026-11-25", "absent"),
        (AMINA, "2026-11-24", "present"),
    ]


@pytest.mark.parametrize("data", [b"", b"name,colour\nAmina,red\n", b"%PDF-1.7", b'name,date,state\n"Amina'])
def test_what_is_no_such_table_is_refused(data: bytes) -> None:
    with pytest.raises((AttendanceFault, ListFault)):
        read_table(data, "t.csv", ROSTER, TODAY)


def test_the_last_word_on_a_day_holds_and_repeating_changes_nothing(tmp_path: Path) -> None:
    def entry(state, day="2026-11-25", session=""):
        return Entry(student=AMINA, day=day, state=state, session=session)

    with Records(f"sqlite:///{tmp_path / 'records.db'}") as records:
        assert (
            take_down(records, [entry("absent"), entry("present", session="Maths")], TODAY, by="eva", at=NOW)
            == 2
        )
        assert take_down(records, [entry("absent")], TODAY, at=NOW) == 0
        assert take_down(records, [entry("excused")], TODAY, by="tom", at=NOW) == 1
        assert [(one.state, one.session, one.by) for one in entries_of(records, AMINA)] == [
            ("excused", "", "tom"),
            ("present", "Maths", "eva"),
        ]
        with pytest.raises(AttendanceFault):
            take_down(records, [entry("late"), entry("late", day="2026-11-27")], TODAY)
        assert counts(entries_of(records)) == {AMINA: Count(present=1, excused=1)}
        records.erase(AMINA)
        assert entries_of(records) == []
    assert (
        in_words(Entry(student=AMINA, day="", state="late", note="bus", session="Maths"))
        == "late (bus), Maths"
    )


def test_work_on_paper_is_a_note_and_no_mark_unless_the_teacher_gives_one(klass: ClassFolder) -> None:
    with Records(klass.records_url) as records:
        assert (
            note_work(records, [AMINA, BEN, AMINA], "  Fraction   posters ", date(2026, 11, 20), TODAY) == 2
        )
        note_work(
            records, [AMINA], "Test", TODAY, TODAY, note="Clear drawings.", points=3.5, max_points=4, by="eva"
        )
        first, second = work_on_paper(records, AMINA)
        assert work_in_words(first) == "On paper, seen by the teacher: Fraction posters"
        assert (
            work_in_words(second) == "On paper, seen by the teacher: Test: 3.5 of 4 points – Clear drawings."
        )
        assert records.marks() == []
        assert records.outcomes() == []
        assert take_back(records, first.number)
        assert not take_back(records, first.number)
        assert [one.title for one in work_on_paper(records)] == ["Fraction posters", "Test"]
        for wrong in (
            {"points": 5.0, "max_points": 4.0},
            {"points": 1.0},
            {"points": -1.0, "max_points": 4.0},
        ):
            with pytest.raises(PaperFault, match="Points are from 0"):
                note_work(records, [AMINA], "Test", TODAY, TODAY, **wrong)
        with pytest.raises(PaperFault, match="at least one student"):
            note_work(records, [], "Test", TODAY, TODAY)
        with pytest.raises(PaperFault, match="needs a name"):
            note_work(records, [AMINA], " ", TODAY, TODAY)


def test_the_command_takes_tables_and_notes(
    klass: ClassFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_roster(klass.roster, ROSTER)
    where = ["--class", str(klass.root)]
    (tmp_path / "week.csv").write_text(
        "name,date,attendance\nBen Ortiz,2026-11-02,late\nX,2026-11-02,p\n", "utf-8"
    )
    assert main(["attendance", *where]) == 0
    assert main(["attendance", str(tmp_path / "week.csv"), *where]) == 0
    assert (
        main(
            [
                "attendance",
                "--paper",
                "Posters",
                "--who",
                "Amina Diallo",
                "Ben Ortiz",
                "--points",
                "3/4",
                *where,
            ]
        )
        == 0
    )
    assert main(["attendance", *where]) == 0
    told = capsys.readouterr().out
    assert "Nobody has been taken down yet." in told
    assert "1 entry is new or changed, of 1." in told
    assert "week.csv, 3: nobody on the roster is “X”" in told
    assert "Ben Ortiz: late 1" in told
    assert "Amina Diallo: On paper, seen by the teacher: Posters: 3 of 4 points" in told
    assert main(["attendance", "--paper", "Posters", "--who", "Nobody", *where]) == 1
