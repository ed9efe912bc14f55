"""Enrolling: the code on a student's card makes this study folder the one of the student on the teacher's roster.

Why the id may change. Events are keyed by installation and counter, and an answer holds the number of its variant: the journals say
nothing of the student, so all of them are the new id's work with the next hand-in. Only a question that is open and unanswered may
come with other numbers. But the class remembers which key signed for which student, and refuses a key that changes sides; so from
the first hand-in that was sealed for a class on, the id stays.
"""

from __future__ import annotations

import msgspec

from carrying.join import read_code
from carrying.join_table import JoinTable, TableFault, find_student, proof, read_table
from carrying.saving import NotSaved, reason, save
from carrying.study import HIDDEN, Study
from carrying.trust import own_keys
from carrying.words import _

TABLE = "join-table.json"


class TooLate(Exception):
    """Work was handed in under another id already; the message is a sentence for a child."""


class NoCards(Exception):
    """There is no list of cards here; the message is a sentence for a child."""


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """What enrolling changed. `kept_work`: lessons had been opened here before; they stay and are the student's now."""

    student: str
    kept_work: bool


def keep_table(study: Study, data: bytes) -> None:
    """Keep the join table of a pack. Raises NotSaved."""
    save(study.folder / HIDDEN / TABLE, data)


def forget_table(study: Study) -> None:
    """Another class: the cards of the one before count no more. Raises NotSaved."""
    path = study.folder / HIDDEN / TABLE
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise NotSaved(
            _("{path} could not be removed: {why}.").format(path=path, why=reason(error))
        ) from error


def kept_table(study: Study) -> JoinTable | None:
    """The join table of the student's class; None where its packs had none. Raises TableFault."""
    try:
        return read_table((study.folder / HIDDEN / TABLE).read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TableFault(
            _("The list of cards cannot be read: {why}. Your work is safe.").format(why=reason(error))
        ) from error


def has_table(study: Study) -> bool:
    """Whether there is a list of cards here."""
    return (study.folder / HIDDEN / TABLE).is_file()


def enrol(study: Study, typed: str) -> Enrolled:
    """Make this study folder the one of the student whose code was typed. Doing it again changes nothing.

    Raises NotACode, NotOfThisClass, NoCards, TableFault, TooLate, NotSaved; then nothing was changed.
    """
    table = kept_table(study)
    if table is None:
        raise NoCards(
            _(
                "There is no list of cards here yet. Take in your teacher's file with the lessons first, "
                "then type your code again."
            )
        )
    student = find_student(table, typed)
    if student != study.profile.student and study.handed_in_as():
        raise TooLate(
            _(
                "You have handed in work from here already, and your teacher's list knows this place by "
                "its own code. So it stays as it is, and all your work is kept. Show your card to your "
                "teacher, with the code of this page."
            )
        )
    key = bytes.fromhex(own_keys(study).card.verify)
    study.enrol(student, proof(read_code(typed), key))
    return Enrolled(student=student, kept_work=bool(study.opened()))
