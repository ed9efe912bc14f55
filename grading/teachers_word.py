"""The teacher's word on a student, as it is written on the review pages: check-ins, notes, and words on the path.

Everything is added to the records and nothing is taken out of them, so that two teachers at once lose nothing. Where only the latest one
counts (a note that goes to the student or home, a word on the same lesson), a teacher who has not seen it is shown it first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Literal, cast

import msgspec
import sqlalchemy as sa

from carrying.journal import now
from curriculum.outline import load_outline
from curriculum.path import Override
from grading import tables
from grading.class_folder import ClassFolder
from grading.notes import MAX_TEXT, NoteFault, NoteKind, note_for, write_note
from grading.records import CheckIn, Records
from grading.words import _, clock, day_and_time

Form = Literal["check-in", "talked", "note", "home", "private", "path"]
KINDS: Mapping[Form, NoteKind] = {"note": "", "home": "home", "private": "private"}
MAX_LINE = 300
MAX_HOME = 400
"""A note for home shares one page of paper with everything else."""


class WordFault(Exception):
    """What was filled in cannot be kept; the message is a sentence for the teacher, `field` the field it is about."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What was kept, and whether a colleague wrote something about the student since the page was made."""

    form: Form
    meanwhile: bool = False


def waits_for(folder: ClassFolder, action: str, lesson: str) -> bool:
    """Whether a word on the path does nothing yet, because its lesson is not handed out."""
    if action not in ("pin", "assign") or lesson in folder.released():
        return False
    return any(one.id == lesson for one in load_outline(folder.course_folder()).lessons)


def waits_in_words() -> str:
    """That it does nothing yet, for the teacher who said it."""
    return _("This lesson is not handed out yet: the student gets it as soon as you hand this lesson out.")


def seen_so_far(records: Records, student: str) -> str:
    """A mark of all that is written about a student; a form carries it, so that what came meanwhile can be told."""
    counts = []
    with records.transaction() as db:
        for table in (tables.check_ins, tables.notes, tables.overrides):
            newest = sa.select(sa.func.max(table.c.number)).where(table.c.student == student)
            counts.append(str(db.scalar(newest) or 0))
    return "-".join(counts)


def keep(
    records: Records,
    student: str,
    form: Form,
    fields: Mapping[str, str],
    by: str,
    known: Collection[str] = (),
    at: datetime | None = None,
) -> Written:
    """Keep what was filled in: all of it, or nothing. `known` are the course's lessons and skills.

    Raises WordFault, RecordsFault.
    """
    moment = at or now()
    seen = fields.get("seen", "")
    meanwhile = bool(seen) and seen != seen_so_far(records, student)
    match form:
        case "talked":
            records.add_check_in(CheckIn(student=student, text="", by=by, at=_iso(moment)))
        case "check-in":
            records.add_check_in(_check_in(student, fields, by, moment))
        case "path":
            _say(records, student, fields, by, moment, known)
        case _:
            _note(records, student, form, fields, by, moment)
    return Written(form=form, meanwhile=meanwhile)


def _check_in(student: str, fields: Mapping[str, str], by: str, at: datetime) -> CheckIn:
    text, step = _words(fields, "text", MAX_TEXT), _words(fields, "step", MAX_LINE)
    due = _day(fields)
    if not text and not step:
        raise WordFault("text", _("Write what you talked about, or what you agreed. Nothing was saved yet."))
    if due and not step:
        raise WordFault("step", _("There is a day, but no step. Write what is agreed for then."))
    return CheckIn(student=student, text=text, step=step, due=due, by=by, at=_iso(at))


def _say(
    records: Records,
    student: str,
    fields: Mapping[str, str],
    by: str,
    at: datetime,
    known: Collection[str],
) -> None:
    action, lesson = fields.get("action", ""), fields.get("lesson", "")
    if action not in ("pin", "assign", "skip", "take-back"):
        raise WordFault("action", _("Choose what to do with it. Nothing was saved yet."))
    if lesson not in known:
        raise WordFault("lesson", _("Choose a lesson or a skill. Nothing was saved yet."))
    reason, due = _words(fields, "reason", MAX_LINE), _day(fields)
    if action != "take-back" and not reason:
        raise WordFault("reason", _("Give a reason: the student reads it beside the step."))
    if due and action != "assign":
        raise WordFault("due", _("Only what is assigned can have a day. Take the day out, or assign it."))
    said = records.said(student)
    newest = next((one for one in reversed(said) if one.lesson == lesson), None)
    if newest is not None and newest.number > _number(fields, 2) and fields.get("seen"):
        raise WordFault(
            "lesson",
            _(
                "This changed meanwhile: {who} has said something about it ({when}). What you filled in is still here; "
                "save again to replace that."
            ).format(who=newest.by or _("a colleague"), when=_when(newest.at)),
        )
    if action == "take-back":
        if newest is None or not newest.action:
            raise WordFault(
                "lesson", _("Nothing has been said about this one, so there is nothing to take back.")
            )
        records.withdraw_override(student, lesson, by, at)
        return
    override = msgspec.convert({"action": action, "lesson": lesson, "reason": reason, "due": due}, Override)
    records.add_override(student, override, by, at)


def _note(
    records: Records, student: str, form: Form, fields: Mapping[str, str], by: str, at: datetime
) -> None:
    kind = KINDS[form]
    text = _words(fields, "text", MAX_HOME if kind == "home" else MAX_TEXT)
    if kind != "private" and fields.get("seen"):
        newest = _newest_note(records, student, kind)
        if newest > _number(fields, 1):
            there = note_for(records, student, kind)
            raise WordFault(
                "text",
                _(
                    "This changed meanwhile: {who} wrote “{text}” ({when}). What you wrote is still here; save again to replace that."
                ).format(
                    who=(there.by if there else "") or _("a colleague"),
                    text=there.text if there else "",
                    when=_when(there.at) if there else "",
                ),
            )
    try:
        write_note(records, student, text, by, at, kind)
    except NoteFault as fault:
        raise WordFault("text", str(fault)) from fault


def _newest_note(records: Records, student: str, kind: NoteKind) -> int:
    table = tables.notes
    what = sa.select(sa.func.max(table.c.number)).where((table.c.student == student) & (table.c.kind == kind))
    with records.transaction() as db:
        return cast("int", db.scalar(what) or 0)


def _number(fields: Mapping[str, str], which: int) -> int:
    """What the page knew of: the newest check-in (0), note (1) or word on the path (2)."""
    parts = fields.get("seen", "").split("-")
    return int(parts[which]) if len(parts) == 3 and parts[which].isascii() and parts[which].isdigit() else 0


def _words(fields: Mapping[str, str], field: str, most: int) -> str:
    text = "\n".join(" ".join(line.split()) for line in fields.get(field, "").strip().splitlines())
    if len(text) > most:
        raise WordFault(
            field,
            _("That is longer than {most} characters. Make it shorter; nothing was saved yet.").format(
                most=most
            ),
        )
    return text


def _day(fields: Mapping[str, str]) -> str:
    text = fields.get("due", "").strip()
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise WordFault(
            "due", _("“{text}” is no day. Write it as 2026-12-18.").format(text=text[:20])
        ) from None


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _when(at: str) -> str:
    local = clock(at)
    return day_and_time(local) if local else at
