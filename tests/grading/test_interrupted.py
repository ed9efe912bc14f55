"""Ctrl-C while code is running: it ends at once, what was finished stays, and the next run does the rest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from carrying.handin import hand_in
from grading.autograde import grade
from grading.class_folder import ClassFolder
from grading.collect import collect
from grading.records import Records
from tests.browser import wait_until
from tests.grading.work import study_with, write_code

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]


def test_ctrl_c_ends_it_at_once_and_keeps_what_was_finished(klass: ClassFolder, tmp_path: Path) -> None:
    with klass.config.open("a", encoding="utf-8") as config:
        config.write("\nc.Box.cell_seconds = 60\nc.Box.seconds = 300\n")
    (tmp_path / "stick").mkdir()
    for student, code in (
        ("aright", "return 2 * n"),
        ("zendless", "while True: pass"),
        ("cright", "return 2 * n"),
    ):
        study = study_with(klass, tmp_path / student, student, f"{student}machine"[:12])
        write_code(study, "doubling", "answer-double", f"def double(n):\n    {code}\n")
        collect(klass, hand_in(study, tmp_path / "stick"))

    def graded() -> dict[str, float]:
        with Records(klass.records_url) as records:
            return {one.student: one.score for one in records.outcomes() if one.lesson == "doubling"}

    process = subprocess.Popen(
        [sys.executable, "-m", "kit.command", "grade", "--class", str(klass.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    boxes = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    wait_until(lambda: graded() == {"aright": 4.0, "cright": 4.0}, 60)
    nurseries = boxes.read_text(encoding="ascii").split()
    assert nurseries
    begun = time.monotonic()
    os.kill(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert time.monotonic() - begun < 20  # an endless cell has 60 seconds
    assert process.returncode == 130, said
    assert "Stopped." in said
    assert graded() == {"aright": 4.0, "cright": 4.0}
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in nurseries))
    assert not list(klass.autograded.rglob("*.part"))
    with klass.config.open("a", encoding="utf-8") as config:
        config.write("c.Box.cell_seconds = 1\n")
    rest = grade(klass)
    assert [(one.student, one.score) for one in rest.outcomes] == [("zendless", 0.0)]
    assert rest.unchanged == 5
