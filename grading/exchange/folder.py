"""Where the letters lie: a course's folder in the exchange, with outbound, inbound and feedback, as nbgrader calls them."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from carrying.bundle import Refused, digest
from carrying.keys import Keys
from carrying.saving import reason, save
from carrying.sealing import ForAnother
from grading.exchange.letter import SUFFIX, About, Head, Letter, What, read_letter
from grading.exchange.portable import short_digest, slug

PLAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
CONFIG = "nbgrader_config.py"

Keyring = Callable[[], Sequence[Keys]]
"""Where the keys come from that open what is sealed; asked only when a sealed letter is met."""


def no_keys() -> Sequence[Keys]:
    """No keys at all."""
    return ()


class CourseFolder(msgspec.Struct, frozen=True):
    """One course in the exchange at `root`."""

    root: Path
    course: str

    @property
    def path(self) -> Path:
        """The course's own folder. Its name is the course's id where that can be a folder's name everywhere."""
        plain = PLAIN.fullmatch(self.course) is not None
        return self.root / (self.course if plain else f"{slug(self.course)}-{short_digest(self.course)}")

    @property
    def outbound(self) -> Path:
        """Assignments."""
        return self.path / "outbound"

    @property
    def inbound(self) -> Path:
        """Submissions."""
        return self.path / "inbound"

    @property
    def feedback(self) -> Path:
        """Feedback, a file per submission."""
        return self.path / "feedback"

    def assignment_path(self, assignment: str) -> Path:
        """Where an assignment is released to: released again, it takes the same place."""
        return self.outbound / f"{slug(assignment)}-{short_digest(assignment)}{SUFFIX}"

    def feedback_path(self, about: About) -> Path:
        """Where the feedback on a submission goes; found again by the submission's secret."""
        return self.feedback / f"{slug(about.assignment)}-{short_digest(f'feedback {about.secret}')}{SUFFIX}"

    def hand_over(self, about: About, data: bytes) -> Path:
        """Write a submission under a name of its own; the student's id is not in it. Raises NotSaved."""
        path = self.inbound / f"{slug(about.assignment)}-{digest(data)[:16]}{SUFFIX}"
        save(path, data)
        return path


def letters(
    folder: Path, what: What, course: str | None, log: logging.Logger, keyring: Keyring = no_keys
) -> Iterator[Letter]:
    """The letters of one kind in a folder, one at a time; what is no such letter is passed over with a warning.

    A name only says where to look: a course's id and everything else are taken from inside. Letters sealed for others are counted.
    """
    others = 0
    for path in _listed(folder, log):
        try:
            letter = _opened(path, keyring)
        except ForAnother:
            others += 1
            continue
        except Refused as error:
            log.warning("Skipping %s: %s", path, error)
            continue
        if letter.about.what == what and course in (None, letter.about.course):
            yield letter
        else:
            log.warning("Skipping %s: it is not a %s of this course.", path, what)
    if others:
        log.warning("%d files in %s are sealed for someone else and were passed over.", others, folder)


def heads(
    folder: Path, what: What, course: str | None, log: logging.Logger, keyring: Keyring = no_keys
) -> Iterator[Head]:
    """The same, without the files."""
    return (letter.head() for letter in letters(folder, what, course, log, keyring))


def courses(root: Path, course: str, log: logging.Logger) -> list[Path]:
    """The folders of one course, or of all where `course` is empty."""
    if course:
        return [CourseFolder(root, course).path]
    try:
        return sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError as error:
        log.warning("%s cannot be read: %s.", root, reason(error))
        return []


def _opened(path: Path, keyring: Keyring) -> Letter:
    try:
        return read_letter(path)
    except ForAnother:
        keys = keyring()
        if not keys:
            raise
        return read_letter(path, keys)


def _listed(folder: Path, log: logging.Logger) -> list[Path]:
    """Files that may be letters. Hidden ones are other systems' leftovers, or writing that was cut short."""
    try:
        return sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() == SUFFIX and not path.name.startswith(".") and path.is_file()
        )
    except FileNotFoundError:
        return []
    except OSError as error:
        log.warning("%s cannot be read: %s.", folder, reason(error))
        return []
