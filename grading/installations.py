"""Whose signature stands for which machine: remembered from the first hand-in, and held to from then on."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from carrying.archive import Refused
from carrying.handin import HandIn
from carrying.keys import Card
from grading import tables
from grading.roster import short_code
from grading.words import _


class Installation(msgspec.Struct, frozen=True, kw_only=True):
    """One study folder on one machine, its student, and its public keys.

    `enrolled` says with which card it was set up (`grading.join_codes.Enrolled`); empty where nobody looked yet.
    """

    installation: str
    student: str
    verify: str
    recipient: str
    since: str
    enrolled: str = ""

    @property
    def card(self) -> Card:
        """What answers are sealed to."""
        return Card(recipient=self.recipient, verify=self.verify)


def admit(db: sa.Connection, hand_in: HandIn, received: str) -> bool:
    """Hold a signed hand-in to what is known of its machine, and remember a new one.

    Returns whether a student who was known before hands in from a machine that was not. Raises Refused: the machine is known
    with another key, or the key is known for another student.
    """
    if hand_in.sender is None:
        return False
    table = tables.installations
    machine, verify = hand_in.by[0], hand_in.sender.verify
    known = db.execute(sa.select(table).where(table.c.installation == machine)).one_or_none()
    if known is not None and known.verify != verify:
        raise Refused(
            _(
                "It says that it comes from a machine of student {student}, but that machine signs with "
                "another key. Nothing of it was taken. Talk with the student: was the machine set up "
                "anew, or did someone else make this file?"
            ).format(student=short_code(known.student))
        )
    others = sa.select(table.c.student).where(
        (table.c.verify == verify) & (table.c.student != hand_in.student)
    )
    owner = db.scalar(others.limit(1))
    if owner is not None:
        raise Refused(
            _(
                "It says that it is the work of student {student}, but it is signed by the machine of "
                "student {owner}. Nothing of it was taken. Talk with both."
            ).format(student=short_code(hand_in.student), owner=short_code(owner))
        )
    if known is not None:
        return False
    before = db.scalar(sa.select(table.c.installation).where(table.c.student == hand_in.student).limit(1))
    db.execute(
        table.insert().values(
            installation=machine,
            student=hand_in.student,
            verify=verify,
            recipient=hand_in.sender.recipient,
            since=received,
        )
    )
    return before is not None


def remembered(db: sa.Connection, student: str | None = None) -> list[Installation]:
    """The machines known, of one student or of all."""
    table = tables.installations
    what = sa.select(table).order_by(table.c.student, table.c.since, table.c.installation)
    if student is not None:
        what = what.where(table.c.student == student)
    return [Installation(**row) for row in db.execute(what).mappings()]


def enrolment(db: sa.Connection, installation: str) -> str | None:
    """With which card a machine was set up; None where the machine is not known."""
    table = tables.installations
    found: str | None = db.scalar(sa.select(table.c.enrolled).where(table.c.installation == installation))
    return found


def note_enrolment(db: sa.Connection, installation: str, enrolled: str) -> None:
    """Remember with which card a machine was set up."""
    table = tables.installations
    db.execute(table.update().where(table.c.installation == installation).values(enrolled=enrolled))
