"""Landlock: the kernel's own walls around files, which a process may put around itself without being root.

After linux/Documentation/userspace-api/landlock.rst. A kernel says by its ABI number which rights it can control; what it cannot
(networks before 4, signals before 6) is left to seccomp.py, which forbids it by system call on every kernel.

Landlock never looks at `stat`, `chmod`, `utime`, `chown` or extended attributes, so a box can learn whether a path exists; that it
cannot change a mode or a time is seccomp's work too.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Iterable
from typing import Any

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""System calls; the same numbers on every architecture."""

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM = (1 << bit for bit in range(6, 13))
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
FIRST = (1 << 13) - 1
"""What ABI 1 controls: everything up to MAKE_SYM."""

READ = READ_FILE | READ_DIR
SCRATCH = READ | WRITE_FILE | TRUNCATE | REFER | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG
"""What a box may do in its own folder: no links, FIFOs, sockets or devices, and nothing is executed."""
DEVICE = READ_FILE | WRITE_FILE | TRUNCATE
"""For /dev/null and its like; TRUNCATE because that is how `open(..., "w")` opens them."""
ON_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
"""Rights that a rule for something else than a folder may name; the kernel refuses the rest."""

BIND_TCP, CONNECT_TCP = 1, 2
ABSTRACT_SOCKETS, SIGNALS = 1, 2

libc: Any = ctypes.CDLL(None, use_errno=True)


class NoLandlock(Exception):
    """The kernel did not do its part; the message is the end of a sentence."""


def checked(done: int) -> int:
    """What a call of `libc` gave. Raises OSError if it failed."""
    if done < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return done


def call(number: int, *arguments: Any) -> int:
    """One system call. Raises OSError."""
    return checked(libc.syscall(ctypes.c_long(number), *arguments))


def abi() -> int:
    """The kernel's Landlock version. Raises NoLandlock, with the reason."""
    try:
        return call(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    except OSError as error:
        reasons = {
            errno.ENOSYS: "its kernel has no Landlock (Linux 5.13 was the first)",
            errno.EOPNOTSUPP: "Landlock is switched off in its kernel (lsm= on the kernel's command line)",
        }
        raise NoLandlock(
            reasons.get(error.errno or 0, f"its kernel refuses Landlock ({error.strerror})")
        ) from error


def controlled(version: int) -> int:
    """The rights on files that a kernel of this ABI controls."""
    refer = REFER if version >= 2 else 0
    truncate = TRUNCATE if version >= 3 else 0
    ioctl = IOCTL_DEV if version >= 5 else 0
    return FIRST | refer | truncate | ioctl


def rule(path: str, rights: int, version: int) -> bytes:
    """A rule about `path` and all beneath it, ready for `restrict`; it keeps the path open. Raises OSError."""
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    if not stat.S_ISDIR(os.fstat(handle).st_mode):
        rights &= ON_A_FILE
    return struct.pack("=Qi", rights & controlled(version), handle)


def restrict(rules: Iterable[bytes], version: int) -> None:
    """Allow this thread and all it starts what `rules` name, for good. Raises OSError.

    PR_SET_NO_NEW_PRIVS must be set. The other threads of the process are not touched: there should be none. What is refused is
    not written to the system's log, or a box could fill that.
    """
    silently = 1 if version >= 7 else 0
    network = BIND_TCP | CONNECT_TCP if version >= 4 else 0
    scopes = ABSTRACT_SOCKETS | SIGNALS if version >= 6 else 0
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    wish = struct.pack("=QQQ", controlled(version), network, scopes)
    ruleset = call(CREATE_RULESET, wish, ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        for each in rules:
            call(ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(1), each, ctypes.c_uint32(0))
        call(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(silently))
    finally:
        os.close(ruleset)
