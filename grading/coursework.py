"""Coursework: one assignment of an nbgrader course, with all that grading its submissions needs, read once."""

from __future__ import annotations

import glob
import hashlib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import msgspec
from nbformat.notebooknode import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc
from traitlets.config import Config

from grading.box.readable import would_be_open
from grading.box.scratch import acts
from grading.ledger import Ledger, read_ledger
from grading.lesson_marks import LessonMarker
from grading.matching import defines
from grading.nbgrader_steps import Steps
from grading.repair import stand_in
from grading.salvage import salvage_file
from grading.words import _
from grading.works import Work, has_notebook

VERSION = 2
"""Part of what was graded: raised when the same work would get another grade from a newer Trellis."""

TIMESTAMP = "timestamp.txt"
PYTHON = "python"


class CannotGrade(Exception):
    """A submission cannot be graded; the message is the sentence that says why, and what to do."""


class Coursework:
    """An assignment: its cells in the gradebook, its released notebooks, nbgrader's steps for it.

    `marker` marks lessons of a Trellis class; None for any other nbgrader course. Raises nbgrader's MissingEntry where
    the assignment is not in the gradebook.
    """

    def __init__(
        self,
        coursedir: CourseDirectory,
        config: Config,
        gradebook: Any,
        assignment: str,
        marker: LessonMarker | None,
    ) -> None:
        self.coursedir, self.config, self.assignment, self.marker = coursedir, config, assignment, marker
        self.ledger: Ledger = read_ledger(gradebook, assignment)
        converter = Autograde(coursedir=coursedir, config=config)
        with _beside(coursedir.root):
            self.steps = Steps(converter, config)
        self._students = None if converter.create_student else {one.id for one in gradebook.students}
        self.permissions, self.groupshared = int(str(converter.permissions), 8), bool(coursedir.groupshared)
        self.source = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
        self.release = Path(coursedir.format_path(coursedir.release_directory, ".", assignment))
        self.released = {name: self._released(name) for name in self.ledger.notebooks}
        keep = {Path(one).as_posix() for one in converter.exclude_overwriting.get(assignment, [])}
        self._handed_out = {name: path for name, path in self._files(self.source) if name not in keep}
        self.defines = {
            name: tuple(sorted(_defined(notebook)))
            for name, notebook in self.released.items()
            if notebook is not None
        }
        course = [marker.folder.course_folder()] if marker is not None else []
        self.private = would_be_open([Path(coursedir.root), *course])
        self._digest = self._digest_of_assignment()

    def check(self, work: Work) -> None:
        """Raise CannotGrade where a submission is not to be graded at all."""
        if self._students is not None and work.student not in self._students:
            raise CannotGrade(
                _(
                    "The gradebook does not know the student {student}, and the course's settings "
                    "(Autograde.create_student) do not allow entering anybody. Enter the student, then "
                    "grade again."
                ).format(student=work.student)
            )
        for notebook in self.ledger.notebooks.values():
            language = notebook.kernelspec.get("language") or PYTHON
            if language.lower() != PYTHON:
                raise CannotGrade(
                    _(
                        "The notebook {notebook} is written in {language}; only Python is graded here. "
                        "Grade this assignment with nbgrader."
                    ).format(notebook=notebook.name, language=language)
                )

    def graded_copy(self, student: str) -> Path:
        """Where a student's graded copy goes."""
        return Path(self.coursedir.format_path(self.coursedir.autograded_directory, student, self.assignment))

    def files(self, work: Work) -> dict[str, Path]:
        """The files beside the notebooks, by their path inside the assignment: the student's, the course's over them.

        Never a symlink, which could lead anywhere, and of the student's none that would act in the teacher's browser.
        """
        own = {name: path for name, path in sorted(self._files(work.folder)) if not acts(name)}
        return {**own, **self._handed_out}

    def timestamp(self, work: Work) -> Any:
        """When the work was handed in, UTC without a zone; None where nobody says. Raises ValueError where it says nonsense."""
        try:
            text = (work.folder / TIMESTAMP).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        return parse_utc(text) if text else None

    def digest(self, work: Work, journal: str = "") -> str:
        """All that decides the grade: the submission, the assignment as released, and our own version."""
        whole = hashlib.sha256(self._digest)
        own = sorted(
            path for path in work.folder.iterdir() if path.suffix == ".ipynb" or path.name == journal
        )
        for path in [*own, *self.files(work).values()]:
            if path.is_file() and not path.is_symlink():
                whole.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
        return whole.hexdigest()

    def _digest_of_assignment(self) -> bytes:
        whole = hashlib.sha256(b"%d\n" % VERSION)
        whole.update(
            msgspec.json.encode([list(one.cells.values()) for one in self.ledger.notebooks.values()])
        )
        if self.marker is not None:
            for name in sorted(name for one in self.ledger.notebooks.values() for name in one.graded):
                item = self.marker.course.items.get(name.removeprefix("check-"))
                whole.update(msgspec.json.encode(item) if item is not None else b"")
            lesson = self.source / "lesson.json"
            whole.update(lesson.read_bytes() if lesson.is_file() else b"")
        return whole.digest()

    def _released(self, name: str) -> NotebookNode | None:
        """A notebook as it was released; where the release is gone, the source without its answers stands in for it."""
        for folder in (self.release, self.source):
            path = folder / f"{name}.ipynb"
            if path.is_file():
                found = salvage_file(path).notebook
                return found if found is None or folder == self.release else stand_in(found)
        return None

    def _files(self, folder: Path) -> Iterator[tuple[str, Path]]:
        """As nbgrader's find_all_files, which asks the disk once for each file and pattern."""
        patterns = [*self.coursedir.ignore, "*.ipynb"]
        for place, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if not _is_ignored(name, patterns)]
            for name in names:
                path = Path(place, name)
                if not _is_ignored(name, patterns) and path.is_file() and not path.is_symlink():
                    yield path.relative_to(folder).as_posix(), path


def _is_ignored(name: str, patterns: Sequence[str]) -> bool:
    """Whether a file's name is one of the course's setting `ignore`; as in a shell, `*` finds no hidden files."""
    return any(
        fnmatchcase(name, pattern) and (pattern.startswith(".") or not name.startswith("."))
        for pattern in patterns
    )


@contextmanager
def _beside(root: str) -> Iterator[None]:
    """Let the course's own modules, such as a plugin for late work, be found beside its settings, as nbgrader does."""
    sys.path.insert(0, root)
    try:
        yield
    finally:
        sys.path.remove(root)


def _defined(notebook: NotebookNode) -> set[str]:
    """The names that a notebook as released has students define."""
    return {name for cell in notebook.cells if cell.cell_type == "code" for name in defines(cell.source)}


def works_of(
    coursedir: CourseDirectory, assignment: str, students: Sequence[str] | None = None
) -> list[Work]:
    """The submissions of an assignment, by student; without those the settings leave out."""
    pattern = re.compile(
        coursedir.format_path(coursedir.submitted_directory, r"(?P<student>[^/\\]+)", assignment, escape=True)
    )
    out = {name.strip() for name in coursedir.student_id_exclude.split(",")}
    found = []
    places = coursedir.format_path(coursedir.submitted_directory, "*", assignment)
    for place in sorted(glob.glob(places)):  # noqa: PTH207 - a full path, as nbgrader itself looks
        match = pattern.fullmatch(place)
        if match and match["student"] not in out and has_notebook(Path(place)):
            found.append(Work(match["student"], assignment, Path(place)))
    return [work for work in found if students is None or work.student in students]
