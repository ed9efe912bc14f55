"""The feedback pack: what a class sends back to one student, sealed for one of the student's machines. docs/formats/bundle.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from carrying.archive import Manifest, Refused
from carrying.bundle import Bundle, Envelope, pack
from carrying.receipt import MEMBER as RECEIPT
from carrying.receipt import Receipt, receipt_in, write_receipt
from carrying.words import _
from curriculum.lesson import FILE as LESSON
from curriculum.lesson import UnreadableLesson, decode

VERSION = 1
LETTER = "letter"
PAGES, LESSONS = "feedback", "lessons"


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the path: what to do next, and why, in the student's words. `lesson` is empty where it is to talk to someone."""

    kind: str
    title: str
    reason: str
    lesson: str = ""
    minutes: int = 0


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """A teacher's word on the path: `pin` a lesson to the front, `assign` it, `due` by a day (or empty), or `skip` it."""

    action: str
    lesson: str
    reason: str = ""
    due: str = ""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What the teacher wrote to the student, and when."""

    text: str
    by: str = ""
    at: str = ""


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """What student and teacher agreed on; `until` is a date, or empty."""

    text: str
    until: str = ""
    at: str = ""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """How one lesson was graded. `at` is the teacher's clock."""

    lesson: str
    title: str
    score: float
    most: float
    at: str = ""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What a class says to a student. `skills` says where each skill stands; `at` is the teacher's clock.

    `accommodations` are what the teacher set for the student (curriculum.accommodations), as plain data: what a version does not know
    of them survives in it.
    """

    student: str
    installation: str
    class_name: str
    course: str
    at: str
    steps: tuple[Advice, ...] = ()
    skills: dict[str, str] = {}
    words: tuple[Word, ...] = ()
    note: Note | None = None
    goals: tuple[Goal, ...] = ()
    results: tuple[Result, ...] = ()
    accommodations: dict[str, Any] = {}
    v: int = VERSION


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """A feedback pack. `pages` maps lessons to HTML, `lessons` maps new lessons to their files by name."""

    letter: Letter
    pages: Mapping[str, bytes] = {}
    lessons: Mapping[str, Mapping[str, bytes]] = {}
    receipt: Receipt | None = None


def pack_feedback(feedback: Feedback, by: tuple[str, int], envelope: Envelope) -> bytes:
    """The bytes of a feedback pack. `by` is the class and the number of what it sends: the larger number is the newer."""
    letter = feedback.letter
    members = {LETTER: msgspec.json.encode(letter)}
    members |= {f"{PAGES}/{lesson}.html": page for lesson, page in feedback.pages.items()}
    for lesson, files in feedback.lessons.items():
        members |= {f"{LESSONS}/{lesson}/{name}": data for name, data in files.items()}
    if feedback.receipt is not None:
        members[RECEIPT] = write_receipt(feedback.receipt)
    manifest = Manifest(kind="feedback", student=letter.student, by=by, at=letter.at, course=letter.course)
    return pack(manifest, members, envelope)


def as_feedback(bundle: Bundle) -> Feedback:
    """What a verified bundle brings back. Members of kinds not known here are passed over. Raises Refused."""
    letter = letter_in(bundle)
    pages: dict[str, bytes] = {}
    lessons: dict[str, dict[str, bytes]] = {}
    for name, data in bundle.members.items():
        match name.split("/"):
            case [folder, page] if folder == PAGES and page.endswith(".html"):
                pages[page.removesuffix(".html")] = data
            case [folder, lesson, file] if folder == LESSONS and file in (LESSON, f"{lesson}.ipynb"):
                lessons.setdefault(lesson, {})[file] = data
    for lesson, files in lessons.items():
        if len(files) != 2:
            raise Refused(_("The lesson “{lesson}” in it is not complete.").format(lesson=lesson))
        try:
            decode(files[LESSON])
        except UnreadableLesson as error:
            raise Refused(str(error)) from error
    return Feedback(letter=letter, pages=pages, lessons=lessons, receipt=receipt_in(bundle))


def letter_in(bundle: Bundle) -> Letter:
    """The letter of a feedback pack. Raises Refused."""
    if bundle.manifest.kind != "feedback" or LETTER not in bundle.members:
        raise Refused(_("It is another kind of file, not feedback."))
    letter = _letter(bundle.members[LETTER])
    if letter.student != bundle.manifest.student:
        raise Refused(_("It says two things about whom it is for. Nothing of it was taken."))
    return letter


def _letter(data: bytes) -> Letter:
    try:
        if msgspec.json.decode(data, type=_Version).v > VERSION:
            raise Refused(_("It was made by a newer Trellis. Update this one; nothing has been changed."))
        return msgspec.json.decode(data, type=Letter)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Refused(_("What your teacher wrote in it cannot be read. Nothing of it was taken.")) from error


class _Version(msgspec.Struct):
    v: int
