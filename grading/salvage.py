"""Salvaging: the bytes of a notebook, however broken, read as far as they can be read."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from nbformat.notebooknode import NotebookNode

from grading.loose import DECODER, loose, loose_cell, without_halves
from grading.shape import MAX_CELLS, shape, sides_of
from grading.words import N_, _, ngettext

MAX_BYTES = 64_000_000
MAX_PARTS = 4_000_000
"""Commas and brackets up to which a file is read in one go: more would need gigabytes of memory."""
MAX_TEXT = 1_000_000
CUT = "trellis_cut"
"""The metadata of a cell whose text ends where the file was damaged."""
LOST = "trellis_lost"
"""The metadata of a notebook of which cells may have been lost."""


class Salvaged(msgspec.Struct, frozen=True):
    """What could be read. `notebook` is a valid nbformat 4.5 notebook, or None where nothing could.

    `notes` are sentences for teacher and student alike. `damaged`: work may have been lost, so that an earlier copy is
    worth looking at (`others` of grading/repair.py).
    """

    notebook: NotebookNode | None
    notes: tuple[str, ...] = ()
    damaged: bool = False


def salvage_file(path: Path) -> Salvaged:
    """Read a notebook's file, of which no more than the largest notebook is ever read. Raises OSError."""
    with path.open("rb") as file:
        return salvage(file.read(MAX_BYTES + 1))


def salvage(data: bytes) -> Salvaged:
    """Read the bytes of a notebook, whatever they are.

    Never raises, and takes time in proportion to their number. A damaged notebook is read cell by cell: each whole cell is kept,
    one that was cut off as far as it goes. Repeated cell ids, older minor versions of the format and dropped outputs are no
    damage, and are mended without a note.
    """
    if len(data) > MAX_BYTES:
        return _nothing(
            _("The file is larger than {most} MB and was not read.").format(most=MAX_BYTES // 1_000_000)
        )
    if not data.strip(b"\0"):
        return _nothing(_(_ZEROS) if data else _("The file was empty."))
    if _parts(data) <= MAX_PARTS:
        try:
            found, notes = shape(msgspec.json.decode(data))
            if found is not None:
                return Salvaged(found, tuple(notes))
        except (ValueError, RecursionError, msgspec.MsgspecError):
            pass  # not plain JSON: what follows finds out why
    for sign, what in _FORMATS.items():
        if data.startswith(sign):
            return _nothing(
                _("The file is {what}, not a notebook. Hand in the file that ends in .ipynb.").format(
                    what=_(what)
                )
            )
    text, notes = _decoded(data)
    return _read(without_halves(text), notes)


_ZEROS = N_("The file held nothing but zeros, as after a stick was pulled out while it was being written.")
_FORMATS = {
    b"PK\x03\x04": N_("a ZIP archive"),
    b"%PDF": N_("a PDF"),
    b"\x1f\x8b": N_("a compressed archive"),
    b"\x89PNG": N_("a picture"),
    b"\xff\xd8\xff": N_("a picture"),
}


def _nothing(why: str) -> Salvaged:
    return Salvaged(None, (why,), damaged=True)


def _parts(data: bytes | str) -> int:
    if isinstance(data, str):
        return data.count(",") + data.count("[") + data.count("{")
    return data.count(b",") + data.count(b"[") + data.count(b"{")


def _decoded(data: bytes) -> tuple[str, list[str]]:
    """The file as text, whatever it was written in."""
    start, encoding = data[:400], "utf-8"
    if start.startswith(codecs.BOM_UTF8):
        data = data[3:]
    elif start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        first, second = start[::2].count(0), start[1::2].count(0)  # of UTF-16, every other byte is 0
        if max(first, second) * 3 > len(start) and min(first, second) * 20 < len(start):
            encoding = "utf-16-be" if first > second else "utf-16-le"
    if encoding != "utf-8":
        return data.decode(encoding, "replace"), [
            _("The file was not written in UTF-8, as notebooks are, but in UTF-16.")
        ]
    try:
        return codecs.utf_8_decode(data, "strict", False)[
            0
        ], []  # a letter cut in half at the end is no fault
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape").translate(_WESTERN)
        return text, [
            _(
                "Some letters were not written in UTF-8. They were read as Western European ones; please "
                "check them."
            )
        ]


_WESTERN = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(128, 256)}


def _read(text: str, notes: list[str]) -> Salvaged:
    whole = text.rstrip("\0")
    filled = len(whole) < len(text)
    whole = whole.strip()
    conflict = sides_of(whole) if "<<<<<<< " in whole else None
    if conflict is not None:
        return _merged([_read(side, []) for side in conflict], notes)
    values = [] if "\0" in whole else _values(whole)  # a hole may join two texts to one, and look whole
    if values:
        return _from_values(values, whole, notes + ([_(_FILLED)] if filled else []))
    if whole[:1] in ("{", "[") or _ANCHOR.search(whole):
        return _piecewise(whole, notes, zeros=filled or "\0" in whole)
    return _from_text(whole, notes)


_MERGE = N_("Git had left two versions in the file (a merge conflict). Both were kept where they differ.")
_FILLED = N_("The end of the file was filled with zeros; nothing before it was lost.")


def _merged(sides: list[Salvaged], notes: list[str]) -> Salvaged:
    found, more = shape(_together([side.notebook for side in sides]))
    if found is None:
        return _nothing(
            " ".join([*notes, _("Git had left two versions in the file, and neither could be read.")])
        )
    said = dict.fromkeys([*notes, _MERGE, *(note for side in sides for note in side.notes), *more])
    return Salvaged(found, tuple(said), damaged=any(side.damaged for side in sides))


def _values(text: str) -> list[tuple[Any, int]]:
    """The JSON values in `text` and their ends, up to the first place that is none; [] where the first is not whole."""
    if _parts(text) > MAX_PARTS:
        return []
    found: list[tuple[Any, int]] = []
    position = 0
    while position < len(text) and len(found) < 4:
        try:
            value, position = DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        found.append((value, position))
        blank = _BLANK.match(text, position)
        position = blank.end() if blank else position
    return found


_BLANK = re.compile(r"[ \t\r\n]*+")


def _from_values(values: list[tuple[Any, int]], text: str, notes: list[str]) -> Salvaged:
    versions = [
        one for value, _ in values if isinstance(value, dict) and (one := shape(value)[0]) is not None
    ]
    first, end = values[0]
    if len(versions) > 1:
        first = _together(versions)
        notes = [
            *notes,
            _("The file held more than one notebook, one after the other. Their cells were put together."),
        ]
    elif end < len(text):
        notes = [
            *notes,
            _(
                "After the end of the notebook stood {n} characters that do not belong to it. They "
                "were left out."
            ).format(n=len(text) - end),
        ]
    found, more = shape(first)
    if found is None and isinstance(first, dict | list):
        return _nothing(" ".join([*notes, _("The file is JSON, but not a notebook.")]))
    return Salvaged(found, (*notes, *more)) if found is not None else _from_text(text, notes[:0])


def _together(notebooks: list[Any]) -> dict[str, Any]:
    """Two or more versions of a notebook as one: the cells of the first, each followed by those of the others that differ."""
    shaped = [
        one
        for value in notebooks
        if (one := value if isinstance(value, NotebookNode) else shape(value)[0]) is not None
    ]
    if not shaped:
        return {}
    first, *later = shaped
    following: dict[int, list[NotebookNode]] = {}
    known = {_key(cell): number for number, cell in enumerate(first.cells)}
    sources = {(cell.cell_type, cell.source.strip()) for cell in first.cells}
    for other in later:
        after = -1
        for cell in other.cells:
            after = known.get(_key(cell), after)
            if cell.source.strip() and (cell.cell_type, cell.source.strip()) not in sources:
                sources.add((cell.cell_type, cell.source.strip()))
                following.setdefault(after, []).append(cell)
    cells = list(following.get(-1, []))
    for number, cell in enumerate(first.cells):
        cells += [cell, *following.get(number, [])]
    return {"cells": cells, "metadata": first.metadata, "nbformat": 4, "nbformat_minor": 5}


def _key(cell: NotebookNode) -> str:
    nbgrader = cell.metadata.get("nbgrader")
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return f"grade {name}" if isinstance(name, str) else f"cell {cell['id']}"


_ANCHOR = re.compile(r'\{\s*+"cell_type"\s*+:')
_OTHER_ANCHOR = re.compile(r'\{\s*+"(?:id|source|metadata|execution_count|attachments|outputs)"\s*+:')


def _starts(text: str) -> list[int]:
    """Where cells begin. Inside a text the quotes would be escaped; after a colon it is a cell's metadata."""
    for anchor in (_ANCHOR, _OTHER_ANCHOR):
        matches = islice(anchor.finditer(text), MAX_CELLS * 10)
        found = [match.start() for match in matches if not _is_value(text, match.start())]
        if found:
            return found
    return []


def _is_value(text: str, position: int) -> bool:
    return text[max(0, position - 200) : position].rstrip().endswith(":")


def _piecewise(text: str, notes: list[str], *, zeros: bool) -> Salvaged:
    """A notebook that is not whole, cell by cell."""
    starts = _starts(text)
    cells: list[dict[str, Any]] = []
    cut: list[int] = []
    for start, end in zip(starts[: MAX_CELLS + 1], [*starts[1:], len(text)], strict=False):
        for cell, whole in _cells(text[start:end]):
            if not whole:
                cut.append(len(cells))
                metadata = cell.get("metadata")
                cell["metadata"] = {**(metadata if isinstance(metadata, dict) else {}), CUT: True}
            cells.append(cell)
    found, more = shape({"cells": cells})
    if found is None or not found.cells:
        return _nothing(" ".join([*notes, _("The file was damaged so badly that no cell could be read.")]))
    ends = cut[-1:] == [len(cells) - 1] or not _closed(text, starts[-1])
    count = len(found.cells)
    if zeros:
        what = _(
            "Part of the file was filled with zeros, as after a stick was pulled out while it was being written."
        )
    elif ends:
        what = _("The file was cut short.")
    else:
        what = _("The file was damaged.")
    if cut or zeros or ends:
        read = ngettext("One of its cells could be read.", "{n} of its cells could be read.", count)
    else:
        read = ngettext("Its one cell could be read.", "All its {n} cells could be read.", count)
    said = [what, read.format(n=count)]
    if cut == [len(cells) - 1]:
        said.append(_("The last one is incomplete."))
    elif cut:
        said.append(_("Incomplete ones among them: {n}.").format(n=len(cut)))
    lost = bool(cut or zeros or ends)
    if lost:
        found.metadata[LOST] = True
    return Salvaged(found, (*notes, " ".join(said), *more), damaged=lost)


def _cells(piece: str) -> Iterator[tuple[dict[str, Any], bool]]:
    """The cell a piece of the file begins with, whole or not; after a hole in it what may be the end of another one."""
    if _parts(piece) <= MAX_PARTS // 20:
        try:
            value, end = DECODER.raw_decode(piece)
        except (ValueError, RecursionError):
            value, end = None, 0
        if end and "\0" not in piece[:end]:
            if isinstance(value, dict) and "output_type" not in value:
                yield value, True
            return
    before, _hole, after = piece.partition("\0")
    cell = loose_cell(before)
    if cell:
        yield cell, False
    after = after.rpartition("\0")[2]
    if '"source"' in after:
        lines = loose(after.partition('"source"')[2].lstrip(" :\r\n\t"))[0]
        kind = "code" if '"outputs"' in after else "markdown"
    else:
        lines = loose(f'["{after}')[0] if "]" in after else None
        kind = str(cell.get("cell_type", "code"))
    if lines and isinstance(lines, str | list):
        yield {"cell_type": kind, "source": lines}, False


def _closed(text: str, last: int) -> bool:
    """Whether the list of cells ends after the last one."""
    try:
        end = DECODER.raw_decode(text, last)[1]
    except (ValueError, RecursionError):
        return False
    return text[end : end + 1000].lstrip(" \r\n\t,").startswith("]")


_PYTHON = re.compile(r"^(?:import \w|from \w+ import |def \w+\(|class \w+|\w+ *=[^=]|print\()", re.MULTILINE)
_MARKS = re.compile(r"^# (?:%%|In ?\[[ \d]*\]:).*\n?", re.MULTILINE)


def _from_text(text: str, notes: list[str]) -> Salvaged:
    """A file that is no JSON at all: Python code, in cells where they are marked, or some other text."""
    text = text[:MAX_TEXT]
    if (
        not text
        or text.count("\0")
        or sum(not (sign.isprintable() or sign in "\n\r\t") for sign in text[:4000]) * 20 > len(text[:4000])
    ):
        return _nothing(
            " ".join([*notes, _("The file is not a notebook, nor a text. Nothing could be read.")])
        )
    if text[:200].lower().startswith(("<!doctype", "<html")):
        return _nothing(_("The file is a web page, not a notebook. Hand in the file that ends in .ipynb."))
    if not _PYTHON.search(text):
        found, _notes = shape({"cells": [{"cell_type": "raw", "source": text}]})
        return Salvaged(
            found,
            (*notes, _("The file is not a notebook but a text. It was kept in one cell.")),
            damaged=True,
        )
    parts = [part.strip("\n") for part in _MARKS.split(text) if part.strip()]
    found, _notes = shape({"cells": [{"cell_type": "code", "source": part} for part in parts]})
    count = min(len(parts), MAX_CELLS)
    return Salvaged(
        found,
        (
            *notes,
            ngettext(
                "The file is not a notebook but Python code. It was read as one cell.",
                "The file is not a notebook but Python code. It was read as {n} cells.",
                count,
            ).format(n=count),
        ),
        damaged=True,
    )
