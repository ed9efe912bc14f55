"""The practice class, which has a server of its own: going there, and throwing it away."""

from __future__ import annotations

import asyncio
from typing import Any

from tornado import web

from kit.pages import Route
from kit.pages.teacher import TeacherPage
from kit.places import practice_folder
from kit.practice import throw_away
from kit.words import _


def routes(common: dict[str, Any]) -> list[Route]:
    """Addresses of the practice class."""
    return [
        (r"/trellis/desk/open-practice", OpenPractice, common),
        (r"/trellis/desk/practice/throw-away", ThrowAway, common),
    ]


class OpenPractice(TeacherPage):
    """Going to the practice class."""

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
        for _turn in range(60):
            now = await asyncio.to_thread(self.practice.look)
            if now.ready is not None:
                self.redirect(now.ready.url("/trellis/desk"), status=303)
                return
            if now.problem:
                break
            await asyncio.sleep(0.5)
        self.say(
            _("The practice class did not open"),
            now.problem or _("It takes very long. Try once more."),
            status=500,
            back=self.home,
        )


class ThrowAway(TeacherPage):
    """Throwing the practice class away."""

    @web.authenticated
    async def post(self) -> None:
        """End its server and delete its folder, unless it is just being played."""
        if self.jobs.busy and self.jobs.state is not None and self.jobs.state.kind == "practice":
            self.say(
                _("One thing at a time"),
                _("The practice class is just being played. Throw it away when that is finished."),
                status=409,
                back=self.home,
            )
            return
        if self.folder.parent == practice_folder():
            self.say(
                _("Not from in here"),
                _("This is the practice class itself. Throw it away from your own desk."),
                status=409,
                back=self.home,
            )
            return
        if await self.told(_thrown_away):
            self.jobs.put_away("practice")
            self.say(
                _("The practice class is gone"),
                _("You can play it anew at any time. Nothing of your own class was touched."),
                back=self.home,
            )


def _thrown_away() -> bool:
    throw_away(practice_folder())
    return True
