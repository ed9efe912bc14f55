"""`trellis profiles`: the students of this machine; and taking a forgotten picture PIN away."""

from __future__ import annotations

import argparse

from carrying.picture_pin import unlock
from carrying.profiles import find_learner, learners
from kit.places import home
from kit.stop import Stop
from kit.words import _


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "what",
        nargs="?",
        choices=["list", "reset"],
        default="list",
        help=_("list them, or reset NAME's pictures"),
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help=_("the student's name or number"))


def run(arguments: argparse.Namespace) -> int:
    """List everybody, or take one student's pictures away."""
    if arguments.what == "reset":
        if not arguments.name:
            raise Stop(_("Whose pictures? Say the name or the number: trellis profiles reset NAME."), 2)
        found = find_learner(home(), arguments.name)
        unlock(found.folder)
        print(
            _(
                "{name} needs no pictures now, and can choose new ones on the home page. All work is "
                "as it was."
            ).format(name=found.called)
        )
        return 0
    everybody = learners(home())
    for one in everybody:
        name = _("{name}, locked with pictures").format(name=one.called) if one.locked else one.called
        print(f"{one.number}  {name}  ({one.folder})")
        if one.problem:
            print(f"   {one.problem}")
    if not everybody:
        print(
            _("Nobody has learned on this machine yet (in {folder}). Start with: trellis study").format(
                folder=home()
            )
        )
    return 0
