"""`trellis roster import`: put a list of students on a class's roster."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.stop import Stop

if TYPE_CHECKING:
    from grading.listed import Group, Listing
    from grading.roster_import import Change, Plan

SHOWN = 60
"""As many lines as a person reads; the rest is counted."""


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    actions = parser.add_subparsers(title="what to do", metavar="import", required=True)
    words = "Put the students of a file on the roster. It shows what will change and asks; nobody is ever taken off the roster."
    read = actions.add_parser("import", help="put a list of students on the roster", description=words)
    read.add_argument("file", type=Path, metavar="FILE", help="a table saved as CSV, or a OneRoster zip")
    add_class(read)
    read.add_argument(
        "--only", default="", metavar="NAME", help="the class to take, where the file has several"
    )
    read.add_argument("--yes", action="store_true", help="do not ask; what is unsure is left alone")


def run(arguments: argparse.Namespace) -> int:
    """Show what would change, ask, and do it."""
    from grading.class_folder import open_class
    from grading.roster import read_roster
    from grading.roster_import import (
        carry_out,
        choose_group,
        label,
        lines,
        plan_import,
        read_listing_file,
        summary,
    )

    folder = open_class(existing_class(arguments.class_folder))
    listing = read_listing_file(arguments.file.expanduser(), date.today())  # noqa: DTZ011 - the day on the teacher's wall
    asking = sys.stdin.isatty() and not arguments.yes
    group = choose_group(listing, arguments.only, folder.name) or _asked_group(listing, asking=asking)
    roster = read_roster(folder.roster)
    plan = plan_import(roster, group, notes=listing.notes)
    if asking and plan.of("unsure"):
        plan = plan_import(roster, group, _answers(plan), listing.notes)
    told = lines(plan)
    for line in [*plan.notes, *told[:SHOWN]]:
        print(f"  {line}")
    if len(told) > SHOWN:
        print(f"  … and {len(told) - SHOWN} more")
    print(f"{f'{label(group)}: ' if len(listing.groups) > 1 else ''}{summary(plan)}.")
    if plan.does_nothing:
        print("There is nothing to change.")
        return 0
    if not arguments.yes:
        if not asking:
            raise Stop("Nothing was changed. Add --yes to change the roster so.")
        if not _yes("Change the roster so? [y/N] "):
            raise Stop("Nothing was changed.")
    carry_out(folder.roster, plan)
    print(f"The roster of “{folder.name}” is saved. Next: trellis cards, to print the students’ join cards.")
    return 0


def _asked_group(listing: Listing, *, asking: bool) -> Group:
    from grading.roster_import import label

    names = [
        f"{label(group)} ({len(group.people)} student{'' if len(group.people) == 1 else 's'})"
        for group in listing.groups
    ]
    if not asking:
        raise Stop(
            f"The file has several classes: {'; '.join(names[:40])}. Say which one with --only NAME. Nothing was changed."
        )
    print("The file has several classes:")
    for number, name in enumerate(names, 1):
        print(f"  {number}  {name}")
    return listing.groups[_number("Which one? ", len(names)) - 1]


def _answers(plan: Plan) -> dict[str, str]:
    """What the teacher says about everyone who is unsure."""
    return {change.person.where: _answer(plan, change) for change in plan.of("unsure")}


def _answer(plan: Plan, change: Change) -> str:
    from grading.roster_import import LEAVE, NEW, called, question

    choices = [*change.who, NEW, LEAVE]
    print(question(plan, change))
    for number, student in enumerate(change.who, 1):
        print(f"  {number}  is {called(plan, student)} on your roster")
    print(f"  {len(choices) - 1}  is a new student")
    print(f"  {len(choices)}  leave it alone")
    return choices[_number("Which? ", len(choices)) - 1]


def _number(question: str, most: int) -> int:
    while True:
        said = input(question).strip()
        if said.isdecimal() and 1 <= int(said) <= most:
            return int(said)
        if not said:
            raise Stop("Nothing was changed.")
        print(f"Type a number from 1 to {most}, or nothing to stop.")


def _yes(question: str) -> bool:
    return input(question).strip().lower() in ("y", "yes")
