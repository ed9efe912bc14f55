"""The one error of this room: a command or page cannot go on, and says why."""

from __future__ import annotations


class Stop(Exception):
    """The text is the whole message for the person: what happened, what is safe, what to do next. `code` is the exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code
