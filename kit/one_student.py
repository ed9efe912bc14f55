"""What the desk shows of one student: words to the student, goals, the family's language and answers, whose work it is. Pure of the web."""

from __future__ import annotations

from pathlib import Path

import msgspec

from carrying.handin import ID
from grading.catalogues import LANGUAGES
from grading.class_folder import open_class
from grading.families import COLUMN, FamiliesFault, language_of, read_settings
from grading.join_codes import JoinCodesFault, read_codes
from grading.notes import Goal, note_for, open_goals
from grading.reassigning import still_with
from grading.records import Records
from grading.replies import replies
from grading.roster import find_student, read_roster, short_code
from kit.class_list import local


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A family's answer, and when it was taken down."""

    text: str
    talk: bool
    when: str


class Other(msgspec.Struct, frozen=True):
    """Another student of the class."""

    student: str
    name: str


class OneStudent(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `family_language`: of the roster's own column, empty where the page follows another; `reads` is what it comes to.

    `given_to`: the student who got this one's work, where it was reassigned; `half_back`: taking it back was interrupted.
    `on_roster` is false for one who has left.
    """

    student: str
    code: str
    name: str
    on_roster: bool
    handed_in: str
    note: str
    goals: tuple[Goal, ...]
    family_language: str
    reads: str
    answers: tuple[Answer, ...]
    card: bool
    given_to: str
    half_back: bool
    others: tuple[Other, ...]


def one_student(folder: Path, called: str) -> OneStudent:
    """What there is of the student of this id, code or name. Raises ClassFault, RosterFault, RecordsFault."""
    opened = open_class(folder)
    roster = read_roster(opened.roster)
    left = called not in roster.names and ID.fullmatch(called) is not None
    student = called if left else find_student(roster, called)
    with Records(opened.records_url) as records:
        came = [one.received for one in records.hand_ins(student)]
        note, goals = note_for(records, student), open_goals(records, student)
        said, owner = replies(records, student), records.owner_of(student)
        given_to = still_with(opened, records, student)
    try:
        codes = read_codes(opened)
    except JoinCodesFault:
        codes = None
    try:
        of_class = read_settings(opened).language
    except FamiliesFault:
        of_class = "en"
    own = roster.more.get(student, {}).get(COLUMN, "").strip()
    return OneStudent(
        student=student,
        code=short_code(student),
        name=roster.names.get(student, ""),
        on_roster=not left,
        handed_in=local(max(came)) if came else "",
        note=note.text if note else "",
        goals=tuple(goals),
        family_language=own if own in LANGUAGES else "",
        reads=language_of(roster, student, of_class)[0],
        answers=tuple(Answer(text=one.text, talk=one.talk, when=local(one.at)) for one in reversed(said)),
        card=codes is not None and student in codes.cards,
        given_to=roster.display_name(given_to) if given_to != student else "",
        half_back=given_to != owner,
        others=tuple(Other(one, roster.display_name(one)) for one in roster.names if one != student),
    )
