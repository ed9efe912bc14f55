"""The practice class, played once a session by the demo itself, with no network at all."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

# Runs inside the namespace: looks around, brings loopback up, plays the demo, serves it, reads the class page.
INSIDE = """
import json, socket, subprocess, sys, time, urllib.request
from pathlib import Path

folder = Path(sys.argv[1])
interfaces = [name for _, name in socket.if_nameindex()]
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
try:
    socket.create_connection(("192.0.2.1", 80), timeout=2)
    reached = True
except OSError:
    reached = False
from kit.command import main
from kit.server import running
code = main(["demo", "--no-serve", "--folder", str(folder)])
serving = [sys.executable, "-m", "kit.command", "demo", "--no-browser", "--folder", str(folder)]
server = subprocess.Popen(serving, stdout=subprocess.DEVNULL)
try:
    end = time.monotonic() + 90
    while (ready := running(folder / "class", "teach")) is None and time.monotonic() < end:
        time.sleep(0.1)
    with urllib.request.urlopen(ready.url("/trellis/review/class"), timeout=90) as answer:
        page = answer.read().decode()
finally:
    server.terminate()
    server.wait(30)
found = {"interfaces": interfaces, "reached": reached, "code": code, "page": page}
Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")
"""


class Practice(NamedTuple):
    """The practice folder, and what was seen from inside the namespace while it was made."""

    folder: Path
    seen: dict[str, Any]

    @property
    def class_folder(self) -> Path:
        """The class in it."""
        return self.folder / "class"


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """The demo, played in a network namespace whose only interface is loopback, then served and read there."""
    for program in ("unshare", "ip"):
        assert shutil.which(program), (
            f"This test needs {program}: start.py test installs it (util-linux, iproute2)."
        )
    folder, found = (
        tmp_path_factory.mktemp("played") / "practice",
        tmp_path_factory.mktemp("seen") / "seen.json",
    )
    command = ["unshare", "--map-root-user", "--net", sys.executable, "-c", INSIDE, str(folder), str(found)]
    subprocess.run(command, check=True, timeout=900)
    return Practice(folder, json.loads(found.read_text(encoding="utf-8")))
