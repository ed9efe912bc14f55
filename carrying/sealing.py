"""Envelopes: how a bundle is closed for the way. In clear, signed for all to read, or signed and then sealed for one reader.

What is signed says what it is for and for whom, so that a file can neither be sent on to someone else nor pass for another kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, get_args

import msgspec

from carrying.archive import DAMAGED, FORMAT, Kind, Refused
from carrying.keys import SIGNATURE, CannotOpen, Card, Keys, encrypt, is_signed
from carrying.word_list import fingerprint_words
from carrying.words import _

HEADER = re.compile(rb"TRELLIS/([1-9]\d{0,3}) ([a-z]{1,16})(?: ([0-9a-f]{16}))?\n")
"""The first line: format, envelope, and, where sealed, the beginning of the reader's fingerprint."""
ADDRESS = re.compile(rb"TRELLIS/1 ([a-z-]{1,20}) for ([0-9a-f]{64}|anyone)\n")
"""The first line of what is signed."""
ANYONE = "anyone"
HINT = 16
VERIFY_KEY = 32


class ForAnother(Refused):
    """A file is sealed for someone else. `hint` is the beginning of the reader's fingerprint."""

    def __init__(self, hint: str) -> None:
        """Say for whom, as far as the file says."""
        super().__init__(
            _(
                "It is sealed for someone else, with the key “{words}”. Only they can open "
                "it; it is left as it is."
            ).format(words=fingerprint_words(hint))
        )
        self.hint = hint


class Header(msgspec.Struct, frozen=True):
    """The first line of a file of ours; `contents` is where the envelope's contents begin."""

    format: int
    envelope: str
    hint: str
    contents: int


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What an envelope held. `kind` and `signer` (a verify key, hexadecimal) are empty where nobody signed."""

    archive: bytes
    kind: str = ""
    signer: str = ""
    sealed: bool = False


class Envelope(Protocol):
    """A way to close a bundle."""

    def close(self, kind: Kind, archive: bytes) -> bytes:
        """The whole file, header included."""
        ...

    @property
    def sender(self) -> Card | None:
        """The card of whoever signs."""
        ...


class Clear:
    """Nothing hidden and nobody named: for lessons of a class that has no keys. The manifest's digests guard against damage alone."""

    sender = None

    def close(self, kind: Kind, archive: bytes) -> bytes:  # noqa: ARG002 - as every envelope
        """The header, then the archive."""
        return b"TRELLIS/%d clear\n" % FORMAT + archive


class Signed:
    """For anyone to read, and signed: lessons, which carry nothing about a child."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self.sender = keys.card

    def close(self, kind: Kind, archive: bytes) -> bytes:
        """The header, then the signed letter."""
        return b"TRELLIS/%d signed\n" % FORMAT + _signed(self._keys, kind, ANYONE, archive)


class Sealed:
    """Signed, then encrypted for one reader: hand-ins for the class, and answers for one student."""

    def __init__(self, keys: Keys, to: Card) -> None:
        self._keys, self._to = keys, to
        self.sender = keys.card

    def close(self, kind: Kind, archive: bytes) -> bytes:
        """The header, then the encrypted letter."""
        reader = self._to.fingerprint
        letter = _signed(self._keys, kind, reader, archive)
        header = b"TRELLIS/%d sealed %s\n" % (FORMAT, reader[:HINT].encode())
        return header + encrypt(letter, self._to.recipient)


def _signed(keys: Keys, kind: Kind, reader: str, archive: bytes) -> bytes:
    said = f"TRELLIS/1 {kind} for {reader}\n".encode() + archive
    return bytes.fromhex(keys.card.verify) + keys.sign(said) + said


def read_header(data: bytes) -> Header:
    """The first line. Raises Refused."""
    found = HEADER.match(data)
    if found is None:
        raise Refused(
            _(
                "It is no file of Trellis, or another program has changed it. The name of the right one ends in .trellis."
            )
            if data
            else _("It is empty: the copy was not finished. Copy it again from where it came.")
        )
    if int(found[1]) > FORMAT:
        raise Refused(_("It comes from a newer Trellis. Update this one, then try again."))
    envelope, hint = found[2].decode(), (found[3] or b"").decode()
    if envelope not in ("clear", "signed", "sealed") or bool(hint) != (envelope == "sealed"):
        raise Refused(
            _("It is closed in a way this Trellis does not open ({envelope}).").format(envelope=envelope)
        )
    return Header(int(found[1]), envelope, hint, found.end())


def open_envelope(data: bytes, keys: Sequence[Keys] = ()) -> Letter:
    """What the envelope holds, signature verified. `keys` are the readers' here. Raises Refused, ForAnother."""
    header = read_header(data)
    contents = data[header.contents :]
    if header.envelope == "clear":
        return Letter(archive=contents)
    if header.envelope == "signed":
        return _letter(contents, ANYONE, sealed=False)
    own = next((one for one in keys if one.card.fingerprint.startswith(header.hint)), None)
    if own is None:
        raise ForAnother(header.hint)
    try:
        return _letter(own.open(contents), own.card.fingerprint, sealed=True)
    except CannotOpen as error:
        raise Refused(_(DAMAGED)) from error


def _letter(data: bytes, reader: str, *, sealed: bool) -> Letter:
    """A letter whose signature holds and that is for this reader."""
    verify, signature = data[:VERIFY_KEY], data[VERIFY_KEY : VERIFY_KEY + SIGNATURE]
    said = data[VERIFY_KEY + SIGNATURE :]
    address = ADDRESS.match(said)
    if address is None or not is_signed(said, signature, verify.hex()):
        raise Refused(
            _(
                "Its signature does not hold: it is not as it was signed. Copy it again from where it "
                "was made."
            )
        )
    if address[2].decode() != reader:
        raise Refused(_("It was written for someone else and sent on to here. Nothing of it was taken."))
    kind = address[1].decode()
    if kind not in get_args(Kind):
        raise Refused(
            _("It is of a kind that this Trellis does not know ({kind}). Update it, then try again.").format(
                kind=kind
            )
        )
    return Letter(archive=said[address.end() :], kind=kind, signer=verify.hex(), sealed=sealed)
