"""Faults in a course folder: where, what, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import msgspec

from curriculum.words import _


class Fault(msgspec.Struct, frozen=True, order=True):
    """One thing wrong with a course. `line` is 1-based; 0 means the file as a whole."""

    file: str
    line: int
    what: str
    instead: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what}" + (f" {self.instead}" if self.instead else "")


class CourseError(Exception):
    """A course cannot be used as it is; `faults` lists everything that is wrong with it."""

    def __init__(self, folder: Path, faults: list[Fault]) -> None:
        self.folder = folder
        self.faults = sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))

    @property
    def sentence(self) -> str:
        """What to tell the person whose work this stopped: which course, that nothing was changed, and every fault."""
        said = _(
            "The course in {folder} has to be mended first, and nothing was changed. What is wrong in it:"
        )
        return said.format(folder=self.folder) + f"\n{self}"


class ItemError(Exception):
    """An item cannot be drawn or marked as it is written. `field` names the place inside the item."""

    def __init__(self, field: str, what: str) -> None:
        self.field = field
        self.what = what
        super().__init__(f"{field}: {what}")
