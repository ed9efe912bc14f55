"""Walking through a lesson from the desk: the preview's own server, one at a time, ended with ours."""

from __future__ import annotations

import atexit
import re
import subprocess
import sys
from pathlib import Path

from kit.language import VARIABLE
from kit.launch import environment_of_its_own
from kit.words import _

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S+")


class Previews:
    """Starts `trellis preview` as a process of its own; `log` takes what it says, its address among it."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.end)

    def start(self, lesson: str, course: Path, language: str) -> None:
        """Start it for a lesson of a course; one that was open before is closed."""
        self.end()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as out:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "kit.command",
                    "preview",
                    lesson,
                    "--course",
                    str(course),
                    "--no-browser",
                ],
                env=environment_of_its_own() | {VARIABLE: language},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def look(self) -> tuple[str, str]:
        """(its address, what went wrong); both empty while it is starting."""
        said = self.log.read_text(encoding="utf-8", errors="replace") if self.log.is_file() else ""
        ended = self._process is None or self._process.poll() is not None
        if ended:
            lines = said.strip().splitlines()
            return "", lines[-1] if lines else _("It ended without saying why. Try once more.")
        found = ADDRESS.search(said)
        return (found[0] if found else ""), ""

    def end(self) -> None:
        """Close the one that is open."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None
