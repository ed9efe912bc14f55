"""Study folders with released lessons in them, for the tests of the widgets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from carrying.study import open_study
from curriculum.course import Course, find_course, load_course
from curriculum.lesson import encode
from curriculum.releasing import release_lesson
from tests.tiny import write_course
from tests.zoo import long_way, zoo


@cache
def tiny_course() -> Course:
    """The tiny course, loaded once."""
    return load_course(write_course(Path(mkdtemp(prefix="tiny-course-"))))


@cache
def real_course() -> Course:
    """The course that comes with the kit, loaded once."""
    return load_course(find_course("data-detectives"))


@cache
def released(course: str, lesson: str) -> bytes:
    """`lesson.json` of a lesson of the `tiny`, the `real` or the `zoo` course; of the `long-way`, as its author previews it."""
    courses = {"tiny": tiny_course, "real": real_course, "zoo": zoo, "long-way": long_way}
    return encode(release_lesson(courses[course](), lesson, "salt", preview=course == "long-way"))


def lesson_folder(study: Path, lesson: str, course: str = "tiny") -> Path:
    """A lesson's folder in the study folder `study`, with its `lesson.json`, as on a student's machine."""
    open_study(study, {"real": "data-detectives", "long-way": "zoo"}.get(course, course))
    folder = study / lesson
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("lesson.json").write_bytes(released(course, lesson))
    return folder


class Clock:
    """A clock that goes on by ten seconds whenever it is asked."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=10)
        return self.now
