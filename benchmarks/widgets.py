"""What the widgets cost: `python -m benchmarks.widgets [--json]`.

A notebook with 60 widgets, three of each item type, is run in a real server and a real browser. Then answers are given in it and
timed in the page itself: from the click to the frame in which the feedback is painted, journal line written and synced included.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from benchmarks.figures import Figure, run
from benchmarks.start import import_ms, memory_mb
from tests.browser import CHROMIUM, find_chromium, start_server
from tests.widgets.notebooks import EXERCISE, Lesson
from tests.zoo import names
from widgets.page import ExerciseWidget

WIDGETS = 60
ROUNDS = 3
WAIT_MS = 120_000.0

ANSWER = """
async ([index, round]) => {
  const exercise = document.querySelectorAll(".trellis-exercise")[index];
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  exercise.scrollIntoView({ block: "center" });
  await frame();
  const tell = (node, name, value) => { node.value = value; node.dispatchEvent(new Event(name, { bubbles: true })); };
  const radios = exercise.querySelectorAll("input[type=radio]");
  if (radios.length) radios[round % radios.length].click();
  for (const box of exercise.querySelectorAll("input[type=checkbox]")) if (!box.checked) box.click();
  for (const box of exercise.querySelectorAll("input[type=text], input[type=number], textarea")) tell(box, "input", String(round + 1));
  for (const list of exercise.querySelectorAll("select")) tell(list, "change", list.options[1 + (round % (list.options.length - 1))].value);
  exercise.querySelectorAll(".tx-down")[round]?.click();
  const check = exercise.querySelector("button[type=submit]");
  if (check.ariaDisabled === "true" || check.hidden) return null;
  const begun = performance.now();
  const told = new Promise((done) => {
    // The word "Saving" comes at once; what is waited for is the kernel's word, and the frame in which it is painted.
    const watch = new MutationObserver(async () => {
      if (!exercise.querySelector(".tx-saved").textContent.includes("Saved")) return;
      watch.disconnect();
      await frame();
      done(performance.now() - begun);
    });
    watch.observe(exercise, { childList: true, subtree: true, characterData: true });
    setTimeout(() => done(null), 8000);
  });
  exercise.querySelector(".tx-saved").replaceChildren();
  check.click();
  return await told;
}
"""

UNITS = {
    "import_ms_over_ipywidgets": "ms, `import widgets` after `import ipywidgets`, median of fresh processes (budget: 60)",
    "feedback_ms_p50": "ms, median, from the click on Check to the painted feedback, saved on the disk",
    "feedback_ms_p95": "ms, the same, 95th percentile",
    "page_kb": "kB, script and styles of the exercises, as one page holds them",
    "kernel_mb": f"MB, memory of the kernel of a lesson with {WIDGETS} widgets on the page",
    "answers": "answers timed",
    "received_kb": f"kB that the page got from the kernel to show {WIDGETS} widgets",
}


def measure() -> dict[str, Figure]:
    """All figures."""
    asked = [name for name, kind in names() if kind != "code"]
    cells = [f'ask("{asked[n % len(asked)]}")' for n in range(WIDGETS)]
    times: list[float] = []
    received = 0
    with tempfile.TemporaryDirectory() as folder:
        root, state = Path(folder) / "served", Path(folder) / "jupyter"
        root.mkdir()
        server = start_server(root, state)
        try:
            with _page() as page:

                def hear(frame: str | bytes) -> None:
                    nonlocal received
                    received += len(frame)

                page.on("websocket", lambda socket: socket.on("framereceived", hear))
                lesson = Lesson(page, server, "study", "all-types", cells, "zoo")
                lesson.open()
                before = received
                lesson.run_all()
                page.wait_for_function(
                    f"document.querySelectorAll('{EXERCISE}').length === {WIDGETS}", timeout=WAIT_MS
                )
                lesson.ready()
                received -= before
                for turn in range(ROUNDS):
                    for index in range(WIDGETS):
                        told = page.evaluate(ANSWER, [index, turn])
                        if told is not None:
                            times.append(float(told))
                kernel = next(
                    child
                    for child in psutil.Process(server.process.pid).children(recursive=True)
                    if "ipykernel_launcher" in " ".join(child.cmdline())
                )
                kernel_mb = memory_mb(kernel)
        finally:
            server.stop()
    return {
        "import_ms_over_ipywidgets": round(import_ms(), 1),
        "feedback_ms_p50": round(statistics.median(times), 1),
        "feedback_ms_p95": round(statistics.quantiles(times, n=20)[-1], 1),
        "page_kb": round((len(str(ExerciseWidget._esm)) + len(ExerciseWidget._css)) / 1000, 1),  # noqa: SLF001 - what anywidget sends
        "kernel_mb": round(kernel_mb, 1),
        "answers": len(times),
        "received_kb": round(received / 1000),
    }


@contextmanager
def _page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM)
        try:
            page = browser.new_page(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
            page.set_default_timeout(WAIT_MS)
            yield page
        finally:
            browser.close()


if __name__ == "__main__":
    run(measure, __doc__ or "", UNITS)
