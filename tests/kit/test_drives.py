"""Finding sticks and folders, as each system shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrying.study import Study, open_study
from kit import drives
from kit.drives import (
    linux_mounts,
    mac_volumes,
    mount_types,
    places_of,
    remember,
    shared_folders,
    windows_drives,
)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return open_study(tmp_path / "study", "tiny")


def made(*paths: Path) -> None:
    for path in paths:
        path.mkdir(parents=True)


def test_linux_finds_what_is_mounted_for_a_person_for_all_and_by_hand(tmp_path: Path) -> None:
    media, run, mnt = tmp_path / "media", tmp_path / "run", tmp_path / "mnt"
    mounted = [media / "amina" / "STICK", media / "usb0", run / "amina" / "CARD", mnt]
    made(*mounted[:3], media / "amina" / "empty", mnt / "nothing")
    (media / "notes.txt").write_text("no folder", "utf-8")
    assert linux_mounts([media, run, mnt, tmp_path / "gone"], lambda path: path in mounted) == mounted


def test_linux_tells_a_stick_from_a_windows_disk() -> None:
    mounts = "/dev/sdb1 /media/amina/MY\\040STICK vfat rw,nosuid 0 0\nC:\\134 /mnt/c 9p rw 0 0\n\n"
    assert mount_types(mounts) == {"/media/amina/MY STICK": "vfat", "/mnt/c": "9p"}


def test_macos_finds_volumes_but_not_the_start_disk(tmp_path: Path) -> None:
    made(tmp_path / "STICK", tmp_path / ".timemachine")
    (tmp_path / "Macintosh HD").symlink_to("/")
    assert mac_volumes(tmp_path) == [tmp_path / "STICK"]
    assert mac_volumes(tmp_path / "gone") == []


def test_windows_finds_removable_letters_only() -> None:
    kinds = {"C:\\": 3, "D:\\": 5, "E:\\": 2, "S:\\": 4}
    assert [str(path) for path in windows_drives(lambda drive: kinds.get(drive, 1))] == ["E:\\"]


def test_folders_used_before_are_remembered_the_latest_first(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "STICK"
    made(stick, *(tmp_path / f"share-{number}" for number in range(7)))
    monkeypatch.setattr(drives, "sticks", lambda: [stick])
    for number in range(7):
        remember(study, tmp_path / f"share-{number}")
    remember(study, tmp_path / "share-5")
    remember(study, stick)  # finds itself
    assert [path.name for path in shared_folders(study)] == [f"share-{number}" for number in (5, 6, 4, 3, 2)]
    (tmp_path / "share-6").rmdir()
    assert [path.name for path in places_of(study)] == ["STICK", "share-5", "share-4", "share-3", "share-2"]


def test_a_damaged_memory_is_none(study: Study) -> None:
    (study.folder / ".trellis" / "places.json").write_text("{", "utf-8")
    assert shared_folders(study) == []
