"""`trellis edit`: a lesson's text opens as a notebook, asks nothing, and saving writes the text."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kit.command import main
from tests.browser import wait_until
from tests.tiny import write_course

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_lesson_without_a_text_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = write_course(tmp_path)
    (course / "notebooks" / "halving.md").unlink()

    assert main(["edit", "halving", "--course", str(course)]) != 0
    assert "halving.md" in capsys.readouterr().err


@pytest.mark.slow
def test_a_text_is_a_notebook_without_a_question_and_is_saved_as_text(page: Page, tmp_path: Path) -> None:
    course = write_course(tmp_path / "course")
    text = course / "notebooks" / "halving.md"
    words = [sys.executable, "-m", "kit.command", "edit", "halving", "--course", str(course), "--no-browser"]
    log = tmp_path / "log"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "TRELLIS_HOME": str(tmp_path / "home")}
    with log.open("wb") as out:
        process = subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT, env=environment)
    try:
        address = re.compile(r"http://127\.0\.0\.1:\d+/lab/tree/\S+")
        wait_until(lambda: address.search(log.read_text()), 60, log.read_text)
        found = address.search(log.read_text())
        assert found is not None
        page.goto(found[0])

        page.locator(".jp-Notebook .jp-RenderedMarkdown h1").get_by_text("Halving").wait_for()
        assert page.locator(".jp-Dialog").count() == 0
        assert page.get_by_text("official Jupyter news").count() == 0
        page.locator(".jp-Notebook .jp-RenderedMarkdown h1").click()
        page.keyboard.press("Enter")
        page.locator(".jp-Notebook .jp-mod-active .cm-content:focus").wait_for()
        page.keyboard.press("Control+End")
        page.keyboard.type(" and more")
        page.keyboard.press("Control+s")

        wait_until(lambda: "# Halving and more" in text.read_text(encoding="utf-8"))
        assert text.read_text(encoding="utf-8").startswith("---\njupytext:")
        assert 'branch("halving")' in text.read_text(encoding="utf-8")
        assert not list(course.rglob("*.ipynb"))
        assert not (course / ".trellis").exists()
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:  # how a server ends is tested elsewhere
            process.kill()
            process.wait()
