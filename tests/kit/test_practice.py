"""Throwing the practice class away: it, and never anything else."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kit.practice import MARK, Practice, practice_around, read_practice, throw_away
from kit.stop import Stop


def played(folder: Path) -> Path:
    (folder / "class").mkdir(parents=True)
    (folder / "class" / "class.json").write_text("{}", encoding="utf-8")
    (folder / MARK).write_bytes(
        msgspec.json.encode(Practice(day="2026-11-26", done=True, passphrase="seven quiet rivers"))
    )
    return folder


def test_a_practice_class_knows_itself_and_goes_whole(tmp_path: Path) -> None:
    folder = played(tmp_path / "practice")
    around = practice_around(folder / "class")
    assert around is not None
    assert around.done
    assert around.passphrase == "seven quiet rivers"
    throw_away(folder)
    assert not folder.exists()
    throw_away(folder)


def test_a_class_of_ones_own_is_no_practice_and_stays(tmp_path: Path) -> None:
    own = tmp_path / "mine"
    (own / "class").mkdir(parents=True)
    (own / "class" / "class.json").write_text("{}", encoding="utf-8")
    assert practice_around(own / "class") is None
    with pytest.raises(Stop, match="was not made as a practice class"):
        throw_away(own)
    assert (own / "class" / "class.json").exists()


def test_half_a_practice_class_is_not_done(tmp_path: Path) -> None:
    folder = played(tmp_path / "practice")
    (folder / "class" / "class.json").unlink()
    found = read_practice(folder)
    assert found is not None
    assert not found.done
