"""A student's data: all that a class folder holds of one student, given out as a readable file, or erased."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from carrying.journal import now
from carrying.saving import save
from grading.class_folder import ClassFolder
from grading.exchange import senders
from grading.exports.cells import csv_bytes
from grading.gradebook import open_gradebook
from grading.graded_copy import remove
from grading.inbox import forget_receipts
from grading.join_codes import forget_code, read_codes
from grading.reassigning import KEPT
from grading.records import Records
from grading.roster import read_roster, take_off

README = """What the class “{name}” holds of the student {student}, on {day}.

roster.csv          the line on the roster: the name, and columns of the teacher's own
answers.csv         what was done, in order: answers, hints, choices, each with the student's clock
grades.csv          the points in nbgrader's gradebook, with comments
records/            everything else in the class's records, a table each: hand-ins, outcomes, overrides, check-ins, who looked
submitted/          the work as it was handed in, and the journals
submitted-others/   notebooks from other machines, and earlier ones
received/           hand-ins that came over the school network, sealed as they came
autograded/         graded copies
feedback/           feedback pages, if any were made
return/             what goes back: feedback pages, and the sealed files with them

This file is not sealed. Whoever has it can read it: give it only to the student or the family, and delete your copy.
"""
FOLDERS = ("submitted", "submitted-others", "received", "autograded", "feedback", "return", "quarantine")
"""Folders with one of a student's own inside."""


class Erasing(msgspec.Struct, frozen=True, kw_only=True):
    """What was erased: rows of the records, and folders and files."""

    rows: int
    places: tuple[str, ...]


def export_student(folder: ClassFolder, student: str, to: Path, by: str, at: datetime | None = None) -> Path:
    """Write everything that is held of a student into one zip at `to`, readable without Trellis; returns its path.

    It is noted in the access log first. Raises NotSaved, RosterFault, RecordsFault.
    """
    when = at or now()
    roster = read_roster(folder.roster)
    with Records(folder.records_url) as records:
        records.note_access("exported", student, by, when)
        held = records.held(student)
        events = records.events(student).get(student, [])
        mistaken = records.given_to(student)
    about = README.format(name=folder.name, student=student, day=when.date().isoformat())
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", about)
        own = {"id": student, "name": roster.names.get(student, ""), **roster.more.get(student, {})}
        archive.writestr("roster.csv", _table([own]))
        archive.writestr("answers.csv", _table([_row(msgspec.to_builtins(event)) for event in events]))
        archive.writestr("grades.csv", _table(list(_grades(folder, student))))
        for table, rows in held.items():
            if table != "events":  # they are in answers.csv, and line by line in the journals
                archive.writestr(f"records/{table}.csv", _table([_row(row) for row in rows]))
        for name, path in _files(folder, student, mistaken):
            archive.write(path, name)
    path = to / f"student-{student}-{when.date().isoformat()}.zip" if to.is_dir() else to
    save(path, data.getvalue())
    return path


def erase_student(folder: ClassFolder, student: str, at: datetime | None = None) -> Erasing:
    """Erase everything about a student from a class folder; late copies of their work stay out. Doing it again is safe.

    The records go first, with the tombstone, so that a run that was cut short can only be repeated, never half believed.
    Names also leave the lists made for paper and for other programs; they are made anew when they are needed.
    Raises RosterFault, RecordsFault, JoinCodesFault, NotSaved, OSError.
    """
    receipts = forget_receipts(folder, student)
    with Records(folder.records_url) as records:
        mistaken = records.given_to(student)
        rows = records.erase(student, at)
    gone: list[str] = ["inbox"] if receipts else []
    for place, other in itertools.product((KEPT, folder.received.name), mistaken):
        if (folder.root / place / other).is_dir():
            remove(folder.root / place / other)
            gone.append(f"{place}/{other}")
    for place in FOLDERS:
        own = folder.root / place / student
        if own.exists():
            remove(own) if own.is_dir() else own.unlink()
            gone.append(f"{place}/{student}")
    if _forget_grades(folder, student):
        gone.append("gradebook.db")
    codes = read_codes(folder)
    if codes is not None and student in codes.cards:
        forget_code(folder, student)
        gone.append("join-codes.json")
    if senders.forget(folder.root, student):
        gone.append(senders.FILE)
    for name in ("cards.pdf", "families.pdf", "families.html", "paths.json", "paths.csv"):
        if (folder.root / name).exists():
            (folder.root / name).unlink()
            gone.append(name)
    if student in read_roster(folder.roster).names:
        take_off(folder.roster, student)
        gone.append(folder.roster.name)
    return Erasing(rows=rows, places=tuple(gone))


def _files(folder: ClassFolder, student: str, mistaken: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """A student's own, and what came under the ids of others that was given to the student."""
    owns = [folder.root / place / student for place in FOLDERS]
    owns += [folder.root / place / other for place in (KEPT, folder.received.name) for other in mistaken]
    for own in owns:
        for path in sorted(own.rglob("*")) if own.is_dir() else []:
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder.root).as_posix(), path


def _grades(folder: ClassFolder, student: str) -> Iterator[dict[str, Any]]:
    if not folder.gradebook.is_file():
        return
    with open_gradebook(folder) as gradebook:
        for submission in gradebook.student_submissions(student):
            for notebook in submission.notebooks:
                comments = {comment.name: comment.comment or "" for comment in notebook.comments}
                for grade in notebook.grades:
                    yield {
                        "lesson": submission.name,
                        "cell": grade.name,
                        "points": grade.score,
                        "of": grade.max_score,
                        "by_hand": "" if grade.manual_score is None else grade.manual_score,
                    }
                for name, comment in comments.items():
                    if comment:
                        yield {"lesson": submission.name, "cell": name, "comment": comment}


def _forget_grades(folder: ClassFolder, student: str) -> bool:
    """Take a student out of nbgrader's gradebook, and what is left of it in the file's free pages."""
    if not folder.gradebook.is_file():
        return False
    with open_gradebook(folder) as gradebook:
        if not any(known.id == student for known in gradebook.students):
            return False
        gradebook.remove_student(student)
    with contextlib.closing(sqlite3.connect(folder.gradebook, isolation_level=None)) as database:
        database.execute("PRAGMA secure_delete = ON")
        database.execute("VACUUM")
    return True


def _row(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _table(rows: list[dict[str, Any]]) -> bytes:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return csv_bytes(columns, ([row.get(name) for name in columns] for row in rows))
