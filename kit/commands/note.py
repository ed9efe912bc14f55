"""`trellis note`: words of the teacher that go back with the feedback: notes, and goals."""

from __future__ import annotations

import argparse
import getpass

from kit.commands.teacher import add_class
from kit.places import existing_class


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("student", metavar="STUDENT", help="the name, code or id, as the roster has it")
    parser.add_argument(
        "text", nargs="?", metavar="TEXT", help="what to say; without it, what has been said is shown"
    )
    parser.add_argument("--goal", action="store_true", help="it is a goal, agreed with the student")
    parser.add_argument("--until", default="", metavar="DATE", help="with --goal: until when, as 2026-12-18")
    parser.add_argument(
        "--done", type=int, metavar="N", help="the goal with this number is reached, or dropped"
    )
    parser.add_argument("--take-back", action="store_true", help="send no note with the next feedback")
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
    name, by = roster.display_name(student), getpass.getuser()
    with Records(folder.records_url) as records:
        if arguments.done is not None:
            closed = close_goal(records, student, arguments.done)
            print(
                f"Goal {arguments.done} of {name} is closed."
                if closed
                else f"{name} has no open goal {arguments.done}."
            )
            return 0 if closed else 1
        if arguments.take_back:
            write_note(records, student, "", by)
            print(f"{name} gets no note with the next feedback.")
            return 0
        if arguments.text and arguments.goal:
            goal = set_goal(records, student, arguments.text, arguments.until, by)
            print(
                f"Goal {goal.number} of {name}: {goal.text} It goes back with the next feedback: trellis return."
            )
            return 0
        if arguments.text:
            write_note(records, student, arguments.text, by)
            print(f"{name} gets this note with the next feedback: trellis return.")
            return 0
        note, goals = note_for(records, student), open_goals(records, student)
    print(f"Note to {name}: {note.text}" if note else f"There is no note to {name}.")
    for goal in goals:
        print(f"  Goal {goal.number}: {goal.text}" + (f" (until {goal.until})" if goal.until else ""))
    return 0
