"""Handing in and collecting over real FAT32 and exFAT sticks, and over one that is write-protected."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from carrying.bundle import read_bundle
from carrying.handin import as_hand_in, hand_in
from carrying.packs import on_shelf, take_pack
from carrying.saving import NotSaved
from carrying.study import open_study
from curriculum.course import Course
from curriculum.evidence import Opened
from grading.class_folder import ClassFolder
from grading.collect import collect
from tests.grading.exchange.sticks import stick
from tests.grading.exchange.test_sticks import fill
from tests.grading.work import do_halving, study_with, write_code, write_journal
from tests.keys import CLASS

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.stick,
    pytest.mark.skipif(sys.platform != "linux", reason="images are mounted on Linux only"),
]
AMINA, TOMAS = "k3f92m7qx0ab", "p8r4wz2n6cde"


@pytest.fixture(params=["fat32", "exfat"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    with stick(request.param, tmp_path) as mounted:
        yield mounted


def test_lessons_out_work_in_and_once_more(
    klass: ClassFolder, course: Course, tmp_path: Path, place: Path
) -> None:
    """The pack goes to the stick, the study folder is there too where it can be, and the hand-in comes back on it."""
    (pack,) = klass.packs.iterdir()
    (place / "LESSONS.TRELLIS").write_bytes(pack.read_bytes())
    # The FUSE driver of FAT32 cannot append to a file, as a journal must; exFAT is tried with the study folder on the stick too.
    study = open_study((place if place.name.startswith("exfat") else tmp_path) / "Größe", "tiny")
    assert take_pack(study, read_bundle(place / "lessons.trellis")) == ["doubling", "halving"]
    assert take_pack(study, read_bundle(place / "LESSONS.TRELLIS")) == on_shelf(study)
    do_halving(study, course)
    first = hand_in(study, place)
    assert hand_in(study, place) == first
    write_journal(study, "halving").append(Opened)
    hand_in(study, place)
    (place / "copy").mkdir()
    (place / "copy" / first.name.upper()).write_bytes(first.read_bytes())
    before = {path: path.read_bytes() for path in place.glob("*.trellis")}
    found = collect(klass, place)
    assert found.students == [study.profile.student]
    assert sorted(one.new_events for one in found.taken) == [0, 1, 9] or sorted(
        one.new_events for one in found.taken
    ) == [0, 0, 10]
    assert (found.aside, found.packs) == ((), 1)
    assert {path: path.read_bytes() for path in before} == before
    assert [one.known for one in collect(klass, place).taken] == [True] * 3


def test_a_full_stick_is_a_sentence_and_what_is_on_it_stays_whole(
    klass: ClassFolder, tmp_path: Path, place: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    write_journal(study, "halving").append(Opened)
    first = hand_in(study, place)
    filler = place / "filler"
    with pytest.raises(OSError):  # noqa: PT011
        fill(filler)
    write_code(
        study, "doubling", "answer-double", "".join(f"# {number * 7919}\n" for number in range(60_000))
    )
    with pytest.raises(NotSaved, match=r"could not be written|not enough space"):
        hand_in(study, place)
    assert {path.name for path in place.iterdir()} == {first.name, "filler"}
    assert as_hand_in(read_bundle(first, [CLASS])).student == AMINA
    filler.unlink()
    assert as_hand_in(read_bundle(hand_in(study, place), [CLASS])).student == AMINA


def test_a_write_protected_stick_is_a_sentence_and_is_collected_all_the_same(
    klass: ClassFolder, tmp_path: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    write_journal(study, "halving").append(Opened)
    folder = tmp_path / "protected"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=True)
    try:
        hand_in(study, folder)
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        with pytest.raises(NotSaved, match="it is read-only"):
            hand_in(study, folder)
        assert [one.new_events for one in collect(klass, folder).taken] == [1]
        assert [one.known for one in collect(klass, folder).taken] == [True]
    finally:
        subprocess.run(["umount", str(folder)], check=True)
