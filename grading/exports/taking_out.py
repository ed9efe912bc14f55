"""Taking data out of a class: one function for all forms, written only where the teacher says, closed with a passphrase where wanted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Literal, get_args

import msgspec

from carrying.journal import now
from carrying.locked import close
from carrying.saving import save
from grading import tables
from grading.class_folder import ClassFolder
from grading.exports.everything import all_tables, as_csv, as_parquet
from grading.exports.grades import grades_of
from grading.exports.lms import PLATFORMS, NothingToExport, Platform, grade_file
from grading.exports.xapi import ADDRESS, Writer, json_line
from grading.records import Records
from grading.roster import read_roster
from grading.words import _, ngettext

Form = Literal["moodle", "canvas", "classroom", "xapi", "csv", "parquet"]
FORMS: tuple[Form, ...] = get_args(Form)


class ExportFault(Exception):
    """Nothing can be taken out so; the message is a sentence for the teacher. Nothing was written."""


class TakenOut(msgspec.Struct, frozen=True, kw_only=True):
    """What was written, and sentences about it. `closed` says whether a passphrase is needed to read it."""

    files: tuple[Path, ...]
    lines: tuple[str, ...]
    closed: bool


def take_out(
    folder: ClassFolder,
    form: Form,
    to: Path,
    *,
    today: date,
    names: bool = False,
    home: str = "",
    passphrase: str = "",
    by: str = "",
    at: datetime | None = None,
) -> TakenOut:
    """Write the class's data in a form into the folder `to`, which is there.

    `names` puts names into xAPI, CSV and Parquet; the files for Moodle, Canvas and Classroom need them. With a passphrase all of it is one
    file, `….zip.age`. That it was taken out is noted in the access log of every student first.
    Raises ExportFault, NothingToExport, NoParquet, TooShort, NotSaved, ClassFault, CourseError, RosterFault, RecordsFault.
    """
    if not to.is_dir():
        raise ExportFault(
            _("There is no folder {folder}. Check that the stick is in. Nothing was changed.").format(
                folder=to
            )
        )
    if _is_inside(to, folder.root):
        raise ExportFault(
            _(
                "{folder} is inside the class folder, where backups and others’ programs look. Choose a place of its own, such as a stick. "
                "Nothing was written."
            ).format(folder=to)
        )
    if home and not ADDRESS.fullmatch(home):
        raise ExportFault(
            _("“{text}” is no web address. Write it as https://school.example. Nothing was written.").format(
                text=home[:80]
            )
        )
    made, lines = _made(folder, form, today, names=names, home=home)
    day = today.isoformat()
    if passphrase:
        made = {f"trellis-{form}-{day}.zip.age": close(_zipped(made), passphrase)}
    _note(folder, form, by, (at or now()).isoformat(timespec="seconds"))
    place = to if len(made) == 1 else to / f"trellis-{form}-{day}"
    for name, data in made.items():
        save(place / name, data)
    return TakenOut(
        files=tuple(place / name for name in made),
        lines=(*lines, _warning(form, names=names, closed=bool(passphrase))),
        closed=bool(passphrase),
    )


def _note(folder: ClassFolder, form: Form, by: str, at: str) -> None:
    """Write into the access log that this was taken out, for every student in one go."""
    rows = [
        {"at": at, "by": by, "what": f"taken out: {form}", "student": student}
        for student in sorted(read_roster(folder.roster).names)
    ]
    with Records(folder.records_url) as records, records.transaction() as db:
        if rows:
            db.execute(tables.accesses.insert(), rows)


def _made(
    folder: ClassFolder, form: Form, today: date, *, names: bool, home: str
) -> tuple[dict[str, bytes], list[str]]:
    """The files by name, and sentences about what they cannot hold."""
    grades = grades_of(folder)
    if form in PLATFORMS:
        platform: Platform = form
        one = grade_file(grades, platform, folder.name)
        told = _("Students: {n}. Lessons: {lessons}.").format(n=one.students, lessons=len(grades.lessons))
        return {one.name: one.data}, [told, *one.lines]
    if form == "xapi":
        writer = Writer(folder, folder.load_course(), home, grades.roster.names if names else {})
        with Records(folder.records_url) as records:
            events = records.events()
        about = (one for student, own in sorted(events.items()) for one in writer.statements(student, own))
        said = [json_line(one) for one in chain(about, writer.grades(grades))]
        if not said:
            raise NothingToExport(_("Nothing has come in yet, so there is nothing to export."))
        told = ngettext("{n} statement.", "{n} statements.", len(said)).format(n=len(said))
        kept_back = _("Goals in students’ own words, and surveys, are not among them.")
        return {"trellis-xapi.jsonl": b"".join(said)}, [told, kept_back]
    write: Callable[..., bytes] = as_csv if form == "csv" else as_parquet
    found = all_tables(folder, grades, today, names=names)
    told = ngettext("{n} table.", "{n} tables.", len(found)).format(n=len(found))
    return {f"{table.name}.{form}": write(table) for table in found}, [told]


def _warning(form: Form, *, names: bool, closed: bool) -> str:
    if closed:
        return _(
            "The file opens with the passphrase only, in any program for age. Without the passphrase nobody can help."
        )
    if names or form in PLATFORMS:
        return _(
            "These files are not sealed, and name children. Take them where they belong, and delete them here when you are done."
        )
    return _(
        "These files are not sealed. They hold no names but those that somebody wrote into a note or an answer, and whoever has your "
        "roster can tell who is who. Delete them when you are done."
    )


def _zipped(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def _is_inside(place: Path, root: Path) -> bool:
    return place.resolve().is_relative_to(root.resolve())
