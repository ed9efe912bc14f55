"""`trellis class`: make a class, give one its keys, open one whose passphrase is lost."""

from __future__ import annotations

import argparse
from pathlib import Path

from carrying.journal import here_today
from kit import passphrase
from kit.commands.study import DEFAULT_COURSE
from kit.commands.teacher import add_class
from kit.keyed_class import Keyed, give_keys, make_class
from kit.places import class_folder, existing_class
from kit.words import _


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    actions = parser.add_subparsers(title=_("what to do"), metavar="ACTION", required=True, dest="action")
    new = actions.add_parser("new", help=_("make a class"), description=_("Make a class."))
    new.add_argument("name", metavar="NAME", help=_("what you call the class, such as 7b"))
    new.add_argument("--folder", type=Path, metavar="F", help=_("where to keep it (default: Trellis/class)"))
    new.add_argument(
        "--course",
        default=DEFAULT_COURSE,
        metavar="C",
        help=_("a course folder, or the id of a course of the kit"),
    )
    keys = _("give keys to a class that has none, so that hand-ins are sealed")
    add_class(actions.add_parser("keys", help=keys, description=keys.capitalize() + "."))
    lost = _("set a new passphrase with the recovery code")
    add_class(actions.add_parser("recover", help=lost, description=lost.capitalize() + "."))


def run(arguments: argparse.Namespace) -> int:
    """Do it, and say what comes next."""
    if arguments.action == "new":
        folder = class_folder(arguments.folder)
        _say(make_class(folder, arguments.name, arguments.course, passphrase.new))
        print(_("Next: trellis release, or open the teacher's pages with trellis review."))
    elif arguments.action == "keys":
        _say(give_keys(existing_class(arguments.class_folder), passphrase.new))
    else:
        _recover(existing_class(arguments.class_folder))
    return 0


def _say(made: Keyed) -> None:

    from carrying.saving import save
    from grading.recovery_sheet import FILE, page

    print(made.outcome)
    print(
        _("Its key is {words}: students see these words when they take your first lessons.").format(
            words=made.card.words
        )
    )
    path = made.root / FILE
    save(path, page(made.card, made.code, here_today().isoformat()).encode())
    path.chmod(0o600)
    print(
        _(
            "Print {path}, lock the paper away, then delete the file: it opens the class when the "
            "passphrase is lost."
        ).format(path=path)
    )


def _recover(folder: Path) -> None:
    from grading.class_folder import open_class
    from grading.class_keys import recover

    opened = open_class(folder)
    code = passphrase.asked(_("The seven groups of the recovery code: "))
    recover(opened, code, passphrase.new())
    print(
        _("The class “{name}” has its new passphrase. The recovery sheet stays good.").format(
            name=opened.name
        )
    )
