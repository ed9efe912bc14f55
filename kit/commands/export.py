"""`trellis export`: a class's data in forms that other programs read."""

from __future__ import annotations

import argparse
import getpass
import os
from pathlib import Path

from carrying.journal import here_today
from kit.commands.teacher import add_class
from kit.passphrase import asked
from kit.places import existing_class
from kit.stop import Stop
from kit.words import _

FORMS = ("moodle", "canvas", "classroom", "xapi", "csv", "parquet")
VARIABLE = "TRELLIS_EXPORT_PASSPHRASE"


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--as",
        dest="form",
        required=True,
        choices=FORMS,
        help=_(
            "grades for Moodle, Canvas or Google Classroom; xAPI statements; everything as CSV or Parquet"
        ),
    )
    parser.add_argument(
        "--to",
        type=Path,
        required=True,
        metavar="FOLDER",
        help=_("where to write, such as a stick; not inside the class folder"),
    )
    parser.add_argument(
        "--names", action="store_true", help=_("put students’ names into xAPI, CSV and Parquet")
    )
    parser.add_argument(
        "--passphrase",
        action="store_true",
        help=_("close it all with a passphrase, which is asked for (or taken from {variable})").format(
            variable=VARIABLE
        ),
    )
    parser.add_argument(
        "--home",
        default="",
        metavar="ADDRESS",
        help=_("a web address of your school, for the ids in xAPI; nothing is asked there"),
    )
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Take it out, and say what to do with it."""
    from grading.class_folder import open_class
    from grading.exports.taking_out import take_out
    from grading.quick_imports import quick_imports

    folder = open_class(existing_class(arguments.class_folder))
    passphrase = _passphrase() if arguments.passphrase else ""
    with quick_imports():
        done = take_out(
            folder,
            arguments.form,
            arguments.to.expanduser().absolute(),
            today=here_today(),
            names=arguments.names,
            home=arguments.home,
            passphrase=passphrase,
            by=getpass.getuser(),
        )
    for path in done.files:
        print(path)
    for line in done.lines:
        print(f"  {line}")
    return 0


def _passphrase() -> str:
    if VARIABLE in os.environ:
        return os.environ[VARIABLE]
    first = asked(_("A passphrase for this export: "))
    if asked(_("The same again, to be sure: ")).split() != first.split():
        raise Stop(_("These two are not the same. Nothing was written."))
    return first
