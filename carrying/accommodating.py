"""Accommodations in a study folder: what the student chose here, and what the teacher set, as the latest feedback pack brought it.

Each is a file of its own with plain data, so that neither is written over by the other. A kernel reads both before a lesson's first widget.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from carrying.saving import save
from carrying.study import HIDDEN, PROFILE
from curriculum.accommodations import (
    NONE,
    Accommodations,
    merged,
    read_accommodations,
    write_accommodations,
)

CHOSEN, GIVEN, SPOKEN = "look.json", "accommodations.json", "spoken.json"


def chosen(folder: Path) -> Accommodations:
    """What the student of a study folder chose. What cannot be read counts as not said: the page is shown all the same."""
    return read_accommodations(_read(folder / HIDDEN / CHOSEN))


def given(folder: Path) -> Accommodations:
    """What the teacher set for the student of a study folder, as far as it has arrived."""
    return read_accommodations(_read(folder / HIDDEN / GIVEN))


def accommodations_of(folder: Path) -> Accommodations:
    """What holds in a study folder."""
    return merged(given(folder), chosen(folder))


def accommodations_around(folder: Path) -> Accommodations:
    """What holds in the study folder that `folder` lies in; nothing outside of one. Never raises."""
    return next(
        (accommodations_of(parent) for parent in (folder, *folder.parents) if _is_study(parent)), NONE
    )


def note_spoken(folder: Path, language: str) -> None:
    """Remember in which language the pages of a study folder spoke when a lesson was opened, for its exercises. Raises NotSaved."""
    if _read(folder / HIDDEN / SPOKEN) != language:
        save(folder / HIDDEN / SPOKEN, msgspec.json.encode(language))


def spoken_around(folder: Path) -> str:
    """That language, for the study folder that `folder` lies in; empty where none was noted. Never raises."""
    said = next((_read(one / HIDDEN / SPOKEN) for one in (folder, *folder.parents) if _is_study(one)), "")
    return said if isinstance(said, str) else ""


def choose(folder: Path, accommodations: Accommodations) -> None:
    """Remember what the student chose, in the place of what was chosen before. Raises NotSaved."""
    _keep(folder / HIDDEN / CHOSEN, accommodations)


def keep_given(folder: Path, data: dict[str, Any]) -> None:
    """Remember what the teacher set, byte for byte as it came. Raises NotSaved."""
    path = folder / HIDDEN / GIVEN
    if data or path.exists():
        save(path, msgspec.json.encode(data))


def _keep(path: Path, accommodations: Accommodations) -> None:
    save(path, msgspec.json.encode(write_accommodations(accommodations, _read(path))))


def _read(path: Path) -> object:
    try:
        return msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _is_study(folder: Path) -> bool:
    try:
        return (folder / HIDDEN / PROFILE).is_file()
    except OSError:
        return False
