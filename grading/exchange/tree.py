"""A folder with its files: taken up to be carried, and put down whole."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from carrying.saving import NotSaved, patiently, reason, save, sync_folder
from grading.exchange.portable import carried_names, fold, is_portable_path
from grading.graded_copy import remove

Ignore = Callable[[str, list[str]], list[str]]
"""As shutil.copytree takes it: of the names in a folder, those to leave out."""


def take_up(folder: Path, ignore: Ignore, log: logging.Logger) -> dict[str, bytes]:
    """The files of a folder by their paths in it. Raises OSError.

    A name that cannot be written on every system is carried as the nearest one that can, with a warning: nothing stays behind.
    """
    paths = {path.relative_to(folder).as_posix(): path for path in _walked(folder, ignore, log)}
    taken: dict[str, bytes] = {}
    for own, name in carried_names(list(paths)).items():
        if fold(name) != fold(own):
            log.warning("%s has a name that not every system can write. It is carried as %s.", own, name)
        taken[name] = paths[own].read_bytes()
    return taken


def odd_names(folder: Path, ignore: Ignore, log: logging.Logger) -> list[str]:
    """The paths in a folder that not every system can write."""
    names = [path.relative_to(folder).as_posix() for path in _walked(folder, ignore, log)]
    return [name for name in names if not is_portable_path(name)]


def put_down(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder that is not there yet: all of it, or nothing. Raises NotSaved."""
    part = folder.with_name(f".{folder.name[:40]}.part")
    try:
        remove(part)
        part.mkdir(parents=True)
        for name, data in files.items():
            save(part / name, data)
        patiently(partial(part.rename, folder))
    except OSError as error:
        raise NotSaved(
            f"{folder} could not be written: {reason(error)}. Nothing you had before is changed."
        ) from error
    sync_folder(folder.parent)
    lost = next((name for name in files if not (folder / name).is_file()), None)
    if lost is not None:  # seen with a driver for sticks that empties a folder as it renames it
        raise NotSaved(
            f"{folder / lost} was written and is not there. This disk cannot be trusted; take another."
        )


def move(folder: Path, to: Path) -> None:
    """Give a folder another name on the same disk. Raises NotSaved."""
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        patiently(partial(folder.rename, to))
    except OSError as error:
        raise NotSaved(
            f"{folder} could not be moved to {to}: {reason(error)}. It is left as it is."
        ) from error
    sync_folder(to.parent)


def same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files."""
    return _contents(one) == _contents(other)


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def _walked(folder: Path, ignore: Ignore, log: logging.Logger) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        left_out = set(ignore(place, [*folders, *names]))
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in links:
            log.warning("%s leads to another folder and is not carried.", Path(place) / name)
        folders[:] = sorted(set(folders) - left_out - set(links))
        for name in sorted(set(names) - left_out):
            if (Path(place) / name).is_file():
                yield Path(place) / name
