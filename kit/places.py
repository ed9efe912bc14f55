"""Where things are when nobody says: a person's study folder and class folder."""

from __future__ import annotations

import os
from pathlib import Path

from kit.stop import Stop
from kit.words import _

CLASS_FILE = "class.json"


def home() -> Path:
    """The folder `Trellis` in the person's own folder; the environment variable TRELLIS_HOME names another."""
    return Path(os.environ.get("TRELLIS_HOME") or Path.home() / "Trellis")


def study_folder(given: Path | None = None) -> Path:
    """The study folder: the one given, else `Trellis/study`."""
    return (given or home() / "study").expanduser().absolute()


def class_folder(given: Path | None = None) -> Path:
    """The class folder: the one given, else the current folder if it is one, else `Trellis/class`. It need not exist yet."""
    if given is None and (Path.cwd() / CLASS_FILE).is_file():
        return Path.cwd()
    return (given or home() / "class").expanduser().absolute()


def existing_class(given: Path | None = None) -> Path:
    """As `class_folder`; raises Stop where no class is there."""
    folder = class_folder(given)
    if not (folder / CLASS_FILE).is_file():
        raise Stop(
            _(
                "There is no class in {folder}. Make one with: {make}. Or name its folder with {option}."
            ).format(folder=folder, make="trellis class new NAME", option="--class FOLDER")
        )
    return folder


def practice_folder() -> Path:
    """Where the practice class of the demo is kept."""
    return home() / "practice"


def network_address() -> str:
    """The address of this machine on the network that drop boxes are opened on and looked for, where TRELLIS_ADDRESS names one.

    Otherwise empty: all networks the machine is on.
    """
    return os.environ.get("TRELLIS_ADDRESS", "")
