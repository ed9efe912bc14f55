"""`trellis student`: give out what is held of a student, erase it, or give work to the student whose it is."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from carrying.journal import here_today
from kit import accommodate
from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.stop import Stop
from kit.words import _, ngettext, pgettext

if TYPE_CHECKING:
    from grading.roster import Roster


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    actions = parser.add_subparsers(
        title=_("what to do"), metavar="export|erase|reassign|keep|accommodate", required=True
    )
    words = _("Write everything that is held of a student into one readable file. It is not sealed.")
    export = actions.add_parser("export", help=_("give out what is held of a student"), description=words)
    export.add_argument("student", metavar="STUDENT", help=_("the name, code or id, as the roster has it"))
    export.add_argument(
        "--to", type=Path, default=Path(), metavar="FOLDER", help=_("where to (default: this folder)")
    )
    add_class(export)
    export.set_defaults(do=_export)
    words = _(
        "Erase everything about a student from the class. What is handed in late stays out. It "
        "cannot be undone."
    )
    erase = actions.add_parser("erase", help=_("erase what is held of a student"), description=words)
    erase.add_argument("student", metavar="STUDENT", help=_("the name, code or id"))
    erase.add_argument("--yes", action="store_true", help=_("do not ask"))
    add_class(erase)
    erase.set_defaults(do=_erase)

    words = _(
        "Work came under the wrong student: give all of it, and what comes later, to the right one. "
        "What was handed in is kept as it came, and --back undoes it."
    )
    reassign = actions.add_parser(
        "reassign", help=_("give work to the student whose it is"), description=words
    )
    reassign.add_argument("student", metavar="STUDENT", help=_("under whom it came: the name, code or id"))
    where = reassign.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", metavar="STUDENT", help=_("whose it is: the name, code or id"))
    where.add_argument("--back", action="store_true", help=_("undo it"))
    add_class(reassign)
    reassign.set_defaults(do=_reassign)
    words = _(
        "Say until which day the class keeps what it holds of its students, list what is held past "
        "that day, and erase it if you say so. Nothing is ever erased by itself."
    )
    keep = actions.add_parser("keep", help=_("for how long, and what is past it"), description=words)
    what = keep.add_mutually_exclusive_group()
    what.add_argument("--until", metavar="DATE", help=_("the last day, as 2027-07-31"))
    what.add_argument("--forever", action="store_true", help=_("no last day any more"))
    what.add_argument("--erase", action="store_true", help=_("erase what is past the day"))
    keep.add_argument("--yes", action="store_true", help=_("do not ask"))
    add_class(keep)
    keep.set_defaults(do=_keep)

    accommodate.add(actions)


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    return int(arguments.do(arguments))


def _export(arguments: argparse.Namespace) -> int:
    from grading.class_folder import open_class
    from grading.roster import find_student, read_roster
    from grading.student_data import export_student

    folder = open_class(existing_class(arguments.class_folder))
    if not arguments.to.is_dir():
        raise Stop(_("There is no folder {to}. Nothing was written.").format(to=arguments.to))
    student = find_student(read_roster(folder.roster), arguments.student)
    path = export_student(folder, student, arguments.to, getpass.getuser())
    print(
        _(
            "Everything held of this student is in {path}. It is not sealed: whoever has the file can "
            "read it."
        ).format(path=path)
    )
    return 0


def _found(roster: Roster, asked: str) -> str:
    """The student asked for: on the roster, or an id of one who left it with an erasing that was cut short, or with work given away."""
    from carrying.handin import ID
    from grading.roster import RosterFault, find_student

    try:
        return find_student(roster, asked)
    except RosterFault:
        if not ID.fullmatch(asked):
            raise
        return asked


def _erase(arguments: argparse.Namespace) -> int:
    from grading.class_folder import open_class
    from grading.roster import read_roster
    from grading.student_data import erase_student

    folder = open_class(existing_class(arguments.class_folder))
    roster = read_roster(folder.roster)
    student = _found(roster, arguments.student)
    name = roster.display_name(student)
    print(
        _(
            "All work, answers, grades, notes and the name of {name} will be erased from “{folder}” for good."
        ).format(name=name, folder=folder.name)
    )
    _ask(yes=arguments.yes)
    done = erase_student(folder, student)
    for place in done.places:
        print(f"  {place}")
    print(
        _(
            "Erased, and in the records {rows} rows. Files on sticks, in backups, in the exchange "
            "folder and in quarantine are where they were: delete those yourself."
        ).format(rows=done.rows)
    )
    return 0


def _ask(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise Stop(_("Nothing was erased. Add --yes to erase."))
    word = pgettext("the word to type before erasing", "ERASE")
    if input(_("Type the word {word} to go on: ").format(word=word)).strip().upper() not in {word, "ERASE"}:
        raise Stop(_("Nothing was erased."))


def _keep(arguments: argparse.Namespace) -> int:
    from grading.class_folder import open_class
    from grading.retention import held_of_all, is_past, keep_until, read_retention
    from grading.student_data import erase_student

    folder = open_class(existing_class(arguments.class_folder))
    if arguments.until or arguments.forever:
        keep_until(folder, arguments.until or "")
    retention = read_retention(folder)
    if not retention.keep_until:
        print(
            _(
                "“{folder}” keeps what it holds until you erase it. Set a day with: trellis student keep "
                "--until DATE"
            ).format(folder=folder.name)
        )
        return 0
    held = held_of_all(folder)
    # The teacher's own calendar day.
    if not is_past(retention, here_today()):
        print(
            ngettext(
                "“{folder}” keeps what it holds of {n} student until {day}. Nothing is past that day.",
                "“{folder}” keeps what it holds of {n} students until {day}. Nothing is past that day.",
                len(held),
            ).format(folder=folder.name, n=len(held), day=retention.keep_until)
        )
        return 0
    print(
        _("The day until which “{folder}” keeps what it holds, {day}, is past. It holds of:").format(
            folder=folder.name, day=retention.keep_until
        )
    )
    for one in held:
        line = _("{name}: latest hand-in {day}") if one.latest else _("{name}: no hand-in")
        print("  " + line.format(name=one.name, day=one.latest))
    if not arguments.erase:
        print(
            _(
                "To erase all of it for good: trellis student keep --erase. To keep it longer: trellis "
                "student keep --until DATE"
            )
        )
        return 0
    print(_("All work, answers, grades, notes and names of these students will be erased for good."))
    _ask(yes=arguments.yes)
    for one in held:
        erase_student(folder, one.student)
    print(
        ngettext(
            "Erased: {n} student. Files on sticks, in backups, in the exchange folder and in quarantine are "
            "where they were: delete those yourself.",
            "Erased: {n} students. Files on sticks, in backups, in the exchange folder and in "
            "quarantine are where they were: delete those yourself.",
            len(held),
        ).format(n=len(held))
    )
    return 0


def _reassign(arguments: argparse.Namespace) -> int:
    from grading.class_folder import open_class
    from grading.reassigning import reassign, take_back
    from grading.roster import find_student, read_roster

    folder = open_class(existing_class(arguments.class_folder))
    roster = read_roster(folder.roster)
    student = _found(roster, arguments.student)
    if arguments.back:
        done = take_back(folder, student, getpass.getuser())
        whose = read_roster(folder.roster).display_name(student)
    else:
        to = find_student(roster, arguments.to)
        done = reassign(folder, student, to, getpass.getuser())
        whose = roster.display_name(to)
    line = (
        _("Moved to {name}: hand-ins {hand_ins}, entries {events}, in {lessons}.")
        if done.lessons
        else _("Moved to {name}: hand-ins {hand_ins}, entries {events}.")
    )
    print(
        line.format(name=whose, hand_ins=done.hand_ins, events=done.events, lessons=", ".join(done.lessons))
    )
    print(_("Grade once more to see it in the gradebook. What was handed in is kept as it came."))
    return 0
