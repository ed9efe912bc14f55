"""About me: the name, the card, the student's place at this machine with its pictures, and switching to somebody else."""

from __future__ import annotations

import asyncio

from tornado import web

from carrying.picture_pin import LENGTH, PICTURES, WrongPictures, lock, unlock
from carrying.saving import NotSaved
from kit import places
from kit.home import about_me
from kit.pages.page import TO_ANOTHER_PORT
from kit.pages.pictures import as_field, chosen
from kit.pages.student import StudentPage
from kit.seat import seat_of
from kit.server import running
from kit.words import _


class Me(StudentPage):
    """The picture, and whether the page is locked."""

    @property
    def content_security_policy(self) -> str:
        """As on the home page: “Switch student” leads to another server of ours."""
        return TO_ANOTHER_PORT

    @web.authenticated
    def get(self) -> None:
        """Show them."""
        study = self.study()
        self.show(
            "me.html",
            me=about_me(study),
            seat=seat_of(study, places.home()),
            chosen=study.profile.picture,
            pictures=PICTURES,
        )

    @web.authenticated
    def post(self) -> None:
        """Take another picture."""
        picture = self.get_body_argument("picture", "")
        if picture in PICTURES:
            self.study().choose_picture(picture)
        self.go("trellis/me")


class Name(StudentPage):
    """What the student wants to be called. Stays on this machine."""

    @web.authenticated
    def post(self) -> None:
        """Remember the name."""
        self.study().rename(self.get_body_argument("name", ""))
        self.go("trellis/me#name")


class Pictures(StudentPage):
    """Choosing the four pictures, one after the other."""

    @web.authenticated
    def get(self) -> None:
        """From the first picture on."""
        self._ask([])

    @web.authenticated
    def post(self) -> None:
        """One more; after the fourth, all of them to look at."""
        pictures = chosen(self.get_body_argument("so_far", ""), self.get_body_argument("picture", ""))
        if len(pictures) < LENGTH:
            self._ask(pictures)
            return
        self.show("keep_pictures.html", mine=pictures, so_far=as_field(pictures))

    def _ask(self, pictures: list[str]) -> None:
        self.show(
            "pick.html",
            heading=_("Lock my page with four pictures"),
            before=_(
                "Press four pictures that you will remember, in their order. The same one may come twice."
            ),
            action="trellis/me/pictures",
            so_far=as_field(pictures),
            count=len(pictures),
            length=LENGTH,
            pictures=PICTURES,
            problem="",
            forgot="",
            back="trellis/me",
        )


class Keep(StudentPage):
    """The four pictures are these."""

    @web.authenticated
    def get(self) -> None:
        """For a reload."""
        self.go("trellis/me")

    @web.authenticated
    async def post(self) -> None:
        """Lock."""
        try:
            await asyncio.to_thread(lock, self.folder, chosen(self.get_body_argument("so_far", ""), ""))
        except (WrongPictures, NotSaved) as error:
            self.say(_("Not locked"), str(error), status=409, back=self.base_url + "trellis/me/pictures")
            return
        self.go("trellis/me")


class Off(StudentPage):
    """No pictures any more."""

    @web.authenticated
    def post(self) -> None:
        """Unlock."""
        try:
            unlock(self.folder)
        except NotSaved as error:
            self.say(_("Still locked"), str(error), status=409, back=self.base_url + "trellis/me")
            return
        self.go("trellis/me")


class Switch(StudentPage):
    """Somebody else wants to learn."""

    @web.authenticated
    async def post(self) -> None:
        """Close this student's server, and lead on to the choice where the first page is open."""
        chooser = await asyncio.to_thread(running, places.home(), "choose")
        if chooser is not None:
            self.redirect(chooser.url("/trellis/who"), status=303)
        else:
            self.say(
                _("Your page is closed"),
                _(
                    "Everything is saved. To open another student’s page, start Trellis again and press “I am a student”."
                ),
            )
        self.stop_soon()
