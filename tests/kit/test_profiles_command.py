"""`trellis profiles` and `trellis study --profile`: by command, as an adult at the machine types them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from carrying.picture_pin import is_locked, lock
from carrying.profiles import new_learner
from carrying.study import open_study
from kit.command import main

MINE = ("fish", "star", "tree", "boat")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of two students; the second has a picture PIN."""
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    open_study(tmp_path / "study", "tiny").rename("Amina")
    lock(new_learner(tmp_path, "tiny", "Ben", "boat").folder, MINE)
    return tmp_path


def test_they_are_listed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles"]) == 0
    assert capsys.readouterr().out == (
        f"1  Amina  ({root / 'study'})\n2  Ben, locked with pictures  ({root / 'study-2'})\n"
    )


def test_on_a_machine_where_nobody_learned_it_says_how_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path / "new"))
    assert main(["profiles"]) == 0
    assert "Start with: trellis study" in capsys.readouterr().out


def test_forgotten_pictures_are_taken_away(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "reset"]) == 2
    assert "Whose pictures?" in capsys.readouterr().err
    assert main(["profiles", "reset", "Zoë"]) == 1
    assert "Nobody here is called “Zoë”" in capsys.readouterr().err
    assert is_locked(root / "study-2")
    assert main(["profiles", "reset", "ben"]) == 0
    assert "Ben needs no pictures now" in capsys.readouterr().out
    assert not is_locked(root / "study-2")


def test_a_locked_profile_is_not_started_without_its_pictures(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    served: list[Path] = []
    monkeypatch.setattr("kit.server.serve", lambda serving: served.append(serving.folder) or 0)
    monkeypatch.setattr("kit.commands.study.prepare", lambda *_, **__: None)
    for words in (["--profile", "Ben"], [str(root / "study-2")]):
        monkeypatch.setattr("sys.stdin", io.StringIO("sun sun sun sun\n"))
        assert main(["study", *words]) == 1
        assert "These are not the four pictures." in capsys.readouterr().err
        monkeypatch.setattr("sys.stdin", io.StringIO("Fish star tree boat\n"))
        assert main(["study", *words]) == 0
        assert served == [root / "study-2"]
        served.clear()
    assert main(["study", "--profile", "Amina"]) == 0
    assert main(["study", "--profile", "Amina", str(root / "study")]) == 2
