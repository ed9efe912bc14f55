"""What can go wrong between a lesson notebook and its widgets, as sentences for the student."""

from __future__ import annotations

from collections.abc import Iterable

from widgets import words


class NotHere(Exception):
    """The lesson has nothing of that name; the message is a sentence that lists the nearest names."""


def not_here(call: str, name: str, known: Iterable[str]) -> NotHere:
    """The error for `call("name")` where the lesson knows only `known`."""
    import difflib

    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.4) or names[:5]
    return NotHere(words.not_here(f'{call}("{name}")', [f'{call}("{other}")' for other in near]))
