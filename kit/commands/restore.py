"""`trellis restore`: a class from its backup, whole or not at all."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from kit.commands.teacher import add_class
from kit.passphrase import VARIABLE, asked
from kit.places import class_folder
from kit.progress import Progress
from kit.server import running
from kit.stop import Stop
from kit.words import _, ngettext


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help=_("the backup"))
    parser.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help=_("where to put the class; it must be empty or not there yet (default: Trellis/class)"),
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--beside", action="store_true", help=_("put it into a new folder beside that one, whatever is there")
    )
    where.add_argument(
        "--instead", action="store_true", help=_("move what is there aside, and put the class in its place")
    )
    parser.add_argument(
        "--even-newer",
        action="store_true",
        help=_("with --instead: also where the class that is there is newer than the backup"),
    )
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Put it back, and say where what was there is now."""
    from grading.restoring import keys_of, restore

    path = arguments.file.expanduser().absolute()
    to = class_folder(arguments.to or arguments.class_folder)
    where = "beside" if arguments.beside else "instead" if arguments.instead else "empty"
    if where == "instead" and running(to, "teach") is not None:
        raise Stop(
            _(
                "The teacher's pages of the class in {folder} are open. Close Trellis there first. Nothing was changed."
            ).format(folder=to)
        )
    words = os.environ.get(VARIABLE) or asked(_("Passphrase of the class, or the recovery code: "))
    keys = keys_of(path, words)
    with Progress(_("Restoring")) as progress:
        done = restore(
            path,
            to,
            keys,
            passphrase="" if keys else words,
            where=where,  # type: ignore[arg-type]  # one of three words
            even_newer=arguments.even_newer,
            step=progress.step,
        )
    print(
        ngettext(
            "“{name}” as it was on {made}: {n} file in {folder}.",
            "“{name}” as it was on {made}: {n} files in {folder}.",
            done.files,
        ).format(name=done.folder.name, made=done.made[:10], n=done.files, folder=done.folder.root)
    )
    if done.forgotten:
        print(
            "  "
            + ngettext(
                "The data of {n} student was erased since; it was erased from this copy too.",
                "The data of {n} students was erased since; it was erased from this copy too.",
                done.forgotten,
            ).format(n=done.forgotten)
        )
    if done.aside is not None:
        print("  " + _("What was there is in {folder}.").format(folder=done.aside))
    return 0
