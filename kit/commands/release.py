"""`trellis release`: make lessons ready to hand out."""

from __future__ import annotations

import argparse
from pathlib import Path

from kit.commands.teacher import add_class, say
from kit.passphrase import keys_of
from kit.places import existing_class
from kit.progress import Progress
from kit.words import _
from kit.work import release_lessons


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "lessons", nargs="*", metavar="LESSON", help=_("which lessons (default: all of the course)")
    )
    parser.add_argument(
        "--to", type=Path, metavar="FOLDER", help=_("copy the file for students to this folder or stick")
    )
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Release, and say where the file for students is."""
    folder = existing_class(arguments.class_folder)
    to = arguments.to.expanduser() if arguments.to else None
    keys = keys_of(folder)
    with Progress(_("Making lessons ready")) as progress:
        report = release_lessons(folder, arguments.lessons, to, progress.step, keys)
    return say(report)
