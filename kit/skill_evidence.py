"""Why a skill stands where it does, in plain words: what was seen, when, and what follows.

Nothing in it shames: what went wrong is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from curriculum.mastery import Standing
from curriculum.path import Status
from kit.own_work import OwnWork
from kit.spoken_days import coming_day, day_in_words
from kit.words import _, ngettext

MOST_NAMED = 3


def evidence(work: OwnWork, skill: str) -> tuple[str, ...]:
    """Sentences for the student about one skill, the evidence first."""
    return tuple(_sentences(work, skill, work.path.skills[skill]))


def _sentences(work: OwnWork, skill: str, status: Status) -> Iterator[str]:
    known = work.standing.get(skill)
    match status:
        case "mastered" | "due" if known is not None:
            yield _right(known, work.today)
            yield _("That is why we think you can do this.")
            yield from _comes_back(work, skill, status)
        case "in-progress" if known is not None:
            yield _right(known, work.today)
            if skill in work.settled:
                yield _("It is sure for now. A look back on another day makes it last.")
                yield from _comes_back(work, skill, status)
            else:
                yield _(
                    "It is not sure yet. It counts as “can do” once a few in a row are right at the first try."
                )
        case "shown":
            yield _("Your answers at the start showed that you can do this.")
            yield from _comes_back(work, skill, status)
        case "open":
            yield from _open(work, skill)
        case _:
            yield from _later(work, skill)


def _right(known: Standing, today: date) -> str:
    """How many questions were right at the first try, where that is worth saying; else only when it was practised."""
    right, of = known.right, known.first_tries
    if of and 2 * right >= of:
        if known.last is None:
            return _("You got {right} of your last {of} questions right at the first try.").format(
                right=right, of=of
            )
        return _("You got {right} of your last {of} questions right at the first try, last {day}.").format(
            right=right, of=of, day=day_in_words(known.last, today)
        )
    if known.last is None:
        return _("You have begun this.")
    return _("You worked on this {day}.").format(day=day_in_words(known.last, today))


def _comes_back(work: OwnWork, skill: str, status: Status) -> Iterator[str]:
    back = work.due.get(skill) or work.settled.get(skill)
    if status == "due":
        yield _("Some time has passed since. A short look back keeps it.")
    elif back is not None and back > work.today:
        yield _("It comes back for a short look {day}.").format(day=coming_day(back, work.today))
    elif back is not None:
        yield _("It is time for a short look at it.")


def _open(work: OwnWork, skill: str) -> Iterator[str]:
    before = [work.outline.skill(name).title for name in work.outline.skill(skill).prerequisites]
    if not before:
        yield _("You can start this right away: it needs nothing you have not met.")
    else:
        yield ngettext(
            "It builds on this, which is ready: {titles}.",
            "It builds on these, which are ready: {titles}.",
            len(before),
        ).format(titles=_named(before))


def _later(work: OwnWork, skill: str) -> Iterator[str]:
    first = [
        work.outline.skill(name).title
        for name in work.outline.skill(skill).prerequisites
        if work.path.skills[name] not in ("mastered", "shown", "due") and name not in work.settled
    ]
    if first:
        yield ngettext("This comes first: {titles}.", "These come first: {titles}.", len(first)).format(
            titles=_named(first)
        )
    else:
        yield _("There is no lesson on this here yet.")


def _named(titles: list[str]) -> str:
    """Titles, a few of them; isolated, so that a title in another script does not turn the sentence round."""
    named = [f"“\u2068{title}\u2069”" for title in titles[:MOST_NAMED]]
    return _(", ").join(named) + ("…" if len(titles) > MOST_NAMED else "")
