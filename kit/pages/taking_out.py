"""Taking data out, and backups, at the desk: written only where the teacher says."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from tornado import web

from carrying.journal import here_today
from kit.drives import sticks
from kit.pages import Route
from kit.pages.teacher import TeacherPage
from kit.stop import Stop
from kit.words import _, ngettext

if TYPE_CHECKING:
    from carrying.keys import Keys

FORMS = ("moodle", "canvas", "classroom", "xapi", "csv", "parquet")


def routes(common: dict[str, Any]) -> list[Route]:
    """The addresses; `common` is what every page of the teacher gets."""
    return [
        (r"/trellis/desk/taking-out", TakingOut, common),
        (r"/trellis/desk/taking-out/export", Export, common),
        (r"/trellis/desk/taking-out/backup", Backup, common),
        (r"/trellis/desk/taking-out/restore", Restore, common),
    ]


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: a headline, and lines below it."""

    title: str
    lines: tuple[str, ...]


class OutPage(TeacherPage):
    """A page about what leaves the class."""

    @property
    def back(self) -> str:
        """The address of the first of them."""
        return self.home + "/taking-out"

    def place(self) -> str:
        """The folder or stick that was chosen."""
        return self.get_body_argument("place", "").strip() or self.get_body_argument("stick", "").strip()

    async def show_all(self, done: Done | None = None) -> None:
        """The page, with what was just done at its top."""
        forms = {
            "moodle": _("Grades for Moodle"),
            "canvas": _("Grades for Canvas"),
            "classroom": _("Grades for Google Classroom"),
            "xapi": _("What students did, as xAPI statements"),
            "csv": _("Everything as tables (CSV)"),
            "parquet": _("Everything as tables (Parquet)"),
        }
        await self.show_desk("taking_out.html", "taking-out", forms=forms, sticks=sticks(), done=done)


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
        """Write it, and say where it is."""
        form = self.get_body_argument("form", "")
        closing, again = self.secret("closing"), self.secret("again")
        done = await self.told(
            _exported,
            self.folder,
            form if form in FORMS else "csv",
            self.place(),
            self.get_body_argument("names", "") == "yes",
            (closing, again),
            self.by,
            back=self.back,
        )
        if done is not None:
            await self.show_all(done)


class Backup(OutPage):
    """Keeping the whole class in one file."""

    @web.authenticated
    async def get(self) -> None:
        """For a reload."""
        self.go("trellis/desk/taking-out")

    @web.authenticated
    async def post(self) -> None:
        """Make it; the class has to be open for that."""
        if not await self.opened():
            return
        done = await self.told(
            _backed_up, self.folder, self.place(), self.session.keys, self.secret("closing"), back=self.back
        )
        if done is not None:
            await self.show_all(done)


class Restore(OutPage):
    """Putting a backup beside the class."""

    @web.authenticated
    async def get(self) -> None:
        """For a reload."""
        self.go("trellis/desk/taking-out")

    @web.authenticated
    async def post(self) -> None:
        """Put it into a folder of its own."""
        done = await self.told(
            _restored,
            self.folder,
            self.get_body_argument("file", "").strip(),
            self.secret("words"),
            back=self.back,
        )
        if done is not None:
            await self.show_all(done)


def _chosen(place: str) -> Path:
    if not place:
        raise Stop(_("Where to? Choose the stick, or write the folder. Nothing was written."))
    return Path(place).expanduser().absolute()


def _exported(
    folder: Path,
    form: Any,
    place: str,
    names: bool,  # noqa: FBT001 - handed over a thread
    closing: tuple[str, str],
    by: str,
) -> Done:
    from grading.class_folder import open_class
    from grading.exports.taking_out import take_out

    if closing[0].split() != closing[1].split():
        raise Stop(_("These two are not the same. Nothing was written."))
    out = take_out(
        open_class(folder),
        form,
        _chosen(place),
        today=here_today(),
        names=names,
        passphrase=closing[0],
        by=by,
    )
    where = str(out.files[0] if len(out.files) == 1 else out.files[0].parent)
    return Done(title=_("Written: {place}").format(place=where), lines=out.lines)


def _backed_up(folder: Path, place: str, keys: Keys | None, closing: str) -> Done:
    from grading.backup import back_up
    from grading.class_folder import open_class
    from grading.class_keys import with_keys

    made = back_up(with_keys(open_class(folder), keys), _chosen(place), passphrase=closing)
    told = ngettext("{n} file, read back and whole.", "{n} files, read back and whole.", made.about.files)
    return Done(
        title=_("Written: {place}").format(place=made.path),
        lines=(
            told.format(n=made.about.files),
            *(_("{file} went away meanwhile and is not in it.").format(file=name) for name in made.missing),
        ),
    )


def _restored(folder: Path, file: str, words: str) -> Done:
    from grading.restoring import keys_of, restore

    if not file:
        raise Stop(_("Which backup? Write its name with its folder. Nothing was changed."))
    path = Path(file).expanduser().absolute()
    keys = keys_of(path, words)
    done = restore(path, folder, keys, passphrase="" if keys else words, where="beside")
    when = datetime.fromisoformat(done.made).date().isoformat()
    return Done(
        title=_("“{name}” as it was on {made} is in {folder}.").format(
            name=done.folder.name, made=when, folder=done.folder.root
        ),
        lines=(_("The class that is open here was not touched."),),
    )
