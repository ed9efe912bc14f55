"""Saving a file so that it is either the old one or the new one, whole, whatever happens in between."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from carrying.words import N_, _

T = TypeVar("T")
HELD = frozenset({5, 32, 33})
"""What Windows says while an antivirus or an indexer holds a file: access denied, sharing violation, lock violation."""
PAUSES_S = (0.05, 0.1, 0.2, 0.4, 0.8)
LONG = 240
"""Characters from which on a path that Windows does not find is most likely too long for it."""


class NotSaved(Exception):
    """A file could not be saved; the message is a sentence for the person, and the old file, if any, is as it was."""


def save(path: Path, data: bytes) -> None:
    """Write `data` to `path`: temporary file beside it, flush, fsync, replace, fsync of the folder, read back and compare.

    Raises NotSaved. The promise holds where the file system keeps what it says it has synced; a stick that lies about that is
    noticed only if the reading back comes from the stick and not from the system's memory.
    """
    temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with patiently(lambda: temporary.open("xb")) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        patiently(lambda: temporary.replace(path))
        sync_folder(path.parent)
        if patiently(path.read_bytes) != data:
            raise NotSaved(
                _(
                    "{path} reads back differently from what was written. Try another stick or folder; "
                    "your work here is safe."
                ).format(path=path)
            )
    except OSError as error:
        raise NotSaved(
            with_advice(
                _("{path} could not be written: {why}. Nothing you had before is changed.").format(
                    path=path, why=reason(error)
                ),
                error,
            )
        ) from error
    finally:
        with contextlib.suppress(OSError):  # the stick is gone; a stray temporary is ignored by every reader
            temporary.unlink(missing_ok=True)


def patiently(step: Callable[[], T]) -> T:
    """What `step` returns; where another program holds the file for a moment, as only Windows lets it, it is tried again.

    Raises OSError where it is still held after about a second and a half.
    """
    for pause in PAUSES_S:
        try:
            return step()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in HELD:
                raise
        time.sleep(pause)
    return step()


@contextmanager
def in_words(sentence: str, **values: object) -> Iterator[None]:
    """Whatever the disk refuses inside is raised as NotSaved: the `sentence` (marked with N_) with its `{why}` and `values` filled in."""
    try:
        yield
    except OSError as error:
        raise NotSaved(with_advice(_(sentence).format(why=reason(error), **values), error)) from error


def keep(written: Path, path: Path, sha256: str) -> None:
    """Bring a file that was written piece by piece to its place, in the same folder or one beside it, as safely as `save` does.

    fsync, replace, fsync of the folder, read back and compare with its digest (hexadecimal). Raises NotSaved; then the file is where
    it was, or, where it reads back differently, gone.
    """
    with in_words(N_("{path} could not be written: {why}. Nothing you had before is changed."), path=path):
        with patiently(lambda: written.open("rb+")) as file:
            os.fsync(file.fileno())
        path.parent.mkdir(parents=True, exist_ok=True)
        patiently(lambda: written.replace(path))
        sync_folder(path.parent)
        if patiently(lambda: sha256_of(path)) != sha256:
            path.unlink()
            raise NotSaved(
                _("{path} reads back differently from what was written. Try another disk or folder.").format(
                    path=path
                )
            )


def sha256_of(path: Path) -> str:
    """The digest of a file, hexadecimal, however large it is. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make a new name in `folder` durable, where the system has a way to (Windows does it by itself)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass  # some file systems cannot sync a folder; the file's own fsync has been done
    finally:
        os.close(handle)


def reason(error: OSError) -> str:
    """Why the system refused, in plain words."""
    import errno

    if getattr(error, "winerror", None) in HELD - {5}:
        return _("another program, such as an antivirus, is holding it")
    if getattr(error, "winerror", None) in (3, 206) and len(str(error.filename or "")) >= LONG:
        return _("the path is too long")
    words = {
        errno.ENOSPC: _("there is no space left"),
        errno.EROFS: _("it is read-only"),
        errno.EACCES: _("writing there is not allowed"),
        errno.EPERM: _("writing there is not allowed"),
        errno.ENOENT: _("the folder is not there (was the stick pulled out?)"),
        errno.EIO: _("the disk or stick reports an error"),
        errno.ENAMETOOLONG: _("the path is too long"),
    }
    return words.get(error.errno or 0, str(error.strerror or error))


def with_advice(sentence: str, error: OSError) -> str:
    """The sentence about a refusal of the system, and after it what the person can do, where that is known."""
    import errno

    not_allowed = _("Take another place, or ask whoever looks after this machine.")
    words = {
        errno.ENOSPC: _("Make room there or take another place, then try again."),
        errno.EROFS: not_allowed,
        errno.EACCES: not_allowed,
        errno.EPERM: not_allowed,
        errno.ENOENT: _("Put the stick back in, or the folder back to its place, then try again."),
        errno.EIO: _("Take another stick or disk, then try again."),
    }
    return " ".join(filter(None, (sentence, words.get(error.errno or 0))))
