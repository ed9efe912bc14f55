"""The first day with a class, in steps that tick themselves from what is really there. Pure of the web."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Literal

import msgspec

from carrying.saving import NotSaved, save
from grading.class_folder import ClassFolder
from grading.join_codes import JoinCodesFault, read_codes
from kit.words import _

FILE = "desk.json"
Where = Literal["desk", "sheet", "students", "cards", "lessons", "hand-out", "drop-box", "collect"]


class DeskNotes(msgspec.Struct, frozen=True, kw_only=True):
    """desk.json, in the class folder: what no other file can tell.

    `sheet`: the teacher said that the recovery sheet is on paper. `carried`: the file for students left this folder, by stick or download.
    `put_away`: the guide is not wanted any more. `language`: the one the teacher chose; empty for the one the browser asks for.
    """

    sheet: bool = False
    carried: bool = False
    put_away: bool = False
    language: str = ""
    v: int = 1


class GuideStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the first day: what, in a sentence how, where on the desk, and whether it is done."""

    title: str
    how: str
    where: Where
    done: bool


class Guide(msgspec.Struct, frozen=True, kw_only=True):
    """The steps in order."""

    steps: tuple[GuideStep, ...]

    @property
    def now(self) -> int:
        """The number of the first step that is not done, from 0; as many as there are where all are."""
        return next((i for i, step in enumerate(self.steps) if not step.done), len(self.steps))

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.done for step in self.steps)


def read_notes(root: Path) -> DeskNotes:
    """What the desk noted about a class; nothing where it cannot be read, since it holds only what a teacher can say again."""
    try:
        return msgspec.json.decode((root / FILE).read_bytes(), type=DeskNotes)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return DeskNotes()


def note(root: Path, **said: bool | str) -> DeskNotes:
    """Note something. Where it cannot be written, it is asked for once more another day."""
    made = msgspec.structs.replace(read_notes(root), **said)
    with contextlib.suppress(NotSaved):
        save(root / FILE, msgspec.json.encode(made))
    return made


def first_day(folder: ClassFolder, students: int, released: int, machines: int, waiting: int) -> Guide:
    """The guide for a class, from what is in it: students on the roster, lessons released, machines that handed in, files in the inbox."""
    noted = read_notes(folder.root)
    try:
        codes = read_codes(folder)
    except JoinCodesFault:
        codes = None
    came = machines > 0
    return Guide(
        steps=(
            GuideStep(
                title=_("Make the class"),
                how=_("It has a name, a course and a passphrase of its own."),
                where="desk",
                done=True,
            ),
            GuideStep(
                title=_("Print the recovery sheet"),
                how=_(
                    "One page with a code that opens the class when the passphrase is lost. Lock the paper away."
                ),
                where="sheet",
                done=noted.sheet,
            ),
            GuideStep(
                title=_("Bring in your students"),
                how=_("From a list saved as CSV, or one name after the other."),
                where="students",
                done=students > 0,
            ),
            GuideStep(
                title=_("Print the join cards"),
                how=_("One for each student, to cut out: the name, and four words to type once."),
                where="cards",
                done=codes is not None and bool(codes.cards),
            ),
            GuideStep(
                title=_("Make the lessons ready"),
                how=_("Choose which ones go out; Trellis takes the solutions out of them."),
                where="lessons",
                done=released > 0,
            ),
            GuideStep(
                title=_("Carry the file to the students"),
                how=_(
                    "On a stick, in a shared folder, or over the drop box. All students get the same file."
                ),
                where="hand-out",
                done=noted.carried or came,
            ),
            GuideStep(
                title=_("Let the students start"),
                how=_(
                    "On each machine: start Trellis, “I am a student”, take in the file, type the four words. "
                    "The desk sees it when the first work comes back."
                ),
                where="hand-out",
                done=came,
            ),
            GuideStep(
                title=_("Have the first work handed in"),
                how=_("Each student presses “Hand in my work”, onto the stick or over the drop box."),
                where="drop-box",
                done=came or waiting > 0,
            ),
            GuideStep(
                title=_("Collect it"),
                how=_("From the stick or folder here; what comes over the drop box is collected at once."),
                where="collect",
                done=came,
            ),
        )
    )
