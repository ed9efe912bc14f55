"""`trellis report`: the page for each student's family, in its language, to print."""

from __future__ import annotations

import argparse
import getpass
from datetime import date
from pathlib import Path

from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.stop import Stop

SPOKEN = {"en": "English", "es": "Spanish", "fr": "French", "ar": "Arabic"}


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "students",
        nargs="*",
        metavar="STUDENT",
        help="names, codes or ids, as the roster has them (default: everyone)",
    )
    parser.add_argument(
        "--language",
        choices=tuple(SPOKEN),
        help="the language of these students' families, or of all families of whom the roster names none; it is remembered",
    )
    parser.add_argument(
        "--reach", metavar="WORDS", help="how to reach you, as it shall stand on the pages; it is remembered"
    )
    parser.add_argument(
        "--to", type=Path, metavar="FOLDER", help="where to write the files (default: the class folder)"
    )
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Remember what was said, and make the pages."""
    from grading.class_folder import open_class
    from grading.families import make_family_pages, remember, remember_language
    from grading.quick_imports import quick_imports
    from grading.roster import find_student, read_roster

    folder = open_class(existing_class(arguments.class_folder))
    roster = read_roster(folder.roster)
    students = [find_student(roster, one) for one in arguments.students]
    to = arguments.to.expanduser().absolute() if arguments.to else None
    if to is not None and not to.is_dir():
        raise Stop(f"There is no folder {to}. Check that the stick is in. Nothing was changed.")
    if arguments.language and students:
        remember_language(folder.roster, students, arguments.language)
    remember(folder, language="" if students else arguments.language or "", reach=arguments.reach)
    with quick_imports():
        made = make_family_pages(folder, students, date.today(), to, getpass.getuser())  # noqa: DTZ011 - the day on the teacher's wall
    for line in made.lines:
        print(f"  {line}")
    told = ", ".join(f"{number} in {SPOKEN[language]}" for language, number in made.pages.items())
    number = sum(made.pages.values())
    print(
        f"{number} {'page' if number == 1 else 'pages'} for families ({told}): {made.pdf}, and to read on screen {made.html}."
    )
    print("Delete the files when they are printed: they say how students are doing.")
    return 0
