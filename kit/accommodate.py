"""`trellis student accommodate`: what a student needs, set and listed by the teacher."""

from __future__ import annotations

import argparse
import getpass
from typing import Any, get_args

import msgspec

from curriculum.accommodations import (
    MOST_TIME,
    Accommodations,
    Font,
    Size,
    Spacing,
    Theme,
    read_accommodations,
)
from curriculum.language import LANGUAGES
from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.stop import Stop
from kit.words import _

YES_NO = {"yes": True, "no": False}
NOT_SET = "-"
"""Said instead of a value: leave it to the student."""
WORDS = {
    "theme": get_args(Theme),
    "size": get_args(Size),
    "spacing": get_args(Spacing),
    "font": get_args(Font),
    "language": LANGUAGES,
    "calm": tuple(YES_NO),
    "read_aloud": tuple(YES_NO),
    "fewer_options": tuple(YES_NO),
}


def add(actions: Any) -> None:
    """The command, among the others of `trellis student`."""
    words = _(
        "Set what a student needs: more time, fewer options, reading aloud, larger letters, a language. It reaches the student with "
        "the next feedback. Look and language are the student’s own to change; time and options are yours. "
        "Without anything to set, what is set is listed."
    )
    parser = actions.add_parser("accommodate", help=_("set what a student needs"), description=words)
    parser.add_argument(
        "student",
        metavar="STUDENT",
        nargs="?",
        help=_("the name, code or id; without one, everybody is listed"),
    )
    for name, known in WORDS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", choices=(*known, NOT_SET))
    parser.add_argument(
        "--extra-time",
        metavar="FACTOR",
        help=_("how much more time, from 1 to {most}: 1.5 is half as much again").format(
            most=f"{MOST_TIME:g}"
        ),
    )
    add_class(parser)
    parser.set_defaults(do=run)


def run(arguments: argparse.Namespace) -> int:
    """Set, then list."""
    from grading.accommodating import accommodations, change_accommodations
    from grading.class_folder import open_class
    from grading.roster import find_student, read_roster

    folder = open_class(existing_class(arguments.class_folder))
    roster = read_roster(folder.roster)
    wanted = find_student(roster, arguments.student) if arguments.student else ""
    said = {name: getattr(arguments, name) for name in Accommodations.__struct_fields__}
    said = {name: value for name, value in said.items() if value is not None}
    if said and not wanted:
        raise Stop(_("Say whose it is: the name, code or id of the student. Nothing was set."))
    if said:
        values = {name: _value(name, value) for name, value in said.items()}
        change_accommodations(
            folder, wanted, lambda before: msgspec.structs.replace(before, **values), getpass.getuser()
        )
        print(_("Set. It reaches the student with the next feedback: trellis return."))
    held = accommodations(folder)
    listed = [student for student in roster.names if student in held and student == (wanted or student)]
    for student in listed:
        print(f"{roster.display_name(student)}: {in_words(held[student])}")
    if not listed:
        print(_("Nothing is set."))
    return 0


def in_words(needs: Accommodations) -> str:
    """What is set, in one line."""
    said = [
        _("language {name}").format(name=needs.language) if needs.language else "",
        _("colours {name}").format(name=needs.theme) if needs.theme else "",
        _("letters {name}").format(name=needs.size) if needs.size else "",
        _("space {name}").format(name=needs.spacing) if needs.spacing else "",
        _("font {name}").format(name=needs.font) if needs.font else "",
        _("nothing moves") if needs.calm else "",
        _("reading aloud first") if needs.read_aloud else "",
        _("time × {factor}").format(factor=f"{needs.time:g}") if needs.time > 1 else "",
        _("fewer options") if needs.fewer_options else "",
    ]
    return _(", ").join(filter(None, said)) or _("nothing")


def _value(name: str, said: str) -> object:
    if said == NOT_SET:
        return None
    if name != "extra_time":
        return YES_NO[said] if name in ("calm", "read_aloud", "fewer_options") else said
    try:
        factor = float(said.replace(",", "."))
    except ValueError:
        factor = 0.0
    if not 1 <= factor <= MOST_TIME:
        raise Stop(
            _("Extra time is a factor from 1 to {most}, such as 1.5. Nothing was set.").format(
                most=f"{MOST_TIME:g}"
            )
        )
    return read_accommodations({"extra_time": factor}).extra_time
