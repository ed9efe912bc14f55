"""Shutting a process in: the one call that a freshly forked child makes before any student's code runs in it.

The walls are Landlock (files), seccomp (system calls) and rlimits (amounts), and all three hold for good. Whoever is root stops being
able to do what root can: with no capabilities left, and as a user number that nobody has if Python's files may be read by others
(in a container they may; in /root they may not, and then the number stays 0, which Landlock and seccomp do not care about).

`PR_SET_DUMPABLE` is left alone on purpose: with it off, a teacher who is not root could not see the box's deleted but open files in
/proc, and a program could fill the disk with them. RLIMIT_CORE is 1 instead of 0, which also stops dumps that go to a program.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import resource
import signal
import stat
import struct
import sys
import sysconfig
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from grading.box import landlock, readable, seccomp, wire
from grading.box.environment import environment
from grading.box.isolation import CannotIsolate
from grading.box.landlock import checked, libc

__all__ = ["CannotIsolate", "Readable", "environment", "limit_only", "shut_in"]

PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 24, 38
LAST_CAPABILITY = 40
FREE_UIDS = range(60578, 61184)
"""User numbers that nobody has, by systemd's table (systemd.io/UIDS-GIDS), also inside most containers."""
SLACK = 4
"""How many boxes' threads an ordinary user may have beside what runs now: the kernel counts them together."""
MEGABYTE = 1 << 20


class Readable(msgspec.Struct, frozen=True):
    """What boxes may read and call, ready to be put up; made once, in the process that boxes are forked from."""

    paths: tuple[str, ...]
    code: tuple[str, ...]
    rules: tuple[bytes, ...]
    filter: seccomp.Filter | None
    abi: int
    for_others: bool
    """Whether every path may be read by other users, so that a root process can stop being root."""
    made_in: int
    problem: str = ""
    """Why a process cannot be shut in here, a sentence."""

    @classmethod
    def of_this_python(cls, private: Collection[Path] = ()) -> Readable:
        """What boxes of this Python may read; `private` folders stay closed wherever they lie."""
        what = readable.of_this_python(private)
        try:
            abi = landlock.abi()
            rules = tuple(_rules(what, abi))
            program = seccomp.compiled()
        except (landlock.NoLandlock, seccomp.NoSeccomp, OSError) as error:
            problem = f"This computer cannot shut students' code in by itself: {error}."
            return cls(what.paths, what.code, (), None, 0, False, os.getpid(), problem)
        packages = Path(sysconfig.get_path("purelib")).glob("*/")
        for_others = all(_open_to_others(str(path)) for path in (*what.paths, *what.listed, *packages))
        return cls(what.paths, what.code, rules, program, abi, for_others, os.getpid())


def _rules(what: readable.Paths, abi: int) -> Iterator[bytes]:
    """The rules that are the same for every box."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)  # each rule keeps a file open
    if soft != hard and soft < 4096:
        resource.setrlimit(resource.RLIMIT_NOFILE, (4096 if hard == -1 else min(4096, hard), hard))
    for path in what.paths:
        yield landlock.rule(path, landlock.READ, abi)
    for path in what.listed:
        yield landlock.rule(path, landlock.READ_DIR, abi)
    for path in readable.DEVICES:
        yield landlock.rule(path, landlock.DEVICE, abi)


def _open_to_others(path: str) -> bool:
    """Whether a user without any rights may read a path, as far as its mode and the folders on the way say."""
    try:
        return bool(Path(path).stat().st_mode & stat.S_IROTH) and _reached_by_others(path)
    except OSError:
        return False


def _reached_by_others(path: str) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in readable.real(Path(path)).parents)


def shut_in(
    scratch: Path, limits: wire.Limits, readable: Readable, keep_fds: Collection[int] = (0, 1, 2)
) -> str:
    """Shut this process in for good and go to `scratch/work`. Returns "landlock". Raises CannotIsolate.

    For a process that was just forked from the one that made `readable` (it dies with that one) or that is that one, and has
    no other threads. All file descriptors but `keep_fds` are closed and os.environ is replaced. No descriptor kept may be a
    datagram socket: one could write to any local service through it.
    """
    if readable.filter is None:
        raise CannotIsolate(readable.problem)
    try:
        taken = mapped()
        _settle_in(scratch)
        _put_down_root(scratch, readable)
        _die_with(readable.made_in)
        checked(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        _limit(limits, taken)
        here = landlock.rule(str(scratch), landlock.SCRATCH, readable.abi)
        landlock.restrict((*readable.rules, here), readable.abi)
        _close_all_but(keep_fds)
        _at_most(resource.RLIMIT_NOFILE, limits.open_files)  # the rules' files were more
        readable.filter.load()
    except OSError as error:
        raise CannotIsolate(
            f"This computer did not let students' code be shut in: {error.strerror}. No student's code was run."
        ) from error
    return "landlock"


def limit_only(limits: wire.Limits) -> None:
    """Limits without walls, for a cold process in bubblewrap or in nothing: rlimits, and on Linux seccomp if it is there.

    To be called once the lesson's libraries are imported: the memory limit is on top of what they have taken.
    """
    _limit(limits, mapped() if sys.platform == "linux" else 0)
    _at_most(resource.RLIMIT_NOFILE, limits.open_files)
    if sys.platform == "linux":
        with contextlib.suppress(
            seccomp.NoSeccomp, OSError
        ):  # the level that is recorded promises no seccomp
            checked(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
            seccomp.compiled().load()


def _settle_in(scratch: Path) -> None:
    work = scratch / "work"
    for folder in (work, scratch / "tmp"):
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
    os.chdir(work)
    os.umask(0o077)
    fresh = environment(scratch)
    os.environ.clear()
    os.environ.update(fresh)
    if "tempfile" in sys.modules:
        sys.modules["tempfile"].tempdir = None  # type: ignore[attr-defined]  # found anew, in this environment


def _put_down_root(scratch: Path, readable: Readable) -> None:
    """Give up every capability, and the user number 0 where the files allow it."""
    for capability in range(LAST_CAPABILITY + 1):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # fails for who is not root, and has none to drop
    if os.geteuid() == 0 and readable.for_others and _reached_by_others(str(scratch)):
        uid = FREE_UIDS[os.getpid() % len(FREE_UIDS)]
        with contextlib.suppress(
            OSError
        ):  # a container may lack the number or the right: then 0 without capabilities
            os.setgroups([])
            _give(scratch, uid)
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
    checked(libc.capset(struct.pack("=Ii", 0x20080522, 0), bytes(24)))


def _give(scratch: Path, uid: int) -> None:
    for folder, _, files in os.walk(scratch):
        for path in (folder, *(os.path.join(folder, name) for name in files)):  # noqa: PTH118 - a walk names strings
            os.chown(path, uid, uid, follow_symlinks=False)


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends. After any change of user, which would undo it."""
    if os.getpid() == parent:
        return
    checked(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
    if os.getppid() != parent:
        raise CannotIsolate("The process that boxes are made from has ended. No student's code was run.")


def _limit(limits: wire.Limits, taken: int) -> None:
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    _at_most(resource.RLIMIT_CPU, math.ceil(limits.seconds * cores) + 1)
    _at_most(resource.RLIMIT_FSIZE, limits.disk_mb * MEGABYTE)
    _at_most(resource.RLIMIT_STACK, 8 * MEGABYTE)
    _at_most(resource.RLIMIT_CORE, 1)
    _at_most(resource.RLIMIT_MEMLOCK, 0)
    if sys.platform == "linux":
        _at_most(resource.RLIMIT_MSGQUEUE, 0)
        _at_most(resource.RLIMIT_RTPRIO, 0)
        _at_most(resource.RLIMIT_NICE, 0)
        _at_most(resource.RLIMIT_SIGPENDING, 256)
        _at_most(resource.RLIMIT_NPROC, _threads(limits))
        _at_most(resource.RLIMIT_AS, taken + limits.memory_mb * MEGABYTE)


def _at_most(what: int, value: int) -> None:
    """Lower a limit to `value`, never raise it."""
    hard = resource.getrlimit(what)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS has some limits in name only
        resource.setrlimit(what, (value, value))


def _threads(limits: wire.Limits) -> int:
    """What RLIMIT_NPROC is to be. The kernel counts all that a user runs, and does not count root's at all."""
    if os.geteuid() in FREE_UIDS:
        return limits.threads
    if os.geteuid() == 0:
        return resource.getrlimit(resource.RLIMIT_NPROC)[1]
    about = ctypes.create_string_buffer(256)
    checked(libc.sysinfo(about))
    (running,) = struct.unpack_from("=H", about, 80)  # struct sysinfo's procs: every thread on this machine
    return int(running) + SLACK * limits.threads


def mapped() -> int:
    """Bytes of address space that this process has taken."""
    pages = _read("/proc/self/statm").split()
    return int(pages[0]) * resource.getpagesize() if pages else _felt()


def _felt() -> int:
    """The same without /proc, as in bubblewrap: the lowest limit under which one more page can still be had."""
    import mmap

    old = resource.getrlimit(resource.RLIMIT_AS)
    low, high = 0, (1 << 46) if old[1] == resource.RLIM_INFINITY else old[1]
    while high - low > MEGABYTE:
        middle = (low + high) // 2
        resource.setrlimit(resource.RLIMIT_AS, (middle, old[1]))
        try:
            mmap.mmap(-1, resource.getpagesize()).close()
            high = middle
        except (OSError, MemoryError):
            low = middle
    resource.setrlimit(resource.RLIMIT_AS, old)
    return high


def _read(path: str) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY)  # a text file costs two milliseconds in a fresh child
    except OSError:
        return b""
    try:
        return os.read(handle, 256)
    finally:
        os.close(handle)


def _close_all_but(keep: Collection[int]) -> None:
    first = 0
    for handle in sorted(keep):
        if first < handle:  # closerange(0, 0) closes everything
            os.closerange(first, handle)
        first = handle + 1
    os.closerange(first, 1 << 20)
