"""The first page: student or teacher. Each choice starts that server and leads on to it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from tornado import web

from kit.launch import Launch
from kit.pages import Route
from kit.pages.page import POLICY, Page
from kit.places import class_folder, study_folder
from kit.server import runtime

TO_ANOTHER_PORT = POLICY.replace("form-action 'self'", "form-action 'self' http://127.0.0.1:*")


def launches(home: Path) -> dict[str, Launch]:
    """What can be started, by the name of the choice. Logs go to the chooser's own folder."""
    log = runtime(home)
    study, teach = study_folder(), class_folder()
    return {
        "student": Launch("study", study, ["study", str(study)], log / "start-student.log"),
        "teacher": Launch("teach", teach, ["review", "--class", str(teach)], log / "start-teacher.log"),
    }


def routes(folder: Path) -> list[Route]:
    """The chooser's addresses."""
    common: dict[str, Any] = {"launches": launches(folder)}
    return [
        (r"/trellis/?", Choose, common),
        (r"/trellis/open/(student|teacher)", Open, common),
        (r"/trellis/ready/(student|teacher)", IsReady, common),
    ]


class ChooserPage(Page):
    """A page that can start servers."""

    def initialize(self, launches: dict[str, Launch]) -> None:
        """Keep what can be started."""
        self.launches = launches

    @property
    def content_security_policy(self) -> str:
        """Our policy; forms may lead to another server of ours on this machine."""
        return TO_ANOTHER_PORT


class Choose(ChooserPage):
    """The two choices."""

    @web.authenticated
    def get(self) -> None:
        """Show them."""
        self.show("chooser.html")


class Open(ChooserPage):
    """Starting what was chosen, and waiting for it."""

    @web.authenticated
    async def post(self, who: str) -> None:
        """Start it; lead on at once if it answers already."""
        self.launches[who].start()
        await self._lead_on(who)

    @web.authenticated
    async def get(self, who: str) -> None:
        """How far it is: for a reload, and where there is no script."""
        await self._lead_on(who)

    async def _lead_on(self, who: str) -> None:
        now = await asyncio.to_thread(self.launches[who].look)
        if now.ready is not None:
            self.redirect(now.ready.url(), status=303)
        elif now.problem:
            self.say("That did not start", now.problem, status=500, back=self.base_url + "trellis/")
        else:
            self.show("waiting.html", who=who)


class IsReady(ChooserPage):
    """The same question, for the waiting page's script."""

    @web.authenticated
    async def get(self, who: str) -> None:
        """`{"ready": true}` once there is somewhere to go, or something to say."""
        now = await asyncio.to_thread(self.launches[who].look)
        self.finish({"ready": now.ready is not None or bool(now.problem)})
