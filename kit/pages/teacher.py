"""What the teacher's pages have in common: their addresses, the class they are about, and its passphrase, asked for once."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from tornado import web

from carrying.keys import WrongPassphrase
from curriculum.language import first_known
from kit.command import is_ours, sentence
from kit.drop_box_switch import Switch
from kit.first_day import read_notes
from kit.jobs import Jobs
from kit.launch import Launch
from kit.pages import Route
from kit.pages.page import TO_ANOTHER_PORT, Page
from kit.places import CLASS_FILE, practice_folder
from kit.practice import Practice, practice_around
from kit.server import runtime
from kit.session import Session
from kit.signature import signature
from kit.today import Today
from kit.words import _

if TYPE_CHECKING:
    from grading.class_folder import ClassFolder


def routes(folder: Path) -> list[Route]:
    """The teacher's addresses."""
    from kit.pages import (
        attendance,
        class_keys,
        classes,
        desk,
        drop_box,
        families,
        inspecting,
        job,
        lessons,
        one_student,
        practice,
        roster,
        students,
        students_data,
        surveys,
        taking_out,
    )

    practice_class = practice_folder() / "class"
    common: dict[str, Any] = {
        "folder": folder,
        "jobs": Jobs(),
        "practice": Launch(
            "teach",
            practice_class,
            ["review", "--class", str(practice_class)],
            runtime(folder) / "start-practice.log",
        ),
        "session": Session(),
        "box": Switch(),
        "today": Today(folder),
    }
    rooms = (
        desk,
        class_keys,
        job,
        students,
        one_student,
        roster,
        lessons,
        families,
        students_data,
        drop_box,
        inspecting,
        practice,
        classes,
        surveys,
        attendance,
        taking_out,
    )
    return [route for room in rooms for route in room.routes(common)]


PATIENCE_S = 4.0
"""Seconds that a page waits for another program that writes into the records; then it says so."""


class Tab(msgspec.Struct, frozen=True):
    """A page of the desk, as the row at its top has it."""

    name: str
    address: str
    title: str


def tabs() -> list[Tab]:
    """The pages of the desk, the morning's work first."""
    return [
        Tab("today", "desk", _("Today")),
        Tab("students", "desk/students", _("Class and roster")),
        Tab("lessons", "desk/lessons", _("Lessons and packs")),
        Tab("families", "desk/families", _("Families")),
        Tab("attendance", "desk/attendance", _("Attendance")),
        Tab("surveys", "desk/surveys", _("Surveys")),
        Tab("taking-out", "desk/taking-out", _("Backup and export")),
        Tab("data", "desk/data", _("Students’ data")),
    ]


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What stands at the top of every page of the desk: which class it is, and whether it is open.

    `practice`: what the practice class says of itself, where this is one.
    """

    name: str
    folder: str
    has_keys: bool
    is_open: bool
    practice: Practice | None

    @property
    def locked(self) -> bool:
        """Whether the passphrase has to be typed before something sealed can be read or made."""
        return self.has_keys and not self.is_open


class TeacherPage(Page):
    """A page about the class folder."""

    def initialize(
        self, folder: Path, jobs: Jobs, practice: Launch, session: Session, box: Switch, today: Today
    ) -> None:
        """Keep the folder, what is in hand, the keys, the drop box's switch, and whom to talk to."""
        self.folder, self.jobs, self.practice, self.session, self.box = folder, jobs, practice, session, box
        self.today = today
        self.anchor = folder / CLASS_FILE

    @property
    def content_security_policy(self) -> str:
        """Our policy; a form may lead to the practice class's own server."""
        return TO_ANOTHER_PORT

    def language(self) -> str:
        """The language that the teacher chose for the desk; else the one the browser asks for."""
        return first_known([read_notes(self.folder).language]) or super().language()

    @property
    def home(self) -> str:
        """The desk's address."""
        return str(self.base_url) + "trellis/desk"

    @property
    def has_class(self) -> bool:
        """Whether there is a class in the folder yet."""
        return (self.folder / CLASS_FILE).is_file()

    @property
    def by(self) -> str:
        """Who sits here, for what is noted of who did what."""
        return getpass.getuser()

    @property
    def signed(self) -> str:
        """The name under what is written to students and families."""
        return signature()

    def secret(self, name: str) -> str:
        """What was typed into a field that is not shown again; never stripped, never logged."""
        return str(self.get_body_argument(name, "", strip=False))

    async def told(self, what: Callable[..., Any], *arguments: Any, back: str = "") -> Any:
        """The outcome of `what`, run beside the server; where it raises one of our errors, a page that says so, and None."""
        try:
            return await asyncio.to_thread(_soon, what, *arguments)
        except Exception as error:
            if not is_ours(error):
                raise
            self.say(_("That did not work"), sentence(error), status=409, back=back or self.home)
            return None

    async def show_desk(self, template: str, here: str, **names: Any) -> None:
        """A page of the desk, with its head; the way to the first page where there is no class yet."""
        if not self.has_class:
            self.go("trellis/desk")
            return
        head = await self.told(self._head)
        if head is not None:
            self.show(template, here=here, head=head, tabs=tabs(), job=self.jobs.state, **names)

    def _head(self) -> Head:
        from grading.class_folder import open_class

        opened = open_class(self.folder)
        return Head(
            name=opened.name,
            folder=str(opened.root),
            has_keys=opened.has_keys,
            is_open=self.session.is_open,
            practice=practice_around(self.folder),
        )

    async def opened(self) -> bool:
        """Whether the class is open. Where not, it asks for the passphrase on a page of its own and then goes on with the same form.

        A class without keys is always open.
        """
        opened = await self.told(_with_its_keys, self.folder)
        if opened is None:
            return False
        if not opened.has_keys or self.session.is_open:
            return True
        typed = self.secret("passphrase")
        if not typed:
            self.ask(opened.name)
            return False
        try:
            await self.session.open(self.folder, typed)
        except WrongPassphrase:
            self.ask(opened.name, wrong=True)
            return False
        return True

    def ask(self, name: str, *, wrong: bool = False) -> None:
        """The page that asks for the passphrase and sends the form that brought us here once more, with it."""
        fields = [
            (field, self.decode_argument(value))
            for field, values in self.request.body_arguments.items()
            if field not in ("_xsrf", "passphrase")
            for value in values
        ]
        self.set_status(403 if wrong else 409)
        self.show(
            "desk_open.html",
            name=name,
            wrong=wrong,
            practice=practice_around(self.folder),
            address=self.request.path,
            fields=fields,
            back=self.home,
        )


def _soon(what: Callable[..., Any], *arguments: Any) -> Any:
    """Do it, and wait no longer for a program that holds the records than somebody waits for a page."""
    from grading.records import patient

    with patient(PATIENCE_S):
        return what(*arguments)


def _with_its_keys(folder: Path) -> ClassFolder:
    """The class, where its keys are not lost. Raises ClassFault."""
    from grading.class_folder import open_class
    from grading.class_keys import class_card

    opened = open_class(folder)
    class_card(opened)
    return opened


class Start(TeacherPage):
    """The address above the desk."""

    @web.authenticated
    def get(self) -> None:
        """Lead on to the desk."""
        self.go("trellis/desk")
