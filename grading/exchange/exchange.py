"""What the steps of the exchange have in common: nbgrader's settings, and a folder that may be any folder."""

from __future__ import annotations

import getpass
import os
from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from jupyter_core.paths import jupyter_data_dir
from nbgrader.exchange import abc
from nbgrader.utils import get_username, ignore_patterns, parse_utc
from traitlets import Bool, Dict, Unicode, default

from carrying.bundle import Refused
from carrying.keys import Keys
from carrying.saving import NotSaved
from grading.class_folder import ClassFault
from grading.exchange.folder import CourseFolder, Keyring
from grading.exchange.keyring import WrongPassphrase, keys_of_class
from grading.exchange.portable import is_portable


class Exchange(abc.Exchange):  # type: ignore[misc]  # nbgrader has no types
    """The exchange over a folder. No permission, owner or link is asked for, and no name is more than FAT32 can hold."""

    root = Unicode("", help="The folder of the exchange: on a stick, on a share, anywhere.").tag(config=True)
    cache = Unicode(
        "",
        help="Where this machine keeps copies of its own submissions. Defaults to $JUPYTER_DATA_DIR/nbgrader_cache.",
    ).tag(config=True)
    path_includes_course = Bool(
        False, help="Whether assignments are in a folder of their course, as in ./course123/ps1."
    ).tag(config=True)
    class_card = Dict(
        help="The card of the class that submissions are sealed for; written by release_assignment for students."
    ).tag(config=True)

    @default("cache")
    def _cache_default(self) -> str:
        return str(Path(jupyter_data_dir()) / "nbgrader_cache")

    def start(self) -> Any:
        """Do the step. What cannot be written or read is said in a sentence. Raises nbgrader's ExchangeError."""
        self._keys: Sequence[Keys] | None = None
        try:
            self.ensure_root()
            return super().start()
        except (NotSaved, ClassFault, WrongPassphrase, Refused) as error:
            self.say_no(str(error))

    def say_no(self, sentence: str) -> NoReturn:
        """End the step with a sentence. Raises nbgrader's ExchangeError."""
        self.fail(sentence)
        raise AssertionError(sentence)  # fail() has raised

    def ensure_root(self) -> None:
        """Fail where there is no folder to exchange in."""
        if not self.root:
            self.say_no("No folder of the exchange is given. Set c.Exchange.root in nbgrader_config.py.")
        if not Path(self.root).is_dir():
            self.say_no(
                f"There is no folder {self.root}. Check that the stick is in, or set c.Exchange.root."
            )

    @property
    def folder(self) -> CourseFolder:
        """The course's folder. Fails where no course is given."""
        if not self.coursedir.course_id:
            self.say_no("No course id specified. Re-run with --course flag.")
        return CourseFolder(Path(self.root), self.coursedir.course_id)

    @property
    def class_keyring(self) -> Keyring:
        """The class's keys, asked for once and only when something is sealed."""

        def keys() -> Sequence[Keys]:
            if self._keys is None:
                self._keys = keys_of_class(Path(self.coursedir.root))
            return self._keys

        return keys

    def admit(self) -> None:
        """Fail where nbgrader's authenticator does not let the student into the course."""
        if not self.authenticator.has_access(self.coursedir.student_id, self.coursedir.course_id):
            self.say_no("You do not have access to this course.")

    def student(self) -> str:
        """The id that a student works under: the one given, or the name of the account."""
        given = str(self.coursedir.student_id)
        if given == "*":
            given = account()
        elif "*" in given or "+" in given:
            self.say_no(f"The student ID should contain no '*' nor '+'; got {given}")
        if not is_student_id(given):
            self.say_no(
                f"{given!r} cannot be a student ID, because no folder can have that name on every system. Give another with --student."
            )
        return given

    def work_folder(self, course: str, assignment: str) -> Path:
        """Where a student works on an assignment."""
        parts = [course, assignment] if self.path_includes_course else [assignment]
        return Path(self.assignment_dir, *parts).absolute()

    def ignored(self, place: str, names: list[str]) -> list[str]:
        """What CourseDirectory.ignore, include and max_file_size leave behind."""
        choose = ignore_patterns(
            exclude=self.coursedir.ignore,
            include=self.coursedir.include,
            max_file_size=self.coursedir.max_file_size,
            log=self.log,
        )
        return list(choose(place, names))

    def check_size(self, files: dict[str, bytes]) -> None:
        """Fail where an assignment is larger than CourseDirectory.max_dir_size, which is in kilobytes."""
        size, most = sum(map(len, files.values())), 1000 * self.coursedir.max_dir_size
        if size > most:
            self.say_no(f"Directory size is too big. Size is {size}, maximum size is {most}.")

    def not_found(self, path: str | Path, others: Sequence[str]) -> NoReturn:
        """Fail for an assignment that is not there, with the nearest name that is."""
        near = get_close_matches(str(self.coursedir.assignment_id), others, 1, 0.5)
        if near:
            self.log.error("Did you mean: %s", near[0])
        self.say_no(f"Assignment not found at: {path}")

    def init_src(self) -> None:
        """Find what is to be carried."""
        raise NotImplementedError

    def init_dest(self) -> None:
        """Find where it is to be carried to."""
        raise NotImplementedError

    def copy_files(self) -> None:
        """Carry it."""
        raise NotImplementedError


def account() -> str:
    """The name of the account, on Windows too, where nbgrader has no answer."""
    try:
        return str(get_username())
    except (OSError, KeyError, AttributeError):
        return os.environ.get("JUPYTERHUB_USER") or getpass.getuser()


def is_student_id(text: str) -> bool:
    """Whether an id can be a folder of nbgrader's on every system, and only that folder."""
    return is_portable(text) and not text.startswith(".") and not set("*+") & set(text)


def moment(timestamp: str) -> datetime | None:
    """A timestamp of nbgrader's, in UTC; None where it is none."""
    try:
        return parse_utc(timestamp.strip()) if timestamp.strip() else None
    except (ValueError, OverflowError, TypeError):
        return None
