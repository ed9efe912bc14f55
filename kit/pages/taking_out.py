"""Taking data out, and backups, at the desk: written only where the teacher says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tornado import web

from carrying.saving import save
from curriculum.language import spoken
from kit.drives import sticks
from kit.job import Kind, Order
from kit.pages import Route
from kit.pages.job import JobPage
from kit.server import runtime
from kit.stop import Stop
from kit.words import _
from kit.work import SENT

FORMS = ("moodle", "canvas", "classroom", "xapi", "csv", "parquet")


def routes(common: dict[str, Any]) -> list[Route]:
    """The addresses; `common` is what every page of the teacher gets."""
    return [
        (r"/trellis/desk/taking-out", TakingOut, common),
        (r"/trellis/desk/taking-out/export", Export, common),
        (r"/trellis/desk/taking-out/backup", Backup, common),
        (r"/trellis/desk/taking-out/restore", Restore, common),
    ]


class OutPage(JobPage):
    """A page about what leaves the class."""

    @property
    def back(self) -> str:
        """The address of the first of them."""
        return self.home + "/taking-out"

    def place(self) -> str:
        """The folder or stick that was chosen."""
        return self.get_body_argument("place", "").strip() or self.get_body_argument("stick", "").strip()

    async def order(self, kind: Kind, **more: Any) -> None:
        """Begin one of these jobs, whose progress and outcome the page shows; `place` has to be chosen where something is written."""
        place = self.place()
        if kind != "restore" and not place:
            self.say(
                _("Where to?"),
                _("Choose the stick, or write the folder. Nothing was written."),
                status=400,
                back=self.back,
            )
            return
        self.begin(
            Order(kind=kind, folder=str(self.folder), place=place, language=spoken(), by=self.by, **more),
            "desk/taking-out" if self.has_class else "desk",
        )

    async def show_all(self) -> None:
        """The page."""
        forms = {
            "moodle": _("Grades for Moodle"),
            "canvas": _("Grades for Canvas"),
            "classroom": _("Grades for Google Classroom"),
            "xapi": _("What students did, as xAPI statements"),
            "csv": _("Everything as tables (CSV)"),
            "parquet": _("Everything as tables (Parquet)"),
        }
        await self.show_desk("taking_out.html", "taking-out", forms=forms, sticks=sticks())


class TakingOut(OutPage):
    """The ways out."""

    @web.authenticated
    async def get(self) -> None:
        """The forms."""
        await self.show_all()


class Export(OutPage):
    """Writing data for other programs."""

    @web.authenticated
    async def get(self) -> None:
        """For a reload."""
        self.go("trellis/desk/taking-out")

    @web.authenticated
    async def post(self) -> None:
        """Begin writing it."""
        form = self.get_body_argument("form", "")
        closing, again = self.secret("closing"), self.secret("again")
        if closing.split() != again.split():
            self.say(
                _("That did not work"),
                _("These two are not the same. Nothing was written."),
                status=409,
                back=self.back,
            )
            return
        await self.order(
            "export",
            form=form if form in FORMS else "csv",
            names=self.get_body_argument("names", "") == "yes",
            words=closing,
        )


class Backup(OutPage):
    """Keeping the whole class in one file."""

    @web.authenticated
    async def get(self) -> None:
        """For a reload."""
        self.go("trellis/desk/taking-out")

    @web.authenticated
    async def post(self) -> None:
        """Begin making it; the class has to be open for that."""
        if await self.opened():
            await self.order("backup", keys=self.session.secret(), words=self.secret("closing"))


class Restore(OutPage):
    """Putting a backup back: beside the class, or as the class where there is none yet."""

    @web.authenticated
    async def get(self) -> None:
        """For a reload."""
        self.go("trellis/desk/taking-out")

    @web.authenticated
    async def post(self) -> None:
        """Begin putting it there, once the words open it. The file is named, or sent where there is no class yet."""
        file, words = self.get_body_argument("file", "").strip(), self.secret("words")
        sent = [] if self.has_class else self.request.files.get("file", [])
        back = self.back if self.has_class else self.home
        found = await self.told(_opens, self.folder, file, sent, words, back=back)
        if found is not None:
            await self.order("restore", source=str(found), words=words)


def _opens(folder: Path, file: str, sent: list[Any], words: str) -> Path:
    """The backup, which the words open; one that was sent is kept until it is put back.

    Raises Stop, BackupFault, WrongPassphrase, NotSaved.
    """
    from grading.restoring import keys_of

    if sent and sent[0]["body"]:
        file = str(runtime(folder) / SENT)
        save(Path(file), sent[0]["body"])
    if not file:
        raise Stop(_("Which backup? Choose its file. Nothing was changed."))
    path = Path(file).expanduser().absolute()
    keys_of(path, words)
    return path
