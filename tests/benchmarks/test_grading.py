from __future__ import annotations

import json
import subprocess
import sys

import msgspec
import nbformat
import pytest

from benchmarks.answers import PACKS
from benchmarks.grading import UNITS, Sheet, compare
from benchmarks.homework import DOCUMENTATION, hand_in

SHEET = Sheet(
    total=1.5,
    most=13,
    late_seconds=0,
    notebooks={"problem1": (1.5, None)},
    cells={"problem1/squares": (1.5, False)},
    comments={"problem1/squares": None},
)


def test_gradebooks_that_agree():
    assert compare({"s1": SHEET, "s2": SHEET}, {"s2": SHEET, "s1": SHEET}) == []


def test_every_kind_of_difference_is_named():
    other = msgspec.structs.replace(
        SHEET, total=2.5, notebooks={"problem1": (2.5, None)}, cells={"problem1/squares": (None, True)}
    )
    assert compare({"s1": SHEET, "s2": SHEET}, {"s1": other}) == [
        "s1 total: nbgrader 1.5, ours 2.5",
        "s1 notebooks problem1: nbgrader (1.5, None), ours (2.5, None)",
        "s1 cells problem1/squares: nbgrader (1.5, False), ours (None, True)",
        "s2: graded by nbgrader only",
    ]


@pytest.fixture
def released(tmp_path):
    """The documentation course's notebooks where a release would be: enough to be answered."""
    folder = tmp_path / "release" / "ps1"
    folder.mkdir(parents=True)
    for path in (DOCUMENTATION / "submitted" / "hacker" / "ps1").iterdir():
        text = path.read_bytes()
        if path.suffix == ".ipynb":
            notebook = nbformat.reads(text.decode(), as_version=4)
            for cell in notebook.cells:
                if cell.metadata.get("nbgrader", {}).get("grade_id") in {"squares", "sum_of_squares"}:
                    cell.source = cell.source.splitlines()[0] + "\n    # YOUR CODE HERE"
            text = nbformat.writes(notebook).encode()
        (folder / path.name).write_bytes(text)
    return tmp_path


def test_homework_is_the_same_each_time_and_different_for_each_student(released, tmp_path):
    assert hand_in(released, 25) == [f"s{number:04d}" for number in range(1, 26)]
    works = [
        (released / "submitted" / f"s{number:04d}" / "ps1" / "problem1.ipynb").read_bytes()
        for number in range(1, 26)
    ]
    again = tmp_path / "again"
    (again / "release").mkdir(parents=True)
    (again / "release" / "ps1").symlink_to(released / "release" / "ps1")
    hand_in(again, 3)
    assert [
        (again / "submitted" / f"s000{n}" / "ps1" / "problem1.ipynb").read_bytes() for n in (1, 2, 3)
    ] == works[:3]
    assert len(set(works)) == 25
    squares = [
        cell.source
        for work in works
        for cell in nbformat.reads(work.decode(), as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "squares"
    ]
    assert len(set(squares)) > len(PACKS["squares"]) / 2
    for source in squares:
        assert source.startswith("def squares(n):")


@pytest.mark.slow
def test_the_floor_runs_the_cells():
    """In a process of its own: a shell takes the place of `__main__`, which later tests start processes from."""
    slow = "import time\nbegun = time.perf_counter()\nwhile time.perf_counter() < begun + 0.05:\n    pass"
    run = f"from benchmarks.floor import floor_s\nprint(floor_s({[[slow, '1 / 0'], [slow]]!r}))"
    done = subprocess.run([sys.executable, "-c", run], check=True, capture_output=True, text=True)
    assert float(done.stdout) >= 0.1


@pytest.mark.slow
@pytest.mark.sandbox
def test_both_graders_give_the_same_scores():
    """Figures, and no difference: how large they are depends on the machine."""
    command = [sys.executable, "-m", "benchmarks.grading", "--students", "2", "--quick", "--json"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures.keys() == UNITS.keys() - {"per_student_large_ms"}
    assert figures["identical_scores"] is True
    assert figures["isolation"] in {"landlock", "bubblewrap"}
    assert figures["students"] == 2
    assert figures["nbgrader_s"] > 0
    assert figures["ours_s"] > 0
    assert figures["peak_mb"] > 0
