"""What both ends of a drop box agree on: addresses, headers, answers. docs/formats/drop-box.md says the same in words."""

from __future__ import annotations

import hashlib
import re

import msgspec

VERSION = 1
ROOT = f"/trellis/{VERSION}"
PORT = 47800
"""Where a drop box is unless that port is taken."""
HINT = re.compile(r"[0-9a-f]{16}")
NUMBER = re.compile(r"0|[1-9][0-9]{0,11}")
"""A size or an offset in bytes: at most twelve digits, so that nobody makes us count far."""
OFFSET, LENGTH = "Upload-Offset", "Upload-Length"
SERVICE = "_trellis._tcp.local."
MAX_ANSWER = 1_000_000
"""Bytes of any answer but a pack."""


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a hand-in a drop box has, in bytes from its beginning. `received`: all of it, checked and safe on its disk."""

    have: int
    received: bool


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A pack that can be fetched."""

    digest: str
    size: int


class Offers(msgspec.Struct, frozen=True, kw_only=True):
    """The packs that are there for whoever asked."""

    packs: tuple[Offer, ...] = ()


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a drop box did not do what was asked: a sentence for a child. `wait`: in how many seconds it may be asked again."""

    sentence: str
    wait: float = 0.0


def box_name(fingerprint: str) -> str:
    """What the drop box of a class is called on the network: 16 hexadecimal digits that say nothing to who does not know the class.

    `fingerprint` is that of the class's card. It is itself the word that opens the box, so it is not what is announced.
    """
    return hashlib.sha256(f"trellis drop box\n{fingerprint}\n".encode()).hexdigest()[:16]


def authorization(fingerprint: str) -> str:
    """The header by which a machine shows that it has a pack of the class."""
    return f"Bearer {fingerprint}"
