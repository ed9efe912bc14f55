"""The review page of a large class: how soon it can be used, what it weighs, and what its kernel takes.

    python -m benchmarks.review [--students 30,300,1000] [--json]

A class of the course that comes with the kit is made for each size, with names and a hundred answers a student that are generated and
judged as any others (benchmarks/scale.py). It is served by the kit's own server and opened in a real Chromium. Cold is from asking for the
page just after the server has said that it runs, with nothing worked out of the records before; warm is the median of three, with a kernel
ready, as it is a few seconds after any page. The page can be used when the whole of it is there and the browser has laid it out.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.figures import Figure, show
from benchmarks.scale import COURSE, fill, questions_of, student_id
from carrying.saving import save
from grading.class_folder import ClassFolder, new_class
from grading.records import Records
from grading.roster import Roster, write_roster
from kit.server import Ready, running
from tests.browser import CHROMIUM, find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIZES = "30,300,1000"
ANSWERS = 100
TURNS = 3
PAGE = "/trellis/review/class"
PATIENCE_S = 120.0
UNITS = {
    "cold_s": "s to a usable class page just after the server has started, nothing worked out before",
    "warm_s": "s to a usable class page with a warm kernel (median of 3; at most 3)",
    "browser_mb": "MB that came to the browser (under 6)",
    "kernel_mb": "MB of memory of the kernel that built the page, at most",
    "load": "load of the machine while it was measured, over one minute",
}
FIRST = (
    "Amina",
    "Ben",
    "Chen",
    "Diego",
    "Eva",
    "Farid",
    "Grace",
    "Hana",
    "Ife",
    "Jonas",
    "Kaya",
    "Luis",
    "Mei",
    "Noor",
)
LAST = (
    "Adler",
    "Bello",
    "Costa",
    "Diallo",
    "Eriksen",
    "Ferreira",
    "Garcia",
    "Haddad",
    "Ito",
    "Jansen",
    "Khan",
    "Lind",
)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", default=SIZES, help="sizes of classes, with commas between")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, by size")
    wanted = parser.parse_args()
    found = {size: measure(int(size)) for size in wanted.students.split(",")}
    if wanted.json:
        print(json.dumps(found, indent=2))
        return 0
    for size, figures in found.items():
        print(f"{size} students")
        show(figures, UNITS, as_json=False)
    return 0


def measure(students: int) -> dict[str, Figure]:
    """Make a class, serve it, and open its page."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as place, sync_playwright() as play:
        folder = make_class(Path(place, "class"), students)
        browser = play.chromium.launch(executable_path=find_chromium(), args=CHROMIUM)
        with served(folder, Path(place, "home")) as ready:
            cold, _bytes, _rows = opened(browser, ready)
            warm, weights = [], []
            for _ in range(TURNS):
                _wait_for_kernel(ready)
                took, weight, rows = opened(browser, ready)
                warm.append(took)
                weights.append(weight)
            if rows < min(students, 40):
                raise RuntimeError(f"the page shows {rows} students of {students}")
            memory = kernel_memory(ready)
        browser.close()
    return {
        "cold_s": round(cold, 2),
        "warm_s": round(median(warm), 2),
        "browser_mb": round(max(weights) / 1e6, 2),
        "kernel_mb": round(memory / 1e6, 1),
        "load": round(os.getloadavg()[0], 1),
    }


def make_class(root: Path, students: int) -> ClassFolder:
    """A class with generated records: a hundred answers of each of so many students, all of whom have names."""
    folder = new_class(root, "Everyone", COURSE)
    course = folder.load_course()
    for lesson in course.outline.lessons:
        save(folder.release / lesson.id / "lesson.json", b"{}")
    with Records(folder.records_url) as records:
        fill(records, questions_of(course), students, ANSWERS)
    draw = random.Random("names")
    names = {student_id(number): f"{draw.choice(FIRST)} {draw.choice(LAST)}" for number in range(students)}
    write_roster(folder.roster, Roster(names, {}))
    return folder


@contextmanager
def served(folder: ClassFolder, home: Path) -> Iterator[Ready]:
    """The kit's own server for a class, stopped in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-P", "-m", "kit.command", "review", "--class", str(folder.root)]
    environment = {**os.environ, "TRELLIS_HOME": str(home)}
    process = subprocess.Popen(
        [*command, "--no-browser", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + PATIENCE_S
        while (ready := running(folder.root, "teach")) is None:
            if time.monotonic() > until or process.poll() is not None:
                raise RuntimeError("the server did not start")
            time.sleep(0.02)
        yield ready
    finally:
        process.terminate()
        process.wait(30)


def opened(browser: Browser, ready: Ready) -> tuple[float, int, int]:
    """(seconds until the class page can be used, bytes that came, students in the grid) in a browser that has nothing of it yet."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE_S)
    came: list[int] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: came.append(int(event["encodedDataLength"])))
    begun = time.perf_counter()
    page.goto(ready.url(PAGE), wait_until="commit")
    page.wait_for_selector("#opening", state="hidden")
    page.wait_for_selector("#grid-title")
    page.wait_for_load_state("load")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    took = time.perf_counter() - begun
    rows = page.locator("table.grid tbody tr").count()
    context.close()
    return took, sum(came), rows


def _kernels(process: int) -> list[int]:
    """The processes of the kernels of a server: those of its children that run ipykernel."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(place.joinpath("stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            line = place.joinpath("cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            continue
        if parent == process and b"ipykernel" in line:
            found.append(int(place.name))
    return found


def _wait_for_kernel(ready: Ready) -> None:
    """Wait until a kernel is there, and has stopped using the processor: it is warm."""
    until = time.monotonic() + PATIENCE_S
    before: dict[int, int] = {}
    quiet = 0
    while time.monotonic() < until:
        now = {kernel: _ticks(kernel) for kernel in _kernels(ready.process)}
        quiet = quiet + 1 if now and now == before else 0
        if quiet >= 5:
            return
        before = now
        time.sleep(0.2)
    raise RuntimeError("no kernel became warm")


def _ticks(process: int) -> int:
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])
    except (OSError, IndexError):
        return 0


def kernel_memory(ready: Ready) -> int:
    """Bytes at most that the kernel which is ready now has taken: it has built the class page once for nobody."""
    _wait_for_kernel(ready)
    peaks = [
        1024 * int(line.split()[1])
        for kernel in _kernels(ready.process)
        for line in Path(f"/proc/{kernel}/status").read_text(encoding="utf-8").splitlines()
        if line.startswith("VmHWM:")
    ]
    return max(peaks)


if __name__ == "__main__":
    sys.exit(main())
