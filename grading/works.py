"""Works: the submissions there are in a class. Knows nothing of nbgrader, so the desk can ask for them quickly."""

from __future__ import annotations

from pathlib import Path

import msgspec

from carrying.journal import FILE as JOURNAL
from grading.class_folder import ClassFolder


class Work(msgspec.Struct, frozen=True):
    """One student's submission of one assignment (in a class: a lesson), and the folder it was put in."""

    student: str
    assignment: str
    folder: Path


def submissions(folder: ClassFolder) -> list[Work]:
    """The submissions of a class, by lesson and student: where there is a journal but no notebook, too."""
    found = [
        Work(lesson.parent.name, lesson.name, lesson)
        for lesson in folder.submitted.glob("*/*")
        if has_notebook(lesson) or (lesson / JOURNAL).is_file()
    ]
    return sorted(found, key=lambda one: (one.assignment, one.student))


def has_notebook(folder: Path) -> bool:
    """Whether something in a folder may be a notebook, whatever became of its name (grading/choosing.py finds out which)."""
    return folder.is_dir() and any(".ipynb" in path.name.casefold() for path in folder.iterdir())
