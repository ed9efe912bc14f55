"""What a review page was asked for: what its address says, and what a form on it said where that could not be kept."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs

import msgspec

from grading.teachers_word import waits_in_words
from grading.words import _

FORM = "TRELLIS_FORM"
"""The environment variable with what a form said, as JSON (`Filled`); the server sets it where the form could not be kept."""
XSRF = "TRELLIS_XSRF"
"""The environment variable with the token that forms carry back. Without it (in plain Voila) there are no forms."""


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """A form as it was filled in, and what is wrong with it."""

    form: str = ""
    fields: dict[str, str] = {}
    field: str = ""
    fault: str = ""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """`query` are the parts of the address, each once; `filled` is a form that could not be kept."""

    query: dict[str, str] = {}
    xsrf: str = ""
    filled: Filled = Filled()

    def get(self, name: str) -> str:
        """A part of the address; empty where it has none."""
        return self.query.get(name, "")

    def number(self, name: str) -> int:
        """A part of the address as a number from 0."""
        text = self.get(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0

    def value(self, form: str, field: str, otherwise: str = "") -> str:
        """What a field shows: what was filled in where the form comes back, else what it shows at first."""
        return self.filled.fields.get(field, "") if self.filled.form == form else otherwise

    def fault(self, form: str, field: str) -> str:
        """What is wrong with a field; empty where nothing is."""
        return self.filled.fault if (self.filled.form, self.filled.field) == (form, field) else ""

    @property
    def said(self) -> str:
        """What was just done, in a sentence; empty where the address says nothing of it."""
        done = {
            "check-in": _("The check-in is saved."),
            "talked": _("Noted: you talked. The next talks move up."),
            "note": _("The note is saved. It goes to the student with the next feedback."),
            "home": _("The note is saved. It goes on the family’s next page."),
            "private": _("The private note is saved. Only teachers of this class see it."),
            "path": _("The path is changed. The student sees it with the next feedback."),
            "accommodations": _(
                "The accommodations are saved. They go to the student with the next feedback."
            ),
        }.get(self.get("said"), "")
        if done and self.get("waits"):
            done += " " + waits_in_words()
        if done and self.get("meanwhile"):
            done += " " + _(
                "A colleague wrote something about this student meanwhile; it is below, nothing is lost."
            )
        return done


def asked(environ: Mapping[str, str]) -> Asked:
    """What the environment of a page's kernel says."""
    query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    try:
        filled = msgspec.json.decode(environ.get(FORM, "") or "{}", type=Filled)
    except msgspec.MsgspecError:
        filled = Filled()
    return Asked(query=query, xsrf=environ.get(XSRF, ""), filled=filled)
