"""`trellis paths`: every student's next step, as a table or as JSON."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.words import _
from kit.work import paths_table, refit_class


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--json", action="store_true", help=_("print paths.json instead of a table"))
    parser.add_argument(
        "--refit",
        action="store_true",
        help=_(
            "first fit the estimate to this class's own answers, also where the last time is less "
            "than a week ago"
        ),
    )
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Work the paths out, write them into the class folder, and show them."""
    folder = existing_class(arguments.class_folder)
    now = datetime.now().astimezone()  # the teacher's own calendar
    said = refit_class(folder, now, weekly=not arguments.refit)
    if said:
        print(said, file=sys.stderr if arguments.json else sys.stdout)
    table = paths_table(folder, now.date())
    if arguments.json:
        print((folder / "paths.json").read_text(encoding="utf-8"), end="")
    else:
        print(table)
    return 0
