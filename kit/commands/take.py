"""`trellis take`: what the teacher gave back, from a stick, a folder or a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from carrying.arrivals import Arrived, Left, take_all, take_file
from carrying.bundle import Refused
from carrying.study import HIDDEN, PROFILE, open_study
from kit.arrivals import told
from kit.drives import places_of
from kit.places import study_folder
from kit.stop import Stop
from kit.words import _


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "places",
        nargs="*",
        type=Path,
        metavar="PLACE",
        help=_("a stick, a folder or a file (default: every stick found, and the folders used before)"),
    )
    parser.add_argument(
        "--study", type=Path, metavar="FOLDER", help=_("the study folder (default: Trellis/study)")
    )


def run(arguments: argparse.Namespace) -> int:
    """Take in what is for this student, and say what it was."""
    folder = study_folder(arguments.study)
    if not (folder / HIDDEN / PROFILE).is_file():
        raise Stop(_("There is no study folder in {folder} yet. Nothing was changed.").format(folder=folder))
    study = open_study(folder, "")
    places = [place.expanduser() for place in arguments.places] or places_of(study)
    if not places:
        raise Stop(_("No stick was found. Put it in, or name the folder or file: trellis take PLACE."))
    lines: list[str] = []
    refused = 0
    for place in places:
        if place.is_file():
            try:
                arrived = Arrived(taken=(take_file(study, place),))
            except Refused as error:
                arrived = Arrived(left=(Left(place.name, str(error)),))
        elif place.is_dir():
            arrived = take_all(study, place)
        else:
            raise Stop(
                _(
                    "There is no folder or file {place}. Check that the stick is in. Nothing was changed."
                ).format(place=place)
            )
        refused += len(arrived.left)
        lines += told(study, arrived)
    for line in lines or [_("Nothing new for you there.")]:
        print(line)
    return 1 if refused and len(lines) == refused else 0
