"""Projects by theme: choosing the theme, what to do, and saying that it is done."""

from __future__ import annotations

from tornado import web

from carrying.saving import NotSaved
from curriculum.evidence import Chose
from curriculum.goals import GoalFault
from curriculum.lesson import UnreadableLesson
from curriculum.outline import Outline
from curriculum.path import DONE, THEME
from curriculum.portfolio import choices
from kit.goal import all_events, any_journal
from kit.lessons_here import outline_of, released
from kit.own_work import in_own_time
from kit.pages.student import StudentPage
from kit.words import _

ADDRESS = r"/trellis/project/([a-z][a-z0-9-]{0,39})"


class ProjectPage(StudentPage):
    """What both forms need."""

    def outline(self) -> Outline:
        """The outline of the course here."""
        study = self.study()
        return in_own_time(outline_of(study.profile.course, released(study)[0]), self.needs())

    def choose(self, option: str, page: str) -> None:
        """Note a choice, and lead on."""
        try:
            any_journal(self.study()).append(Chose, option=option)
        except (GoalFault, UnreadableLesson, NotSaved) as error:
            self.say(_("Not saved"), str(error), status=409, back=self.base_url + "trellis/home")
            return
        self.go(page)


class Project(ProjectPage):
    """One project."""

    @web.authenticated
    def get(self, name: str) -> None:
        """What to do, and whether it is done."""
        outline = self.outline()
        try:
            project = outline.project(name)
        except KeyError:
            raise web.HTTPError(404) from None
        done = f"{DONE}project/{name}" in choices(all_events(self.study()))
        self.show("project.html", project=project, theme=outline.themes.get(project.theme, ""), done=done)

    @web.authenticated
    def post(self, name: str) -> None:
        """Note that it is done, once."""
        if name not in {project.id for project in self.outline().projects}:
            raise web.HTTPError(404)
        option = f"{DONE}project/{name}"
        if option in choices(all_events(self.study())):
            self.go(f"trellis/project/{name}")
            return
        self.choose(option, f"trellis/project/{name}")


class Theme(ProjectPage):
    """The theme of the student's projects."""

    @web.authenticated
    def post(self) -> None:
        """Note it as a choice."""
        theme = self.get_body_argument("theme", "")
        if theme not in self.outline().themes:
            self.say(
                _("No theme was chosen"),
                _("Choose one of the themes first."),
                status=400,
                back=self.base_url + "trellis/path#theme",
            )
            return
        self.choose(THEME + theme, "trellis/path#theme")
