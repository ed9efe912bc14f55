"""The desk's first page: the morning's work, whom to talk to, and what is worth knowing."""

from __future__ import annotations

from typing import Any

from tornado import web

from carrying.word_list import new_passphrase
from curriculum.language import ENDONYMS, first_known
from kit import formgrader
from kit.command import is_ours, sentence
from kit.desk import desk
from kit.drives import sticks
from kit.first_day import note, read_notes
from kit.own_courses import courses
from kit.pages import Route
from kit.pages.drop_box import board_of
from kit.pages.teacher import Start, TeacherPage
from kit.places import practice_folder
from kit.practice import read_practice
from kit.signature import choose_name
from kit.today import Talks
from kit.words import _


def routes(common: dict[str, Any]) -> list[Route]:
    """The desk, and what its first page sends."""
    return [
        (r"/trellis/?", Start, common),
        (r"/trellis/desk", DeskPage, common),
        (r"/trellis/desk/talks", TalksPart, common),
        (r"/trellis/desk/talked", Talked, common),
        (r"/trellis/desk/guide", PutGuideAway, common),
        (r"/trellis/desk/language", ChooseLanguage, common),
        (r"/trellis/desk/signature", ChooseName, common),
        (r"/trellis/close", Close, common),
    ]


class DeskPage(TeacherPage):
    """The desk."""

    @web.authenticated
    async def get(self) -> None:
        """The class and what to do next; without a class, how to make one."""
        if not self.has_class:
            self.show(
                "desk_no_class.html",
                courses=courses(),
                folder=self.folder,
                suggestion=new_passphrase(),
                practice=read_practice(practice_folder()),
                job=self.jobs.state,
                languages=ENDONYMS,
            )
            return
        formgrader.mount(self.serverapp)  # the class may have come from a backup since
        # Where the desk cannot be shown, the way back leads to where a backup can be put beside the class.
        shown = await self.told(desk, self.folder, back=f"{self.home}/taking-out")
        board = await self.told(board_of, self.folder, self.box) if shown is not None else None
        if board is not None:
            guide = shown.guide if _wanted(self) and shown.guide.now < len(shown.guide.steps) else None
            await self.show_desk(
                "desk.html",
                "today",
                desk=shown,
                board=board,
                talks=await self.talks(),
                sticks=sticks(),
                suggestion=new_passphrase(),
                guide=guide,
                guided=guide is not None and shown.next in ("hand-out", "collect"),
                formgrader=formgrader.is_mounted(self.serverapp),
                played=read_practice(practice_folder()),
                languages=ENDONYMS,
                signed=self.signed,
            )

    async def talks(self) -> Talks | str | None:
        """Whom to talk to; None while that is being worked out, a sentence where it cannot be."""
        try:
            return await self.today.talks()
        except Exception as error:
            if not is_ours(error):
                raise
            return sentence(error)


class TalksPart(DeskPage):
    """Whom to talk to, for a desk that came before the answer."""

    @web.authenticated
    async def get(self) -> None:
        """The part of the page; nothing (204) while it is still being worked out."""
        found = await self.talks()
        if found is None:
            self.set_status(204)
            self.finish()
            return
        self.show("desk_talks.html", talks=found)


class Talked(TeacherPage):
    """The teacher has talked with a family that asked for it."""

    @web.authenticated
    async def post(self) -> None:
        """Take it down with the family's answers; the wish stands no longer."""
        if await self.told(_talked, self.folder, self.get_body_argument("student", ""), self.signed):
            self.go("trellis/desk#families")


def _talked(folder: Any, student: str, by: str) -> bool:
    from grading.class_folder import open_class
    from grading.records import Records
    from grading.replies import take_down
    from grading.roster import find_student, read_roster

    opened = open_class(folder)
    found = find_student(read_roster(opened.roster), student)
    with Records(opened.records_url) as records:
        take_down(records, found, _("We have talked."), by=by)
    return True


class PutGuideAway(TeacherPage):
    """The guide of the first day is not wanted any more, or wanted again."""

    @web.authenticated
    def post(self) -> None:
        """Note it."""
        if self.has_class:
            note(self.folder, put_away=self.get_body_argument("show", "") != "yes")
        self.go("trellis/desk")


class ChooseLanguage(TeacherPage):
    """In which language the desk speaks."""

    @web.authenticated
    def post(self) -> None:
        """Remember it; an unknown one leaves it to the browser."""
        note(self.folder, language=first_known([self.get_body_argument("language", "")]))
        self.go("trellis/desk")


class ChooseName(TeacherPage):
    """The name under what the teacher writes."""

    @web.authenticated
    async def post(self) -> None:
        """Keep it for all classes of this person; an empty one takes it back."""
        if await self.told(_named, self.get_body_argument("name", "")):
            self.go("trellis/desk")


def _named(name: str) -> bool:
    choose_name(name)
    return True


def _wanted(page: TeacherPage) -> bool:
    return not read_notes(page.folder).put_away and page.folder.parent != practice_folder()


class Close(TeacherPage):
    """Closing Trellis from the page."""

    @web.authenticated
    async def post(self) -> None:
        """Say good-bye, then stop the server and its kernels, unless something is still being done."""
        if self.jobs.busy:
            self.say(
                _("One thing at a time"),
                _("Something is still being done. Close Trellis when it is finished."),
                status=409,
                back=self.home,
            )
            return
        await self.box.close()
        self.session.forget()
        self.say(_("Trellis is closed"), _("Everything is saved. You can close this window."), back=None)
        self.stop_soon()
