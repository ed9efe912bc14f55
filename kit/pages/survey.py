"""The student's survey: one calm page, and a word of thanks."""

from __future__ import annotations

from tornado import web

from carrying.saving import NotSaved
from curriculum.goals import GoalFault
from curriculum.lesson import UnreadableLesson
from curriculum.surveys import SurveyFault, question_ids, scale, survey
from kit.pages.student import StudentPage
from kit.survey import take_answers
from kit.words import _

ADDRESS = r"/trellis/survey"


class SurveyPage(StudentPage):
    """A few questions about how it is going."""

    @web.authenticated
    def get(self) -> None:
        """Ask."""
        self._ask()

    @web.authenticated
    def post(self) -> None:
        """Keep the answers, to be handed in with the rest."""
        given = {name: self.get_body_argument(f"answer-{name}", "") for name in question_ids("student")}
        try:
            take_answers(self.study(), given, named=self.get_body_argument("named", "") == "yes")
        except SurveyFault as fault:
            self.set_status(400)
            self._ask(str(fault), given)
            return
        except (GoalFault, UnreadableLesson, NotSaved) as error:
            self.say(_("Not saved"), str(error), status=409, back=self.base_url + "trellis/home")
            return
        self.say(
            _("Thank you"),
            _("Your answers are saved. They go to your teacher when you hand in your work."),
            back=self.base_url + "trellis/home",
        )

    def _ask(self, problem: str = "", given: dict[str, str] | None = None) -> None:
        self.show(
            "survey.html",
            survey=survey("student"),
            scale=list(enumerate(scale(), 1)),
            problem=problem,
            given=given or {},
        )
