"""Mending: a damaged or missing notebook is replaced by the released one, and the answers still count."""

from __future__ import annotations

import hashlib
import warnings
from pathlib import Path

import nbformat
from nbformat.validator import normalize

from carrying.saving import save
from grading.class_folder import ClassFolder

NOTE = "repaired.txt"

DAMAGED = "The notebook file was damaged; answers were taken from the journal, code could not be read."
MISSING = "No notebook was handed in; answers were taken from the journal, there is no code."


def mend(folder: ClassFolder, student: str, lesson: str, *, anyway: bool = False) -> str:
    """Make a submission's notebook one that can be graded; returns why that was needed, a sentence, or `""`.

    Raises NotSaved.

    A damaged file is first kept in quarantine, byte for byte; `anyway` takes one for damaged that reads well. Where the lesson
    is not released nothing is done.
    """
    submission = folder.submitted / student / lesson
    notebook, released = submission / f"{lesson}.ipynb", folder.release / lesson / f"{lesson}.ipynb"
    data = notebook.read_bytes() if notebook.is_file() else None
    if data is not None and not anyway and is_notebook(data):
        return _noted(submission / NOTE, data)
    if not released.is_file():
        return ""
    if data is not None:
        save(folder.quarantine / student / lesson / f"damaged-{_digest(data)[:8]}.ipynb", data)
    fresh = released.read_bytes()
    why = MISSING if data is None else DAMAGED
    # The note goes first: a notebook put in place without it would look like the student's own.
    save(submission / NOTE, f"{why}\n{_digest(fresh)}\n".encode())
    save(notebook, fresh)
    return why


def _noted(note: Path, notebook: bytes) -> str:
    """Why the notebook that stands there was put there, if it was."""
    try:
        why, _, digest = note.read_text(encoding="utf-8").strip().partition("\n")
    except (OSError, UnicodeDecodeError):
        return ""
    return why if digest.strip() == _digest(notebook) else ""


def is_notebook(data: bytes) -> bool:
    """Whether nbgrader will be able to read `data` as a notebook, and write it again."""
    try:
        with warnings.catch_warnings(action="ignore"):
            notebook = nbformat.reads(data.decode("utf-8"), as_version=4)  # type: ignore[no-untyped-call]
            _, normal = normalize(notebook)  # one cell id twice, as after copying a cell, is no damage
            nbformat.validate(normal, relax_add_props=True)
        return True
    except Exception:  # noqa: BLE001 - whatever is in the file, the answer is no
        return False


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
