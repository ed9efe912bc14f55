"""The first page: student or teacher. Each choice starts that server and leads on to it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from tornado import web

from kit.doors import STUDENT, Doors, number_in
from kit.pages import Route
from kit.pages.page import TO_ANOTHER_PORT, Page
from kit.words import _


def routes(folder: Path) -> list[Route]:
    """The chooser's addresses."""
    from kit.pages import who

    common: dict[str, Any] = {"doors": Doors(folder)}
    number = r"([1-9]\d{0,2})"
    return [
        (r"/trellis/?", Choose, common),
        (r"/trellis/open/(student|student-[1-9]\d{0,2}|teacher)", Open, common),
        (r"/trellis/ready/(student|student-[1-9]\d{0,2}|teacher)", IsReady, common),
        (r"/trellis/who", who.Who, common),
        (r"/trellis/who/new", who.New, common),
        (rf"/trellis/who/{number}", who.Pictures, common),
        (rf"/trellis/who/{number}/forgot", who.Forgot, common),
    ]


class ChooserPage(Page):
    """A page that can start servers."""

    def initialize(self, doors: Doors) -> None:
        """Keep what can be started."""
        self.doors = doors

    @property
    def content_security_policy(self) -> str:
        """Our policy; forms may lead to another server of ours on this machine."""
        return TO_ANOTHER_PORT


class Choose(ChooserPage):
    """The two choices."""

    @web.authenticated
    def get(self) -> None:
        """Show them."""
        self.show("chooser.html", everybody=self.doors.everybody())


class Open(ChooserPage):
    """Starting what was chosen, and waiting for it."""

    @web.authenticated
    async def post(self, who: str) -> None:
        """Start it; lead on at once if it answers already."""
        door = self._door(who)
        if door:
            await asyncio.to_thread(self.doors.start, door)
            await self._lead_on(door)

    @web.authenticated
    async def get(self, who: str) -> None:
        """How far it is: for a reload, and where there is no script."""
        door = self._door(who)
        if door:
            await self._lead_on(door)

    def _door(self, who: str) -> str:
        """The door itself; empty where something has to be asked first, and the person is on the way there."""
        if who == STUDENT:
            everybody = self.doors.everybody()
            if len(everybody) > 1:
                self.go("trellis/who")
                return ""
            who = self.doors.only()
        if self.doors.needs_pictures(who):
            self.go(f"trellis/who/{number_in(who)}")
            return ""
        return who

    async def _lead_on(self, who: str) -> None:
        now = await asyncio.to_thread(self.doors.look, who)
        if now.ready is not None:
            self.redirect(now.ready.url(), status=303)
        elif now.problem:
            self.say(_("That did not start"), now.problem, status=500, back=self.base_url + "trellis/")
        else:
            self.show("waiting.html", who=who)


class IsReady(ChooserPage):
    """The same question, for the waiting page's script."""

    @web.authenticated
    async def get(self, who: str) -> None:
        """`{"ready": true}` once there is somewhere to go, or something to say."""
        door = self.doors.only() if who == STUDENT else who
        self.finish({"ready": await asyncio.to_thread(self.doors.is_ready, door)})
