"""Lesson notebooks in a real Jupyter page: written, opened, run, and looked at."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carrying.journal import read_journal
from curriculum.evidence import AnyEvent
from tests.browser import PATIENCE_MS, Server, wait_until
from tests.widgets.places import lesson_folder

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FIRST = "from widgets import ask, branch, check"
EXERCISE = ".trellis-exercise"
IDLE = ".jp-Notebook-ExecutionIndicator[data-status='idle']"


class Lesson:
    """A lesson's notebook on the page."""

    def __init__(
        self, page: Page, server: Server, study: str, lesson: str, cells: list[str], course: str = "tiny"
    ) -> None:
        self.page = page
        self.server = server
        self.folder = lesson_folder(server.root / study, lesson, course)
        self.path = f"{study}/{lesson}/{lesson}.ipynb"
        cells = [FIRST, *cells]
        notebook: dict[str, Any] = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
            "cells": [
                {"id": "top", "cell_type": "markdown", "metadata": {}, "source": "# A lesson"},
                *(
                    {
                        "id": f"c{n}",
                        "cell_type": "code",
                        "metadata": {},
                        "source": text,
                        "outputs": [],
                        "execution_count": None,
                    }
                    for n, text in enumerate(cells)
                ),
            ],
        }
        self.file.write_text(json.dumps(notebook), encoding="utf-8")

    @property
    def file(self) -> Path:
        """The notebook's file."""
        return self.server.root / self.path

    @property
    def events(self) -> list[AnyEvent]:
        """What the journal says."""
        return read_journal(self.folder / "journal.jsonl")

    def kinds(self) -> list[str]:
        """What kinds of events the journal holds, in order."""
        return [type(event).__name__ for event in self.events]

    def open(self, *, lab: bool = False) -> None:
        """Open the notebook and wait until its kernel is ready."""
        self.page.goto(self.server.lab(self.path) if lab else self.server.notebook(self.path))
        self.ready()

    def ready(self) -> None:
        """Wait until the kernel is there, knows of the page, and has nothing to do."""
        wait_until(self._is_idle, 60)
        self.page.locator(IDLE).wait_for()

    def _is_idle(self) -> bool:
        kernels = [one["kernel"] for one in self.server.api("sessions") if one["path"] == self.path]
        return any(kernel["execution_state"] == "idle" and kernel["connections"] for kernel in kernels)

    def run_all(self) -> None:
        """Run every cell, from the menu, and wait until each has its number and the first exercise is there."""
        self.menu("Edit", "Clear Outputs of All Cells")  # and their numbers
        self.menu("Run", "Run All Cells")
        numbers = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(e => e.textContent)"
        self.page.wait_for_function(f"{numbers}.every(text => /\\d/.test(text))")
        self.page.locator(EXERCISE).first.wait_for()
        self.ready()

    def menu(self, menu: str, item: str) -> None:
        """Choose an item of a menu."""
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        # An item's name ends with its shortcut, where it has one.
        self.page.get_by_role("menuitem", name=re.compile(rf"^{item}(\s+(Ctrl|Shift|Alt)\S*)?\s*$")).click()

    def exercise(self, number: int = 0) -> Locator:
        """An exercise on the page, counted from 0."""
        return self.page.locator(EXERCISE).nth(number)

    def kernel(self) -> str:
        """The id of the notebook's kernel."""
        [session] = [one for one in self.server.api("sessions") if one["path"] == self.path]
        return str(session["kernel"]["id"])

    def restart_kernel(self) -> None:
        """Restart the kernel behind the page's back, as after a crash or a closed lid."""
        from playwright.sync_api import TimeoutError as TooLate

        for _ in range(3):
            self.server.api(f"kernels/{self.kernel()}/restart", "POST")
            wait_until(self._is_idle, 60)
            with contextlib.suppress(TooLate):
                self.page.locator(IDLE).wait_for(timeout=PATIENCE_MS / 3)
                return
            # Jupyter's page can miss the one message that says so, while it connects anew; then it waits for the next.
        self.ready()

    def close(self) -> None:
        """End the notebook's kernel."""
        for session in self.server.api("sessions"):
            if session["path"] == self.path:
                self.server.api(f"sessions/{session['id']}", "DELETE")

    def saved_notebook(self) -> dict[str, Any]:
        """The notebook as saved just now."""
        before = self.file.stat().st_mtime_ns
        self.menu("File", "Save Notebook")
        # Jupyter writes in place: there is an instant in which the new file is not whole yet.
        wait_until(lambda: self.file.stat().st_mtime_ns != before and self._is_whole())
        return self._read()

    def _read(self) -> dict[str, Any]:
        return json.loads(self.file.read_text(encoding="utf-8"))

    def _is_whole(self) -> bool:
        try:
            return bool(self._read())
        except ValueError:
            return False


def press(exercise: Locator, name: str) -> None:
    """Press a button of an exercise."""
    exercise.get_by_role("button", name=name, exact=True).click()


def status(exercise: Locator, text: str) -> None:
    """Wait until the exercise says `text` about saving."""
    exercise.locator(".tx-saved").get_by_text(text).wait_for()
