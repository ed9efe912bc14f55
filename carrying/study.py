"""The study folder: one student's lessons on one machine, who they are, and this machine's place in the order of events."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import msgspec

from carrying.machine import Place, this_place
from carrying.saving import NotSaved, reason, save
from carrying.words import _

HIDDEN = ".trellis"
PROFILE = "profile.json"
HANDED_IN = "handed-in.json"
BLOCK = 1000
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o, u, so that a code can be read aloud and copied."""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """Who studies here. `student` is random and says nothing; `name` is what the student wants to be called, and stays on this machine.

    `proof` says that the student's card was typed here (`carrying.join_table.proof`); empty where none was. `picture` is the one that
    the student chose to be found by on a shared machine.
    """

    student: str
    installation: str
    course: str
    name: str = ""
    proof: str = ""
    picture: str = ""
    v: int = 1


class _HandedIn(msgspec.Struct, frozen=True):
    student: str


class Study:
    """A study folder. `folder/<lesson>/` holds a lesson's notebook, `lesson.json` and `journal.jsonl`."""

    def __init__(self, folder: Path, profile: Profile, place: Place | None = None) -> None:
        """`place` notices that the folder was copied; without one, the profile is believed."""
        self.folder = folder
        self.profile = profile
        self._place = place
        self._next = 0
        self._end = 0

    @property
    def shelf(self) -> Path:
        """Released lessons that have arrived, one folder each, as yet untouched."""
        return self.folder / HIDDEN / "shelf"

    def lesson(self, lesson: str) -> Path:
        """The folder of a lesson, whether or not it has been opened."""
        return self.folder / lesson

    def opened(self) -> list[Path]:
        """The folders of the lessons opened here, by name."""
        return sorted(path.parent for path in self.folder.glob("*/lesson.json"))

    def on_shelf(self) -> list[str]:
        """The lessons a student can open."""
        return sorted(
            {path.parent.name for path in self.shelf.glob("*/lesson.json")}
            | {path.name for path in self.opened()}
        )

    def count(self) -> int:
        """The next number of this installation: never given twice, growing, safe between processes and after a crash.

        Numbers are claimed in blocks by creating a file that must not exist yet, which every file system can do. With a new block
        the installation may be another one (`carrying.machine`), so `profile.installation` is to be read after this.
        """
        if self._next == self._end:
            block = _claim(self.folder / HIDDEN / "claims")
            if self._place is not None:
                installation = self._place.installation(self.profile.installation, block, random_id)
                if installation != self.profile.installation:
                    self._keep(msgspec.structs.replace(self.profile, installation=installation))
            self._next, self._end = block * BLOCK, (block + 1) * BLOCK
        self._next += 1
        return self._next

    def rename(self, name: str) -> None:
        """Remember what the student wants to be called."""
        self._keep(msgspec.structs.replace(self.profile, name=" ".join(name.split())[:60]))

    def choose_picture(self, picture: str) -> None:
        """Remember the picture beside the name."""
        self._keep(msgspec.structs.replace(self.profile, picture=picture))

    def enrol(self, student: str, proof: str) -> None:
        """Be this student from now on; `carrying.enrolling` decides whether that may be. Raises NotSaved."""
        self._keep(msgspec.structs.replace(self.profile, student=student, proof=proof))

    def note_handed_in(self) -> None:
        """Remember that a class may know this installation by its student id from now on. Raises NotSaved."""
        if self.handed_in_as() != self.profile.student:
            save(self.folder / HIDDEN / HANDED_IN, msgspec.json.encode(_HandedIn(self.profile.student)))

    def handed_in_as(self) -> str:
        """The id that work went to a class under; empty where none did. A damaged note counts as if it had. Raises NotSaved."""
        path = self.folder / HIDDEN / HANDED_IN
        try:
            return msgspec.json.decode(path.read_bytes(), type=_HandedIn).student
        except FileNotFoundError:
            return ""
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return self.profile.student
        except OSError as error:
            raise NotSaved(
                _("{path} cannot be read: {why}. Your work is safe.").format(path=path, why=reason(error))
            ) from error

    def _keep(self, profile: Profile) -> None:
        save(self.folder / HIDDEN / PROFILE, msgspec.json.encode(profile))
        self.profile = profile


def random_id() -> str:
    """Twelve random characters (60 bits), safe in a file name and in nbgrader."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def open_study(folder: Path, course: str) -> Study:
    """The study folder at `folder`, made with a new random identity if it is new. Raises NotSaved."""
    found = _read_profile(folder)
    if found is None:
        found = Profile(student=random_id(), installation=random_id(), course=course)
        this_place(folder / HIDDEN).begin(found.installation)
        save(folder / HIDDEN / PROFILE, msgspec.json.encode(found))
    return Study(folder, found, this_place(folder / HIDDEN))


def study_around(folder: Path, course: str) -> Study:
    """The study folder that `folder` lies in; else, as on a shared server, the one in the person's own home."""
    for parent in (folder, *folder.parents):
        profile = _read_profile(parent)
        if profile is not None:
            return Study(parent, profile, this_place(parent / HIDDEN))
    return open_study(Path.home(), course)


def _read_profile(folder: Path) -> Profile | None:
    path = folder / HIDDEN / PROFILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Profile)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
        raise NotSaved(
            _(
                "{path} cannot be read ({error}). Your lessons are safe. Ask your teacher to look at "
                "this file."
            ).format(path=path, error=error)
        ) from error


def _claim(folder: Path) -> int:
    """The number of a block that nobody has had. The largest claim always stays, so a number once passed is never free again."""
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        block = max(_claims(folder), default=-1) + 1
        try:
            os.close(os.open(folder / str(block), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            continue  # another process was quicker
        taken = _claims(folder)
        if max(taken) > block:
            # The list was old: others have passed this number meanwhile, and may have had and cleared away this very one.
            (folder / str(block)).unlink(missing_ok=True)
            continue
        for old in taken:
            if old < block:
                (folder / str(old)).unlink(missing_ok=True)
        return block


def _claims(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir() if path.name.isdecimal()]
