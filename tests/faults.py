"""Faults of disks and sticks, put between our code and the system: the Nth call fails, the stick is gone, or the power is."""

from __future__ import annotations

import errno
import io
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from unittest import mock

import pytest

BY_PATH = (
    "open",
    "stat",
    "lstat",
    "listdir",
    "scandir",
    "mkdir",
    "unlink",
    "replace",
    "rename",
    "link",
    "utime",
)
ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES)
POWER_CUT = 86
"""The exit code of a process whose power was cut."""


class Seam:
    """Counts the calls that touch what lies under a folder, and does harm from the `at`-th on. `struck` names the first one hit."""

    def __init__(
        self, under: Path, at: int, harm: Callable[[str], None], *, lasting: bool, tears: bool = True
    ) -> None:
        self.under, self.at, self.harm, self.lasting = str(under), at, harm, lasting
        self.tears = tears
        self.one_by_one = threading.RLock()
        self.count = 0
        self.struck = ""
        self.handles: set[int] = set()

    def touches(self, path: object) -> bool:
        """Whether a path is on the disk that is being harmed."""
        try:
            return os.fspath(path).startswith(self.under)  # type: ignore[arg-type, union-attr]
        except (TypeError, AttributeError):
            return False

    def call(self, name: str, torn: Callable[[], object] | None = None) -> None:
        """One call; `torn` does a half of it, which is what is left of the call that is hit."""
        with self.one_by_one:
            self.count += 1
            if self.count == self.at or (self.lasting and self.count > self.at):
                if torn is not None and self.tears and self.count == self.at:
                    torn()
                self.struck = self.struck or name
                self.harm(name)


class _File:
    """A file whose reads and writes are calls."""

    def __init__(self, file: Any, seam: Seam) -> None:
        self._file, self._seam = file, seam
        seam.handles.add(file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def write(self, data: Any) -> int:
        def torn() -> None:
            self._file.write(data[: len(data) // 2])
            self._file.flush()

        self._seam.call("write", torn)
        return int(self._file.write(data))

    def read(self, *size: int) -> Any:
        self._seam.call("read")
        return self._file.read(*size)

    def close(self) -> None:
        self._seam.handles.discard(self._file.fileno() if not self._file.closed else -1)
        self._file.close()


@contextmanager
def _between(seam: Seam) -> Iterator[Seam]:
    true: dict[str, Any] = {name: getattr(os, name) for name in BY_PATH}
    true_open, true_fsync, true_close = io.open, os.fsync, os.close

    def by_path(name: str) -> Callable[..., Any]:
        def called(path: Any, *more: Any, **named: Any) -> Any:
            if seam.touches(path) or (more and seam.touches(more[0])):
                seam.call(name)
                result = true[name](path, *more, **named)
                if name == "open":
                    seam.handles.add(result)
                return result
            return true[name](path, *more, **named)

        return called

    def opened(path: Any, *more: Any, **named: Any) -> Any:
        if not seam.touches(path):
            return true_open(path, *more, **named)
        seam.call("open")
        return _File(true_open(path, *more, **named), seam)

    def fsync(handle: int) -> None:
        if handle in seam.handles:
            seam.call("fsync")
        true_fsync(handle)

    def close(handle: int) -> None:
        seam.handles.discard(handle)
        true_close(handle)

    patches = [mock.patch.object(os, name, by_path(name)) for name in BY_PATH]
    patches += [
        mock.patch.object(io, "open", opened),
        mock.patch.object(os, "fsync", fsync),
        mock.patch.object(os, "close", close),
    ]
    for patch in patches:
        patch.start()
    try:
        yield seam
    finally:
        for patch in patches:
            patch.stop()


@contextmanager
def failing(under: Path, at: int, number: int) -> Iterator[Seam]:
    """The `at`-th call under a folder fails with the error `number`; the calls after it work again."""

    def harm(name: str) -> None:
        raise OSError(number, os.strerror(number))

    with _between(Seam(under, at, harm, lasting=False)) as seam:
        yield seam


@contextmanager
def pulled(under: Path, at: int) -> Iterator[Seam]:
    """A stick that is pulled out at the `at`-th call: a write is half done, and nothing works from then on."""

    def harm(name: str) -> None:
        number = errno.EIO if name in ("read", "write", "fsync") else errno.ENOENT
        raise OSError(number, os.strerror(number))

    with _between(Seam(under, at, harm, lasting=True)) as seam:
        yield seam


@contextmanager
def sharing_violations(under: Path, at: int, times: int) -> Iterator[Seam]:
    """From the `at`-th call on, `times` calls meet a file that an antivirus holds open, as Windows says it."""
    left = times

    def harm(name: str) -> None:
        nonlocal left
        if left > 0 and name in ("open", "replace", "unlink", "rename"):
            left -= 1
            error = PermissionError(errno.EACCES, "The process cannot access the file")
            error.winerror = 32  # type: ignore[attr-defined]  # Windows alone sets it
            raise error

    with _between(Seam(under, at, harm, lasting=True, tears=False)) as seam:
        yield seam


def cut_off(under: Path, at: int, work: Callable[[], object]) -> bool:
    """Do `work` in a process whose power is cut at the `at`-th call under a folder; whether it was."""
    child = os.fork()
    if not child:
        code = 1
        try:
            with _between(Seam(under, at, lambda _: os._exit(POWER_CUT), lasting=False)):
                work()
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, POWER_CUT), f"the work ended by itself, with {code}"
    return code == POWER_CUT


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder in memory where the system has one: the faults come from the seam, and a thousand real fsyncs would prove no more."""
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="trellis-faults-", dir=shared if shared.is_dir() else None))
    yield folder
    shutil.rmtree(folder)
