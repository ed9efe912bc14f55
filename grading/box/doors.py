"""Sentences where a box has walls: nobody answers a question, and no program is started."""

from __future__ import annotations

import builtins
import getpass
import os
import subprocess
from collections.abc import Callable
from types import TracebackType
from typing import Any, NoReturn

NOBODY = (
    "Nobody is there to answer {} while this is graded. "
    "Give the value in the code instead, or put the question where it is only asked when you run the notebook yourself."
)
NO_PROGRAMS = "Programs cannot be started while this is graded."


def close_doors() -> None:
    """Put them there, for this process and all that are forked from it."""

    def nobody(name: str) -> Callable[..., NoReturn]:
        def ask(*_args: Any, **_kwargs: Any) -> NoReturn:
            raise EOFError(NOBODY.format(name))

        return ask

    def no_program(*_args: Any, **_kwargs: Any) -> NoReturn:
        raise PermissionError(NO_PROGRAMS)

    builtins.input = nobody("input()")
    getpass.getpass = nobody("getpass()")
    subprocess.Popen.__init__ = no_program  # type: ignore[method-assign]
    for name in ("system", "fork", "forkpty", "posix_spawn", "posix_spawnp", "execv", "execve", "startfile"):
        if hasattr(os, name):
            setattr(os, name, no_program)


def cut_tail(trace: TracebackType | None) -> None:
    """Leave out of a traceback where this module itself raised: the sentence is enough."""
    while trace is not None:
        after = trace.tb_next
        if after is not None and after.tb_frame.f_code.co_filename == __file__ and after.tb_next is None:
            trace.tb_next = None
        trace = trace.tb_next
