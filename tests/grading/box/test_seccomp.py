"""The filter on system calls: its program, its lists, and machines that it is not for. tests/…/test_confine.py tries it from inside."""

from __future__ import annotations

import ctypes
import os
import struct

import pytest

from grading.box import seccomp

pytestmark = pytest.mark.sandbox


def test_the_program_refuses_by_default_and_asks_for_the_process_in_each_place() -> None:
    made = seccomp.compiled()
    actions = {k for code, _, _, k in struct.iter_unpack("=HBBI", made.program) if code == 0x06}
    eperm, enosys, unsupported, pretended = 0x50001, 0x50026, 0x5005F, 0x50000
    assert actions == {seccomp.ALLOW, seccomp.KILL_PROCESS, eperm, enosys, unsupported, pretended}
    assert len(made.selves) >= 2  # kill and tgkill
    assert all(made.program[at : at + 4] == struct.pack("=I", seccomp.SELF) for at in made.selves)
    assert made.program.count(struct.pack("=I", seccomp.SELF)) == len(made.selves)
    assert len(made.program) // 8 < 4096  # the kernel's limit


def test_compiling_again_gives_the_same_program() -> None:
    assert seccomp.compiled() == seccomp.compiled()


def test_no_call_is_in_two_lists() -> None:
    names = [
        *seccomp.ALLOWED,
        *seccomp.PRETENDED,
        *seccomp.UNSUPPORTED,
        *seccomp.UNKNOWN,
        *seccomp.CONDITIONAL,
    ]
    assert len(names) == len(set(names))


def test_every_name_is_a_system_call_of_some_processor() -> None:
    lib = ctypes.CDLL("libseccomp.so.2")
    names = {
        *seccomp.ALLOWED,
        *seccomp.PRETENDED,
        *seccomp.UNSUPPORTED,
        *seccomp.UNKNOWN,
        *seccomp.CONDITIONAL,
    }
    unknown = {name for name in names if lib.seccomp_syscall_resolve_name(name.encode()) == -1}
    assert unknown <= set(seccomp.NUMBERS)


def test_the_numbers_are_those_that_libseccomp_gives_to_the_names_it_knows() -> None:
    lib = ctypes.CDLL("libseccomp.so.2")
    known = {name: lib.seccomp_syscall_resolve_name(name.encode()) for name in seccomp.NUMBERS}
    known = {name: number for name, number in known.items() if number != seccomp.UNKNOWN_NAME}
    assert len(known) >= 4
    assert known.items() <= seccomp.NUMBERS.items()


def test_another_processor_is_refused_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("Linux", "x", "6", "1", "riscv64")))
    with pytest.raises(seccomp.NoSeccomp, match="riscv64"):
        seccomp.compiled()


def test_a_missing_library_is_told_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", missing)
    with pytest.raises(seccomp.NoSeccomp, match="libseccomp2"):
        seccomp.compiled()


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_lists_cover_what_both_processors_call_files_and_threads_by(machine: str) -> None:
    lib = ctypes.CDLL("libseccomp.so.2")
    token = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[machine]
    allowed = {*seccomp.ALLOWED, *seccomp.CONDITIONAL}
    for name in (
        "openat",
        "read",
        "write",
        "futex",
        "clone",
        "mmap",
        "exit_group",
        "ppoll",
        "epoll_pwait",
        "newfstatat",
    ):
        assert name in allowed
        assert lib.seccomp_syscall_resolve_name_arch(ctypes.c_uint32(token), name.encode()) >= 0
