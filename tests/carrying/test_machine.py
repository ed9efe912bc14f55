"""A copied laptop, a restored backup and a stick that goes to and fro: no number is given twice under one installation."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from carrying.journal import Journal
from carrying.machine import Place, memory_folder, own_id
from carrying.saving import save
from carrying.study import HIDDEN, Study, open_study
from curriculum.evidence import Opened

SCHOOL, HOME, OTHER = "1" * 32, "2" * 32, "3" * 32


def at(folder: Path, machine: str, memory: Path | None = None) -> Study:
    """A study folder as a process on this machine opens it."""
    if not (folder / HIDDEN).exists():
        opened = open_study(folder, "tiny")
        Place(folder / HIDDEN, lambda: machine, memory).begin(opened.profile.installation)
    opened = open_study(folder, "tiny")
    return Study(folder, opened.profile, Place(folder / HIDDEN, lambda: machine, memory))


def numbers(study: Study, lesson: str = "halving") -> list[tuple[str, int]]:
    """Two new events, and who gave their numbers."""
    save(study.lesson(lesson) / "lesson.json", b"{}")
    journal = Journal(study.lesson(lesson), lesson, study)
    return [journal.append(Opened).by for _ in range(2)]


def test_at_one_machine_the_installation_stays(tmp_path: Path) -> None:
    study = at(tmp_path / "a", SCHOOL, tmp_path / "memory")
    for _ in range(3):
        assert {who for who, _ in numbers(at(tmp_path / "a", SCHOOL, tmp_path / "memory"))} == {
            study.profile.installation
        }


def test_a_copied_laptop_gets_an_installation_of_its_own_and_loses_nothing(tmp_path: Path) -> None:
    first = numbers(at(tmp_path / "a", SCHOOL, tmp_path / "m1"))
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    here, there = at(tmp_path / "a", SCHOOL, tmp_path / "m1"), at(tmp_path / "b", HOME, tmp_path / "m2")
    mine, copied = numbers(here), numbers(there)
    assert {who for who, _ in mine} == {first[0][0]}
    assert not {who for who, _ in copied} & {first[0][0]}
    assert not {*first, *mine} & {*copied}
    assert here.profile.student == there.profile.student
    assert [event.by for event in Journal(there.lesson("halving"), "halving", there).read()] == [
        *first,
        *copied,
    ]
    assert open_study(tmp_path / "b", "tiny").profile.installation == copied[0][0]


def test_a_copy_made_before_the_first_number_is_noticed_too(tmp_path: Path) -> None:
    at(tmp_path / "a", SCHOOL, tmp_path / "m1")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    given = [
        *numbers(at(tmp_path / "a", SCHOOL, tmp_path / "m1")),
        *numbers(at(tmp_path / "b", HOME, tmp_path / "m2")),
    ]
    assert len(set(given)) == 4


def test_a_stick_that_goes_to_and_fro_has_one_installation_at_each_machine(tmp_path: Path) -> None:
    seen = [
        numbers(at(tmp_path / "stick", machine, tmp_path / machine))
        for machine in (SCHOOL, HOME, SCHOOL, HOME, OTHER, SCHOOL)
    ]
    who = [both[0][0] for both in seen]
    assert who[0] == who[2] == who[5]
    assert who[1] == who[3]
    assert len(set(who)) == 3
    assert len({by for both in seen for by in both}) == 12


def test_a_backup_put_back_gets_a_new_installation_and_the_numbers_go_on(tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    early = numbers(at(tmp_path / "a", SCHOOL, memory))
    shutil.copytree(tmp_path / "a", tmp_path / "backup")
    late = numbers(at(tmp_path / "a", SCHOOL, memory))
    shutil.rmtree(tmp_path / "a")
    shutil.copytree(tmp_path / "backup", tmp_path / "a")
    again = numbers(at(tmp_path / "a", SCHOOL, memory))
    assert early[0][0] == late[0][0] != again[0][0]
    assert not {*early, *late} & {*again}
    more = numbers(at(tmp_path / "a", SCHOOL, memory))
    assert more[0][0] == again[0][0]


def test_a_folder_copied_beside_itself_is_noticed_whichever_goes_on_first(tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    numbers(at(tmp_path / "a", SCHOOL, memory))
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    seen = [numbers(at(tmp_path / name, SCHOOL, memory)) for name in ("b", "a", "b", "a", "a", "b")]
    given = [by for both in seen for by in both]
    assert len(set(given)) == len(given)
    assert len({who for who, _ in given}) == 2


def test_thirty_laptops_made_from_one_image_are_thirty_installations(tmp_path: Path) -> None:
    numbers(at(tmp_path / "image", SCHOOL))
    given = []
    for number in range(30):
        shutil.copytree(tmp_path / "image", tmp_path / str(number))
        given += numbers(at(tmp_path / str(number), f"{number:032}"))
    assert len(set(given)) == 60


def test_a_system_without_an_id_of_its_own_keeps_the_installation(tmp_path: Path) -> None:
    study = at(tmp_path / "a", "")
    before = study.profile.installation
    assert {who for who, _ in numbers(study)} == {before}


def test_a_system_that_is_another_one_at_every_start_does_not_use_up_installations(tmp_path: Path) -> None:
    given = [by for number in range(60) for by in numbers(at(tmp_path / "a", f"{number:032}"))]
    assert len(set(given)) == 120
    assert len({who for who, _ in given}) == 40


def test_a_memory_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    study = at(tmp_path / "a", SCHOOL, tmp_path / "file")
    assert {who for who, _ in numbers(study)} == {study.profile.installation}


def test_a_damaged_list_of_machines_is_made_anew(tmp_path: Path) -> None:
    study = at(tmp_path / "a", SCHOOL)
    (before, _), _ = numbers(study)
    (tmp_path / "a" / HIDDEN / "machines.json").write_bytes(b"{")
    assert numbers(at(tmp_path / "a", SCHOOL))[0][0] == before


def test_nothing_kept_says_which_machine_it_is(tmp_path: Path) -> None:
    numbers(at(tmp_path / "a", SCHOOL, tmp_path / "memory"))
    for path in tmp_path.rglob("*"):
        assert SCHOOL not in path.name
        assert not path.is_file() or SCHOOL.encode() not in path.read_bytes()


def test_where_the_account_remembers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRELLIS_MEMORY", "")
    assert memory_folder() is None
    monkeypatch.setenv("TRELLIS_MEMORY", str(tmp_path))
    assert memory_folder() == tmp_path
    monkeypatch.delenv("TRELLIS_MEMORY")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    if sys.platform == "linux":
        assert memory_folder() == tmp_path / "state" / "trellis"


def test_the_machines_own_id_is_read_or_none() -> None:
    found = own_id()
    assert found == own_id()
    assert found == "" or len(found) in (32, 36)
