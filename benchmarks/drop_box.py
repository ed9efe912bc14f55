"""What a class costs a drop box: forty students hand in at once, and the Wi-Fi of every third breaks off in the middle.

The box is a process of its own, as on a teacher's machine, and collects while it takes. Each student is a thread with connections of
its own, through TLS on the loop-back; a broken one goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from benchmarks.collecting import write_hand_in
from benchmarks.figures import Figure
from carrying.bundle import digest
from carrying.handin import HandIn
from carrying.keys import Keys, new_keys
from carrying.lan.client import Visitor
from carrying.lan.finding import Place, read_address
from carrying.study import random_id
from grading.class_folder import new_class
from kit.drop_box import BoxState, Order
from tests.carrying.lan.boxes import breaking

STUDENTS = 40
BROKEN = 3
"""Every so-many-th line breaks."""
HERE = "127.0.0.1"
UNITS = {
    "box_students": "hand-ins of one lesson, sent at the same moment from separate connections, through TLS",
    "box_broken": "of them whose line broke in the middle of the file, and went on over another",
    "box_kb": "kB, all of them",
    "box_s": "s, until the last student was told that the work is safe there",
    "box_p95_s": "s, a student's wait for that, 95th percentile",
    "box_collected_s": "s, until the last of them was collected and on the teacher's screen",
    "box_lost": "hand-ins lost",
    "box_identical": "whether each is on the teacher's machine byte for byte",
}


def measure_box(root: Path, templates: list[HandIn], course: str, school: Keys) -> dict[str, Figure]:
    """Figures. `templates` are hand-ins really worked; there may be fewer than students."""
    stick = root / "forty"
    stick.mkdir()
    for number in range(STUDENTS):
        student = (random_id(), random_id(), new_keys())
        write_hand_in(stick, templates[number % len(templates)], student, school, counter=900)
    work = [path.read_bytes() for path in sorted(stick.iterdir())]
    folder = new_class(root / "box", "7B", course)
    waits: dict[int, float] = {}
    with _opened(folder.root, school) as (place, collected):
        begun = time.perf_counter()
        students = [
            threading.Thread(target=_student, args=(number, work[number], school, place, waits))
            for number in range(STUDENTS)
        ]
        for student in students:
            student.start()
        for student in students:
            student.join()
        took = time.perf_counter() - begun
        while len(collected()) < STUDENTS and time.perf_counter() - begun < 120:
            time.sleep(0.02)
        shown = time.perf_counter() - begun
    there = {digest(path.read_bytes()) for path in folder.received.glob("*/*.trellis")}
    sent = {digest(data) for data in work}
    return {
        "box_students": STUDENTS,
        "box_broken": len(range(0, STUDENTS, BROKEN)),
        "box_kb": round(sum(map(len, work)) / 1000),
        "box_s": round(took, 2),
        "box_p95_s": round(sorted(waits.values())[int(len(waits) * 0.95)], 2),
        "box_collected_s": round(shown, 2),
        "box_lost": len(sent - there),
        "box_identical": there == sent and len(waits) == STUDENTS,
    }


def _student(number: int, data: bytes, school: Keys, place: Place, waits: dict[int, float]) -> None:
    begun = time.perf_counter()
    if number % BROKEN:
        Visitor(school.card, place).send(data)
    else:
        with breaking(place, [len(data) // 2]) as way:
            Visitor(school.card, way).send(data)
    waits[number] = time.perf_counter() - begun


@contextlib.contextmanager
def _opened(folder: Path, school: Keys) -> Iterator[tuple[Place, Callable[[], set[str]]]]:
    """A drop box that is open: where, and who has been collected so far."""
    box = subprocess.Popen(
        [sys.executable, "-P", "-m", "kit.drop_box"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert box.stdin is not None
    assert box.stdout is not None
    box.stdin.write(msgspec.json.encode(Order(folder=str(folder), keys=school.secret(), host=HERE)) + b"\n")
    box.stdin.flush()
    states = [msgspec.json.decode(box.stdout.readline(), type=BoxState)]
    if not states[0].open:
        raise RuntimeError(states[0].ended)

    def listen(said: Iterable[bytes]) -> None:
        for line in said:
            states[:] = [msgspec.json.decode(line, type=BoxState)]

    reader = threading.Thread(target=listen, args=(box.stdout,), daemon=True)
    reader.start()
    try:
        yield read_address(states[0].addresses[0]), lambda: set(states[0].students)
    finally:
        box.stdin.close()
        box.wait(30)
        reader.join()
        box.stdout.close()
