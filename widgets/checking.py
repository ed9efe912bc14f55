"""`check("item")` in a notebook's cell: the student's function tried, reported and put in the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from carrying.journal import Journal
from carrying.saving import NotSaved
from carrying.study import study_around
from curriculum.evidence import MAX_LINE, Checked
from curriculum.lesson import CodeCheck, ReleasedLesson, UnreadableLesson, read_lesson
from widgets import words
from widgets.cell import is_graded_run, lesson_folder, say
from widgets.copies import bundle
from widgets.errors import NotHere, not_here
from widgets.report import SAVED, as_html, as_text
from widgets.running import Report, try_function

More = Sequence[tuple[Sequence[Any], Any]]
MAX_SOURCE = MAX_LINE // 8
"""Characters of source that go into the journal; JSON may write one character as several."""


def check_item(item: str, more: More = ()) -> float | None:
    """Try the student's function for `item`. Under nbgrader returns the points earned; otherwise shows the report, returns None."""
    try:
        lesson = read_lesson(lesson_folder())
        check = _find(lesson, item)
    except (UnreadableLesson, NotHere) as error:
        say(str(error))
        return 0.0 if is_graded_run() else None
    except OSError as error:
        say(words.cannot_read(error))
        return 0.0 if is_graded_run() else None
    names = _names()
    report = try_function(check, names.get(check.function), more)
    if is_graded_run():
        print(as_text(check.function, report, ""))
        return points(check, report)
    _show(lesson, check, report, source_of(names, check.function))
    return None


def points(check: CodeCheck, report: Report) -> float:
    """The points earned: the item's points by the share of all examples that fit."""
    return check.points * sum(one.fits for one in report.tried) / len(report.tried) if report.tried else 0.0


def source_of(names: Mapping[str, Any], function: str) -> str:
    """The function's source as far as Python remembers it; "" where it does not."""
    import inspect

    try:
        return inspect.getsource(names[function])[:MAX_SOURCE]
    except (KeyError, OSError, TypeError):
        return ""


def _find(lesson: ReleasedLesson, item: str) -> CodeCheck:
    if item not in lesson.checks:
        raise not_here("check", item, lesson.checks)
    return lesson.checks[item]


def _names() -> Mapping[str, Any]:
    """The notebook's own names."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()  # type: ignore[no-untyped-call]
    return shell.user_ns if shell is not None else {}


def _show(lesson: ReleasedLesson, check: CodeCheck, report: Report, source: str) -> None:
    from IPython.display import display

    saved, copy = "", {}
    if not report.problem:
        try:
            folder = lesson_folder()
            journal = Journal(folder, lesson.lesson, study_around(folder.resolve(), lesson.course))
            journal.append(
                Checked,
                item=check.item,
                passed=report.passed,
                misconception=report.misconception,
                source=source,
            )
            events = [
                event for event in journal.read() if isinstance(event, Checked) and event.item == check.item
            ]
            saved, copy = SAVED, bundle(lesson, events)
        except NotSaved as error:
            saved = f"Not saved. {error}"
        except OSError as error:
            saved = f"Not saved. {words.cannot_read(error)}"
    shown = {
        **copy,
        "text/plain": as_text(check.function, report, saved),
        "text/html": as_html(check.function, report, saved),
    }
    display(shown, raw=True)  # type: ignore[no-untyped-call]
