"""Course folders as nbgrader's own tests make them: its files as source and as submissions, released by its own code."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import nbgrader
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader

from benchmarks.homework import nbgrader_command
from grading.autograde import Graded, grade_course
from grading.records import Outcome

PACKAGE = Path(nbgrader.__file__).parent
FILES = PACKAGE / "tests" / "apps" / "files"
DOCUMENTATION = PACKAGE / "docs" / "source" / "user_guide"
DUE = "2015-02-02 14:58:23.948203 America/Los_Angeles"

Source = str | Path | NotebookNode
"""The name of one of nbgrader's test files, or a file, or a notebook."""


class NbCourse:
    """A course folder with one assignment, `ps1`, released."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def configure(self, lines: str) -> None:
        """Add to nbgrader_config.py."""
        with (self.root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
            file.write(f"\n{lines}\n")

    def submit(
        self,
        student: str,
        *files: Source,
        at: str | None = None,
        beside: Mapping[str, str] | None = None,
        **notebooks: Source,
    ) -> Path:
        """Put notebooks into `submitted/`: the first as p1, the second as p2, or by name. `beside` are other files, by path."""
        folder = self.root / "submitted" / student / "ps1"
        folder.mkdir(parents=True, exist_ok=True)
        for name, source in {**{f"p{n}": file for n, file in enumerate(files, 1)}, **notebooks}.items():
            put(source, folder / f"{name}.ipynb")
        write_files(folder, {**(beside or {}), **({} if at is None else {"timestamp.txt": at})})
        return folder

    def grade(self, **options: Any) -> Graded:
        """Our grader, on the best isolation there is."""
        return grade_course(self.root, "ps1", accept_unisolated=True, **options)

    def grade_by_nbgrader(self, *options: str) -> None:
        """The real `nbgrader autograde`, in a process of its own."""
        nbgrader_command(self.root, "autograde", "ps1", *options)

    @contextlib.contextmanager
    def gradebook(self) -> Iterator[Any]:
        """nbgrader's own view of what was graded."""
        with (
            warnings.catch_warnings(action="ignore"),
            Gradebook(f"sqlite:///{self.root / 'gradebook.db'}") as book,
        ):
            yield book

    def score(self, student: str, notebook: str = "p1") -> tuple[float, float, bool]:
        """(Score, most there is, whether a person has to look) of a notebook, as nbgrader reads them."""
        with self.gradebook() as book:
            found = book.find_submission_notebook(notebook, "ps1", student)
            return float(found.score), float(found.max_score), bool(found.needs_manual_grade)

    def cells(self, student: str, notebook: str = "p1") -> dict[str, tuple[float | None, bool]]:
        """By cell: (automatic score, whether a person has to look)."""
        with self.gradebook() as book:
            grades = book.find_submission_notebook(notebook, "ps1", student).grades
            return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in grades}

    def comment(self, student: str, cell: str) -> str | None:
        """The comment on a cell of p1."""
        with self.gradebook() as book:
            found: str | None = book.find_comment(cell, "p1", "ps1", student).comment
            return found

    def late(self, student: str) -> tuple[float, float | None]:
        """(Seconds late, penalty on p1)."""
        with self.gradebook() as book:
            submission = book.find_submission("ps1", student)
            return submission.total_seconds_late, submission.notebooks[0].late_submission_penalty

    def graded(self, student: str, name: str = "p1.ipynb") -> Path:
        """A file of the graded copy."""
        return self.root / "autograded" / student / "ps1" / name

    def graded_notebook(self, student: str, name: str = "p1") -> NotebookNode:
        """A graded notebook."""
        return nbformat.read(self.graded(student, f"{name}.ipynb"), as_version=4)


def make(
    root: Path,
    sources: Mapping[str, Source],
    *,
    files: Mapping[str, str] | None = None,
    config: str = "",
    extra: Sequence[str] = (),
    gradebook: Path | None = None,
) -> NbCourse:
    """A course whose assignment has these notebooks by name, and `files` by path; `extra` of nbgrader's files lie at its root.

    `gradebook` is an empty one to begin with: nbgrader takes long to make it.
    """
    folder = root / "source" / "ps1"
    folder.mkdir(parents=True)
    for name, source in sources.items():
        put(source, folder / f"{name}.ipynb")
    write_files(folder, files or {})
    for name in extra:
        shutil.copy(FILES / name, root)
    if gradebook is not None:
        shutil.copy(gradebook, root / "gradebook.db")
    course = NbCourse(root)
    course.configure(f"c = get_config()\n{config}")
    if extra:  # autotests are made by a kernel, which leaves sockets open
        code = (
            "import sys, tests.grading.conformance.nbgrader_course as it; it.generate(it.Path(sys.argv[1]))"
        )
        subprocess.run([sys.executable, "-W", "ignore", "-c", code, root], check=True, capture_output=True)
    else:
        generate(root)
    return course


def generate(root: Path) -> None:
    """`nbgrader generate_assignment ps1`, in this process."""
    with contextlib.chdir(root), warnings.catch_warnings(action="ignore"):
        config = PyFileConfigLoader("nbgrader_config.py", str(root)).load_config()
        coursedir = CourseDirectory(config=config, root=str(root), assignment_id="ps1")
        with Gradebook(coursedir.db_url) as book:
            book.update_or_create_assignment("ps1", duedate=DUE)
        GenerateAssignment(coursedir=coursedir, config=config).start()


def put(source: Source, path: Path) -> None:
    """A copy of one of nbgrader's files, or a notebook, at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(source, str | Path):
        shutil.copyfile(FILES / source, path)  # a whole path stays as it is
    else:
        nbformat.write(source, path)


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Text files by path."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def empty(kernel: str | None = None) -> NotebookNode:
    """A notebook without cells, as nbgrader's tests make it."""
    notebook: NotebookNode = nbformat.v4.new_notebook()
    if kernel is not None:
        notebook.metadata.kernelspec = {"display_name": "kernel", "language": kernel, "name": kernel}
    return notebook


def notebook(*cells: NotebookNode) -> NotebookNode:
    """A Python notebook."""
    made: NotebookNode = nbformat.v4.new_notebook(cells=list(cells))
    made.metadata.kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return made


def graded_cell(name: str, source: str, points: float = 1, kind: str = "code") -> NotebookNode:
    """A cell that is graded by what it does."""
    return _cell(kind, source, grade_id=name, points=points, grade=True, solution=False, locked=True)


def answer_cell(name: str, source: str, points: float | None = None, kind: str = "code") -> NotebookNode:
    """A cell a student writes in; with points a person grades it."""
    about = {"grade_id": name, "grade": points is not None, "solution": True, "locked": False}
    return _cell(kind, source, **about, **({} if points is None else {"points": points}))


def plain_cell(source: str, kind: str = "code") -> NotebookNode:
    """A cell nbgrader knows nothing of."""
    return nbformat.v4.new_code_cell(source) if kind == "code" else nbformat.v4.new_markdown_cell(source)


def _cell(kind: str, source: str, **about: Any) -> NotebookNode:
    cell = plain_cell(source, kind)
    cell.metadata["nbgrader"] = nbformat.from_dict({"schema_version": 3, "task": False, **about})
    return cell


def outcome(graded: Graded, student: str) -> Outcome:
    """The one outcome of a student."""
    (found,) = [one for one in graded.outcomes if one.student == student]
    return found
