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
    """Do this, or (no step) only say that you are there.

    An order's token goes before it, in a letter of its own, and comes back before the reply. It is a name in no frame
    of the box's, where a notebook's code could look for it. The `ticket` is for saying that the order has come, and
    for what is said on the way. `count` is the number that the cell gets, `seconds` its time.
    """

    ticket: str
    step: Step | None
    count: int = 0
    seconds: float = 0.0


class CellDone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="cell"):
    """A cell has ended."""

    fine: bool
    late: bool = False
    outputs: list[Given] = []
    updates: list[Update] = []
    suspicious: str = ""


class ProbeDone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="probe"):
    """A probe has ended."""

    probed: Probed


class Calling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="calling"):
    """A probe goes on to its call number `call`, and its time starts anew; or (-1) the order has come."""

    call: int


Reply = CellDone | ProbeDone | Calling


class Forged(Exception):
    """Something came out of a box that the code in charge of it would never send."""


def most(output_kb: int) -> int:
    """The most bytes that an honest reply takes: JSON may write one character as six bytes, errors and values come on top."""
    return min(LARGEST, output_kb * 1024 * 6 + 8 * 1024 * 1024)


def sealed(letter: msgspec.Struct, stamp: str = "") -> bytes:
    """A letter's bytes, its length and `stamp` before it."""
    body = stamp.encode() + msgspec.json.encode(letter)
    return HEAD.pack(len(body)) + body


def token_letter(token: str) -> bytes:
    """The letter that goes before an order."""
    return HEAD.pack(len(token)) + token.encode()


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


_ends = msgspec.json.Decoder(CellDone | ProbeDone)
_on_the_way = msgspec.json.Decoder(Calling)


def read_reply(body: bytes, token: str, ticket: str) -> Reply:
    """What was answered to the order with this token and this ticket. Raises Forged."""
    stamp, letter = body[: len(token)], body[len(token) :]
    decoder = {token.encode(): _ends, ticket.encode(): _on_the_way}.get(stamp)
    if decoder is None:
        raise Forged("a letter without the right stamp")
    try:
        reply: Reply = decoder.decode(letter)
    except (msgspec.MsgspecError, RecursionError, UnicodeError, ValueError) as error:
        raise Forged(f"a letter that cannot be read: {error}") from None
    return reply
