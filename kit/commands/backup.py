"""`trellis backup`: the whole class in one sealed file."""

from __future__ import annotations

import argparse
from pathlib import Path

from kit.commands.teacher import add_class
from kit.passphrase import asked, unlocked
from kit.places import existing_class
from kit.progress import Progress
from kit.words import _, ngettext


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "place",
        type=Path,
        metavar="PLACE",
        help=_("the folder or stick to keep it on; with --check, the backup to look at"),
    )
    parser.add_argument(
        "--check", action="store_true", help=_("only open a backup and hold every file against its list")
    )
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Make it or check it, and say so."""
    from grading.backup import back_up, check

    folder = unlocked(existing_class(arguments.class_folder))
    place = arguments.place.expanduser().absolute()
    # A class without keys has no passphrase; its backups are closed with one all the same.
    passphrase = "" if folder.keys is not None else asked(_("A passphrase for this backup: "))
    if arguments.check:
        manifest = check(place, folder.root, keys=folder.keys, passphrase=passphrase)
        number = len(manifest.files)
        print(
            ngettext(
                "The backup of {made} is whole: {n} file of “{name}”.",
                "The backup of {made} is whole: {n} files of “{name}”.",
                number,
            ).format(made=manifest.made[:10], n=number, name=manifest.name)
        )
        return 0
    with Progress(_("Backing up")) as progress:
        made = back_up(folder, place, passphrase=passphrase, step=progress.step)
    number = made.about.files
    print(
        ngettext(
            "{n} file, read back and whole: {path}", "{n} files, read back and whole: {path}", number
        ).format(n=number, path=made.path)
    )
    for name in made.missing:
        print("  " + _("{file} went away meanwhile and is not in it.").format(file=name))
    print(
        "  "
        + _(
            "It opens with the passphrase of the class or the recovery code: trellis restore FILE --to FOLDER."
        )
    )
    return 0
