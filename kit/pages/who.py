"""“Who is learning here?”: the students of a machine, somebody new, and the four pictures that open a locked page."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from tornado import web

from carrying.join import NotACode
from carrying.picture_pin import LENGTH, PICTURES, WrongPictures, check, is_locked, open_by_card
from carrying.profiles import Learner, new_learner, next_number
from carrying.saving import NotSaved
from carrying.study import open_study
from kit.commands.study import DEFAULT_COURSE
from kit.doors import door_of
from kit.pages.chooser import ChooserPage
from kit.pages.pictures import as_field, chosen
from kit.words import _


class Who(ChooserPage):
    """Everybody, and “I am new here”."""

    @web.authenticated
    def get(self) -> None:
        """Show them."""
        self.show("who.html", everybody=self.doors.everybody())


class New(ChooserPage):
    """Somebody new: a name, a picture, and a study folder of their own."""

    @web.authenticated
    def get(self) -> None:
        """The form."""
        self._ask()

    @web.authenticated
    async def post(self) -> None:
        """Make the study folder, and open its page."""
        name, picture = self.get_body_argument("name", ""), self.get_body_argument("picture", "")
        number = self.get_body_argument("number", "")
        if not name.strip() or picture not in PICTURES:
            self._ask(
                name, picture, _("Write what you want to be called, and choose a picture."), number=number
            )
            return
        try:
            study = await asyncio.to_thread(
                new_learner,
                self.doors.root,
                DEFAULT_COURSE,
                name,
                picture,
                int(number) if number.isdecimal() and len(number) < 4 else 0,
            )
        except NotSaved as error:
            self.say(_("Not made"), str(error), status=409, back=self.base_url + "trellis/who")
            return
        made = next(one for one in self.doors.everybody() if one.folder == study.folder)
        if made.locked:  # the same form once more, much later
            self.go(f"trellis/who/{made.number}")
            return
        await asyncio.to_thread(self.doors.start, door_of(made.number))
        self.go(f"trellis/open/{door_of(made.number)}")

    def _ask(self, name: str = "", picture: str = "", problem: str = "", number: str = "") -> None:
        if problem:
            self.set_status(400)
        self.show(
            "who_new.html",
            name=name,
            chosen=picture,
            problem=problem,
            pictures=PICTURES,
            number=number or next_number(self.doors.root),
        )


class LockedPage(ChooserPage):
    """A page about a student whose page is locked."""

    def locked(self, number: str) -> Learner | None:
        """The student; None where there is no lock, and the person is on the way to the choice."""
        found = next((one for one in self.doors.everybody() if str(one.number) == number), None)
        if found is None or not is_locked(found.folder):
            self.go("trellis/who")
            return None
        return found


class Pictures(LockedPage):
    """Four pictures, one after the other."""

    @web.authenticated
    def get(self, number: str) -> None:
        """From the first picture on."""
        learner = self.locked(number)
        if learner:
            self._ask(learner, [])

    @web.authenticated
    async def post(self, number: str) -> None:
        """One more picture; with the fourth, in or not."""
        learner = self.locked(number)
        if learner is None:
            return
        pictures = chosen(self.get_body_argument("so_far", ""), self.get_body_argument("picture", ""))
        if len(pictures) < LENGTH:
            self._ask(learner, pictures)
            return
        try:
            await asyncio.to_thread(check, learner.folder, pictures, datetime.now(UTC))
        except (WrongPictures, NotSaved) as error:
            self._ask(learner, [], str(error))
            return
        door = door_of(learner.number)
        await asyncio.to_thread(self.doors.start, door, " ".join(pictures))
        self.go(f"trellis/open/{door}")

    def _ask(self, learner: Learner, pictures: list[str], problem: str = "") -> None:
        if problem:
            self.set_status(409)
        self.show(
            "pick.html",
            heading=_("Hello {name}").format(name=learner.called),
            before=_("Press your four pictures, in their order."),
            action=f"trellis/who/{learner.number}",
            so_far=as_field(pictures),
            count=len(pictures),
            length=LENGTH,
            pictures=PICTURES,
            problem=problem,
            forgot=f"trellis/who/{learner.number}/forgot",
            back="trellis/who",
        )


class Forgot(LockedPage):
    """“I forgot my pictures”: the student's own card, or the teacher."""

    @web.authenticated
    def get(self, number: str) -> None:
        """What to do."""
        learner = self.locked(number)
        if learner:
            self._ask(learner)

    @web.authenticated
    async def post(self, number: str) -> None:
        """The code on the card takes the pictures away, and opens."""
        learner = self.locked(number)
        if learner is None:
            return
        try:
            study = open_study(learner.folder, DEFAULT_COURSE)
            await asyncio.to_thread(
                open_by_card, study, self.get_body_argument("code", ""), datetime.now(UTC)
            )
        except (NotACode, WrongPictures, NotSaved) as error:
            self._ask(learner, str(error))
            return
        self.say(
            _("Your pictures are gone"),
            _("Your page opens without them now, {name}. You can choose new ones there.").format(
                name=learner.called
            ),
            back=self.base_url + "trellis/who",
        )

    def _ask(self, learner: Learner, problem: str = "") -> None:
        if problem:
            self.set_status(409)
        try:
            has_card = bool(open_study(learner.folder, DEFAULT_COURSE).profile.proof)
        except NotSaved:
            has_card = False  # its own page says what is wrong with the folder
        self.show("forgot.html", learner=learner, has_card=has_card, problem=problem)
