"""`check("item")` in a notebook's cell: the student's function tried, reported and put in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from carrying.journal import Journal
from carrying.saving import NotSaved
from carrying.study import study_around
from curriculum.case_report import SAVED, Report, as_html, as_text, points
from curriculum.evidence import Checked
from curriculum.language import spoken
from curriculum.lesson import CodeCheck, ReleasedLesson, read_lesson
from widgets import words
from widgets.cell import is_graded_run, lesson_folder, say, sentence, speak_as_chosen, write
from widgets.copies import bundle
from widgets.errors import not_here
from widgets.running import MAX_SOURCE, own_names, try_function


def check_item(item: str) -> float | None:
    """Try the student's code for `item` and show the report.

    Our grader judges checks outside the student's process and never runs this. Where nbgrader runs the notebook by itself, the report is
    plain text and the points for the visible examples come back, since nbgrader takes silence for full marks.
    """
    graded = is_graded_run()
    try:
        if not graded:
            speak_as_chosen()
        lesson = read_lesson(lesson_folder()).in_language(spoken())
        check = find_check(lesson, item)
        names = own_names()
        report = try_function(check, names.get(check.function), names)
        if graded:
            write(f"{as_text(report, '')}\n{words.not_final()}")
            return points(check.points, report)
        if lesson.preview:
            say(words.previewed(words.previewed_item(item, "code", 1, 1, "")))
        _show(lesson, check, report, source_of(names, check.function))
    except Exception as error:  # noqa: BLE001  # the edge to the student: a sentence whatever happens
        say(sentence(error))
    return 0.0 if graded else None


def source_of(names: Mapping[str, Any], function: str) -> str:
    """The function's source as far as Python remembers it; `""` where it does not."""
    import inspect

    try:
        return inspect.getsource(names[function])[:MAX_SOURCE]
    except (KeyError, OSError, TypeError):
        return ""


def find_check(lesson: ReleasedLesson, item: str) -> CodeCheck:
    """The code item of that name. Raises NotHere."""
    if item not in lesson.checks:
        raise not_here("check", item, lesson.checks)
    return lesson.checks[item]


def _show(lesson: ReleasedLesson, check: CodeCheck, report: Report, source: str) -> None:
    from IPython.display import display

    saved, copy = "", {}
    if not report.problem:
        try:
            copy = save_check(lesson, check, report, source)
            saved = words._(SAVED)
        except (NotSaved, OSError) as error:
            saved = words.not_saved_because(sentence(error))
    page = as_html(check.function or check.item, report, saved)
    display({**copy, "text/plain": as_text(report, saved), "text/html": page}, raw=True)  # type: ignore[no-untyped-call]


def journal_here(lesson: ReleasedLesson) -> Journal:
    """The journal of the lesson whose notebook this is. Raises NotSaved."""
    folder = lesson_folder()
    return Journal(folder, lesson.lesson, study_around(folder.resolve(), lesson.course))


def save_check(
    lesson: ReleasedLesson, check: CodeCheck, report: Report, source: str, call: str = "check"
) -> dict[str, Any]:
    """Put the check in the journal; returns the copy for the cell's output. Raises NotSaved, OSError."""
    journal = journal_here(lesson)
    journal.append(
        Checked, item=check.item, passed=report.passed, misconception=report.misconception, source=source
    )
    return bundle(lesson, f'{call}("{check.item}")', checked_before(journal, check.item))


def checked_before(journal: Journal, item: str) -> list[Checked]:
    """The checks of an item that a journal has, in order; not those made inside a branch."""
    return [
        event
        for event in journal.read()
        if isinstance(event, Checked) and event.item == item and not event.place
    ]
