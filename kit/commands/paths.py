"""`trellis paths`: every student's next step, as a table or as JSON."""

from __future__ import annotations

import argparse
from datetime import datetime

from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.work import paths_table


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--json", action="store_true", help="print paths.json instead of a table")
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Work the paths out, write them into the class folder, and show them."""
    folder = existing_class(arguments.class_folder)
    table = paths_table(folder, datetime.now().date())  # noqa: DTZ005 - the teacher's own calendar
    if arguments.json:
        print((folder / "paths.json").read_text(encoding="utf-8"), end="")
    else:
        print(table)
    return 0
