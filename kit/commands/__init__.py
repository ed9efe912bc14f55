"""The subcommands of `trellis`, one file each: `add(parser)` says what it takes, `run(arguments)` does it and returns the exit code."""

from __future__ import annotations

from typing import NamedTuple

from kit.words import N_

DEFAULT = ""


class Command(NamedTuple):
    """A subcommand: its module in this package, and its line in the help."""

    module: str
    help: str


COMMANDS = {
    DEFAULT: Command("choose", N_("Open the page to choose from.")),
    "study": Command("study", N_("Open a student's home page.")),
    "profiles": Command("profiles", N_("List the students of this machine, or reset one's pictures.")),
    "hand-in": Command("hand_in", N_("Write a student's work as one file into a folder or onto a stick.")),
    "take": Command("take", N_("Take in what the teacher gave back: feedback, receipts, lessons.")),
    "join": Command("join", N_("Type the code on a student's card.")),
    "review": Command("review", N_("Open the teacher's pages.")),
    "class": Command("new_class", N_("Make a class, or set a lost passphrase anew.")),
    "roster": Command("roster", N_("Put a list of students on a class's roster.")),
    "cards": Command("cards", N_("Make the students' join cards, to print and cut out.")),
    "release": Command("release", N_("Make lessons ready to hand out.")),
    "collect": Command("collect", N_("Take in hand-ins from folders or sticks.")),
    "serve": Command("serve", N_("Open the class's drop box on the school network.")),
    "inspect": Command("inspect", N_("Say what a hand-in or another file of Trellis is.")),
    "grade": Command("grade", N_("Grade what was collected.")),
    "return": Command("return_work", N_("Give feedback back, sealed for each student.")),
    "note": Command("note", N_("Write a note to a student, or a goal; it goes back with the feedback.")),
    "report": Command("report", N_("Make the page for each student's family, in its language.")),
    "reply": Command("reply", N_("Take down what a family answered on the slip of its home page.")),
    "survey": Command(
        "survey", N_("Print short surveys, take their answers down, and see what they say over time.")
    ),
    "export": Command("export", N_("Take grades or all data out for other programs.")),
    "backup": Command("backup", N_("Keep the whole class in one sealed file.")),
    "restore": Command("restore", N_("Put a class back from its backup.")),
    "attendance": Command("attendance", N_("Take down who was there, or work on paper.")),
    "autograde": Command("autograde", N_("Grade an assignment of any nbgrader course.")),
    "paths": Command("paths", N_("Show every student's next steps.")),
    "path": Command("path", N_("Show one student's path with its evidence, and pin, assign or skip.")),
    "goal": Command("goal", N_("Set or show a student's goal for this week.")),
    "fairness": Command("fairness", N_("Compare groups of students by a column of the roster.")),
    "student": Command(
        "student", N_("Give out what is held of a student, erase it, or mend whose work it is.")
    ),
    "new": Command("new", N_("Begin a course or a lesson, with working examples to change.")),
    "preview": Command(
        "preview", N_("Walk through a lesson as a student does, list its ways, or draw them.")
    ),
    "edit": Command("edit", N_("Write a lesson's text in JupyterLab.")),
    "check": Command("check", N_("Check a course and list every fault with file and line.")),
    "import": Command("import_", N_("Put other people's questions into a course.")),
    "demo": Command("demo", N_("Play the whole journey with a sample class.")),
    "doctor": Command("doctor", N_("Say what this installation is and whether it is well.")),
}
