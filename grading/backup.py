"""Making a backup of a class: everything in one file, sealed to the class's own key (grading/backup_file.py), while a server may run."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import stat
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from carrying.journal import now
from carrying.keys import Keys
from carrying.saving import NotSaved, keep, sha256_of
from carrying.vault import Closing
from curriculum.course import COURSES
from grading.backup_file import (
    ABOUT,
    KEYS,
    MANIFEST,
    PIECE,
    SEALED,
    About,
    BackupFault,
    Counted,
    Kept,
    Manifest,
    opened,
    pieces,
    scratch,
    told,
)
from grading.class_folder import ClassFolder
from grading.class_keys import at_hand
from grading.progress import Progress, silent
from grading.words import _

SUFFIX = ".trellis-backup"
COURSE = "course-of-backup"
"""Where a course that lies outside the class folder and does not come with the kit is kept, in the backup and when restored."""
DATABASES = (".db", ".sqlite")
NOT_KEPT = ("-wal", "-shm", "-journal", ".tmp", ".lock")


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that was made. `missing` are files that went away while it was made, such as a graded copy in the making."""

    path: Path
    about: About
    missing: tuple[str, ...] = ()


def backup_name(folder: ClassFolder, at: datetime) -> str:
    """The name of a backup made at a time: no class's name is in it, and the latest one sorts last."""
    return f"class-{hashlib.sha256(folder.about.salt.encode()).hexdigest()[:6]}-{at:%Y%m%d-%H%M%S}{SUFFIX}"


def back_up(
    folder: ClassFolder,
    to: Path,
    *,
    passphrase: str = "",
    at: datetime | None = None,
    step: Progress = silent,
) -> Made:
    """Write a backup of an unlocked class into the folder `to`, then read it back and open it.

    Databases are copied by SQLite itself, so that a server may run meanwhile. An earlier backup is never touched: this one has a name of
    its own, and comes to its place only when it is whole. A class without keys needs a `passphrase`.
    Raises BackupFault, grading.class_keys.Locked, carrying.locked.TooShort, NotSaved.
    """
    when = at or now()
    with told(_unwritten(to)):
        _refuse_place(folder, to)
    keys = at_hand(folder)
    closing = Closing(keys, passphrase)
    path = to / backup_name(folder, when)
    with scratch(folder.root) as inner, scratch(to) as outer:
        with told(_("The class could not be read: {why}. No backup was written; earlier ones are whole.")):
            manifest, missing = _gather(folder, inner, when, step)
        with told(_unwritten(path)):
            about = _seal(folder, inner, outer, manifest, closing, keys)
            keep(outer, path, sha256_of(outer))
    try:
        check(path, folder.root, keys=keys, passphrase=passphrase)
    except BackupFault as fault:
        with contextlib.suppress(OSError):
            path.unlink()
        raise NotSaved(
            _(
                "The backup reads back differently from what was written. Try another stick. Earlier backups are whole."
            )
        ) from fault
    return Made(path=path, about=about, missing=tuple(missing))


def _refuse_place(folder: ClassFolder, to: Path) -> None:
    """Raises BackupFault where no backup belongs, OSError where the disk does not say."""
    if not to.is_dir():
        raise BackupFault(
            _("There is no folder {folder}. Check that the stick is in. Nothing was changed.").format(
                folder=to
            )
        )
    if to.resolve().is_relative_to(folder.root.resolve()):
        raise BackupFault(
            _(
                "{folder} is inside the class folder. Keep backups on a stick or another disk. Nothing was written."
            ).format(folder=to)
        )


def _unwritten(path: Path) -> str:
    return _("{path} could not be written: {why}. Earlier backups are whole.").replace("{path}", str(path))


def check(path: Path, place: Path, *, keys: Keys | None, passphrase: str = "") -> Manifest:
    """Open a backup and hold every file in it against the manifest. Raises BackupFault.

    It is decrypted into a file in `place`, a folder of the class and not of the stick, that is gone afterwards.
    """
    with opened(path, keys, passphrase, place) as (archive, manifest):
        for kept in manifest.files:
            for _piece in pieces(archive, kept, path):
                pass
    return manifest


def _gather(folder: ClassFolder, inner: Path, at: datetime, step: Progress) -> tuple[Manifest, list[str]]:
    """Put every file of the class into a zip, and the manifest last. Raises OSError, BackupFault."""
    found = list(files_of(folder.root))
    course = folder.course_folder()
    along = not course.resolve().is_relative_to(folder.root) and course.resolve().parent != COURSES.resolve()
    if along:
        found += [(f"{COURSE}/{name}", path) for name, path in files_of(course)]
    kept: list[Kept] = []
    missing: list[str] = []
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for number, (name, path) in enumerate(found, 1):
            try:
                kept.append(_add(archive, name, path))
            except FileNotFoundError:
                missing.append(name)
            step(name, number - 1, len(found))
        step("", len(found), len(found))
        manifest = Manifest(
            name=folder.name,
            made=at.isoformat(timespec="seconds"),
            files=tuple(kept),
            course=COURSE if along else "",
        )
        archive.writestr(MANIFEST, msgspec.json.encode(manifest))
    return manifest, missing


def files_of(root: Path) -> Iterator[tuple[str, Path]]:
    """The files that make a class, as (path in the class folder, path); no links, nothing of a running server, nothing half written."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if any(part.startswith(".") or part == "__pycache__" for part in parts):
            continue
        with contextlib.suppress(FileNotFoundError):
            if stat.S_ISREG(path.lstat().st_mode) and not path.name.endswith(NOT_KEPT):
                yield "/".join(parts), path


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> Kept:
    """One file into the zip; a database as SQLite copies it. What was read once is what is described."""
    if path.suffix in DATABASES:
        with scratch(path.parent) as copy:
            _copy_database(path, copy)
            return _add_bytes(archive, name, copy)
    return _add_bytes(archive, name, path)


def _add_bytes(archive: zipfile.ZipFile, name: str, path: Path) -> Kept:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(info, "w", force_zip64=True) as member:
            while piece := file.read(PIECE):
                size += len(piece)
                digest.update(piece)
                member.write(piece)
    return Kept(name, size, digest.hexdigest())


def _copy_database(path: Path, to: Path) -> None:
    """A consistent copy of an SQLite database, even while others write (https://sqlite.org/backup.html). Raises BackupFault."""
    try:
        with (
            contextlib.closing(
                sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
            ) as source,
            contextlib.closing(sqlite3.connect(to)) as copy,
        ):
            source.backup(copy)
            sound = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        raise BackupFault(
            _("{path} could not be copied ({why}). No backup was written; earlier ones are whole.").format(
                path=path, why=error
            )
        ) from error
    if sound != ("ok",):
        raise BackupFault(
            _(
                "{path} is damaged ({why}). No backup was written: earlier ones are whole, and are needed now."
            ).format(path=path, why=sound[0] if sound else "")
        )


def _seal(
    folder: ClassFolder, inner: Path, outer: Path, manifest: Manifest, closing: Closing, keys: Keys | None
) -> About:
    """Encrypt the inner archive into the outer one, with what may be read of it in clear. Raises OSError."""
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_STORED) as archive:
        with archive.open(zipfile.ZipInfo(SEALED, (1980, 1, 1, 0, 0, 0)), "w", force_zip64=True) as member:
            sealed = Counted(member)
            with inner.open("rb") as plain:
                closing.copy(plain, sealed)
        about = About(
            name=manifest.name,
            made=manifest.made,
            files=len(manifest.files),
            size=sum(kept.size for kept in manifest.files),
            sealed=sealed.hexdigest(),
        )
        if keys is not None:
            about = msgspec.structs.replace(about, signature=keys.sign(about.said()).hex())
            archive.writestr(KEYS, folder.keys_file.read_bytes())
        archive.writestr(ABOUT, msgspec.json.encode(about))
    return about
