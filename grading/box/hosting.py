"""A box as the host sees it, warm or cold: asked by the clock, and ended for good."""

from __future__ import annotations

import signal
from typing import Protocol

import msgspec

from grading.box.isolation import CannotIsolate
from grading.box.letters import Forged, Shut
from grading.words import _

CHUNK = 256 * 1024
"""Bytes taken from a box at a time."""


class BoxEnded(Exception):
    """The box is gone; the message says how, as the end of a sentence about the student's code."""


class NurseryEnded(BoxEnded):
    """The process that boxes come from is gone, and all its boxes with it: no student's code can do that."""


class TimeUp(Exception):
    """Nothing came in time."""


class Box(Protocol):
    """A box as the host sees it."""

    pid: int | None

    def limit(self, most: int) -> None:
        """Believe no letter longer than this."""

    def send(self, letter: msgspec.Struct, token: str = "") -> None:
        """Send a letter, and its token before it. Raises BoxEnded."""

    def receive(self, until: float) -> bytes:
        """The next letter, by the monotonic clock. Raises TimeUp, BoxEnded, Forged."""

    def more(self) -> bool:
        """Whether something came that nobody asked for."""

    def interrupt(self) -> None:
        """Ask what runs in it to stop, as Ctrl-C would."""

    def end(self) -> None:
        """End it, and wait until it is gone."""


def shut(box: Box, until: float, most: int) -> None:
    """Wait for the box's word that it is shut in. Raises CannotIsolate, BoxEnded."""
    try:
        said = msgspec.json.decode(box.receive(until), type=Shut)
    except (TimeUp, Forged, msgspec.MsgspecError):
        box.end()
        raise CannotIsolate(_("A box did not start in time.")) from None
    if said.problem:
        box.end()
        raise CannotIsolate(_("A box could not be shut in: {problem}").format(problem=said.problem))
    box.limit(most)


def cause(code: int | None) -> str:
    """What an exit code means, as the end of a sentence."""
    if code is None:
        return _("it ended Python")
    if code >= 0:
        return _("it ended Python itself (exit code {code})").format(code=code)
    known = {
        "SIGSEGV": _("it crashed Python itself (a segmentation fault)"),
        "SIGABRT": _("it crashed Python itself (abort)"),
        "SIGKILL": _("it was stopped by the computer, mostly because it used too much memory"),
        "SIGXCPU": _("it used too much computing time"),
        "SIGSYS": _("it asked the computer for something that is not allowed while it is graded"),
    }
    name = next((one.name for one in signal.Signals if one == -code), f"signal {-code}")
    return known.get(name, _("it was ended by a signal ({name})").format(name=name))
