"""The settings that take nbgrader to this exchange: a teacher's, and a student's. Nothing of nbgrader is imported here."""

from __future__ import annotations

import os
import string
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from traitlets.config import Config

from carrying.keys import Card
from grading.exchange.folder import CourseFolder

CLASSES = {
    "exchange": "grading.exchange.exchange.Exchange",
    "fetch_assignment": "grading.exchange.fetch_assignment.ExchangeFetchAssignment",
    "fetch_feedback": "grading.exchange.fetch_feedback.ExchangeFetchFeedback",
    "release_assignment": "grading.exchange.release_assignment.ExchangeReleaseAssignment",
    "release_feedback": "grading.exchange.release_feedback.ExchangeReleaseFeedback",
    "list": "grading.exchange.list.ExchangeList",
    "submit": "grading.exchange.submit.ExchangeSubmit",
    "collect": "grading.exchange.collect.ExchangeCollect",
}
"""ExchangeFactory's options, and our class for each."""

STUDENTS = '''\
"""nbgrader's settings for a student of this course.

Copy this file into the folder you work in, and run nbgrader there: fetch_assignment, submit, fetch_feedback, list.
"""

from pathlib import Path

from grading.exchange.settings import settle_student

c = get_config()  # noqa: F821
settle_student(
    c,
    Path(__file__).resolve().parent,
    course={course!r},
    root={root!r},
    class_card={card!r},
)

# Your teacher knows you by an id. Take away the # of the next line and write yours.
# c.CourseDirectory.student_id = "..."

# The folder of the exchange is looked for on every stick. If it is not found, say here where it is.
# c.Exchange.root = r"..."
'''


def settle_exchange(c: Config, root: Path) -> None:
    """Use this exchange, in the folder `root`."""
    for option, name in CLASSES.items():
        c.ExchangeFactory[option] = name
    c.Exchange.root = str(root)


def students_config(course: str, root: Path, card: Card | None) -> str:
    """The text of a student's nbgrader_config.py."""
    return STUDENTS.format(course=course, root=str(root), card=msgspec.to_builtins(card) if card else {})


def settle_student(
    c: Config, here: Path, *, course: str, root: str, class_card: Mapping[str, str] | None = None
) -> None:
    """Write a student's settings into `c`. Called by the student's own nbgrader_config.py, which is in the folder `here`."""
    settle_exchange(c, find_root(course, root, here))
    c.CourseDirectory.course_id = course
    if class_card:
        c.Exchange.class_card = dict(class_card)


def find_root(course: str, root: str, here: Path) -> Path:
    """The folder of the exchange on this machine: where the teacher had it, or under the same name on a stick.

    Where none is found it is the teacher's, so that the commands say which folder is missing.
    """
    if (here / "outbound").is_dir():  # the settings where they were written, beside the assignments
        return here.parent
    names = [part for part in root.replace("\\", "/").split("/") if part and not part.endswith(":")]
    tails = [names[at:] for at in range(max(0, len(names) - 4), len(names) + 1)]
    candidates = [Path(root), *(drive.joinpath(*tail) for drive in drives() for tail in tails)]
    return next((one for one in candidates if _is_dir(CourseFolder(one, course).outbound)), Path(root))


def drives() -> Iterator[Path]:
    """The folders that sticks and shares may appear as, without asking what they are."""
    if sys.platform == "win32":
        yield from (Path(f"{letter}:\\") for letter in string.ascii_uppercase[2:])
    elif sys.platform == "darwin":
        yield from _inside(Path("/Volumes"))
    else:
        for place in (Path("/media"), Path("/run/media"), Path("/mnt")):
            for folder in _inside(place):
                yield folder
                yield from (inner for inner in _inside(folder) if os.path.ismount(inner))


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError:
        return []


def _is_dir(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a drive that is there without a disk in it
        return False
