"""“I'm stuck, please talk to me”, from the home page."""

from __future__ import annotations

from tornado import web

from carrying.journal import here_today
from carrying.saving import NotSaved
from kit.lessons_here import released
from kit.own_work import own_work
from kit.pages.student import StudentPage
from kit.talk_request import ask_to_talk, never_mind
from kit.words import _


class Talk(StudentPage):
    """Asking for it. The request is handed in with the rest of the work."""

    @web.authenticated
    def post(self) -> None:
        """Take the request down."""
        study, lesson = self.study(), self.get_body_argument("lesson", "")
        try:
            ask_to_talk(
                study, self.get_body_argument("words", ""), lesson if lesson in released(study)[0] else ""
            )
        except NotSaved as error:
            self.say(_("Not saved"), str(error), status=409, back=self.base_url + "trellis/home#talk")
            return
        self.go("trellis/home#talk")


class NeverMind(StudentPage):
    """“I am fine now”."""

    @web.authenticated
    def post(self) -> None:
        """Take the request back."""
        study = self.study()
        try:
            never_mind(study, own_work(study, here_today()))
        except NotSaved as error:
            self.say(_("Not saved"), str(error), status=409, back=self.base_url + "trellis/home#talk")
            return
        self.go("trellis/home#talk")
