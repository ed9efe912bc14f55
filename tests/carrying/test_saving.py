import errno
import os
from pathlib import Path
from typing import Any

import pytest

from carrying.saving import NotSaved, save


def test_a_file_is_saved_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    save(tmp_path / "new" / "work.bin", b"one")
    save(tmp_path / "new" / "work.bin", b"two")
    assert (tmp_path / "new" / "work.bin").read_bytes() == b"two"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["work.bin"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no space left.*Make room there or take another place"),
        (errno.EIO, "reports an error.*Take another stick or disk"),
        (errno.EROFS, "read-only.*ask whoever looks after this machine"),
    ],
)
def test_whatever_fails_the_old_file_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, words: str
) -> None:
    path = tmp_path / "work.bin"
    save(path, b"old")

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(NotSaved, match=words):
        save(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["work.bin"]


def test_what_reads_back_differently_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda _: b"other")
    with pytest.raises(NotSaved, match="reads back differently"):
        save(tmp_path / "work.bin", b"mine")
