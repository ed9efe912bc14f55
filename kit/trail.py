"""The path, unit by unit: where every skill stands, in a sign and in words, and the evidence for it."""

from __future__ import annotations

import msgspec

from curriculum.outline import Lesson, Skill
from curriculum.path import Progress, Status
from curriculum.steps import practice
from kit.own_work import OwnWork
from kit.skill_evidence import evidence
from kit.words import N_, _, ngettext

SIGNS: dict[Status, tuple[str, str, str]] = {
    "mastered": ("✓", N_("can do"), "done"),
    "in-progress": ("▶", N_("working on it"), "now"),
    "due": ("↻", N_("due again"), "due"),
    "open": ("○", N_("open to start"), "open"),
    "later": ("·", N_("later"), "later"),
    "shown": ("✓", N_("shown at the start"), "done"),
}
"""For each status of a skill: a sign, words, and the name of its look."""
LEGEND: tuple[Status, ...] = ("mastered", "in-progress", "due", "open", "later")


class SkillSign(msgspec.Struct, frozen=True, kw_only=True):
    """A skill on the path. `page` is where to work on it, if that is here; `why` are sentences, the evidence first."""

    id: str
    title: str
    can: str
    sign: str
    words: str
    look: str
    page: str
    why: tuple[str, ...]


class UnitTrail(msgspec.Struct, frozen=True, kw_only=True):
    """A unit of the path with its skills; `so_far` says how many of them the student can do."""

    number: int
    title: str
    so_far: str
    skills: tuple[SkillSign, ...]


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """One lesson that can be opened here."""

    lesson: str
    title: str
    about: str
    minutes: int
    state: str
    look: str


def legend() -> list[tuple[str, str, str]]:
    """What the signs mean, as (sign, words, look)."""
    return [(sign, _(words), look) for sign, words, look in (SIGNS[status] for status in LEGEND)]


def trail(work: OwnWork) -> tuple[UnitTrail, ...]:
    """Every unit of the course."""
    return tuple(
        UnitTrail(
            number=number,
            title=unit.title,
            so_far=_so_far(work, unit.skills),
            skills=tuple(_sign(work, work.outline.skill(name)) for name in unit.skills),
        )
        for number, unit in enumerate(work.outline.units, 1)
    )


def shelf(work: OwnWork) -> tuple[Shelf, ...]:
    """The lessons here, in the course's order."""
    return tuple(
        _shelf(lesson, work.progress[lesson.id])
        for lesson in work.outline.lessons
        if lesson.id in work.lessons
    )


def _so_far(work: OwnWork, skills: list[str]) -> str:
    """How many are done, once there is one; never how many are not."""
    done = sum(work.path.skills[name] in ("mastered", "shown", "due") for name in skills)
    if not done:
        return ""
    if done == len(skills):
        return _("You can do all of this.")
    return ngettext("{n} of {of}: can do", "{n} of {of}: can do", done).format(n=done, of=len(skills))


def _sign(work: OwnWork, skill: Skill) -> SkillSign:
    mark, words, look = SIGNS[work.path.skills[skill.id]]
    return SkillSign(
        id=skill.id,
        title=skill.title,
        can=skill.can,
        sign=mark,
        words=_(words),
        look=look,
        page=_page(work, skill.id),
        why=evidence(work, skill.id),
    )


def _page(work: OwnWork, skill: str) -> str:
    """Where to work on a skill: its lesson while that is not finished, then rounds, and the lesson again where there are none."""
    lessons = [lesson.id for lesson in work.outline.lessons_for(skill) if lesson.id in work.lessons]
    open_ = [name for name in lessons if not work.progress[name].finished]
    if open_ or skill not in work.reach.practice:
        return f"lesson/{(open_ or lessons)[0]}" if lessons else ""
    return practice(skill)


def _shelf(lesson: Lesson, done: Progress) -> Shelf:
    if done.finished:
        state, look = _("✓ Finished"), "done"
    elif done.started and done.done:
        state = ngettext(
            "▶ {n} of about {of} questions done", "▶ {n} of about {of} questions done", done.done
        ).format(n=done.done, of=done.of)
        look = "now"
    elif done.started:
        state, look = _("▶ Started"), "now"
    else:
        state, look = _("Not started yet"), ""
    return Shelf(
        lesson=lesson.id,
        title=lesson.title,
        about=lesson.about,
        minutes=lesson.minutes,
        state=state,
        look=look,
    )
