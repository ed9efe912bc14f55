"""Progress of long work: one line rewritten on a terminal, a plain line now and then anywhere else."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from typing import Self, TextIO

from kit.words import _

ON_TERMINAL, ELSEWHERE = 0.1, 10.0
"""Seconds between two lines."""


class Progress:
    """Counts towards `of` steps and says how long the rest may take. Use as a context manager, so that the line is always ended."""

    def __init__(
        self,
        what: str,
        of: int = 0,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.what, self.of, self.done = what, of, 0
        self._stream = stream or sys.stdout
        self._clock = clock
        self._live = self._stream.isatty()
        self._begun = clock()
        self._shown = self._begun if not self._live else float("-inf")
        if not self._live:
            self._write(f"{what} …\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self.end(_("stopped") if kind else "")

    def step(self, detail: str = "", done: int | None = None, of: int | None = None) -> None:
        """One more step is done (or `done` of them, of `of`); `detail` names what is in hand."""
        self.done = self.done + 1 if done is None else done
        self.of = self.of if of is None else of
        now = self._clock()
        if now - self._shown < (ON_TERMINAL if self._live else ELSEWHERE):
            return
        self._shown = now
        line = _("{what}: {done} of {of}") if self.of else _("{what}: {done}")
        line = line.format(what=self.what, done=self.done, of=self.of)
        line = " · ".join(part for part in (line, self._left(now), detail) if part)
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            self._write("\r" + line[:width].ljust(width))
        else:
            self._write(f"  {line}\n")

    def end(self, outcome: str = "") -> None:
        """Finish the line; it says that it is done where `outcome` says nothing else."""
        outcome = outcome or _("done")
        if self._live:
            self._write("\r" + " " * (shutil.get_terminal_size().columns - 1) + "\r")
            self._write(f"{self.what}: {outcome}, {in_words(self._clock() - self._begun)}\n")
        else:
            self._write(f"  {outcome}, {in_words(self._clock() - self._begun)}\n")

    def _left(self, now: float) -> str:
        if not self.of or not 0 < self.done < self.of:
            return ""
        rest = in_words((now - self._begun) / self.done * (self.of - self.done))
        return _("about {time} left").format(time=rest)

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def in_words(seconds: float) -> str:
    """A duration as people say it."""
    if seconds < 90:
        return _("{seconds} s").format(seconds=round(seconds))
    return _("{minutes} min").format(minutes=round(seconds / 60))
