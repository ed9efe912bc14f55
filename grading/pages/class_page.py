"""The class page: whom to talk to, where everyone stands, who works together, who is ready for more, who is not here yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby

import msgspec

from curriculum.course import Course
from curriculum.mastery import TRIES
from grading.insight import SIGNS, Cell, Column, Group, grid, missing, ready_for_more, shared_gaps
from grading.pages.render import Links, Person, render
from grading.paths import StudentWork
from grading.talks import QUIET_AFTER, Talk, talks
from grading.words import clock, count, day, day_and_time

MOST_TALKS = 5
MOST_GROUPS = 3

COLOURS = {"asked-for-help": "help", "stuck": "help", "notebook": "help", "quiet": "due", "very-quick": "due"}
ACTIONS = {"answers": "See the answers", "notebooks": "See the lesson", "timeline": "Open the page"}


class Aside(msgspec.Struct, frozen=True):
    """A file that could not be read, why, and when it was collected, in words."""

    name: str
    reason: str
    when: str = ""


class TalkCard(msgspec.Struct, frozen=True, kw_only=True):
    """A talk as it is shown."""

    name: str
    href: str
    tag: str
    colour: str
    sentence: str
    opening: str
    also: str
    action: str


class Row(msgspec.Struct, frozen=True):
    """A student's row of the grid."""

    name: str
    href: str
    cells: tuple[Cell, ...]


class GroupCard(msgspec.Struct, frozen=True, kw_only=True):
    """Students who share a gap, as shown."""

    people: tuple[Person, ...]
    share: str
    title: str
    opening: str


class ReadyLine(msgspec.Struct, frozen=True):
    """A student who is ready for more."""

    name: str
    href: str
    why: str
    tag: str


class SinceLine(msgspec.Struct, frozen=True):
    """A student without a recent hand-in; `day` is when the last one came."""

    name: str
    href: str
    day: str


class ClassPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the page, in words. `units` are (title, number of columns) in order; `few` is how many tries are too few to go by."""

    title: str
    course: str
    handed_in: int
    of: int
    data_until: str
    note: str
    talks_title: str
    talks: tuple[TalkCard, ...]
    more_talks: tuple[TalkCard, ...]
    more_talks_title: str
    columns: tuple[Column, ...]
    units: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]
    legend: tuple[tuple[str, str, str], ...]
    few: int
    groups: tuple[GroupCard, ...]
    more_groups: tuple[GroupCard, ...]
    more_groups_title: str
    ready: tuple[ReadyLine, ...]
    never: tuple[Person, ...]
    since: tuple[SinceLine, ...]
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
) -> str:
    """The page as HTML. `work` has an entry for everyone on the roster; `name` gives a student's name."""
    links = links or Links()
    ordered = {student: work[student] for student in by_name(work, name)}
    found = [_card(talk, name, links) for talk in talks(ordered, course, today)]
    groups = [_group(group, name, links) for group in shared_gaps(ordered, course)]
    table = grid(ordered, course)
    gone = missing(ordered, ordered, today)
    page = ClassPage(
        title=class_title(title),
        course=course.outline.title,
        handed_in=sum(one.handed_in is not None for one in work.values()),
        of=len(work),
        data_until=_data_until(work),
        note=_note(work, today),
        talks_title=_talks_title(min(len(found), MOST_TALKS)),
        talks=tuple(found[:MOST_TALKS]),
        more_talks=tuple(found[MOST_TALKS:]),
        more_talks_title=f"{count(len(found) - MOST_TALKS, 'more student')} to keep an eye on"
        if len(found) > MOST_TALKS
        else "",
        columns=table.columns,
        units=tuple(
            (unit, len(list(columns)))
            for unit, columns in groupby(table.columns, key=lambda column: column.unit)
        ),
        rows=tuple(
            Row(name(student), links.student(student), cells) for student, cells in table.rows.items()
        ),
        legend=tuple((sign, word, state) for state, (sign, word) in SIGNS.items()),
        few=TRIES,
        groups=tuple(groups[:MOST_GROUPS]),
        more_groups=tuple(groups[MOST_GROUPS:]),
        more_groups_title=count(len(groups) - MOST_GROUPS, "more group") if len(groups) > MOST_GROUPS else "",
        ready=tuple(
            ReadyLine(name(one.student), links.student(one.student), one.why, one.tag)
            for one in ready_for_more(ordered, course, today)
        ),
        never=tuple(
            Person(name(one.student), links.student(one.student)) for one in gone if one.since is None
        ),
        since=tuple(
            SinceLine(name(one.student), links.student(one.student), day(one.since))
            for one in gone
            if one.since
        ),
        aside=tuple(aside),
        aside_intro=_aside_intro(len(aside)),
    )
    return render("class.html", page)


def by_name(students: Mapping[str, object], name: Callable[[str], str]) -> list[str]:
    """Student ids in the order of their names."""
    return sorted(students, key=lambda student: (name(student).casefold(), student))


def class_title(title: str) -> str:
    """“Class 7b”, also for a class that the teacher has named “Class 7b”."""
    return title if title.casefold().startswith("class") else f"Class {title}"


def talk_card(talk: Talk, name: Callable[[str], str], href: str) -> TalkCard:
    """A talk in the words and colours of the pages."""
    return TalkCard(
        name=name(talk.student),
        href=href,
        tag=talk.tag,
        colour=COLOURS[talk.why],
        sentence=talk.sentence,
        opening=talk.opening,
        also=", ".join(talk.also),
        action=ACTIONS[talk.part],
    )


def _card(talk: Talk, name: Callable[[str], str], links: Links) -> TalkCard:
    return talk_card(talk, name, links.student(talk.student, talk.part))


def _group(group: Group, name: Callable[[str], str], links: Links) -> GroupCard:
    return GroupCard(
        people=tuple(Person(name(student), links.student(student)) for student in group.students),
        share="share one idea:" if group.misconception else "are all stuck on",
        title=group.title,
        opening=group.opening,
    )


def _talks_title(number: int) -> str:
    words = (
        "",
        "Talk to this student today",
        "Talk to these two today",
        "Talk to these three today",
        "Talk to these four today",
    )
    if number == 0:
        return "Nobody needs a talk more than the others today"
    return words[number] if number < len(words) else "Talk to these five today"


def _data_until(work: Mapping[str, StudentWork]) -> str:
    newest = max((one.handed_in for one in work.values() if one.handed_in), default=None)
    local = clock(newest.isoformat()) if newest else None
    return day_and_time(local) if local else ""


def _note(work: Mapping[str, StudentWork], today: date) -> str:
    newest = max((one.handed_in.astimezone().date() for one in work.values() if one.handed_in), default=None)
    if newest is None or today - newest < QUIET_AFTER:
        return ""
    return f"Nobody has handed in since {day(newest)}. What stands here is what was known then."


def _aside_intro(number: int) -> str:
    if number == 1:
        return "One file could not be read. It is kept as it came; nothing else was touched. Ask the student to hand in again."
    return f"{number} files could not be read. They are kept as they came; nothing else was touched. Ask the students to hand in again."
