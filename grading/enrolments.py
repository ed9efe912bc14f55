"""Enrolments: whether a machine that hands in was set up with the card of the student it says it belongs to."""

from __future__ import annotations

from carrying.handin import HandIn
from grading.installations import enrolment, note_enrolment
from grading.join_codes import Enrolled, JoinCodes, enrolled_with
from grading.records import Records
from grading.words import N_, _

LOST = N_(
    "It comes from a machine that was set up with a card which you have replaced since. "
    "If that was not this student, someone has the lost card."
)
NONE = N_("It comes from a new machine on which this student's card was not typed. Ask whether it is theirs.")


def machine_of(records: Records, installation: str) -> str | None:
    """With which card a machine was set up, as far as anybody looked; None where it has never handed in."""
    with records.transaction() as db:
        return enrolment(db, installation)


def check_card(
    records: Records, codes: JoinCodes | None, hand_in: HandIn, before: str | None
) -> tuple[str, ...]:
    """Hold the proof in a hand-in against the student's card, and remember the answer; sentences for the teacher.

    `before` is what `machine_of` said before the hand-in was merged. A machine is looked at until its card is known, which costs a
    tenth of a second. Whoever has no card on the roster is not asked for one.
    """
    if hand_in.sender is None or codes is None or hand_in.student not in codes.cards or before == "card":
        return ()
    key = bytes.fromhex(hand_in.sender.verify)
    found: Enrolled = enrolled_with(codes, hand_in.student, key, hand_in.proof) if hand_in.proof else "none"
    if found == before:
        return ()
    with records.transaction() as db:
        note_enrolment(db, hand_in.by[0], found)
    if found == "lost card":
        return (_(LOST),)
    return (_(NONE),) if found == "none" and before is None else ()
