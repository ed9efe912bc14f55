"""`trellis reply`: what a family answered on the slip of its home page."""

from __future__ import annotations

import argparse
import getpass

from kit.commands.teacher import add_class
from kit.places import existing_class


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("student", metavar="STUDENT", help="the name, code or id, as the roster has it")
    parser.add_argument(
        "text", nargs="?", metavar="TEXT", help="what the slip says; without it, earlier answers are shown"
    )
    parser.add_argument("--talk", action="store_true", help="the family would like to talk with you")
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Take it down, or show what there is."""
    from grading.class_folder import open_class
    from grading.records import Records
    from grading.replies import replies, take_down
    from grading.roster import find_student, read_roster

    folder = open_class(existing_class(arguments.class_folder))
    roster = read_roster(folder.roster)
    student = find_student(roster, arguments.student)
    name = roster.display_name(student)
    with Records(folder.records_url) as records:
        if arguments.text is not None or arguments.talk:
            said = take_down(
                records, student, arguments.text or "", talk=arguments.talk, by=getpass.getuser()
            )
            print(
                f"The answer of {name}’s family is kept."
                + (" They would like to talk with you." if said.talk else "")
            )
            return 0
        found = replies(records, student)
    print(f"Answers of {name}’s family:" if found else f"There is no answer of {name}’s family yet.")
    for one in found:
        said_so = " ".join(
            part for part in (one.text, "They would like to talk with you." if one.talk else "") if part
        )
        print(f"  {one.at[:10]}: {said_so}")
    return 0
