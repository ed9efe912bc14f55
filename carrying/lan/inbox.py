"""The inbox of a drop box: hand-ins as they come in, piece by piece, and those that are there whole.

A piece goes to a file of its own at once, so that what a broken connection brought is kept, also when the box itself is killed. A file is
"received" once all of it was written, synced, compared with its digest, moved to its place, and read back there.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from carrying.archive import Refused
from carrying.bundle import SUFFIX
from carrying.lan.limits import Limits
from carrying.saving import keep, reason, sha256_of
from carrying.sealing import HINT, read_header
from carrying.words import _

PARTS = ".parts"
STALE = 24 * 3600.0
"""Seconds after which a part that was not gone on with is thrown away: the student's machine still has the whole."""
HEADER = 64
"""Bytes in which the first line of a sealed file is over."""
SHORT = 16
NAME = re.compile(rf"[0-9a-f]{{{SHORT}}}{re.escape(SUFFIX)}")
"""Digits of its digest that a file is named by."""


class NotTaken(Exception):
    """A hand-in is not taken; the message says why, to a child. `status` is HTTP's number for it."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class Part:
    """The beginning of a hand-in that is coming in. Only the connection that came last writes to it."""

    def __init__(self, path: Path, total: int) -> None:
        self.path, self.total = path, total
        self._file = path.open("ab", buffering=0)
        self.have = path.stat().st_size

    @property
    def closed(self) -> bool:
        """Whether another connection has taken over, or it is done."""
        return self._file.closed

    def write(self, data: bytes) -> None:
        """Add what came. Raises NotTaken where the disk is full; what was there before stays."""
        view = memoryview(data)
        try:
            while view:
                written = self._file.write(view)
                self.have += written
                view = view[written:]
        except OSError as error:
            self.close()
            raise NotTaken(
                _("The teacher's machine cannot take it now: {why}.").format(why=reason(error)), 507
            ) from error

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class Inbox:
    """The folder of a drop box. `kept` has a folder for each student, where hand-ins go once they are collected."""

    def __init__(self, folder: Path, kept: Path, reader: str, limits: Limits | None = None) -> None:
        """`reader` is the fingerprint of the class's card: only what is sealed for it is taken."""
        self.folder, self._kept, self._hint = folder, kept, reader[:HINT]
        self.limits = limits or Limits()
        self._parts = folder / PARTS
        self._parts.mkdir(parents=True, exist_ok=True)
        self._open: dict[str, Part] = {}
        self._settling: set[str] = set()
        self._whole: set[str] = set()

    def tidy(self, now: float) -> None:
        """Throw away parts that nobody went on with for a day; `now` is in seconds since 1970."""
        for path in list(self._parts.iterdir()):
            with contextlib.suppress(OSError):
                if now - path.stat().st_mtime > STALE and not self._is_open(path.name):
                    path.unlink()
        self._open = {digest: part for digest, part in self._open.items() if not part.closed}

    def waiting(self) -> list[Path]:
        """The hand-ins that are here whole and not collected yet."""
        return sorted(path for path in self.folder.iterdir() if NAME.fullmatch(path.name))

    def have(self, digest: str) -> int:
        """How many bytes of the beginning of a hand-in are here."""
        part = self._open.get(digest)
        if part is not None and not part.closed:
            return part.have
        try:
            return (self._parts / digest).stat().st_size
        except OSError:
            return 0

    def is_received(self, digest: str) -> bool:
        """Whether a hand-in is here whole, or was and is collected."""
        if digest in self._whole:
            return True
        for path in self._places(f"{digest[:SHORT]}{SUFFIX}"):
            with contextlib.suppress(OSError):  # not there, or just moved to where it is looked for next
                if sha256_of(path) == digest:
                    self._whole.add(digest)
                    return True
        return False

    def _places(self, name: str) -> Iterator[Path]:
        # In the order in which a file goes through them, each looked at when it is asked for.
        yield self.folder / name
        yield from self._kept.glob(f"*/{name}")

    def _sizes(self) -> dict[str, int]:
        """The parts and their sizes, the one that was written to longest ago first."""
        found = []
        for path in list(self._parts.iterdir()):
            with contextlib.suppress(OSError):  # it has just become whole
                about = path.stat()
                found.append((about.st_mtime_ns, path.name, about.st_size))
        return {name: size for _changed, name, size in sorted(found)}

    def admit(self, digest: str, total: int) -> None:
        """Whether a hand-in of `total` bytes may come in. Raises NotTaken."""
        most = self.limits
        if not 0 < total <= most.file:
            raise NotTaken(
                _(
                    "It is larger than {most} MB. A hand-in of lessons is far smaller. Ask your teacher."
                ).format(most=most.file // 1_000_000),
                413,
            )
        parts = self._sizes()
        # An unfinished part saves its sender time and nothing else: whoever begins many cannot keep others out.
        idle = [name for name in parts if name != digest and not self._is_open(name)]
        while idle and not self._has_room(digest, total, parts):
            name = idle.pop(0)
            with contextlib.suppress(OSError):
                (self._parts / name).unlink()
                del parts[name]
        if self._free() < total - parts.get(digest, 0):
            raise NotTaken(
                _("The teacher's machine has no space left. Tell your teacher; your work is safe here."), 507
            )
        if not self._has_room(digest, total, parts):
            raise NotTaken(_("Too many hand-ins are coming in. Try again in a minute."), 503)

    def _has_room(self, digest: str, total: int, parts: dict[str, int]) -> bool:
        most, others = self.limits, {name: size for name, size in parts.items() if name != digest}
        return (
            len(others) < most.unfinished
            and sum(others.values()) + total <= most.unfinished_bytes
            and self._free() >= total - parts.get(digest, 0)
        )

    def _free(self) -> int:
        return shutil.disk_usage(self.folder).free - self.limits.keep_free

    def _is_open(self, digest: str) -> bool:
        part = self._open.get(digest)
        return digest in self._settling or (part is not None and not part.closed)

    def begin(self, digest: str, offset: int, total: int) -> Part:
        """Go on with a hand-in at `offset`, which is where it stopped. Who was writing it before is shut out. Raises NotTaken."""
        self.admit(digest, total)
        before = self._open.pop(digest, None)
        if before is not None:
            before.close()
        have = self.have(digest)
        if offset != have or offset > total:
            raise NotTaken(_("It goes on at {have}, not at {offset}.").format(have=have, offset=offset), 409)
        try:
            part = Part(self._parts / digest, total)
        except OSError as error:
            raise NotTaken(
                _("The teacher's machine cannot take it now: {why}.").format(why=reason(error)), 507
            ) from error
        self._open[digest] = part
        return part

    def settle(self, digest: str) -> Path:
        """Make a hand-in that is here whole a received one: sync, compare, move into place, sync, read back. Raises NotTaken, NotSaved."""
        self._settling.add(digest)  # before it is closed: nobody takes its place meanwhile
        try:
            open_part = self._open.pop(digest, None)
            if open_part is not None:
                open_part.close()
            return self._settled(digest)
        finally:
            self._settling.discard(digest)

    def _settled(self, digest: str) -> Path:
        part, path = self._parts / digest, self.folder / f"{digest[:SHORT]}{SUFFIX}"
        try:
            self._check(part, digest)
        except OSError as error:
            raise NotTaken(
                _("The teacher's machine could not read it: {why}.").format(why=reason(error)), 507
            ) from error
        keep(part, path, digest)
        self._whole.add(digest)
        return path

    def _check(self, part: Path, digest: str) -> None:
        if sha256_of(part) != digest:
            part.unlink()
            raise NotTaken(_("It came damaged. It is sent once more from the beginning."), 422)
        with part.open("rb") as file:
            beginning = file.read(HEADER)
        try:
            header = read_header(beginning)
        except Refused as error:
            part.unlink()
            raise NotTaken(_("This is no hand-in. {error}").format(error=error), 400) from error
        if header.hint != self._hint:
            part.unlink()
            raise NotTaken(_("It is not sealed for this class, so nobody here can open it."), 400)
