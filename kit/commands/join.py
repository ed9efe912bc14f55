"""`trellis join`: the code on a student's card says whose study folder this is."""

from __future__ import annotations

import argparse
from pathlib import Path

from carrying.enrolling import Enrolled, enrol
from carrying.study import HIDDEN, PROFILE, open_study
from kit.places import study_folder
from kit.stop import Stop


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("code", nargs="+", metavar="WORD", help="the words on the card")
    parser.add_argument(
        "--study", type=Path, metavar="FOLDER", help="the study folder (default: Trellis/study)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Enrol, and say what that means."""
    folder = study_folder(arguments.study)
    if not (folder / HIDDEN / PROFILE).is_file():
        raise Stop(
            f"There is no study folder in {folder} yet. Take in your teacher's file first: trellis study --pack FILE."
        )
    print(joined(enrol(open_study(folder, ""), " ".join(arguments.code))))
    return 0


def joined(enrolled: Enrolled) -> str:
    """What to tell the student."""
    kept = " Everything you did here so far stays, and is yours." if enrolled.kept_work else ""
    return f"This is your place now: your teacher knows you by your card.{kept}"
