"""Files that collecting set aside, with their reasons."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath

from grading.class_folder import ClassFolder
from grading.pages.class_page import Aside
from grading.words import clock, day

NOTICE = ".reason.txt"


def files_aside(folder: ClassFolder) -> list[Aside]:
    """What lies in the class's quarantine, the newest first."""
    found: list[tuple[float, Aside]] = []
    for path in folder.quarantine.glob(f"*{NOTICE}") if folder.quarantine.is_dir() else ():
        why, _, rest = path.read_text(encoding="utf-8", errors="replace").partition("\n\n")
        said = dict(line.split(": ", 1) for line in rest.splitlines() if ": " in line)
        at = clock(said.get("Collected", ""))
        name = _file_name(said.get("File", "")) or path.name.removesuffix(NOTICE)
        found.append(
            (_order(at), Aside(name, " ".join(why.split())[:400], f"collected {day(at)}" if at else ""))
        )
    return [aside for _, aside in sorted(found, key=lambda entry: (-entry[0], entry[1].name))]


def _order(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0


def _file_name(path: str) -> str:
    """The name at the end of a path that another system may have written."""
    return PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name
