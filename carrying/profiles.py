"""The students of one machine: each has a study folder of their own, and nothing in common with the others.

The first is `study`, where it has always been; the others are `study-2`, `study-3` and so on beside it.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from carrying.picture_pin import PICTURES, is_locked
from carrying.saving import NotSaved, reason
from carrying.study import HIDDEN, PROFILE, Study, open_study
from carrying.words import _
from curriculum.listing import either

FOLDER = re.compile(r"study(?:-([1-9][0-9]{0,2}))?")
MOST = 200
"""Students at one machine; more are a mistake."""


class Learner(msgspec.Struct, frozen=True, kw_only=True):
    """A student of this machine. `problem` is a sentence where the study folder cannot be read; then there is no name."""

    number: int
    folder: Path
    name: str = ""
    picture: str = ""
    locked: bool = False
    problem: str = ""

    @property
    def called(self) -> str:
        """The name, or where there is none, the number."""
        return self.name or _("Student {number}").format(number=self.number)


class NoSuchProfile(Exception):
    """Nobody of that name, or more than one; the message is a sentence."""


def folder_of(root: Path, number: int) -> Path:
    """Where the study folder of a student of this machine is; `root` holds all of them."""
    return root / ("study" if number == 1 else f"study-{number}")


def number_of(folder: Path) -> int:
    """The number that a study folder has by its name; 0 for a folder of another name."""
    found = FOLDER.fullmatch(folder.name)
    number = int(found[1] or 1) if found else 0
    return number if folder_of(folder.parent, number) == folder else 0


def learners(root: Path) -> list[Learner]:
    """Everybody who has a study folder in `root`, by number."""
    try:
        found = [path for path in root.iterdir() if number_of(path) and (path / HIDDEN / PROFILE).is_file()]
    except OSError:
        return []  # nobody has been here yet
    return [_learner(path) for path in sorted(found, key=number_of)]


def find_learner(root: Path, said: str) -> Learner:
    """The student of this name or number. Raises NoSuchProfile."""
    everybody = learners(root)
    wanted = " ".join(said.split()).casefold()
    found = [one for one in everybody if one.called.casefold() == wanted]
    found = found or [one for one in everybody if str(one.number) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        numbers = either([str(one.number) for one in found])
        raise NoSuchProfile(
            _("{found} students here are called “{said}”. Say the number instead: {numbers}.").format(
                found=len(found), said=said, numbers=numbers
            )
        )
    names = ", ".join(f"{one.number} {one.called}" for one in everybody) or _("nobody yet")
    raise NoSuchProfile(
        _(
            "Nobody here is called “{said}”. On this machine: {names}. A new student presses “I am new here”."
        ).format(said=said, names=names)
    )


def next_number(root: Path) -> int:
    """The number of the next student: one that no folder has, whatever is in it."""
    try:
        taken = [number_of(path) for path in root.iterdir()]
    except OSError:
        taken = []
    return max(taken, default=0) + 1


def new_learner(root: Path, course: str, name: str, picture: str, number: int = 0) -> Study:
    """A study folder for somebody new, with an id of its own; keys are made when it is first opened. Raises NotSaved.

    `number` is what the form was sent for: the same form sent twice makes one student.
    """
    twin = next((one for one in learners(root) if one.number == number), None)
    if twin is not None and (twin.name, twin.picture) == (" ".join(name.split())[:60], picture):
        return open_study(twin.folder, course)
    folder = _claim(root)
    study = open_study(folder, course)
    study.rename(name)
    study.choose_picture(picture if picture in PICTURES else "")
    return study


def _claim(root: Path) -> Path:
    while (number := next_number(root)) <= MOST:
        folder = folder_of(root, number)
        try:
            root.mkdir(parents=True, exist_ok=True)
            folder.mkdir()
        except FileExistsError:
            continue  # another window was quicker
        except OSError as error:
            raise NotSaved(
                _("{folder} could not be made: {why}. Nothing else was changed.").format(
                    folder=folder, why=reason(error)
                )
            ) from error
        return folder
    raise NotSaved(
        _("There are {most} students on this machine already. Ask your teacher.").format(most=MOST)
    )


def _learner(folder: Path) -> Learner:
    number = number_of(folder)
    try:
        profile = open_study(folder, "").profile
    except NotSaved as error:
        return Learner(number=number, folder=folder, problem=str(error))
    picture = profile.picture if profile.picture in PICTURES else ""
    return Learner(number=number, folder=folder, name=profile.name, picture=picture, locked=is_locked(folder))
