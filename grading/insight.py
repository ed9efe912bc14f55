"""What the work of a class shows: who is missing, who is ready for more, who shares a gap, and where every skill stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

import msgspec

from curriculum.course import Course
from curriculum.language import apart
from curriculum.lately import day_at
from curriculum.listing import listed
from curriculum.mastery import Standing
from curriculum.outline import Outline
from grading.notices import last_came_in
from grading.paths import StudentWork
from grading.talks import QUIET_AFTER, wrong_idea
from grading.words import N_, _

State = Literal["can-do", "needs-a-person", "due-again", "working-on-it", "not-started"]

SIGNS: dict[State, tuple[str, str]] = {
    "can-do": ("✓", N_("can do")),
    "needs-a-person": ("!", N_("needs a person")),
    "due-again": ("↻", N_("due again")),
    "working-on-it": ("•", N_("working on it")),
    "not-started": ("–", N_("not started")),
}
"""State → (sign, word)."""

EASY_STANDS_FOR = timedelta(days=14)


class Missing(msgspec.Struct, frozen=True):
    """A student without recent work. `since` is the day of the last hand-in; None where there has been none yet."""

    student: str
    since: date | None


class Ready(msgspec.Struct, frozen=True):
    """A student who could do more, why, and what is waiting."""

    student: str
    why: str
    tag: str


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Students who share a wrong idea (`misconception`, whose name is `title`), or are stuck on the same skills (named by `title`)."""

    skills: tuple[str, ...]
    title: str
    misconception: str
    opening: str
    students: tuple[str, ...]


class Cell(msgspec.Struct, frozen=True):
    """One student's skill: its state, the chance of solving a typical task in percent (None without evidence), and the tries behind it."""

    state: State
    percent: int | None = None
    tries: int = 0

    @property
    def sign(self) -> str:
        """The sign that goes with the word."""
        return SIGNS[self.state][0]

    @property
    def word(self) -> str:
        """The state in words."""
        return _(SIGNS[self.state][1])


class Column(msgspec.Struct, frozen=True):
    """A skill of the grid, and the title of the unit it is in."""

    skill: str
    title: str
    unit: str


class Grid(msgspec.Struct, frozen=True):
    """Skills × students. Every row has a cell for every column; rows are by student id."""

    columns: tuple[Column, ...]
    rows: dict[str, tuple[Cell, ...]]


def missing(work: Mapping[str, StudentWork], roster: Iterable[str], today: date) -> list[Missing]:
    """Who has handed nothing in yet, then who has handed nothing in for a week, the longest first.

    The two are different things: the first may not have a card or a stick yet. Neither says that a student stopped working.
    """
    never, since = [], []
    for student in roster:
        last = last_came_in(work[student]) if student in work else None
        if last is None:
            never.append(Missing(student, None))
        elif today - last >= QUIET_AFTER:
            since.append(Missing(student, last))
    return never + sorted(since, key=lambda one: (one.since or date.min, one.student))


def ready_for_more(work: Mapping[str, StudentWork], course: Course, today: date) -> list[Ready]:
    """Who has a stretch waiting, asked for harder ones in the last two weeks, or has finished everything there is."""
    found: list[Ready] = []
    titles = {lesson.id: lesson.title for lesson in course.outline.lessons}
    for student, one in work.items():
        stretch = next((step for step in one.path.steps if step.kind == "stretch"), None)
        easy = one.lately.easy
        said = day_at(easy.at) if easy else None
        if any(standing.stuck for standing in one.standings.values()):
            continue
        if stretch:
            why = _("can do all of “{title}”").format(title=apart(stretch.title))
            found.append(Ready(student, why, _("puzzle part waiting")))
        elif one.path.steps[0].kind == "ask-teacher" and one.standings:
            found.append(Ready(student, _("has finished everything handed out"), _("needs a next lesson")))
        elif easy and said and today - said <= EASY_STANDS_FOR:
            why = _("found “{title}” too easy").format(title=apart(titles.get(easy.lesson, easy.lesson)))
            found.append(Ready(student, why, _("asked for harder")))
    return found


def shared_gaps(work: Mapping[str, StudentWork], course: Course) -> list[Group]:
    """Groups of two or more who share a wrong idea, else are stuck on the same skills; the largest first.

    Where the same students are stuck on several skills, that is one group.
    """
    ideas: dict[str, dict[str, list[str]]] = {}
    stuck: dict[str, list[str]] = {}
    for student, one in work.items():
        for standing in one.standings.values():
            idea = None if standing.mastered else wrong_idea(one, standing.skill)
            if idea and idea[0] in course.misconceptions:
                ideas.setdefault(idea[0], {}).setdefault(student, []).append(standing.skill)
            elif standing.stuck:
                stuck.setdefault(standing.skill, []).append(student)
    groups = [
        Group(
            skills=tuple(dict.fromkeys(skill for own in students.values() for skill in own)),
            title=course.misconceptions[idea].name,
            misconception=idea,
            opening=course.misconceptions[idea].opening,
            students=tuple(students),
        )
        for idea, students in ideas.items()
        if len(students) >= 2
    ]
    together: dict[tuple[str, ...], list[str]] = {}
    for skill, own in stuck.items():
        if len(own) >= 2:
            together.setdefault(tuple(own), []).append(skill)
    titles = {skill.id: apart(skill.title) for skill in course.outline.skills}
    for students_, skills in together.items():
        named = [_("“{title}”").format(title=titles.get(skill, skill)) for skill in skills]
        opening = _(
            "Each of you chooses one question on {skill} and says the first step. What is the same?"
        ).format(skill=named[0])
        groups.append(
            Group(
                skills=tuple(skills),
                title=listed(named),
                misconception="",
                opening=opening,
                students=students_,
            )
        )
    return sorted(groups, key=lambda group: (-len(group.students), not group.misconception, group.title))


def grid(work: Mapping[str, StudentWork], course: Course) -> Grid:
    """Where every student stands in every skill that a handed-out lesson teaches or that there is evidence of."""
    columns = _columns(work.values(), course.outline)
    rows = {student: tuple(cell(one, column.skill) for column in columns) for student, one in work.items()}
    return Grid(columns, rows)


def cell(one: StudentWork, skill: str) -> Cell:
    """Where one student stands in one skill."""
    standing = one.standings.get(skill)
    if standing is None:
        return Cell("not-started")
    return Cell(
        _state(standing, one.path.skills.get(skill, "in-progress")),
        round(100 * standing.chance),
        standing.tries,
    )


def _state(standing: Standing, status: str) -> State:
    if standing.stuck:
        return "needs-a-person"
    if status == "due":
        return "due-again"
    return "can-do" if standing.mastered else "working-on-it"


def _columns(work: Iterable[StudentWork], outline: Outline) -> tuple[Column, ...]:
    shown: set[str] = set()
    lessons: set[str] = set()
    for one in work:
        shown |= one.standings.keys()
        lessons |= one.progress.keys()
    shown |= {skill for lesson in outline.lessons if lesson.id in lessons for skill in lesson.skills}
    titles = {skill.id: skill.title for skill in outline.skills}
    return tuple(
        Column(skill, titles[skill], unit.title)
        for unit in outline.units
        for skill in unit.skills
        if skill in shown and skill in titles
    )
