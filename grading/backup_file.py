"""A backup as a file: what it says of itself, and opening it without believing it.

A backup is a zip with three members, none of them compressed: `about.json` says which class and when, and is signed; `keys.json` is the
class's, its private parts locked as ever, so that the passphrase or the recovery code opens the backup on a new machine; `class.age` is
everything else, encrypted to the class's key (age, X25519). In there is a zip of files whose manifest gives each one's size and SHA-256.
A class without keys is closed with a passphrase of the backup's own; then `keys.json` is missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from carrying.keys import Keys, is_signed
from carrying.saving import NotSaved, reason, with_advice
from carrying.vault import CannotUnseal, Opening, Readable, Writable
from grading.words import _

FORMAT = 1
ABOUT, KEYS, SEALED, MANIFEST = "about.json", "keys.json", "class.age", "manifest.json"
PIECE = 1 << 20
MAX_ABOUT = 100_000
MAX_FILES, MAX_BYTES = 500_000, 200_000_000_000


class BackupFault(Exception):
    """A backup cannot be made or used; the message is a sentence for the teacher."""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """about.json. `sealed` is the SHA-256 of class.age; `signature` is of `said`, hexadecimal, empty where the class has no keys."""

    name: str
    made: str
    files: int
    size: int
    sealed: str
    signature: str = ""
    format: int = FORMAT

    def said(self) -> bytes:
        """What is signed."""
        return (
            f"TRELLIS/1 backup\n{self.name}\n{self.made}\n{self.files}\n{self.size}\n{self.sealed}\n".encode()
        )


class Kept(msgspec.Struct, frozen=True):
    """One file of a backup, by its path in the class folder."""

    path: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is in `class.age`. `course` is set where the class's course was taken along from elsewhere."""

    name: str
    made: str
    files: tuple[Kept, ...]
    course: str = ""
    format: int = FORMAT


def read_about(path: Path) -> tuple[About, bytes]:
    """What a backup says of itself, and its keys.json (empty where the class had none); not vouched for yet. Raises BackupFault."""
    try:
        with zipfile.ZipFile(path) as outer:
            names = {info.filename: info for info in outer.infolist()}
            if len(names) != len(outer.infolist()) or not {ABOUT, SEALED} <= set(names) <= {
                ABOUT,
                SEALED,
                KEYS,
            }:
                raise _not_one(path)
            if any(names[name].file_size > MAX_ABOUT for name in names if name != SEALED):
                raise _not_one(path)
            about = msgspec.json.decode(outer.read(ABOUT), type=About)
            keys = outer.read(KEYS) if KEYS in names else b""
    except FileNotFoundError:
        raise BackupFault(_("There is no file {path}. Check its name and place.").format(path=path)) from None
    except (zipfile.BadZipFile, msgspec.MsgspecError, UnicodeDecodeError, NotImplementedError, RuntimeError):
        raise _not_one(path) from None
    except OSError as error:
        raise BackupFault(
            _("{path} cannot be read: {why}. Nothing was changed.").format(path=path, why=reason(error))
        ) from error
    if about.format > FORMAT:
        raise BackupFault(
            _("{path} was made by a newer Trellis. Update this one; nothing was changed.").format(path=path)
        )
    return about, keys


@contextlib.contextmanager
def opened(
    path: Path, keys: Keys | None, passphrase: str, place: Path
) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The inner archive of a backup, its signature checked, decrypted into a file in `place` that goes again. Raises BackupFault."""
    about, _keys = read_about(path)
    if keys is not None and not (
        about.signature and is_signed(about.said(), _bytes(about.signature), keys.card.verify)
    ):
        raise BackupFault(
            _(
                "{path} is not a backup that this class made, or it was changed. Nothing was taken from it."
            ).format(path=path)
        )
    with scratch(place) as inner:
        try:
            with zipfile.ZipFile(path) as outer, outer.open(SEALED) as sealed, inner.open("wb") as plain:
                digest = Counted(sealed)
                Opening(keys, passphrase).copy(digest, plain)
                digest.drain()
            if digest.hexdigest() != about.sealed:
                raise damaged(path)
            with zipfile.ZipFile(inner) as archive:
                yield archive, _manifest(archive, path)
        except CannotUnseal as error:
            raise BackupFault(
                _(
                    "{path} does not open with this key or passphrase, or it is damaged. Nothing was changed."
                ).format(path=path)
            ) from error
        except (zipfile.BadZipFile, EOFError, NotImplementedError):
            raise damaged(path) from None
        except OSError as error:
            raise BackupFault(
                _("{path} cannot be read: {why}. Nothing was changed.").format(path=path, why=reason(error))
            ) from error


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    """The manifest, which names just the members there are, each by a path that stays inside. Raises BackupFault."""
    try:
        manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except (KeyError, msgspec.MsgspecError, UnicodeDecodeError):
        raise damaged(path) from None
    named = [kept.path for kept in manifest.files]
    there = {info.filename: info.file_size for info in archive.infolist() if info.filename != MANIFEST}
    proper = len(set(named)) == len(named) == len(archive.infolist()) - 1 and all(map(_stays_inside, named))
    if not proper or {kept.path: kept.size for kept in manifest.files} != there:
        raise damaged(path)
    if len(named) > MAX_FILES or sum(there.values()) > MAX_BYTES:
        raise damaged(path)
    return manifest


def _stays_inside(name: str) -> bool:
    return not any(
        part in ("", ".", "..") or "\\" in part or ":" in part or "\0" in part for part in name.split("/")
    )


def pieces(archive: zipfile.ZipFile, kept: Kept, path: Path) -> Iterator[bytes]:
    """The bytes of a file, held against the manifest at the end. Raises BackupFault."""
    digest, size = hashlib.sha256(), 0
    with archive.open(kept.path) as member:
        while piece := member.read(PIECE):
            size += len(piece)
            if size > kept.size:
                raise damaged(path)
            digest.update(piece)
            yield piece
    if (size, digest.hexdigest()) != (kept.size, kept.sha256):
        raise damaged(path)


class Counted:
    """A file to write to or read from, piece by piece, that keeps the SHA-256 of what went through."""

    def __init__(self, file: Readable | Writable) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """As the file does."""
        piece: bytes = self._file.read(size)  # type: ignore[union-attr]
        self._digest.update(piece)
        return piece

    def write(self, data: bytes) -> int:
        """As the file does."""
        self._digest.update(data)
        self._file.write(data)  # type: ignore[union-attr]
        return len(data)

    def drain(self) -> None:
        """Read on to the end."""
        while self.read(PIECE):
            pass

    def hexdigest(self) -> str:
        """The digest of all of it."""
        return self._digest.hexdigest()


@contextlib.contextmanager
def told(sentence: str) -> Iterator[None]:
    """Whatever the disk refuses inside is raised as NotSaved: the sentence, in the language spoken now, with its `{why}` filled in."""
    try:
        yield
    except OSError as error:
        raise NotSaved(with_advice(sentence.replace("{why}", reason(error)), error)) from error


@contextlib.contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A name for a file that is gone afterwards; readers pass over it, and so does a backup."""
    path = folder / f".trellis-{secrets.token_hex(4)}.tmp"
    try:
        yield path
    finally:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _not_one(path: Path) -> BackupFault:
    return BackupFault(
        _("{path} is no backup of a class, or it was not copied to the end. Nothing was changed.").format(
            path=path
        )
    )


def damaged(path: Path) -> BackupFault:
    """The fault that a backup is damaged."""
    return BackupFault(
        _("{path} is damaged. Nothing was taken from it. Use another copy, or an earlier backup.").format(
            path=path
        )
    )
