"""The inbox of the class's drop box: what came over the network is collected like any stick, and kept under its student's id."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import msgspec

from carrying.bundle import SUFFIX
from carrying.journal import now
from carrying.saving import in_words, patiently
from carrying.sealing import HINT
from grading.class_folder import ClassFolder
from grading.class_keys import at_hand
from grading.collect import Collected, collect
from grading.progress import Progress
from grading.receipts import leave_receipts
from grading.records import Records
from grading.roster import read_roster
from grading.words import N_


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-in that came over the network: whose, called what, when (ISO 8601), and whether it brought anything new."""

    student: str
    name: str
    at: str
    new: bool
    lessons: int


class TakenIn(msgspec.Struct, frozen=True, kw_only=True):
    """What a look into the inbox brought: hand-ins, and sentences about files that could not be read."""

    arrived: tuple[Arrived, ...] = ()
    aside: tuple[str, ...] = ()


def take_in(folder: ClassFolder, progress: Progress | None = None, at: datetime | None = None) -> TakenIn:
    """Collect all that is in the inbox, then bring each file to `received/<student>/`. Doing it again is safe, at any point.

    Raises as `collect`; then what is not collected yet is in the inbox still.
    """
    folder.inbox.mkdir(parents=True, exist_ok=True)
    when = at or now()
    found = collect(folder, folder.inbox, progress, when)
    roster = read_roster(folder.roster)
    tidy(folder, found)
    return TakenIn(
        arrived=tuple(
            Arrived(
                student=one.student,
                name=roster.display_name(one.student),
                at=when.isoformat(timespec="seconds"),
                new=not one.known,
                lessons=len(one.lessons),
            )
            for one in found.taken
        ),
        aside=tuple(one.reason for one in found.aside),
    )


def renew_receipts(folder: ClassFolder, at: datetime | None = None) -> int:
    """Lay out a receipt for every machine whose work the records hold, however it came; how many were new.

    Whoever comes by the network fetches it, though the work came on a stick or the receipt was lost. Raises Locked, RecordsFault.
    """
    keys = at_hand(folder)
    if keys is None:
        return 0
    with Records(folder.records_url) as records:
        digests = [one.digest for one in records.hand_ins()]
        return leave_receipts(records, keys, folder.about.course, folder.inbox, digests, at or now()).written


def forget_receipts(folder: ClassFolder, student: str) -> bool:
    """Throw away the receipts that wait for a student; whether there were any. Before the records forget the student's machines."""
    with Records(folder.records_url) as records:
        hints = [one.card.fingerprint[:HINT] for one in records.installations() if one.student == student]
    waiting = [path for hint in hints for path in folder.inbox.glob(f"receipt-{hint}-*{SUFFIX}")]
    for path in waiting:
        patiently(path.unlink)
    return bool(waiting)


def tidy(folder: ClassFolder, found: Collected) -> None:
    """Empty the inbox of what was dealt with. What is in quarantine, or may be kept nowhere, is not kept here either."""
    with in_words(
        N_("The inbox {inbox} could not be tidied: {why}. Nothing you had before is changed."),
        inbox=folder.inbox,
    ):
        for taken in found.taken:
            own = folder.received / taken.student
            own.mkdir(parents=True, exist_ok=True)
            patiently(partial((folder.inbox / taken.file).replace, own / taken.file))
        for aside in found.aside:
            if aside.copy is not None or aside.file in found.erased:
                patiently(partial((folder.inbox / aside.file).unlink, missing_ok=True))
