"""What is inside a file that travels: a zip with a manifest. Bounded before it is read, and nothing is written by its names."""

from __future__ import annotations

import hashlib
import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Literal

import msgspec

from carrying.keys import Card
from carrying.words import N_, _
from curriculum.ids import is_device

FORMAT = 1
Kind = Literal["hand-in", "pack", "receipt", "feedback"]
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}(/[a-z0-9][a-z0-9._-]{0,63}){0,3}")

MAX_FILE = 64_000_000
MAX_MEMBERS = 2_000
MAX_TOTAL = 256_000_000
MAX_MEMBER = 50_000_000
MAX_MANIFEST = 1_000_000
MAX_ENTRY = 400
"""Bytes that one entry of ours takes in a zip's directory, at most: its head and a name."""
MAX_RATIO = 1_100
"""Deflate cannot fold more than 1032 bytes into one: an entry that claims more is no deflate."""
END = struct.Struct("<4s4H2LH")
"""The record that ends a zip (APPNOTE 4.3.16)."""
MANIFEST = "manifest.json"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""Zip members carry no clock, so the same work makes the same bytes."""
DAMAGED = N_("It is damaged or was not copied to the end. Copy it again from where it came.")


class Refused(Exception):
    """A file is no bundle we accept; the message says why, in a sentence for a teacher."""


class Member(msgspec.Struct, frozen=True):
    """One file inside."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a bundle says of itself.

    `by` is (installation, counter): the later counter of one installation is the newer bundle. `sender` is the card of whoever
    signed: a student's, so that an answer can be sealed to it, or a class's, so that hand-ins can. `proof` says that a card was
    typed where a hand-in comes from (`carrying.join_table.proof`); empty where none was. `here` are the lessons on a student's
    machine, so that only new ones need to go back.
    """

    kind: Kind
    student: str = ""
    by: tuple[str, int] = ("", 0)
    at: str = ""
    course: str = ""
    sender: Card | None = None
    proof: str = ""
    here: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    format: int = FORMAT


def proper_name(name: str) -> bool:
    """Whether every system can have a file of this name."""
    return NAME.fullmatch(name) is not None and not any(
        is_device(part) or part.endswith(".") for part in name.split("/")
    )


def write_archive(manifest: Manifest, members: Mapping[str, bytes]) -> bytes:
    """The zip. The same manifest and members make the same bytes."""
    listed = tuple(
        Member(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in sorted(members.items())
    )
    for member in listed:
        if not proper_name(member.name):
            raise ValueError(member.name)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        _write(archive, MANIFEST, msgspec.json.encode(msgspec.structs.replace(manifest, members=listed)))
        for member in listed:
            _write(archive, member.name, members[member.name])
    return stream.getvalue()


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


def read_archive(data: bytes) -> tuple[Manifest, dict[str, bytes]]:
    """The manifest and the members, verified. Sizes, counts and names are bounded before anything is unpacked. Raises Refused."""
    _bound_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _verified(archive, len(data))
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        OverflowError,
        ValueError,
    ) as error:
        raise Refused(_(DAMAGED)) from error


def _bound_directory(data: bytes) -> None:
    """Refuse a directory of more entries than we write, before zipfile makes an object of each."""
    if len(data) < END.size or data[-END.size :][:4] != b"PK\5\6" or data[-END.size - 20 :][:4] == b"PK\6\7":
        raise Refused(_(DAMAGED))
    size = END.unpack(data[-END.size :])[5]
    if size > MAX_MEMBERS * MAX_ENTRY:
        raise Refused(_("It would unpack to far more than lessons can be."))


def _verified(archive: zipfile.ZipFile, length: int) -> tuple[Manifest, dict[str, bytes]]:
    infos = {info.filename: info for info in archive.infolist()}
    if len(infos) != len(archive.infolist()):
        raise Refused(_("It holds one name twice."))
    for info in infos.values():
        _bound_entry(info)
    sizes = [info.file_size for info in infos.values()]
    folded = sum(info.compress_size for info in infos.values())
    if (
        len(sizes) > MAX_MEMBERS
        or sum(sizes) > MAX_TOTAL
        or max(sizes, default=0) > MAX_MEMBER
        or folded > length
    ):
        raise Refused(_("It would unpack to far more than lessons can be."))
    if MANIFEST not in infos or infos[MANIFEST].file_size > MAX_MANIFEST:
        raise Refused(_("It has no list of its contents."))
    try:
        manifest = msgspec.json.decode(_read(archive, infos[MANIFEST]), type=Manifest)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Refused(_("The list of its contents cannot be read.")) from error
    if manifest.format > FORMAT:
        raise Refused(_("It comes from a newer Trellis. Update this one, then try again."))
    if len(manifest.members) != len(infos) - 1 or {member.name for member in manifest.members} | {
        MANIFEST
    } != set(infos):
        raise Refused(_("What it holds is not what it lists."))
    members: dict[str, bytes] = {}
    for member in manifest.members:
        if not proper_name(member.name):
            raise Refused(_("It holds a name that Trellis never writes."))
        data = _read(archive, infos[member.name])
        if len(data) != member.size or hashlib.sha256(data).hexdigest() != member.sha256:
            raise Refused(_("{member} inside it was changed on the way.").format(member=member.name))
        members[member.name] = data
    return manifest, members


def _bound_entry(info: zipfile.ZipInfo) -> None:
    mode = info.external_attr >> 16
    if info.is_dir() or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
        raise Refused(_("It holds a link or a folder, where Trellis writes files only."))
    if info.compress_type not in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED) or info.flag_bits & 1:
        raise Refused(_("It is packed in a way that Trellis never packs."))
    if info.file_size > MAX_RATIO * info.compress_size + MAX_RATIO:
        raise Refused(_("It would unpack to far more than lessons can be."))


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    # Never more than the size the entry claims, whatever the compressed bytes unfold to.
    with archive.open(info) as file:
        data = file.read(info.file_size + 1)
    if len(data) > info.file_size:
        raise Refused(_("It would unpack to more than it says."))
    return data
