"""seccomp: which system calls a box may make, as a list of what is allowed; everything else is refused.

libseccomp turns the lists into a BPF program once, in the nursery; a child only writes its own process id into a copy of that program
and hands it to the kernel. libseccomp is called directly, by six functions of its documented interface: it is on every Linux with
systemd or apt, while its Python wrappers on PyPI have had no release for years and run a compiler's tools to find it.

Three kinds of refusal. Most calls fail with "Operation not permitted". Some fail as if the kernel did not know them, so that the C
library takes its other way. And calls that change a file's mode, owner or times *say* they worked and do nothing: Landlock cannot
keep them inside the box's folder, and honest code (`shutil.copy`, `zipfile`) does not look whether they did anything.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from typing import Any

import msgspec

from grading.box.landlock import checked, libc

ALLOW, KILL_PROCESS = 0x7FFF0000, 0x80000000
EQUAL, MASKED = 4, 7
ON_FOREIGN_ARCHITECTURE = 2
"""libseccomp's SCMP_FLTATR_ACT_BADARCH: what becomes of a call by way of i386 or x32."""

UNKNOWN_NAME = -1
"""What libseccomp says of a name it does not know; of one that this processor does not have it says another number below 0."""

SELF = 0x3E1F5E1F
"""Stands for the box's process id in the compiled program."""

ALLOWED = """
read write pread64 pwrite64 readv writev preadv pwritev preadv2 pwritev2 lseek close close_range dup dup2 dup3 pipe pipe2 sendfile
copy_file_range poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2
timerfd_create timerfd_settime timerfd_gettime signalfd signalfd4
creat stat lstat fstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat getdents getdents64 getcwd chdir
fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 ftruncate fallocate fadvise64 fsync fdatasync flock umask readahead
mmap mprotect munmap mremap msync madvise brk membarrier
futex futex_waitv futex_wake futex_wait futex_requeue set_robust_list set_tid_address rseq exit exit_group restart_syscall
sched_yield sched_getaffinity sched_getparam sched_getscheduler getcpu getpriority
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack pause alarm setitimer getitimer
nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times
getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgid getpgrp getsid capget
getrlimit setrlimit getrusage sysinfo uname getrandom wait4 waitid
sendto recvfrom sendmsg recvmsg shutdown getsockopt setsockopt getsockname getpeername
""".split()  # noqa: SIM905 - a list to be read, not 100 lines
"""Files (Landlock says which), memory, threads, time, the process's own signals, and sockets that were there or made in pairs."""

PRETENDED = """
chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes futimesat utimensat
""".split()  # noqa: SIM905 - a list to be read, not 100 lines
UNSUPPORTED = """
setxattr lsetxattr fsetxattr setxattrat getxattr lgetxattr fgetxattr getxattrat listxattr llistxattr flistxattr listxattrat
removexattr lremovexattr fremovexattr removexattrat
""".split()  # noqa: SIM905 - a list to be read, not 100 lines
UNKNOWN = ["clone3", "openat2"]
"""Their arguments are behind a pointer, where no filter can look."""

NUMBERS = {
    "close_range": 436,
    "faccessat2": 439,
    "epoll_pwait2": 441,
    "futex_waitv": 449,
    "fchmodat2": 452,
    "futex_wake": 454,
    "futex_wait": 455,
    "futex_requeue": 456,
    "setxattrat": 463,
    "getxattrat": 464,
    "listxattrat": 465,
    "removexattrat": 466,
}
"""Calls that an older libseccomp does not know by name; since Linux 5.1 a new one has one number on all processors."""

NEW_NAMESPACES = 0x7E020080
"""CLONE_NEW* in all its bits."""
THREAD, TRACED = 0x10000, 0x2000 | 0x800000
FCNTLS = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1031, 1032)
"""F_DUPFD to F_SETLKW, the F_OFD_ locks, F_DUPFD_CLOEXEC, F_SETPIPE_SZ, F_GETPIPE_SZ.

Left out above all: F_SETOWN, F_SETSIG, F_SETLEASE and F_NOTIFY, with which the kernel sends signals to other processes.
"""
IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS (isatty), TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""


class NoSeccomp(Exception):
    """There can be no filter here; the message is the end of a sentence."""


class Test(msgspec.Struct, frozen=True):
    """A condition on one argument of a call: `argument & mask == value` (all its bits where there is no mask)."""

    argument: int
    value: int
    mask: int | None = None


def not_truncated_by_reading(argument: int) -> list[tuple[Test, ...]]:
    """`open` without O_RDONLY | O_TRUNC, which empties a file that may only be read on kernels before Landlock 3."""
    return [
        (Test(argument, 0, os.O_TRUNC),),
        (Test(argument, os.O_WRONLY, os.O_ACCMODE),),
        (Test(argument, os.O_RDWR, os.O_ACCMODE),),
    ]


CONDITIONAL: dict[str, list[tuple[Test, ...]]] = {
    "clone": [(Test(0, THREAD, THREAD | TRACED | NEW_NAMESPACES),)],
    "open": not_truncated_by_reading(1),
    "openat": not_truncated_by_reading(2),
    "kill": [(Test(0, SELF),)],
    "tgkill": [(Test(0, SELF),)],
    "prlimit64": [(Test(0, 0),), (Test(0, SELF),)],
    "sched_setaffinity": [(Test(0, 0),)],
    # AF_UNIX, SOCK_STREAM: with a datagram one could write to any local service
    "socketpair": [(Test(0, 1), Test(1, 1, 0xF))],
    # PR_SET_NAME, PR_GET_NAME: a thread's name
    "prctl": [(Test(0, 15),), (Test(0, 16),)],
    "fcntl": [(Test(1, command),) for command in FCNTLS],
    "ioctl": [(Test(1, request),) for request in IOCTLS],
}
"""Calls that are allowed if all conditions of one of the groups hold."""


class Filter(msgspec.Struct, frozen=True):
    """A compiled program, and where in it the process id belongs."""

    program: bytes
    selves: tuple[int, ...]

    def load(self) -> None:
        """Filter this thread and all it starts, for good. Raises OSError. PR_SET_NO_NEW_PRIVS must be set."""
        code = bytearray(self.program)
        for place in self.selves:
            struct.pack_into("=I", code, place, os.getpid())
        held = (ctypes.c_char * len(code)).from_buffer(code)
        program = _Program(len(code) // 8, ctypes.addressof(held))
        checked(libc.prctl(22, 2, ctypes.byref(program), 0, 0))


class _Program(ctypes.Structure):
    """The kernel's struct sock_fprog."""

    _fields_ = (("count", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


class _Condition(ctypes.Structure):
    """The library's struct scmp_arg_cmp."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


def compiled() -> Filter:
    """The program for this machine. Raises NoSeccomp."""
    if os.uname().machine not in {"x86_64", "aarch64"} or struct.calcsize("P") != 8:
        raise NoSeccomp(f"boxes are not tried on its kind of processor ({os.uname().machine})")
    try:
        lib: Any = ctypes.CDLL("libseccomp.so.2")
    except OSError as error:
        raise NoSeccomp("libseccomp is missing (the package libseccomp2 or libseccomp)") from error
    lib.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(lib.seccomp_init(ctypes.c_uint32(refusal(errno.EPERM))))
    try:
        _write(lib, context)
        program = _exported(lib, context)
    finally:
        lib.seccomp_release(context)
    mark = struct.pack("=I", SELF)
    return Filter(
        program, tuple(at + 4 for at in range(0, len(program), 8) if program[at + 4 : at + 8] == mark)
    )


def refusal(number: int) -> int:
    """The action that makes a call fail with this errno; 0 is a call that says it worked."""
    return 0x00050000 | number


def _write(lib: Any, context: ctypes.c_void_p) -> None:
    """Put the lists into libseccomp's context."""
    _must(lib.seccomp_attr_set(context, ON_FOREIGN_ARCHITECTURE, ctypes.c_uint32(KILL_PROCESS)))
    for names, action in (
        (ALLOWED, ALLOW),
        (PRETENDED, refusal(0)),
        (UNSUPPORTED, refusal(errno.EOPNOTSUPP)),
        (UNKNOWN, refusal(errno.ENOSYS)),
    ):
        for name in names:
            _add(lib, context, name, action, ())
    for name, groups in CONDITIONAL.items():
        for group in groups:
            _add(lib, context, name, ALLOW, group)


def _add(lib: Any, context: ctypes.c_void_p, name: str, action: int, tests: tuple[Test, ...]) -> None:
    number = lib.seccomp_syscall_resolve_name(name.encode())
    number = NUMBERS.get(name, number) if number == UNKNOWN_NAME else number
    if number < 0:
        return  # this processor has no such call
    conditions = (_Condition * len(tests))(
        *(
            _Condition(t.argument, EQUAL, t.value, 0)
            if t.mask is None
            else _Condition(t.argument, MASKED, t.mask, t.value)
            for t in tests
        )
    )
    _must(lib.seccomp_rule_add_exact_array(context, ctypes.c_uint32(action), number, len(tests), conditions))


def _exported(lib: Any, context: ctypes.c_void_p) -> bytes:
    read, write = os.pipe()
    with open(read, "rb") as out:  # noqa: PTH123 - a pipe has no path
        try:
            _must(lib.seccomp_export_bpf(context, write))  # a few kilobytes: less than a pipe holds
        finally:
            os.close(write)
        return out.read()


def _must(done: int) -> None:
    if done < 0:
        raise NoSeccomp(f"libseccomp refuses the rules for boxes ({os.strerror(-done)})")
