"""A box's own folder: made for one run, watched while it lasts, what is new in it kept by the host's rules, and then removed.

Nothing here is recursive and nothing follows a link: what a student's code leaves may be 5,000 folders deep or 100,000 files wide.
Threads and processes of the box have ended when `keep` runs.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import tempfile
import unicodedata
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from curriculum.ids import is_device
from grading.box import wire
from grading.words import _

PREFIX = "trellis-box-"
MEGABYTE = 1 << 20
DEEPEST = 8
"""How many folders deep files are copied in and kept."""
LONGEST = 100
"""Characters in a file's or a folder's name that is kept."""
MOST_PROCESSES = 1000
LONG_PATH = 2000
"""Bytes; the shortest limit of a system that we know is 4,096 (Windows counts characters: 32,767 or 260)."""
OURS = {"journal.jsonl", "lesson.json", "timestamp.txt"}
"""Names that the grader reads again: no box writes them. Notebooks neither."""
ACTS = {".htm", ".html", ".js", ".mht", ".mhtml", ".mjs", ".svg", ".svgz", ".xht", ".xhtml", ".xml", ".xsl"}
"""Files that a browser would run: formgrader shows a graded copy's files under the teacher's login."""
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]|[. ]$|^ |^\.')
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Seen(msgspec.Struct, frozen=True):
    """A file as it was: written since, one of these differs."""

    size: int
    written: int
    number: int


Before = Mapping[str, Seen]
"""Names relative to `work`, with forward slashes."""


class Scratch:
    """The folder `path`, for one run: code starts in `work`, temporary files go to `tmp` beside it.

    `left_out` are the names of files that could not be copied in: too big, too many, too deep, or no plain files.
    """

    path: Path
    work: Path
    left_out: tuple[str, ...]
    before: Before

    def __init__(self, folder: Path | str | None, limits: wire.Limits) -> None:
        """`folder`: what is in it is copied in; None or "" for nothing."""
        self._folder = folder
        self._limits = limits

    def __enter__(self) -> Self:
        """Make the folder, for this user only, where the system keeps temporary files. Raises OSError."""
        self.path = Path(
            os.path.realpath(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_temporary()))
        )
        try:
            self.work = self.path / "work"
            self.work.mkdir(mode=0o700)
            (self.path / "tmp").mkdir(mode=0o700)
            self.left_out = tuple(self._copy_in(Path(self._folder))) if self._folder else ()
            self.before = {name: seen(about) for name, _, about in files(self.work)}
        except BaseException:
            remove(self.path)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the folder, whatever is in it."""
        remove(self.path)

    def _copy_in(self, folder: Path) -> Iterator[str]:
        """Copy `folder`'s plain files within half of the limits; yield the names of the others."""
        room, places = self._limits.disk_mb * MEGABYTE // 2, self._limits.files // 2
        for name, path, about in files(folder, links=True):
            if name == "journal.jsonl" or name.casefold().endswith(".ipynb"):
                continue  # a graded notebook holds hidden tests, and answers are not the code's business
            if not stat.S_ISREG(about.st_mode) or about.st_size > room or not places:
                yield name
                continue
            target = self.work / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if copy(path, target, room):
                room, places = room - about.st_size, places - 1
            else:
                yield name

    def usage(self, pid: int | None = None) -> tuple[int, int]:
        """(bytes, entries) on the disk, counted until one is over the limits.

        Files that are deleted but still open in the process `pid` count as well, where the system shows them. A folder
        that cannot be listed counts as too many entries: nothing honest makes one.
        """
        most_bytes, most = self._limits.disk_mb * MEGABYTE, self._limits.files
        used = deleted(pid) if pid else 0
        entries = -2  # work and tmp are ours
        waiting = deque([str(self.path)])
        while waiting and used <= most_bytes and entries <= most:
            try:
                with os.scandir(waiting.popleft()) as listing:
                    for entry in listing:
                        entries += 1
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(entry.path)
                        else:
                            used += _on_disk(entry.stat(follow_symlinks=False))
                        if entries > most or used > most_bytes:
                            break
            except FileNotFoundError:
                continue  # gone since it was listed
            except OSError:
                return used, most + 1
        return used, max(entries, 0)

    def over(self, pid: int | None = None) -> str:
        """The limit that the box in process `pid` has passed, a sentence; "" if none. Cheap: for asking every 0.2 s."""
        used, entries = self.usage(pid)
        if used > self._limits.disk_mb * MEGABYTE:
            return _("The code wrote more than {most} MB of files and was stopped.").format(
                most=self._limits.disk_mb
            )
        if entries > self._limits.files:
            return _("The code made more than {most} files and was stopped.").format(most=self._limits.files)
        if pid and threads(pid) > self._limits.threads:
            return _("The code started more than {most} threads and was stopped.").format(
                most=self._limits.threads
            )
        return ""

    def keep(self, target: Path, before: Before | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Copy what is new or changed in `work` since `before` to `target`: (names kept, names refused), both sorted.

        Hidden files are passed over in silence. Refused: links, files with two names, FIFOs and devices; names that are too
        long, are none on every system, or are the grader's; what a browser would run; what is too big, too many or too
        deep. A file in `target` is replaced only by one of the same name.
        """
        before = self.before if before is None else before
        room, places = self._limits.disk_mb * MEGABYTE, self._limits.files
        kept: dict[str, str] = {}
        refused: set[str] = set()
        for name, path, about in files(self.work, links=True, most=2 * self._limits.files):
            if before.get(name) == seen(about):
                continue
            if any(part.startswith(".") for part in name.split("/")):
                continue
            same = unicodedata.normalize("NFC", name).casefold()
            fits = stat.S_ISREG(about.st_mode) and about.st_nlink == 1 and about.st_size <= room and places
            if (
                fits
                and is_safe(name)
                and not acts(name)
                and same not in kept
                and _inside(target, name)
                and copy(path, target / name, room)
            ):
                kept[same] = name
                room, places = room - about.st_size, places - 1
            else:
                refused.add(readable_name(name))
        return tuple(sorted(kept.values())), tuple(sorted(refused))


def acts(name: str) -> bool:
    """Whether a browser that opens a file of this name may run what is in it."""
    return Path(name.rstrip(". ")).suffix.casefold() in ACTS


def sweep() -> None:
    """Remove the folders of this user's runs that were killed."""
    import psutil  # only where a batch begins

    for folder in Path(_temporary()).glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)) and not folder.is_symlink():
            with contextlib.suppress(OSError):
                remove(folder)


def _temporary() -> str:
    """The system's folder for temporary files; never memory that looks like one."""
    folder = tempfile.gettempdir()
    return "/var/tmp" if os.path.realpath(folder).startswith("/dev/shm") else folder  # noqa: S108 - mkdtemp follows


def files(
    folder: Path, *, links: bool = False, most: int = 100_000
) -> Iterator[tuple[str, Path, os.stat_result]]:
    """What is in `folder` and no folder itself, with its name relative to it: plain files, or (`links`) whatever else it is.

    In the order of the names, at most `most` entries are looked at and no more than DEEPEST folders down.
    """
    waiting = deque([(folder, "", 0)])
    while waiting:
        here, prefix, depth = waiting.popleft()
        try:
            with os.scandir(here) as listing:
                entries = sorted(
                    (entry for entry, _ in zip(listing, range(most), strict=False)), key=lambda e: e.name
                )
        except OSError:
            continue
        most -= len(entries)
        for entry in entries:
            name = prefix + entry.name
            with contextlib.suppress(OSError):
                about = os.lstat(entry.path)
                if stat.S_ISDIR(about.st_mode):
                    if depth < DEEPEST:
                        waiting.append((Path(entry.path), f"{name}/", depth + 1))
                elif links or stat.S_ISREG(about.st_mode):
                    yield name, Path(entry.path), about


def copy(source: Path, target: Path, most: int) -> bool:
    """Copy a plain file of no more than `most` bytes; False if it is none, or cannot be read or written."""
    try:
        handle = os.open(source, os.O_RDONLY | NO_FOLLOW)
    except OSError:
        return False
    with open(handle, "rb") as reading:  # noqa: PTH123 - opened without following a link
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or about.st_size > most:
            return False
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_symlink() or (target.exists() and not target.is_file()):
                return False
            with target.open("wb") as writing:
                left = about.st_size
                while left and (data := reading.read(min(left, MEGABYTE))):
                    writing.write(data)
                    left -= len(data)
        except OSError:
            return False
    return True


def is_safe(name: str) -> bool:
    """Whether each part of a relative name is short, a name on every system, and not one that the grader reads again."""
    parts = name.split("/")
    if parts[-1].casefold() in OURS or parts[-1].casefold().endswith(".ipynb"):
        return False
    return all(len(p) <= LONGEST and not UNSAFE.search(p) and not is_device(p) for p in parts)


def readable_name(name: str) -> str:
    """A name that is fit for a sentence."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name[:LONGEST])


def _inside(target: Path, name: str) -> bool:
    """Whether no folder on the way from `target` to a name in it is a link."""
    parents = [target.joinpath(*name.split("/")[:depth]) for depth in range(1, name.count("/") + 1)]
    return not any(parent.is_symlink() for parent in parents)


def seen(about: os.stat_result) -> Seen:
    """What `before` remembers of a file."""
    return Seen(about.st_size, about.st_mtime_ns, about.st_ino)


def _on_disk(about: os.stat_result) -> int:
    """Bytes that a file takes; a file with holes takes less than its size."""
    blocks: int | None = getattr(about, "st_blocks", None)
    return about.st_size if blocks is None else blocks * 512


def deleted(pid: int) -> int:
    """Bytes of files that a process and what it started have open and no folder names; 0 where the system does not say."""
    used = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            for name in os.listdir(f"/proc/{member}/fd"):  # noqa: PTH208 - asked several times a second
                with contextlib.suppress(OSError):
                    about = os.stat(f"/proc/{member}/fd/{name}")  # noqa: PTH116
                    used += _on_disk(about) if stat.S_ISREG(about.st_mode) and not about.st_nlink else 0
    return used


def threads(pid: int) -> int:
    """How many threads a process and what it started have; 0 where the system does not say."""
    count = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            after_name = Path(f"/proc/{member}/stat").read_bytes().rpartition(b")")[2].split()
            count += int(after_name[17])
    return count


def family(pid: int) -> list[int]:
    """A process and all that it started (bubblewrap's box is its grandchild), as far as the system says."""
    found = [pid]
    for member in found:
        with contextlib.suppress(OSError):
            found += map(int, Path(f"/proc/{member}/task/{member}/children").read_bytes().split())
        if len(found) > MOST_PROCESSES:
            break
    return found


def remove(folder: Path) -> None:
    """Remove a folder and all that is in it, however deep, wide or unreadable; what cannot be removed stays.

    Where a chain of folders is longer than a path may be, its rest is moved to the top and goes on from there.
    """
    top, moved = str(folder), 0
    mark = secrets.token_hex(8)
    waiting, emptied = [top], []
    while waiting:
        here = waiting.pop()
        _make_ours(here)
        if len(os.fsencode(here)) > LONG_PATH:
            moved += 1
            with contextlib.suppress(OSError):
                os.rename(here, f"{top}/{mark}-{moved}")  # noqa: PTH104 - strings: up to 100,000 of them
                here = f"{top}/{mark}-{moved}"
        emptied.append(here)
        with contextlib.suppress(OSError), os.scandir(here) as listing:
            for entry in listing:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                    continue
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)  # noqa: PTH108
    for here in reversed(emptied):
        with contextlib.suppress(OSError):
            os.rmdir(here)  # noqa: PTH106


def _make_ours(folder: str) -> None:
    """Give ourselves the rights to empty a folder, if it is one and not a link to one."""
    with contextlib.suppress(OSError):
        if stat.S_ISDIR(os.lstat(folder).st_mode):
            os.chmod(folder, 0o700)  # noqa: PTH101
