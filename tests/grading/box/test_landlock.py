"""What Landlock is asked for on kernels of each age, and how its absence is told."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from grading.box import landlock


@pytest.mark.parametrize(
    ("abi", "rights"), [(1, 0x1FFF), (2, 0x3FFF), (3, 0x7FFF), (4, 0x7FFF), (5, 0xFFFF), (9, 0xFFFF)]
)
def test_each_kernel_is_asked_for_what_it_controls(abi: int, rights: int) -> None:
    assert landlock.controlled(abi) == rights


def test_a_box_makes_no_links_devices_fifos_and_sockets_and_executes_nothing() -> None:
    forbidden = (
        landlock.EXECUTE
        | landlock.MAKE_SYM
        | landlock.MAKE_CHAR
        | landlock.MAKE_BLOCK
        | landlock.MAKE_FIFO
        | landlock.MAKE_SOCK
    )
    assert landlock.SCRATCH & forbidden == 0
    assert landlock.READ == landlock.READ_FILE | landlock.READ_DIR


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSYS, "has no Landlock"),
        (errno.EOPNOTSUPP, "switched off"),
        (errno.EPERM, "refuses Landlock \\(Operation not permitted\\)"),
    ],
)
def test_a_kernel_without_landlock_is_told_apart(
    number: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(landlock, "call", refused)
    with pytest.raises(landlock.NoLandlock, match=says):
        landlock.abi()


@pytest.mark.sandbox
def test_the_kernel_here_has_landlock() -> None:
    assert landlock.abi() >= 1


def test_a_rule_about_a_file_names_no_right_on_folders(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("a", encoding="utf-8")
    for path, rights in ((file, landlock.READ_FILE), (tmp_path, landlock.READ)):
        made = landlock.rule(str(path), landlock.READ, 1)
        os.close(int.from_bytes(made[8:], "little"))
        assert int.from_bytes(made[:8], "little") == rights
