"""Handing in: everything a student did, in one file; and what a hand-in says once it is read."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
import time
from pathlib import Path
from typing import Any

import msgspec

from carrying import outbox
from carrying.bundle import MAX_FILE, Bundle, Envelope, Manifest, Refused, digest, pack, write_bundle
from carrying.journal import FILE as JOURNAL
from carrying.journal import now
from carrying.keys import Card
from carrying.saving import NotSaved, in_words
from carrying.study import Study
from carrying.trust import envelope, known_class
from carrying.words import N_, _

NOTEBOOK = "notebook.ipynb"
MAX_NOTEBOOK = 10_000_000
LOOKS, PAUSE_S = 5, 0.2
"""Jupyter saves a notebook in place: for an instant it is empty or half there."""
UNTOLD = 2**62
ID = re.compile(r"[0-9a-z]{6,20}")
MAX_COUNTER = 2**53
PROOF = re.compile(r"[0-9a-f]{64}")
LESSON = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
SPARE = 1_000_000
"""Bytes to leave free on a stick: directories and the file system's own book-keeping take some."""


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
    here: tuple[str, ...] = ()
    """The lessons that are on the student's machine, opened or not."""
    proof: str = ""
    """That a card was typed where it comes from (`carrying.join_table.proof`), not yet held against any card; empty where none was."""


def hand_in(study: Study, to: Path) -> Path:
    """Write all of a student's work as one file into the folder `to`, sealed and verified; returns the file. Raises NotSaved.

    It is sealed for the class whose lessons are here, and kept in the outbox until the class's receipt comes; what is in the outbox
    already goes along. While no class is known, only this study folder can open it: a copy of one's own, which
    `carrying.trust.known_class` tells apart beforehand.
    """
    return send(study, to).path


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What was written: the file, its size in bytes, and how many earlier hand-ins went along."""

    path: Path
    size: int
    along: int = 0


@in_words(N_("Your work could not be handed in: {why}. Nothing you had before is changed."))
def send(study: Study, to: Path) -> Sent:
    """Hand in into the folder `to`; see `hand_in`. There is room for all of it, or nothing is written. Raises NotSaved."""
    ready = prepare(study)
    if to.resolve().is_relative_to(study.folder.resolve()):
        raise NotSaved(
            _(
                "{to} is in the folder that you work in, and nobody collects there. Nothing was written there, and your work "
                "is safe. Take a stick, or the folder that your teacher told you."
            ).format(to=to)
        )
    newest, older = ready[-1], ready[:-1]
    free = _free(to)
    if free < len(newest) + SPARE:
        raise NotSaved(
            _(
                "There is not enough space on {to}: {needed} MB are needed and {free} MB are free. Nothing "
                "was written there. Your work here is safe; take another stick, or make room on this one."
            ).format(to=to, needed=_mb(len(newest) + SPARE), free=_mb(free))
        )
    path = write_bundle(to, newest)
    along = 0
    for data in reversed(older):
        if _free(to) > len(data) + SPARE:
            write_bundle(to, data)
            along += 1
    return Sent(path=path, size=len(newest), along=along)


@in_words(N_("Your work could not be made ready: {why}. Nothing you had before is changed."))
def prepare(study: Study) -> list[bytes]:
    """The hand-ins to carry to the class, any way at all: everything done so far, last, and before it what is still unreceived.

    The same work again is the same bytes again. Raises NotSaved.
    """
    members, journals, notebooks = _work(study)
    keys, known = envelope(study), known_class(study)
    if known is None:
        return [_packed(study, members, study.count(), now().isoformat(timespec="seconds"), keys)]
    proof = study.profile.proof
    work = _digest_of(members, study.profile.student, proof, known.fingerprint, *study.on_shelf())
    before = [one for one in outbox.waiting(study) if one.reader == known.fingerprint]
    same = next((one for one in reversed(before) if one.work == work), None)
    if same is not None:
        with contextlib.suppress(NotSaved):  # gone or damaged: made anew
            newest = outbox.data_of(study, same)
            return [*_along(study, [one for one in before if one != same]), newest]
    counter, at = study.count(), now().isoformat(timespec="seconds")
    data = _packed(study, members, counter, at, keys)
    one = outbox.Waiting(
        digest=digest(data),
        counter=counter,
        at=at,
        reader=known.fingerprint,
        work=work,
        lessons=outbox.parts_of(journals, notebooks),
    )
    study.note_handed_in()
    outbox.put(study, one, data)
    covered = [older for older in before if outbox.covers(journals, notebooks, older)]
    for older in covered:
        outbox.drop(study, older)
    return [*_along(study, [older for older in before if older not in covered]), data]


def _work(study: Study) -> tuple[dict[str, bytes], dict[str, bytes], set[str]]:
    """The members of a hand-in, and what they are: journals by lesson, and the lessons with a notebook. Raises NotSaved."""
    members: dict[str, bytes] = {}
    journals: dict[str, bytes] = {}
    notebooks: set[str] = set()
    for folder in study.opened():
        journal, notebook = folder / JOURNAL, folder / f"{folder.name}.ipynb"
        if journal.is_file():
            journals[folder.name] = members[f"{folder.name}/{JOURNAL}"] = journal.read_bytes()
        carried = _carried(_settled(notebook)) if notebook.is_file() else None
        if carried is not None:
            members[f"{folder.name}/{NOTEBOOK}"] = carried
            notebooks.add(folder.name)
    if not members:
        raise NotSaved(_("There is nothing to hand in yet: no lesson has been opened."))
    return members, journals, notebooks


def _packed(study: Study, members: dict[str, bytes], counter: int, at: str, keys: Envelope) -> bytes:
    profile = study.profile
    manifest = Manifest(
        kind="hand-in",
        student=profile.student,
        by=(profile.installation, counter),
        at=at,
        course=profile.course,
        proof=profile.proof,
        here=tuple(study.on_shelf()),
    )
    data = pack(manifest, members, keys)
    if len(data) > MAX_FILE:
        raise NotSaved(
            _(
                "Your work is larger than {most} MB, more than one file can hold. It is safe here. "
                "Ask your teacher."
            ).format(most=MAX_FILE // 1_000_000)
        )
    return data


def _along(study: Study, older: list[outbox.Waiting]) -> list[bytes]:
    """The bytes of earlier hand-ins, the newest last; what cannot be read stays where it is."""
    found = []
    for one in older[-outbox.MOST_ALONG :]:
        with contextlib.suppress(NotSaved):
            found.append(outbox.data_of(study, one))
    return found


def _digest_of(members: dict[str, bytes], *words: str) -> str:
    said = hashlib.sha256("\n".join(words).encode())
    for name, data in sorted(members.items()):
        said.update(f"\n{name} {len(data)} {hashlib.sha256(data).hexdigest()}".encode())
    return said.hexdigest()


def _free(to: Path) -> int:
    """Bytes free at a place; as good as endless where its driver does not tell. Raises NotSaved where it is not there."""
    try:
        usage = shutil.disk_usage(to)
        return usage.free if usage.total else UNTOLD
    except OSError as error:
        raise NotSaved(
            _(
                "There is no folder {to}. Check that the stick is in, or make the folder. Your work here "
                "is safe."
            ).format(to=to)
        ) from error


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.1f}"


def _settled(notebook: Path) -> bytes:
    """The notebook's bytes, once Jupyter is not in the middle of writing them; as they are where they stay unreadable."""
    data = notebook.read_bytes()
    for _look in range(LOOKS):
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
        raise Refused(_("It holds lessons for students, or an answer to one, not a student's work."))
    if (
        not ID.fullmatch(manifest.student)
        or not ID.fullmatch(manifest.by[0])
        or not 0 <= manifest.by[1] < MAX_COUNTER
    ):
        raise Refused(_("It does not say whose work it is."))
    lessons: dict[str, dict[str, bytes]] = {}
    for name, data in bundle.members.items():
        lesson, _slash, file = name.partition("/")
        if file not in (NOTEBOOK, JOURNAL):
            raise Refused(_("It holds “{name}”, which is no part of a hand-in.").format(name=name))
        lessons.setdefault(lesson, {})[file] = data
    return HandIn(
        student=manifest.student,
        by=manifest.by,
        at=manifest.at,
        course=manifest.course,
        digest=bundle.digest,
        sender=manifest.sender,
        proof=manifest.proof if PROOF.fullmatch(manifest.proof) else "",
        here=tuple(one for one in manifest.here if LESSON.fullmatch(one)),
        lessons=tuple(
            HandedIn(lesson=lesson, notebook=files.get(NOTEBOOK), journal=files.get(JOURNAL, b""))
            for lesson, files in sorted(lessons.items())
        ),
    )
