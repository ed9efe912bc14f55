"""The page of rounds: practice, a look back, a challenge, one question at a time with what to say to each answer."""

from __future__ import annotations

from tornado import web

from carrying.journal import here_today, now
from carrying.saving import NotSaved
from curriculum.marking import Answer, Unreadable
from curriculum.variants import Variant
from kit.finding_out import answer_of, seconds_since
from kit.own_work import first_step
from kit.pages.student import StudentPage
from kit.rounds import RoundHere, round_here
from kit.words import _

ADDRESS = r"/trellis/((?:practice|challenge|review)/[a-z0-9,-]{1,200})"


class Rounds(StudentPage):
    """One question at a time."""

    @web.authenticated
    def get(self, key: str) -> None:
        """The question to answer now, or, with `told`, what was said to one that is over."""
        here = self._here(key)
        if here is None:
            return
        number = self.get_query_argument("told", "")
        told = here.told(int(number)) if number.isdecimal() and len(number) < 4 else None
        if told is None:
            self._ask(here)
        else:
            self.show("round.html", told=told, title=here.title, key=key)

    @web.authenticated
    def post(self, key: str) -> None:
        """Take the answer down, and say what there is to say."""
        here = self._here(key)
        if here is None:
            return
        asking, page = here.now(), f"trellis/{key}"
        said = (self.get_body_argument("number", ""), self.get_body_argument("attempt", ""))
        if said != (str(asking.number), str(asking.attempt)):
            self.go(page)  # a reload, or a second window: nothing is taken twice
            return
        suggested = first_step(self.study(), here_today())
        try:
            if self.get_body_argument("hint", ""):
                here.hint(suggested)
                self.go(page)
                return
            unknown = self.get_body_argument("unknown", "") == "1"
            value = "" if unknown else answer_from(asking.variant, self.get_body_arguments("answer"))
            told = here.take(value, seconds_since(self.get_body_argument("since", "")), suggested)
        except Unreadable as error:
            self._ask(here, str(error))
            return
        except NotSaved as error:
            self.say(_("Not saved"), str(error), status=409, back=self.base_url + page)
            return
        self.go(f"{page}?told={told.number}" if told else page)

    def _here(self, key: str) -> RoundHere | None:
        here = round_here(self.study(), key)
        if here is None:
            self.say(
                _("There are no questions for this here"),
                _("Your answers are safe. Go back and choose another step."),
                status=404,
                back=self.base_url + "trellis/home",
            )
        return here

    def _ask(self, here: RoundHere, problem: str = "") -> None:
        self.show(
            "round.html",
            told=None,
            asking=here.now(),
            title=here.title,
            key=here.asked.key,
            problem=problem,
            since=now().isoformat(),
        )


def answer_from(variant: Variant, given: list[str]) -> Answer:
    """The answer that a form's values say. Raises Unreadable."""
    if variant.type != "multi":
        return answer_of(variant, given[0] if given else "")
    if not given or not all(one.isdecimal() and len(one) < 4 for one in given):
        raise Unreadable(_("Choose at least one answer first."))
    return [int(one) for one in given]
