"""A teacher and students, each in a folder of their own, with nothing between them but the folder of the exchange."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import msgspec
import nbgrader
import pytest
from jupyter_core.application import NoStart
from nbgrader.apps.nbgraderapp import NbGraderApp

from grading.exchange.letter import About, Letter, read_letter

FILES = Path(nbgrader.__file__).parent / "tests" / "apps" / "files"
NOTEBOOK = FILES / "test.ipynb"
COURSE = "abc101"

TEACHERS = """
from pathlib import Path
from grading.exchange.settings import settle_exchange
c = get_config()
settle_exchange(c, Path({root!r}))
c.CourseDirectory.root = {course!r}
c.CourseDirectory.course_id = "abc101"
"""


class Said(msgspec.Struct, frozen=True):
    """How a command ended, and what it logged."""

    code: int
    log: str

    @property
    def lines(self) -> list[str]:
        """The log without the names of apps and levels."""
        return [line.partition("] ")[2] for line in self.log.splitlines()]


def nbgrader_command(folder: Path, cache: Path, *words: str) -> Said:
    """Run a command of nbgrader's in this process, in `folder`."""
    app = NbGraderApp.instance()
    log, code = StringIO(), 0
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        try:
            app.initialize([*words, f"--Exchange.cache={cache}"])
            app.init_logging(logging.StreamHandler, [log], color=False, subapps=True)
            app.start()
        except NoStart:
            pass
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            app.reset()
    return Said(code, log.getvalue())


class Person:
    """Someone with a folder to run nbgrader in, and a cache."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cache = folder, folder / "cache"
        folder.mkdir(parents=True, exist_ok=True)

    def does(self, *words: str, code: int = 0) -> Said:
        """Run a command, which must end in `code`."""
        said = nbgrader_command(self.folder, self.cache, *words)
        assert said.code == code, said.log
        return said

    def edit(self, text: str, assignment: str = "ps1") -> None:
        """Work on the assignment."""
        (self.folder / assignment / "answer.txt").write_text(text, encoding="utf-8")


class World:
    """The course abc101, not released yet."""

    def __init__(self, home: Path, exchange: Path) -> None:
        self.home, self.exchange = home, exchange
        self.course = home / "course"
        self.teacher = Person(self.course)
        config = TEACHERS.format(root=str(exchange), course=str(self.course))
        (self.course / "nbgrader_config.py").write_text(config, encoding="utf-8")

    def release(self, assignment: str = "ps1", *words: str, course: str = COURSE, code: int = 0) -> Said:
        """Make a released assignment, and release it to the exchange."""
        release = self.course / "release" / assignment
        release.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(NOTEBOOK, release / "p1.ipynb")
        said = nbgrader_command(
            self.course, self.teacher.cache, "release_assignment", assignment, "--course", course, *words
        )
        assert said.code == code, said.log
        return said

    def student(self, name: str, course: str = COURSE) -> Person:
        """A student on a machine of their own, with the settings that lie beside the assignments."""
        person = Person(self.home / name)
        text = (self.exchange / course / "nbgrader_config.py").read_text(encoding="utf-8")
        text += f"\nc.CourseDirectory.student_id = {name!r}\n"
        (person.folder / "nbgrader_config.py").write_text(text, encoding="utf-8")
        return person

    def fetched(self, name: str) -> Person:
        """A student who has fetched ps1."""
        person = self.student(name)
        person.does("fetch_assignment", "ps1")
        return person

    @property
    def inbound(self) -> Path:
        """Where submissions lie."""
        return self.exchange / COURSE / "inbound"

    def submissions(self) -> list[Letter]:
        """The letters handed in, the earliest first."""
        return sorted(
            (read_letter(path) for path in self.inbound.iterdir()), key=lambda one: one.about.timestamp
        )

    def submitted(self, student: str, assignment: str = "ps1") -> Path:
        """Where a submission is collected to."""
        return self.course / "submitted" / student / assignment

    def beside(self, student: str, assignment: str = "ps1") -> list[Path]:
        """The submissions kept beside the newest."""
        return sorted((self.course / "submitted-others" / student / assignment).glob("*"))

    def write_feedback(self, student: str, text: str = "<p>Well done.</p>") -> None:
        """Feedback as nbgrader generate_feedback leaves it."""
        feedback = self.course / "feedback" / student / "ps1"
        feedback.mkdir(parents=True, exist_ok=True)
        (feedback / "p1.html").write_text(text, encoding="utf-8")
        for name in ("timestamp.txt", "submission_secret.txt"):
            shutil.copyfile(self.submitted(student) / name, feedback / name)


def about(**changes: object) -> About:
    """A submission's letter, changed."""
    plain = About(
        what="submission",
        course=COURSE,
        assignment="ps1",
        student="ana",
        timestamp="2026-11-02 08:00:00.000000 UTC",
        secret="0a" * 64,
    )
    return msgspec.structs.replace(plain, **changes)


@contextmanager
def on_windows() -> Iterator[None]:
    """As nbgrader finds it on Windows: the platform's name, and no database of accounts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.platform", "win32")
        patch.setattr("nbgrader.utils.pwd", None)
        patch.setenv("USERNAME", "ana")
        yield
