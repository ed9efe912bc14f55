"""A cold process in bubblewrap, tried from the inside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from grading.box import bubblewrap, readable, scratch
from grading.box.scratch import Scratch
from grading.box.wire import Limits

pytestmark = pytest.mark.sandbox


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    what = readable.of_this_python()
    argv, handles = bubblewrap.command([sys.executable, "-c", code], folder, (*what.paths, *what.code))
    try:
        return subprocess.run(
            argv,
            pass_fds=handles,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
    finally:
        for handle in handles:
            os.close(handle)


def said(code: str, folder: Path) -> str:
    done = run(code, folder)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_code_sees_its_folder_and_no_other(folder: Path, tmp_path: Path, root: Path) -> None:
    (tmp_path / "gradebook.db").write_text("grades", encoding="utf-8")
    (folder / "work" / "data.txt").write_text("mine", encoding="utf-8")
    closed = [
        "/etc/passwd",
        str(tmp_path / "gradebook.db"),
        str(root / "pyproject.toml"),
        "/proc/self/environ",
        "/home",
        "/sys",
    ]
    closed += [
        str(root / "curriculum" / "courses"),
        "/dev/shm",
        "/dev/tty",
        str(Path.home() / ".bashrc"),
        "/usr/bin",
    ]
    code = f"import os\nprint(open('data.txt').read(), [p for p in {closed!r} if os.path.exists(p)], os.getcwd())"
    assert said(code, folder) == f"mine [] {folder}/work\n"


def test_nothing_outside_its_folder_is_written(folder: Path) -> None:
    code = """
import os
for place in ("/", "/etc", "/tmp", "/usr/lib", "/dev", os.path.dirname(os.__file__), "/tmp/new"):
    try:
        open(place + "/new", "w")
    except OSError as error:
        print(type(error).__name__)
open("mine", "w").write("x")
open("/dev/null", "w").write("x")
"""
    assert said(code, folder).split() == ["OSError"] * 6 + ["FileNotFoundError"]
    assert (folder / "work" / "mine").read_text(encoding="utf-8") == "x"


def test_nobody_is_reached_by_network(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = f"import socket\nprint(socket.socket().connect_ex(('127.0.0.1', {server.getsockname()[1]})), socket.if_nameindex())"
        assert said(code, folder) == "111 [(1, 'lo')]\n"


def test_the_environment_is_a_boxes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_TEACHER", "x")
    code = "import os\nprint('SECRET_OF_THE_TEACHER' in os.environ, os.environ['HOME'], os.environ['USER'])"
    assert said(code, folder) == f"False {folder}/tmp student\n"


def test_other_processes_are_not_there(folder: Path) -> None:
    code = f"import os\ntry:\n    os.kill({os.getpid()}, 0)\nexcept ProcessLookupError:\n    print('nobody', os.getpid() < 10)"
    assert said(code, folder) == "nobody True\n"


def test_no_file_descriptor_but_the_standard_three_comes_in(folder: Path) -> None:
    code = "import os, ctypes\nprint([n for n in range(3, 1024) if ctypes.CDLL(None).fcntl(n, 1) >= 0])"
    assert said(code, folder) == "[]\n"


def test_what_a_box_hides_in_deleted_files_and_threads_is_seen_from_outside() -> None:
    code = """
import os, sys, threading
file = open("hidden", "wb", buffering=0)
os.unlink("hidden")
file.write(bytes(2_000_000))
for _ in range(5):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
print("done", flush=True)
sys.stdin.read()
"""
    what = readable.of_this_python()
    with Scratch(None, Limits(disk_mb=1, threads=3)) as box:
        argv, handles = bubblewrap.command([sys.executable, "-c", code], box.path, (*what.paths, *what.code))
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(argv, pass_fds=handles, **pipes) as process:
            for handle in handles:
                os.close(handle)
            assert process.stdout is not None
            assert process.stdout.readline() == b"done\n"
            assert scratch.deleted(process.pid) >= 2_000_000
            assert scratch.threads(process.pid) >= 6
            assert box.over(process.pid).startswith("The code wrote more than 1 MB")
            process.kill()


def test_limits_and_the_filter_are_put_up_from_the_inside(folder: Path) -> None:
    code = """
import os, socket, mmap
import pandas
from grading.box import confine, wire
confine.limit_only(wire.Limits(memory_mb=128, disk_mb=1))
def tried(what):
    try:
        what()
    except (OSError, MemoryError) as error:
        print(type(error).__name__, getattr(error, "errno", None))
tried(os.fork)
tried(socket.socket)
tried(lambda: bytearray(300 << 20))
tried(lambda: open("big", "wb").write(bytes(2 << 20)))
tried(lambda: os.symlink("a", "b"))
print(len(bytearray(50 << 20)), pandas.DataFrame({"a": [1]}).sum().to_dict())
"""
    assert said(code, folder).splitlines() == [
        "PermissionError 1",
        "PermissionError 1",
        "MemoryError None",
        "OSError 27",
        "PermissionError 1",
        "52428800 {'a': 1}",
    ]


def test_memory_in_use_is_felt_without_proc() -> None:
    code = "from grading.box import confine\nprint(abs(confine._felt() - confine.mapped()) < 4 << 20)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_it_ends_with_the_process_that_started_it(folder: Path) -> None:
    code = "print('in', flush=True)\nimport time\ntime.sleep(600)"
    script = f"""
import os, signal, subprocess, sys
from pathlib import Path
from grading.box import bubblewrap, readable, scratch
from grading.box.scratch import Scratch
from grading.box.wire import Limits
what = readable.of_this_python()
argv, handles = bubblewrap.command([sys.executable, "-c", {code!r}], Path({str(folder)!r}), (*what.paths, *what.code))
read, write = os.pipe()
subprocess.Popen(argv, pass_fds=handles, stdout=write)
os.read(read, 2)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, timeout=60, check=False
    )  # waits for all its writers
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("text", "version"), [("bubblewrap 0.8.0\n", (0, 8, 0)), ("bubblewrap 0.11\n", (0, 11)), ("?", (0,))]
)
def test_its_version_is_read(text: str, version: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 0, text, ""))
    assert bubblewrap.version.__wrapped__() == version


def test_nesting_is_refused_in_two_ways(folder: Path) -> None:
    arguments = [part for option in bubblewrap._options(folder, ()) for part in option]
    assert "--disable-userns" in arguments
    code = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nprint(libc.unshare(0x10000000), ctypes.get_errno() != 0)"
    assert said(code, folder) == "-1 True\n"
