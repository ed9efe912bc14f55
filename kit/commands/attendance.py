"""`trellis attendance`: who was there, from a table; and work on paper that the teacher saw."""

from __future__ import annotations

import argparse
import getpass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from carrying.journal import here_today
from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.stop import Stop
from kit.words import _, ngettext

if TYPE_CHECKING:
    from grading.class_folder import ClassFolder


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help=_(
            "a table with name, date and attendance, or with a column for each day; without it, what there is"
        ),
    )
    parser.add_argument("--paper", default="", metavar="TITLE", help=_("note work on paper that you saw"))
    parser.add_argument(
        "--who", nargs="+", default=[], metavar="STUDENT", help=_("with --paper: whose work it was")
    )
    parser.add_argument("--day", default="", metavar="DATE", help=_("with --paper: the day, as 2026-12-18"))
    parser.add_argument("--note", default="", metavar="WORDS", help=_("with --paper: a word on it"))
    parser.add_argument(
        "--points",
        default="",
        metavar="N/M",
        help=_("with --paper: points of the most there are, such as 3/4; without it, it is no mark"),
    )
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Take down, note, or show."""
    from grading.class_folder import open_class

    folder = open_class(existing_class(arguments.class_folder))
    if arguments.paper:
        return _note(folder, arguments)
    if arguments.file is not None:
        return _take_down(folder, arguments.file.expanduser().absolute())
    return _show(folder)


def _take_down(folder: ClassFolder, path: Path) -> int:
    from grading.attendance import read_table, take_down
    from grading.records import Records
    from grading.roster import read_roster

    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise Stop(_("There is no file {path}. Check its name and place.").format(path=path)) from None
    today = here_today()
    brought = read_table(data, path.name, read_roster(folder.roster), today)
    with Records(folder.records_url) as records:
        new = take_down(records, brought.entries, today, by=getpass.getuser())
    for line in brought.faults:
        print(f"  {line}")
    print(
        ngettext(
            "{n} entry is new or changed, of {all}.", "{n} entries are new or changed, of {all}.", new
        ).format(n=new, all=len(brought.entries))
    )
    return 0


def _note(folder: ClassFolder, arguments: argparse.Namespace) -> int:
    from grading.paper_work import note_work
    from grading.records import Records
    from grading.roster import find_student, read_roster

    roster = read_roster(folder.roster)
    students = [find_student(roster, one) for one in arguments.who]
    today = here_today()
    given, most = _points(arguments.points)
    try:
        day = date.fromisoformat(arguments.day) if arguments.day else today
    except ValueError:
        raise Stop(_("“{text}” is no day. Write it as 2026-12-18.").format(text=arguments.day[:40])) from None
    with Records(folder.records_url) as records:
        number = note_work(
            records,
            students,
            arguments.paper,
            day,
            today,
            note=arguments.note,
            points=given,
            max_points=most,
            by=getpass.getuser(),
        )
    print(ngettext("Noted for {n} student.", "Noted for {n} students.", number).format(n=number))
    return 0


def _points(text: str) -> tuple[float | None, float | None]:
    if not text:
        return None, None
    points, slash, most = text.replace(",", ".").partition("/")
    try:
        if slash:
            return float(points), float(most)
    except ValueError:
        pass
    raise Stop(_("“{text}” are no points. Write them as 3/4. Nothing was changed.").format(text=text[:40]))


def _show(folder: ClassFolder) -> int:
    from grading.attendance import counts, entries_of, state_names
    from grading.paper_work import in_words, work_on_paper
    from grading.records import Records
    from grading.roster import read_roster

    roster, names = read_roster(folder.roster), state_names()
    with Records(folder.records_url) as records:
        found, work = counts(entries_of(records)), work_on_paper(records)
    for student in sorted(found, key=lambda one: roster.display_name(one).casefold()):
        own = found[student]
        told = ", ".join(f"{names[state]} {getattr(own, state)}" for state in names if getattr(own, state))
        print(f"{roster.display_name(student)}: {told}")
    for one in work:
        print(f"{one.day}  {roster.display_name(one.student)}: {in_words(one)}")
    if not found and not work:
        print(_("Nobody has been taken down yet."))
    return 0
