"""Matching: which cell of a submission is which cell of the lesson as it was released."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec
from nbformat.notebooknode import NotebookNode

from grading.salvage import CUT

_WORD = re.compile(r"\w+|[^\w\s]")
_DEFINES = re.compile(r"^(?:(?:async\s+)?def|class)\s+(\w+)|^(\w+)\s*=(?!=)", re.MULTILINE)
_READ = 4000
"""Characters of a cell that are looked at to say how close it is to another."""
_PAIRS = 20_000
"""Pairs of cells that are compared word by word at most."""
_CLOSE = 0.6


class Place(msgspec.Struct, frozen=True):
    """A cell nbgrader knows by its name: its place in the released notebook and what nbgrader says about it."""

    name: str
    index: int
    cell: NotebookNode
    nbgrader: dict[str, Any]

    @property
    def solution(self) -> bool:
        """Whether the student writes in it."""
        return bool(self.nbgrader.get("solution"))

    @property
    def graded(self) -> bool:
        """Whether it has points."""
        return bool(self.nbgrader.get("grade"))

    @property
    def locked(self) -> bool:
        """Whether its text is the teacher's."""
        return not self.solution and (self.graded or bool(self.nbgrader.get("locked")))

    @property
    def is_test(self) -> bool:
        """Whether it judges what stands before it."""
        return self.locked and self.graded


class Matching(msgspec.Struct, frozen=True):
    """What was found: names and released cells by their places in the submission."""

    chosen: dict[str, int]
    spare: dict[int, str]
    """More copies of a cell."""
    refound: frozenset[str]
    """Names that were found again by something else than the name."""
    plain: dict[int, int]
    """Place in the submission → place in the release, for released cells without a name."""


def places(released: NotebookNode) -> list[Place]:
    """The released cells that have a name and a meaning for nbgrader, in order."""
    found: dict[str, Place] = {}
    for index, cell in enumerate(released.cells):
        nbgrader = settled(cell)
        if nbgrader is not None and nbgrader["grade_id"] not in found:
            found[nbgrader["grade_id"]] = Place(nbgrader["grade_id"], index, cell, nbgrader)
    return list(found.values())


_KEYS = {
    "schema_version",
    "grade",
    "solution",
    "locked",
    "task",
    "grade_id",
    "points",
    "checksum",
    "cell_type",
}


def settled(cell: NotebookNode) -> dict[str, Any] | None:
    """What nbgrader's metadata of a released cell say, in its schema 3, whichever they were written in; None without a name."""
    given = cell.metadata.get("nbgrader")
    name = grade_id(cell)
    if not isinstance(given, dict) or not name:
        return None
    if not any(given.get(flag) for flag in ("grade", "solution", "locked", "task")):
        return None
    made = {key: value for key, value in given.items() if key in _KEYS}
    for flag in ("grade", "solution", "locked"):
        made[flag] = bool(given.get(flag))
    made["schema_version"] = 3
    if made["grade"] or made.get("task"):
        made["points"] = points(given.get("points"))
    else:
        made.pop("points", None)
    return made


def points(value: object) -> float:
    """A number of points, 0 where it is none. Schema 0 wrote them as text."""
    try:
        number = float(value) if isinstance(value, str | int | float) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return number if 0 <= number < 1e9 else 0.0


def grade_id(cell: NotebookNode) -> str:
    """Nbgrader's name of a cell, or ""."""
    nbgrader = cell.metadata.get("nbgrader")
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return name if isinstance(name, str) else ""


def is_answered(cell: NotebookNode, place: Place) -> bool:
    """Whether there is something in it that was not given out."""
    text, given = plain_text(cell.source), plain_text(place.cell.source)
    return bool(text) and text != given and not (CUT in cell.metadata and given.startswith(text))


def plain_text(source: str) -> str:
    """A cell's text without the spaces at the ends of its lines, which tools add and take away."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def defines(source: str) -> set[str]:
    """The names that code gives a meaning at its top level."""
    return {one or other for one, other in _DEFINES.findall(source[:_READ])}


def match(cells: list[NotebookNode], released: NotebookNode, named: list[Place]) -> Matching:
    """Find the named cells of `released` in a submission's `cells`: by name, then by cell id, then by content."""
    copies: dict[str, list[int]] = {place.name: [] for place in named}
    for number, cell in enumerate(cells):
        if (name := grade_id(cell)) in copies:
            copies[name].append(number)
    taken = {number for numbers in copies.values() for number in numbers}
    plain = _plain(cells, released, named, taken)
    missing = [place for place in named if not copies[place.name]]
    refound: set[str] = set()
    if missing:
        for place, number in _again(cells, missing, taken, plain, copies, named):
            copies[place.name].append(number)
            plain.pop(number, None)
            refound.add(place.name)
    by_name = {place.name: place for place in named}
    chosen = {
        name: _best(cells, by_name[name], numbers) if len(numbers) > 1 else numbers[0]
        for name, numbers in copies.items()
        if numbers
    }
    spare = {number: name for name, numbers in copies.items() for number in numbers if number != chosen[name]}
    return Matching(chosen, spare, frozenset(refound), plain)


def _best(cells: list[NotebookNode], place: Place, numbers: list[int]) -> int:
    """Of several copies the one that counts: whole and answered, run last; else the last one."""

    def worth(number: int) -> tuple[bool, bool, int, int]:
        cell = cells[number]
        answered = is_answered(cell, place) if place.solution else cell.cell_type == place.cell.cell_type
        ran = cell.get("execution_count") if place.solution else 0
        return answered, CUT not in cell.metadata, ran or 0, number

    return max(numbers, key=worth)


def _plain(
    cells: list[NotebookNode], released: NotebookNode, named: list[Place], taken: set[int]
) -> dict[int, int]:
    """Where the released cells without a name are, by cell id or exact text: they say where others stood."""
    known = {place.index for place in named}
    ids: dict[str, int] = {}
    texts: dict[str, int] = {}
    for index, cell in enumerate(released.cells):
        if index not in known:
            ids[cell.get("id") or ""] = index
            texts.setdefault(cell.source.strip(), index)
    found: dict[int, int] = {}
    used: set[int] = set()
    for by_id in (True, False):
        for number, cell in enumerate(cells):
            if number in taken or number in found:
                continue
            place = ids.get(cell["id"]) if by_id else texts.get(cell.source.strip())
            if place is not None and place not in used and (by_id or cell.source.strip()):
                found[number] = place
                used.add(place)
    return found


def _again(
    cells: list[NotebookNode],
    missing: list[Place],
    taken: set[int],
    plain: dict[int, int],
    copies: dict[str, list[int]],
    named: list[Place],
) -> Iterable[tuple[Place, int]]:
    """Cells that lost their names, found by cell id, by exact text, by what they define, by where they stand, by closeness."""
    free = {number: cell for number, cell in enumerate(cells) if number not in taken}
    ids = {cell["id"]: number for number, cell in free.items()}
    texts: dict[str, int] = {}
    for number, cell in free.items():
        texts.setdefault(plain_text(cell.source), number)
    left = []
    for place in missing:
        by_text = texts.get(plain_text(place.cell.source)) if place.cell.source.strip() else None
        found = next((one for one in (ids.get(place.cell.get("id") or ""), by_text) if one in free), None)
        if found is None:
            left.append(place)
        else:
            del free[found]
            yield place, found
    left = [place for place in left if place.solution]
    if not left:
        return
    candidates = {
        number: cell for number, cell in free.items() if number not in plain and cell.source.strip()
    }
    spots = {place.index: copies[place.name][0] for place in named if copies[place.name]}
    spots |= {index: number for number, index in plain.items()}
    yield from _closest(left, candidates, spots)


def _closest(
    left: list[Place], candidates: dict[int, NotebookNode], spots: dict[int, int]
) -> Iterable[tuple[Place, int]]:
    """Pairs of released answer cells and a student's cells, the surest first, never two to one."""
    word_by_word = len(left) * len(candidates) <= _PAIRS
    names = {number: defines(cell.source) for number, cell in candidates.items()}
    words = (
        {number: Counter(_WORD.findall(cell.source[:_READ])) for number, cell in candidates.items()}
        if word_by_word
        else {}
    )
    sure: list[tuple[float, int, int]] = []
    for rank, place in enumerate(left):
        own = defines(place.cell.source)
        said = Counter(_WORD.findall(place.cell.source[:_READ]))
        before = max((spot for index, spot in spots.items() if index < place.index), default=-1)
        after = min(
            (spot for index, spot in spots.items() if index > place.index and spot > before), default=None
        )
        for number, cell in candidates.items():
            if cell.cell_type != place.cell.cell_type:
                continue
            shared = 2.0 * bool(own & names[number])
            between = 0.5 * (before < number and (after is None or number < after))
            near = _closeness(said, words[number]) if word_by_word else 0.0
            if shared or (between and not own) or near >= _CLOSE:
                sure.append((shared + between + near, -rank, -number))
    done: set[int] = set()
    used: set[int] = set()
    for _, rank, number in sorted(sure, reverse=True):
        if rank not in done and number not in used:
            done.add(rank)
            used.add(number)
            yield left[-rank], -number


def _closeness(one: Counter[str], other: Counter[str]) -> float:
    """How alike two texts are, word by word, from 0 to 1 (Dice's coefficient; difflib takes too long on a hostile text)."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
