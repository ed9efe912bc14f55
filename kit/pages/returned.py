"""The student's pages for what travels: taking in a file, what came back, feedback, the file to send, the card."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime

from markupsafe import escape
from tornado import web

import look
from carrying.arrivals import Arrived, take_bytes
from carrying.bundle import SUFFIX, Refused, digest
from carrying.enrolling import NoCards, TooLate, enrol
from carrying.handin import prepare
from carrying.join import NotACode
from carrying.join_table import TableFault
from carrying.returned import mark_seen, opened
from carrying.saving import NotSaved
from kit.arrivals import told
from kit.commands.join import joined
from kit.news import everything
from kit.pages.student import StudentPage
from kit.words import _, pgettext

FEEDBACK_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox"
)
"""For a page that shows what a student's own code displayed: no script at all, nothing loaded, an origin of its own."""
BAR = b"<!-- the way back -->"


class Returned(StudentPage):
    """Everything that came back."""

    @web.authenticated
    def get(self) -> None:
        """The list, and taking in a file."""
        self.show("returned.html", returned=everything(self.study(), datetime.now()))  # noqa: DTZ005


class Seen(StudentPage):
    """The student has seen what is new."""

    @web.authenticated
    def post(self) -> None:
        """Remember it; everything stays on the page of what came back."""
        number = self.get_body_argument("number", "")
        if re.fullmatch(r"\d{1,15}", number):
            mark_seen(self.study(), int(number))
        self.go("trellis/home")


class Feedback(StudentPage):
    """The feedback on one lesson, as one pack brought it."""

    @property
    def content_security_policy(self) -> str:
        """Stricter than that of our own pages."""
        return FEEDBACK_POLICY

    @web.authenticated
    def get(self, number: str, lesson: str) -> None:
        """The page."""
        try:
            page = opened(self.study(), int(number)).pages.get(lesson)
        except (Refused, NotSaved) as error:
            self.say(
                _("This feedback cannot be opened"),
                str(error),
                status=404,
                back=self.base_url + "trellis/home",
            )
            return
        if page is None:
            raise web.HTTPError(404)
        words = escape(_("My page"))
        back = f'<p><a class="back" href="{escape(self.base_url)}trellis/home">← {words}</a></p>'
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.finish(self._dressed(page).replace(BAR, back.encode(), 1))

    def _dressed(self, page: bytes) -> bytes:
        """The page in our font and the student's own look, which are not in the pack: every page would carry them."""
        own = "".join(f' {name}="{escape(value)}"' for name, value in self.dress().items())
        page = page.replace(b' class="trellis">', f' class="trellis"{own}>'.encode(), 1)
        return page.replace(b"</head>", f"<style>{look.font_css_inside()}</style></head>".encode(), 1)


class Take(StudentPage):
    """A file from the teacher that came any other way: by e-mail, messenger, cable."""

    @web.authenticated
    def get(self) -> None:
        """The form alone, for a reload of the answer."""
        self.go("trellis/returned#take")

    @web.authenticated
    async def post(self) -> None:
        """Take it in, and say what it was."""
        back = self.base_url + "trellis/home"
        files = self.request.files.get("file", [])
        if not files or not files[0].filename:
            self.say(
                _("Which file?"),
                _("Choose the file that your teacher sent you."),
                status=400,
                back=self.base_url + "trellis/returned#take",
            )
            return
        name = re.sub(r"[^\w. -]", "", files[0].filename)[-60:] or _("The file")
        study = self.study()
        try:
            arrival = await asyncio.to_thread(take_bytes, study, files[0].body, name)
        except (Refused, NotSaved) as error:
            self.say(
                _("Not taken"),
                _("{file} was not taken: {reason}").format(file=name, reason=error),
                status=409,
                back=self.base_url + "trellis/returned#take",
                more=_(
                    "What you had before is as it was. Choose another file, or show this page to your teacher."
                ),
            )
            return
        lines = list(told(study, Arrived(taken=(arrival,))))
        self.say(
            _("Taken in"),
            " ".join(lines) or _("You have everything that is in this file already."),
            back=back,
        )


class Download(StudentPage):
    """The hand-in as a file to carry any other way."""

    @web.authenticated
    def get(self) -> None:
        """The form alone, for a reload."""
        self.go("trellis/home#hand-in")

    @web.authenticated
    async def post(self) -> None:
        """Everything done so far, as one file for the browser to save."""
        try:
            data = (await asyncio.to_thread(prepare, self.study()))[-1]
        except NotSaved as error:
            self.say(
                _("Not handed in yet"), str(error), status=409, back=self.base_url + "trellis/home#hand-in"
            )
            return
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Content-Disposition", f'attachment; filename="{digest(data)[:16]}{SUFFIX}"')
        self.set_header("Cache-Control", "no-store")
        self.finish(data)


class Join(StudentPage):
    """The code on the student's card."""

    @web.authenticated
    def get(self) -> None:
        """The form alone, for a reload of the answer."""
        self.go("trellis/me#card")

    @web.authenticated
    async def post(self) -> None:
        """Enrol, and say what that means."""
        back = self.base_url + "trellis/home"
        try:
            done = await asyncio.to_thread(enrol, self.study(), self.get_body_argument("code", ""))
        except (NotACode, NoCards, TooLate, TableFault, NotSaved) as error:
            self.say(
                _("Look at your card again"), str(error), status=409, back=self.base_url + "trellis/me#card"
            )
            return
        self.say(pgettext("the card was right", "Welcome"), joined(done), back=back)
