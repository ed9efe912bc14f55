"""The page of the questions that find out where to start."""

from __future__ import annotations

from tornado import web

from carrying.journal import now
from carrying.saving import NotSaved
from curriculum.marking import Unreadable
from kit.finding_out import Asking, answer_of, finding_out, seconds_since
from kit.pages.student import StudentPage
from kit.words import _


class FindOut(StudentPage):
    """One question at a time, without a verdict: it finds out where to start."""

    @web.authenticated
    def get(self) -> None:
        """The question to answer now."""
        found = finding_out(self.study())
        asking = found.now() if found and found.is_offered else None
        if asking is None:
            self.go("trellis/home")
            return
        self._ask(asking)

    @web.authenticated
    def post(self) -> None:
        """Take the answer down, and go on."""
        found = finding_out(self.study())
        asking = found.now() if found else None
        if found is None or asking is None or self.get_body_argument("number", "") != str(asking.number):
            self.go("trellis/find-out")  # a reload, or a second window: nothing is taken twice
            return
        try:
            unknown = self.get_body_argument("unknown", "") == "1"
            value = "" if unknown else answer_of(asking.variant, self.get_body_argument("answer", ""))
            more = found.take(value, seconds_since(self.get_body_argument("since", "")))
        except Unreadable as error:
            self._ask(asking, str(error))
            return
        except NotSaved as error:
            self.say(_("Not saved"), str(error), status=409, back=self.base_url + "trellis/find-out")
            return
        self.go("trellis/find-out" if more else "trellis/home")

    def _ask(self, asking: Asking, problem: str = "") -> None:
        self.show("find_out.html", asking=asking, problem=problem, since=now().isoformat())
