"""The one file that travels: hand-ins from students, packs from teachers. A zip with a manifest, inside an envelope."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from carrying.saving import NotSaved, save

SUFFIX = ".trellis"
FORMAT = 1
HEADER = re.compile(rb"TRELLIS/(\d{1,4}) ([a-z]{1,16})\n")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}(/[a-z0-9][a-z0-9._-]{0,63}){0,3}")

MAX_FILE = 64_000_000
MAX_MEMBERS = 2_000
MAX_TOTAL = 256_000_000
MAX_MEMBER = 50_000_000
MAX_MANIFEST = 1_000_000
MANIFEST = "manifest.json"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""Zip members carry no clock, so the same work makes the same bytes."""


class Refused(Exception):
    """A file is no bundle we accept; the message says why, in a sentence for a teacher."""


class Member(msgspec.Struct, frozen=True):
    """One file inside."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a bundle says of itself. `by` is (installation, counter): the later counter of one installation is the newer bundle."""

    kind: Literal["hand-in", "pack"]
    student: str = ""
    by: tuple[str, int] = ("", 0)
    at: str = ""
    course: str = ""
    members: tuple[Member, ...] = ()
    format: int = FORMAT


class Bundle(msgspec.Struct, frozen=True):
    """A verified bundle: its manifest, its members' bytes by name, and its digest."""

    manifest: Manifest
    members: dict[str, bytes]
    digest: str


class Envelope(Protocol):
    """How a bundle is closed for the way. `kind` stands in the file's header; `open` raises Refused."""

    kind: str

    def seal(self, data: bytes) -> bytes:
        """`data` closed."""
        ...

    def open(self, data: bytes) -> bytes:
        """What was sealed. Raises Refused."""
        ...


class Clear:
    """The envelope of a class that has no keys: nothing hidden, and the manifest's digests alone guard against damage."""

    kind = "clear"

    def seal(self, data: bytes) -> bytes:
        """`data` as it is."""
        return data

    def open(self, data: bytes) -> bytes:
        """`data` as it is."""
        return data


def pack(manifest: Manifest, members: Mapping[str, bytes], envelope: Envelope | None = None) -> bytes:
    """The bytes of a bundle. The same members and manifest make the same bytes under the same envelope."""
    envelope = envelope or Clear()
    listed = tuple(
        Member(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in sorted(members.items())
    )
    for member in listed:
        if not NAME.fullmatch(member.name):
            raise ValueError(member.name)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        _write(archive, MANIFEST, msgspec.json.encode(msgspec.structs.replace(manifest, members=listed)))
        for member in listed:
            _write(archive, member.name, members[member.name])
    return b"TRELLIS/%d %s\n" % (FORMAT, envelope.kind.encode()) + envelope.seal(stream.getvalue())


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


def write_bundle(folder: Path, data: bytes) -> Path:
    """Write a bundle into `folder` under its own name, a short digest: the same bytes are the same file. Raises NotSaved."""
    if not folder.is_dir():
        raise NotSaved(
            f"There is no folder {folder}. Check that the stick is in, or make the folder. Your work here is safe."
        )
    path = folder / f"{digest(data)[:16]}{SUFFIX}"
    save(path, data)
    return path


def digest(data: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def read_bundle(path: Path, envelope: Envelope | None = None) -> Bundle:
    """The bundle at `path`, verified. Sizes, counts and names are bounded before anything is unpacked. Raises Refused."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise Refused(
                f"It is larger than {MAX_FILE // 1_000_000} MB. A hand-in of lessons is far smaller."
            )
        data = path.read_bytes()
    except OSError as error:
        raise Refused(f"It cannot be read from the stick or folder ({error.strerror}).") from error
    return unpack(data, envelope)


def unpack(data: bytes, envelope: Envelope | None = None) -> Bundle:
    """The bundle in `data`, verified. Raises Refused."""
    envelope = envelope or Clear()
    header = HEADER.match(data)
    if header is None:
        raise Refused(
            "It does not begin like a Trellis file." if data else "It is empty: the copy was not finished."
        )
    if int(header[1]) > FORMAT:
        raise Refused("It comes from a newer Trellis. Update this one, then collect again.")
    if header[2].decode() != envelope.kind:
        raise Refused(f"It is closed in a way this class does not open ({header[2].decode()}).")
    try:
        with zipfile.ZipFile(io.BytesIO(envelope.open(data[header.end() :]))) as archive:
            manifest, members = _verified(archive)
    except (
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        OverflowError,
        ValueError,
    ) as error:
        raise Refused(
            "It is damaged or was not copied to the end. Copy it again from the student's machine."
        ) from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise Refused(
                "It is damaged or was not copied to the end. Copy it again from the student's machine."
            ) from error
        raise
    return Bundle(manifest, members, digest(data))


def _verified(archive: zipfile.ZipFile) -> tuple[Manifest, dict[str, bytes]]:
    infos = {info.filename: info for info in archive.infolist()}
    if len(infos) != len(archive.infolist()):
        raise Refused("It holds one name twice.")
    sizes = [info.file_size for info in infos.values()]
    if len(sizes) > MAX_MEMBERS or sum(sizes) > MAX_TOTAL or max(sizes, default=0) > MAX_MEMBER:
        raise Refused("It would unpack to far more than lessons can be.")
    if MANIFEST not in infos or infos[MANIFEST].file_size > MAX_MANIFEST:
        raise Refused("It has no list of its contents.")
    try:
        manifest = msgspec.json.decode(_read(archive, infos[MANIFEST]), type=Manifest)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Refused("The list of its contents cannot be read.") from error
    if {member.name for member in manifest.members} | {MANIFEST} != set(infos):
        raise Refused("What it holds is not what it lists.")
    members: dict[str, bytes] = {}
    for member in manifest.members:
        if not NAME.fullmatch(member.name):
            raise Refused("It holds a name that Trellis never writes.")
        data = _read(archive, infos[member.name])
        if len(data) != member.size or hashlib.sha256(data).hexdigest() != member.sha256:
            raise Refused(f"{member.name} inside it was changed on the way.")
        members[member.name] = data
    return manifest, members


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    # Never more than the size the entry claims, whatever the compressed bytes unfold to.
    with archive.open(info) as file:
        data = file.read(info.file_size + 1)
    if len(data) > info.file_size:
        raise Refused("It would unpack to more than it says.")
    return data
