"""How long a student waits: `python -m benchmarks.start [--json]`.

One run on one machine: the import of `widgets` on top of ipywidgets in fresh processes; then the real command, a real server and
a real browser, from the command to a home page that can be used, and from its button to the first exercise on the page.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from benchmarks.figures import Figure, run
from kit.server import Ready, running
from tests.browser import CHROMIUM, find_chromium

IMPORTS = 9
WAIT_S = 120.0

TIMED = """
import ipywidgets, time
begun = time.perf_counter()
import widgets
print((time.perf_counter() - begun) * 1000)
"""

UNITS = {
    "import_ms_over_ipywidgets": f"ms, `import widgets` after `import ipywidgets`, median of {IMPORTS} fresh processes (budget: 60)",
    "home_s": "s, from `trellis study` to a home page that can be used, lessons already on the machine",
    "first_widget_s": "s, from the button on the home page to the first exercise, kernel start included",
    "kernel_mb": "MB, memory of the student's kernel with the lesson's widgets on the page (its own share of shared memory)",
}


def measure() -> dict[str, Figure]:
    """The four figures."""
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "study"
        with _serving(study):
            pass  # the first start prepares the lessons; a student's later starts are what is timed
        with _browser() as page:
            begun = time.perf_counter()
            with _serving(study) as ready:
                page.goto(ready.url())
                page.get_by_role("link", name="Start").first.wait_for()
                home_s = time.perf_counter() - begun
                page.get_by_role(
                    "link", name="Do this instead"
                ).first.click()  # a lesson, beside the questions at the start
                page.locator(".trellis-exercise").first.wait_for(timeout=WAIT_S * 1000)
                first_widget_s = time.perf_counter() - begun - home_s
                kernel_mb = _kernel_mb(ready.process)
    return {
        "import_ms_over_ipywidgets": round(import_ms(), 1),
        "home_s": round(home_s, 2),
        "first_widget_s": round(first_widget_s, 2),
        "kernel_mb": round(kernel_mb, 1),
    }


def import_ms() -> float:
    """The time that `import widgets` takes after `import ipywidgets`, median of fresh processes."""
    times = [
        float(
            subprocess.run([sys.executable, "-c", TIMED], check=True, capture_output=True, text=True).stdout
        )
        for _ in range(IMPORTS)
    ]
    return statistics.median(times)


@contextmanager
def _serving(study: Path) -> Iterator[Ready]:
    command = [sys.executable, "-m", "kit.command", "study", str(study), "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + WAIT_S
        while (ready := running(study, "study")) is None:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the student's page did not open")
            time.sleep(0.02)
        yield ready
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def _browser() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM)
        try:
            yield browser.new_page(viewport={"width": 1366, "height": 768})
        finally:
            browser.close()


def _kernel_mb(server: int) -> float:
    kernels = [
        child
        for child in psutil.Process(server).children(recursive=True)
        if "ipykernel_launcher" in " ".join(child.cmdline())
    ]
    return memory_mb(kernels[0])


def memory_mb(process: psutil.Process) -> float:
    """A process's memory, its own share of shared memory included, in MB."""
    memory = process.memory_full_info()
    return float(getattr(memory, "pss", memory.uss)) / 1e6


if __name__ == "__main__":
    run(measure, __doc__ or "", UNITS)
