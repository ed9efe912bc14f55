"""A lesson's files on the shelf: all of the old version or all of the new one, whatever happens in between."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from carrying.saving import NotSaved, patiently, reason, save, sync_folder
from carrying.words import _

NEXT, READY = ".next", "ready"
"""The new version waits in a folder of its own; the file `ready` beside it says that it is complete."""


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make `files` the lesson in `folder`. Stopped before all are written, the old version stays; after that, the new one holds.

    Raises NotSaved.
    """
    settle(folder)
    try:
        if all((folder / name).is_file() and (folder / name).read_bytes() == files[name] for name in files):
            return
    except OSError as error:
        raise NotSaved(
            _("{folder} could not be read: {why}. Nothing was changed.").format(
                folder=folder, why=reason(error)
            )
        ) from error
    for name, data in files.items():
        save(folder / NEXT / name, data)
    save(folder / NEXT / READY, b"")
    settle(folder)


def settle(folder: Path) -> None:
    """Finish putting a lesson that was complete when it was stopped. Doing it again changes nothing. Raises NotSaved."""
    waiting = folder / NEXT
    try:
        if not (waiting / READY).is_file():
            return
        for path in sorted(waiting.iterdir()):
            if path.name != READY and not path.name.startswith("."):
                patiently(partial(path.replace, folder / path.name))
        sync_folder(folder)
        patiently((waiting / READY).unlink)
    except OSError as error:
        raise NotSaved(
            _(
                "The new version of a lesson in {folder} could not be put in place: {why}. Your own work "
                "is not touched. Free some space or plug the disk in again, then try once more."
            ).format(folder=folder, why=reason(error))
        ) from error
