"""`trellis student`: give out what is held of a student, erase it, or give work to the student whose it is."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.stop import Stop


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    actions = parser.add_subparsers(title="what to do", metavar="export|erase|reassign", required=True)
    words = "Write everything that is held of a student into one readable file. It is not sealed."
    export = actions.add_parser("export", help="give out what is held of a student", description=words)
    export.add_argument("student", metavar="STUDENT", help="the name, code or id, as the roster has it")
    export.add_argument(
        "--to", type=Path, default=Path(), metavar="FOLDER", help="where to (default: this folder)"
    )
    add_class(export)
    export.set_defaults(do=_export)
    words = "Erase everything about a student from the class. What is handed in late stays out. It cannot be undone."
    erase = actions.add_parser("erase", help="erase what is held of a student", description=words)
    erase.add_argument("student", metavar="STUDENT", help="the name, code or id")
    erase.add_argument("--yes", action="store_true", help="do not ask")
    add_class(erase)
    erase.set_defaults(do=_erase)

    words = (
        "Work came under the wrong student: give all of it, and what comes later, to the right one. What was handed in is kept as it "
        "came, and --back undoes it."
    )
    reassign = actions.add_parser("reassign", help="give work to the student whose it is", description=words)
    reassign.add_argument("student", metavar="STUDENT", help="under whom it came: the name, code or id")
    where = reassign.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", metavar="STUDENT", help="whose it is: the name, code or id")
    where.add_argument("--back", action="store_true", help="undo it")
    add_class(reassign)
    reassign.set_defaults(do=_reassign)


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    return int(arguments.do(arguments))


def _export(arguments: argparse.Namespace) -> int:
    from grading.class_folder import open_class
    from grading.roster import find_student, read_roster
    from grading.student_data import export_student

    folder = open_class(existing_class(arguments.class_folder))
    if not arguments.to.is_dir():
        raise Stop(f"There is no folder {arguments.to}. Nothing was written.")
    student = find_student(read_roster(folder.roster), arguments.student)
    path = export_student(folder, student, arguments.to, getpass.getuser())
    print(
        f"Everything held of this student is in {path}. It is not sealed: whoever has the file can read it."
    )
    return 0


def _erase(arguments: argparse.Namespace) -> int:
    from carrying.handin import ID
    from grading.class_folder import open_class
    from grading.roster import RosterFault, find_student, read_roster
    from grading.student_data import erase_student

    folder = open_class(existing_class(arguments.class_folder))
    roster = read_roster(folder.roster)
    try:
        student = find_student(roster, arguments.student)
    except RosterFault:
        if not ID.fullmatch(arguments.student):  # an erasing that was cut short has no roster line any more
            raise
        student = arguments.student
    name = roster.display_name(student)
    print(
        f"All work, answers, grades, notes and the name of {name} will be erased from “{folder.name}” for good."
    )
    if not arguments.yes:
        if not sys.stdin.isatty():
            raise Stop("Nothing was erased. Add --yes to erase.")
        if input("Type the word ERASE to go on: ").strip() != "ERASE":
            raise Stop("Nothing was erased.")
    done = erase_student(folder, student)
    for place in done.places:
        print(f"  {place}")
    print(
        f"Erased, with {done.rows} rows of the records. Files on sticks, in backups, in the exchange folder and in "
        "quarantine are where they were: delete those yourself."
    )
    return 0


def _reassign(arguments: argparse.Namespace) -> int:
    from carrying.handin import ID
    from grading.class_folder import open_class
    from grading.reassigning import reassign, take_back
    from grading.roster import RosterFault, find_student, read_roster

    folder = open_class(existing_class(arguments.class_folder))
    roster = read_roster(folder.roster)
    try:
        student = find_student(roster, arguments.student)
    except RosterFault:
        if not ID.fullmatch(arguments.student):  # who had no name left the roster with the work
            raise
        student = arguments.student
    if arguments.back:
        done = take_back(folder, student, getpass.getuser())
        whose = read_roster(folder.roster).display_name(student)
    else:
        to = find_student(roster, arguments.to)
        done = reassign(folder, student, to, getpass.getuser())
        whose = roster.display_name(to)
    print(
        f"{done.hand_ins} hand-ins with {done.events} entries are the work of {whose} now"
        + (f": {', '.join(done.lessons)}." if done.lessons else ".")
    )
    print("Grade once more to see it in the gradebook. What was handed in is kept as it came.")
    return 0
