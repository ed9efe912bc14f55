"""`trellis class` and `trellis inspect`: passphrases are asked for, never given as arguments, never written."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from carrying.handin import hand_in
from carrying.packs import open_lesson
from carrying.trust import own_keys, remember_class
from grading.class_folder import new_class, open_class
from grading.class_keys import class_card, unlock_class
from kit.command import main
from kit.job import Order
from tests.keys import CLASS, give_keys
from tests.kit.places import pack_file, study_with_lessons
from tests.tiny import write_course

WORDS = "seven quiet rivers"
Types = Callable[..., None]


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Types:
    """Let a person type these lines at the hidden prompt; what is asked for after them is a fault."""

    def types(*lines: str) -> None:
        waiting = list(lines)
        monkeypatch.delenv("TRELLIS_PASSPHRASE", raising=False)
        monkeypatch.setattr("kit.passphrase.sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("kit.passphrase.getpass.getpass", lambda _: waiting.pop(0))

    return types


def new(tmp_path: Path) -> int:
    course = str(write_course(tmp_path / "course"))
    return main(["class", "new", "7b", "--folder", str(tmp_path / "class"), "--course", course])


def test_a_class_is_made_with_a_passphrase_and_a_sheet(
    tmp_path: Path, types: Types, capsys: pytest.CaptureFixture[str]
) -> None:
    types("one thing first", "another thing", WORDS, f" {WORDS}  ")
    assert new(tmp_path) == 0
    said = capsys.readouterr()
    assert "not the same" in said.err
    opened = open_class(tmp_path / "class")
    card = class_card(opened)
    assert card is not None
    assert f"Its key is {card.words}" in said.out
    assert WORDS not in said.out + said.err
    sheet = tmp_path / "class" / "recovery-sheet.html"
    assert f"Print {sheet}, lock the paper away, then delete the file" in said.out
    code = "-".join(re.findall(r"<code>([0-9a-z]{5})</code>", sheet.read_text(encoding="utf-8")))
    assert unlock_class(opened, WORDS).keys is not None

    types(code.upper(), "another one altogether", "another one altogether")
    assert main(["class", "recover", "--class", str(tmp_path / "class")]) == 0
    assert unlock_class(opened, "another one altogether").keys is not None
    for path in (tmp_path / "class").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert WORDS.encode() not in data
        assert path == sheet or code.encode() not in data


def test_six_words_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, types: Types) -> None:
    types("", "seven quiet rivers flow to sea")
    monkeypatch.setattr("kit.passphrase.new_passphrase", lambda: "seven quiet rivers flow to sea")
    assert new(tmp_path) == 0
    assert unlock_class(open_class(tmp_path / "class"), "seven quiet rivers flow to sea").keys is not None


def test_the_variable_is_taken_where_nobody_can_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TRELLIS_PASSPHRASE", raising=False)
    assert new(tmp_path) == 1
    assert "Put it into the variable TRELLIS_PASSPHRASE. Nothing was changed." in capsys.readouterr().err
    assert not (tmp_path / "class").exists()
    monkeypatch.setenv("TRELLIS_PASSPHRASE", "short")
    assert new(tmp_path) == 1
    assert "at least 8" in capsys.readouterr().err
    assert not (tmp_path / "class").exists()
    monkeypatch.setenv("TRELLIS_PASSPHRASE", WORDS)
    assert new(tmp_path) == 0


def test_a_class_made_before_there_were_keys_gets_some(tmp_path: Path, types: Types) -> None:
    made = new_class(tmp_path / "class", "7b", write_course(tmp_path / "course"))
    types(WORDS, WORDS)
    assert main(["class", "keys", "--class", str(made.root)]) == 0
    assert unlock_class(made, WORDS).keys is not None
    assert main(["class", "keys", "--class", str(made.root)]) == 1


def test_collecting_asks_once_and_three_times_at_most(
    tmp_path: Path, types: Types, capsys: pytest.CaptureFixture[str]
) -> None:
    types(WORDS, WORDS)
    new(tmp_path)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    places = [str(tmp_path / "one"), str(tmp_path / "two"), "--class", str(tmp_path / "class")]
    types("not this", WORDS)
    assert main(["collect", *places]) == 0
    types("not this", "nor this", "nor that")
    assert main(["collect", *places]) == 1
    assert capsys.readouterr().err.count("That does not open the keys of the class.") == 4


def test_inspect_opens_with_the_keys_that_are_here(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    types: Types,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    assert main(["inspect", str(pack_file(tmp_path))]) == 0
    assert "Lessons for students, of the course “tiny”." in capsys.readouterr().out

    study = study_with_lessons(tmp_path / "home" / "study")
    open_lesson(study, "halving")
    file = hand_in(study, tmp_path)
    assert main(["inspect", str(file)]) == 0
    assert f"sealed for “7b”, the key “{CLASS.card.words}”" in capsys.readouterr().out

    types(WORDS, WORDS)
    new_folder = tmp_path / "home" / "class"
    assert (
        main(
            ["class", "new", "8a", "--folder", str(new_folder), "--course", str(write_course(tmp_path / "c"))]
        )
        == 0
    )
    card = class_card(open_class(new_folder))
    assert card is not None
    remember_class(study, card)
    types(WORDS)
    capsys.readouterr()
    assert main(["inspect", str(hand_in(study, tmp_path))]) == 0
    said = capsys.readouterr().out
    assert f"A hand-in: the work of student {study.profile.student}" in said
    assert said.endswith("It is whole.\n")

    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    assert main(["inspect", str(tmp_path / "photo.jpg")]) == 0
    assert "It is no file of Trellis" in capsys.readouterr().out
    file.write_bytes(file.read_bytes()[:20])
    assert main(["inspect", str(file)]) == 1


def test_a_copy_for_oneself_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = study_with_lessons(tmp_path / "study")
    (study.folder / ".trellis" / "class.json").unlink()
    open_lesson(study, "halving")
    (tmp_path / "stick").mkdir()
    assert main(["hand-in", "--to", str(tmp_path / "stick"), str(study.folder)]) == 0
    assert "Only this study folder can open it" in capsys.readouterr().out


def test_moving_to_another_class_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from kit.commands.study import prepare

    study = study_with_lessons(tmp_path / "study")
    other = own_keys(study).card
    remember_class(study, other)
    assert main(["study", str(study.folder), "--pack", str(pack_file(tmp_path))]) == 1
    assert "trellis study --pack FILE --change-class" in capsys.readouterr().err
    prepare(study.folder, tmp_path / "lessons.trellis", change_class=True)
    assert f"Your class is “7b” now; its words are {CLASS.card.words}." in capsys.readouterr().out


def test_an_order_shows_no_keys_when_it_is_printed(tmp_path: Path) -> None:
    assert "AGE-SECRET" not in repr(Order(kind="collect", folder=str(tmp_path), keys=CLASS.secret()))
    made = give_keys(new_class(tmp_path / "class", "7b", write_course(tmp_path / "course")))
    assert "AGE-SECRET" not in f"{made} {made!r}"
