"""The ways on that the home page offers: the next step with its reason and minutes, and what to do instead."""

from __future__ import annotations

import msgspec

from curriculum.path import Kind, Step
from kit.own_work import OwnWork
from kit.words import N_, _

KINDS: dict[Kind, tuple[str, str]] = {
    "go-on": (N_("Next step"), "now"),
    "strengthen": (N_("Once more"), "now"),
    "review": (N_("Due again"), "due"),
    "stretch": (N_("Stretch"), "more"),
    "ask-teacher": (N_("Together"), "done"),
    "find-out": (N_("First"), "now"),
    "project": (N_("Project"), "more"),
}
"""For each kind of step: its name, and the name of its look."""


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A step as the page shows it. `lesson` is empty where the step is to talk to someone."""

    title: str
    reason: str
    tag: str
    look: str
    lesson: str
    minutes: int
    about: str
    button: str
    href: str = ""


def ways(work: OwnWork) -> list[Way]:
    """The steps of the path, the suggested one first; none while there is no lesson here."""
    return [_way(work, step) for step in work.path.steps] if work.lessons else []


def _way(work: OwnWork, step: Step) -> Way:
    tag, look = KINDS[step.kind]
    done = work.progress.get(step.lesson)
    if done is not None and done.started and not done.finished:
        button = _("Go on")
    elif step.round or step.project or step.kind == "go-on":
        button = _("Start")
    else:
        button = _("Open it again")
    return Way(
        title=step.title,
        reason=step.reason,
        tag=_(tag),
        look=look,
        lesson=step.lesson,
        minutes=step.minutes,
        about=work.outline.lesson(step.lesson).about if step.lesson else "",
        button=button,
        href=_where(step),
    )


def _where(step: Step) -> str:
    if step.round:
        return step.round
    if step.lesson:
        return f"lesson/{step.lesson}"
    return f"project/{step.project}" if step.project else ""
