"""The class page: whom to talk to, what is new, where everyone stands, who works together, who is ready for more, who is not here yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import msgspec

from curriculum.course import Course
from curriculum.language import apart
from grading.insight import Group, grid, missing, ready_for_more, shared_gaps
from grading.notices import newest_of
from grading.pages.asked import Asked
from grading.pages.class_grid import GridPart, grid_part
from grading.pages.news import News, news
from grading.pages.render import Frame, Links, Person, render
from grading.paths import StudentWork
from grading.records import CheckIn
from grading.replies import Reply
from grading.since import Since
from grading.talks import QUIET_AFTER, Talk, Why, talks
from grading.words import N_, _, class_title, day, day_and_time, ngettext

MOST_TALKS = 5
MORE_TALKS = 60
MOST_GROUPS = 3
MOST_SHOWN_GROUPS = 30
MOST_PEOPLE = 8
MOST_LINES = 12

COLOURS: dict[Why, str] = {"asked-for-help": "help", "agreed": "now", "stuck": "help", "notebook": "help"}
ACTIONS = {
    "answers": (N_("See the answers"), N_("See the answers of {name}")),
    "skills": (N_("See the skills"), N_("See the skills of {name}")),
    "notebooks": (N_("See the lessons"), N_("See the lessons of {name}")),
    "check-ins": (N_("See what you agreed"), N_("See what you agreed with {name}")),
    "timeline": (N_("Open the page"), N_("Open the page of {name}")),
}
"""Part of the student's page → (what the link says, what it says to a screen reader)."""
KEEP_AN_EYE: frozenset[Why] = frozenset({"reviews-overdue", "hint-jumping"})
"""Reasons that can wait: such talks stand with those to keep an eye on."""


class Aside(msgspec.Struct, frozen=True):
    """A file that could not be read, why, and when it was collected, in words."""

    name: str
    reason: str
    when: str = ""


class TalkCard(msgspec.Struct, frozen=True, kw_only=True):
    """A talk as it is shown."""

    student: str
    name: str
    href: str
    tag: str
    colour: str
    sentence: str
    opening: str
    also: str
    action: str
    label: str


class GroupCard(msgspec.Struct, frozen=True, kw_only=True):
    """Students who share a gap, as shown. `more` is where the rest of a large group stands, and how many they are."""

    people: tuple[Person, ...]
    more: Person | None
    share: str
    opening: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A student in a list, why, and a tag."""

    name: str
    href: str
    why: str = ""
    tag: str = ""


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """A list of students of which the first are shown at once."""

    first: tuple[Line, ...]
    more: tuple[Line, ...]
    more_title: str


class ClassPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the page, in words."""

    frame: Frame
    title: str
    course: str
    handed_in: int
    of: int
    data_until: str
    note: str
    news: News | None
    talks_title: str
    talks: tuple[TalkCard, ...]
    more_talks: tuple[TalkCard, ...]
    more_talks_title: str
    not_shown: str
    grid: GridPart
    groups: tuple[GroupCard, ...]
    more_groups: tuple[GroupCard, ...]
    more_groups_title: str
    ready: Lines
    never: Lines
    since: Lines
    wishes: tuple[Line, ...]
    aside: tuple[Aside, ...]
    aside_intro: str


def class_page(
    title: str,
    course: Course,
    work: Mapping[str, StudentWork],
    name: Callable[[str], str],
    today: date,
    links: Links | None = None,
    aside: Sequence[Aside] = (),
    *,
    asked: Asked | None = None,
    talked: Mapping[str, Sequence[CheckIn]] | None = None,
    since: Since | None = None,
    wishes: Sequence[Reply] = (),
) -> str:
    """The page as HTML. `work` has an entry for everyone on the roster; `name` gives a student's name.

    `talked` are the check-ins by student, oldest first; `since` is what has changed since this teacher last looked; `wishes` are the
    answers of families who would like to talk.
    """
    links, asked = links or Links(), asked or Asked()
    ordered = {student: work[student] for student in by_name(work, name)}
    all_talks = talks(ordered, course, today, talked)
    now = [talk for talk in all_talks if talk.why not in KEEP_AN_EYE]
    first = now[:MOST_TALKS]
    more = [*now[MOST_TALKS:], *(talk for talk in all_talks if talk.why in KEEP_AN_EYE)]
    groups = [_group(group, name, links) for group in shared_gaps(ordered, course)[:MOST_SHOWN_GROUPS]]
    gone = missing(ordered, ordered, today)
    newest = newest_of(work)
    page = ClassPage(
        frame=Frame(
            class_title=class_title(title),
            links=links,
            here="class",
            title=class_title(title),
            asked=asked,
        ),
        title=class_title(title),
        course=course.outline.title,
        handed_in=sum(one.handed_in is not None for one in work.values()),
        of=len(work),
        data_until=_data_until(work),
        note=_note(newest, today),
        news=news(since, course, name, links),
        talks_title=_talks_title(len(first)),
        talks=tuple(_card(talk, name, links) for talk in first),
        more_talks=tuple(_card(talk, name, links) for talk in more[:MORE_TALKS]),
        more_talks_title=_more_talks(len(more)),
        not_shown=_not_shown(len(more) - MORE_TALKS),
        grid=grid_part(grid(ordered, course), name, links, asked),
        groups=tuple(groups[:MOST_GROUPS]),
        more_groups=tuple(groups[MOST_GROUPS:]),
        more_groups_title=ngettext("{n} more group", "{n} more groups", len(groups) - MOST_GROUPS).format(
            n=len(groups) - MOST_GROUPS
        ),
        ready=_lines(
            Line(name=name(one.student), href=links.student(one.student), why=one.why, tag=one.tag)
            for one in ready_for_more(ordered, course, today)
        ),
        never=_lines(
            Line(name=name(one.student), href=links.student(one.student)) for one in gone if one.since is None
        ),
        since=_lines(
            Line(
                name=name(one.student),
                href=links.student(one.student),
                why=_("since {day}").format(day=day(one.since)),
            )
            for one in gone
            if one.since
        ),
        wishes=tuple(
            Line(name=name(one.student), href=links.student(one.student), why=one.text) for one in wishes
        ),
        aside=tuple(aside),
        aside_intro=_aside_intro(len(aside)),
    )
    return render("class.html", page)


def by_name(students: Mapping[str, object], name: Callable[[str], str]) -> list[str]:
    """Student ids in the order of their names."""
    return sorted(students, key=lambda student: (name(student).casefold(), student))


def talk_card(talk: Talk, name: Callable[[str], str], href: str) -> TalkCard:
    """A talk in the words and colours of the pages."""
    return TalkCard(
        student=talk.student,
        name=name(talk.student),
        href=href,
        tag=talk.tag,
        colour=COLOURS.get(talk.why, "due"),
        sentence=talk.sentence,
        opening=talk.opening,
        also=_(", ").join(talk.also),
        action=_(ACTIONS[talk.part][0]),
        label=_(ACTIONS[talk.part][1]).format(name=name(talk.student)),
    )


def _card(talk: Talk, name: Callable[[str], str], links: Links) -> TalkCard:
    return talk_card(talk, name, links.student(talk.student, talk.part))


def _group(group: Group, name: Callable[[str], str], links: Links) -> GroupCard:
    more = len(group.students) - MOST_PEOPLE
    shown = group.students[:MOST_PEOPLE] if more > 0 else group.students
    many = ngettext("{n} more", "{n} more", more).format(n=more)
    share = _("share one idea: {idea}") if group.misconception else _("are all stuck on {idea}")
    return GroupCard(
        people=tuple(Person(name(student), links.student(student)) for student in shown),
        more=Person(many, links.skill(group.skills[0])) if more > 0 else None,
        share=share.format(idea=apart(group.title)),
        opening=group.opening,
    )


def _lines(lines: Iterable[Line]) -> Lines:
    found = tuple(lines)
    more = found[MOST_LINES:]
    return Lines(
        first=found[:MOST_LINES],
        more=more,
        more_title=ngettext("{n} more", "{n} more", len(more)).format(n=len(more)),
    )


def _talks_title(number: int) -> str:
    if number == 0:
        return _("Nobody needs a talk more than the others today")
    return ngettext("Talk to this student today", "Talk to these {n} students today", number).format(n=number)


def _more_talks(number: int) -> str:
    return (
        ngettext("{n} more student to keep an eye on", "{n} more students to keep an eye on", number).format(
            n=number
        )
        if number > 0
        else ""
    )


def _not_shown(number: int) -> str:
    if number <= 0:
        return ""
    return ngettext(
        "{n} more has a lesser reason; it stands on the student’s own page.",
        "{n} more have lesser reasons; they stand on the students’ own pages.",
        number,
    ).format(n=number)


def _data_until(work: Mapping[str, StudentWork]) -> str:
    newest = max((one.handed_in for one in work.values() if one.handed_in), default=None)
    return day_and_time(newest.astimezone()) if newest else ""


def _note(newest: date | None, today: date) -> str:
    if newest is None or today - newest < QUIET_AFTER:
        return ""
    return _("Nobody has handed in since {day}. What stands here is what was known then.").format(
        day=day(newest)
    )


def _aside_intro(number: int) -> str:
    return ngettext(
        "{n} file could not be read. It is kept as it came; nothing else was touched. Ask the student to hand in again.",
        "{n} files could not be read. They are kept as they came; nothing else was touched. Ask the students to hand in again.",
        number,
    ).format(n=number)
