"""`trellis report`: the page for each student's family, in its language, to print."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from carrying.journal import here_today
from curriculum.language import ENDONYMS, LANGUAGES
from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.stop import Stop
from kit.words import _, ngettext


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "students",
        nargs="*",
        metavar="STUDENT",
        help=_("names, codes or ids, as the roster has them (default: everyone)"),
    )
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        help=_(
            "the language of these students' families, or of all families of whom the roster names "
            "none; it is remembered"
        ),
    )
    parser.add_argument(
        "--reach",
        metavar="WORDS",
        help=_("how to reach you, as it shall stand on the pages; it is remembered"),
    )
    parser.add_argument(
        "--to", type=Path, metavar="FOLDER", help=_("where to write the files (default: the class folder)")
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
        raise Stop(
            _("There is no folder {to}. Check that the stick is in. Nothing was changed.").format(to=to)
        )
    if arguments.language and students:
        remember_language(folder.roster, students, arguments.language)
    remember(folder, language="" if students else arguments.language or "", reach=arguments.reach)
    with quick_imports():
        made = make_family_pages(folder, students, here_today(), to, getpass.getuser())
    for line in made.lines:
        print(f"  {line}")
    told = ", ".join(f"{ENDONYMS[language]}: {number}" for language, number in made.pages.items())
    number = sum(made.pages.values())
    print(
        ngettext(
            "{n} page for families ({languages}): {pdf}, and to read on screen {html}.",
            "{n} pages for families ({languages}): {pdf}, and to read on screen {html}.",
            number,
        ).format(n=number, languages=told, pdf=made.pdf, html=made.html)
    )
    print(_("Delete the files when they are printed: they say how students are doing."))
    return 0
