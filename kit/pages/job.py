"""Work that takes its time: started from a form, followed by the page, one at a time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
from tornado import web

from carrying.bundle import SUFFIX, digest
from carrying.saving import save
from curriculum.language import spoken
from kit.job import Kind, Order
from kit.pages import Route
from kit.pages.teacher import TeacherPage
from kit.places import practice_folder
from kit.stop import Stop
from kit.words import _

SEALED = ("release", "collect", "return")
"""What cannot be done while the class is closed."""
PAGES: dict[str, str] = {
    "release": "desk/lessons",
    "refit": "desk/lessons",
    "families": "desk/families",
    **dict.fromkeys(("backup", "export", "restore"), "desk/taking-out"),
}
"""Where a form of this kind stands, if not on the desk's first page: there its progress is shown."""


def routes(common: dict[str, Any]) -> list[Route]:
    """Starting a job, asking how it goes, and putting its outcome away."""
    return [
        (r"/trellis/desk/(release|collect|grade|return|practice|refit)", Work, common),
        (r"/trellis/desk/(families)/make", Work, common),
        (r"/trellis/desk/job", JobStatus, common),
        (r"/trellis/desk/job/away", PutAway, common),
    ]


class JobPage(TeacherPage):
    """A page that starts a job."""

    def begin(self, order: Order, page: str) -> None:
        """Start it and lead on to the page that shows it; where another is in hand, a page that says so."""
        if not self.jobs.start(order):
            self.say(
                _("One thing at a time"),
                _("Something is still being done. It goes on; come back when it is finished."),
                status=409,
                back=self.home,
            )
            return
        self.go(f"trellis/{page}#job")


class Work(JobPage):
    """Handing out, collecting, grading, giving back, the families' pages, the practice class."""

    @web.authenticated
    async def post(self, kind: Kind) -> None:
        """Start the job. A class that is closed is opened first, once until the server stops."""
        page = PAGES.get(kind, "desk")
        place = self.get_body_argument("place", "").strip() or self.get_body_argument("stick", "").strip()
        if kind == "collect" and (
            sent := [one for one in self.request.files.get("file", []) if one["filename"]]
        ):
            kept = await self.told(
                _into_inbox, self.folder, sent, self.session.is_open, back=self.home + "#collect"
            )
            if kept is None:
                return
            place = str(kept)
        if kind == "collect" and not place:
            self.say(
                _("Where from?"),
                _("Choose the stick, or write the folder with the hand-ins."),
                status=400,
                back=self.home + "#collect",
            )
            return
        lessons = tuple(self.get_body_arguments("lesson"))
        if kind == "release" and not lessons:
            self.say(
                _("Which lessons?"),
                _("Tick at least one lesson."),
                status=400,
                back=f"{self.base_url}trellis/{page}",
            )
            return
        if kind in SEALED and not await self.opened():
            return
        self.begin(
            Order(
                kind=kind,
                folder=str(practice_folder() if kind == "practice" else self.folder),
                place=place,
                lessons=lessons,
                students=tuple(filter(None, self.get_body_arguments("student"))),
                everything=self.get_body_argument("everything", "") == "yes",
                accept_unisolated=self.get_body_argument("accept-unisolated", "") == "yes",
                keys=self.session.secret() if kind in SEALED else b"",
                language=spoken(),
                by=self.by,
            ),
            page,
        )


def _into_inbox(folder: Path, sent: list[Any], is_open: bool) -> Path:  # noqa: FBT001 - handed over a thread
    """Keep files that came by mail or messenger where the drop box keeps what comes to it; collecting brings them on from there.

    Raises Stop where the class is closed: the page that asks for its passphrase sends fields on, and no files.
    """
    from grading.class_folder import open_class

    opened = open_class(folder)
    if opened.has_keys and not is_open:
        raise Stop(_("Open the class first, then choose the files once more. Nothing was taken in yet."))
    inbox = opened.inbox
    for one in sent:
        stem = re.sub(r"[^a-z0-9]+", "-", Path(one["filename"]).stem.lower()).strip("-")[:30] or "file"
        save(inbox / f"{stem}-{digest(one['body'])[:8]}{SUFFIX}", one["body"])
    return inbox


class JobStatus(TeacherPage):
    """How the job goes, for the desk's script."""

    @web.authenticated
    def get(self) -> None:
        """The state of the job in hand or done last; `{}` where there was none."""
        self.set_header("Cache-Control", "no-store")
        self.finish(msgspec.to_builtins(self.jobs.state) if self.jobs.state else {})


class PutAway(TeacherPage):
    """The outcome of a job has been read."""

    @web.authenticated
    def post(self) -> None:
        """Show it no longer; a job in hand stays."""
        page = self.get_body_argument("page", "desk")
        self.jobs.put_away()
        self.go(f"trellis/{page}" if page in {"desk", *PAGES.values(), "desk/students"} else "trellis/desk")
