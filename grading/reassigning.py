"""Reassigning: work that came under the wrong student, as after a wrong profile, becomes the right one's. What came stays as it came.

From then on what is handed in under the wrong id counts for the right student too. All of it can be taken back.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Self

import msgspec

from carrying.journal import FILE as JOURNAL
from carrying.journal import now
from carrying.saving import in_words, save
from grading.class_folder import ClassFolder
from grading.gradebook import open_gradebook
from grading.graded_copy import remove
from grading.records import Records
from grading.roster import add_students, read_roster, short_code, take_off
from grading.submissions import TIMESTAMP, known_lessons
from grading.words import N_, _

KEPT = "reassigned"
"""The folder that keeps the wrong student's submissions as they were."""
GIVEN = "given.json"
"""In it: which files the right student got."""
PLACES = ("submitted", "submitted-others", "autograded")


class CannotReassign(Exception):
    """Work cannot be given to another student, or back; the message is a sentence for the teacher."""


class Reassigned(msgspec.Struct, frozen=True, kw_only=True):
    """What changed hands: hand-ins, entries of journals, and the lessons they are about."""

    hand_ins: int
    events: int
    lessons: tuple[str, ...]

    @classmethod
    def of(cls, counts: tuple[int, int, tuple[str, ...]]) -> Self:
        """From what the records say."""
        return cls(hand_ins=counts[0], events=counts[1], lessons=counts[2])


@in_words(N_("The work could not all be moved: {why}. What was handed in is safe; do the same once more."))
def reassign(
    folder: ClassFolder, student: str, to: str, by: str = "", at: datetime | None = None
) -> Reassigned:
    """Give all work of `student` to the student `to`. Doing it again moves what is left. Raises CannotReassign, RecordsFault, NotSaved."""
    roster = read_roster(folder.roster)
    if student == to:
        raise CannotReassign(_("It is the same student twice. Nothing was changed."))
    if to not in roster.names:
        raise CannotReassign(
            _("There is no student {to} on the roster. Nothing was changed.").format(to=short_code(to))
        )
    with Records(folder.records_url) as records:
        if records.owner_of(to) != to:
            raise CannotReassign(
                _("The work of {to} was itself given to another student. Take that back first.").format(
                    to=short_code(to)
                )
            )
        machines = {one.lesson: one.installation for one in records.notebooks(student)}
        if not records.hand_ins(student) and not (folder.root / KEPT / student).exists():
            raise CannotReassign(
                _("There is no work of {student}. Nothing was changed.").format(student=short_code(student))
            )
        moved = Reassigned.of(records.reassign(student, to, by, at or now()))
        records.note_access("reassigned", student, by, at)
        kept = folder.root / KEPT / student
        given = _given(kept)
        for lesson in sorted(known_lessons(folder)):
            for path in _give_notebook(folder, student, to, lesson, machines.get(lesson, student)):
                given.append(path.relative_to(folder.root).as_posix().replace(f"/{to}/", "/"))
                save(kept / GIVEN, msgspec.json.encode(given))
            _write_journal(folder, records, to, lesson)
    _put_away(folder, student)
    _forget_grades(folder, student)
    if student in roster.names and not roster.names[student]:
        take_off(folder.roster, student)
    return moved


@in_words(
    N_("The work could not all be moved back: {why}. What was handed in is safe; do the same once more.")
)
def take_back(folder: ClassFolder, student: str, by: str = "", at: datetime | None = None) -> Reassigned:
    """Undo `reassign`: the work is `student`'s again, as it came. Doing it again moves what is left.

    Raises CannotReassign, RecordsFault, NotSaved.
    """
    with Records(folder.records_url) as records:
        kept = folder.root / KEPT / student
        to = still_with(folder, records, student)
        if to == student:
            raise CannotReassign(
                _("No work of {student} was given to anyone. Nothing was changed.").format(
                    student=short_code(student)
                )
            )
        moved = Reassigned.of(records.take_back(student, at or now()))
        records.note_access("taken back", student, by, at)
        lessons = {*moved.lessons, *(path.name for path in (kept / PLACES[0]).glob("*"))}
        for place in PLACES[:2]:
            for path in sorted((kept / place).rglob("*")) if (kept / place).is_dir() else []:
                target = folder.root / place / student / path.relative_to(kept / place)
                if path.is_file() and not target.exists():
                    save(target, path.read_bytes())
        _take_notebooks(folder, student, to)
        for lesson in sorted(known_lessons(folder)):
            for whose in (student, to):
                _write_journal(folder, records, whose, lesson)
    _forget_grades(
        folder, to, {lesson for lesson in lessons if not (folder.submitted / to / lesson).exists()}
    )
    add_students(folder.roster, [student])
    remove(kept)
    return moved


def still_with(folder: ClassFolder, records: Records, student: str) -> str:
    """Who got the work that came under this id, all or a part of it: also where taking it back did not come to its end.

    The student where nobody has any.
    """
    to = records.owner_of(student)
    return records.last_given_to(student) if to == student and (folder.root / KEPT / student).exists() else to


def _give_notebook(folder: ClassFolder, student: str, to: str, lesson: str, machine: str) -> list[Path]:
    """The submitted notebook becomes `to`'s, or stands beside `to`'s own; the files written."""
    own, theirs = folder.submitted / student / lesson, folder.submitted / to / lesson
    notebook = own / f"{lesson}.ipynb"
    if not notebook.is_file():
        return []
    if not (theirs / notebook.name).exists():
        if (own / TIMESTAMP).is_file() and not (theirs / TIMESTAMP).exists():
            save(theirs / TIMESTAMP, (own / TIMESTAMP).read_bytes())
        save(theirs / notebook.name, notebook.read_bytes())
        return [theirs / notebook.name]
    beside = folder.submitted_others / to / lesson / f"{machine}.ipynb"
    if beside.exists():
        return []
    save(beside, notebook.read_bytes())
    return [beside]


def _take_notebooks(folder: ClassFolder, student: str, to: str) -> None:
    """Take away what was given, where it is still as it was given."""
    kept = folder.root / KEPT / student
    for name in _given(kept):
        place, _slash, rest = name.partition("/")
        path = folder.root / place / to / rest
        original = kept / "submitted" / path.parent.name / f"{path.parent.name}.ipynb"
        if path.is_file() and original.is_file() and path.read_bytes() == original.read_bytes():
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()


def _given(kept: Path) -> list[str]:
    path = kept / GIVEN
    return msgspec.json.decode(path.read_bytes(), type=list[str]) if path.is_file() else []


def _write_journal(folder: ClassFolder, records: Records, student: str, lesson: str) -> None:
    journal = records.journal(student, lesson)
    own = folder.submitted / student / lesson
    if journal:
        save(own / JOURNAL, journal)
    elif (own / JOURNAL).exists():
        (own / JOURNAL).unlink()
    if own.is_dir() and {path.name for path in own.iterdir()} <= {TIMESTAMP}:
        remove(own)


def _put_away(folder: ClassFolder, student: str) -> None:
    """Keep the wrong student's folders, out of the way of grading."""
    for place in PLACES:
        source = folder.root / place / student
        if source.is_dir():
            target = folder.root / KEPT / student / place
            shutil.copytree(source, target, dirs_exist_ok=True)
            remove(source)


def _forget_grades(folder: ClassFolder, student: str, lessons: set[str] | None = None) -> None:
    """Grades of work that is not this student's any more; the next grading makes them anew where there is work."""
    if not Path(folder.gradebook).is_file():
        return
    with open_gradebook(folder) as gradebook:
        if not any(one.id == student for one in gradebook.students):
            return
        for submission in list(gradebook.student_submissions(student)):
            if lessons is None or submission.name in lessons:
                gradebook.remove_submission(submission.name, student)
