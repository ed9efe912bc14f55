"""A cold process inside bubblewrap, for a Linux without Landlock: namespaces of its own, and only what boxes may read bound in."""

from __future__ import annotations

import functools
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grading.box.environment import environment
from grading.box.readable import DEVICES

OLDEST = (0, 5)
"""The first bubblewrap with --clearenv."""
NO_NESTING = (0, 8)
"""The first with --disable-userns; before it, seccomp alone keeps a box from making namespaces."""


def command(
    argv: Sequence[str], scratch: Path, readable_paths: Iterable[str]
) -> tuple[list[str], tuple[int, ...]]:
    """What runs `argv` shut in, and the file descriptors to pass to it; close those once it has started.

    The process starts in `scratch/work`, with the environment of a box and no other file descriptors than its standard
    three, and calls `confine.limit_only` itself. `readable_paths` are a Readable's `paths` and `code`. bubblewrap's own
    arguments go by a pipe, where the box cannot see them.
    """
    arguments = [part for option in _options(scratch, readable_paths) for part in option]
    read, write = os.pipe()
    with open(write, "wb") as file:  # noqa: PTH123 - a pipe has no path
        os.set_blocking(write, False)  # an error is better than waiting for a reader that is not there yet
        file.write(b"".join(os.fsencode(part) + b"\0" for part in arguments))
    return ["bwrap", "--args", str(read), "--", *argv], (read,)


def _options(scratch: Path, readable_paths: Iterable[str]) -> Iterator[tuple[str, ...]]:
    yield ("--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--cap-drop", "ALL")
    if version() >= NO_NESTING:
        yield ("--disable-userns",)
    yield ("--hostname", "box", "--clearenv")
    for name, value in environment(scratch).items():
        yield ("--setenv", name, value)
    for path in readable_paths:
        given = Path(path)
        if given.is_symlink() and given.parent == Path("/"):
            yield ("--symlink", str(given.readlink()), path)  # /lib, where programs look for their loader
        elif path.startswith("/dev/"):
            yield ("--dev-bind", path, path)
        else:
            yield ("--ro-bind", path, path)
    for device in DEVICES:
        yield ("--dev-bind", device, device)
    yield ("--bind", str(scratch), str(scratch))
    yield ("--chdir", str(scratch / "work"))
    yield ("--remount-ro", "/")  # what is around those is memory, and could be filled


@functools.cache
def version() -> tuple[int, ...]:
    """The version of bubblewrap; (0,) where there is none."""
    try:
        said = subprocess.run(["bwrap", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return (0,)
    found = re.search(r"\d+(?:\.\d+)+", said)
    return tuple(map(int, found[0].split("."))) if found else (0,)
