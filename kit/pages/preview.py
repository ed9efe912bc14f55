"""The pages of a preview: the lesson, and nothing else. There is no address to hand in at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tornado import web

from carrying.packs import on_shelf
from kit.pages import Route
from kit.pages.student import Close, Lesson, StudentPage


def routes(folder: Path, *, lab: bool) -> list[Route]:
    """The addresses of a preview."""
    common: dict[str, Any] = {"folder": folder, "lab": lab}
    return [
        (r"/trellis/(?:home)?", Start, common),
        (r"/trellis/lesson/([a-z][a-z0-9-]{0,39})", Lesson, common),
        (r"/trellis/close", Close, common),
    ]


class Start(StudentPage):
    """Where a student's own page would be."""

    @web.authenticated
    def get(self) -> None:
        """Lead back to the lesson."""
        self.go(f"trellis/lesson/{on_shelf(self.study())[0]}")
