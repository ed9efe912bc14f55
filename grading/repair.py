"""Repair: a submitted notebook rebuilt on the release copy, so that each graded cell is there once and as it was given out."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from nbformat.notebooknode import NotebookNode

from grading.choosing import choose_notebook
from grading.matching import (
    Matching,
    Place,
    defines,
    grade_id,
    is_answered,
    match,
    places,
    plain_text,
    points,
)
from grading.repair_notes import NOTE, is_note, note_cell, told
from grading.salvage import CUT, LOST
from grading.shape import fresh
from grading.words import N_, _

__all__ = ["Repaired", "choose_notebook", "note_cell", "repair", "stand_in"]


class Repaired(msgspec.Struct, frozen=True):
    """A notebook that can be graded, and what had to be done for it: sentences for teacher and student alike."""

    notebook: NotebookNode
    notes: tuple[str, ...] = ()


def repair(
    submitted: NotebookNode | None, released: NotebookNode, *, others: Sequence[NotebookNode] = ()
) -> Repaired:
    """Rebuild `submitted` (as grading/salvage.py gives it) on `released`.

    `others`: earlier good notebooks of the same student, the newest first; give them only where the file was damaged
    (`Salvaged.damaged`): their answers fill what is missing. `submitted` None gives the release copy, without a note about that.

    Cells are known by grade id, else by cell id, else by content. Of several copies of an answer the one counts that is answered
    and was run last, else the last; the others stay as ordinary cells. Deleted cells are put back; the teacher's own get their
    text and place again; what nbgrader's metadata say is the release's, whatever the submission says. The student's own cells
    stay, in the student's order. A notebook in which nothing was wrong comes out as it was. The result may share cells with
    `submitted`; `released` and `others` are left alone.
    """
    if submitted is None and others:
        rebuilt = repair(others[0], released, others=others[1:])
        return Repaired(rebuilt.notebook, (_(_EARLIER), *rebuilt.notes))
    if submitted is None:
        submitted = fresh(
            cells=[copy.deepcopy(cell) for cell in released.cells],
            metadata=copy.deepcopy(released.metadata),
            nbformat=4,
            nbformat_minor=5,
        )
    return _Rebuilding(submitted, released, others).done()


def stand_in(source: NotebookNode) -> NotebookNode:
    """A teacher's source notebook in place of a release that is gone: without its answers, which may stand in no repaired one."""
    made = copy.deepcopy(source)
    solutions = {place.index for place in places(source) if place.solution}
    for index in solutions:
        made.cells[index]["source"] = ""
    return made


_EARLIER = N_("The notebook handed in last could not be read, so the one handed in before it was graded.")


class _Spot:
    """A cell on its way into the rebuilt notebook. `index`: where it stood in the release, if it did. `spare`: one copy too many."""

    def __init__(self, cell: NotebookNode, index: int | None = None, *, spare: bool = False) -> None:
        self.cell, self.index, self.spare = cell, index, spare


class _Rebuilding:
    """One notebook being rebuilt; each step adds to `did`."""

    def __init__(
        self, submitted: NotebookNode, released: NotebookNode, others: Sequence[NotebookNode]
    ) -> None:
        self.submitted, self.released, self.others = submitted, released, others
        self.named = places(released)
        written = [cell for cell in submitted.cells if not is_note(cell)]
        self.found = match(written, released, self.named)
        self.did: Counter[str] = Counter()
        self.lost = bool(submitted.metadata.get(LOST))
        by_number = {number: name for name, number in self.found.chosen.items()}
        index = {place.name: place.index for place in self.named}
        self.student = [
            _Spot(
                cell,
                index[by_number[number]] if number in by_number else self.found.plain.get(number),
                spare=number in self.found.spare,
            )
            for number, cell in enumerate(written)
        ]
        self.spots = list(self.student)
        self.spot_of = {name: self.student[number] for name, number in self.found.chosen.items()}
        self.matched_others: list[Matching] | None = None

    def done(self) -> Repaired:
        """Take every step."""
        self._settle_spares()
        for place in self.named:
            if place.name in self.found.chosen:
                self._restore(place)
        self._put_back()
        self._order()
        self._strip()
        notebook = fresh(cells=self._cells(), metadata=self._metadata(), nbformat=4, nbformat_minor=5)
        return Repaired(notebook, tuple(told(self.did)))

    def _spot(self, place: Place) -> _Spot:
        return self.spot_of[place.name]

    def _at(self, spot: _Spot) -> int:
        return next(number for number, one in enumerate(self.spots) if one is spot)

    def _settle_spares(self) -> None:
        """More copies of a cell become ordinary cells. Those of an answer go before the one that counts, not to undo it."""
        self.did["twice"] = len(set(self.found.spare.values()))
        answers = {place.name for place in self.named if place.solution}
        before: dict[int, list[_Spot]] = {}
        moved: set[int] = set()
        for number, name in self.found.spare.items():
            winner = self.found.chosen[name]
            if name in answers and number > winner:
                before.setdefault(winner, []).append(self.student[number])
                moved.add(number)
        self.spots = []
        for number, spot in enumerate(self.student):
            if number not in moved:
                self.spots += [*before.get(number, []), spot]

    def _restore(self, place: Place) -> None:
        """Give a cell back what is the teacher's about it."""
        spot = self._spot(place)
        cell, given = spot.cell, place.cell
        self.did["found again"] += place.name in self.found.refound
        if place.name not in self.found.refound and _meaning(cell) != _meaning_of(place):
            self.did["settings"] += 1
        changed: dict[str, Any] = {}
        if cell.cell_type != given.cell_type:
            self.did["kind"] += 1
            changed["cell_type"] = given.cell_type
        if place.locked and cell.source != given.source:
            cut = CUT in cell.metadata and given.source.startswith(cell.source)
            if not cut and plain_text(cell.source) != plain_text(given.source):
                self.did["edited"] += 1
                self._keep_what_was_written(spot, place)
            changed["source"] = given.source
        elif place.solution and CUT in cell.metadata:
            earlier = self._earlier(place)
            if earlier is not None:
                self.did["filled"] += 1
                changed["source"] = earlier
                self.spots.insert(self._at(spot), _Spot(_plain_copy(cell)))
        metadata = self._cell_metadata(cell, place)
        if metadata is not None:
            changed["metadata"] = metadata
        if changed:
            spot.cell = _changed(cell, changed)

    def _keep_what_was_written(self, spot: _Spot, place: Place) -> None:
        """Words of the student's own in a teacher's cell are kept beside it: code before it, text after it."""
        cell = spot.cell
        if not _words(cell.source) - _words(place.cell.source):
            return
        self.did["kept"] += 1
        after = cell.cell_type != "code"
        self.spots.insert(self._at(spot) + after, _Spot(_plain_copy(cell)))

    def _cell_metadata(self, cell: NotebookNode, place: Place) -> NotebookNode | None:
        """The metadata it should have, or None where it has them."""
        given = place.cell.metadata
        wanted = {"nbgrader": place.nbgrader}
        if place.locked and "tags" in given:
            wanted["tags"] = given["tags"]
        keys = {"nbgrader", CUT} | ({"tags"} if place.locked else set())
        if {key: cell.metadata[key] for key in keys if key in cell.metadata} == wanted:
            return None
        wanted |= {key: given[key] for key in ("deletable", "editable") if key in given}
        made = fresh(**{key: value for key, value in cell.metadata.items() if key not in keys})
        for key, value in wanted.items():
            made[key] = copy.deepcopy(value)
        return made

    def _order(self) -> None:
        """A test stands after the answer it is for; what is to run before the first answer stands before it."""
        at = {spot: number for number, spot in enumerate(self.spots)}
        answers = [at[self._spot(one)] for one in self.named if one.solution]
        for before, place in _with_answer_before(self.named):
            spot, where = self._spot(place), None
            if before is None:
                sets_up = place.locked and not place.graded and place.cell.cell_type == "code"
                if sets_up and answers and at[spot] > min(answers):
                    where = min(answers)
                    self.spots.remove(spot)
            elif place.is_test and at[spot] < at[self._spot(before)]:
                self.spots.remove(spot)
                where = max(self._place_for(place), self._at(self._spot(before)) + 1)
            if where is not None:
                self.spots.insert(where, spot)
                self.did["moved"] += place.name in self.found.chosen
                at = {one: number for number, one in enumerate(self.spots)}

    def _put_back(self) -> None:
        """Cells that are gone come back, in the release's order."""
        for place in self.named:
            if place.name in self.found.chosen:
                continue
            cell = copy.deepcopy(place.cell)
            cell.metadata["nbgrader"] = copy.deepcopy(place.nbgrader)
            where = self._place_for(place)
            if place.solution:
                earlier = self._earlier(place)
                if earlier is not None:
                    cell["source"] = earlier
                    self.did["filled"] += 1
                else:
                    self.did["answer back"] += 1
                    if cell.cell_type == "code":
                        where = self._before_own(cell, where)
            else:
                self.did["back"] += 1
            self.spot_of[place.name] = _Spot(cell, place.index)
            self.spots.insert(where, self._spot(place))
        if self.lost:
            self._put_back_code()

    def _put_back_code(self) -> None:
        """From a damaged file code that was given out may be missing, such as its imports."""
        known = {spot.index for spot in self.spots}
        for index, cell in enumerate(self.released.cells):
            if index not in known and cell.cell_type == "code" and not grade_id(cell):
                place = Place("", index, cell, {})
                self.spots.insert(
                    self._before_own(cell, self._place_for(place)), _Spot(copy.deepcopy(cell), index)
                )
                self.did["code back"] += 1

    def _place_for(self, place: Place) -> int:
        """Where a released cell belongs now: after the one it followed; a test as late as it may, when all it tests has run."""
        before = max(
            (spot.index for spot in self.spots if spot.index is not None and spot.index < place.index),
            default=None,
        )
        start = 0
        if before is not None:
            start = 1 + max(number for number, spot in enumerate(self.spots) if spot.index == before)
        later = [
            (spot.index, number)
            for number, spot in enumerate(self.spots)
            if spot.index is not None and spot.index > place.index and number >= start
        ]
        if place.is_test:
            return min(later)[1] if later else len(self.spots)
        if before is None and later and not place.locked:
            return min(later)[1]
        return start

    def _before_own(self, cell: NotebookNode, where: int) -> int:
        """Not after a student's own cell that gives a meaning to the same names: it would take it away."""
        names = defines(cell.source)
        own = (
            number
            for number, spot in enumerate(self.spots[:where])
            if spot.cell.cell_type == "code" and names & defines(spot.cell.source)
        )
        return min(own, default=where)

    def _earlier(self, place: Place) -> str | None:
        """The answer in an earlier notebook."""
        for other in self.others:
            number = match(other.cells, self.released, self.named).chosen.get(place.name)
            if (
                number is not None
                and is_answered(other.cells[number], place)
                and CUT not in other.cells[number].metadata
            ):
                return str(other.cells[number].source)
        return None

    def _strip(self) -> None:
        """Nbgrader's metadata on cells that are not its own, or not any more, go."""
        own = {place.index for place in self.named}
        given = {grade_id(cell): cell.metadata["nbgrader"] for cell in self.released.cells if grade_id(cell)}
        for spot in self.spots:
            metadata = spot.cell.metadata
            if spot.index in own or not ("nbgrader" in metadata or CUT in metadata):
                continue
            said = metadata.get("nbgrader")
            flags = said if isinstance(said, dict) else {}
            if any(flags.get(one) for one in ("grade", "solution", "locked", "task")):
                self.did["stranger"] += not spot.spare
            elif CUT not in metadata and said == given.get(grade_id(spot.cell), {}):
                continue  # nbgrader's own mark of an ordinary cell
            spot.cell = _plain_copy(spot.cell)

    def _cells(self) -> list[NotebookNode]:
        """The cells, each with an id of its own."""
        cells: list[NotebookNode] = []
        seen = {NOTE}  # it may stand above these
        for spot in self.spots:
            cell, name, number = spot.cell, str(spot.cell.get("id") or "cell"), 1
            while name in seen:
                number += 1
                name = f"{str(spot.cell.get('id') or 'cell')[:56]}-{number}"
            seen.add(name)
            cells.append(cell if cell.get("id") == name else _changed(cell, {"id": name}))
        return cells

    def _metadata(self) -> NotebookNode:
        """The notebook's own metadata, with the kernel, language and lesson of the release."""
        given, has = self.released.metadata, self.submitted.metadata
        language = _language(has)
        if language and _language(given) and language != _language(given):
            self.did["language"] += 1
        made = fresh(
            **{key: value for key, value in has.items() if key not in ("kernelspec", "trellis", LOST)}
        )
        if _language(given) and language != _language(given):
            made.pop("language_info", None)
        for key in ("kernelspec", "trellis"):
            if key in given:
                made[key] = copy.deepcopy(given[key])
        if "language_info" not in made and "language_info" in given:
            made["language_info"] = copy.deepcopy(given["language_info"])
        return made


def _with_answer_before(named: list[Place]) -> Iterator[tuple[Place | None, Place]]:
    """Each place that is not an answer, with the answer that stands last before it in the release."""
    before = None
    for place in named:
        if place.solution:
            before = place
        else:
            yield before, place


def _meaning_of(place: Place) -> tuple[Any, ...]:
    task = bool(place.nbgrader.get("task"))
    worth = place.nbgrader.get("points", 0.0) if place.graded or task else 0.0
    return place.graded, place.solution, place.locked, task, worth


def _meaning(cell: NotebookNode) -> tuple[Any, ...]:
    """What its metadata say a cell is, whichever schema they are written in."""
    said = cell.metadata.get("nbgrader", {})
    graded, solution, task = bool(said.get("grade")), bool(said.get("solution")), bool(said.get("task"))
    locked = not solution and (graded or bool(said.get("locked")))
    return graded, solution, locked, task, points(said.get("points")) if graded or task else 0.0


def _changed(cell: NotebookNode, changed: dict[str, Any]) -> NotebookNode:
    made = fresh(**cell)
    for key, value in changed.items():
        made[key] = value
    if made.cell_type == "code":
        made.setdefault("outputs", [])
        made.setdefault("execution_count", None)
        made.pop("attachments", None)
    else:
        made.pop("outputs", None)
        made.pop("execution_count", None)
    return made


def _plain_copy(cell: NotebookNode) -> NotebookNode:
    """The cell without what made it nbgrader's."""
    away = ("nbgrader", "deletable", "editable", CUT)
    return _changed(
        cell, {"metadata": fresh(**{key: value for key, value in cell.metadata.items() if key not in away})}
    )


def _words(source: str) -> set[str]:
    return {""} | {word.strip(".,:;()[]{}#'\"=") for word in source[:20_000].replace("(", " ").split()}


def _language(metadata: NotebookNode) -> str:
    name = (metadata.get("kernelspec") or {}).get("language") or (metadata.get("language_info") or {}).get(
        "name"
    )
    return name.lower() if isinstance(name, str) else ""
