"""What code in a box cannot do to the computer it runs on, tried from the inside, and what it can do as ever."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from grading.box import confine, readable
from grading.box.wire import Limits
from tests.grading.box.conftest import ABIS
from tests.grading.box.walls import Walls

pytestmark = pytest.mark.sandbox

FILES = {
    "the list of users": "open('/etc/passwd')",
    "names of computers": "open('/etc/hosts')",
    "passwords": "open('/etc/shadow')",
    "the top folder": "os.listdir('/')",
    "temporary files": "os.listdir('/tmp')",
    "shared memory": "open('/dev/shm/left-behind', 'w')",
    "its own environment": "open('/proc/self/environ')",
    "its own memory": "open('/proc/self/mem', 'r+b')",
    "other processes": "open(f'/proc/{os.getppid()}/cmdline')",
    "the list of processes": "os.listdir('/proc')",
    "the kernel's settings": "os.listdir('/sys')",
    "a terminal": "open('/dev/tty')",
    "a library": "open(os.__file__, 'a')",
    "something new beside a library": "open(os.path.dirname(os.__file__) + '/new.py', 'w')",
    "a library removed": "os.unlink(os.__file__)",
    "beside its own folder": "open('../../beside.txt', 'w')",
    "a link": "os.symlink('/etc/passwd', 'link')",
    "a second name": "(open('a', 'w'), os.link('a', 'b'))",
    "a FIFO": "os.mkfifo('fifo')",
    "a device": "os.mknod('device', 0o600 | 0o020000, os.makedev(1, 3))",
    "a file emptied by reading": "(open('a', 'w'), os.open('a', os.O_RDONLY | os.O_TRUNC))",
}
NETWORK = {
    "a socket": "socket.socket()",
    "a datagram": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "IPv6": "socket.socket(socket.AF_INET6)",
    "a raw socket": "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "the kernel's own sockets": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "a local service": "socket.socket(socket.AF_UNIX)",
    "a name": "socket.getaddrinfo('example.org', 80)",
    "this computer's name": "socket.getaddrinfo('localhost', 80)",
    "a pair of datagrams": "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
}
PROCESSES = {
    "fork": "os.fork()",
    "spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "exec": "os.execv('/bin/true', ['true'])",
    "a program": "__import__('subprocess').run(['true'])",
    "a program by a shell": "os.system('true') and 1 / 0",
    "a signal to its parent": "os.kill(os.getppid(), 0)",
    "a signal to all": "os.kill(-1, 0)",
    "a signal to its group": "os.kill(0, 0)",
    "a signal to init": "os.kill(1, 0)",
    "a new session": "os.setsid()",
    "a new group": "os.setpgid(0, 0)",
    "its parent's limits": "__import__('resource').prlimit(os.getppid(), 0)",
    "its parent's cores": "os.sched_setaffinity(os.getppid(), {0})",
    "its own importance": "os.setpriority(os.PRIO_PROCESS, 0, -5)",
    "its parent's importance": "os.setpriority(os.PRIO_PROCESS, os.getppid(), 5)",
    "a higher limit": "__import__('resource').setrlimit(9, (1 << 45, 1 << 45))",
    "signals by way of a file": "__import__('fcntl').fcntl(1, 8, os.getppid())",
    "a lease": "(open('a', 'w').close(), __import__('fcntl').fcntl(open('a'), 1024, 0))",
    "another user": "os.setuid(12345)",
    "another root": "os.chroot('.')",
}


@pytest.mark.parametrize("abi", ABIS)
@pytest.mark.parametrize(
    "code", [*FILES.values(), *NETWORK.values(), *PROCESSES.values()], ids=[*FILES, *NETWORK, *PROCESSES]
)
def test_a_box_is_refused(walls: Walls, code: str, abi: int) -> None:
    ended = walls(code, abi=abi)
    kind = ended.error.partition(":")[0]
    if code.startswith("os.system"):
        kind = {"ZeroDivisionError": "PermissionError"}.get(kind, kind)  # it says so by what it returns
    refusals = {"PermissionError", "gaierror"}
    if "resource" in code:
        refusals.add("ValueError")  # so Python words it
    assert kind in refusals, ended
    assert ended.code == 0


SYSTEM_CALLS = """
ptrace process_vm_readv process_vm_writev process_madvise pidfd_open pidfd_getfd pidfd_send_signal kcmp tkill rt_sigqueueinfo
rt_tgsigqueueinfo perf_event_open bpf io_uring_setup io_uring_enter io_uring_register userfaultfd memfd_create memfd_secret
shmget shmat shmctl msgget msgsnd msgrcv semget semop semtimedop mq_open mq_unlink add_key request_key keyctl
mount umount2 pivot_root unshare setns open_tree move_mount fsopen fsmount fspick mount_setattr name_to_handle_at open_by_handle_at
socket connect bind listen accept accept4 sendmmsg recvmmsg execveat seccomp landlock_create_ruleset landlock_restrict_self
inotify_init1 fanotify_init splice tee vmsplice sync syncfs personality modify_ldt iopl quotactl acct swapon reboot syslog
settimeofday clock_settime adjtimex clock_adjtime sethostname init_module finit_module delete_module kexec_load
setuid setgid setgroups capset ioprio_set sched_setscheduler sched_setattr migrate_pages move_pages mbind lookup_dcookie
symlinkat linkat mknodat mlockall truncate
""".split()  # noqa: SIM905


@pytest.mark.parametrize("name", SYSTEM_CALLS)
def test_a_system_call_is_refused(walls: Walls, name: str) -> None:
    number = ctypes.CDLL("libseccomp.so.2").seccomp_syscall_resolve_name(name.encode())
    if number < 0 and platform.machine() != "x86_64":
        return  # this processor has no such call
    assert number > 0
    ended = walls(
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        f"done = libc.syscall(ctypes.c_long({number}), 0, 0, 0, 0, 0, 0)\n"
        "print(done, errno.errorcode[ctypes.get_errno()])"
    )
    assert (ended.out, ended.error) == ("-1 EPERM\n", "")


def clone(flags: int) -> str:
    number = ctypes.CDLL("libseccomp.so.2").seccomp_syscall_resolve_name(b"clone")
    return (
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        f"done = libc.syscall(ctypes.c_long({number}), ctypes.c_ulong({flags}), 0, 0, 0, 0)\n"
        "print(done, errno.errorcode[ctypes.get_errno()])"
    )


@pytest.mark.parametrize(
    "flags", [17, 0x10000000 | 17, 0x4000 | 0x100 | 17, 0x10000 | 0x10000000, 0x10000 | 0x40000000]
)
def test_no_process_and_no_namespace_by_clone(walls: Walls, flags: int) -> None:
    assert walls(clone(flags)).out == "-1 EPERM\n"


def test_the_c_library_takes_its_other_way_to_make_a_thread(walls: Walls) -> None:
    ended = walls(
        "print(ctypes.CDLL(None, use_errno=True).syscall(435, 0, 0), errno.errorcode[ctypes.get_errno()])"
    )
    assert ended.out == "-1 ENOSYS\n"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="x32 and i386 are x86_64's")
def test_a_call_by_way_of_x32_ends_the_box(walls: Walls) -> None:
    ended = walls("print(ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 | 39)))")
    assert (ended.out, ended.code) == ("", -signal.SIGSYS)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="x32 and i386 are x86_64's")
def test_a_call_by_way_of_i386_ends_the_box(walls: Walls) -> None:
    machine_code = bytes.fromhex("b814000000cd80c3")  # getpid by int 0x80
    ended = walls(
        "import mmap\nroom = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)\n"
        f"room.write({machine_code!r})\n"
        "print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(room)))())"
    )
    assert ended.out == ""
    assert ended.code in {-signal.SIGSYS, -signal.SIGSEGV}  # SIGSEGV where the kernel knows no i386


@pytest.mark.parametrize("number", [1, 4, 22, 38])
def test_what_was_set_for_the_process_cannot_be_unset(walls: Walls, number: int) -> None:
    ended = walls(f"print(ctypes.CDLL(None, use_errno=True).prctl({number}, 0, 0, 0, 0), ctypes.get_errno())")
    assert ended.out == "-1 1\n"


def test_no_capability_is_left(walls: Walls) -> None:
    ended = walls(
        "about, sets = ctypes.create_string_buffer((0x20080522).to_bytes(4, 'little') + bytes(4)), ctypes.create_string_buffer(24)\n"
        "print(ctypes.CDLL(None).capget(about, sets), sets.raw == bytes(24))"
    )
    assert ended.out == "0 True\n"


def test_no_service_of_this_computer_is_reached(walls: Walls) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ended = walls(f"socket.create_connection(('127.0.0.1', {server.getsockname()[1]}))")
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert ended.error.startswith("PermissionError")


def test_no_file_descriptor_is_left_over(walls: Walls) -> None:
    ended = walls("print([n for n in range(3, 4096) if ctypes.CDLL(None).fcntl(n, 1) >= 0])")
    assert ended.out == "[]\n"


def test_nothing_of_the_teachers_environment_is_left(walls: Walls) -> None:
    ended = walls(
        "import getpass\nprint('SECRET_OF_THE_TEACHER' in os.environ, os.getenv('LANG'), getpass.getuser())"
    )
    assert ended.out == "False C.UTF-8 student\n"
    ended = walls(
        "print(ctypes.CDLL(None).getenv(b'SECRET_OF_THE_TEACHER'), ctypes.CDLL(None).getenv(b'LC_ALL'))"
    )
    assert ended.out == "0 0\n"


@pytest.mark.parametrize("abi", ABIS)
def test_files_outside_keep_their_contents_modes_and_times(walls: Walls, tmp_path: Path, abi: int) -> None:
    book = tmp_path / "gradebook.db"
    book.write_text("all grades", encoding="utf-8")
    book.chmod(0o640)
    os.utime(book, (1_000_000, 1_000_000))
    before = modes_and_times(book)
    for code in (
        f"open({str(book)!r})",
        f"open({str(book)!r}, 'w')",
        f"os.truncate({str(book)!r}, 0)",
        f"os.unlink({str(book)!r})",
        f"os.rename({str(book)!r}, 'mine')",
        f"os.link({str(book)!r}, 'mine')",
        f"os.setxattr({str(book)!r}, 'user.mine', b'1')",
    ):
        assert walls(code, abi=abi).error, code
    for code in (f"os.chmod({str(book)!r}, 0)", f"os.utime({str(book)!r})", f"os.chown({str(book)!r}, 1, 1)"):
        walls(code, abi=abi)
    assert book.read_text(encoding="utf-8") == "all grades"
    assert modes_and_times(book) == before


def test_a_librarys_mode_is_not_changed_through_an_open_file(walls: Walls) -> None:
    before = modes_and_times(Path(os.__file__))
    ended = walls(
        "file = open(os.__file__)\nos.fchmod(file.fileno(), 0o777)\nos.utime(file.fileno())\nprint('said so')"
    )
    assert ended.out == "said so\n"
    assert modes_and_times(Path(os.__file__)) == before


def modes_and_times(path: Path) -> tuple[int, int, int]:
    about = path.stat()
    return about.st_mode, about.st_uid, about.st_mtime_ns


def test_the_folder_of_another_box_is_closed(walls: Walls, folder: Path) -> None:
    (folder / "work" / "answer.txt").write_text("42", encoding="utf-8")
    for code in (
        f"open('{folder}/work/answer.txt')",
        f"os.listdir('{folder}')",
        f"open('{folder}/work/new', 'w')",
    ):
        assert walls(code).error.startswith("PermissionError"), code


def test_our_own_files_and_courses_are_closed_but_loaded_modules_serve(walls: Walls, root: Path) -> None:
    for path in ("pyproject.toml", "curriculum/values.py", "grading/box/confine.py"):
        assert walls(f"open({str(root / path)!r})").error.startswith("PermissionError"), path
    assert walls(f"os.listdir({str(root / 'curriculum' / 'courses')!r})").error.startswith("PermissionError")
    assert walls("from curriculum import values\nprint(values.__name__)").out == "curriculum.values\n"


def test_our_packages_are_closed_where_they_are_installed_among_the_libraries(
    walls: Walls, tmp_path: Path
) -> None:
    site = tmp_path / "site-packages"
    for name in ("numbers_and_such", "curriculum/courses", "grading"):
        (site / name).mkdir(parents=True)
    (site / "numbers_and_such" / "words.txt").write_text("free", encoding="utf-8")
    (site / "single.py").write_text("free", encoding="utf-8")
    (site / "curriculum" / "courses" / "key.yaml").write_text("secret", encoding="utf-8")
    (site / "grading" / "pages.py").write_text("ours", encoding="utf-8")
    (site / "short-cut").symlink_to(site / "curriculum")
    for name in ("numbers_and_such/words.txt", "single.py"):
        assert walls(f"print(open('{site}/{name}').read())", site=str(site)).out == "free\n"
    for name in ("curriculum/courses/key.yaml", "grading/pages.py", "short-cut/courses/key.yaml"):
        assert walls(f"open('{site}/{name}')", site=str(site)).error.startswith("PermissionError"), name
    assert "single.py" in walls(f"print(os.listdir('{site}'))", site=str(site)).out


def test_memory_is_limited_and_running_out_of_it_is_survived(walls: Walls) -> None:
    code = "try:\n    room = bytearray(300 << 20)\nexcept MemoryError:\n    print('no')\nprint(len(bytearray(50 << 20)))"
    assert walls(code, limits={"memory_mb": 128}).out == "no\n52428800\n"


def test_memory_shared_with_nobody_is_limited_too(walls: Walls) -> None:
    assert walls("import mmap\nmmap.mmap(-1, 300 << 20)", limits={"memory_mb": 128}).error.startswith(
        "OSError"
    )


def test_a_file_cannot_outgrow_the_disk_limit(walls: Walls, folder: Path) -> None:
    ended = walls("open('big', 'wb').write(bytes(3 << 20))", folder, limits={"disk_mb": 2})
    assert ended.error.startswith("OSError: [Errno 27]")
    assert (folder / "work" / "big").stat().st_size == 2 << 20


def test_open_files_are_limited(walls: Walls) -> None:
    ended = walls("kept = [open('/dev/null') for _ in range(40)]", limits={"open_files": 30})
    assert ended.error.startswith("OSError: [Errno 24]")


def test_time_on_the_processor_is_limited_even_if_nobody_watches(walls: Walls) -> None:
    ended = walls("while True:\n    pass", limits={"seconds": 0.1})
    assert ended.code == -signal.SIGKILL


def test_no_core_is_dumped(walls: Walls, folder: Path) -> None:
    ended = walls("ctypes.string_at(0)", folder)
    assert ended.code == -signal.SIGSEGV
    assert list((folder / "work").iterdir()) == []


THREADS = """
import threading
stop, kept = threading.Event(), []
try:
    for _ in range(600):
        kept.append(threading.Thread(target=stop.wait, daemon=True))
        kept[-1].start()
except RuntimeError:
    print('refused', len(kept) - 1)
stop.set()
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="takes another user's number, which root alone can")
def test_threads_of_an_ordinary_user_are_limited(walls: Walls) -> None:
    ended = walls(THREADS, limits={"threads": 10}, user=60_000)
    assert ended.out.startswith("refused "), ended
    assert int(ended.out.split()[1]) < 550


@pytest.mark.skipif(os.geteuid() != 0, reason="nobody but root has to stop being root")
def test_root_becomes_nobody_where_the_libraries_may_be_read_by_all(walls: Walls) -> None:
    ended = walls(
        "open('made.txt', 'w').write('x')\nprint(os.getuid(), os.stat('made.txt').st_uid)", for_others=True
    )
    uid, owner = map(int, ended.out.split())
    assert uid == owner
    assert uid in confine.FREE_UIDS
    assert walls(THREADS, for_others=True, limits={"threads": 10}).out == "refused 9\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="nobody but root has to stop being root")
def test_root_keeps_only_its_number_where_they_may_not(walls: Walls) -> None:
    assert walls("print(os.getuid())", for_others=False).out == "0\n"
    assert walls("os.setuid(5)", for_others=False).error.startswith("PermissionError")
    assert walls("open('/etc/shadow')", for_others=False).error.startswith("PermissionError")


def test_a_box_ends_with_the_process_it_was_forked_from(folder: Path) -> None:
    script = textwrap.dedent(f"""
        import os, signal, time
        from pathlib import Path
        from grading.box import confine, wire
        readable = confine.Readable.of_this_python()
        read, write = os.pipe()
        if not os.fork():
            confine.shut_in(Path({str(folder)!r}), wire.Limits(), readable, (0, 1, 2, write))
            os.write(write, b"in")
            time.sleep(600)
        os.read(read, 2)
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, timeout=30, check=False
    )  # waits for all its writers
    assert done.returncode == -signal.SIGKILL


def test_a_process_that_did_not_come_from_the_nursery_is_not_shut_in(folder: Path) -> None:
    made = confine.Readable.of_this_python()
    from msgspec.structs import replace

    elsewhere = replace(made, made_in=1 << 22)
    pid = os.fork()
    if not pid:
        try:
            confine.shut_in(folder, Limits(), elsewhere)
        except confine.CannotIsolate:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
    for each in made.rules:
        os.close(int.from_bytes(each[8:], sys.byteorder))


def test_a_computer_without_walls_is_told_apart(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confine.seccomp, "compiled", no_library)
    monkeypatch.setattr(confine, "_rules", lambda what, abi: ())
    made = confine.Readable.of_this_python()
    assert made.problem == "This computer cannot shut students' code in by itself: libseccomp is missing."
    with pytest.raises(confine.CannotIsolate, match="libseccomp is missing"):
        confine.shut_in(folder, Limits(), made)


def no_library() -> None:
    raise confine.seccomp.NoSeccomp("libseccomp is missing")


def test_paths_of_a_cold_process_hold_code_and_no_course(root: Path) -> None:
    code = readable.of_this_python().code
    assert str(root / "curriculum" / "values.py") in code
    assert not any(str(root / "curriculum" / "courses").startswith(path) for path in code)


def test_code_starts_in_its_own_folder_with_what_was_copied_there(walls: Walls, folder: Path) -> None:
    (folder / "work" / "data.csv").write_text("a,b\n", encoding="utf-8")
    ended = walls(
        "print(open('data.csv').read(), end='')\nopen('data.csv', 'a').write('1,2\\n')\nprint(os.getcwd())",
        folder,
    )
    assert ended.out == f"a,b\n{folder}/work\n"
    assert (folder / "work" / "data.csv").read_text(encoding="utf-8") == "a,b\n1,2\n"
