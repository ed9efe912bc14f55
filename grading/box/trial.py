"""One try of a level, in a process of its own: `python -m grading.box.trial LEVEL FOLDER` says "shut in", or why it is not."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from grading.box.isolation import CannotIsolate
from grading.box.wire import Limits


def main(level: str, folder: Path) -> str:
    """Go into a box in `folder/box` if it has to be done from here, and try to get out of it."""
    if level == "landlock":
        from grading.box import confine

        outside = folder / "outside.txt"
        outside.write_text("secret", encoding="utf-8")
        (folder / "box").mkdir()
        try:
            confine.shut_in(folder / "box", Limits(), confine.Readable.of_this_python())
        except CannotIsolate as error:
            return str(error)
    else:
        outside = folder
    holes = [name for name, way in ways_out(level, outside).items() if way]
    if holes:
        return f"This computer's {level} leaves a way out of the box ({', '.join(holes)})."
    (folder / "box" / "work" / "note.txt").write_text("inside", encoding="utf-8")
    return "shut in"


def ways_out(level: str, outside: Path) -> dict[str, bool]:
    """What code in a box could do, and must not."""
    if level == "landlock":
        return {
            "files": _works(outside.read_text),
            "processes": _works(_fork),
            "network": _works(_socket),
        }
    return {"files": set(os.listdir(outside)) != {"box"}, "network": len(socket.if_nameindex()) > 1}  # noqa: PTH208


def _works(way: Callable[[], object]) -> bool:
    try:
        way()
    except OSError:
        return False
    return True


def _fork() -> None:
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)


def _socket() -> None:
    socket.socket().close()


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1], Path(sys.argv[2])))
