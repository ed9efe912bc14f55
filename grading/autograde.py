"""Grading a class by nbgrader, one submission at a time, so that one bad notebook never stops the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import nbformat
from nbformat.notebooknode import NotebookNode

from carrying.journal import FILE as JOURNAL
from carrying.saving import NotSaved
from grading.class_folder import ClassFolder
from grading.converters import ConverterFault, autograde
from grading.gradebook import is_in_gradebook, name_students, scores
from grading.mending import DAMAGED, mend
from grading.preprocessors import LATE, NOT_RUN, RESTORED
from grading.progress import Progress, silent
from grading.records import Outcome, OutcomeKind, Records
from grading.roster import read_roster
from grading.settings import CELL_SECONDS

VERSION = 1
"""Part of what was graded: raised when the same work would get another grade from a newer Trellis."""

ISOLATION = "none"


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """What a grading run did. `unchanged` counts submissions that had been graded as they are."""

    outcomes: tuple[Outcome, ...] = ()
    unchanged: int = 0

    def of(self, kind: OutcomeKind) -> list[Outcome]:
        """The outcomes of one kind."""
        return [outcome for outcome in self.outcomes if outcome.kind == kind]


class _Submission(msgspec.Struct, frozen=True):
    student: str
    lesson: str
    folder: Path

    @property
    def notebook(self) -> Path:
        return self.folder / f"{self.lesson}.ipynb"


def grade(
    folder: ClassFolder,
    lessons: Sequence[str] | None = None,
    students: Sequence[str] | None = None,
    progress: Progress | None = None,
    *,
    force: bool = False,
) -> Graded:
    """Grade what was submitted (default: all lessons, everyone) and record each outcome.

    Only what changed is graded again, unless `force`.

    Raises RosterFault and RecordsFault; whatever is wrong with one submission is an outcome instead. nbgrader
    moves the whole process to the class folder while it works, so a server that does other work meanwhile
    should grade in a process of its own.
    """
    tell = progress or silent
    roster = read_roster(folder.roster)
    waiting = [one for one in submissions(folder) if lessons is None or one.lesson in lessons]
    waiting = [one for one in waiting if students is None or one.student in students]
    name_students(folder, {one.student: roster.display_name(one.student) for one in waiting})
    released = {lesson: is_in_gradebook(folder, lesson) for lesson in {one.lesson for one in waiting}}
    outcomes: list[Outcome] = []
    with Records(folder.records_url) as records:
        last = {(outcome.student, outcome.lesson): outcome for outcome in records.outcomes()}
        changed = []
        for one in waiting:
            before = last.get((one.student, one.lesson))
            again = before is not None and before.kind == "failed" and released[one.lesson]
            if force or again or before is None or before.work != _work(folder, one):
                changed.append(one)
        for number, one in enumerate(changed):
            tell(f"{one.lesson}: {roster.display_name(one.student)}", number, len(changed))
            outcome = _grade_one(folder, one) if released[one.lesson] else _failed(folder, one, _NOT_RELEASED)
            records.record_outcome(outcome)
            outcomes.append(outcome)
        tell("", len(changed), len(changed))
    return Graded(outcomes=tuple(outcomes), unchanged=len(waiting) - len(changed))


def submissions(folder: ClassFolder) -> list[_Submission]:
    """The submissions there are, by lesson and student: where there is a journal but no notebook, too."""
    found = [
        _Submission(lesson.parent.name, lesson.name, lesson)
        for lesson in folder.submitted.glob("*/*")
        if (lesson / f"{lesson.name}.ipynb").is_file() or (lesson / JOURNAL).is_file()
    ]
    return sorted(found, key=lambda one: (one.lesson, one.student))


_NOT_RELEASED = "This lesson has not been released in this class. Release it, then grade again."


def _grade_one(folder: ClassFolder, one: _Submission) -> Outcome:
    kind: OutcomeKind = "graded"
    reasons: list[str] = []
    try:
        problem = mend(folder, one.student, one.lesson)
        if problem:
            kind, reasons = "repaired", [problem]
        try:
            autograde(folder, one.lesson, one.student)
        except ConverterFault as error:
            if _from_outside(error.log) or not mend(folder, one.student, one.lesson, anyway=True):
                raise
            kind, reasons = "repaired", [DAMAGED]
            autograde(folder, one.lesson, one.student)
    except ConverterFault as error:
        return _failed(folder, one, plain_reason(error.log))
    except (NotSaved, OSError) as error:
        return _failed(folder, one, f"It could not be graded: {error}")
    except Exception as error:  # noqa: BLE001 - nbgrader and nbclient raise many kinds, and none of them may end the run
        return _failed(folder, one, plain_reason(f"{type(error).__name__}: {error}"))
    found = scores(folder, one.student, one.lesson)
    if found is None:
        return _failed(
            folder,
            one,
            "nbgrader left no score for it. Grade it again; if that does not help, open the notebook.",
        )
    restored, remarks = _remarks(folder.autograded / one.student / one.lesson / f"{one.lesson}.ipynb")
    if restored:
        kind = "repaired"
    return Outcome(
        student=one.student,
        lesson=one.lesson,
        kind=kind,
        reason=" ".join([*reasons, *restored, *remarks]),
        score=found.score,
        max_score=found.max_score,
        work=_work(folder, one),
        isolation=ISOLATION,
    )


def _failed(folder: ClassFolder, one: _Submission, why: str) -> Outcome:
    return Outcome(
        student=one.student,
        lesson=one.lesson,
        kind="failed",
        reason=why,
        work=_work(folder, one),
        isolation=ISOLATION,
    )


def plain_reason(log: str) -> str:
    """Why grading gave up, in a sentence, from what nbgrader wrote."""
    for sign, sentence in _REASONS.items():
        if sign in log:
            return sentence
    lines = [line.strip() for line in log.splitlines() if line.strip() and not line.startswith((" ", "INFO"))]
    return f"nbgrader could not grade it: {lines[-1][:200] if lines else 'no reason given'}"


def _from_outside(log: str) -> bool:
    """Whether it was not the notebook's fault."""
    return any(sign in log for sign in _REASONS)


_REASONS = {
    "database is locked": "The gradebook was in use by another program. Close formgrader, then grade again.",
    "No such kernel": "The Python that runs notebooks was not found. Run the doctor, then grade again.",
    "NoSuchKernel": "The Python that runs notebooks was not found. Run the doctor, then grade again.",
    "No notebooks were matched": "Its notebook was not found under the lesson's name.",
    "MemoryError": "Its code needed more memory than there is.",
    "UnresponsiveKernelError": "Its code did not come to an end and could not be stopped.",
    "No space left on device": "There is no space left on this disk.",
}


def _remarks(path: Path) -> tuple[list[str], list[str]]:
    """(What was put back, what happened as its code ran), in sentences, from the graded copy."""
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001 - it was just written; without it there is nothing to say
        return [], []
    errors = {
        output.ename
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }
    return list(notebook.metadata.get(RESTORED, [])), list(
        _what_happened(errors, late=bool(notebook.metadata.get(LATE)))
    )


def _what_happened(errors: Iterable[str], *, late: bool) -> Iterator[str]:
    if late or "CellTimeoutError" in errors:
        yield (
            f"Code in it did not come to an end and was stopped after {CELL_SECONDS} seconds. "
            "Its other cells were graded."
        )
    if NOT_RUN in errors:
        yield "Code in it stopped Python itself; cells after it were not run and count 0, the answers count."


def _work(folder: ClassFolder, one: _Submission) -> str:
    """A digest of all that decides the grade: the submission, the lesson as released, and our own version."""
    whole = hashlib.sha256(b"%d\n" % VERSION)
    source = folder.source / one.lesson
    for path in (one.notebook, one.folder / JOURNAL, source / f"{one.lesson}.ipynb", source / "lesson.json"):
        data = path.read_bytes() if path.is_file() else b""
        whole.update(hashlib.sha256(data).digest())
    return whole.hexdigest()
