"""The way of an assignment as docs/exchange.md tells it, command by command, each as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.grading.exchange.world import COURSE, FILES, Person, World

STEPS = re.compile(r"In the (teacher|student)'s folder:\n\n```\n((?:nbgrader [^\n]+\n)+)```")
TWO_AT_ONCE = "nbgrader submit ps1"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # what nbgrader and SQLAlchemy have to say to each other
def test_the_way_in_the_docs(world: World, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = sysconfig.get_path("scripts")
    monkeypatch.setenv("PATH", os.pathsep.join([scripts, os.environ["PATH"]]))  # nbgrader calls alembic
    source = world.course / "source" / "ps1"
    source.mkdir(parents=True)
    shutil.copyfile(FILES / "submitted-unchanged.ipynb", source / "p1.ipynb")
    students: list[Person] = []
    steps = STEPS.findall((root / "docs" / "exchange.md").read_text(encoding="utf-8"))
    assert [who for who, _ in steps] == ["teacher", "student"] * 2
    for who, lines in steps:
        if who == "student" and not students:
            students = [world.student(name) for name in ("ana", "ben")]
        for line in lines.splitlines():
            if line == TWO_AT_ONCE:
                submit_at_once(students)
                continue
            for person in [world.teacher] if who == "teacher" else students:
                person.does(*shlex.split(line)[1:])
    for student in students:
        (page,) = (student.folder / "ps1" / "feedback").rglob("*.html")
        assert "submitted-unchanged" not in page.name
        assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        assert "feedback already fetched" in student.does("list", "--cached").log
    assert len(list((world.exchange / COURSE / "feedback").iterdir())) == 2


def submit_at_once(students: list[Person]) -> None:
    """Each in a process of their own, as in a classroom."""
    words = [sys.executable, "-m", *shlex.split(TWO_AT_ONCE)]
    processes = [
        subprocess.Popen([*words, f"--Exchange.cache={one.cache}"], cwd=one.folder, stderr=subprocess.PIPE)
        for one in students
    ]
    said = [process.communicate(timeout=120)[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
