"""`trellis roster import`: put a list of students on a class's roster."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from carrying.journal import here_today
from kit.commands.teacher import add_class, is_yes
from kit.places import existing_class
from kit.stop import Stop
from kit.words import _, ngettext

if TYPE_CHECKING:
    from grading.listed import Group, Listing
    from grading.roster_import import Change, Plan

SHOWN = 60
"""As many lines as a person reads; the rest is counted."""


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    actions = parser.add_subparsers(title=_("what to do"), metavar="import", required=True)
    words = _(
        "Put the students of a file on the roster. It shows what will change and asks; nobody is "
        "ever taken off the roster."
    )
    read = actions.add_parser("import", help=_("put a list of students on the roster"), description=words)
    read.add_argument("file", type=Path, metavar="FILE", help=_("a table saved as CSV, or a OneRoster zip"))
    add_class(read)
    read.add_argument(
        "--only", default="", metavar="NAME", help=_("the class to take, where the file has several")
    )
    read.add_argument("--yes", action="store_true", help=_("do not ask; what is unsure is left alone"))


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
    listing = read_listing_file(arguments.file.expanduser(), here_today())
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
        more = len(told) - SHOWN
        print("  " + ngettext("… and {n} more", "… and {n} more", more).format(n=more))
    print(f"{label(group)}: {summary(plan)}." if len(listing.groups) > 1 else f"{summary(plan)}.")
    if plan.does_nothing:
        print(_("There is nothing to change."))
        return 0
    if not arguments.yes:
        if not asking:
            raise Stop(_("Nothing was changed. Add --yes to change the roster so."))
        if not _yes(_("Change the roster so? [y/N] ")):
            raise Stop(_("Nothing was changed."))
    carry_out(folder.roster, plan)
    print(
        _(
            "The roster of “{folder}” is saved. Next: trellis cards, to print the students’ join cards."
        ).format(folder=folder.name)
    )
    return 0


def _asked_group(listing: Listing, *, asking: bool) -> Group:
    from grading.roster_import import label

    names = [
        ngettext("{name} ({n} student)", "{name} ({n} students)", len(group.people)).format(
            name=label(group), n=len(group.people)
        )
        for group in listing.groups
    ]
    if not asking:
        raise Stop(
            _(
                "The file has several classes: {names}. Say which one with --only NAME. Nothing was changed."
            ).format(names="; ".join(names[:40]))
        )
    print(_("The file has several classes:"))
    for number, name in enumerate(names, 1):
        print(f"  {number}  {name}")
    return listing.groups[_number(_("Which one? "), len(names)) - 1]


def _answers(plan: Plan) -> dict[str, str]:
    """What the teacher says about everyone who is unsure."""
    return {change.person.where: _answer(plan, change) for change in plan.of("unsure")}


def _answer(plan: Plan, change: Change) -> str:
    from grading.roster_import import LEAVE, NEW, called, question

    choices = [*change.who, NEW, LEAVE]
    print(question(plan, change))
    for number, student in enumerate(change.who, 1):
        said = _("is {name} on your roster").format(name=called(plan, student))
        print(f"  {number}  {said}")
    print(f"  {len(choices) - 1}  " + _("is a new student"))
    print(f"  {len(choices)}  " + _("leave it alone"))
    return choices[_number(_("Which? "), len(choices)) - 1]


def _number(question: str, most: int) -> int:
    while True:
        said = input(question).strip()
        if said.isdecimal() and 1 <= int(said) <= most:
            return int(said)
        if not said:
            raise Stop(_("Nothing was changed."))
        print(_("Type a number from 1 to {most}, or nothing to stop.").format(most=most))


def _yes(question: str) -> bool:
    return is_yes(input(question))
