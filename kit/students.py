"""Twelve scripted students for the practice class. They press the buttons a student presses and type into real notebooks.

Nothing about their results is written down here: only how able they are, what they believe, and how they work. What becomes of it
is for the pipeline to find out.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Literal

import msgspec
import nbformat

from carrying.journal import Journal
from carrying.packs import open_lesson
from carrying.saving import save
from carrying.study import Study
from curriculum.branching import Ask, Choose
from curriculum.course import Course
from curriculum.evidence import Checked
from curriculum.items import Code
from curriculum.lesson import read_lesson, widgets_in
from curriculum.marking import UNSCORED, Answer, canonical, from_canonical
from curriculum.variants import Field, OpenKey, Variant
from widgets.exercise import Exercise
from widgets.running import try_function

Writes = Literal["solution", "prints", "loops", "slip", "nothing"]
MOST_ACTIONS = 400
"""A walk through any lesson ends long before this; a script that goes round is a fault."""


class Student(msgspec.Struct, frozen=True, kw_only=True):
    """How one student works.

    `able` is the chance of knowing an answer at first sight, per strand (`""` for all others). `believes` are misconceptions that the
    student acts on wherever a question offers them. `lessons` maps each lesson tried to how many days ago that was; `until` is the
    share of the lesson's questions done before stopping. `writes` maps code items to how the student solves them.
    """

    name: str
    able: dict[str, float]
    lessons: dict[str, int]
    believes: tuple[str, ...] = ()
    seconds: float = 25.0
    learns: float = 0.35
    asks_for_hints: float = 0.15
    until: float = 1.0
    says: dict[str, Literal["too-easy", "too-hard", "stuck"]] = {}
    writes: dict[str, Writes] = {}
    hands_in: bool = True
    machines: int = 1
    damages: str = ""


FRACTIONS = {"equal-fractions-1": 11, "comparing-fractions-1": 6}

CLASS = (
    Student(
        name="Amina Diallo",
        able={"": 0.88},
        lessons={**FRACTIONS, "first-code-1": 3},
        seconds=48,
        asks_for_hints=0.3,
    ),
    Student(
        name="Mei Tanaka",
        able={"": 0.98},
        lessons={**FRACTIONS, "first-code-1": 4},
        seconds=17,
        says={"ask": "too-easy"},
    ),
    Student(
        name="Luis Ferreira",
        able={"": 0.62},
        lessons=FRACTIONS,
        believes=("same-leftover", "bigger-bottom-bigger", "looks-at-bottom-only", "gap-thinking"),
        learns=0.0,
    ),
    Student(name="Tom Nowak", able={"": 0.6}, lessons={"equal-fractions-1": 17}, until=0.6),
    Student(name="Eva Lind", able={"": 0.7}, lessons={}, hands_in=False),
    Student(
        name="Sara Haddad", able={"": 0.45}, lessons=FRACTIONS, seconds=4, learns=0.5, asks_for_hints=0.0
    ),
    Student(
        name="Ben Osei",
        able={"": 0.74, "code": 0.6},
        lessons={"equal-fractions-1": 9, "first-code-1": 2},
        writes={"double": "prints", "fair-share": "slip", "pages-read": "slip"},
    ),
    Student(
        name="Ife Adeyemi",
        able={"": 0.5, "code": 0.35},
        lessons={"first-code-1": 1},
        asks_for_hints=0.8,
        says={"miss": "stuck"},
        until=0.6,
    ),
    Student(
        name="Noor Rahman", able={"": 0.85}, lessons={"equal-fractions-1": 5}, damages="equal-fractions-1"
    ),
    Student(
        name="Diego Morales", able={"": 0.7}, lessons={"first-code-1": 2}, writes={"pages-read": "loops"}
    ),
    Student(name="Priya Nair", able={"": 0.9}, lessons={**FRACTIONS, "first-code-1": 1}, machines=2),
    Student(
        name="Jonas Weber", able={"": 0.65}, lessons={"first-code-1": 8, "equal-fractions-1": 1}, until=0.5
    ),
)


class Clock:
    """A student's clock: it starts at a school hour of a day and goes on as the student works."""

    def __init__(self, day: date, hour: int) -> None:
        self.time = datetime.combine(day, time(hour, 5), UTC)

    def __call__(self) -> datetime:
        """The time now."""
        return self.time

    def pass_(self, seconds: float) -> None:
        """Let time go by."""
        self.time += timedelta(seconds=seconds)


def work(student: Student, studies: list[Study], course: Course, today: date) -> None:
    """Let `student` do their lessons, the earliest first, each on the next of their machines."""
    for turn, (lesson, days) in enumerate(sorted(student.lessons.items(), key=lambda entry: -entry[1])):
        study = studies[turn % len(studies)]
        chance = random.Random(f"{student.name}/{lesson}")
        clock = Clock(today - timedelta(days=days), 8 + chance.randrange(6))
        notebook = open_lesson(study, lesson)
        last = lesson == min(student.lessons, key=lambda name: student.lessons[name])
        _Sitting(student, course, chance, clock).do(notebook.parent, lesson, student.until if last else 1.0)
        if not last or student.until == 1.0:
            _write_code(student, notebook, course)
            _run_checks(student, notebook, study, clock)
        if student.damages == lesson:
            # The stick was pulled while the notebook was being copied: the end of the file is missing.
            notebook.write_bytes(notebook.read_bytes()[:-700])


class _Sitting:
    """One student doing the questions of one lesson."""

    def __init__(self, student: Student, course: Course, chance: random.Random, clock: Clock) -> None:
        self.student, self.course, self.chance, self.clock = student, course, chance, clock

    def do(self, folder: Path, lesson: str, until: float) -> None:
        for kind, name in widgets_in(self.course.notebook(lesson).read_text(encoding="utf-8")):
            if kind == "ask":
                self._walk(Exercise.open(folder, "ask", name, self.clock), 1.0)
            elif kind == "branch":
                self._walk(Exercise.open(folder, "branch", name, self.clock), until)

    def _walk(self, exercise: Exercise, until: float) -> None:
        asked = sum(isinstance(node, Ask) and node.lane == "core" for node in exercise.graph.nodes)
        for _ in range(MOST_ACTIONS):
            if exercise.at_end or (exercise.kind == "ask" and exercise.here.now.right):
                return
            done = len({visit.node for visit in exercise.here.before if visit.attempts})
            if until < 1 and done >= until * asked:
                return
            if isinstance(exercise.node, Choose):
                self.clock.pass_(6)
                exercise.choose(self.chance.choice(exercise.node.options).id)
            elif exercise.check is not None and not exercise.here.now.right:
                exercise.answer(self._program(exercise.check.item))
            elif exercise.variant is None or exercise.screen().next:
                self._move(exercise)
            elif not self._try(exercise):
                return
        raise RuntimeError(f"{self.student.name} goes round in {exercise.name} at {exercise.here.now.node}")

    def _move(self, exercise: Exercise) -> None:
        if (
            isinstance(exercise.node, Ask)
            and "ask" in self.student.says
            and exercise.here.now.right
            and not exercise.here.now.misses
        ):
            exercise.feel(self.student.says["ask"])
        self.clock.pass_(8 if exercise.variant else 30)
        exercise.go()

    def _program(self, item: str) -> str:
        self.clock.pass_(self.student.seconds * 6)
        code = self.course.items[item]
        return code.solution if isinstance(code, Code) else ""

    def _try(self, exercise: Exercise) -> bool:
        """One attempt at the question; False where the student gives it up."""
        variant, here = exercise.variant, exercise.here.now
        if variant is None or here.attempts > 8 or (exercise.kind == "ask" and here.misses >= 3):
            return False
        if here.misses and "miss" in self.student.says and not here.felt:
            exercise.feel(self.student.says["miss"])
        if exercise.screen().more_hints and self.chance.random() < self.student.asks_for_hints:
            self.clock.pass_(5)
            exercise.hint()
        seconds = round(self.student.seconds * (0.6 + 0.8 * self.chance.random()), 1)
        self.clock.pass_(seconds)
        exercise.answer(self._answer(variant, here.misses), seconds)
        return True

    def _answer(self, variant: Variant, misses: int) -> Answer:
        keyed = self.course.draw(variant.item, variant.number)
        if not isinstance(keyed.key, OpenKey):
            raise TypeError(variant.item)
        if variant.type in UNSCORED:
            return _said(variant)
        right = from_canonical(keyed, keyed.key.accepts[0])
        believed = [
            remark.matches for remark in keyed.remarks if remark.misconception in self.student.believes
        ]
        if believed and self.chance.random() > self.student.learns * misses:
            return from_canonical(keyed, self.chance.choice(believed))
        strand = self.course.outline.skill(variant.skill).strand
        able = self.student.able.get(strand, self.student.able[""]) - 0.06 * (variant.difficulty - 2)
        able += (1 - able) * (1 - (1 - self.student.learns) ** misses)
        return right if self.chance.random() < able else self._wrong(keyed, right)

    def _wrong(self, variant: Variant, right: Answer) -> Answer:
        known = [from_canonical(variant, remark.matches) for remark in variant.remarks]
        if known and self.chance.random() < 0.6:
            return self.chance.choice(known)
        match right:
            case int():
                return self.chance.choice([index for index in range(len(variant.options)) if index != right])
            case list() if variant.type == "multi":
                wrong: list[int | str] = [i for i in range(len(variant.options)) if i not in right]
                return right[:-1] or wrong[:1]
            case list() if variant.fields:
                return [_beside(variant.fields[0], right[0]), *right[1:]]
            case list() if variant.indent:  # each line with its steps
                return [*right[2:4], *right[:2], *right[4:]]
            case list():
                return [right[1], right[0], *right[2:]]
            case _ if variant.type == "number":
                return from_canonical(variant, str(Fraction(canonical(variant, right)) + 1))
            case _:
                return "I do not know"


def _said(variant: Variant) -> Answer:
    """Something to say where nothing is right or wrong."""
    if variant.fields:
        return [0 for _ in variant.fields]
    return [0] if variant.options else "I looked at it twice, and then I wrote down what I saw."


def _beside(field: Field, right: int | str) -> int | str:
    """What is not right in one place of an answer."""
    if field.kind == "choice":
        return (int(right) + 1) % len(field.options)
    return str(Fraction(right) + 1) if field.kind == "number" else "I do not know"


def _write_code(student: Student, notebook: Path, course: Course) -> None:
    """Type the student's functions into the notebook's answer cells."""
    made = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    for cell in made.cells:
        item = course.items.get(cell.metadata.get("nbgrader", {}).get("grade_id", "").removeprefix("answer-"))
        if isinstance(item, Code):
            cell.source = _source(item, student.writes.get(item.id, "solution"))
    save(notebook, nbformat.writes(made).encode())  # type: ignore[no-untyped-call]


def _run_checks(student: Student, notebook: Path, study: Study, clock: Clock) -> None:
    """Run the answer cells and their checks, as the student would; one who wrote an endless loop stops it and runs no check of it."""
    lesson = read_lesson(notebook.parent)
    journal = Journal(notebook.parent, lesson.lesson, study, clock)
    names: dict[str, object] = {}
    for cell in nbformat.read(notebook, as_version=4).cells:  # type: ignore[no-untyped-call]
        check = lesson.checks.get(
            cell.metadata.get("nbgrader", {}).get("grade_id", "").removeprefix("answer-")
        )
        if check is None or student.writes.get(check.item) in ("loops", "nothing"):
            continue
        clock.pass_(student.seconds * 6)
        exec(compile(cell.source, str(notebook), "exec"), names)  # noqa: S102  # the script's own functions, written below
        report = try_function(check, names.get(check.function), names)
        journal.append(
            Checked,
            item=check.item,
            passed=report.passed,
            misconception=report.misconception,
            source=cell.source,
        )


def _source(item: Code, how: Writes) -> str:
    match how:
        case "prints":
            return item.solution.replace("return ", "print(").rstrip() + ")\n"
        case "loops":
            head = item.solution.splitlines()[0]
            return (
                f"{head}\n    pages = 0\n    while pages < 1:\n        first = first + 0\n    return pages\n"
            )
        case "slip":
            return item.solution.replace("//", "/").replace(" + 1", "")
        case "nothing":
            return item.starter
        case _:
            return item.solution
