"""The class list as the desk shows it: who is on the roster, who has left, and who learns on this machine. Pure of the web."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from carrying.profiles import Learner, learners
from grading.class_folder import open_class
from grading.class_keys import class_card
from grading.join_codes import JoinCodesFault, read_codes
from grading.records import Received, Records
from grading.retention import held_of_all
from grading.roster import Roster, read_roster, short_code
from grading.words import day_and_time


class StudentLine(msgspec.Struct, frozen=True, kw_only=True):
    """A student on the roster. `code` can be read aloud; `handed_in` is empty where nothing came yet; `card`: a join card was made."""

    student: str
    code: str
    name: str
    handed_in: str
    card: bool = False


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is not on the roster and of whom the class still holds something."""

    student: str
    code: str
    latest: str


class ClassList(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `key_words`: the words of the class's key, empty where it has none. `machine`: who learns on this computer."""

    students: tuple[StudentLine, ...]
    gone: tuple[Gone, ...]
    machine: tuple[Learner, ...]
    key_words: str
    folder: str

    @property
    def unnamed(self) -> int:
        """How many have no name yet."""
        return sum(not one.name for one in self.students)

    @property
    def without_card(self) -> int:
        """For how many no card was made yet."""
        return sum(not one.card for one in self.students)


def class_list(folder: Path, home: Path) -> ClassList:
    """The list of the class in `folder`; `home` has the study folders of this machine. Raises ClassFault, RosterFault, RecordsFault."""
    opened = open_class(folder)
    roster = read_roster(opened.roster)
    with Records(opened.records_url) as records:
        latest = {one.student: one for one in sorted(records.hand_ins(), key=lambda one: one.received)}
    try:
        codes = read_codes(opened)
    except JoinCodesFault:
        codes = None
    card = class_card(opened)
    return ClassList(
        students=student_lines(roster, latest, frozenset(codes.cards) if codes else frozenset()),
        gone=tuple(
            Gone(student=one.student, code=short_code(one.student), latest=one.latest)
            for one in held_of_all(opened)
            if one.student not in roster.names
        ),
        machine=tuple(learners(home)),
        key_words=card.words if card else "",
        folder=str(opened.root),
    )


def student_lines(
    roster: Roster, latest: dict[str, Received], cards: frozenset[str] = frozenset()
) -> tuple[StudentLine, ...]:
    """Everybody on the roster, those without a name first."""
    lines = [
        StudentLine(
            student=student,
            code=short_code(student),
            name=name,
            handed_in=local(latest[student].received) if student in latest else "",
            card=student in cards,
        )
        for student, name in roster.names.items()
    ]
    return tuple(sorted(lines, key=lambda one: (one.name != "", one.name.casefold(), one.student)))


def local(moment: str) -> str:
    """A stored time as a teacher reads it, on this machine's clock."""
    try:
        return day_and_time(datetime.fromisoformat(moment).astimezone())
    except ValueError:
        return ""
