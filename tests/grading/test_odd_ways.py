"""The odd ways that work comes: clocks, copies, names, text modes, two machines, two students, backups. Nothing is lost, nothing twice."""

from __future__ import annotations

import itertools
import shutil
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from carrying.archive import Manifest, Refused
from carrying.bundle import pack, unpack
from carrying.handin import hand_in
from carrying.journal import Journal
from carrying.saving import NotSaved, reason, save
from carrying.sealing import Sealed
from carrying.study import Study
from carrying.trust import own_keys
from curriculum.course import Course
from curriculum.evidence import Opened
from grading.class_folder import ClassFolder
from grading.collect import collect
from grading.records import Records
from tests.grading.work import do_halving, study_with, write_code, write_journal
from tests.keys import CLASS, STUDENT

AMINA, TOMAS = "k3f92m7qx0ab", "p8r4wz2n6cde"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def events(klass: ClassFolder, student: str) -> list[tuple[str, int]]:
    with Records(klass.records_url) as records:
        return [event.by for event in records.events().get(student, [])]


def test_a_clock_set_back_to_1980_changes_neither_order_nor_choice(
    klass: ClassFolder, tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    journal = Journal(study.lesson("halving"), "halving", study)
    for number, year in enumerate((2026, 1980, 2040)):
        clock = datetime(year, 1, 1, tzinfo=UTC)
        journal._clock = lambda clock=clock: clock
        monkeypatch.setattr("carrying.handin.now", lambda clock=clock: clock)
        journal.append(Opened)
        write_code(study, "doubling", "answer-double", f"# version {number}\n")
        hand_in(study, stick)
    for file in sorted(stick.iterdir(), reverse=True):
        collect(klass, file, at=datetime(1980, 1, 1, tzinfo=UTC))
    found = events(klass, AMINA)
    assert found == sorted(found)
    assert len(found) == 3
    assert b"# version 2" in (klass.submitted / AMINA / "doubling" / "doubling.ipynb").read_bytes()


def test_the_teachers_clock_set_back_to_1980_loses_no_notebook(
    klass: ClassFolder, tmp_path: Path, stick: Path
) -> None:
    for name, year in (("school", 2026), ("home", 1980)):
        study = study_with(klass, tmp_path / name, AMINA, f"{name}machine"[:12])
        write_code(study, "doubling", "answer-double", f"# at {name}\n")
        collect(klass, hand_in(study, stick), at=datetime(year, 1, 1, tzinfo=UTC))
    held = [path.read_bytes() for path in klass.root.rglob("*.ipynb") if AMINA in path.parts]
    assert any(b"# at school" in data for data in held)
    assert any(b"# at home" in data for data in held)


def test_any_order_of_any_duplicates_ends_the_same(
    klass: ClassFolder, course: Course, tmp_path: Path
) -> None:
    files = []
    for student, machine in ((AMINA, "schoolschool"), (AMINA, "homehomehome"), (TOMAS, "tomastomasto")):
        study = study_with(klass, tmp_path / machine, student, machine)
        do_halving(study, course)
        place = tmp_path / f"stick-{machine}"
        place.mkdir()
        files.append(hand_in(study, place))
    ends = set()
    for order in itertools.permutations(files):
        for file in (*order, *order[:2]):
            collect(klass, file)
        ends.add((tuple(events(klass, AMINA)), tuple(events(klass, TOMAS))))
        klass.records.unlink()
        shutil.rmtree(klass.submitted)
        klass.submitted.mkdir()
    ((amina, tomas),) = ends
    assert (len(amina), len(set(amina)), len(tomas)) == (18, 18, 9)


def test_two_students_at_one_machine_have_a_folder_each(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    """The same place on the stick, the same name of the machine, one after the other."""
    for student, first in ((AMINA, "1000"), (TOMAS, None)):
        study = study_with(klass, tmp_path / "machine" / student, student, student[::-1])
        do_halving(study, course, first=first)
        hand_in(study, stick)
    found = collect(klass, stick)
    assert sorted((one.student, one.new_events) for one in found.taken) == [(AMINA, 7), (TOMAS, 9)]
    assert [one.notes for one in found.taken] == [(), ()]


def test_names_composed_and_decomposed_and_in_capitals_are_all_read_once(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    data = hand_in(study, stick).read_bytes()
    for name in ("Größe", "Ñandú é", "АМИНА", "amina", "AMINA", "ﬁnal"):
        for form in ("NFC", "NFD", "NFKC"):
            folder = stick / unicodedata.normalize(form, name)
            folder.mkdir(exist_ok=True)
            (folder / f"{folder.name} (1).TRELLIS").write_bytes(data)
    found = collect(klass, stick)
    assert sum(one.new_events for one in found.taken) == 9
    assert len(found.new) == 1
    assert found.aside == ()


def test_a_hand_in_goes_to_and_comes_from_a_path_of_more_than_260_characters(
    klass: ClassFolder, course: Course, tmp_path: Path
) -> None:
    deep = tmp_path.joinpath(*["a-folder-with-quite-a-long-name-of-its-own"] * 7)
    assert len(str(deep)) > 300
    study = study_with(klass, deep / "study", AMINA, "schoolschool")
    do_halving(study, course)
    (deep / "stick").mkdir()
    path = hand_in(study, deep / "stick")
    assert len(path.name) == 24
    assert [one.new_events for one in collect(klass, deep / "stick").taken] == [9]


def test_a_path_too_long_for_the_system_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotSaved, match="the path is too long"):
        save(tmp_path / ("x" * 300) / "y", b"")
    windows = FileNotFoundError(2, "The system cannot find the path specified", "C:\\" + "x" * 257)
    windows.winerror = 3  # type: ignore[attr-defined]  # as Windows says it without long paths
    assert reason(windows) == "the path is too long"


@pytest.mark.parametrize(
    "name",
    ["con", "nul.txt", "aux", "com1", "lpt9", "prn.ipynb", "conin$", "a.", "halving/con", "com1/x", "a./b"],
)
def test_names_that_windows_cannot_have_are_neither_written_nor_read(name: str) -> None:
    with pytest.raises(ValueError, match=name.replace("$", ".")):
        pack(Manifest(kind="hand-in"), {name: b"x"}, Sealed(STUDENT, CLASS.card))
    from tests.carrying.test_sealing import with_member

    with pytest.raises(Refused, match="never writes"):
        unpack(with_member(name, b"x"), [CLASS])


def test_names_that_only_look_reserved_are_fine() -> None:
    names = {"console/x": b"", "null": b"", "com10": b"", "halving/auxiliary.txt": b""}
    assert unpack(pack(Manifest(kind="pack"), names)).members == names


def test_a_journal_that_an_editor_saved_with_other_line_ends_is_the_same_work(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    journal = do_halving(study, course)
    hand_in(study, stick)
    journal.path.write_bytes(b"\xef\xbb\xbf" + journal.path.read_bytes().replace(b"\n", b"\r\n"))
    notebook = study.lesson("doubling") / "doubling.ipynb"
    notebook.write_bytes(notebook.read_bytes().replace(b"\n", b"\r\n"))
    journal.append(Opened)
    assert len(journal.read()) == 10
    hand_in(study, stick)
    found = collect(klass, stick)
    assert sum(one.new_events for one in found.taken) == 10
    assert [note for one in found.taken for note in one.notes] == []


def test_files_that_went_through_text_mode_are_put_aside(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    data = hand_in(study, stick).read_bytes()
    for number, mangled in enumerate(
        (data.replace(b"\n", b"\r\n"), data.replace(b"\r\n", b"\n") + b"\n", data[3:])
    ):
        (stick / f"mangled-{number}.trellis").write_bytes(mangled)
    found = collect(klass, stick)
    assert len(found.aside) == 3
    assert all(one.reason.endswith(".") and one.copy is not None for one in found.aside)
    assert [one.new_events for one in found.taken] == [9]


def test_a_copy_that_nobody_noticed_loses_no_event(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    write_journal(study, "halving").append(Opened)
    own_keys(study)
    shutil.copytree(study.folder, tmp_path / "backup")
    write_journal(study, "halving").append(Opened)
    write_code(study, "doubling", "answer-double", "# after the backup\n")
    write_journal(study, "halving").append(Opened)
    collect(klass, hand_in(study, stick))
    restored = Study(tmp_path / "backup", study.profile)
    restored._next, restored._end = (
        study._next - 2,
        study._end,
    )  # as where the claims were copied with the disk
    write_journal(restored, "doubling").append(Opened)
    (taken,) = collect(klass, hand_in(restored, stick)).taken
    assert "as when a machine was copied. Both count" in " ".join(taken.notes)
    with Records(klass.records_url) as records:
        assert sum(event.lesson == "doubling" for event in records.events()[AMINA]) == 1
        assert sum(event.lesson == "halving" for event in records.events()[AMINA]) == 3
