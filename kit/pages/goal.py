"""The goal for the week, set and taken back, and a student's word that it is reached."""

from __future__ import annotations

from tornado import web

from carrying.journal import here_today
from carrying.saving import NotSaved
from curriculum.evidence import Chose
from curriculum.goals import GoalFault
from curriculum.lesson import UnreadableLesson
from kit.goal import any_journal, drop_goal, read_choice, set_goal
from kit.goal_card import said_done, weeks_to_say
from kit.lessons_here import outline_of, released
from kit.pages.student import StudentPage
from kit.words import _


class Goal(StudentPage):
    """The goal for this week. It is handed in with the rest, so that the teacher can see it too."""

    @web.authenticated
    def post(self) -> None:
        """Set it, or take it back."""
        study, today = self.study(), here_today()
        chosen, words = self.get_body_argument("goal", ""), self.get_body_argument("words", "")
        try:
            if chosen == "none":
                drop_goal(study, today)
            else:
                kind, about, count = read_choice(chosen) if chosen else ("own", "", 0)
                outline = outline_of(study.profile.course, released(study)[0])
                set_goal(study, outline, today, kind, about=about, count=count, words="" if chosen else words)
        except (GoalFault, UnreadableLesson, NotSaved) as error:
            self.say(_("No goal was set"), str(error), status=409, back=self.base_url + "trellis/home#goal")
            return
        self.go("trellis/home#goal")


class GoalDone(StudentPage):
    """“I did it”: of a goal in the student's own words, only the student can say so."""

    @web.authenticated
    def post(self) -> None:
        """Note it, for this week or the last."""
        week, today = self.get_body_argument("week", ""), here_today()
        try:
            if week in weeks_to_say(today):
                any_journal(self.study()).append(Chose, option=said_done(week))
        except (GoalFault, UnreadableLesson, NotSaved) as error:
            self.say(_("Not saved"), str(error), status=409, back=self.base_url + "trellis/home#goal")
            return
        self.go("trellis/home#goal")
