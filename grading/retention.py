"""For how long a class keeps what it holds of its students: a date the teacher sets, and what is past it. Nothing is erased by itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from carrying.saving import in_words, save
from grading.class_folder import ClassFolder
from grading.records import Records
from grading.roster import read_roster
from grading.words import N_, _

FILE = "retention.json"


class BadDate(Exception):
    """A date cannot be used; the message is a sentence for the teacher."""


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """retention.json: the last day on which the class's data is kept, ISO 8601; empty for no such day."""

    keep_until: str = ""
    v: int = 1


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A student of whom something is held, and the day of the latest hand-in; empty where there was none."""

    student: str
    name: str
    latest: str


@in_words(N_("The date cannot be read: {why}. Nothing you had before is changed."))
def read_retention(folder: ClassFolder) -> Retention:
    """What was set; nothing where nothing was. Raises NotSaved, BadDate."""
    try:
        return msgspec.json.decode(_path(folder).read_bytes(), type=Retention)
    except FileNotFoundError:
        return Retention()
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadDate(
            _(
                "{path} cannot be read. Nothing was erased. Set the date again: trellis student keep "
                "--until DATE."
            ).format(path=_path(folder))
        ) from error


def keep_until(folder: ClassFolder, day: str) -> Retention:
    """Set the last day, as 2027-07-31; an empty one for none. Raises BadDate, NotSaved."""
    try:
        until = date.fromisoformat(day).isoformat() if day else ""
    except ValueError as error:
        raise BadDate(
            _("“{day}” is no date. Write it as 2027-07-31. Nothing was changed.").format(day=day[:40])
        ) from error
    made = Retention(keep_until=until)
    save(_path(folder), msgspec.json.encode(made))
    return made


def is_past(retention: Retention, today: date) -> bool:
    """Whether the last day is over."""
    return bool(retention.keep_until) and today > date.fromisoformat(retention.keep_until)


def held_of_all(folder: ClassFolder) -> list[Held]:
    """Everybody of whom the class holds something: on the roster, in the records, or in the folders. Raises RosterFault, RecordsFault."""
    roster = read_roster(folder.roster)
    latest: dict[str, str] = {}
    with Records(folder.records_url) as records:
        for one in records.hand_ins():
            latest[one.student] = max(latest.get(one.student, ""), one.received[:10])
    inside = (
        {path.name for path in folder.submitted.iterdir() if path.is_dir()}
        if folder.submitted.is_dir()
        else set()
    )
    return [
        Held(student=student, name=roster.display_name(student), latest=latest.get(student, ""))
        for student in sorted({*roster.names, *latest, *inside}, key=lambda one: (latest.get(one, ""), one))
    ]


def _path(folder: ClassFolder) -> Path:
    return folder.root / FILE
