"""The page that goes home: what a student can do, is working on and aims at, and ten minutes to do together. All its words are here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Literal

import msgspec

from curriculum.course import Course
from curriculum.evidence import Answered, AnyEvent, Checked
from curriculum.goals import Goal, goal_of, reached
from curriculum.portfolio import day_of
from curriculum.translation import Translation
from grading.catalogues import RTL, long_date, words_in
from grading.notes import Goal as Agreed
from grading.paths import StudentWork
from grading.roster import short_code

WEEKS = 4
"""How far back effort is counted."""
CAN_SHOWN, WORKING_SHOWN, AGREED_SHOWN = 6, 4, 2
LONGEST = 160
"""Letters of a goal in somebody's own words; the page is one page."""

Kind = Literal["can", "working", "goal", "effort", "at-home", "note", "reach"]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the page: a heading and lines; `listed` where they stand as a list, then `after` follows them."""

    kind: Kind
    title: str
    lines: tuple[str, ...]
    listed: bool = False
    after: str = ""


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """The slip to tear off: `about` says whose it is, `boxes` are ticked, `blanks` have a line to write on behind them."""

    title: str
    about: str
    boxes: tuple[str, ...]
    blanks: tuple[str, ...]


class FamilyPage(msgspec.Struct, frozen=True, kw_only=True):
    """One student's page in one language, ready to set. `note` says where something stands in another language; it is mostly empty."""

    student: str
    name: str
    language: str
    about: str
    intro: str
    parts: tuple[Part, ...]
    slip: Slip
    note: str = ""

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Which way it is read."""
        return "rtl" if self.language in RTL else "ltr"


class Effort(msgspec.Struct, frozen=True):
    """On how many days, and in how many lessons, a student tried something."""

    days: int
    lessons: int


def effort(events: Iterable[AnyEvent], today: date, known: Iterable[str]) -> Effort:
    """The effort of the last four weeks on the student's calendar, today included; `known` are the ids of the course's lessons."""
    since, lessons = today - timedelta(weeks=WEEKS), set(known)
    tried = [
        (day, event.lesson)
        for event in events
        if isinstance(event, Answered | Checked) and (day := day_of(event)) and since < day <= today
    ]
    return Effort(len({day for day, _ in tried}), len({lesson for _, lesson in tried if lesson in lessons}))


def family_page(
    one: StudentWork,
    course: Course,
    words: Translation,
    *,
    name: str,
    class_name: str,
    language: str,
    today: date,
    agreed: Iterable[Agreed] = (),
    reach: str = "",
    note: str = "",
) -> FamilyPage:
    """The page of one student. `words` are the course's in that language, `agreed` the goals that were agreed on, `note` one for home."""
    says = _Says(course, words, language)
    _ = says.gettext
    parts = (
        _can(one, says),
        _working(one, says),
        _goal(one, says, agreed, today),
        _effort(one, says, today),
        Part(kind="at-home", title=_("Ten minutes at home"), lines=(says.at_home(_unit(one, course)),)),
        *([Part(kind="note", title=_("A note from the teacher"), lines=(note,))] if note else []),
        Part(
            kind="reach",
            title=_("How to reach us"),
            lines=(
                reach or _("Write on the slip below, or come and speak to us at school. You are welcome."),
            ),
        ),
    )
    return FamilyPage(
        student=one.student,
        name=name,
        language=language,
        about=_side_by_side(
            language, _("Class: %(name)s") % {"name": class_name}, long_date(today.isoformat(), language)
        ),
        intro=_("This page is for you at home. It has no marks, and nobody is compared with anybody."),
        parts=parts,
        slip=_slip(_, _side_by_side(language, name, short_code(one.student), class_name)),
        note=_("Some lines are in the language of the course: they are not translated yet.")
        if says.fell_back
        else "",
    )


class _Says:
    """The words of a language for a course; `fell_back` once something had to stay in the course's own."""

    def __init__(self, course: Course, words: Translation, language: str) -> None:
        found = words_in(language)
        self.gettext, self.ngettext = found.gettext, found.ngettext
        self.course, self.words, self.language = course, words, language
        self.is_own = course.outline.languages[0] == language
        self.fell_back = False

    def _or(self, translated: str, own: str) -> str:
        if translated:
            return translated
        self.fell_back |= bool(own) and not self.is_own
        return own

    def can(self, skill: str) -> str:
        there = self.words.skills.get(skill)
        return _begun(self._or(there.can if there else "", self.course.outline.skill(skill).can))

    def title(self, kind: str, name: str) -> str:
        """The title of a lesson or a skill; its id where the course has it no more."""
        if kind == "lesson":
            lesson, own = (
                self.words.lessons.get(name),
                {one.id: one.title for one in self.course.outline.lessons},
            )
            return self._or(lesson.title if lesson else "", own.get(name, name))
        skill, titles = self.words.skills.get(name), {one.id: one.title for one in self.course.outline.skills}
        return self._or(skill.title if skill else "", titles.get(name, name))

    def at_home(self, unit: str) -> str:
        there = self.words.units.get(unit)
        own = next((one.at_home for one in self.course.outline.units if one.id == unit), "")
        return self._or(there.at_home if there else "", own) or self.gettext(
            "Ask your child to explain to you one thing from this page, with words, a drawing or things on the table. "
            "Ask: how do you know?"
        )


def _known(one: StudentWork, course: Course) -> Iterator[str]:
    return (skill.id for skill in course.outline.skills if skill.id in one.standings)


def _can(one: StudentWork, says: _Says) -> Part:
    _ = says.gettext
    sure = [skill for skill in _known(one, says.course) if one.standings[skill].mastered]
    sure.sort(key=lambda skill: one.standings[skill].since or date.min, reverse=True)
    more = len(sure) - CAN_SHOWN
    return Part(
        kind="can",
        title=_("Can do now"),
        lines=tuple(says.can(skill) for skill in sure[:CAN_SHOWN])
        or (_("The first steps are being taken. What is sure will stand here."),),
        listed=bool(sure),
        after=says.ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more}
        if more > 0
        else "",
    )


def _working(one: StudentWork, says: _Says) -> Part:
    _ = says.gettext
    now = [skill for skill in _known(one, says.course) if not one.standings[skill].mastered]
    now.sort(key=lambda skill: one.standings[skill].last or date.min, reverse=True)
    return Part(
        kind="working",
        title=_("Working on"),
        lines=tuple(says.can(skill) for skill in now[:WORKING_SHOWN])
        or (_("Something new is coming next. Ask your child to show it to you."),),
        listed=bool(now),
    )


def _goal(one: StudentWork, says: _Says, agreed: Iterable[Agreed], today: date) -> Part:
    _ = says.gettext
    lines: list[str] = []
    goal = goal_of(one.aims, today)
    if goal is not None:
        due = [skill for skill, when in one.known.due.items() if when <= today]
        far = reached(goal, one.seen, one.standings, one.progress, due)
        line = _("This week: %(goal)s") % {"goal": _in_words(goal, says)}
        lines.append(
            line
            + (" " + _("So far: %(done)d of %(of)d.") % {"done": far.done, "of": far.of} if far.of else "")
        )
    for each in list(agreed)[-AGREED_SHOWN:]:
        line = _("Agreed at school: %(goal)s") % {"goal": _short(each.text)}
        until = _("Until %(day)s.") % {"day": long_date(each.until, says.language)} if each.until else ""
        lines.append(f"{line} {until}".rstrip())
    none = _("No goal is set for this week. You could ask: what would you like to be able to do next?")
    return Part(kind="goal", title=_("Goal"), lines=tuple(lines) or (none,))


def _in_words(goal: Goal, says: _Says) -> str:
    """A goal as in curriculum.goals, in the language of the page; the student's own words stay as they are."""
    _ = says.gettext
    if goal.words:
        return _short(goal.words)
    match goal.kind:
        case "lesson":
            return _("I finish the lesson “%(title)s”.") % {"title": says.title("lesson", goal.about)}
        case "skill":
            return _("I get sure at “%(title)s”.") % {"title": says.title("skill", goal.about)}
        case "days":
            return _("I work on %(count)d different days.") % {"count": goal.count}
        case "questions":
            return _("I answer %(count)d questions.") % {"count": goal.count}
        case "reviews":
            return _("I do everything that is due again.")
        case _:
            return _("My own goal.")


def _effort(one: StudentWork, says: _Says, today: date) -> Part:
    _, found = says.gettext, effort(one.events, today, (lesson.id for lesson in says.course.outline.lessons))
    if not found.days:
        lines = [
            _(
                "No work from the last four weeks has reached us yet. What is not handed in cannot be seen here."
            )
        ]
    else:
        days, lessons = {"count": found.days}, {"count": found.lessons}
        lines = [
            says.ngettext(
                "Worked on %(count)d day in the last four weeks.",
                "Worked on %(count)d days in the last four weeks.",
                found.days,
            )
            % days
        ]
        if found.lessons:
            lines.append(
                says.ngettext("Worked in %(count)d lesson.", "Worked in %(count)d lessons.", found.lessons)
                % lessons
            )
    return Part(kind="effort", title=_("Effort"), lines=(" ".join(lines),))


def _unit(one: StudentWork, course: Course) -> str:
    """The unit of the skill worked on last; of the next step, or the course's first, where there is none."""
    worked = [standing for standing in one.standings.values() if standing.tries]
    latest = max(
        worked, key=lambda standing: (standing.last or date.min, not standing.mastered), default=None
    )
    skill = latest.skill if latest else one.path.steps[0].skill if one.path.steps else ""
    return next(
        (unit.id for unit in course.outline.units if skill in unit.skills), course.outline.units[0].id
    )


def _slip(_: Callable[[str], str], about: str) -> Slip:
    return Slip(
        title=_("Your answer. Please tear it off and send it back."),
        about=about,
        boxes=(
            _("We have read this page together."),
            _("We have tried the ten minutes at home."),
            _("We would like to talk with you. A good time:"),
        ),
        blanks=(_("What we would like to say:"), _("Name:")),
    )


def _side_by_side(language: str, *texts: str) -> str:
    """Texts in a row; from the right, a mark holds them apart, so that `7b` and `26` do not run together from the left."""
    apart = "\u200f · \u200f" if language in RTL else " · "
    return apart.join(texts)


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _short(text: str) -> str:
    """Somebody's own words on one line, read the way of their own language whatever stands around them (first-strong isolate)."""
    text = " ".join(text.split())
    return f"\u2068{text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + '…'}\u2069"
