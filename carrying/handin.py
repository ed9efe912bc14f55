"""Handing in: everything a student did, in one file; and what a hand-in says once it is read."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import msgspec

from carrying.bundle import MAX_FILE, Bundle, Manifest, Refused, pack, write_bundle
from carrying.journal import FILE as JOURNAL
from carrying.journal import now
from carrying.keys import Card
from carrying.saving import NotSaved, in_words
from carrying.study import Study
from carrying.trust import envelope, known_class

NOTEBOOK = "notebook.ipynb"
MAX_NOTEBOOK = 10_000_000
LOOKS, PAUSE_S = 5, 0.2
"""Jupyter saves a notebook in place: for an instant it is empty or half there."""
ID = re.compile(r"[0-9a-z]{6,20}")
MAX_COUNTER = 2**53
PROOF = re.compile(r"[0-9a-f]{64}")


class HandedIn(msgspec.Struct, frozen=True, kw_only=True):
    """One lesson of a hand-in: its notebook, if it was there, and its journal, byte for byte."""

    lesson: str
    notebook: bytes | None
    journal: bytes


class HandIn(msgspec.Struct, frozen=True, kw_only=True):
    """A verified hand-in."""

    student: str
    by: tuple[str, int]
    at: str
    course: str
    digest: str
    lessons: tuple[HandedIn, ...]
    sender: Card | None = None
    """Whose signature it bears; None where nobody signed."""
    proof: str = ""
    """That a card was typed where it comes from (`carrying.join_table.proof`), not yet held against any card; empty where none was."""


@in_words("Your work could not be handed in")
def hand_in(study: Study, to: Path) -> Path:
    """Write all of a student's work as one file into the folder `to`, sealed and verified. Raises NotSaved.

    It is sealed for the class whose lessons are here. While no class is known, only this study folder can open it: a copy of
    one's own, which `carrying.trust.known_class` tells apart beforehand.
    """
    members = _members(study)
    if not members:
        raise NotSaved("There is nothing to hand in yet: no lesson has been opened.")
    profile = study.profile
    manifest = Manifest(
        kind="hand-in",
        student=profile.student,
        by=(profile.installation, study.count()),
        at=now().isoformat(timespec="seconds"),
        course=profile.course,
        proof=profile.proof,
    )
    data = pack(manifest, members, envelope(study))
    if len(data) > MAX_FILE:
        raise NotSaved(
            f"Your work is larger than {MAX_FILE // 1_000_000} MB, more than one file can hold. It is safe here. Ask your teacher."
        )
    written = write_bundle(to, data)
    if known_class(study) is not None:
        study.note_handed_in()
    return written


def _members(study: Study) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    for folder in study.opened():
        journal, notebook = folder / JOURNAL, folder / f"{folder.name}.ipynb"
        if journal.is_file():
            members[f"{folder.name}/{JOURNAL}"] = journal.read_bytes()
        carried = _carried(_settled(notebook)) if notebook.is_file() else None
        if carried is not None:
            members[f"{folder.name}/{NOTEBOOK}"] = carried
    return members


def _settled(notebook: Path) -> bytes:
    """The notebook's bytes, once Jupyter is not in the middle of writing them; as they are where they stay unreadable."""
    data = notebook.read_bytes()
    for _ in range(LOOKS):
        try:
            msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            time.sleep(PAUSE_S)
            data = notebook.read_bytes()
        else:
            break
    return data


def _carried(notebook: bytes) -> bytes | None:
    """A notebook as it travels: byte for byte, unless a loop has printed without end into it.

    Then without what its code printed; None where that is still more than a hand-in can hold (the journal travels all the same).
    """
    if len(notebook) <= MAX_NOTEBOOK:
        return notebook
    try:
        content = msgspec.json.decode(notebook, type=dict[str, Any])
        for cell in content["cells"]:
            if "outputs" in cell:
                cell["outputs"] = [output for output in cell["outputs"] if output["output_type"] != "stream"]
        smaller = msgspec.json.encode(content)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, KeyError, TypeError):
        return None
    return smaller if len(smaller) <= MAX_NOTEBOOK else None


def as_hand_in(bundle: Bundle) -> HandIn:
    """What a bundle hands in. Raises Refused where it is not a hand-in."""
    manifest = bundle.manifest
    if manifest.kind != "hand-in":
        raise Refused("It holds lessons for students, not a student's work.")
    if (
        not ID.fullmatch(manifest.student)
        or not ID.fullmatch(manifest.by[0])
        or not 0 <= manifest.by[1] < MAX_COUNTER
    ):
        raise Refused("It does not say whose work it is.")
    lessons: dict[str, dict[str, bytes]] = {}
    for name, data in bundle.members.items():
        lesson, _, file = name.partition("/")
        if file not in (NOTEBOOK, JOURNAL):
            raise Refused(f"It holds “{name}”, which is no part of a hand-in.")
        lessons.setdefault(lesson, {})[file] = data
    return HandIn(
        student=manifest.student,
        by=manifest.by,
        at=manifest.at,
        course=manifest.course,
        digest=bundle.digest,
        sender=manifest.sender,
        proof=manifest.proof if PROOF.fullmatch(manifest.proof) else "",
        lessons=tuple(
            HandedIn(lesson=lesson, notebook=files.get(NOTEBOOK), journal=files.get(JOURNAL, b""))
            for lesson, files in sorted(lessons.items())
        ),
    )
