"""Marks for a branch: what a student's answers are worth by the key, whatever their events claim."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import msgspec

from curriculum.branching import Ask, Visit, walk
from curriculum.course import Course
from curriculum.evidence import AnyEvent
from curriculum.listing import in_a_row
from curriculum.marking import describe
from curriculum.portfolio import TeachersJudge
from curriculum.prose import Prose
from grading.words import _, ngettext


class NodeMark(msgspec.Struct, frozen=True, kw_only=True):
    """A question that counts: its credit (0 to 1), and what it rests on.

    `prompt` is None and `tries` 0 where it was not answered.
    """

    node: str
    title: str
    credit: float = 0.0
    tries: int = 0
    hints: int = 0
    prompt: Prose | None = None
    answer: str = ""


def branch_marks(
    course: Course, lesson: str, events: Iterable[AnyEvent], judge: TeachersJudge | None = None
) -> list[NodeMark]:
    """The marks of a lesson's counted questions, in the graph's order; the best visit of any machine counts.

    KeyError without a graph.
    """
    graph = course.graphs[lesson]
    judge = judge or TeachersJudge(course)
    machines: dict[str, dict[int, AnyEvent]] = {}
    for event in events:
        if event.lesson == lesson:
            machines.setdefault(event.by[0], {}).setdefault(event.by[1], event)
    visits: list[Visit] = []
    for own in machines.values():
        # Each installation is a walk of its own through the lesson.
        here = walk(graph, judge.remark(own[counter] for counter in sorted(own)))
        visits += [*here.before, here.now]
    return [
        _mark(node, [visit for visit in visits if visit.node == node.id and visit.answer], judge)
        for node in graph.counted()
    ]


def _mark(node: Ask, visits: list[Visit], judge: TeachersJudge) -> NodeMark:
    best = max(visits, key=lambda visit: visit.best, default=None)
    if best is None or best.answer is None:
        return NodeMark(node=node.id, title=node.title)
    variant = judge.variant(best.answer.item, best.answer.variant)
    return NodeMark(
        node=node.id,
        title=node.title,
        credit=best.best,
        tries=best.attempts,
        hints=best.hints,
        prompt=variant.prompt if variant else None,
        answer=describe(variant, best.answer.answer) if variant else str(best.answer.answer)[:200],
    )


def total(marks: Iterable[NodeMark]) -> float:
    """The credit of all questions together, to four places."""
    return round(sum(mark.credit for mark in marks), 4)


def decimal(points: float) -> str:
    """Points as nbgrader must find them.

    A plain decimal, never negative (it gives full marks for what it cannot read).
    """
    return f"{max(0.0, points):.4f}".rstrip("0").rstrip(".")


def report(marks: list[NodeMark]) -> Prose:
    """The marks question by question, for a person.

    Says what was answered and what it is worth, never what is right.
    """
    head = ngettext(
        "{points} of {n} point, from the answers in the journal.",
        "{points} of {n} points, from the answers in the journal.",
        len(marks),
    ).format(points=decimal(total(marks)), n=len(marks))
    lines = [head, *(f"– {mark.title}: {_said(mark)}, {_credit(mark)}" for mark in marks)]
    unanswered = _("not answered")
    rows = "".join(
        f'<tr><th scope="row">{escape(mark.title)}</th><td>{mark.prompt.html if mark.prompt else ""}</td>'
        f'<td dir="auto">{escape(mark.answer or unanswered)}</td><td>{_effort(mark)}</td>'
        f"<td>{_credit(mark)}</td></tr>"
        for mark in marks
    )
    names = (_("Part"), _("Question"), _("Answer"), _("Tries"), _("Points"))
    columns = "".join(f'<th scope="col">{name}</th>' for name in names)
    return Prose(
        "\n".join(lines),
        f"<table><caption>{head}</caption><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>",
    )


def _credit(mark: NodeMark) -> str:
    return _("{points} of 1").format(points=decimal(mark.credit))


def _said(mark: NodeMark) -> str:
    return (
        _("“{answer}”, {effort}").format(answer=mark.answer, effort=_effort(mark))
        if mark.tries
        else _("not answered")
    )


def _effort(mark: NodeMark) -> str:
    if not mark.tries:
        return ""
    tries = ngettext("{n} try", "{n} tries", mark.tries).format(n=mark.tries)
    hints = ngettext("{n} hint", "{n} hints", mark.hints).format(n=mark.hints)
    return in_a_row([tries, hints] if mark.hints else [tries])
