"""The class folder: one class, its course, its secret, and where everything of it is kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from carrying.journal import now
from carrying.keys import Keys
from carrying.saving import save
from carrying.study import random_id
from curriculum.course import COURSES, Course, find_course, load_course
from grading.words import _

FORMAT = 1
CLASS = "class.json"
CONFIG = "nbgrader_config.py"

SETTINGS = '''\
"""nbgrader's settings for this class: nbgrader's own commands and formgrader work in this folder as they are.

Add settings of your own below the last line; Trellis does not write this file again.
"""

from pathlib import Path

from grading.settings import settle

c = get_config()  # noqa: F821
settle(c, Path(__file__).resolve().parent)
'''


class ClassFault(Exception):
    """A class folder cannot be made or opened; the message is a sentence for the teacher."""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """class.json.

    `course` is the id of a course that comes with the kit, or a folder; `salt` seals graded items and is
    secret. `key` is the fingerprint of the class's key: where it is said, keys.json must be there; empty for a class
    without keys, and for one of an earlier Trellis until it is opened.
    """

    name: str
    course: str
    salt: str
    made: str
    key: str = ""
    format: int = FORMAT


class ClassFolder(msgspec.Struct, frozen=True):
    """A class, and the paths of its parts. `keys` are at hand once the class was unlocked (grading/class_keys.py)."""

    root: Path
    about: About
    keys: Keys | None = None

    @property
    def name(self) -> str:
        """What the teacher calls the class."""
        return self.about.name

    @property
    def source(self) -> Path:
        """Lessons with their solutions, as nbgrader's source."""
        return self.root / "source"

    @property
    def release(self) -> Path:
        """Lessons as students get them."""
        return self.root / "release"

    @property
    def submitted(self) -> Path:
        """The newest work of each student and lesson, as nbgrader's submissions."""
        return self.root / "submitted"

    @property
    def submitted_others(self) -> Path:
        """Notebooks of the same lesson that a student handed in from another machine."""
        return self.root / "submitted-others"

    @property
    def autograded(self) -> Path:
        """Graded copies, made by nbgrader."""
        return self.root / "autograded"

    @property
    def quarantine(self) -> Path:
        """Copies of what could not be read, each beside its reason."""
        return self.root / "quarantine"

    @property
    def inbox(self) -> Path:
        """Hand-ins that came over the network and are not collected yet."""
        return self.root / "inbox"

    @property
    def received(self) -> Path:
        """Hand-ins that came over the network and are collected, in a folder for each student."""
        return self.root / "received"

    @property
    def packs(self) -> Path:
        """Files with lessons, to give to students."""
        return self.root / "packs"

    @property
    def gradebook(self) -> Path:
        """The database of nbgrader."""
        return self.root / "gradebook.db"

    @property
    def records(self) -> Path:
        """Our database: events, hand-ins, outcomes, overrides, check-ins."""
        return self.root / "records.db"

    @property
    def records_url(self) -> str:
        """The records as an SQLAlchemy URL."""
        return f"sqlite:///{self.records.as_posix()}"

    @property
    def roster(self) -> Path:
        """Who is who: `id,name`."""
        return self.root / "roster.csv"

    @property
    def keys_file(self) -> Path:
        """The class's keys, the private parts locked."""
        return self.root / "keys.json"

    @property
    def has_keys(self) -> bool:
        """Whether hand-ins to this class are sealed, also where its keys.json was lost."""
        return self.about.key != "" or self.keys_file.is_file()

    @property
    def config(self) -> Path:
        """The settings of nbgrader."""
        return self.root / CONFIG

    def course_folder(self) -> Path:
        """The folder of the class's course. Raises ClassFault."""
        try:
            inside = self.root / self.about.course
            return inside if (inside / "course.yaml").is_file() else find_course(self.about.course)
        except FileNotFoundError as error:
            raise ClassFault(
                _("The course of the class “{name}” is not where it was. {error}").format(
                    name=self.name, error=error
                )
            ) from error

    def course_written(self) -> frozenset[tuple[Path, int]]:
        """The files of the course and when each was written: what was made of the course is stale once this differs. Raises ClassFault."""
        files = (path for path in self.course_folder().rglob("*.*") if path.is_file())
        return frozenset((path, path.stat().st_mtime_ns) for path in files)

    def load_course(self) -> Course:
        """The class's course, keys included. Raises ClassFault, and CourseError with every fault in it."""
        return load_course(self.course_folder())

    def released(self) -> list[str]:
        """The ids of the lessons released in this class."""
        return sorted(path.parent.name for path in self.release.glob("*/lesson.json"))


def new_class(folder: Path, name: str, course: str | Path, made: datetime | None = None) -> ClassFolder:
    """Make a class in `folder`, which is new or empty of classes.

    `course` is an id or a folder. Raises ClassFault, NotSaved.
    """
    root = folder.resolve()
    if (root / CLASS).exists():
        raise ClassFault(
            _(
                "There is a class in {root} already. It is left as it is. Take another folder for the "
                "new class."
            ).format(root=root)
        )
    odd = sorted(set("[]*?") & set(str(root)))
    if odd:
        raise ClassFault(
            _(
                "nbgrader cannot work in a folder with {odd} in its path: {root}. Take another name for "
                "the folder."
            ).format(odd=" ".join(odd), root=root)
        )
    name = " ".join(name.split())[:80]
    if not name:
        raise ClassFault(_("The class needs a name, such as “7b”."))
    try:
        found = find_course(course).resolve()
    except FileNotFoundError as error:
        raise ClassFault(str(error)) from error
    about = About(
        name=name,
        course=_reference(found, root),
        salt=random_id() + random_id(),
        made=(made or now()).isoformat(timespec="seconds"),
    )
    made_class = ClassFolder(root, about)
    if not made_class.config.exists():
        save(made_class.config, SETTINGS.encode())
    for path in (made_class.source, made_class.release, made_class.submitted, made_class.packs):
        path.mkdir(parents=True, exist_ok=True)
    save(root / CLASS, msgspec.json.format(msgspec.json.encode(about)) + b"\n")
    return made_class


def open_class(folder: Path) -> ClassFolder:
    """The class in `folder`. Raises ClassFault."""
    root = folder.resolve()
    path = root / CLASS
    try:
        data = path.read_bytes()
        version = msgspec.json.decode(data, type=_Version).format
        if version > FORMAT:
            raise ClassFault(
                _(
                    "The class in {root} was made by a newer Trellis. Update this one; nothing has been "
                    "changed."
                ).format(root=root)
            )
        return ClassFolder(root, msgspec.json.decode(data, type=About))
    except FileNotFoundError:
        raise ClassFault(
            _("There is no class in {root}. Make one first, or choose the folder that holds {file}.").format(
                root=root, file=CLASS
            )
        ) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
        raise ClassFault(
            _(
                "{path} cannot be read ({error}). The work in the folder is untouched. Put back a copy "
                "of this file."
            ).format(path=path, error=error)
        ) from error


class _Version(msgspec.Struct):
    format: int = FORMAT


def _reference(course: Path, root: Path) -> str:
    """How class.json names the course, so that the folder can be moved.

    An id, or a path inside the class, or else a full path.
    """
    if course.parent == COURSES.resolve():
        return course.name
    if course.is_relative_to(root):
        return course.relative_to(root).as_posix()
    return str(course)
