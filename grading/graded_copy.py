"""A graded copy: the folder under `autograded/` with a student's graded notebooks and the files beside them."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import msgspec
from nbformat.notebooknode import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient

from carrying.saving import patiently

END = b"\n}\n"
"""How every graded notebook ends, so that a cut-off one is known."""

PART = ".part"
"""What the name of a copy in the making ends in. nbgrader looks only for the assignment's own name."""


class GradedCopy:
    """A graded copy in the making. Nobody sees it before `publish`; the one that was there before stays until then."""

    def __init__(self, place: Path, files: Mapping[str, Path]) -> None:
        self.place, self.part = place, place.with_name(place.name + PART)
        remove(self.part)
        self.part.mkdir(parents=True)
        for name, source in files.items():
            target = self.part / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target, follow_symlinks=False)

    def add(self, name: str, notebook: NotebookNode) -> None:
        """Write a graded notebook. Raises OSError.

        It is not synced to the disk: one that a power cut damaged is seen (`is_whole`) and made again.
        """
        plain = strip_transient(split_lines(notebook))  # type: ignore[no-untyped-call]
        data = msgspec.json.format(msgspec.json.encode(plain, order="sorted"), indent=1)
        (self.part / f"{name}.ipynb").write_bytes(data + b"\n")

    def publish(self, permissions: int = 0o444, *, groupshared: bool = False) -> None:
        """Put the copy in its place. Raises OSError."""
        for path in self.part.rglob("*"):
            if path.is_file():
                path.chmod(permissions)
            elif groupshared:
                path.chmod(0o2775)
        if groupshared:
            self.part.chmod(0o2775)
        remove(self.place)
        patiently(partial(self.part.replace, self.place))

    def drop(self) -> None:
        """Give the copy up."""
        remove(self.part)


def abandon(place: Path) -> None:
    """Remove a copy in the making that a killed run left beside `place`."""
    remove(place.with_name(place.name + PART))


def is_whole(path: Path) -> bool:
    """Whether a graded notebook is there, to its end."""
    try:
        with path.open("rb") as file:
            file.seek(-len(END), os.SEEK_END)
            return file.read() == END
    except OSError:
        return False


def remove(folder: Path) -> None:
    """Remove a folder whatever its files allow: graded copies are read-only, and Windows does not delete those. Raises OSError."""
    if folder.exists():
        shutil.rmtree(folder, onerror=_make_writable)


def _make_writable(function: object, path: str, why: object) -> None:  # noqa: ARG001 - shutil's signature
    os.chmod(path, stat.S_IWRITE | stat.S_IREAD)  # noqa: PTH101
    os.unlink(path)  # noqa: PTH108
