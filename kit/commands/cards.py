"""`trellis cards`: the students' join cards as a PDF to print and cut out."""

from __future__ import annotations

import argparse
from pathlib import Path

from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.stop import Stop
from kit.words import _, ngettext

FILE = "cards.pdf"


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_class(parser)
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=_("where to write the PDF (default: {file} in the class folder)").format(file=FILE),
    )
    parser.add_argument("--paper", choices=("a4", "letter"), default="a4", help=_("the paper (default: a4)"))
    parser.add_argument(
        "--language",
        choices=("en", "es", "fr", "ar"),
        default="",
        help=_("for the line of advice, where the roster names none"),
    )
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        help=_("only these students' cards: names or codes from the roster"),
    )
    parser.add_argument(
        "--new-code",
        action="store_true",
        help=_("give the students named by --only new codes: their cards are lost"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the codes that are missing, and the sheet."""
    from carrying.saving import save
    from grading.cards import class_cards
    from grading.class_folder import open_class
    from grading.join_codes import renew_code
    from grading.roster import find_student, read_roster

    folder = open_class(existing_class(arguments.class_folder))
    roster = read_roster(folder.roster)
    only = [find_student(roster, name) for name in arguments.only] if arguments.only else None
    if arguments.new_code:
        if only is None:
            raise Stop(_("Say whose card is lost: --only NAME --new-code. Nothing was changed."))
        for student in only:
            renew_code(folder, student)
    made = class_cards(folder, arguments.paper, arguments.language, only)
    out = (arguments.out or folder.root / FILE).expanduser().absolute()
    save(out, made.pdf)
    for name in made.to_write:
        line = _("{name}: no font on this computer shows this name. Its card has a line to write it on.")
        print("  " + line.format(name=name))
    cards = ngettext("{n} card", "{n} cards", made.cards).format(n=made.cards)
    pages = ngettext("{n} page", "{n} pages", made.pages).format(n=made.pages)
    print(f"{cards}, {pages}: {out}")
    print(
        _(
            "Print it without scaling, cut along the lines, and delete the file: whoever has a card can "
            "join as that student."
        )
    )
    return 0
