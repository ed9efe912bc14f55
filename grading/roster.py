"""The roster: who is who. Names exist only here, on the teacher's machine."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

import msgspec

from carrying.handin import ID
from carrying.saving import save
from carrying.study import random_id
from grading.alone import in_turn
from grading.words import _

COLUMNS = ("id", "name")


class RosterFault(Exception):
    """roster.csv cannot be used; the message is a sentence for the teacher."""


class Roster(msgspec.Struct, frozen=True):
    """Student ids and their names; the name is empty until the teacher gives one.

    `more` keeps columns of the teacher's own.
    """

    names: dict[str, str] = {}
    more: dict[str, dict[str, str]] = {}

    def display_name(self, student: str) -> str:
        """The student's name.

        A short code for one without; with the code behind it where two students have the same name.
        """
        name = self.names.get(student, "")
        if not name:
            return _("new student {student}").format(student=short_code(student))
        twice = name.casefold() in _several(tuple(self.names.values()))
        return f"{name} ({short_code(student)})" if twice else name


@lru_cache(maxsize=4)
def _several(names: tuple[str, ...]) -> frozenset[str]:
    """The names that more than one student has, whatever their case."""
    return frozenset(name for name, many in Counter(map(str.casefold, names)).items() if many > 1)


def short_code(student: str) -> str:
    """The first six characters of a student's id, in a form that can be read aloud: `k3f9-2m`."""
    return f"{student[:4]}-{student[4:6]}"


def read_roster(path: Path) -> Roster:
    """The roster at `path`; an empty one where there is no file yet. Raises RosterFault.

    Takes what spreadsheets write: a byte order mark, semicolons, and the old Windows encoding.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Roster()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    rows = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    columns = {(column or "").strip().casefold(): column for column in rows.fieldnames or ()}
    if "id" not in columns or "name" not in columns:
        raise RosterFault(
            _("{path} needs a first line that says id,name. Nothing has been changed.").format(path=path)
        )
    names: dict[str, str] = {}
    more: dict[str, dict[str, str]] = {}
    for row in rows:
        student = (row[columns["id"]] or "").strip().casefold()
        if not student:
            continue
        if not ID.fullmatch(student):
            raise RosterFault(
                _(
                    "{path}, line {line}: “{student}” is no student id. Leave the id column as "
                    "Trellis wrote it."
                ).format(path=path, line=rows.line_num, student=student[:40])
            )
        names[student] = " ".join((row[columns["name"]] or "").split())
        more[student] = {
            column: value or ""
            for column, value in row.items()
            if isinstance(column, str) and column not in (columns["id"], columns["name"])
        }
    return Roster(names, more)


def write_roster(path: Path, roster: Roster) -> None:
    """Save the roster, by name, students without one last. Raises NotSaved."""
    extra = list(dict.fromkeys(column for columns in roster.more.values() for column in columns))
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [*COLUMNS, *extra], restval="", lineterminator="\n")
    writer.writeheader()
    for student, name in sorted(
        roster.names.items(), key=lambda pair: (not pair[1], pair[1].casefold(), pair[0])
    ):
        writer.writerow({"id": student, "name": name, **roster.more.get(student, {})})
    save(path, stream.getvalue().encode())


def add_students(path: Path, students: Iterable[str]) -> list[str]:
    """Put students who are not on the roster yet on it, without a name; returns their ids.

    Raises RosterFault, NotSaved.
    """
    wanted = list(dict.fromkeys(students))
    if not set(wanted) - set(read_roster(path).names):
        return []
    with in_turn(path):  # the drop box adds students while the teacher writes names
        roster = read_roster(path)
        new = [student for student in wanted if student not in roster.names]
        if new:
            write_roster(path, Roster({**roster.names, **dict.fromkeys(new, "")}, roster.more))
    return new


def rename_student(path: Path, student: str, name: str) -> Roster:
    """Give a student a name (added if not there yet); returns the new roster.

    Raises RosterFault, NotSaved.
    """
    if not ID.fullmatch(student):
        raise RosterFault(_("“{student}” is no student id.").format(student=student[:40]))
    with in_turn(path):
        roster = read_roster(path)
        changed = Roster({**roster.names, student: " ".join(name.split())[:80]}, roster.more)
        write_roster(path, changed)
    return changed


def add_student(path: Path, name: str, new_id: Callable[[], str] = random_id) -> str:
    """Put one more student on the roster, with a new id; returns it. Raises RosterFault for an empty name, NotSaved."""
    called = " ".join(name.split())[:80]
    if not called:
        raise RosterFault(_("A student needs a name. Nothing was changed."))
    with in_turn(path):
        roster = read_roster(path)
        student = next(one for one in iter(new_id, "") if one not in roster.names)
        write_roster(path, Roster({**roster.names, student: called}, roster.more))
    return student


def take_off(path: Path, student: str) -> Roster:
    """Take a student who has left off the roster; returns the new one. What the class holds of the student stays.

    Raises RosterFault, NotSaved.
    """
    with in_turn(path):
        roster = read_roster(path)
        left = Roster(
            {one: name for one, name in roster.names.items() if one != student},
            {one: more for one, more in roster.more.items() if one != student},
        )
        if left != roster:
            write_roster(path, left)
    return left


def find_student(roster: Roster, called: str) -> str:
    """The student with this id, short code or name. Raises RosterFault where there is none, or more than one."""
    wanted = " ".join(called.split()).casefold()
    if wanted in roster.names:
        return wanted
    by_code = [student for student in roster.names if short_code(student) == wanted]
    found = by_code or [student for student, name in roster.names.items() if name.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(
            _("{name} is {code}").format(name=roster.names[student], code=short_code(student))
            for student in found
        )
        raise RosterFault(
            _("More than one student is called “{called}”. Use the code instead: {choices}.").format(
                called=called, choices=choices
            )
        )
    raise RosterFault(
        _(
            "There is no student “{called}” on the roster. Write the name or the code as the roster has it."
        ).format(called=called[:80])
    )
