"""The environment variables of a box: few, fixed, and none of the teacher's."""

from __future__ import annotations

import os
from pathlib import Path

PASSED_ON = (
    ("TZ",)
    if os.name == "posix"
    else ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS")
)
"""The time zone, and what Python cannot start without on Windows."""
TEMPORARY = (
    ("HOME", "TMPDIR", "MPLCONFIGDIR")
    if os.name == "posix"
    else ("USERPROFILE", "TEMP", "TMP", "MPLCONFIGDIR")
)
FOR_CACHES = ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "MPLCONFIGDIR")
"""Where libraries keep what takes them seconds to make again, like matplotlib's list of fonts."""


def environment(scratch: Path | None) -> dict[str, str]:
    """The whole environment of a box or, where `scratch` is None, of the nursery that boxes are forked from.

    A nursery is to be started with it: what is in a process's environment stays in the memory of all that is forked from it.
    """
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    if scratch is None:
        kept |= {name: os.environ[name] for name in FOR_CACHES if name in os.environ}
    else:
        kept |= dict.fromkeys(TEMPORARY, str(scratch / "tmp"))
    return kept | {
        "PATH": os.defpath,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",  # so that a set of words has one order, and grading twice gives one result
        "PYTHONDONTWRITEBYTECODE": "1",
    }
