"""The copy of the answers beside a widget: kept in the cell's saved output, readable without a kernel."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from carrying.copies import MIME, copy_of
from curriculum.evidence import Answered, AnyEvent, Checked
from curriculum.language import direction
from curriculum.lesson import ReleasedLesson
from curriculum.marking import UNSCORED, describe
from curriculum.variants import Variant
from widgets import words

LINE = 120
"""Characters of a question shown in the copy; the whole of it is in the lesson."""


def bundle(lesson: ReleasedLesson, call: str, events: Sequence[AnyEvent]) -> dict[str, Any]:
    """The MIME bundle that keeps the `events` of a cell's `call`: whole for machines, the latest answers in words."""
    lines = _latest(lesson, events)
    title = escape(words.answers_so_far(len(lines)), quote=False)
    text = "\n".join(
        [f"{title}:", *(f"– {question} → {answer} ({verdict})" for question, answer, verdict in lines)]
    )
    rows = "".join(
        f'<li><span dir="auto">{escape(question)}</span><br>'
        f'<strong dir="auto" style="white-space: pre-wrap">{escape(answer)}</strong> · {escape(verdict)}</li>'
        for question, answer, verdict in lines
    )
    page = f'<details class="trellis-answers" dir="{direction()}"><summary>{title}</summary><ol>{rows}</ol></details>'
    return {
        MIME: copy_of(lesson.lesson, call, events),
        "text/plain": text if lines else "",
        "text/html": page if lines else "",
    }


def _latest(lesson: ReleasedLesson, events: Sequence[AnyEvent]) -> list[tuple[str, str, str]]:
    """(question, answer, verdict) of the latest answer at each place and variant, in the order first met."""
    latest: dict[tuple[str, str, int], Answered] = {}
    for event in events:
        if isinstance(event, Answered):
            latest[event.place, event.item, event.variant] = event
    lines = [_line(lesson, event) for event in latest.values()]
    checks = {(event.place, event.item): event for event in events if isinstance(event, Checked)}
    return lines + [_tried(lesson, event) for event in checks.values()]


def _tried(lesson: ReleasedLesson, event: Checked) -> tuple[str, str, str]:
    """Code as it was tried last, whole: it is the student's work, and without a kernel this is where it can be read."""
    check = lesson.checks.get(event.item)
    asked = " ".join(check.prompt.text.split()) if check and check.prompt else event.item
    fits = words.examples_fit(sum(event.passed), len(event.passed))
    checked = words.checked(fits) if event.source else words.checked()
    return _short(asked), event.source.rstrip() or fits, checked


def _short(question: str) -> str:
    return question if len(question) <= LINE else question[: LINE - 1] + "…"


def _line(lesson: ReleasedLesson, event: Answered) -> tuple[str, str, str]:
    variant = _variant(lesson, event)
    verdict = words.verdict(event.score, scored=variant is None or variant.type not in UNSCORED)
    if variant is None:
        return event.item, str(event.answer)[:LINE], verdict
    return (
        _short(" ".join(variant.prompt.text.split())),
        describe(variant, event.answer),
        verdict,
    )


def _variant(lesson: ReleasedLesson, event: Answered) -> Variant | None:
    return next((v for v in lesson.variants.get(event.item, ()) if v.number == event.variant), None)
