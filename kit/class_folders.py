"""The classes of one teacher: `Trellis/class`, backups of it put back beside it, those in `Trellis/classes`, and where a new one is put."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from grading.class_folder import ClassFault, open_class
from kit.places import CLASS_FILE, home


class OtherClass(msgspec.Struct, frozen=True, kw_only=True):
    """A class: its folder, what the teacher calls it, and its short name in an address."""

    key: str
    name: str
    folder: Path


def all_classes(root: Path | None = None) -> list[OtherClass]:
    """Every class in `root` (the folder `Trellis`), the usual place first; one that cannot be read is called by its folder."""
    root = root or home()
    folders = [root / "class", *sorted(root.glob("class-restored-*")), *sorted((root / "classes").glob("*"))]
    return [
        OtherClass(
            key=folder.name,
            name=f"{_name(folder)} ({folder.name})" if "-restored-" in folder.name else _name(folder),
            folder=folder,
        )
        for folder in folders
        if (folder / CLASS_FILE).is_file()
    ]


def place_for(name: str, root: Path | None = None) -> Path:
    """A folder for a new class of this name that nothing is in yet."""
    classes = (root or home()) / "classes"
    called = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:30] or "class"
    names = [called, *(f"{called}-{number}" for number in range(2, 1000))]
    return next(place for one in names if not (place := classes / one).exists())


def _name(folder: Path) -> str:
    try:
        return open_class(folder).name
    except ClassFault:
        return folder.name
