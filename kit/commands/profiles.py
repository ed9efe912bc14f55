"""`trellis profiles`: the students of this machine; and taking a forgotten picture PIN away."""

from __future__ import annotations

import argparse

from carrying.picture_pin import unlock
from carrying.profiles import find_learner, learners
from kit.places import home
from kit.stop import Stop


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "what",
        nargs="?",
        choices=["list", "reset"],
        default="list",
        help="list them, or reset NAME's pictures",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="the student's name or number")


def run(arguments: argparse.Namespace) -> int:
    """List everybody, or take one student's pictures away."""
    if arguments.what == "reset":
        if not arguments.name:
            raise Stop("Whose pictures? Say the name or the number: trellis profiles reset NAME.", 2)
        found = find_learner(home(), arguments.name)
        unlock(found.folder)
        print(
            f"{found.called} needs no pictures now, and can choose new ones on the home page. All work is as it was."
        )
        return 0
    everybody = learners(home())
    for one in everybody:
        lock = ", locked with pictures" if one.locked else ""
        print(f"{one.number}  {one.called}{lock}  ({one.folder})")
        if one.problem:
            print(f"   {one.problem}")
    if not everybody:
        print(f"Nobody has learned on this machine yet (in {home()}). Start with: trellis study")
    return 0
