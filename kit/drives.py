"""Places to carry work by: sticks that are plugged in, and shared folders used before, on the three systems."""

from __future__ import annotations

import contextlib
import os
import re
import string
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from carrying.saving import NotSaved, save
from carrying.study import HIDDEN, Study

REMOVABLE, REMOTE = 2, 4
"""What Windows answers for a stick and for a network drive when asked for the type of a drive (GetDriveTypeW)."""
NO_QUESTIONS = 0x8001
"""SEM_FAILCRITICALERRORS and SEM_NOOPENFILEERRORBOX: an empty card reader must not open a window that asks for a card."""
LINUX = ("/media", "/run/media", "/mnt")
NO_STICKS = {"9p", "drvfs", "tmpfs", "ramfs", "overlay", "autofs", "squashfs"}
"""What is mounted there and is no stick: the disks of Windows under WSL, images, and what is gone with the power."""
MAC = "/Volumes"
REMEMBERED = "places.json"
MOST_REMEMBERED = 5


class _Places(msgspec.Struct, frozen=True):
    folders: tuple[str, ...] = ()


def sticks() -> list[Path]:
    """The folders of removable drives that can be written to, as far as this system tells; empty where it does not."""
    if sys.platform == "win32":
        return _writable(windows_drives(_windows_type))
    if sys.platform == "darwin":
        return _writable(mac_volumes(Path(MAC)))
    types = mount_types(_mounts())
    mounts = linux_mounts([Path(place) for place in LINUX])
    return _writable([path for path in mounts if types.get(str(path)) not in NO_STICKS])


def on_stick(place: Path) -> bool:
    """Whether a folder is on a stick, as far as this system tells."""
    here = place.expanduser().absolute()
    return any(here.is_relative_to(stick) for stick in sticks())


def mount_types(mounts: str) -> dict[str, str]:
    """The kind of file system of each mount point, from what Linux says in /proc/self/mounts (fields by spaces, odd letters in octal)."""
    lines = [line.split(" ") for line in mounts.splitlines()]
    return {
        re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[1]): fields[2]
        for fields in lines
        if len(fields) > 2
    }


def windows_drives(kind: Callable[[str], int]) -> list[Path]:
    """The sticks among the drive letters; `kind` answers like GetDriveTypeW. Drives that no one has put a card in are left out."""
    return [Path(f"{letter}:\\") for letter in string.ascii_uppercase if kind(f"{letter}:\\") == REMOVABLE]


def mac_volumes(volumes: Path) -> list[Path]:
    """What is mounted there; the start disk is in it as a link to `/`, and hidden helpers of the system begin with a dot."""
    return [path for path in _inside(volumes) if not path.is_symlink() and not path.name.startswith(".")]


def linux_mounts(places: list[Path], is_mount: Callable[[Path], bool] = os.path.ismount) -> list[Path]:
    """What is mounted in those folders, directly, in a folder for each person, or (as a stick mounted by hand) the folder itself."""
    found = []
    for place in places:
        if is_mount(place):
            found.append(place)
        for one in _inside(place):
            found += [stick for stick in (one, *_inside(one)) if is_mount(stick)]
    return found


def shared_folders(study: Study) -> list[Path]:
    """The folders that this student handed in to before and that are there now, the latest first."""
    return [path for path in map(Path, _remembered(study)) if path.is_dir()]


def remember(study: Study, place: Path) -> None:
    """Remember a folder that was handed in to. Sticks find themselves; where it cannot be kept, it is typed again."""
    here = str(place.expanduser().absolute())
    if here in map(str, sticks()):
        return
    folders = (here, *(one for one in _remembered(study) if one != here))[:MOST_REMEMBERED]
    with contextlib.suppress(NotSaved):
        save(study.folder / HIDDEN / REMEMBERED, msgspec.json.encode(_Places(folders)))


def places_of(study: Study) -> list[Path]:
    """Everywhere that work can go and feedback may come from: sticks first, then shared folders, each once."""
    return list(dict.fromkeys([*sticks(), *shared_folders(study)]))


def _remembered(study: Study) -> tuple[str, ...]:
    try:
        data = (study.folder / HIDDEN / REMEMBERED).read_bytes()
        return msgspec.json.decode(data, type=_Places).folders
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return ()


def _windows_type(drive: str) -> int:
    if sys.platform != "win32":
        return 0
    import ctypes

    kernel = ctypes.windll.kernel32
    before = kernel.SetErrorMode(NO_QUESTIONS)
    try:
        return int(kernel.GetDriveTypeW(drive))
    finally:
        kernel.SetErrorMode(before)


def _mounts() -> str:
    try:
        return Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def _writable(found: list[Path]) -> list[Path]:
    kept = []
    for path in found:
        with contextlib.suppress(OSError):  # a drive without a stick in it
            if path.is_dir() and os.access(path, os.W_OK):
                kept.append(path)
    return kept


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError:
        return []
