"""Starting another server of ours as a process of its own, finding out where it is, and ending it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import msgspec

from kit.server import Ready, Role, running
from kit.words import _


class Starting(msgspec.Struct, frozen=True, kw_only=True):
    """How far a start is: `ready` once it answers, `problem` once it has ended without."""

    ready: Ready | None = None
    problem: str = ""


class Launch:
    """One server that is being started: `words` is the command, `log` a file for what it says."""

    def __init__(self, role: Role, folder: Path, words: list[str], log: Path) -> None:
        self.role, self.folder, self.log = role, folder, log
        self._process: subprocess.Popen[bytes] | None = None
        self._words = words
        self._said = ""
        self._once_more = False

    def start(self, said: str = "") -> None:
        """Start it, unless it runs or is starting. `said` is a line that the command reads."""
        if running(self.folder, self.role) is not None:
            return
        self._said = said
        if self._process is not None and self._process.poll() is None:
            # It is starting, or closing because somebody switched a moment ago; then it has to be started once more.
            self._once_more = True
            return
        self._start()

    def look(self) -> Starting:
        """How far it is."""
        ready = running(self.folder, self.role)
        if ready is not None:
            self._once_more = False
            return Starting(ready=ready)
        if self._process is None:
            return Starting(problem=_("It has not been started."))
        code = self._process.poll()
        if code is None:
            return Starting()
        if code == 0 and self._once_more:
            self._once_more = False
            self._start()
            return Starting()
        said = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return Starting(problem=said[-1] if said else _("It ended without saying why."))

    def _start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kit.command", *self._words, "--no-browser"],
                env=environment_of_its_own(),
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it has ended already; `look` says why
            self._process.stdin.write(self._said.encode() + b"\n")
            self._process.stdin.close()
        self._said = ""


def environment_of_its_own() -> dict[str, str]:
    """The environment of another server of ours: its Jupyter lives in its own folder, so settings of that kind are not inherited."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "IPYTHON", "TRELLIS_CLASS"))
    }
    return kept | {"PYTHONUNBUFFERED": "1"}


def end(ready: Ready) -> bool:
    """Ask a server of ours to end with its kernels; whether it heard."""
    request = urllib.request.Request(  # noqa: S310 - an address that a server of ours wrote
        f"{ready.address}/api/shutdown", data=b"", headers={"Authorization": f"token {ready.token}"}
    )
    try:
        # Never through a proxy: the address is this machine's own.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False  # it was on its way out already
