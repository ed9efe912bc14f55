"""The subcommands of `trellis`, one file each: `add(parser)` says what it takes, `run(arguments)` does it and returns the exit code."""

from __future__ import annotations

from typing import NamedTuple

DEFAULT = ""


class Command(NamedTuple):
    """A subcommand: its module in this package, and its line in the help."""

    module: str
    help: str


COMMANDS = {
    DEFAULT: Command("choose", "Open the page to choose from."),
    "study": Command("study", "Open a student's home page."),
    "profiles": Command("profiles", "List the students of this machine, or reset one's pictures."),
    "hand-in": Command("hand_in", "Write a student's work as one file into a folder or onto a stick."),
    "take": Command("take", "Take in what the teacher gave back: feedback, receipts, lessons."),
    "join": Command("join", "Type the code on a student's card."),
    "review": Command("review", "Open the teacher's pages."),
    "class": Command("new_class", "Make a class, or set a lost passphrase anew."),
    "roster": Command("roster", "Put a list of students on a class's roster."),
    "cards": Command("cards", "Make the students' join cards, to print and cut out."),
    "release": Command("release", "Make lessons ready to hand out."),
    "collect": Command("collect", "Take in hand-ins from folders or sticks."),
    "serve": Command("serve", "Open the class's drop box on the school network."),
    "inspect": Command("inspect", "Say what a hand-in or another file of Trellis is."),
    "grade": Command("grade", "Grade what was collected."),
    "return": Command("return_work", "Give feedback back, sealed for each student."),
    "note": Command("note", "Write a note to a student, or a goal; it goes back with the feedback."),
    "report": Command("report", "Make the page for each student's family, in its language."),
    "reply": Command("reply", "Take down what a family answered on the slip of its home page."),
    "survey": Command(
        "survey", "Print short surveys, take their answers down, and see what they say over time."
    ),
    "autograde": Command("autograde", "Grade an assignment of any nbgrader course."),
    "paths": Command("paths", "Show every student's next steps."),
    "path": Command("path", "Show one student's path with its evidence, and pin, assign or skip."),
    "goal": Command("goal", "Set or show a student's goal for this week."),
    "fairness": Command("fairness", "Compare groups of students by a column of the roster."),
    "student": Command("student", "Give out what is held of a student, erase it, or mend whose work it is."),
    "new": Command("new", "Begin a course or a lesson, with working examples to change."),
    "preview": Command("preview", "Walk through a lesson as a student does, list its ways, or draw them."),
    "check": Command("check", "Check a course and list every fault with file and line."),
    "import": Command("import_", "Put other people's questions into a course."),
    "demo": Command("demo", "Play the whole journey with a sample class."),
    "doctor": Command("doctor", "Say what this installation is and whether it is well."),
}
