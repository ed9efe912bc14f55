"""`trellis reply`: what a family answered on the slip of its home page."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.signature import signature
from kit.words import N_, _

if TYPE_CHECKING:
    from grading.replies import Reply
    from grading.roster import Roster

TALK = N_("They would like to talk with you.")


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "student",
        nargs="?",
        metavar="STUDENT",
        help=_("the name, code or id, as the roster has it; without it, all answers are shown"),
    )
    parser.add_argument(
        "text", nargs="?", metavar="TEXT", help=_("what the slip says; without it, earlier answers are shown")
    )
    parser.add_argument("--talk", action="store_true", help=_("the family would like to talk with you"))
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Take it down, or show what there is."""
    from grading.class_folder import open_class
    from grading.records import Records
    from grading.replies import replies, take_down
    from grading.roster import find_student, read_roster

    folder = open_class(existing_class(arguments.class_folder))
    roster = read_roster(folder.roster)
    with Records(folder.records_url) as records:
        if arguments.student is None:
            return _show(replies(records), roster, _("There is no answer of a family yet."))
        student = find_student(roster, arguments.student)
        name = roster.display_name(student)
        if arguments.text is None and not arguments.talk:
            return _show(
                replies(records, student),
                roster,
                _("There is no answer of {name}’s family yet.").format(name=name),
            )
        said = take_down(records, student, arguments.text or "", talk=arguments.talk, by=signature())
    print(
        _("The answer of {name}’s family is kept.").format(name=name) + (f" {_(TALK)}" if said.talk else "")
    )
    return 0


def _show(found: list[Reply], roster: Roster, none: str) -> int:
    for one in found:
        said = " ".join(part for part in (one.text, _(TALK) if one.talk else "") if part)
        print(f"{one.at[:10]}  {roster.display_name(one.student)}: {said}")
    if not found:
        print(none)
    return 0
