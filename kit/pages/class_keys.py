"""The class's passphrase and recovery sheet: making a class, opening and closing it, and what to do when something is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup
from tornado import web

from carrying.journal import here_today
from carrying.word_list import new_passphrase
from grading.class_folder import ClassFolder
from grading.recovery_sheet import sheet
from kit import formgrader
from kit.commands.study import DEFAULT_COURSE
from kit.first_day import note
from kit.keyed_class import Keyed, give_keys, make_class, new_recovery_sheet
from kit.pages import Route
from kit.pages.teacher import TeacherPage
from kit.words import _


def routes(common: dict[str, Any]) -> list[Route]:
    """Addresses of the class and its keys."""
    return [
        (r"/trellis/desk/class", NewClass, common),
        (r"/trellis/desk/keys", GiveKeys, common),
        (r"/trellis/desk/recover", Recover, common),
        (r"/trellis/desk/open", OpenClass, common),
        (r"/trellis/desk/shut", ShutClass, common),
        (r"/trellis/desk/sheet", NewSheet, common),
        (r"/trellis/desk/sheet/kept", SheetKept, common),
    ]


class Keyless(TeacherPage):
    """A page whose form asks for a new passphrase, twice, and whose outcome may be a recovery sheet."""

    def chosen(self) -> str | None:
        """The passphrase; None where a page has said what is wrong with it."""
        first, again = self.secret("passphrase"), self.secret("again")
        if first.split() != again.split():
            self.say(
                _("Two passphrases"),
                _("What you typed the first time and the second time differ. Go back and type both again."),
                status=400,
                back=self.home,
            )
            return None
        return first

    def show_sheet(self, made: Keyed) -> None:
        """Keep the keys in memory and show the recovery sheet, this once."""
        self.session.keep(made.keys)
        self.show_paper(made)

    def show_paper(self, made: Keyed) -> None:
        """Show the recovery sheet, this once."""
        day = here_today().isoformat()
        self.show(
            "desk_recovery_sheet.html",
            sheet=Markup(sheet(made.card, made.code, day)),  # noqa: S704 - its parts are escaped where it is made
            here=made.root == self.folder.resolve(),
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
        self.show("desk_recover.html", suggestion=new_passphrase())

    @web.authenticated
    async def post(self) -> None:
        """Open the class and lock it anew."""
        words = self.chosen()
        if words is None:
            return
        opened = await self.told(_recovered, self.folder, self.secret("code"), words)
        if opened:
            self.session.keep(opened.keys)
            self.say(
                _("The class has its new passphrase"),
                _("The recovery sheet stays good: lock it away again."),
                back=self.home,
            )


def _recovered(folder: Path, code: str, passphrase: str) -> ClassFolder:
    from grading.class_folder import open_class
    from grading.class_keys import recover

    return recover(open_class(folder), code, passphrase)


class OpenClass(TeacherPage):
    """Opening the class, once until the server stops."""

    @web.authenticated
    def get(self) -> None:
        """The desk, for a reload."""
        self.go("trellis/desk")

    @web.authenticated
    async def post(self) -> None:
        """Open it with its passphrase; a wrong one is asked for once more, kindly."""
        if await self.opened():
            self.go("trellis/desk")


class ShutClass(TeacherPage):
    """Closing the class: the keys leave the memory."""

    @web.authenticated
    async def post(self) -> None:
        """Close it, and the drop box with it, which holds the keys as well."""
        await self.box.close()
        self.session.forget()
        self.go("trellis/desk")


class NewSheet(Keyless):
    """A new recovery sheet, where the first was never printed or is lost."""

    @web.authenticated
    async def get(self) -> None:
        """The desk, for a reload of the answer."""
        self.go("trellis/desk")

    @web.authenticated
    async def post(self) -> None:
        """Make it; the code before opens nothing any more."""
        if not await self.opened():
            return
        made = await self.told(new_recovery_sheet, self.folder, self.session.keys)
        if made is not None:
            note(self.folder, sheet=False)
            self.show_paper(made)


class SheetKept(TeacherPage):
    """The recovery sheet is on paper."""

    @web.authenticated
    def post(self) -> None:
        """Note it, for the guide of the first day."""
        if self.has_class:
            note(self.folder, sheet=True)
        self.go("trellis/desk")
