"""What the review notebooks call: open the class, build the page, show it; a sentence where that is not possible."""

from __future__ import annotations

import getpass
import os
import traceback
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from urllib.parse import parse_qs

from curriculum.course import Course
from curriculum.faults import CourseError
from grading.class_folder import ClassFault, ClassFolder, open_class
from grading.pages.aside import files_aside
from grading.pages.class_page import by_name, class_page, class_title
from grading.pages.render import Links, MessagePage, Person, message
from grading.pages.student_page import student_page
from grading.paths import StudentWork, work_of_class
from grading.records import Records, RecordsFault
from grading.roster import Roster, RosterFault, read_roster

CLASS = "TRELLIS_CLASS"
"""The environment variable that names the class folder."""


def show_class() -> None:
    """Show the class page of the class that TRELLIS_CLASS names."""
    _show(os.environ, _today(), class_html)


def show_student() -> None:
    """Show the page of the student that the address names (`?student=ID`)."""
    _show(os.environ, _today(), student_html)


def warm() -> None:
    """Build the class page once for nobody, so that the next page finds everything loaded. For a kernel that waits to be used."""
    page_or_sentence(os.environ, _today(), class_html)


def _today() -> date:
    """The teacher's own calendar day, which is what “today” means on the page."""
    return datetime.now().astimezone().date()


def class_html(environ: Mapping[str, str], today: date) -> str:
    """The class page. Raises the faults of an unreadable class, which are sentences."""
    folder, course, roster, work = _open(environ, today)
    return class_page(
        folder.name, course, work, roster.display_name, today, _links(environ), files_aside(folder)
    )


def student_html(environ: Mapping[str, str], today: date) -> str:
    """A student's page; for an unknown student, a sentence and the list of students."""
    folder, course, roster, work = _open(environ, today)
    links = _links(environ)
    student = parse_qs(environ.get("QUERY_STRING", "")).get("student", [""])[0]
    if student in work:
        with Records(folder.records_url) as records:
            records.note_access("page", student, getpass.getuser())
        return student_page(folder.name, course, work, student, roster.display_name, today, links)
    sentence = (
        f"There is no student “{student[:40]}” in {class_title(folder.name)}."
        if student
        else "No student was named in the address."
    )
    return message(
        MessagePage(
            title="Which student?",
            sentence=f"{sentence} Choose one from the list.",
            students=tuple(
                Person(roster.display_name(one), links.student(one))
                for one in by_name(work, roster.display_name)
            ),
            class_href=links.class_page,
        )
    )


def _open(
    environ: Mapping[str, str], today: date
) -> tuple[ClassFolder, Course, Roster, dict[str, StudentWork]]:
    path = environ.get(CLASS, "")
    if not path:
        raise ClassFault(
            "No class has been chosen. Start the review from Trellis, which knows your class folder."
        )
    folder = open_class(Path(path))
    course = folder.load_course()
    return folder, course, read_roster(folder.roster), work_of_class(folder, course, today)


def _links(environ: Mapping[str, str]) -> Links:
    """Relative addresses like that of the page itself, which plain Voila ends in `.ipynb`."""
    return (
        Links("class.ipynb", "student.ipynb")
        if environ.get("SCRIPT_NAME", "").endswith(".ipynb")
        else Links()
    )


def _show(environ: Mapping[str, str], today: date, build: Callable[[Mapping[str, str], date], str]) -> None:
    from IPython.display import HTML, display

    display(HTML(page_or_sentence(environ, today, build)))  # type: ignore[no-untyped-call]


def page_or_sentence(
    environ: Mapping[str, str], today: date, build: Callable[[Mapping[str, str], date], str]
) -> str:
    """What `build` makes; where it cannot, a page that says so in a sentence, with one line for whoever looks after Trellis."""
    detail = ""
    try:
        return build(environ, today)
    except (ClassFault, CourseError, RosterFault, RecordsFault) as error:
        sentence = str(error)
    except Exception as error:  # noqa: BLE001  # whatever it is, a teacher sees a sentence and never a traceback
        where = traceback.extract_tb(error.__traceback__)[-1]
        sentence = "Something unexpected is in the way. Your students’ work is safe; nothing was changed. Try again in a moment."
        detail = f"{type(error).__name__}: {error} ({Path(where.filename).name}, line {where.lineno})"
    return message(MessagePage(title="This page cannot be shown yet", sentence=sentence, detail=detail[:500]))
