"""“Class and roster”: who is in the class, names, cards, and the students of this machine who forgot their pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tornado import web

from carrying.word_list import new_passphrase
from kit.class_list import class_list
from kit.pages import Route
from kit.pages.teacher import TeacherPage
from kit.places import home
from kit.words import _


def routes(common: dict[str, Any]) -> list[Route]:
    """Addresses of the class list."""
    return [
        (r"/trellis/desk/students", StudentsPage, common),
        (r"/trellis/desk/names", Names, common),
        (r"/trellis/desk/students/add", Add, common),
        (r"/trellis/desk/students/leave", Leave, common),
        (r"/trellis/desk/students/again", Again, common),
        (r"/trellis/desk/pictures", ForgottenPictures, common),
    ]


class StudentsPage(TeacherPage):
    """The class list."""

    @web.authenticated
    async def get(self) -> None:
        """Everybody, and what can be done with the list."""
        if not self.has_class:
            self.go("trellis/desk")
            return
        shown = await self.told(class_list, self.folder, home())
        if shown is not None:
            await self.show_desk("desk_students.html", "students", list=shown, suggestion=new_passphrase())


class Names(TeacherPage):
    """Giving students their names on the roster."""

    @web.authenticated
    async def post(self) -> None:
        """Write the names that were filled in or changed."""
        given = {
            field[5:]: self.get_body_argument(field)
            for field in self.request.body_arguments
            if field.startswith("name-")
        }
        if await self.told(_rename, self.folder, given):
            self.go("trellis/desk/students#students")


class Add(TeacherPage):
    """One more student."""

    @web.authenticated
    async def post(self) -> None:
        """Put the name on the roster, or several, one a line."""
        names = [line for line in self.get_body_argument("name", "").splitlines() if line.strip()]
        if await self.told(_add, self.folder, names or [""]):
            self.go("trellis/desk/students#students")


class Leave(TeacherPage):
    """A student has left the class."""

    @web.authenticated
    async def post(self) -> None:
        """Take the student off the roster; the work stays."""
        if await self.told(_leave, self.folder, self.get_body_argument("student", "")):
            self.go("trellis/desk/students#students")


class Again(TeacherPage):
    """A student who had left is back."""

    @web.authenticated
    async def post(self) -> None:
        """Put the student on the roster again."""
        if await self.told(
            _again, self.folder, self.get_body_argument("student", ""), self.get_body_argument("name", "")
        ):
            self.go("trellis/desk/students#students")


class ForgottenPictures(TeacherPage):
    """A student of this machine forgot the four pictures."""

    @web.authenticated
    async def post(self) -> None:
        """Take the pictures away; everything else stays."""
        name = await self.told(_without_pictures, self.get_body_argument("number", ""))
        if name:
            self.say(
                _("The pictures are gone"),
                _(
                    "{name} needs no pictures now, and can choose new ones on the home page. All work is as it was."
                ).format(name=name),
                back=f"{self.base_url}trellis/desk/students#machine",
            )


def _rename(folder: Path, given: dict[str, str]) -> bool:
    from grading.class_folder import open_class
    from grading.roster import read_roster, rename_student

    path = open_class(folder).roster
    known = read_roster(path).names
    for student, name in given.items():
        if student in known and " ".join(name.split()) != known[student]:
            rename_student(path, student, name)
    return True


def _add(folder: Path, names: list[str]) -> bool:
    from grading.class_folder import open_class
    from grading.roster import add_student

    path = open_class(folder).roster
    for name in names:
        add_student(path, name)
    return True


def _leave(folder: Path, student: str) -> bool:
    from grading.class_folder import open_class
    from grading.roster import find_student, read_roster, take_off

    path = open_class(folder).roster
    take_off(path, find_student(read_roster(path), student))
    return True


def _again(folder: Path, student: str, name: str) -> bool:
    from grading.class_folder import open_class
    from grading.roster import rename_student

    rename_student(open_class(folder).roster, student, name)
    return True


def _without_pictures(number: str) -> str:
    from carrying.picture_pin import unlock
    from carrying.profiles import find_learner

    found = find_learner(home(), number)
    unlock(found.folder)
    return found.called
