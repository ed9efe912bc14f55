"""Scale: a million answers of five thousand students, replanned, against the time pandas takes to read the same records.

    python -m benchmarks.scale [--students N] [--answers N] [--json]

The answers are made up: right or wrong by each student's level, on the variants of the course that comes with the kit, over some sixty
days, as journal lines like those a student's machine writes. They are judged from the key as any others. Measured are a full replan from
the raw lines with nothing kept, another one with everything kept (as on the next morning), and one student's hand-in: merged, and that
student replanned. The machine may be busy, so each of the two that are compared is run three times in turns, and the medians count.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

import msgspec
import pandas as pd
import sqlalchemy as sa

from benchmarks.figures import Figure, add_json, show
from carrying.handin import HandedIn, HandIn
from curriculum.course import Course, find_course, load_course
from curriculum.evidence import Answered, write_event
from curriculum.items import Code
from curriculum.marking import Answer, from_canonical
from curriculum.variants import OpenKey
from grading import tables
from grading.records import Records
from grading.replan import Replanner

COURSE = "data-detectives"
START = date(2026, 9, 1)
TODAY = date(2026, 11, 3)
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
TURNS = 3
UNITS = {
    "students": "students",
    "answers": "answers in the records",
    "pandas_s": "s for pandas.read_sql of the events (median)",
    "full_replan_s": "s to judge, estimate and plan everyone from the raw lines, nothing kept (median)",
    "full_over_pandas": "times as long as pandas takes to read (at most 3)",
    "kept_replan_s": "s to plan everyone once more, everything kept",
    "one_hand_in_ms": "ms to merge one student's hand-in and replan that student (median of 20; at most 50)",
    "one_hand_in_worst_ms": "ms, the slowest of the 20",
    "one_hand_in_cpu_ms": "ms of processor time of it (median): without waiting for the disk, and for others at work",
}


class Question(msgspec.Struct, frozen=True):
    """A variant to answer: a right answer and a wrong one."""

    item: str
    lesson: str
    variant: int
    right: Answer
    wrong: Answer


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=5_000, help="how many students")
    parser.add_argument("--answers", type=int, default=1_000_000, help="how many answers in all")
    add_json(parser)
    wanted = parser.parse_args()
    figures = measure(wanted.students, wanted.answers)
    show(figures, UNITS, as_json=wanted.json)
    return 0


def measure(students: int, answers: int) -> dict[str, Figure]:
    """Make the records, and measure."""
    course = load_course(find_course(COURSE))
    questions = questions_of(course)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'records.db').as_posix()}"
        with Records(url) as records:
            fill(records, questions, students, answers // students)
        reading: list[float] = []
        planning: list[float] = []
        for _ in range(TURNS):
            reading.append(_timed(lambda: _read_with_pandas(url)))
            _forget(url)
            planning.append(_timed(lambda: _replan(url, course)))
        kept = _timed(lambda: _replan(url, course))
        each = [_hand_in(url, course, questions, number, answers // students) for number in range(20)]
    return {
        "students": students,
        "answers": answers // students * students,
        "pandas_s": round(median(reading), 2),
        "full_replan_s": round(median(planning), 2),
        "full_over_pandas": round(median(planning) / median(reading), 2),
        "kept_replan_s": round(kept, 2),
        "one_hand_in_ms": round(1000 * median(wall for wall, _ in each), 1),
        "one_hand_in_worst_ms": round(1000 * max(wall for wall, _ in each), 1),
        "one_hand_in_cpu_ms": round(1000 * median(cpu for _, cpu in each), 1),
    }


def questions_of(course: Course) -> list[Question]:
    """Every question of the course that is not code, in four variants."""
    found = []
    lessons = {
        getattr(node, "item", ""): lesson for lesson, graph in course.graphs.items() for node in graph.nodes
    }
    for name, item in course.items.items():
        if isinstance(item, Code):
            continue
        for number in range(4):
            variant = course.draw(name, number)
            if not isinstance(variant.key, OpenKey) or variant.type == "rubric":
                continue
            right = from_canonical(variant, variant.key.accepts[0])
            wrong: Answer = (
                "0" if variant.type in ("number", "text") else _another(right, len(variant.options))
            )
            found.append(Question(name, lessons.get(name, ""), number, right, wrong))
    return found


def fill(records: Records, questions: list[Question], students: int, each: int) -> None:
    """Put the answers of everyone into the records, as merging would."""
    with records.connect() as db:
        for number in range(students):
            student = student_id(number)
            lines = list(_lines(student, questions, 0, each))
            db.execute(
                tables.events.insert(),
                [
                    {
                        "student": student,
                        "installation": student,
                        "counter": counter,
                        "lesson": lesson,
                        "line": line,
                    }
                    for counter, lesson, line in lines
                ],
            )
            db.execute(
                tables.hand_ins.insert().values(
                    digest=f"{number:064}",
                    student=student,
                    installation=student,
                    counter=each,
                    at="2026-11-02T12:00:00+00:00",
                    received="2026-11-02T12:00:00+00:00",
                )
            )
        db.commit()


def _lines(
    student: str, questions: list[Question], first: int, many: int
) -> Iterator[tuple[int, str, bytes]]:
    """Journal lines without their newline: a student works forward through the questions, at a level of their own."""
    draw = random.Random(f"{student}/{first}")
    level = draw.uniform(0.45, 0.95)
    for number in range(first, first + many):
        where = number / max(1, first + many) * len(questions)
        question = questions[min(len(questions) - 1, max(0, int(where + draw.gauss(0, 8))))]
        right = draw.random() < level
        when = datetime(START.year, START.month, START.day, 9, tzinfo=UTC) + timedelta(hours=6.9 * number)
        event = Answered(
            by=(student, number + 1),
            at=when.isoformat(timespec="seconds"),
            lesson=question.lesson,
            item=question.item,
            variant=question.variant,
            attempt=1 if draw.random() < 0.8 else 2,
            answer=question.right if right else question.wrong,
            score=float(right),
            hints=int(draw.random() < 0.1),
            seconds=round(draw.uniform(4, 90), 1),
        )
        yield number + 1, question.lesson, write_event(event).rstrip(b"\n")


def student_id(number: int) -> str:
    """The id of made-up student `number`."""
    draw = random.Random(f"student/{number}")
    return "".join(draw.choice(ALPHABET) for _ in range(12))


def _another(right: Answer, options: int) -> Answer:
    if isinstance(right, int):
        return (right + 1) % max(2, options)
    if isinstance(right, list):
        return list(reversed(right)) if len(right) > 1 else [(int(right[0]) + 1) % max(2, options)]
    return "0"


def _read_with_pandas(url: str) -> None:
    engine = sa.create_engine(url)
    with engine.connect() as db:
        pd.read_sql("SELECT * FROM events", db)
    engine.dispose()


def _replan(url: str, course: Course) -> None:
    with Records(url) as records:
        Replanner(records, course, rounds=True).replan(TODAY)


def _forget(url: str) -> None:
    """Drop all that was kept, so that the next replan starts from the raw lines."""
    engine = sa.create_engine(url)
    with engine.begin() as db:
        db.execute(tables.replans.delete())
        db.execute(tables.difficulties.delete())
    engine.dispose()


def _hand_in(
    url: str, course: Course, questions: list[Question], number: int, before: int
) -> tuple[float, float]:
    """(seconds, seconds of processor time) from a hand-in with ten new answers to that student's new path."""
    student = student_id(number * 7)
    lines = [line for _, _, line in _lines(student, questions, before, 10)]
    by_lesson: dict[str, list[bytes]] = {}
    for line in lines:
        by_lesson.setdefault(msgspec.json.decode(line)["lesson"], []).append(line)
    hand_in = HandIn(
        digest=f"new{number:061}",
        student=student,
        course=COURSE,
        by=(student, before + 11),
        at="2026-11-03T12:00:00+00:00",
        lessons=tuple(
            HandedIn(lesson=lesson, notebook=None, journal=b"\n".join(own) + b"\n")
            for lesson, own in by_lesson.items()
        ),
    )
    with Records(url) as records:
        replanner = Replanner(records, course, rounds=True)
        begun, cpu = time.perf_counter(), time.process_time()
        merged = records.merge(hand_in)
        planned = replanner.replan(TODAY, [student])
        took = time.perf_counter() - begun, time.process_time() - cpu
    if merged.new_events != 10 or planned[student].known.work.seen:
        raise RuntimeError(f"the hand-in of {student} was not taken in as it should be")
    return took


def _timed(work: Callable[[], object]) -> float:
    """Seconds of processor time: nothing here waits for anything, and others may be at work."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
