"""“What is this file?” and “Is this machine in order?”: explained in words, nothing is changed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tornado import web

from carrying.inspecting import inspect
from carrying.keys import Keys
from grading.class_folder import open_class
from grading.class_keys import class_card
from kit.commands.doctor import findings
from kit.pages import Route
from kit.pages.teacher import TeacherPage
from kit.words import _


def routes(common: dict[str, Any]) -> list[Route]:
    """A file of ours, and this machine."""
    return [(r"/trellis/desk/inspect", WhatIsThis, common), (r"/trellis/desk/machine", Machine, common)]


class Machine(TeacherPage):
    """What `trellis doctor` says."""

    @web.authenticated
    async def get(self) -> None:
        """The list, with what needs a hand first."""
        found = await self.told(lambda: sorted(findings(), key=lambda one: one[0]))
        if found is not None:
            await self.show_desk("desk_machine.html", "today", findings=found)


class WhatIsThis(TeacherPage):
    """A file, explained."""

    @web.authenticated
    def get(self) -> None:
        """The desk, for a reload of the answer."""
        self.go("trellis/desk")

    @web.authenticated
    async def post(self) -> None:
        """Say what it is: more where the class is open, since then sealed files can be opened."""
        sent = self.request.files.get("file") or []
        if not sent or not sent[0]["filename"]:
            self.say(_("Which file?"), _("Choose the file to look at."), status=400, back=self.home)
            return
        lines = await self.told(_explained, self.folder, sent[0]["body"], self.session.keys)
        if lines is not None:
            await self.show_desk(
                "desk_inspect.html",
                "today",
                name=Path(sent[0]["filename"].replace("\\", "/")).name,
                lines=lines,
            )


def _explained(folder: Path, data: bytes, keys: Keys | None) -> tuple[str, ...]:
    card = class_card(open_class(folder))
    with tempfile.TemporaryDirectory(prefix="trellis-file-", ignore_cleanup_errors=True) as place:
        path = Path(place) / "file"
        path.write_bytes(data)
        return inspect(path, [keys] if keys else [], [card] if card else []).lines
