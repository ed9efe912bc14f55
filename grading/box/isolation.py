"""Which walls this computer can put around students' code, tried for real."""

from __future__ import annotations

import functools
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal, cast, get_args

from grading.box.environment import environment

Level = Literal["landlock", "bubblewrap", "none"]
"""landlock: Landlock, seccomp and limits, after a fork. bubblewrap: namespaces and limits. none: a plain process."""

TRIAL_SECONDS = 30


def _(text: str) -> str:
    """In the language spoken. The catalogues are the host's: a box, which knows of this module too, never asks for them."""
    from grading.words import WORDS

    return WORDS.gettext(text)


class CannotIsolate(Exception):
    """A wall cannot be put up; the message is a sentence for the teacher."""


def best() -> Level:
    """The best level that works here."""
    return next(level for level in get_args(Level) if not why_not(level))


@functools.cache
def why_not(level: Level) -> str:
    """Why a level does not work here, a sentence; "" if it does. It is tried once, in a process that is thrown away."""
    if level == "none":
        return ""
    if sys.platform != "linux":
        return _("Shutting students' code in needs Linux; this computer runs {system}.").format(
            system=platform.system()
        )
    return _try_landlock() if level == "landlock" else _try_bubblewrap()


def wanted(text: str) -> Level:
    """The level that the settings name, or the best where they name none. Raises CannotIsolate if it does not work here."""
    if not text:
        return best()
    if text not in get_args(Level):
        raise CannotIsolate(
            _(
                "c.Box.isolation is “{text}”; it can be “landlock”, “bubblewrap”, “none”, or empty for "
                "the best there is."
            ).format(text=text)
        )
    level = cast("Level", text)
    if problem := why_not(level):
        raise CannotIsolate(
            _("c.Box.isolation asks for “{level}”. {problem}").format(level=level, problem=problem)
        )
    return level


def sentence() -> str:
    """What grading without walls means, and the question, for a teacher."""
    return _(
        "This computer cannot shut students' code in. While it is graded, a student's code could do "
        "what you can do here: read or change files of yours, other students' work and the "
        "gradebook, and use the network. Grade on a computer with a recent Linux if you can. Grade "
        "here all the same? Every grade will be marked as made without isolation. (On the command "
        "line, --accept-unisolated says yes.)"
    )


def _try_landlock() -> str:
    with tempfile.TemporaryDirectory(prefix="trellis-trial-") as folder:
        return _said([sys.executable, "-m", "grading.box.trial", "landlock", folder])


def _try_bubblewrap() -> str:
    from grading.box import bubblewrap, readable

    if bubblewrap.version() < bubblewrap.OLDEST:
        return _("bubblewrap (the program bwrap) is missing here, or older than 0.5.")
    what = readable.of_this_python()
    with tempfile.TemporaryDirectory(prefix="trellis-trial-") as folder:
        scratch = Path(folder) / "box"
        (scratch / "work").mkdir(parents=True)
        (scratch / "tmp").mkdir()
        inside = [sys.executable, "-m", "grading.box.trial", "bubblewrap", folder]
        argv, handles = bubblewrap.command(inside, scratch, (*what.paths, *what.code))
        try:
            return _said(argv, handles)
        finally:
            for handle in handles:
                os.close(handle)


def _said(argv: list[str], handles: tuple[int, ...] = ()) -> str:
    """What a trial says against a level."""
    try:
        done = subprocess.run(
            argv,
            pass_fds=handles,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TRIAL_SECONDS,
            check=False,
            env=environment(None),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return _("The trial of it did not end well here: {error}.").format(error=error)
    if done.stdout.strip() == "shut in":
        return ""
    reasons = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return (
        reasons[-1]
        if reasons
        else _("The trial of it ended without a word here (code {code}).").format(code=done.returncode)
    )
