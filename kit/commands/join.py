"""`trellis join`: the code on a student's card says whose study folder this is."""

from __future__ import annotations

import argparse
from pathlib import Path

from carrying.enrolling import Enrolled, enrol
from carrying.study import HIDDEN, PROFILE, open_study
from kit.places import study_folder
from kit.stop import Stop
from kit.words import _


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("code", nargs="+", metavar="WORD", help=_("the words on the card"))
    parser.add_argument(
        "--study", type=Path, metavar="FOLDER", help=_("the study folder (default: Trellis/study)")
    )


def run(arguments: argparse.Namespace) -> int:
    """Enrol, and say what that means."""
    folder = study_folder(arguments.study)
    if not (folder / HIDDEN / PROFILE).is_file():
        raise Stop(
            _(
                "There is no study folder in {folder} yet. Take in your teacher's file first: trellis "
                "study --pack FILE."
            ).format(folder=folder)
        )
    print(joined(enrol(open_study(folder, ""), " ".join(arguments.code))))
    return 0


def joined(enrolled: Enrolled) -> str:
    """What to tell the student."""
    said = [_("This is your place now: your teacher knows you by your card.")]
    if enrolled.kept_work:
        said.append(_("Everything you did here so far stays, and is yours."))
    return " ".join(said)
