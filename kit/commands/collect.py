"""`trellis collect`: take in hand-ins from folders or sticks."""

from __future__ import annotations

import argparse
from pathlib import Path

from kit.commands.teacher import add_class, say
from kit.passphrase import keys_of
from kit.places import existing_class
from kit.progress import Progress
from kit.words import _
from kit.work import collect_work


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "places", nargs="+", type=Path, metavar="PLACE", help=_("a folder, a stick, or a single file")
    )
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Collect, and say what came in."""
    folder = existing_class(arguments.class_folder)
    keys = keys_of(folder)
    with Progress(_("Collecting")) as progress:
        places = [place.expanduser() for place in arguments.places]
        report = collect_work(folder, places, progress.step, keys)
    return say(report)
