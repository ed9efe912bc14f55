"""One student on the desk: words to the student, the family's answers, a new card, whose work it is, and the student's data."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tornado import web

from curriculum.language import ENDONYMS
from kit.drives import sticks
from kit.needs import TIMES, needs, set_needs
from kit.one_student import OneStudent, one_student
from kit.pages import Route
from kit.pages.teacher import TeacherPage
from kit.words import _, ngettext


def routes(common: dict[str, Any]) -> list[Route]:
    """Addresses under /trellis/desk/student."""
    return [
        (r"/trellis/desk/student", StudentPage, common),
        (r"/trellis/desk/student/(note|goal|goal-closed|reply|language|new-card|needs)", Say, common),
        (r"/trellis/desk/student/(reassign|take-back)", Reassign, common),
        (r"/trellis/desk/student/data", GiveOut, common),
        (r"/trellis/desk/student/erase", Erase, common),
    ]


class StudentDesk(TeacherPage):
    """A page about one student, named by `student`."""

    @property
    def student(self) -> str:
        """Who it is about: an id, as it came."""
        return str(self.get_argument("student", "")).strip().casefold()

    def back_to_student(self, part: str = "") -> None:
        """Lead on to the student's page."""
        self.go(f"trellis/desk/student?student={self.student}{f'#{part}' if part else ''}")


class StudentPage(StudentDesk):
    """The student's page on the desk."""

    @web.authenticated
    async def get(self) -> None:
        """Everything that can be said and done about one student."""
        if not self.has_class:
            self.go("trellis/desk")
            return
        back = f"{self.base_url}trellis/desk/students"
        shown: OneStudent | None = await self.told(one_student, self.folder, self.student, back=back)
        needed = await self.told(needs, self.folder, shown.student, back=back) if shown is not None else None
        if shown is not None and needed is not None:
            await self.show_desk(
                "desk_student.html",
                "students",
                one=shown,
                needs=needed,
                times=sorted({*TIMES, *([needed.extra_time] if needed.extra_time else [])}),
                languages=ENDONYMS,
                sticks=sticks(),
            )


class Say(StudentDesk):
    """Something said about one student, kept at once."""

    @web.authenticated
    async def post(self, what: str) -> None:
        """Keep it, and show the page again at that part."""
        folder, student, text, by = (
            self.folder,
            self.student,
            str(self.get_body_argument("text", "")),
            self.signed,
        )
        until, number = self.get_body_argument("until", "").strip(), self.get_body_argument("number", "")
        talk, language = self.get_body_argument("talk", "") == "yes", self.get_body_argument("language", "")
        works: dict[str, Callable[[], bool]] = {
            "note": lambda: _note(folder, student, text, by),
            "goal": lambda: _goal(folder, student, text, until, by),
            "goal-closed": lambda: _goal_closed(folder, student, int(number) if number.isdecimal() else -1),
            "reply": lambda: _reply(folder, student, text, talk, by),
            "language": lambda: _language(folder, student, language),
            "new-card": lambda: _new_card(folder, student),
            "needs": lambda: set_needs(
                folder, student, lambda name: str(self.get_body_argument(name, "")), by
            ),
        }
        back = f"{self.base_url}trellis/desk/student?student={self.student}"
        if await self.told(works[what], back=back):
            if what == "reply" and self.get_body_argument("page", "") == "families":
                self.go("trellis/desk/families#answers")
            else:
                self.back_to_student(
                    {"goal-closed": "goal", "new-card": "card", "language": "family", "reply": "family"}.get(
                        what, what
                    )
                )


class Reassign(StudentDesk):
    """Work that came under the wrong student."""

    @web.authenticated
    async def post(self, what: str) -> None:
        """Give it to the right one, or take that back; then say what moved."""
        folder, student, to, by = self.folder, self.student, self.get_body_argument("to", ""), self.by
        back = f"{self.base_url}trellis/desk/student?student={student}"
        if what == "take-back":
            said = await self.told(_taken_back, folder, student, by, back=back)
        else:
            said = await self.told(_reassigned, folder, student, to, by, back=back)
        if said:
            self.say(
                _("The work has changed hands"),
                said
                + " "
                + _("Grade once more to see it in the gradebook. What was handed in is kept as it came."),
                back=f"{self.base_url}trellis/desk/students",
            )


class GiveOut(StudentDesk):
    """All that is held of a student, as one file."""

    @web.authenticated
    async def post(self) -> None:
        """The file, to save."""
        data = await self.told(_data_of, self.folder, self.student, self.by)
        if data is not None:
            self.set_header("Content-Type", "application/zip")
            self.set_header("Content-Disposition", f'attachment; filename="student-{self.student}.zip"')
            self.set_header("Cache-Control", "no-store")
            self.finish(data)


class Erase(StudentDesk):
    """Erasing everything about a student."""

    @web.authenticated
    async def post(self) -> None:
        """Erase it, where the code was typed to show that it is meant."""
        from grading.roster import short_code

        typed = "".join(self.get_body_argument("code", "").split()).casefold()
        if self.student and typed not in (short_code(self.student), self.student):
            self.say(
                _("Nothing was erased"),
                _("To erase, type the student’s code as it stands on the page."),
                status=400,
                back=f"{self.base_url}trellis/desk/student?student={self.student}#data",
            )
            return
        rows = await self.told(_erased, self.folder, self.student)
        if rows is not None:
            erased = ngettext(
                "Everything about this student was erased, with {n} row of the records.",
                "Everything about this student was erased, with {n} rows of the records.",
                rows,
            )
            self.say(
                _("Erased"),
                erased.format(n=rows) + " " + left_where_it_was(),
                back=f"{self.base_url}trellis/desk/students",
            )


def left_where_it_was() -> str:
    """What erasing cannot reach."""
    return _(
        "Files on sticks, in backups, in the exchange folder and in quarantine are where they were: delete those yourself."
    )


def _note(folder: Path, student: str, text: str, by: str) -> bool:
    from grading.notes import write_note

    with _records(folder, student) as records:
        write_note(records, student, text, by)
    return True


def _goal(folder: Path, student: str, text: str, until: str, by: str) -> bool:
    from grading.notes import set_goal

    with _records(folder, student) as records:
        set_goal(records, student, text, until, by)
    return True


def _goal_closed(folder: Path, student: str, number: int) -> bool:
    from grading.notes import close_goal

    with _records(folder, student) as records:
        close_goal(records, student, number)
    return True


def _reply(folder: Path, student: str, text: str, talk: bool, by: str) -> bool:  # noqa: FBT001 - one form, one call
    from grading.replies import take_down

    with _records(folder, student) as records:
        take_down(records, student, text, talk=talk, by=by)
    return True


def _language(folder: Path, student: str, language: str) -> bool:
    from grading.catalogues import LANGUAGES
    from grading.class_folder import open_class
    from grading.families import remember_language

    if language in ("", *LANGUAGES):
        remember_language(open_class(folder).roster, [student], language)
    return True


def _new_card(folder: Path, student: str) -> bool:
    from grading.class_folder import open_class
    from grading.join_codes import renew_code
    from grading.roster import find_student, read_roster

    opened = open_class(folder)
    renew_code(opened, find_student(read_roster(opened.roster), student))
    return True


def _records(folder: Path, student: str) -> Any:
    """The records of the class, for a student on its roster. Raises RosterFault where there is no such student."""
    from grading.class_folder import open_class
    from grading.records import Records
    from grading.roster import find_student, read_roster

    opened = open_class(folder)
    find_student(read_roster(opened.roster), student)
    return Records(opened.records_url)


def _reassigned(folder: Path, student: str, to: str, by: str) -> str:
    from grading.class_folder import open_class
    from grading.reassigning import reassign
    from grading.roster import find_student, read_roster

    opened = open_class(folder)
    roster = read_roster(opened.roster)
    right = find_student(roster, to)
    return _moved(reassign(opened, student, right, by), roster.display_name(right))


def _taken_back(folder: Path, student: str, by: str) -> str:
    from grading.class_folder import open_class
    from grading.reassigning import take_back
    from grading.roster import read_roster

    opened = open_class(folder)
    done = take_back(opened, student, by)
    return _moved(done, read_roster(opened.roster).display_name(student))


def _moved(done: Any, whose: str) -> str:
    said = ngettext(
        "{n} hand-in is the work of {name} now.", "{n} hand-ins are the work of {name} now.", done.hand_ins
    )
    return said.format(n=done.hand_ins, name=whose)


def _data_of(folder: Path, student: str, by: str) -> bytes:
    from grading.class_folder import open_class
    from grading.roster import find_student, read_roster
    from grading.student_data import export_student

    opened = open_class(folder)
    found = find_student(read_roster(opened.roster), student)
    with tempfile.TemporaryDirectory(prefix="trellis-data-", ignore_cleanup_errors=True) as place:
        return export_student(opened, found, Path(place), by).read_bytes()


def _erased(folder: Path, student: str) -> int:
    from carrying.handin import ID
    from grading.class_folder import open_class
    from grading.roster import find_student, read_roster
    from grading.student_data import erase_student

    opened = open_class(folder)
    # One who left the roster, also by an erasing that was cut short, is known by the id alone.
    found = student if ID.fullmatch(student) else find_student(read_roster(opened.roster), student)
    return erase_student(opened, found).rows
