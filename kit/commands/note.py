"""`trellis note`: words of the teacher that go back with the feedback: notes, and goals."""

from __future__ import annotations

import argparse

from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.signature import signature
from kit.words import _


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("student", metavar="STUDENT", help=_("the name, code or id, as the roster has it"))
    parser.add_argument(
        "text", nargs="?", metavar="TEXT", help=_("what to say; without it, what has been said is shown")
    )
    parser.add_argument("--goal", action="store_true", help=_("it is a goal, agreed with the student"))
    parser.add_argument(
        "--until", default="", metavar="DATE", help=_("with --goal: until when, as 2026-12-18")
    )
    parser.add_argument(
        "--done", type=int, metavar="N", help=_("the goal with this number is reached, or dropped")
    )
    parser.add_argument("--take-back", action="store_true", help=_("send no note with the next feedback"))
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write it down, or show what there is."""
    from grading.class_folder import open_class
    from grading.notes import close_goal, note_for, open_goals, set_goal, write_note
    from grading.records import Records
    from grading.roster import find_student, read_roster

    folder = open_class(existing_class(arguments.class_folder))
    roster = read_roster(folder.roster)
    student = find_student(roster, arguments.student)
    name, by = roster.display_name(student), signature()
    with Records(folder.records_url) as records:
        if arguments.done is not None:
            closed = close_goal(records, student, arguments.done)
            print(
                _("Goal {done} of {name} is closed.").format(done=arguments.done, name=name)
                if closed
                else _("{name} has no open goal {done}.").format(name=name, done=arguments.done)
            )
            return 0 if closed else 1
        if arguments.take_back:
            write_note(records, student, "", by)
            print(_("{name} gets no note with the next feedback.").format(name=name))
            return 0
        if arguments.text and arguments.goal:
            goal = set_goal(records, student, arguments.text, arguments.until, by)
            print(
                _(
                    "Goal {number} of {name}: {text} It goes back with the next feedback: trellis return."
                ).format(number=goal.number, name=name, text=goal.text)
            )
            return 0
        if arguments.text:
            write_note(records, student, arguments.text, by)
            print(_("{name} gets this note with the next feedback: trellis return.").format(name=name))
            return 0
        note, goals = note_for(records, student), open_goals(records, student)
    print(
        _("Note to {name}: {text}").format(name=name, text=note.text)
        if note
        else _("There is no note to {name}.").format(name=name)
    )
    for goal in goals:
        line = _("Goal {number}: {text} (until {until})") if goal.until else _("Goal {number}: {text}")
        print("  " + line.format(number=goal.number, text=goal.text, until=goal.until))
    return 0
