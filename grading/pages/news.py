"""What has changed since a teacher last looked, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from curriculum.course import Course
from curriculum.language import apart
from curriculum.listing import listed
from grading.pages.render import Links, Person
from grading.since import Change, Since
from grading.words import _, day_and_time, ngettext

SHOWN = 12


class NewsLine(msgspec.Struct, frozen=True):
    """A student, and what is new of them."""

    person: Person
    what: str


class News(msgspec.Struct, frozen=True, kw_only=True):
    """The part of the page; `summary` is a sentence, and there are no lines at the first look."""

    title: str
    summary: str
    lines: tuple[NewsLine, ...] = ()
    more: tuple[NewsLine, ...] = ()
    more_title: str = ""


def news(since: Since | None, course: Course, name: Callable[[str], str], links: Links) -> News | None:
    """None where nothing is remembered of this teacher at all, as on a page that is only being prepared."""
    if since is None:
        return None
    if not since.at:
        return News(
            title=_("Since you last looked"),
            summary=_(
                "This is your first look at the class. From now on, what changes between your visits stands here."
            ),
        )
    at = datetime.fromisoformat(since.at).astimezone()
    titles = {skill.id: apart(skill.title) for skill in course.outline.skills}
    lines = [
        NewsLine(Person(name(one.student), links.student(one.student)), _what(one, titles))
        for one in sorted(
            since.changes, key=lambda one: (-len(one.needs), -len(one.can_do), name(one.student))
        )
    ]
    return News(
        title=_("Since you last looked ({when})").format(when=day_and_time(at)),
        summary=_summary(since),
        lines=tuple(lines[:SHOWN]),
        more=tuple(lines[SHOWN:]),
        more_title=ngettext("{n} more student", "{n} more students", len(lines) - SHOWN).format(
            n=len(lines) - SHOWN
        ),
    )


def _summary(since: Since) -> str:
    if not since.changes:
        return _("Nothing has changed since then: no work has come in.")
    hand_ins = sum(one.hand_ins for one in since.changes)
    can_do = sum(len(one.can_do) for one in since.changes)
    needs = sum(len(one.needs) for one in since.changes)
    parts = [ngettext("{n} hand-in came in", "{n} hand-ins came in", hand_ins).format(n=hand_ins)]
    if can_do:
        parts.append(ngettext("{n} skill is sure now", "{n} skills are sure now", can_do).format(n=can_do))
    if needs:
        parts.append(ngettext("{n} needs a person now", "{n} need a person now", needs).format(n=needs))
    return _("{what}.").format(what=_("; ").join(parts))


def _what(one: Change, titles: Mapping[str, str]) -> str:
    def named(skills: tuple[str, ...]) -> str:
        shown = [_("“{title}”").format(title=titles.get(skill, skill)) for skill in skills[:3]]
        if len(skills) > 3:
            shown.append(ngettext("{n} more", "{n} more", len(skills) - 3).format(n=len(skills) - 3))
        return listed(shown)

    parts = []
    if one.is_new:
        parts.append(_("is new here"))
    if one.needs:
        parts.append(_("needs a person at {skills}").format(skills=named(one.needs)))
    if one.can_do:
        parts.append(_("can do {skills} now").format(skills=named(one.can_do)))
    if not parts:
        parts.append(
            ngettext("{n} hand-in came in", "{n} hand-ins came in", one.hand_ins).format(n=one.hand_ins)
        )
    return _("; ").join(parts)
