"""A warm process whose children are shut in and then run a line of code: how the box's walls are tried one by one."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

SECONDS = 30.0


class Ended(NamedTuple):
    """What a box said, the error that ended its code (its type's name first), and how its process ended."""

    out: str
    error: str
    code: int


class Walls:
    """Runs code in boxes: `walls(code)`. One box each, in a folder that is given or thrown away."""

    def __init__(self, *imports: str) -> None:
        environment = {**os.environ, "SECRET_OF_THE_TEACHER": "in the environment", "LC_ALL": "de_DE.UTF-8"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.grading.box.walls", *imports],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            cwd=Path(__file__).resolve().parents[3],
        )

    def __call__(self, code: str, folder: Path | None = None, **how: Any) -> Ended:
        order = {"code": code, "folder": str(folder or ""), **how}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()
        return Ended(*json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        with self.process:
            assert self.process.stdin is not None
            self.process.stdin.close()


def serve() -> None:
    """In the warm process: a box for each line that comes in."""
    import ctypes
    import errno
    import signal
    import socket

    from grading.box import confine, landlock, readable, scratch, wire

    for name in sys.argv[1:]:
        __import__(name)
    names = {
        "os": os,
        "sys": sys,
        "ctypes": ctypes,
        "errno": errno,
        "signal": signal,
        "socket": socket,
        "Path": Path,
    }
    secret = os.open(__file__, os.O_RDONLY)
    assert secret > 2
    newest = landlock.abi()
    built: dict[str, confine.Readable] = {}
    for line in sys.stdin.buffer:
        order = json.loads(line)
        abi, site = order.get("abi") or newest, order.get("site", "")
        key = f"{abi} {site}"
        if key not in built:
            landlock.abi = lambda abi=abi: abi
            if site:
                readable.SYSTEM.append(site)
                readable.project = lambda site=site: Path(site)
            built[key] = confine.Readable.of_this_python()
        limits = wire.Limits(**order.get("limits", {}))
        with scratch.Scratch(None, limits) as own:
            folder = Path(order["folder"] or own.path)
            sys.stdout.write(json.dumps(_one(order, folder, limits, built[key], names)) + "\n")
            sys.stdout.flush()


def _one(order: dict[str, Any], folder: Path, limits: Any, readable: Any, names: dict[str, Any]) -> Ended:
    read, write = os.pipe()
    bytes(100_000)
    pid = os.fork()
    if not pid:
        _be_a_box(order, folder, limits, readable, dict(names), write)
    os.close(write)
    said, until = b"", time.monotonic() + SECONDS
    while select.select([read], [], [], max(0, until - time.monotonic()))[0]:
        data = os.read(read, 65536)
        if not data:
            break
        said += data
    with contextlib.suppress(ProcessLookupError):
        if time.monotonic() >= until:
            os.kill(pid, signal.SIGKILL)
    os.close(read)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    out, _, error = said.decode("utf-8", "replace").partition("\0")
    return Ended(out, error, code)


def _be_a_box(
    order: dict[str, Any], folder: Path, limits: Any, readable: Any, names: dict[str, Any], write: int
) -> None:
    import msgspec

    from grading.box import confine

    error = ""
    try:
        os.dup2(write, 1)
        os.dup2(write, 2)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - the child's own
        if user := order.get("user"):
            for path in (folder, *folder.rglob("*")):
                os.chown(path, user, user)
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        if order.get("for_others") is not None:
            readable = msgspec.structs.replace(readable, for_others=order["for_others"])
        assert confine.shut_in(folder, limits, readable, keep_fds=(0, 1, 2)) == "landlock"
        exec(order["code"], names)
    except BaseException as caught:  # noqa: BLE001 - said to the test
        error = f"{type(caught).__name__}: {caught}"
    sys.stdout.flush()
    os.write(1, b"\0" + error.encode())
    os._exit(0)


if __name__ == "__main__":
    serve()
