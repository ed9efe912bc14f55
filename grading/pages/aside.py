"""Files that collecting set aside, with their reasons."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath

from grading.class_folder import ClassFolder
from grading.pages.class_page import Aside
from grading.words import _, clock, day

NOTICE = ".reason.txt"


def files_aside(folder: ClassFolder) -> list[Aside]:
    """What lies in the class's quarantine, the newest first."""
    found: list[tuple[float, Aside]] = []
    for path in folder.quarantine.glob(f"*{NOTICE}") if folder.quarantine.is_dir() else ():
        why, _blank, rest = path.read_text(encoding="utf-8", errors="replace").partition("\n\n")
        # The file, then when it was collected, each behind a word in the language that was spoken then (grading/collect.py).
        file, clock_ = (line.partition(":")[2].strip() for line in [*rest.splitlines(), "", ""][:2])
        at = clock(clock_)
        name = _file_name(file) or path.name.removesuffix(NOTICE)
        when = _("collected {day}").format(day=day(at)) if at else ""
        found.append((_order(at), Aside(name, " ".join(why.split())[:400], when)))
    return [aside for _at, aside in sorted(found, key=lambda entry: (-entry[0], entry[1].name))]


def _order(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0


def _file_name(path: str) -> str:
    """The name at the end of a path that another system may have written."""
    return PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name
