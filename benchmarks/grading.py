"""How long a teacher waits for grades: `python -m benchmarks.grading [--students 30] [--json] [--quick]`.

nbgrader's documentation course, answered by a class (benchmarks/homework.py), is graded twice on this machine: by
`nbgrader autograde` and by ours, each as a command in a fresh process, start-up included. Both begin with the same
folder and both leave graded copies and a gradebook; every score of the two gradebooks is compared, and the benchmark
fails where one differs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import msgspec
import psutil
from nbgrader.api import Gradebook

from benchmarks.figures import Figure, add_json, show
from benchmarks.homework import ASSIGNMENT, hand_in, make_course
from grading.batch import ISOLATION

FEW = 3
MORE = 10
"""How many times the class the largest size is."""
REPEATS = 3
LOOK_EVERY_S = 0.05
ROOT = Path(__file__).parent.parent

NBGRADER = (sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT)
OURS = (sys.executable, "-m", "kit.command", "autograde", ASSIGNMENT)
FLOOR = (sys.executable, "-m", "benchmarks.floor", ".")

UNITS = {
    "speedup": "times as fast for the whole class, start-up included (budget: 25)",
    "marginal_speedup": "times less for each further student (budget: 50)",
    "identical_scores": "whether every cell, notebook, student and total is the same in both gradebooks",
    "students": "students, two notebooks each",
    "nbgrader_s": "s, `nbgrader autograde` for the class",
    "ours_s": f"s, ours for the class, median of {REPEATS} runs",
    "ours_few_s": f"s, ours for {FEW} students",
    "nbgrader_cpu_s": "s of processor time of all its processes, nbgrader",
    "ours_cpu_s": "s of processor time of all our processes",
    "floor_s": "s, the same cells in one warm process: no box, nothing saved",
    "isolation": "how students' code was shut in",
    "peak_mb": "MB, all our processes together at their highest (each one's own share of shared memory)",
    "nbgrader_per_student_ms": f"ms for each further student, nbgrader, {FEW} students to the class",
    "per_student_ms": f"ms for each further student, ours, {FEW} students to the class",
    "per_student_large_ms": f"ms for each further student, ours, the class to {MORE} times as many",
    "floor_per_student_ms": "ms, a student's cells in one warm process",
    "load": "programs that wanted a core when this began: far from 0, the figures say little",
    "cores": "processor cores",
    "python": "Python's version",
    "nbgrader": "nbgrader's version",
}


class Sheet(msgspec.Struct, frozen=True):
    """What a gradebook says of one student: the total, each notebook, each cell, what a person has to look at, comments."""

    total: float
    most: float
    late_seconds: float
    notebooks: dict[str, tuple[float, float | None]]
    cells: dict[str, tuple[float | None, bool]]
    comments: dict[str, str | None]


def measure(
    students: int, *, quick: bool = False, libraries: bool = False
) -> tuple[dict[str, Figure], list[str]]:
    """(The figures for a class of `students`, what differs between the gradebooks).

    `quick` runs each grader once for each size and leaves out the largest. With `libraries` some students use numpy,
    pandas and matplotlib, which the course itself does not.
    """
    few = min(FEW, students - 1)
    repeats, load = 1 if quick else REPEATS, psutil.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="grading-") as name:
        classes = _Classes(Path(name), libraries=libraries)
        if not quick:  # neither is to be the first that reads its modules from the disk
            _graded(classes.new(1), NBGRADER)
            _graded(classes.new(1), OURS)
        theirs = {size: classes.new(size) for size in (few, students)}
        nbgrader = {size: _graded(root, NBGRADER) for size, root in theirs.items()}
        roots = {size: [classes.new(size) for _ in range(repeats)] for size in (few, students)}
        if not quick:
            roots[students * MORE] = [classes.new(students * MORE)]
        ours = {size: _median([_graded(root, OURS) for root in some]) for size, some in roots.items()}
        floor_s = float(_graded(theirs[students], FLOOR).said)
        peak_mb = _peak_mb(classes.new(students), OURS)
        isolation = _isolation(roots[students][0])
        differences = compare(sheets(theirs[students]), sheets(roots[students][0]))
    more = students - few
    theirs_ms = (nbgrader[students].seconds - nbgrader[few].seconds) / more * 1000
    ours_ms = (ours[students].seconds - ours[few].seconds) / more * 1000
    figures: dict[str, Figure] = {
        "speedup": round(nbgrader[students].seconds / ours[students].seconds, 1),
        "marginal_speedup": round(theirs_ms / ours_ms, 1),
        "identical_scores": not differences,
        "students": students,
        "nbgrader_s": round(nbgrader[students].seconds, 2),
        "ours_s": round(ours[students].seconds, 2),
        "ours_few_s": round(ours[few].seconds, 2),
        "nbgrader_cpu_s": round(nbgrader[students].cpu, 2),
        "ours_cpu_s": round(ours[students].cpu, 2),
        "floor_s": round(floor_s, 2),
        "isolation": isolation,
        "peak_mb": round(peak_mb),
        "nbgrader_per_student_ms": round(theirs_ms),
        "per_student_ms": round(ours_ms, 1),
        "floor_per_student_ms": round(floor_s / students * 1000, 1),
        "load": round(load, 1),
        "cores": os.cpu_count() or 1,
        "python": platform.python_version(),
        "nbgrader": version("nbgrader"),
    }
    if not quick:
        large = (ours[students * MORE].seconds - ours[students].seconds) / (students * MORE - students) * 1000
        figures["per_student_large_ms"] = round(large, 1)
    return figures, differences


def sheets(root: Path) -> dict[str, Sheet]:
    """What the gradebook of a course folder says of each student who handed in."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "course101") as gradebook:
        return {
            submission.student.id: Sheet(
                total=submission.score,
                most=submission.max_score,
                late_seconds=submission.total_seconds_late,
                notebooks={
                    one.name: (one.score, one.late_submission_penalty) for one in submission.notebooks
                },
                cells={
                    f"{one.name}/{grade.name}": (grade.auto_score, grade.needs_manual_grade)
                    for one in submission.notebooks
                    for grade in one.grades
                },
                comments={
                    f"{one.name}/{comment.name}": comment.comment
                    for one in submission.notebooks
                    for comment in one.comments
                },
            )
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
        }


def compare(theirs: dict[str, Sheet], ours: dict[str, Sheet]) -> list[str]:
    """What differs, a line each: student, what, nbgrader's and ours."""
    lines = []
    for student in sorted(theirs.keys() | ours.keys()):
        if student not in theirs or student not in ours:
            lines.append(f"{student}: graded by {'nbgrader' if student in theirs else 'ours'} only")
            continue
        one, other = _lines(theirs[student]), _lines(ours[student])
        lines += [
            f"{student} {what}: nbgrader {one.get(what)}, ours {other.get(what)}"
            for what in one | other
            if one.get(what) != other.get(what)
        ]
    return lines


def _lines(sheet: Sheet) -> dict[str, object]:
    """Everything on a sheet by a name of its own."""
    found: dict[str, object] = {}
    for field, value in msgspec.to_builtins(sheet).items():
        found |= (
            {f"{field} {name}": one for name, one in value.items()}
            if isinstance(value, dict)
            else {field: value}
        )
    return found


class _Classes:
    """Makes class folders, each handed in afresh; the course is released once."""

    def __init__(self, folder: Path, *, libraries: bool) -> None:
        self.folder, self.number, self.libraries = folder, 0, libraries
        make_course(folder / "course")

    def new(self, students: int) -> Path:
        self.number += 1
        root = self.folder / f"class-{self.number}"
        shutil.copytree(self.folder / "course", root)
        hand_in(root, students, libraries=self.libraries)
        return root


def _environment(root: Path) -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {
        **os.environ,
        "PATH": path,
        "HOME": str(root),
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
    }


class _Run(msgspec.Struct, frozen=True):
    """A command's run: seconds by the clock, seconds of processor time of all its processes, what it said."""

    seconds: float
    cpu: float
    said: str


def _graded(root: Path, command: tuple[str, ...]) -> _Run:
    """Run a command in a course folder."""
    before, begun = _cpu(), time.perf_counter()
    done = subprocess.run(
        command, check=False, cwd=root, env=_environment(root), capture_output=True, text=True
    )
    seconds, cpu = time.perf_counter() - begun, _cpu() - before
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} did not succeed:\n{done.stderr[-3000:]}")
    return _Run(seconds, cpu, done.stdout.strip())


def _cpu() -> float:
    """Processor time of all processes that were waited for so far."""
    times = os.times()
    return times.children_user + times.children_system


def _median(runs: list[_Run]) -> _Run:
    """The run in the middle."""
    return sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]


def _isolation(root: Path) -> str:
    """How code was shut in, as the graded copies have it."""
    copies = root.glob(f"autograded/*/{ASSIGNMENT}/*.ipynb")
    return " ".join(sorted({json.loads(path.read_bytes())["metadata"][ISOLATION] for path in copies}))


def _peak_mb(root: Path, command: tuple[str, ...]) -> float:
    """The most memory a command's processes have together. In a run of its own, since looking takes time."""
    process = psutil.Popen(command, cwd=root, env=_environment(root), stdout=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _memory_mb(process))
        time.sleep(LOOK_EVERY_S)
    if process.returncode:
        raise RuntimeError("grading did not succeed while its memory was watched")
    return peak


def _memory_mb(process: psutil.Process) -> float:
    total = 0.0
    try:
        for one in (process, *process.children(recursive=True)):
            try:
                memory = one.memory_full_info()
            except psutil.Error:
                continue  # it has just ended
            total += float(getattr(memory, "pss", memory.uss)) / 1e6
    except psutil.Error:
        return total
    return total


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=30, help="how many students the class has")
    parser.add_argument("--quick", action="store_true", help="once only, for a look at whether it works")
    parser.add_argument(
        "--libraries", action="store_true", help="some students use numpy, pandas and matplotlib"
    )
    add_json(parser)
    wanted = parser.parse_args()
    figures, differences = measure(wanted.students, quick=wanted.quick, libraries=wanted.libraries)
    show(figures, UNITS, as_json=wanted.json)
    for line in differences:
        print(line, file=sys.stderr)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
