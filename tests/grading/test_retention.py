"""For how long a class keeps its students' data: said by the teacher, listed when it is past, erased when the teacher says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from carrying.handin import hand_in
from curriculum.evidence import Opened
from grading.class_folder import ClassFolder
from grading.collect import collect
from grading.retention import BadDate, Retention, held_of_all, is_past, keep_until, read_retention
from grading.roster import add_students, read_roster
from kit.command import main
from tests.grading.work import study_with, write_journal

AMINA, TOMAS = "k3f92m7qx0ab", "p8r4wz2n6cde"


@pytest.fixture
def at_work(klass: ClassFolder, tmp_path: Path) -> ClassFolder:
    """Amina has handed in, Tomas is on the roster only."""
    (tmp_path / "stick").mkdir()
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    write_journal(study, "halving").append(Opened)
    collect(klass, hand_in(study, tmp_path / "stick"))
    add_students(klass.roster, [TOMAS])
    return klass


def test_the_last_day_is_kept_itself() -> None:
    until = Retention(keep_until="2027-07-31")
    assert not is_past(until, date(2027, 7, 31))
    assert is_past(until, date(2027, 8, 1))
    assert not is_past(Retention(), date(2999, 1, 1))


def test_a_day_is_set_and_taken_away(klass: ClassFolder) -> None:
    assert read_retention(klass) == Retention()
    keep_until(klass, "2027-07-31")
    assert read_retention(klass) == Retention(keep_until="2027-07-31")
    with pytest.raises(BadDate, match="Write it as 2027-07-31"):
        keep_until(klass, "31.7.2027")
    assert read_retention(klass) == Retention(keep_until="2027-07-31")
    keep_until(klass, "")
    assert read_retention(klass) == Retention()


@pytest.mark.parametrize("data", [b"{", b"\xff", b'{"keep_until": 7}'])
def test_a_damaged_setting_erases_nothing(klass: ClassFolder, data: bytes) -> None:
    (klass.root / "retention.json").write_bytes(data)
    with pytest.raises(BadDate, match="Nothing was erased"):
        read_retention(klass)


def test_everybody_of_whom_something_is_held_is_listed(at_work: ClassFolder) -> None:
    assert [(one.student, bool(one.latest)) for one in held_of_all(at_work)] == [
        (TOMAS, False),
        (AMINA, True),
    ]


def test_by_command_nothing_is_erased_before_the_day_nor_without_a_word(
    at_work: ClassFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["student", "keep", "--class", str(at_work.root)]
    assert main(words) == 0
    assert "until you erase it" in capsys.readouterr().out
    assert main([*words, "--until", "2999-12-31"]) == 0
    assert "2 students until 2999-12-31. Nothing is past" in capsys.readouterr().out
    assert main([*words, "--erase", "--yes"]) == 0
    assert len(read_roster(at_work.roster).names) == 2
    assert main([*words, "--until", "2001-01-01"]) == 0
    assert "trellis student keep --erase" in capsys.readouterr().out
    assert main([*words, "--erase"]) != 0
    assert "Nothing was erased" in capsys.readouterr().err
    assert len(read_roster(at_work.roster).names) == 2
    assert main([*words, "--erase", "--yes"]) == 0
    assert "Erased: 2 students" in capsys.readouterr().out
    assert held_of_all(at_work) == []
    assert not (at_work.submitted / AMINA).exists()
