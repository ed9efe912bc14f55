"""Hostile files at both ends: refused with a sentence, and nothing is written but the copy in quarantine."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrying.archive import Refused
from carrying.arrivals import take_file
from carrying.handin import hand_in
from curriculum.evidence import Opened
from grading.class_folder import ClassFolder
from grading.collect import collect
from grading.records import Records
from tests.carrying.hostile import HOSTILE, WHOLE, lessons_of_another
from tests.grading.work import make_study, study_with, write_journal


def held(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_a_class_refuses_every_one_and_writes_nothing_but_quarantine(
    klass: ClassFolder, tmp_path: Path
) -> None:
    with Records(klass.records_url):
        pass
    stick = tmp_path / "stick"
    stick.mkdir()
    for name, data in HOSTILE.items():
        (stick / f"{name}.trellis").write_bytes(data)
    before = held(klass.root)
    found = collect(klass, stick)
    assert found.taken == ()
    assert {one.file.removesuffix(".trellis") for one in found.aside} == set(HOSTILE)
    for one in found.aside:
        assert one.reason.endswith(".")
        assert one.copy is not None
        assert one.copy.read_bytes() == HOSTILE[one.file.removesuffix(".trellis")]
    after = {name: data for name, data in held(klass.root).items() if not name.startswith("quarantine/")}
    with Records(klass.records_url) as records:
        assert (records.events(), records.hand_ins(), records.installations()) == ({}, [], [])
    assert {name for name in after if name != "records.db"} == {
        name for name in before if name != "records.db"
    }
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.parametrize("name", [*HOSTILE, "a-hand-in", "lessons-of-another-class"])
def test_a_study_folder_refuses_every_one_and_nothing_changes(tmp_path: Path, name: str) -> None:
    study = make_study(tmp_path / "study", "s" * 12, "m" * 12)
    from carrying.trust import own_keys

    own_keys(study)
    file = tmp_path / "file.trellis"
    file.write_bytes({**HOSTILE, "a-hand-in": WHOLE, "lessons-of-another-class": lessons_of_another()}[name])
    before = held(study.folder)
    with pytest.raises(Refused, match=r"\.$"):
        take_file(study, file)
    assert held(study.folder) == before


def test_a_journal_200_000_deep_is_passed_over_and_the_rest_is_in(klass: ClassFolder, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    study = study_with(klass, tmp_path / "amina", "k3f92m7qx0ab", "schoolschool")
    journal = write_journal(study, "halving")
    journal.append(Opened)
    with journal.path.open("ab") as file:
        file.write(
            b'{"by":' + b"[" * 200_000 + b"\n" + b'{"by":["schoolschool",9],"x":' + b"[" * 50_000 + b"\n"
        )
    journal.append(Opened)
    (study.lesson("doubling") / "doubling.ipynb").write_bytes(b'{"cells":' + b"[" * 200_000)
    hand_in(study, stick)
    (taken,) = collect(klass, stick).taken
    assert taken.new_events == 2
    assert "2 entries of its journal could not be read" in taken.notes[-1]
