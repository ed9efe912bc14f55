"""Student work for tests: journals written by the real Journal, hand-ins made by the real hand_in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from carrying.bundle import read_bundle
from carrying.handin import HandIn, as_hand_in, hand_in
from carrying.journal import Journal
from carrying.packs import open_lesson, take_release
from carrying.saving import save
from carrying.study import HIDDEN, PROFILE, Profile, Study
from carrying.trust import remember_class
from curriculum.course import Course
from curriculum.evidence import Answered, Finished, Moved, Opened
from curriculum.variants import OpenKey
from grading.class_folder import ClassFolder
from tests.keys import CLASS


class Clock:
    """A clock that ticks a minute at every look, from 2 November 2026, 8:00."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(minutes=1)
        return self.time


def make_study(folder: Path, student: str, installation: str, course: str = "tiny") -> Study:
    """A study folder with a fixed identity, which knows the tests' class."""
    profile = Profile(student=student, installation=installation, course=course)
    save(folder / HIDDEN / PROFILE, msgspec.json.encode(profile))
    study = Study(folder, profile)
    remember_class(study, CLASS.card)
    return study


def write_journal(study: Study, lesson: str) -> Journal:
    """A lesson of a study folder, opened, and its journal.

    The notebook and lesson.json are empty stand-ins where they are missing.
    """
    folder = study.lesson(lesson)
    for name, text in (
        ("lesson.json", b"{}"),
        (f"{lesson}.ipynb", b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'),
    ):
        if not (folder / name).exists():
            save(folder / name, text)
    return Journal(folder, lesson, study, Clock())


def right_answer(course: Course, item: str, variant: int = 0) -> str | int:
    """The right answer to a variant of a number or choice item, as a student would give it."""
    drawn = course.draw(item, variant)
    assert isinstance(drawn.key, OpenKey)
    accepted = drawn.key.accepts[0]
    return int(accepted) if drawn.type == "choice" else accepted


def do_halving(study: Study, course: Course, *, first: str | None = None, last: str | None = None) -> Journal:
    """The halving lesson from start to end.

    `first` and `last` are answers to its two counted questions, right ones by default.

    The scores in the events say 1.0 throughout: the teacher's machine must not believe them.
    """
    journal = write_journal(study, "halving")
    journal.append(Opened)
    answer = first if first is not None else str(right_answer(course, "half-of"))
    journal.append(Answered, place="first", item="half-of", variant=0, attempt=1, answer=answer, score=1.0)
    if first is None:
        journal.append(Moved, place="first", to="puzzle", edge=1)
        journal.append(
            Answered,
            place="puzzle",
            item="which-half",
            variant=0,
            attempt=1,
            answer=right_answer(course, "which-half"),
            score=1.0,
        )
        journal.append(Moved, place="puzzle", to="last", edge=0)
    else:
        journal.append(Moved, place="first", to="last", edge=2)
    answer = last if last is not None else str(right_answer(course, "half-sealed"))
    journal.append(Answered, place="last", item="half-sealed", variant=0, attempt=1, answer=answer, score=1.0)
    journal.append(Moved, place="last", to="way", edge=0)
    journal.append(Moved, place="way", to="done", edge=0)
    journal.append(Finished, place="done")
    return journal


def handed_in(study: Study, stick: Path) -> HandIn:
    """A hand-in of everything in a study folder, written to a stick and read back."""
    stick.mkdir(exist_ok=True)
    return as_hand_in(read_bundle(hand_in(study, stick), [CLASS]))


def study_with(klass: ClassFolder, folder: Path, student: str, installation: str) -> Study:
    """A study folder with every released lesson of a class opened, notebooks and all."""
    study = make_study(folder, student, installation)
    for lesson in take_release(study, klass.release):
        open_lesson(study, lesson)
    return study


def write_code(study: Study, lesson: str, cell: str, source: str) -> None:
    """Write `source` into a cell of a student's notebook, as the notebook page would save it."""
    path = study.lesson(lesson) / f"{lesson}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    next(one for one in notebook["cells"] if one["id"] == cell)["source"] = source.splitlines(keepends=True)
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")
