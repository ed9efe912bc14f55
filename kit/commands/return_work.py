"""`trellis return`: feedback for every student, sealed for each of them."""

from __future__ import annotations

import argparse
from pathlib import Path

from carrying.journal import here_today
from kit.commands.teacher import add_class, say
from kit.passphrase import keys_of
from kit.places import existing_class
from kit.progress import Progress
from kit.words import _
from kit.work import return_work


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "students", nargs="*", metavar="STUDENT", help=_("for whom, by name, code or id (default: everyone)")
    )
    parser.add_argument(
        "--to",
        type=Path,
        action="append",
        default=[],
        metavar="PLACE",
        help=_("copy the files to this stick or folder; may be given more than once"),
    )
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Make the packs, copy them, and say for whom there is none."""
    folder = existing_class(arguments.class_folder)
    places = [place.expanduser() for place in arguments.to]
    keys = keys_of(folder)
    today = here_today()
    with Progress(_("Making feedback")) as progress:
        report = return_work(folder, places, today, progress.step, keys, arguments.students)
    return say(report)
