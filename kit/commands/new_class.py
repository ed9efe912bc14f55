"""`trellis class new`: make a class."""

from __future__ import annotations

import argparse
from pathlib import Path

from kit.commands.study import DEFAULT_COURSE
from kit.places import class_folder
from kit.work import make_class


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    actions = parser.add_subparsers(title="what to do", metavar="new", required=True)
    new = actions.add_parser("new", help="make a class", description="Make a class.")
    new.add_argument("name", metavar="NAME", help="what you call the class, such as 7b")
    new.add_argument("--folder", type=Path, metavar="F", help="where to keep it (default: Trellis/class)")
    new.add_argument(
        "--course",
        default=DEFAULT_COURSE,
        metavar="C",
        help="a course folder, or the id of a course of the kit",
    )


def run(arguments: argparse.Namespace) -> int:
    """Make it, and say what comes next."""
    folder = class_folder(arguments.folder)
    print(make_class(folder, arguments.name, arguments.course).outcome)
    print("Next: trellis release, or open the teacher's pages with trellis review.")
    return 0
