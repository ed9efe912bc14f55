"""What a repair says about itself: to the teacher, and to the student in the graded copy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from nbformat.notebooknode import NotebookNode

from curriculum.language import LANGUAGES, speaking
from grading.shape import fresh
from grading.words import N_, _, ngettext


def note_cell(notes: Sequence[str]) -> NotebookNode:
    """A Markdown cell for the top of the graded copy: tells the student what was mended."""
    lines = "\n".join(f"- {_SIGN.sub(_escaped, note)}" for note in notes)
    return fresh(
        cell_type="markdown",
        id=NOTE,
        metadata=fresh(editable=False),
        source=f"{_(_KINDLY)}\n\n{lines}",
    )


def is_note(cell: NotebookNode) -> bool:
    """Whether it is such a cell, in a graded copy that is handed in again."""
    return bool(
        cell.cell_type == "markdown"
        and cell.get("id") == NOTE
        and cell.source.startswith(_in_every_language())
    )


def _in_every_language() -> tuple[str, ...]:
    said = []
    for language in LANGUAGES:
        with speaking(language):
            said.append(_(_KINDLY))
    return tuple(said)


NOTE = "trellis-repair-note"
"""The id of the cell that says what was mended."""

_SIGN = re.compile(r"[\\`*_\[\]<>#|&]")
"""What Markdown or HTML would take for its own: a note may name a file, and what it is called is the student's choice."""


def _escaped(sign: re.Match[str]) -> str:
    return f"&#{ord(sign[0])};"


_KINDLY = N_(
    "**A note on this copy.** Something was not quite right with the notebook as it was handed in, so it was "
    "mended before it was graded. Your own file was left as it is. This is what was found:"
)


def told(did: Counter[str]) -> Iterator[str]:
    """What was done, in sentences, from how often each thing was done."""
    for name in _KINDS:
        if did[name]:
            yield _sentence(name, did[name]).format(n=did[name])


_KINDS = (
    "twice",
    "found again",
    "settings",
    "kind",
    "edited",
    "kept",
    "back",
    "answer back",
    "filled",
    "code back",
    "moved",
    "stranger",
    "language",
)


def _sentence(name: str, n: int) -> str:
    match name:
        case "twice":
            return ngettext(
                "One cell stood there more than once. The copy that was answered and run last counts; "
                "the others were kept as ordinary cells.",
                "{n} cells stood there more than once. Of each the copy answered and run last counts; "
                "the others were kept as ordinary cells.",
                n,
            )
        case "found again":
            return ngettext(
                "One cell had lost its name and was found again by what it says or where it stands.",
                "{n} cells had lost their names and were found again by what they say or where they stand.",
                n,
            )
        case "settings":
            return ngettext(
                "The points or other settings of one cell were not those of the lesson and were set back.",
                "The points or other settings of {n} cells were not those of the lesson and were set back.",
                n,
            )
        case "kind":
            return ngettext(
                "One cell had been turned into another kind (code or text) and was turned back.",
                "{n} cells had been turned into another kind (code or text) and were turned back.",
                n,
            )
        case "edited":
            return ngettext(
                "One of the teacher's cells was not as it was given out and was put back.",
                "{n} of the teacher's cells were not as they were given out and were put back.",
                n,
            )
        case "kept":
            return ngettext(
                "What had been written into it was kept in a cell beside it.",
                "What had been written into {n} of them was kept in cells beside them.",
                n,
            )
        case "back":
            return ngettext(
                "One of the teacher's cells had been deleted and was put back.",
                "{n} of the teacher's cells had been deleted and were put back.",
                n,
            )
        case "answer back":
            return ngettext(
                "The cell for one answer was missing and was put back empty, as it was given out.",
                "The cells for {n} answers were missing and were put back empty, as they were given out.",
                n,
            )
        case "filled":
            return ngettext(
                "One answer was taken from the notebook handed in before.",
                "{n} answers were taken from the notebook handed in before.",
                n,
            )
        case "code back":
            return ngettext(
                "One code cell of the lesson was missing from the damaged file and was put back.",
                "{n} code cells of the lesson were missing from the damaged file and were put back.",
                n,
            )
        case "moved":
            return ngettext(
                "One of the teacher's cells stood where it could not work and was put back in its place.",
                "{n} of the teacher's cells stood where they could not work and were put back in their places.",
                n,
            )
        case "stranger":
            return ngettext(
                "One cell said it was graded but is not part of the lesson. It was kept as an ordinary cell.",
                "{n} cells said they were graded but are not part of the lesson. They were kept as ordinary cells.",
                n,
            )
        case _other:
            return _("The notebook was set to another language than the lesson's and was set back.")
