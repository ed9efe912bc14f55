"""The student's pages: home, the path, opening a lesson, handing in."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from tornado import web

from carrying.accommodating import accommodations_of, note_spoken
from carrying.arrivals import Looked, take_all
from carrying.handin import send
from carrying.journal import Journal, here_today
from carrying.packs import is_damaged, open_afresh, open_lesson
from carrying.saving import NotSaved
from carrying.study import HIDDEN, PROFILE, Study, open_study
from carrying.trust import known_class
from curriculum.accommodations import Accommodations, root_attributes
from curriculum.evidence import Chose
from curriculum.language import direction, first_known
from curriculum.lesson import UnreadableLesson
from kit import places
from kit.arrivals import look_around, told
from kit.commands.hand_in import handed_in
from kit.commands.study import DEFAULT_COURSE
from kit.drives import places_of, remember, sticks
from kit.errands import Errands
from kit.home import home, my_path
from kit.lessons_here import outline_of, released
from kit.news import fresh, last_note, refusals, sent
from kit.own_work import first_step
from kit.pages import Route
from kit.pages.page import TO_ANOTHER_PORT, Page
from kit.path_map import path_map
from kit.rounds import round_here
from kit.seat import seat_of
from kit.survey import survey_due
from kit.trail import legend
from kit.words import _


def routes(folder: Path, *, lab: bool) -> list[Route]:
    """The student's addresses."""
    from kit.pages import me, my_look, project, returned, survey
    from kit.pages.find_out import FindOut
    from kit.pages.goal import Goal, GoalDone
    from kit.pages.network import routes as network_routes
    from kit.pages.rounds import ADDRESS, Rounds
    from kit.pages.talk import NeverMind, Talk

    common: dict[str, Any] = {"folder": folder, "lab": lab}
    return [
        (r"/trellis/?", Start, common),
        (r"/trellis/home", Home, common),
        (r"/trellis/path", MyPath, common),
        (r"/trellis/lesson/([a-z][a-z0-9-]{0,39})", Lesson, common),
        (r"/trellis/hand-in", HandIn, common),
        *network_routes(common),
        (r"/trellis/hand-in/file", returned.Download, common),
        (r"/trellis/take", returned.Take, common),
        (r"/trellis/returned", returned.Returned, common),
        (r"/trellis/seen", returned.Seen, common),
        (r"/trellis/feedback/(\d{1,15})/([a-z0-9][a-z0-9-]{0,63})", returned.Feedback, common),
        (r"/trellis/join", returned.Join, common),
        (r"/trellis/name", me.Name, common),
        (r"/trellis/goal", Goal, common),
        (r"/trellis/goal/done", GoalDone, common),
        (r"/trellis/talk", Talk, common),
        (r"/trellis/talk/never-mind", NeverMind, common),
        (r"/trellis/find-out", FindOut, common),
        (ADDRESS, Rounds, common),
        (r"/trellis/me", me.Me, common),
        (r"/trellis/me/look", my_look.Look, common),
        (r"/trellis/me/pictures", me.Pictures, common),
        (r"/trellis/me/pictures/keep", me.Keep, common),
        (r"/trellis/me/pictures/off", me.Off, common),
        (r"/trellis/switch", me.Switch, common),
        (survey.ADDRESS, survey.SurveyPage, common),
        (project.ADDRESS, project.Project, common),
        (r"/trellis/theme", project.Theme, common),
        (r"/trellis/close", Close, common),
    ]


class StudentPage(Page):
    """A page about the study folder."""

    def initialize(self, folder: Path, *, lab: bool) -> None:
        """Keep the folder, and where lessons are opened."""
        self.folder, self.lab = folder, lab
        self.anchor = folder / HIDDEN / PROFILE

    def needs(self) -> Accommodations:
        """How this student's pages look and speak; as it is now, since another window may have changed it."""
        return accommodations_of(self.folder)

    def language(self) -> str:
        """The student's own language, where one was chosen; else the browser's."""
        return first_known([self.needs().language or ""]) or super().language()

    def dress(self) -> Mapping[str, str]:
        """The student's own look."""
        return root_attributes(self.needs())

    def study(self) -> Study:
        """The study folder as it is now."""
        return open_study(self.folder, DEFAULT_COURSE)

    def errands(self) -> Errands:
        """What is being done over the school network."""
        return self.settings.setdefault("trellis_errands", Errands(self.folder))  # type: ignore[no-any-return]

    def looked(self) -> Looked:
        """The files that this server has looked at already."""
        return self.settings.setdefault("trellis_looked", set())  # type: ignore[no-any-return]


class Place(NamedTuple):
    """Where work can go: a stick, or a folder used before."""

    path: Path
    stick: bool


class Start(StudentPage):
    """The address above the home page."""

    @web.authenticated
    def get(self) -> None:
        """Lead on to the home page."""
        self.go("trellis/home")


class Home(StudentPage):
    """The home page."""

    @property
    def content_security_policy(self) -> str:
        """Our policy; switching leads to the first page, which another server of ours serves."""
        return TO_ANOTHER_PORT

    @web.authenticated
    async def get(self) -> None:
        """What is new, the next step, the path, the lessons. What lies on a stick for this student is taken in first."""
        # The machine's own clock and zone: a child's “today” and “good morning”.
        now, study = datetime.now(), self.study()  # noqa: DTZ005
        # A stick can be slow, and other people's pages must not wait for it.
        arrived = await asyncio.to_thread(look_around, study, self.looked())
        self.errands().call_by()
        on_sticks = sticks()
        done = round_here(study, self.get_query_argument("round", ""))
        self.show(
            "home.html",
            said=done.words() if done else " ".join(told(study, arrived)) if arrived.joined else "",
            home=home(study, now),
            places=[Place(path, path in on_sticks) for path in places_of(study)],
            fresh=fresh(study, now),
            note=last_note(study, now),
            sent=sent(study, now),
            refused=refusals(arrived),
            seat=seat_of(study, places.home()),
            survey_due=survey_due(study, now.date()),
        )


class MyPath(StudentPage):
    """Where every skill of the course stands, as a map and as a list, and all lessons."""

    @web.authenticated
    def get(self) -> None:
        """Show them."""
        study = self.study()
        found = my_path(study, datetime.now())  # noqa: DTZ005 - a child's day
        outline = outline_of(study.profile.course, released(study)[0])
        drawn = path_map(outline, found.units, right_to_left=direction() == "rtl")
        self.show("path.html", path=found, drawn=drawn, legend=legend())


class Lesson(StudentPage):
    """Opening a lesson."""

    @web.authenticated
    def get(self, lesson: str) -> None:
        """Take the lesson from the shelf if need be, note a choice of one's own, and go there."""
        study = self.study()
        try:
            suggested = first_step(study, here_today())
            notebook = open_lesson(study, lesson)
            note_spoken(study.folder, self.language())
            if is_damaged(notebook):
                self.set_status(409)
                self.show("damaged.html", lesson=lesson)
                return
            if lesson != suggested:
                Journal(notebook.parent, lesson, study).append(Chose, option=lesson)
        except (UnreadableLesson, NotSaved) as error:
            self.say(
                _("This lesson cannot be opened"),
                str(error),
                status=404 if isinstance(error, UnreadableLesson) else 500,
                back=self.base_url + "trellis/home",
            )
            return
        path = quote(notebook.relative_to(self.folder).as_posix())
        self.redirect(self.base_url + ("lab/tree/" if self.lab else "notebooks/") + path)

    @web.authenticated
    def post(self, lesson: str) -> None:
        """Begin with a fresh copy where the notebook is damaged, and go there."""
        try:
            open_afresh(self.study(), lesson)
        except (UnreadableLesson, NotSaved) as error:
            self.say(
                _("This lesson cannot be opened"),
                str(error),
                status=409,
                back=self.base_url + "trellis/home",
            )
            return
        self.go(f"trellis/lesson/{lesson}")


class HandIn(StudentPage):
    """Handing in from the page."""

    @web.authenticated
    def get(self) -> None:
        """The form alone, for a reload of the answer."""
        self.go("trellis/home#hand-in")

    @web.authenticated
    async def post(self) -> None:
        """Write the file where the student says, and take in what lies there for this student."""
        back = self.base_url + "trellis/home"
        place = self.get_body_argument("to", "").strip() or self.get_body_argument("stick", "").strip()
        if not place:
            self.say(
                _("Where to?"),
                _("Choose the stick, or write the folder that your teacher told you."),
                status=400,
                back=back + "#hand-in",
            )
            return
        study = self.study()
        try:
            said = await asyncio.to_thread(_hand_in, study, place)
        except NotSaved as error:
            self.say(_("Not handed in yet"), str(error), status=409, back=back + "#hand-in")
            return
        self.say(_("Handed in") if known_class(study) else _("Copied"), said, back=back)


def _hand_in(study: Study, place: str) -> str:
    to = Path(place).expanduser()
    done = send(study, to)
    remember(study, to)
    return " ".join((handed_in(study, done.path, done.along), *told(study, take_all(study, to))))


class Close(StudentPage):
    """Closing Trellis from the page."""

    @web.authenticated
    def post(self) -> None:
        """Say good-bye, then stop the server and its kernels."""
        self.say(_("Trellis is closed"), _("Everything is saved. You can close this window."), back=None)
        self.stop_soon()
