"""Other classes: each has a server of its own, started from here."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from tornado import web

from carrying.word_list import new_passphrase
from kit.class_folders import OtherClass, all_classes, place_for
from kit.commands.study import DEFAULT_COURSE
from kit.keyed_class import make_class
from kit.launch import Launch
from kit.own_courses import courses
from kit.pages import Route
from kit.pages.class_keys import Keyless
from kit.server import runtime
from kit.words import _


def routes(common: dict[str, Any]) -> list[Route]:
    """Addresses under /trellis/desk/classes."""
    own = {**common, "launches": {}}
    return [
        (r"/trellis/desk/classes", ClassesPage, own),
        (r"/trellis/desk/classes/new", AnotherClass, own),
        (r"/trellis/desk/classes/open", OpenOther, own),
    ]


class ClassesRoom(Keyless):
    """A page about other classes."""

    def initialize(self, launches: dict[Path, Launch], **common: Any) -> None:  # type: ignore[override]  # tornado names all of them
        """Keep what was started, and what every page of the teacher has."""
        super().initialize(**common)
        self.launches = launches

    def others(self) -> list[OtherClass]:
        """All classes but this one."""
        return [one for one in all_classes() if one.folder.resolve() != self.folder.resolve()]


class ClassesPage(ClassesRoom):
    """The other classes, and how to make one more."""

    @web.authenticated
    async def get(self) -> None:
        """The page."""
        await self.show_desk(
            "desk_classes.html",
            "students",
            others=await asyncio.to_thread(self.others),
            courses=courses(),
            suggestion=new_passphrase(),
        )


class AnotherClass(ClassesRoom):
    """One more class."""

    @web.authenticated
    async def get(self) -> None:
        """The list, for a reload of the answer."""
        self.go("trellis/desk/classes")

    @web.authenticated
    async def post(self) -> None:
        """Make it in a folder of its own, and show its recovery sheet. This server stays with its own class."""
        name, course = self.get_body_argument("name", ""), self.get_body_argument("course", DEFAULT_COURSE)
        words = self.chosen()
        if words is None:
            return
        made = await self.told(make_class, place_for(name), name, course, lambda: words)
        if made:
            self.show_paper(made)


class OpenOther(ClassesRoom):
    """Going to another class."""

    @web.authenticated
    async def get(self) -> None:
        """The list, for a reload."""
        self.go("trellis/desk/classes")

    @web.authenticated
    async def post(self) -> None:
        """Start its server, then lead on."""
        key = self.get_body_argument("class", "")
        found = next((one for one in self.others() if one.key == key), None)
        if found is None:
            self.go("trellis/desk/classes")
            return
        launch = self.launches.setdefault(
            found.folder,
            Launch(
                "teach",
                found.folder,
                ["review", "--class", str(found.folder)],
                runtime(self.folder) / "start-class.log",
            ),
        )
        await asyncio.to_thread(launch.start)
        for _turn in range(90):
            now = await asyncio.to_thread(launch.look)
            if now.ready is not None:
                self.redirect(now.ready.url("/trellis/desk"), status=303)
                return
            if now.problem:
                break
            await asyncio.sleep(0.5)
        self.say(
            _("The class did not open"),
            now.problem or _("It takes very long. Try once more."),
            status=500,
            back=f"{self.base_url}trellis/desk/classes",
        )
