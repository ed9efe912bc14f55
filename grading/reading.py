"""Reading a submission: its notebooks salvaged, found under whatever name, and repaired on the released ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from nbformat.notebooknode import NotebookNode

from grading.coursework import Coursework
from grading.repair import choose_notebook, repair
from grading.salvage import salvage_file
from grading.submissions import earlier_notebooks
from grading.words import N_, _
from grading.works import Work

MISSING = N_("No notebook was handed in; answers were taken from the journal, there is no code.")
DAMAGED = N_("Answers were taken from the journal; its code could not be read.")


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A notebook ready for nbgrader's steps. `notes` say what was mended, in sentences."""

    name: str
    notebook: NotebookNode
    notes: tuple[str, ...] = ()


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """What a student handed in for an assignment. `timestamp` is when, UTC without a zone."""

    notebooks: tuple[Read, ...]
    timestamp: datetime | None = None
    notes: tuple[str, ...] = ()


def read_submission(course: Coursework, work: Work) -> Submission:
    """The submission, mended where it has to be; the files stay as they are. Raises OSError.

    Where a lesson's notebook is missing or unreadable the released one takes its place, for the answers in the journal
    count all the same. Elsewhere a missing notebook is left out, and earns nothing.
    """
    notes: list[str] = []
    try:
        timestamp = course.timestamp(work)
    except (ValueError, OverflowError):
        timestamp = None
        notes.append(
            _("When it was handed in could not be read from timestamp.txt; it is not counted as late.")
        )
    found = []
    for name in course.ledger.notebooks:
        others = set(course.ledger.notebooks) - {name}
        path = choose_notebook(work.folder, name, others, course.released[name])
        one = _read(course, work, name, path)
        if one is not None:
            found.append(one)
        else:
            notes.append(_("The notebook {name} is missing; its cells earn nothing.").format(name=name))
    return Submission(notebooks=tuple(found), timestamp=timestamp, notes=tuple(notes))


def _read(course: Coursework, work: Work, name: str, path: Path | None) -> Read | None:
    released = course.released[name]
    notes: list[str] = []
    submitted, damaged = None, False
    if path is not None:
        salvaged = salvage_file(path)
        submitted, notes, damaged = salvaged.notebook, list(salvaged.notes), salvaged.damaged
        if path.stem != name:
            notes.insert(0, _("The notebook had another name, {path}.").format(path=path.name))
    if released is None:
        return Read(name=name, notebook=submitted, notes=tuple(notes)) if submitted is not None else None
    if submitted is None:
        if course.marker is None and path is None:
            return None
        if course.marker is not None:
            notes.append(_(MISSING) if path is None else _(DAMAGED))
    repaired = repair(submitted, released, others=_others(course, work) if damaged else ())
    return Read(name=name, notebook=repaired.notebook, notes=(*notes, *repaired.notes))


def _others(course: Coursework, work: Work) -> Sequence[NotebookNode]:
    """Earlier notebooks of the same student and lesson, the newest first."""
    if course.marker is None:
        return ()
    paths = earlier_notebooks(course.marker.folder, work.student, work.assignment)
    found = (salvage_file(path).notebook for path in paths)
    return tuple(one for one in found if one is not None)
