"""Work that came under the wrong student becomes the right one's, what came stays as it came, and it can be taken back."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path

import pytest

from carrying.handin import hand_in
from carrying.saving import NotSaved
from carrying.study import Study
from curriculum.course import Course
from curriculum.evidence import Opened
from grading.class_folder import ClassFolder
from grading.collect import collect
from grading.inbox import take_in
from grading.paths import work_of_class
from grading.reassigning import CannotReassign, reassign, take_back
from grading.records import Records
from grading.roster import add_students, read_roster, rename_student
from grading.student_data import erase_student, export_student
from kit.command import main
from kit.one_student import one_student
from tests.grading.work import do_halving, study_with, write_code, write_journal

WRONG, RIGHT = "k3f92m7qx0ab", "p8r4wz2n6cde"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def study(klass: ClassFolder, course: Course, tmp_path: Path, stick: Path) -> Study:
    """Tomas sat down at Amina's profile and did a lesson there; he has work of his own too."""
    wrong = study_with(klass, tmp_path / "wrong", WRONG, "wrongmachine")
    do_halving(wrong, course)
    write_code(wrong, "doubling", "answer-double", "# at the wrong profile\n")
    right = study_with(klass, tmp_path / "right", RIGHT, "rightmachine")
    write_journal(right, "doubling").append(Opened)
    write_code(right, "doubling", "answer-double", "# at his own\n")
    for one in (wrong, right):
        collect(klass, hand_in(one, stick))
    rename_student(klass.roster, RIGHT, "Tomas")
    return wrong


def held(klass: ClassFolder) -> dict[str, bytes]:
    return {
        path.relative_to(klass.root).as_posix(): path.read_bytes()
        for place in ("submitted", "submitted-others")
        for path in (klass.root / place).rglob("*")
        if path.is_file()
    }


def counted(klass: ClassFolder) -> dict[str, int]:
    with Records(klass.records_url) as records:
        return {student: len(events) for student, events in records.events().items() if events}


def test_all_of_it_is_the_right_students_then(klass: ClassFolder, study: Study) -> None:
    before = held(klass)
    done = reassign(klass, WRONG, RIGHT, "ms-lee")
    assert (done.hand_ins, done.events, done.lessons) == (1, 9, ("halving",))
    assert counted(klass) == {RIGHT: 10}
    after = held(klass)
    assert not [name for name in after if WRONG in name]
    for name in ("halving/halving.ipynb", "halving/journal.jsonl"):
        assert after[f"submitted/{RIGHT}/{name}"] == before[f"submitted/{WRONG}/{name}"]
    assert b"# at his own" in after[f"submitted/{RIGHT}/doubling/doubling.ipynb"]
    beside = [data for name, data in after.items() if name.startswith(f"submitted-others/{RIGHT}/doubling/")]
    assert [b"# at the wrong profile" in data for data in beside] == [True]
    kept = klass.root / "reassigned" / WRONG / "submitted" / "halving" / "halving.ipynb"
    assert kept.read_bytes() == before[f"submitted/{WRONG}/halving/halving.ipynb"]
    assert list(read_roster(klass.roster).names) == [RIGHT]
    with Records(klass.records_url) as records:
        assert [(one.what, one.by) for one in records.accesses(WRONG)] == [("reassigned", "ms-lee")]


def test_the_paths_that_were_worked_out_before_are_worked_out_anew(klass: ClassFolder, study: Study) -> None:
    def tried() -> dict[str, int]:
        return {student: len(one.seen) for student, one in work_of_class(klass).items()}

    before = tried()
    assert before[WRONG] > 0
    reassign(klass, WRONG, RIGHT)
    assert tried() == {RIGHT: before[WRONG] + before[RIGHT]}
    take_back(klass, WRONG)
    assert tried() == before


def test_what_comes_later_from_there_counts_for_the_right_student_too(
    klass: ClassFolder, study: Study, stick: Path
) -> None:
    reassign(klass, WRONG, RIGHT)
    again = collect(klass, stick)
    assert again.students == [RIGHT]
    assert again.new == []
    write_journal(study, "halving").append(Opened)
    found = collect(klass, hand_in(study, stick))
    assert [(one.student, one.new_events) for one in found.new] == [(RIGHT, 1)]
    assert counted(klass) == {RIGHT: 11}
    assert list(read_roster(klass.roster).names) == [RIGHT]


def test_taking_it_back_leaves_all_as_it_was(klass: ClassFolder, study: Study, stick: Path) -> None:
    before, events = held(klass), counted(klass)
    reassign(klass, WRONG, RIGHT)
    done = take_back(klass, WRONG, "ms-lee")
    assert (done.hand_ins, done.events) == (1, 9)
    assert counted(klass) == events
    assert held(klass) == before
    assert not (klass.root / "reassigned" / WRONG).exists()
    assert set(read_roster(klass.roster).names) == {WRONG, RIGHT}
    assert collect(klass, stick).new == []
    assert held(klass) == before


def test_taking_back_that_a_full_disk_stopped_is_done_again_to_its_end(
    klass: ClassFolder, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, events = held(klass), counted(klass)
    reassign(klass, WRONG, RIGHT)

    def full(path: Path, data: bytes) -> None:
        raise NotSaved(f"{path}, {len(data)}")

    with monkeypatch.context() as disk:
        disk.setattr("grading.reassigning.save", full)
        with pytest.raises(NotSaved):
            take_back(klass, WRONG)
    take_back(klass, WRONG)
    assert counted(klass) == events
    assert held(klass) == before


def test_graded_copies_which_are_read_only_are_put_away_on_windows_too(
    klass: ClassFolder, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded = klass.autograded / WRONG / "halving" / "halving.ipynb"
    graded.parent.mkdir(parents=True)
    graded.write_bytes(b"{}")
    graded.chmod(0o444)
    unlink = os.unlink

    def as_windows(path: str, *, dir_fd: int | None = None) -> None:
        if not os.stat(path, dir_fd=dir_fd).st_mode & stat.S_IWRITE:
            raise PermissionError(path)
        unlink(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", as_windows)
    reassign(klass, WRONG, RIGHT)
    assert not graded.exists()
    assert (klass.root / "reassigned" / WRONG / "autograded" / "halving" / "halving.ipynb").exists()
    take_back(klass, WRONG)
    assert not (klass.root / "reassigned" / WRONG).exists()


def test_what_came_meanwhile_goes_back_with_it(klass: ClassFolder, study: Study, stick: Path) -> None:
    reassign(klass, WRONG, RIGHT)
    write_journal(study, "halving").append(Opened)
    collect(klass, hand_in(study, stick))
    take_back(klass, WRONG)
    assert counted(klass) == {WRONG: 10, RIGHT: 1}


def test_doing_it_twice_is_no_fault_and_nonsense_is_a_sentence(klass: ClassFolder, study: Study) -> None:
    reassign(klass, WRONG, RIGHT)
    assert reassign(klass, WRONG, RIGHT).hand_ins == 0
    assert counted(klass) == {RIGHT: 10}
    add_students(klass.roster, ["zoezoezoezoe"])
    for student, to, said in (
        (RIGHT, RIGHT, "the same student twice"),
        (RIGHT, "nobodynobody", "on the roster"),
        (RIGHT, WRONG, "on the roster"),
        ("zoezoezoezoe", RIGHT, "no work"),
    ):
        with pytest.raises(CannotReassign, match=said):
            reassign(klass, student, to)
    with pytest.raises(CannotReassign, match="given to anyone"):
        take_back(klass, RIGHT)
    assert counted(klass) == {RIGHT: 10}


def test_erasing_the_right_student_erases_what_was_given_to_them(
    klass: ClassFolder, study: Study, stick: Path
) -> None:
    reassign(klass, WRONG, RIGHT)
    erase_student(klass, RIGHT)
    assert counted(klass) == {}
    assert not [
        path for path in klass.root.rglob("*") if path.is_file() and RIGHT.encode() in path.read_bytes()
    ]


def test_what_came_over_the_network_under_the_wrong_id_is_given_out_and_erased_too(
    klass: ClassFolder, study: Study, tmp_path: Path
) -> None:
    klass.inbox.mkdir()
    came = hand_in(study, klass.inbox)
    take_in(klass)
    assert (klass.received / WRONG / came.name).is_file()
    reassign(klass, WRONG, RIGHT)
    given = export_student(klass, RIGHT, tmp_path / "given.zip", "")
    assert f"received/{WRONG}/{came.name}" in zipfile.ZipFile(given).namelist()
    erase_student(klass, RIGHT)
    assert not list(klass.received.iterdir())


def test_by_command(klass: ClassFolder, study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["student", "reassign", WRONG, "--class", str(klass.root)]
    assert main([*words, "--to", "Tomas"]) == 0
    assert "Moved to Tomas: hand-ins 1, entries 9, in halving." in capsys.readouterr().out
    assert main([*words, "--back"]) == 0
    assert counted(klass) == {WRONG: 9, RIGHT: 1}
    assert main([*words, "--back"]) == 1
    assert "Nothing was changed." in capsys.readouterr().err


def test_where_there_is_no_work_nothing_is_noted_either(klass: ClassFolder) -> None:
    add_students(klass.roster, [WRONG, RIGHT])
    with pytest.raises(CannotReassign, match="There is no work"):
        reassign(klass, WRONG, RIGHT)
    with pytest.raises(CannotReassign, match="No work of"):
        take_back(klass, WRONG)
    with Records(klass.records_url) as records:
        assert records.owner_of(WRONG) == WRONG


def test_the_desk_offers_to_take_back_what_was_taken_back_by_half(
    klass: ClassFolder, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    reassign(klass, WRONG, RIGHT)
    shown = one_student(klass.root, WRONG)
    assert (shown.given_to, shown.half_back) == ("Tomas", False)

    def full(path: Path, data: bytes) -> None:
        raise NotSaved(f"{path}, {len(data)}")

    with monkeypatch.context() as disk:
        disk.setattr("grading.reassigning.save", full)
        with pytest.raises(NotSaved):
            take_back(klass, WRONG)
    shown = one_student(klass.root, WRONG)
    assert (shown.given_to, shown.half_back) == ("Tomas", True)
    take_back(klass, WRONG)
    assert one_student(klass.root, WRONG).given_to == ""
