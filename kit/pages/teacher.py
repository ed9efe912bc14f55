"""The teacher's desk: what to do next, in order, and the forms that do it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from markupsafe import Markup
from tornado import web

from carrying.keys import Keys
from carrying.word_list import new_passphrase
from curriculum.course import COURSES
from grading.class_folder import ClassFolder
from grading.recovery_sheet import sheet
from kit import formgrader
from kit.command import ROOMS, sentence
from kit.commands.study import DEFAULT_COURSE
from kit.desk import desk
from kit.drives import sticks
from kit.drop_box_switch import Switch
from kit.job import Kind, Order
from kit.jobs import Jobs
from kit.launch import Launch
from kit.pages import Route
from kit.pages.page import TO_ANOTHER_PORT, Page
from kit.places import CLASS_FILE, practice_folder
from kit.server import runtime
from kit.work import Keyed, give_keys, make_class


def routes(folder: Path) -> list[Route]:
    """The teacher's addresses."""
    from kit.pages.drop_box import routes as drop_box_routes
    from kit.pages.roster import routes as roster_routes
    from kit.pages.surveys import routes as survey_routes

    practice = practice_folder() / "class"
    launch = Launch(
        "teach", practice, ["review", "--class", str(practice)], runtime(folder) / "start-practice.log"
    )
    common: dict[str, Any] = {
        "folder": folder,
        "jobs": Jobs(),
        "practice": launch,
        "session": Session(),
        "box": Switch(),
    }
    return [
        (r"/trellis/?", Start, common),
        (r"/trellis/desk", DeskPage, common),
        (r"/trellis/desk/class", NewClass, common),
        (r"/trellis/desk/keys", GiveKeys, common),
        (r"/trellis/desk/recover", Recover, common),
        (r"/trellis/desk/(release|collect|grade|return|practice)", Work, common),
        (r"/trellis/desk/job", JobStatus, common),
        (r"/trellis/desk/names", Names, common),
        (r"/trellis/desk/open-practice", OpenPractice, common),
        *roster_routes(common),
        *drop_box_routes(common),
        *survey_routes(common),
        (r"/trellis/close", Close, common),
    ]


class Session:
    """What is kept in memory until the server stops, and nowhere else: the keys of the class, once it was unlocked."""

    def __init__(self) -> None:
        self.keys: Keys | None = None


class TeacherPage(Page):
    """A page about the class folder."""

    def initialize(self, folder: Path, jobs: Jobs, practice: Launch, session: Session, box: Switch) -> None:
        """Keep the folder, what is in hand, the keys, and the drop box's switch."""
        self.folder, self.jobs, self.practice, self.session, self.box = folder, jobs, practice, session, box

    @property
    def content_security_policy(self) -> str:
        """Our policy; a form may lead to the practice class's own server."""
        return TO_ANOTHER_PORT

    @property
    def home(self) -> str:
        """The desk's address."""
        return str(self.base_url) + "trellis/desk"

    def secret(self, name: str) -> str:
        """What was typed into a field that is not shown again; never stripped, never logged."""
        return str(self.get_body_argument(name, "", strip=False))

    async def told(self, what: Callable[..., Any], *arguments: Any) -> Any:
        """The outcome of `what`, run beside the server; where it raises one of our errors, a page that says so, and None."""
        try:
            return await asyncio.to_thread(what, *arguments)
        except Exception as error:
            if type(error).__module__.partition(".")[0] not in ROOMS:
                raise
            self.say("That did not work", sentence(error), status=409, back=self.home)
            return None


class Start(TeacherPage):
    """The address above the desk."""

    @web.authenticated
    def get(self) -> None:
        """Lead on to the desk."""
        self.go("trellis/desk")


class DeskPage(TeacherPage):
    """The desk."""

    @web.authenticated
    async def get(self) -> None:
        """The class and what to do next; without a class, how to make one."""
        if not (self.folder / CLASS_FILE).is_file():
            courses = sorted(path.parent.name for path in COURSES.glob("*/course.yaml"))
            self.show(
                "no_class.html",
                courses=courses,
                chosen=DEFAULT_COURSE,
                folder=self.folder,
                suggestion=new_passphrase(),
                practice=practice_folder(),
                job=self.jobs.state,
            )
            return
        from kit.pages.drop_box import board_of

        shown = await self.told(desk, self.folder)
        board = await self.told(board_of, self.folder, self.box) if shown is not None else None
        if board is not None:
            self.show(
                "desk.html",
                desk=shown,
                board=board,
                job=self.jobs.state,
                sticks=sticks(),
                locked=bool(shown.key_words) and self.session.keys is None,
                suggestion=new_passphrase(),
                formgrader=formgrader.is_mounted(self.serverapp),
            )


class Keyless(TeacherPage):
    """A page whose form asks for a new passphrase, twice, and whose outcome may be a recovery sheet."""

    def chosen(self) -> str | None:
        """The passphrase; None where a page has said what is wrong with it."""
        first, again = self.secret("passphrase"), self.secret("again")
        if first.split() != again.split():
            self.say(
                "Two passphrases",
                "What you typed the first time and the second time differ. Go back and type both again.",
                status=400,
                back=self.home,
            )
            return None
        return first

    def show_sheet(self, made: Keyed) -> None:
        """Keep the keys in memory and show the recovery sheet, this once."""
        self.session.keys = made.keys
        day = datetime.now().date().isoformat()  # noqa: DTZ005 - a day on paper
        self.show(
            "recovery_sheet.html",
            sheet=Markup(sheet(made.card, made.code, day)),  # noqa: S704 - its parts are escaped where it is made
        )


class NewClass(Keyless):
    """Making the class."""

    @web.authenticated
    async def get(self) -> None:
        """The desk, for a reload of the answer."""
        self.go("trellis/desk")

    @web.authenticated
    async def post(self) -> None:
        """Make it in the folder this server serves, and show its recovery sheet."""
        name, course = self.get_body_argument("name", ""), self.get_body_argument("course", DEFAULT_COURSE)
        words = self.chosen()
        if words is None:
            return
        made = await self.told(make_class, self.folder, name, course, lambda: words)
        if made:
            formgrader.mount(self.serverapp)
            self.show_sheet(made)


class GiveKeys(Keyless):
    """Giving keys to a class that was made without."""

    @web.authenticated
    async def get(self) -> None:
        """The desk, for a reload of the answer."""
        self.go("trellis/desk")

    @web.authenticated
    async def post(self) -> None:
        """Make them, and show the recovery sheet."""
        words = self.chosen()
        if words is None:
            return
        made = await self.told(give_keys, self.folder, lambda: words)
        if made:
            self.show_sheet(made)


class Recover(Keyless):
    """A new passphrase with the recovery code."""

    @web.authenticated
    async def get(self) -> None:
        """The form."""
        self.show("recover.html", suggestion=new_passphrase())

    @web.authenticated
    async def post(self) -> None:
        """Open the class and lock it anew."""
        words = self.chosen()
        if words is None:
            return
        opened = await self.told(_recovered, self.folder, self.secret("code"), words)
        if opened:
            self.session.keys = opened.keys
            self.say(
                "The class has its new passphrase",
                "The recovery sheet stays good: lock it away again.",
                back=self.home,
            )


def _recovered(folder: Path, code: str, passphrase: str) -> ClassFolder:
    from grading.class_folder import open_class
    from grading.class_keys import recover

    return recover(open_class(folder), code, passphrase)


def unlocked(folder: Path, passphrase: str) -> ClassFolder:
    """The class with its keys at hand. Raises WrongPassphrase, ClassFault."""
    from grading.class_folder import open_class
    from grading.class_keys import unlock_class

    return unlock_class(open_class(folder), passphrase)


class Work(TeacherPage):
    """Handing out, collecting, grading, the practice class: one job at a time."""

    @web.authenticated
    async def post(self, kind: Kind) -> None:
        """Start the job; the desk shows how it goes. A locked class is unlocked first, once until the server stops."""
        place = self.get_body_argument("place", "").strip() or self.get_body_argument("stick", "").strip()
        if kind == "collect" and not place:
            self.say(
                "Where from?",
                "Choose the stick, or write the folder with the hand-ins.",
                status=400,
                back=self.home + "#collect",
            )
            return
        lessons = tuple(self.get_body_arguments("lesson"))
        if kind == "release" and not lessons:
            self.say("Which lessons?", "Tick at least one lesson.", status=400, back=self.home + "#hand-out")
            return
        sealed = kind in ("release", "collect", "return")
        if sealed and self.session.keys is None:
            opened = await self.told(unlocked, self.folder, self.secret("passphrase"))
            if opened is None:
                return
            self.session.keys = opened.keys
        folder = practice_folder() if kind == "practice" else self.folder
        order = Order(
            kind=kind,
            folder=str(folder),
            place=place,
            lessons=lessons,
            accept_unisolated=self.get_body_argument("accept-unisolated", "") == "yes",
            keys=self.session.keys.secret() if sealed and self.session.keys else b"",
        )
        if not self.jobs.start(order):
            self.say(
                "One thing at a time",
                "Something is still being done. It goes on; come back when it is finished.",
                status=409,
                back=self.home,
            )
            return
        self.go("trellis/desk#job")


class JobStatus(TeacherPage):
    """How the job goes, for the desk's script."""

    @web.authenticated
    def get(self) -> None:
        """The state of the job in hand or done last; `{}` where there was none."""
        self.set_header("Cache-Control", "no-store")
        self.finish(msgspec.to_builtins(self.jobs.state) if self.jobs.state else {})


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
            self.go("trellis/desk#students")


def _rename(folder: Path, given: dict[str, str]) -> bool:
    from grading.class_folder import open_class
    from grading.roster import read_roster, rename_student

    path = open_class(folder).roster
    known = read_roster(path).names
    for student, name in given.items():
        if student in known and " ".join(name.split()) != known[student]:
            rename_student(path, student, name)
    return True


class OpenPractice(TeacherPage):
    """Going to the practice class, which has a server of its own."""

    @web.authenticated
    async def post(self) -> None:
        """Start its server, then lead on."""
        self.practice.start()
        await self._lead_on()

    @web.authenticated
    async def get(self) -> None:
        """Lead on once it answers: for a reload."""
        await self._lead_on()

    async def _lead_on(self) -> None:
        for _ in range(60):
            now = await asyncio.to_thread(self.practice.look)
            if now.ready is not None:
                self.redirect(now.ready.url("/trellis/review/class"), status=303)
                return
            if now.problem:
                break
            await asyncio.sleep(0.5)
        self.say(
            "The practice class did not open",
            now.problem or "It takes very long. Try once more.",
            status=500,
            back=self.home,
        )


class Close(TeacherPage):
    """Closing Trellis from the page."""

    @web.authenticated
    async def post(self) -> None:
        """Say good-bye, then stop the server and its kernels, unless something is still being done."""
        if self.jobs.busy:
            self.say(
                "One thing at a time",
                "Something is still being done. Close Trellis when it is finished.",
                status=409,
                back=self.home,
            )
            return
        await self.box.close()
        self.say("Trellis is closed", "Everything is saved. You can close this window.")
        self.stop_soon()
