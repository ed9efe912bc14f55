"""Starting another server of ours as a process of its own, and finding out where it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec

from kit.server import Ready, Role, running


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

    def start(self) -> None:
        """Start it, unless it runs or is starting."""
        if self._process is not None and self._process.poll() is None:
            return
        if running(self.folder, self.role) is not None:
            return
        # Its Jupyter lives in its own folder, not in ours; settings of that kind must not be inherited.
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JUPYTER", "IPYTHON", "TRELLIS_CLASS"))
        }
        environment["PYTHONUNBUFFERED"] = "1"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kit.command", *self._words, "--no-browser"],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def look(self) -> Starting:
        """How far it is."""
        ready = running(self.folder, self.role)
        if ready is not None:
            return Starting(ready=ready)
        if self._process is None:
            return Starting(problem="It has not been started.")
        if self._process.poll() is None:
            return Starting()
        said = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return Starting(problem=said[-1] if said else "It ended without saying why.")
