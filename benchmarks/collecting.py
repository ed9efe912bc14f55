"""What collecting costs: 3,000 sealed hand-ins in one folder, into a new class; and the same folder once more."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from benchmarks.figures import Figure
from carrying.archive import Manifest
from carrying.bundle import pack, write_bundle
from carrying.handin import HandIn
from carrying.keys import Keys, new_keys
from carrying.sealing import Sealed
from carrying.study import random_id
from grading.class_folder import ClassFolder, new_class
from grading.class_keys import with_keys
from grading.collect import Collected, collect

HAND_INS = 3_000
LATE = 30
UNITS = {
    "collect_files": "sealed hand-ins in one folder, each of another student and signed with another key",
    "collect_events": "entries in their journals",
    "collect_s": "s, to collect all of them into a new class: decrypt, verify, merge, one transaction and synced files each",
    "collect_ms": "ms, each",
    "again_s": "s, to collect the same folder again, median of 3",
    "again_part": "of the first time (the limit is 0.1)",
    "late_s": f"s, to collect it once more with {LATE} new hand-ins of students known before",
}


def measure_collect(root: Path, templates: list[HandIn], course: str, school: Keys) -> dict[str, Figure]:
    """Figures. `templates` are hand-ins really worked; the others are theirs under other ids, each sealed anew."""
    stick = root / "collect"
    stick.mkdir()
    students = [(random_id(), random_id(), new_keys()) for _ in range(HAND_INS)]
    for number, student in enumerate(students):
        write_hand_in(stick, templates[number % len(templates)], student, school, counter=900)
    folder = with_keys(new_class(root / "collecting", "7B", course), school)
    first, found = _timed(folder, stick)
    if len(found.new) != HAND_INS or found.aside:
        raise RuntimeError(f"{len(found.new)} of {HAND_INS} were collected")
    again = []
    for _ in range(3):
        seconds, twice = _timed(folder, stick)
        if twice.new or len(twice.taken) != HAND_INS:
            raise RuntimeError("the second collect found something new")
        again.append(seconds)
    for number, student in enumerate(students[:LATE]):
        write_hand_in(stick, templates[(number + 1) % len(templates)], student, school, counter=901)
    late, more = _timed(folder, stick)
    if len(more.new) != LATE:
        raise RuntimeError("the late ones were not collected")
    return {
        "collect_files": HAND_INS,
        "collect_events": sum(one.new_events for one in found.taken),
        "collect_s": round(first, 1),
        "collect_ms": round(first / HAND_INS * 1000, 2),
        "again_s": round(statistics.median(again), 2),
        "again_part": round(statistics.median(again) / first, 3),
        "late_s": round(late, 2),
    }


def write_hand_in(
    stick: Path, template: HandIn, student: tuple[str, str, Keys], school: Keys, counter: int
) -> None:
    """Write a template's work into a folder as another student's, sealed anew."""
    name, installation, keys = student
    members = {}
    for lesson in template.lessons:
        journal = lesson.journal.replace(template.by[0].encode(), installation.encode())
        members[f"{lesson.lesson}/journal.jsonl"] = journal
        if lesson.notebook is not None:
            members[f"{lesson.lesson}/notebook.ipynb"] = lesson.notebook
    manifest = Manifest(
        kind="hand-in", student=name, by=(installation, counter), at=template.at, course=template.course
    )
    write_bundle(stick, pack(manifest, members, Sealed(keys, school.card)))


def _timed(folder: ClassFolder, stick: Path) -> tuple[float, Collected]:
    begun = time.perf_counter()
    found = collect(folder, stick)
    return time.perf_counter() - begun, found
