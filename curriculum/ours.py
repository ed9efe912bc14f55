"""Texts that come with an item type where its author wrote none: they are Trellis's own, so they are shown in the student's language.

They travel in English inside a released lesson, whatever language the machine that released it speaks.
"""

from __future__ import annotations

from html import escape

from curriculum.language import direction, spoken
from curriculum.prose import Prose
from curriculum.types.code import Code
from curriculum.types.fill import Fill
from curriculum.types.unscored import SCALES, CheckIn, Pick, Rubric
from curriculum.types.written import Written
from curriculum.words import _


def in_language(said: Prose) -> Prose:
    """A text as it is shown: translated where it is one of ours, itself where an author wrote it."""
    if spoken() == "en" or said.text not in _OURS:
        return said
    text = _(said.text)
    tag = (
        "p" if said.html.startswith("<p>") else "span"
    )  # it says its language itself, in the midst of texts of the lesson's
    return Prose(text, f'<{tag} lang="{spoken()}" dir="{direction()}">{escape(text, quote=False)}</{tag}>')


def label(text: str) -> str:
    """The same for a text without markup."""
    return _(text) if text in _OURS else text


def _defaults(kind: type[Written]) -> set[str]:
    fields = zip(
        kind.__struct_fields__[-len(kind.__struct_defaults__) :], kind.__struct_defaults__, strict=True
    )
    return {
        said for name, said in fields if name in {"prompt", "well_done", "not_yet"} and isinstance(said, str)
    }


_OURS = frozenset(
    {
        *(text for name, said in SCALES.values() for text in (name, *said)),
        *(text for kind in (Code, Fill, CheckIn, Pick, Rubric) for text in _defaults(kind) if text),
    }
)
