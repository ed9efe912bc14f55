"""The practice class's own mark: that a folder is one, what it said when it was played, and throwing it away."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import msgspec

from kit.launch import end
from kit.places import CLASS_FILE
from kit.server import running
from kit.stop import Stop
from kit.words import _

MARK = "practice.json"
COURSE = "data-detectives"
ENDS_WITHIN_S = 30.0


class Practice(msgspec.Struct, frozen=True, kw_only=True):
    """practice.json, in the practice folder: that it is ours to make anew or to throw away, and once it is done, what it said.

    `passphrase` opens its class. Its students are invented, so that is no secret, and who trains with the class need not write it down.
    """

    course: str = COURSE
    day: str = ""
    report: tuple[str, ...] = ()
    done: bool = False
    passphrase: str = ""


def read_practice(folder: Path) -> Practice | None:
    """What the practice folder says of itself; None where it is none."""
    try:
        practice = msgspec.json.decode((folder / MARK).read_bytes(), type=Practice)
    except (OSError, msgspec.MsgspecError):
        return None
    return msgspec.structs.replace(practice, done=practice.done and (folder / "class" / CLASS_FILE).is_file())


def practice_around(class_folder: Path) -> Practice | None:
    """The practice that a class folder belongs to; None for a class of somebody's own."""
    return read_practice(class_folder.parent) if class_folder.name == "class" else None


def throw_away(folder: Path) -> None:
    """End the server of the practice class and delete its folder; raises Stop for one that is not ours."""
    if not folder.exists():
        return
    if read_practice(folder) is None:
        raise Stop(_("{folder} was not made as a practice class, so it is left alone.").format(folder=folder))
    ready = running(folder / "class", "teach")
    if ready is not None:
        end(ready)
        until = time.monotonic() + ENDS_WITHIN_S
        while running(folder / "class", "teach") is not None and time.monotonic() < until:
            time.sleep(0.2)
    _delete(folder)


def _delete(folder: Path) -> None:
    # The mark goes last: what could not be deleted whole is still known as ours. A server on its way out may write once more.
    for left in reversed(range(10)):
        try:
            for path in folder.iterdir():
                if path.name != MARK:
                    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
            shutil.rmtree(folder)
        except OSError as error:
            if not left:
                raise Stop(
                    _(
                        "The practice class could not be deleted ({why}). Close what is open in {folder}, and try again."
                    ).format(why=error.strerror or error, folder=folder)
                ) from error
            time.sleep(0.3)
        else:
            return
