"""Receipts: what the records hold of each student's hand-ins, said and signed. Made from the records alone, after they are written."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from carrying.bundle import SUFFIX, digest
from carrying.keys import Card, Keys
from carrying.receipt import MOST, Receipt, pack_receipt, write_receipt
from carrying.saving import NotSaved, reason, save
from carrying.sealing import HINT, Sealed
from grading import tables
from grading.installations import Installation
from grading.records import Records

NAME = re.compile(rf"receipt-([0-9a-f]{{{HINT}}})-[0-9a-f]{{8}}{re.escape(SUFFIX)}")
TOGETHER = 400
"""So many digests are asked for at a time."""


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """Receipts left at a place: how many say something new, and why some could not be written (empty where all were)."""

    written: int = 0
    problem: str = ""


def sender_of(card: Card) -> str:
    """What a class calls itself in `by`: the beginning of its fingerprint."""
    return card.fingerprint[:HINT]


def is_for(name: str, hint: str) -> bool:
    """Whether a file is named as one that we made for the reader with this hint."""
    found = NAME.fullmatch(name)
    return (found is not None and found[1] == hint) or name == f"feedback-{hint}{SUFFIX}"


def receipts_for(records: Records, installations: Iterable[Installation]) -> dict[str, Receipt]:
    """The receipt of each machine, by installation."""
    wanted = {one.installation: one for one in installations}
    taken: dict[str, list[tuple[int, str, str]]] = {name: [] for name in wanted}
    up_to: dict[str, dict[str, int]] = {one.student: {} for one in wanted.values()}
    for hand_in in records.hand_ins():
        if hand_in.student in up_to:
            highest = up_to[hand_in.student]
            highest[hand_in.installation] = max(hand_in.counter, highest.get(hand_in.installation, 0))
        if hand_in.installation in taken:
            taken[hand_in.installation].append((hand_in.counter, hand_in.digest, hand_in.received))
    return {
        name: Receipt(
            student=wanted[name].student,
            installation=name,
            taken={one: received for _, one, received in sorted(own)[-MOST:]},
            up_to=dict(sorted(up_to[wanted[name].student].items())),
        )
        for name, own in taken.items()
    }


def leave_receipts(
    records: Records, keys: Keys, course: str, place: Path, digests: Iterable[str], at: datetime
) -> Left:
    """Leave a receipt at `place` for each machine that these hand-ins come from; one that lies there and says the same stays.

    Never fails: a place that cannot be written keeps the hand-ins, and the receipt goes back with the next feedback.
    """
    senders = _senders(records, list(digests))
    known = [one for one in records.installations() if one.installation in senders]
    if not known:
        return Left()
    try:
        there = {path.name for path in place.iterdir()}
    except OSError as error:
        return Left(problem=reason(error))
    written = 0
    by = (sender_of(keys.card), int(at.timestamp()))
    receipts = receipts_for(records, known)
    for one in known:
        receipt = receipts[one.installation]
        hint = one.card.fingerprint[:HINT]
        name = f"receipt-{hint}-{digest(write_receipt(receipt))[:8]}{SUFFIX}"
        if name in there:
            continue
        data = pack_receipt(receipt, by, at.isoformat(timespec="seconds"), course, Sealed(keys, one.card))
        try:
            save(place / name, data)
        except NotSaved as error:
            return Left(written=written, problem=str(error))
        written += 1
        for old in there:
            found = NAME.fullmatch(old)
            if found is not None and found[1] == hint:
                with contextlib.suppress(OSError):  # an older receipt does no harm
                    (place / old).unlink()
    return Left(written=written)


def _senders(records: Records, digests: list[str]) -> set[str]:
    """The machines that hand-ins came from."""
    table = tables.hand_ins
    found: set[str] = set()
    with records.transaction() as db:
        for start in range(0, len(digests), TOGETHER):
            some = digests[start : start + TOGETHER]
            found |= set(db.scalars(sa.select(table.c.installation).where(table.c.digest.in_(some))))
    return found
