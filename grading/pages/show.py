"""What the review notebooks call: open the class, build the page, show it; a sentence where that is not possible."""

from __future__ import annotations

import getpass
import os
import traceback
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec

from carrying.journal import here_today
from curriculum.accommodations import Accommodations
from curriculum.course import Course
from curriculum.faults import CourseError
from curriculum.language import LANGUAGES, speaking
from grading.accommodating import accommodations
from grading.beside import beside
from grading.class_folder import ClassFault, ClassFolder, open_class
from grading.notes import all_goals, notes
from grading.pages.aside import files_aside
from grading.pages.asked import Asked, asked
from grading.pages.class_page import by_name, class_page
from grading.pages.render import IPYNB, Frame, Links, MessagePage, Person, message
from grading.pages.student_page import student_page
from grading.paths import StudentWork, work_of_class
from grading.records import Records, RecordsFault
from grading.replan import Replanner
from grading.replies import replies, who_would_like_to_talk
from grading.roster import Roster, RosterFault, read_roster
from grading.since import look
from grading.talks import by_student
from grading.teachers_word import seen_so_far
from grading.timeline import Told
from grading.words import _, class_title

CLASS = "TRELLIS_CLASS"
"""The environment variable that names the class folder."""
LANGUAGE = "TRELLIS_LANGUAGE"
"""The environment variable with the language that the page is asked for in."""
WARMING = "TRELLIS_WARMING"
"""Set where a page is built for nobody, so that nothing is remembered of it."""

Build = Callable[[Mapping[str, str], date], str]


class Opened(msgspec.Struct, frozen=True):
    """A class, read for a page."""

    folder: ClassFolder
    course: Course
    roster: Roster
    work: dict[str, StudentWork]
    links: Links
    asked: Asked
    names: Callable[[str], str]


def show_class() -> None:
    """Show the class page of the class that TRELLIS_CLASS names."""
    _show(os.environ, here_today(), class_html)


def show_student() -> None:
    """Show the page of the student that the address names (`?student=ID`)."""
    _show(os.environ, here_today(), student_html)


def show_items() -> None:
    """Show the page about the questions of the course."""
    _show(os.environ, here_today(), items_html)


def show_fairness() -> None:
    """Show the comparison of groups by the column that the address names (`?by=COLUMN`)."""
    _show(os.environ, here_today(), fairness_html)


def show_pilot() -> None:
    """Show before and after for the group that the address names, and what the surveys say."""
    _show(os.environ, here_today(), pilot_html)


def warm() -> None:
    """Build pages once for nobody, so that the next page finds everything loaded. For a kernel that waits to be used."""
    import matplotlib.backends.backend_svg
    import matplotlib.figure  # noqa: F401 - the student page draws

    page_or_sentence({**os.environ, WARMING: "1"}, here_today(), class_html)


def class_html(environ: Mapping[str, str], today: date) -> str:
    """The class page. Raises the faults of an unreadable class, which are sentences."""
    opened = _open(environ, today)
    with Records(opened.folder.records_url) as records:
        check_ins = records.check_ins()
        talked, wishes = by_student(check_ins), who_would_like_to_talk(replies(records), check_ins)
        since = None if environ.get(WARMING) else look(records, opened.work, getpass.getuser())
    return class_page(
        opened.folder.name,
        opened.course,
        opened.work,
        opened.names,
        today,
        opened.links,
        files_aside(opened.folder),
        asked=opened.asked,
        talked=talked,
        since=since,
        wishes=wishes,
    )


def student_html(environ: Mapping[str, str], today: date) -> str:
    """A student's page; for an unknown student, a sentence and the list of students."""
    student = asked(environ).get("student")
    opened = _open(environ, today, events_of=[student])
    if student not in opened.work:
        return _which_student(opened, student)
    with Records(opened.folder.records_url) as records:
        records.note_access("page", student, getpass.getuser())
        told = Told(
            check_ins=records.check_ins(student),
            said=records.said(student),
            notes=notes(records, student, None),
            goals=all_goals(records, student),
            beside=beside(records, student),
        )
        difficulties = Replanner(records, opened.course).difficulties()
        seen = seen_so_far(records, student)
    return student_page(
        opened.folder.name,
        opened.course,
        opened.work,
        student,
        opened.names,
        today,
        opened.links,
        asked=opened.asked,
        told=told,
        difficulties=difficulties,
        seen_so_far=seen,
        accommodations=accommodations(opened.folder).get(student, Accommodations()),
    )


def items_html(environ: Mapping[str, str], today: date) -> str:
    """The page about the questions of the course."""
    from grading.pages.items_page import items_page

    opened = _open(environ, today)
    return items_page(opened.folder, opened.course, opened.work, opened.links, opened.asked)


def fairness_html(environ: Mapping[str, str], today: date) -> str:
    """The comparison of groups."""
    from grading.pages.fairness_page import fairness_page

    opened = _open(environ, today)
    return fairness_page(opened.folder, opened.course, opened.work, opened.roster, opened.links, opened.asked)


def pilot_html(environ: Mapping[str, str], today: date) -> str:
    """Before and after, and the surveys."""
    from grading.pages.pilot_page import pilot_page

    opened = _open(environ, today)
    return pilot_page(
        opened.folder, opened.course, opened.work, opened.roster, today, opened.links, opened.asked
    )


def _which_student(opened: Opened, student: str) -> str:
    title = class_title(opened.folder.name)
    sentence = (
        _("There is no student “{student}” in {title}. Choose one from the list.").format(
            student=student[:40], title=title
        )
        if student
        else _("No student was named in the address. Choose one from the list.")
    )
    heading = _("Which student?")
    return message(
        MessagePage(
            title=heading,
            sentence=sentence,
            students=tuple(
                Person(opened.names(one), opened.links.student(one))
                for one in by_name(opened.work, opened.names)
            ),
            class_href=opened.links.class_page,
            frame=Frame(
                class_title=title, links=opened.links, here="student", title=heading, asked=opened.asked
            ),
        )
    )


def _open(environ: Mapping[str, str], today: date, events_of: Collection[str] = ()) -> Opened:
    path = environ.get(CLASS, "")
    if not path:
        raise ClassFault(
            _("No class has been chosen. Start the review from Trellis, which knows your class folder.")
        )
    folder = open_class(Path(path))
    course = folder.load_course()
    roster = read_roster(folder.roster)
    return Opened(
        folder,
        course,
        roster,
        work_of_class(folder, course, today, events_of=events_of),
        IPYNB if environ.get("SCRIPT_NAME", "").endswith(".ipynb") else Links(),
        asked(environ),
        lru_cache(maxsize=None)(roster.display_name),
    )


def _show(environ: Mapping[str, str], today: date, build: Build) -> None:
    from IPython.display import HTML, display

    display(HTML(page_or_sentence(environ, today, build)))  # type: ignore[no-untyped-call]


def page_or_sentence(environ: Mapping[str, str], today: date, build: Build) -> str:
    """What `build` makes, in the language asked for; where it cannot, a page that says so in a sentence.

    With one line for whoever looks after Trellis.
    """
    language = environ.get(LANGUAGE, "")
    with speaking(language if language in LANGUAGES else "en"):
        detail = ""
        try:
            return build(environ, today)
        except CourseError as error:
            sentence = error.sentence
        except (ClassFault, RosterFault, RecordsFault) as error:
            sentence = str(error)
        except Exception as error:  # noqa: BLE001  # whatever it is, a teacher sees a sentence and never a traceback
            where = traceback.extract_tb(error.__traceback__)[-1]
            sentence = _(
                "Something unexpected is in the way. Your students’ work is safe; nothing was changed. Try again in a moment."
            )
            detail = f"{type(error).__name__}: {error} ({Path(where.filename).name}, line {where.lineno})"
        return message(
            MessagePage(title=_("This page cannot be shown yet"), sentence=sentence, detail=detail[:500])
        )
