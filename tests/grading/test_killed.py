"""Grading killed with SIGKILL at any moment: the gradebook opens, nothing graded is lost, and the next run does the rest."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from carrying.handin import hand_in
from curriculum.course import Course
from grading.class_folder import ClassFolder, open_class
from grading.collect import collect
from grading.gradebook import scores
from grading.graded_copy import PART, is_whole
from grading.records import Records
from grading.works import submissions
from tests.grading.work import do_halving, study_with, write_code

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]

TIMES = 20
CODE = {
    "right": "def double(n):\n    return 2 * n\n",
    "half": "def double(n):\n    return 2 * n if n < 100 else 0\n",
    "wrong": "def double(n):\n    return n\n",
}
RUNNER = """
import os, sys
from pathlib import Path
from grading.autograde import grade
from grading.class_folder import open_class

for line in sys.stdin:
    folder, force = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if not child:
        grade(open_class(Path(folder)), force=force == "force")
        os._exit(0)
    print("child", child, flush=True)
    _, status = os.waitpid(child, 0)
    print("ended", status, flush=True)
"""
"""Imports nbgrader once, then grades in a child for each line, so that many runs are one import."""


@pytest.fixture
def klass_at_work(klass: ClassFolder, course: Course, tmp_path: Path) -> ClassFolder:
    """Nine students, with two lessons each."""
    (tmp_path / "stick").mkdir()
    for number, (name, code) in enumerate(3 * sorted(CODE.items())):
        student = f"{name}{number:02}"[:12]
        study = study_with(klass, tmp_path / student, student, f"{student}machine"[:12])
        write_code(study, "doubling", "answer-double", code)
        do_halving(study, course)
        collect(klass, hand_in(study, tmp_path / "stick"))
    return klass


def held(folder: ClassFolder) -> dict[tuple[str, str], float]:
    """The scores the gradebook holds, after checking that its file is whole."""
    with sqlite3.connect(folder.gradebook) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    found = {}
    for work in submissions(folder):
        score = scores(folder, work.student, work.assignment)
        if score is not None:
            found[work.student, work.assignment] = score.score
    return found


class Runner:
    """A process that grades in children of its own, one after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", RUNNER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def start(self, folder: ClassFolder, *, force: bool = False) -> int:
        """Begin a run; its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{folder.root}\t{'force' if force else 'rest'}\n")
        self._process.stdin.flush()
        return self._said("child")

    def ended(self) -> int:
        """How the run ended, as os.wait says it."""
        return self._said("ended")

    def close(self) -> None:
        self._process.__exit__(None, None, None)  # closes its pipes, and waits
        assert self._process.returncode == 0

    def _said(self, what: str) -> int:
        assert self._process.stdout is not None
        word, number = self._process.stdout.readline().split()
        assert word == what
        return int(number)


def test_a_run_killed_again_and_again_loses_nothing(klass_at_work: ClassFolder, tmp_path: Path) -> None:
    runner = Runner()
    begun = time.monotonic()
    folder = copy_of(klass_at_work, tmp_path / "whole")
    runner.start(folder)
    assert runner.ended() == 0
    seconds = time.monotonic() - begun
    right = held(folder)
    assert len(right) == 18
    assert len(set(right.values())) > 2

    luck = random.Random(20261125)
    killed = number = 0
    while killed < TIMES:
        assert number < 4 * TIMES, "runs end before they can be killed"
        if number % 5 == 0:  # from nothing, then four times over what is there
            folder = copy_of(klass_at_work, tmp_path / f"killed-{number}")
        process = runner.start(folder, force=number % 5 > 1)
        time.sleep(luck.uniform(0.1, 1.0) * seconds)  # the one sleep that is the test
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        was_killed = os.WIFSIGNALED(runner.ended())
        killed += was_killed
        if not was_killed:  # it was quicker than the first one
            seconds *= 0.9
        nothing_is_lost(folder, right)
        if number % 5 == 4:
            runner.start(folder)
            assert runner.ended() == 0
            everything_is_graded(folder, right)
        number += 1
    runner.close()


def copy_of(folder: ClassFolder, root: Path) -> ClassFolder:
    shutil.copytree(folder.root, root)
    return open_class(root)


def nothing_is_lost(folder: ClassFolder, right: dict[tuple[str, str], float]) -> None:
    """What is recorded as graded is in the gradebook, right, and its graded copy is whole."""
    there = held(folder)
    assert {key: right[key] for key in there} == there
    with Records(folder.records_url) as records:
        outcomes = {(one.student, one.lesson): one for one in records.outcomes()}
    for (student, lesson), outcome in outcomes.items():
        assert (outcome.kind, outcome.score) == ("graded", there[student, lesson]), outcome.reason
        place = folder.autograded / student / lesson
        # Between two renames the new copy still has its other name, and the next run makes it again.
        assert is_whole(place / f"{lesson}.ipynb") or place.with_name(lesson + PART).is_dir()


def everything_is_graded(folder: ClassFolder, right: dict[tuple[str, str], float]) -> None:
    assert held(folder) == right
    with Records(folder.records_url) as records:
        assert {(one.student, one.lesson): one.score for one in records.outcomes()} == right
    for student, lesson in right:
        notebook = json.loads((folder.autograded / student / lesson / f"{lesson}.ipynb").read_bytes())
        assert notebook["cells"]
    assert not list(folder.autograded.rglob(f"*{PART}"))
