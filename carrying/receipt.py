"""Receipts: a class says, signed, which hand-ins of one study folder are safely in its records. docs/formats/bundle.md."""

from __future__ import annotations

import msgspec

from carrying.archive import Manifest, Refused
from carrying.bundle import Bundle, Envelope, pack
from carrying.words import _

VERSION = 1
MEMBER = "receipt"
MOST = 200
"""A receipt names so many hand-ins, the latest; earlier ones were named by earlier receipts."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What a class has of one student, for one of the student's machines.

    `taken` maps the digests (SHA-256 of the file) of that machine's hand-ins to when they were taken in, by the teacher's clock.
    `up_to` maps each of the student's machines to the counter of its latest hand-in.
    """

    student: str
    installation: str
    taken: dict[str, str]
    up_to: dict[str, int] = {}
    v: int = VERSION


def write_receipt(receipt: Receipt) -> bytes:
    """The receipt as a member."""
    return msgspec.json.encode(receipt)


def read_receipt(data: bytes) -> Receipt:
    """The receipt in a member. Raises Refused."""
    try:
        if msgspec.json.decode(data, type=_Version).v > VERSION:
            raise Refused(
                _("The receipt in it was made by a newer Trellis. Update this one; nothing has been changed.")
            )
        return msgspec.json.decode(data, type=Receipt)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Refused(_("The receipt in it cannot be read. Nothing of it was taken.")) from error


def pack_receipt(receipt: Receipt, by: tuple[str, int], at: str, course: str, envelope: Envelope) -> bytes:
    """The bytes of a file with a receipt alone. `by` is the class and the number of what it sends."""
    manifest = Manifest(kind="receipt", student=receipt.student, by=by, at=at, course=course)
    return pack(manifest, {MEMBER: write_receipt(receipt)}, envelope)


def receipt_in(bundle: Bundle) -> Receipt | None:
    """The receipt that a file holds; None where it holds none. Raises Refused."""
    data = bundle.members.get(MEMBER)
    return read_receipt(data) if data is not None else None


class _Version(msgspec.Struct):
    v: int
