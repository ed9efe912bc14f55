"""Handing in, taking what comes back, cards and notes, as commands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from carrying import outbox
from carrying.bundle import read_bundle
from carrying.enrolling import keep_table
from carrying.handin import as_hand_in
from carrying.join_table import join_table, write_table
from carrying.packs import open_lesson
from carrying.receipt import Receipt, pack_receipt
from carrying.sealing import Sealed
from carrying.study import Study, open_study
from carrying.trust import own_keys
from grading.class_folder import new_class
from grading.notes import note_for, open_goals
from grading.records import Records
from grading.roster import add_students, rename_student
from kit import drives
from kit.command import main
from tests.keys import CLASS, OTHER, give_keys
from tests.kit.places import study_with_lessons
from tests.tiny import write_course

AMINA = "k3f92m7qx0ab"
HERS = "otter-lamp-tulip-ruby"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """The study folder that commands find by themselves, on a machine without a stick."""
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(drives, "sticks", list)
    made = study_with_lessons(tmp_path / "home" / "study")
    open_lesson(made, "halving")
    return made


def put_receipt(study: Study, place: Path, keys: object = CLASS) -> None:
    taken = {one.digest: "2026-11-25T08:00:00+00:00" for one in outbox.waiting(study)}
    receipt = Receipt(student=study.profile.student, installation=study.profile.installation, taken=taken)
    envelope = Sealed(CLASS if keys is CLASS else OTHER, own_keys(study).card)
    (place / "receipt.trellis").write_bytes(pack_receipt(receipt, ("c" * 16, 1), "", "tiny", envelope))


def test_handing_in_says_what_to_do_where_there_is_no_place(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["hand-in"]) != 0
    said = capsys.readouterr().err
    assert "No stick was found" in said
    assert "trellis hand-in --to FOLDER" in said
    assert outbox.waiting(study) == []


def test_handing_in_finds_the_stick_and_the_folder_used_before(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    share, stick = tmp_path / "share", tmp_path / "STICK"
    share.mkdir()
    assert main(["hand-in", "--to", str(share)]) == 0
    assert main(["hand-in"]) == 0  # into the folder used before
    said = capsys.readouterr().out
    assert said.count(f"Your work is in {share}") == 2
    assert "You can remove the stick now." not in said, "a folder stays where it is"
    assert len(list(share.iterdir())) == 1  # the same work is the same file
    stick.mkdir()
    monkeypatch.setattr(drives, "sticks", lambda: [stick])
    assert main(["hand-in"]) != 0
    said = capsys.readouterr().err
    assert f"trellis hand-in --to {stick}\n  trellis hand-in --to {share}" in said
    shutil.rmtree(share)
    assert main(["hand-in"]) == 0
    assert [path.suffix for path in stick.iterdir()] == [".trellis"]


def test_a_receipt_on_the_stick_is_taken_when_handing_in(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["hand-in", "--to", str(tmp_path)]) == 0
    put_receipt(study, tmp_path)
    assert main(["take"]) == 0
    assert "your teacher has received what you handed in" in capsys.readouterr().out
    assert outbox.waiting(study) == []
    assert main(["take", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "Nothing new for you there.\n"


def test_taking_says_why_a_file_was_not_taken(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["take"]) != 0
    assert "No stick was found" in capsys.readouterr().err
    put_receipt(study, tmp_path, OTHER)
    assert main(["take", str(tmp_path / "receipt.trellis")]) == 1
    assert "was not taken: It is not signed by your class" in capsys.readouterr().out
    assert main(["take", str(tmp_path / "gone")]) != 0
    assert "There is no folder or file" in capsys.readouterr().err


def test_a_card_is_typed_as_words(study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["join", "otter", "lamp", "tulip", "ruby"]) != 0
    assert "no list of cards here yet" in capsys.readouterr().err
    keep_table(study, write_table(join_table({AMINA: HERS}, "ab")))
    assert main(["join", "otter", "lamp", "tulip", "rubi"]) != 0
    assert "Did you mean “otter lamp tulip ruby”?" in capsys.readouterr().err
    assert main(["join", "otter", "lamp", "tulip", "ruby"]) == 0
    assert "Everything you did here so far stays" in capsys.readouterr().out
    assert open_study(study.folder, "").profile.student == AMINA
    assert main(["hand-in", "--to", str(tmp_path)]) == 0
    (file,) = tmp_path.glob("*.trellis")
    assert as_hand_in(read_bundle(file, [CLASS])).student == AMINA


def test_notes_and_goals_are_written_shown_and_taken_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = give_keys(new_class(tmp_path / "class", "7b", write_course(tmp_path / "class" / "course")))
    add_students(folder.roster, [AMINA])
    rename_student(folder.roster, AMINA, "Amina")

    def note(*words: str) -> int:
        return main(["note", *words, "--class", str(folder.root)])

    assert note("Amina") == 0
    assert capsys.readouterr().out == "There is no note to Amina.\n"
    assert note("Amina", "Well done.") == 0
    assert note("Amina", "Halve without a table", "--goal", "--until", "2026-12-04") == 0
    assert note("Amina", "x", "--goal", "--until", "next week") != 0
    assert "is no date" in capsys.readouterr().err
    assert note("Amina") == 0
    assert (
        "Note to Amina: Well done.\n  Goal 1: Halve without a table (until 2026-12-04)"
        in capsys.readouterr().out
    )
    assert note("Amina", "--done", "1") == 0
    assert note("Amina", "--done", "1") == 1
    assert note("Amina", "--take-back") == 0
    assert note("Nobody", "Hello") != 0
    with Records(folder.records_url) as records:
        assert note_for(records, AMINA) is None
        assert open_goals(records, AMINA) == []
