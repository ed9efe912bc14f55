"""`trellis path STUDENT`: one student's path with its evidence, and the teacher's word on it."""

from __future__ import annotations

import argparse
from datetime import date

import msgspec

from carrying.journal import here_today
from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.signature import signature
from kit.stop import Stop
from kit.words import _


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("student", metavar="STUDENT", help=_("the name, code or id, as the roster has it"))
    word = parser.add_mutually_exclusive_group()
    word.add_argument(
        "--pin",
        metavar="LESSON",
        help=_("put a lesson, or a skill to practise, first until it is taken back"),
    )
    word.add_argument("--assign", metavar="LESSON", help=_("put it first until it is done"))
    word.add_argument("--skip", metavar="LESSON", help=_("do not offer it"))
    word.add_argument(
        "--take-back", metavar="LESSON", help=_("take back what was said about it; the record stays")
    )
    parser.add_argument("--reason", default="", metavar="TEXT", help=_("what to tell the student"))
    parser.add_argument(
        "--due", default="", metavar="YYYY-MM-DD", help=_("by when an assignment should be done")
    )
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Record the teacher's word, if there is one, and show the path."""
    from grading.class_folder import open_class
    from grading.one_path import path_in_words
    from grading.paths import work_of_class
    from grading.roster import find_student, read_roster
    from grading.teachers_word import waits_for, waits_in_words

    folder = open_class(existing_class(arguments.class_folder))
    roster = read_roster(folder.roster)
    student = find_student(roster, arguments.student)
    course = folder.load_course()
    today = here_today()
    _say(
        arguments,
        folder.records_url,
        student,
        {*(lesson.id for lesson in course.outline.lessons), *(skill.id for skill in course.outline.skills)},
    )
    action, lesson = ("pin", arguments.pin) if arguments.pin else ("assign", arguments.assign)
    if lesson and waits_for(folder, action, lesson):
        print(waits_in_words() + "\n")
    work = work_of_class(folder, course, today)
    print(path_in_words(work, student, roster.display_name(student), course, today))
    return 0


def _say(arguments: argparse.Namespace, records_url: str, student: str, known: set[str]) -> None:
    from curriculum.path import Override
    from grading.records import Records

    said = next(
        (
            (word, name)
            for word in ("pin", "assign", "skip", "take_back")
            if (name := getattr(arguments, word))
        ),
        None,
    )
    if said is None:
        if arguments.reason or arguments.due:
            raise Stop(_("--reason and --due go with --pin, --assign or --skip. Nothing was changed."))
        return
    word, name = said
    if name not in known:
        raise Stop(_("The course has no lesson or skill “{name}”. Nothing was changed.").format(name=name))
    if arguments.due:
        try:
            date.fromisoformat(arguments.due)
        except ValueError:
            raise Stop(
                _("“{due}” is no day; write it as 2026-12-24. Nothing was changed.").format(due=arguments.due)
            ) from None
    with Records(records_url) as records:
        if word == "take_back":
            records.withdraw_override(student, name, by=signature())
        else:
            said_now = {"action": word, "lesson": name, "reason": arguments.reason, "due": arguments.due}
            override = msgspec.convert(said_now, Override)
            records.add_override(student, override, by=signature())
