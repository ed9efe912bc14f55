"""What the host and a box say to each other: one order, then one reply, each a length and JSON; nothing else is believed."""

from __future__ import annotations

import struct

import msgspec

from grading.box.outputs import Given, Update
from grading.box.wire import Limits, Probed, Step

HEAD = struct.Struct("<I")
LARGEST = 64 * 1024 * 1024
"""Bytes of any letter. An order holds one cell; what a reply may hold is less, see `most`."""


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """The first letter to a box, or to the nursery for one.

    `folder` is the box's own (its scratch folder), `defines` what the lesson lets students define anew. `limited`:
    whether a cold box puts limits on itself, as it can on every system but Windows.
    """

    folder: str
    limits: Limits
    defines: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    limited: bool = False


class Shut(msgspec.Struct, frozen=True, kw_only=True):
    """The first letter from a box, before it runs any code: how it is shut in, or why it could not be."""

    level: str = "none"
    problem: str = ""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Do this. `token` must come back with the reply; `count` is the number that the cell gets; `seconds` its time."""

    token: str
    step: Step
    count: int
    seconds: float


class CellDone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="cell"):
    """A cell has ended."""

    token: str
    fine: bool
    late: bool = False
    outputs: list[Given] = []
    updates: list[Update] = []
    suspicious: str = ""


class ProbeDone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="probe"):
    """A probe has ended."""

    token: str
    probed: Probed


class Calling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="calling"):
    """A probe goes on to its call number `call`; its time starts anew."""

    token: str
    call: int


Reply = CellDone | ProbeDone | Calling


class Forged(Exception):
    """Something came out of a box that the code in charge of it would never send."""


def most(output_kb: int) -> int:
    """The most bytes that an honest reply takes: JSON may write one character as six bytes, errors and values come on top."""
    return min(LARGEST, output_kb * 1024 * 6 + 8 * 1024 * 1024)


def sealed(letter: msgspec.Struct) -> bytes:
    """A letter's bytes, its length before it."""
    body = msgspec.json.encode(letter)
    return HEAD.pack(len(body)) + body


class Opener:
    """Takes bytes as they come and gives whole letters; refuses what is too long."""

    def __init__(self, limit: int = LARGEST) -> None:
        self.limit = limit
        self._bytes = bytearray()

    def feed(self, data: bytes) -> None:
        """Take in what came."""
        self._bytes += data

    @property
    def empty(self) -> bool:
        """Whether nothing is left over."""
        return not self._bytes

    def letter(self) -> bytes | None:
        """The next whole letter, or None while it is not all there. Raises Forged."""
        if len(self._bytes) < HEAD.size:
            return None
        (length,) = HEAD.unpack_from(self._bytes)
        if length > self.limit:
            raise Forged("a letter that is too long")
        if len(self._bytes) < HEAD.size + length:
            return None
        body = bytes(self._bytes[HEAD.size : HEAD.size + length])
        del self._bytes[: HEAD.size + length]
        return body


_replies = msgspec.json.Decoder(Reply)


def read_reply(body: bytes, token: str) -> Reply:
    """The reply to the order with this token. Raises Forged."""
    try:
        reply: Reply = _replies.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeError, ValueError) as error:
        raise Forged(f"a letter that cannot be read: {error}") from None
    if reply.token != token:
        raise Forged("a letter without the right token")
    return reply
