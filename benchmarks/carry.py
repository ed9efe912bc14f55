"""What carrying costs: `python -m benchmarks.carry [--json]`.

One run on one machine: thirty invented students do a lesson of the course that comes with the kit; their work is handed in, sealed
and signed, into a folder on this disk, and opened again with the class's keys. Then 3,000 of them are collected, twice
(benchmarks/collecting.py), and forty are handed in at once at a drop box, through TLS on the loop-back (benchmarks/drop_box.py).
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import jupytext
import nbformat

from benchmarks import collecting, drop_box
from benchmarks.figures import Figure, run
from carrying.archive import write_archive
from carrying.bundle import Manifest, pack, read_bundle
from carrying.handin import HandIn, as_hand_in, hand_in
from carrying.keys import PASSPHRASE_WORK, Keys, lock, new_keys, unlock
from carrying.packs import take_pack
from carrying.saving import save
from carrying.sealing import Signed
from carrying.study import Study, open_study
from carrying.trust import own_keys
from curriculum.course import COURSES, Course, load_course
from curriculum.lesson import encode
from curriculum.releasing import release_lesson
from kit.students import Student, work

COURSE, LESSON = "data-detectives", "equal-fractions-1"
STUDENTS = 30
FRESH = 7
T = TypeVar("T")
TODAY = date(2026, 11, 17)

LOADING = """
import time
begun = time.perf_counter()
import nacl.signing, pyrage
print((time.perf_counter() - begun) * 1000)
"""

UNITS = {
    "hand_ins": "hand-ins of one lesson, each worked through by a scripted student",
    "handin_kb": "kB, a sealed hand-in, median",
    "sealing_adds_bytes": "bytes, that sealing and signing add to the zip, most",
    "seal_s": "s, all of them from study folder to verified file: read, pack, sign, encrypt, fsync, read back",
    "seal_ms": "ms, one of them, median",
    "open_s": "s, all of them opened again: decrypt, verify signature and digests, read",
    "open_ms": "ms, one of them, median",
    "load_ms": f"ms, once per process, to load the libraries, median of {FRESH} fresh processes",
    "keys_ms": "ms, once per study folder, to make its keys",
    "unlock_ms": "ms, once per run, to open the class's keys with the passphrase (slow on purpose)",
    **collecting.UNITS,
    **drop_box.UNITS,
}


def measure() -> dict[str, Figure]:
    """All figures."""
    with tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder))


def _measure(root: Path) -> dict[str, Figure]:
    school = new_keys("7B")
    course = load_course(COURSES / COURSE)
    studies = _work(root, course, school)
    stick = root / "stick"
    stick.mkdir()
    made = [_timed(partial(own_keys, study)) for study in studies]
    sealed = [_timed(partial(hand_in, study, stick)) for study in studies]
    files = [file for _, file in sealed]
    opened = [_timed(partial(_opened, file, school)) for file in files]
    if {one.student for _, one in opened} != {study.profile.student for study in studies}:
        raise RuntimeError("what was opened is not what was handed in")
    locked = lock(school, "seven quiet rivers", PASSPHRASE_WORK)
    return {
        "hand_ins": len(files),
        "handin_kb": round(statistics.median(file.stat().st_size for file in files) / 1000, 1),
        "sealing_adds_bytes": max(_added(file, school) for file in files),
        "seal_s": round(sum(seconds for seconds, _ in sealed), 3),
        "seal_ms": _median_ms(sealed),
        "open_s": round(sum(seconds for seconds, _ in opened), 3),
        "open_ms": _median_ms(opened),
        "load_ms": round(statistics.median(_load_ms() for _ in range(FRESH)), 1),
        "keys_ms": _median_ms(made),
        "unlock_ms": round(_timed(lambda: unlock(locked, "seven quiet rivers"))[0] * 1000),
        **collecting.measure_collect(root, [one for _, one in opened], COURSE, school),
        **drop_box.measure_box(root, [one for _, one in opened], COURSE, school),
    }


def _work(root: Path, course: Course, school: Keys) -> list[Study]:
    """Study folders in which the lesson was done; lessons as students get them, made without nbgrader."""
    notebook = jupytext.read(course.notebook(LESSON))
    notebook.metadata["trellis"] = {"course": COURSE, "lesson": LESSON, "format": 1}
    members = {
        f"{LESSON}/{LESSON}.ipynb": nbformat.writes(notebook).encode(),
        f"{LESSON}/lesson.json": encode(release_lesson(course, LESSON, "salt")),
    }
    path = root / "lessons.trellis"
    save(path, pack(Manifest(kind="pack", course=COURSE), members, Signed(school)))
    studies = []
    for number in range(STUDENTS):
        study = open_study(root / f"study-{number:02}", COURSE)
        take_pack(study, read_bundle(path))
        student = Student(name=f"Student {number}", able={"": 0.5 + number / 60}, lessons={LESSON: 1})
        work(student, [study], course, TODAY)
        studies.append(study)
    return studies


def _timed(what: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    outcome = what()
    return time.perf_counter() - begun, outcome


def _opened(file: Path, school: Keys) -> HandIn:
    return as_hand_in(read_bundle(file, [school]))


def _median_ms(timed: Sequence[tuple[float, object]]) -> float:
    return round(statistics.median(seconds for seconds, _ in timed) * 1000, 1)


def _added(file: Path, school: Keys) -> int:
    bundle = read_bundle(file, [school])
    return file.stat().st_size - len(write_archive(bundle.manifest, bundle.members))


def _load_ms() -> float:
    return float(
        subprocess.run([sys.executable, "-c", LOADING], check=True, capture_output=True, text=True).stdout
    )


if __name__ == "__main__":
    run(measure, __doc__ or "", UNITS)
