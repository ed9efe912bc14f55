"""Answers as they come from a page or a journal: trusted in nothing, read kindly."""

from __future__ import annotations

import re
from collections.abc import Iterator

from curriculum.variants import Variant
from curriculum.words import _

Answer = int | str | list[int | str]
"""choice: an option's index; multi: indices; order: the shown lines' indices, top to bottom; number, text and expression:
as typed;
match: for each place the index of its partner; fill: for each blank what was typed, or the index of what was chosen."""

MAX_ANSWER = 2000


class Unreadable(Exception):
    """An answer that cannot be marked, with a kind sentence for the student. It is not an attempt."""


def index(variant: Variant, answer: object) -> int:
    """An option's index. Raises Unreadable."""
    if isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer < len(variant.options):
        raise Unreadable(_("Choose one of the answers first."))
    return answer


def indices(variant: Variant, answer: object) -> list[int]:
    """One or more options' indices, as they came. Raises Unreadable."""
    if not isinstance(answer, list) or len(answer) > len(variant.options):
        raise Unreadable(_("Choose your answers first."))
    if not answer:
        raise Unreadable(_("Choose at least one answer first."))
    return [index(variant, one) for one in answer]


def typed(answer: object) -> str:
    """A typed text. Raises Unreadable."""
    if not isinstance(answer, str) or not answer.strip():
        raise Unreadable(_("Write your answer first."))
    if len(answer) > MAX_ANSWER:
        raise Unreadable(
            _("That is very long. Keep it under {most} characters.").format(most=f"{MAX_ANSWER:,}")
        )
    return answer


_GROUP = re.compile(r"(?<![\d.,٫])(?![0٠０])(\d{1,3})[.,](\d{3})(?![\d.,٫])")


def regrouped(text: str) -> Iterator[str]:
    """`text` with `1,000` and `1.000` read the two ways they are meant: as a thousand, and as one with three places."""
    for between in ("", "."):
        other = _GROUP.sub(rf"\1{between}\2", text)
        if other != text:
            yield other
