"""What every item has, as its author wrote it, and the wrong answers that have a known cause."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from curriculum.ids import Id

Difficulty = Annotated[int, Meta(ge=1, le=5)]
Scalar = int | float | str | bool


class Chart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A chart as written: `values` (and `across`, of a point chart) are expressions, one for each of `names`."""

    kind: Literal["bar", "line", "point"]
    title: str
    x: str
    y: str
    values: Annotated[list[str | int | float], Meta(min_length=2, max_length=12)]
    names: list[str] = []
    across: list[str | int | float] = []
    top: str | int | float | None = None


class Picture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file in the course's `pictures` folder, and what it shows, in words."""

    file: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*\.[a-z]+$", max_length=80)]
    alt: Annotated[str, Meta(min_length=1, max_length=1000)]


class Written(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """Fields every item has (docs/formats/course.md)."""

    id: Id
    prompt: str
    well_done: str
    not_yet: str
    difficulty: Difficulty = 2
    vary: dict[str, list[Scalar] | str] = {}
    together: list[dict[str, Scalar]] = []
    family: str = ""
    where: list[str] = []
    let: dict[str, str] = {}
    pictures: tuple[Picture, ...] = ()
    hints: list[str] = []
    solution: str = ""
    graded: bool = False
    source: str = ""
    chart: Chart | None = None
    licence: str = ""

    @property
    def credit(self) -> str:
        """Who made it, and under which licence, as the student reads it."""
        return ". ".join(part.rstrip(". ") for part in (self.source, self.licence) if part)


class Wrong(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong option, and what it shows."""

    text: str
    because: str = ""
    say: str = ""


class WrongNumber(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong number with a known cause: `when` is the expression that gives it."""

    when: str
    because: str = ""
    say: str = ""


class WrongText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Wrong texts with a known cause."""

    when: list[str]
    because: str = ""
    say: str = ""


class Misconception(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong idea known by name: for the teacher, for the student, and a sentence to open a talk with."""

    name: str
    say: str
    opening: str


def as_wrong(entry: Wrong | str) -> Wrong:
    """The long form of a wrong option."""
    return Wrong(entry) if isinstance(entry, str) else entry
