"""Sticks that are plugged in, as places to write to."""

from __future__ import annotations

import os
import string
import sys
from pathlib import Path

REMOVABLE = 2
"""What Windows answers for a stick when asked for the type of a drive (GetDriveTypeW)."""


def sticks() -> list[Path]:
    """The folders of removable drives that can be written to, as far as this system tells; empty where it does not."""
    return [path for path in _candidates() if path.is_dir() and os.access(path, os.W_OK)]


def _candidates() -> list[Path]:
    if sys.platform == "win32":
        import ctypes

        kind = ctypes.windll.kernel32.GetDriveTypeW
        return [
            Path(f"{letter}:\\") for letter in string.ascii_uppercase if kind(f"{letter}:\\") == REMOVABLE
        ]
    if sys.platform == "darwin":
        return [path for path in _inside(Path("/Volumes")) if not path.is_symlink()]
    return [
        stick
        for place in ("/media", "/run/media")
        for user in _inside(Path(place))
        for stick in (user, *_inside(user))
        if os.path.ismount(stick)
    ]


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
