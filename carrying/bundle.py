"""The one file that travels: hand-ins from students, packs from teachers. An archive inside an envelope."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from carrying.archive import (
    FORMAT,
    MAX_FILE,
    Manifest,
    Member,
    Refused,
    read_archive,
    write_archive,
)
from carrying.keys import Keys
from carrying.saving import NotSaved, save
from carrying.sealing import Clear, Envelope, open_envelope
from carrying.words import _

__all__ = ["FORMAT", "MAX_FILE", "SUFFIX", "Bundle", "Envelope", "Manifest", "Member", "Refused"]

SUFFIX = ".trellis"


class Bundle(msgspec.Struct, frozen=True):
    """A verified bundle: its manifest, its members' bytes by name, its digest.

    `signer` is the verify key (hexadecimal) of whoever signed it, the same as in the manifest's `sender`; empty where nobody did.
    """

    manifest: Manifest
    members: dict[str, bytes]
    digest: str
    signer: str = ""
    sealed: bool = False


def pack(manifest: Manifest, members: Mapping[str, bytes], envelope: Envelope | None = None) -> bytes:
    """The bytes of a bundle. In clear or signed, the same members and manifest make the same bytes; sealing is never the same twice."""
    envelope = envelope or Clear()
    archive = write_archive(msgspec.structs.replace(manifest, sender=envelope.sender), members)
    return envelope.close(manifest.kind, archive)


def write_bundle(folder: Path, data: bytes) -> Path:
    """Write a bundle into `folder` under its own name, a short digest: the same bytes are the same file. Raises NotSaved."""
    if not folder.is_dir():
        raise NotSaved(
            _(
                "There is no folder {folder}. Check that the stick is in, or make the folder. Your work "
                "here is safe."
            ).format(folder=folder)
        )
    path = folder / f"{digest(data)[:16]}{SUFFIX}"
    save(path, data)
    return path


def digest(data: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def read_bundle(path: Path, keys: Sequence[Keys] = ()) -> Bundle:
    """The bundle at `path`, verified; `keys` open what is sealed. Bounded before anything is unpacked. Raises Refused, ForAnother."""
    return unpack(read_file(path), keys)


def read_file(path: Path) -> bytes:
    """The bytes of a file no larger than a bundle can be. Raises Refused."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise Refused(too_large())
        with path.open("rb") as file:
            return file.read(MAX_FILE + 1)
    except OSError as error:
        raise Refused(
            _("It cannot be read from the stick or folder ({why}).").format(why=error.strerror)
        ) from error


def unpack(data: bytes, keys: Sequence[Keys] = ()) -> Bundle:
    """The bundle in `data`, verified; `keys` open what is sealed. Raises Refused, ForAnother."""
    if len(data) > MAX_FILE:
        raise Refused(too_large())
    letter = open_envelope(data, keys)
    manifest, members = read_archive(letter.archive)
    if letter.signer and manifest.kind != letter.kind:
        raise Refused(_("It says two things about what it is. Nothing of it was taken."))
    if manifest.sender is not None and not manifest.sender.proper:
        raise Refused(_("The card of its sender is not as Trellis writes it. Nothing of it was taken."))
    if (manifest.sender.verify if manifest.sender else "") != letter.signer:
        raise Refused(_("It names another sender than the one who signed it. Nothing of it was taken."))
    return Bundle(manifest, members, digest(data), letter.signer, letter.sealed)


def too_large() -> str:
    """That a file is larger than any of ours."""
    return _("It is larger than {most} MB. A hand-in of lessons is far smaller.").format(
        most=MAX_FILE // 1_000_000
    )
