"""`trellis inspect`: explain a file of ours in words."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from carrying.inspecting import inspect
from carrying.keys import Card, Keys, WrongPassphrase
from carrying.saving import NotSaved
from carrying.study import HIDDEN, PROFILE, open_study
from carrying.trust import has_keys, known_class, own_keys
from kit.commands.teacher import add_class
from kit.places import CLASS_FILE, class_folder, study_folder
from kit.stop import Stop
from kit.words import _


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help=_("a hand-in, a file with lessons, or another file of ours")
    )
    parser.add_argument(
        "--study", type=Path, metavar="FOLDER", help=_("the study folder (default: Trellis/study)")
    )
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Explain it; the exit code is 0 unless the file is known to be damaged."""
    keys, names = _of_study(study_folder(arguments.study))
    found = inspect(arguments.file.expanduser(), keys, names)
    folder = class_folder(arguments.class_folder)
    if found.whole is None and (folder / CLASS_FILE).is_file():
        more, card = _of_class(folder, arguments.file.expanduser())
        found = inspect(arguments.file.expanduser(), [*keys, *more], [*names, *card])
    for line in found.lines:
        print(line)
    return 1 if found.whole is False else 0


def _of_study(folder: Path) -> tuple[list[Keys], list[Card]]:
    """The keys of the study folder here, and the class it knows; nothing where there is none or it cannot be read."""
    if not (folder / HIDDEN / PROFILE).is_file():
        return [], []
    try:
        study = open_study(folder, "")
        known = known_class(study)
        return [own_keys(study)] if has_keys(study) else [], [known] if known else []
    except NotSaved:
        return [], []


def _of_class(folder: Path, file: Path) -> tuple[list[Keys], list[Card]]:
    """The keys of the class here, where the file is sealed for it; the passphrase is asked for only then."""
    from carrying.archive import Refused
    from carrying.bundle import read_file
    from carrying.sealing import read_header
    from grading.class_folder import ClassFault, open_class
    from grading.class_keys import class_card
    from kit.passphrase import keys_of

    card = None
    try:
        card = class_card(open_class(folder))
        hint = read_header(read_file(file)).hint
        if card is None or not hint or not card.fingerprint.startswith(hint):
            return [], [card] if card else []
        keys = keys_of(folder)
    except Refused:
        return [], []
    except (ClassFault, WrongPassphrase, Stop) as error:
        print(error, file=sys.stderr)
        return [], [card] if card else []
    return [keys] if keys else [], [card]
