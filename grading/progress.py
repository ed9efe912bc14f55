"""Progress of long work: a function that is called before each step and once at the end."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], object]
"""Called with what is in hand (empty at the end), how many steps are done, and of how many."""


def silent(what: str, done: int, of: int) -> None:
    """Tell nobody."""
