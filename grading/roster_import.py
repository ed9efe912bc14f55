"""Importing a list of students: first a plan that says what would change, then carrying it out. Nobody is ever taken off the roster."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from carrying.handin import ID
from carrying.saving import reason
from carrying.study import random_id
from curriculum.listing import in_a_row
from grading.alone import in_turn
from grading.listed import Group, ListFault, Listing, Person
from grading.name_list import folded, read_name_list
from grading.oneroster import MAX_ZIP, is_oneroster, read_oneroster
from grading.roster import Roster, RosterFault, read_roster, short_code, write_roster
from grading.table_text import SAVE_AS
from grading.words import _, ngettext

MAX_TABLE = 20_000_000
DETAILS = {
    "source": "source",
    "guardian": "guardian",
    "language": "language",
    "family_language": "family language",
    "email": "email",
}
"""Columns of roster.csv that an import fills, by what they come from in a Person."""

LEAVE, NEW = "leave", "new"
Kind = Literal["new", "name", "details", "same", "unsure"]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one person in the file.

    `student` is the id, empty where there is none yet; `before` the name on the roster. `who` are the ids that may be meant where that is
    unsure (none: the file has the person twice); then nothing is done unless an answer says what.
    """

    kind: Kind
    person: Person
    student: str = ""
    before: str = ""
    details: tuple[str, ...] = ()
    who: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What an import would do to a roster. `kept` are students who are not in the file, with a name."""

    roster: Roster
    changes: tuple[Change, ...]
    kept: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def of(self, *kinds: Kind) -> tuple[Change, ...]:
        """The changes of some kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)

    @property
    def does_nothing(self) -> bool:
        """Whether the roster would stay as it is."""
        return not self.of("new", "name", "details")


def read_listing(data: bytes, name: str, today: date) -> Listing:
    """What a file lists, whichever of the formats it is. `name` is what messages call it. Raises ListFault."""
    if not data.strip():
        raise ListFault(_("{name} is empty. Choose the file with your students.").format(name=name))
    if not data.startswith(b"PK"):
        if len(data) > MAX_TABLE:
            raise ListFault(
                _("{name} is larger than any list of students. Choose another file.").format(name=name)
            )
        return read_name_list(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise ListFault(
            _("{name} is damaged, or not all of it has arrived. Get the file once more.").format(name=name)
        ) from None
    if is_oneroster(members):
        return read_oneroster(data, name, today)
    if "xl/workbook.xml" in members or "content.xml" in members:
        raise ListFault(
            _("{name} is a spreadsheet, not a table as text. {save_as}").format(name=name, save_as=_(SAVE_AS))
        )
    raise ListFault(
        _("{name} is a zip, but not a OneRoster one: it holds no users.csv. Choose another file.").format(
            name=name
        )
    )


def read_listing_file(path: Path, today: date) -> Listing:
    """What the file at `path` lists. Raises ListFault."""
    try:
        if path.stat().st_size > MAX_ZIP:
            raise ListFault(
                _("{path} is larger than any list of students. Choose another file.").format(path=path.name)
            )
        return read_listing(path.read_bytes(), path.name, today)
    except FileNotFoundError:
        raise ListFault(_("There is no file {path}. Check its name and place.").format(path=path)) from None
    except OSError as error:
        raise ListFault(_("{path} cannot be read: {why}.").format(path=path, why=reason(error))) from error


def choose_group(listing: Listing, wanted: str, class_name: str) -> Group | None:
    """The class to take: the only one, the one called `wanted`, or the one called as our class is. None where somebody must say.

    Raises ListFault where no class is called `wanted`, or more than one is.
    """
    if not wanted:
        found = _called(listing, class_name)
        return listing.groups[0] if len(listing.groups) == 1 else found[0] if len(found) == 1 else None
    found = _called(listing, wanted)
    if len(found) == 1:
        return found[0]
    choices = ", ".join(f"“{label(group)}”" for group in (found or listing.groups)[:20])
    if found:
        raise ListFault(
            _("More than one class is called “{wanted}”: {choices}. Say which.").format(
                wanted=wanted, choices=choices
            )
        )
    raise ListFault(
        _("No class in the file is called “{wanted}”. It has: {choices}.").format(
            wanted=wanted, choices=choices
        )
    )


def label(group: Group) -> str:
    """What to call a class of a file."""
    return group.label or group.title or _("students without a class")


def _called(listing: Listing, name: str) -> list[Group]:
    wanted = folded(name)
    for names in (
        lambda group: [label(group)],
        lambda group: [group.title],
        lambda group: [*group.names, f"class {group.title}"],
    ):
        found = [group for group in listing.groups if wanted in [folded(one) for one in names(group) if one]]
        if found:
            return found
    return []


def plan_import(
    roster: Roster, group: Group, answers: Mapping[str, str] | None = None, notes: Sequence[str] = ()
) -> Plan:
    """What taking a class into the roster would change. `answers` maps a person's `where` to a student id, NEW or LEAVE.

    A student is known again by the id of the file's maker, else by the name (case, accents and the order of its parts do not matter).
    Where that leaves more than one possibility, the change is unsure.
    """
    said = answers or {}
    finder = _Finder(roster, group)
    changes: list[Change] = []
    seen: set[tuple[str, str]] = set()
    taken: set[str] = set()
    more = [*notes, *group.notes]
    for person in group.people:
        key = (person.source, folded(person.name))
        if person.source and key in seen:
            more.append(_("{where} says the same as a line before it.").format(where=person.where))
            continue
        seen.add(key)
        change = finder.find(person, said.get(person.where, ""))
        if change.student and change.student in taken:
            change = Change(kind="unsure", person=person)  # two lines lead to one student
        taken |= {change.student} - {""}
        changes.append(change)
    in_question = {student for change in changes for student in change.who}
    kept = tuple(
        student for student, name in roster.names.items() if name and student not in taken | in_question
    )
    unnamed = sum(not name for name in roster.names.values())
    if unnamed and any(change.kind == "new" for change in changes):
        more.append(
            ngettext(
                "A student of yours handed in work but has no name yet. If one of those who are new here is "
                "meant, write the name on the desk first, and import afterwards.",
                "{n} students of yours handed in work but have no name yet. If some of those who are new here "
                "are meant, write the names on the desk first, and import afterwards.",
                unnamed,
            ).format(n=unnamed)
        )
    return Plan(roster=roster, changes=tuple(changes), kept=kept, notes=tuple(more))


class _Finder:
    """Whom on the roster a person in the file is."""

    def __init__(self, roster: Roster, group: Group) -> None:
        self.roster = roster
        self.by_source: dict[str, list[str]] = {}
        self.by_name: dict[str, list[str]] = {}
        for student, name in roster.names.items():
            source = roster.more.get(student, {}).get("source", "")
            if source:
                self.by_source.setdefault(source, []).append(student)
            if name:
                self.by_name.setdefault(_name_key(name), []).append(student)
        self.sources = {person.source for person in group.people}
        self.in_file = Counter(_name_key(person.name) for person in group.people)
        self.turns: Counter[str] = Counter()

    def find(self, person: Person, answer: str) -> Change:
        """The change that a person makes."""
        if answer == NEW:
            return Change(kind="new", person=person)
        if answer in self.roster.names:
            return self._known(person, answer)
        if ID.fullmatch(person.own.casefold()) and person.own.casefold() in self.roster.names:
            return self._known(person, person.own.casefold())
        by_source = self.by_source.get(person.source, [])
        if len(by_source) == 1:
            return self._known(person, by_source[0])
        who = by_source or self._of_that_name(person)
        if (
            len(who) == 1
            and self.in_file[_name_key(person.name)] == 1
            and not self._of_another(who[0], person)
        ):
            return self._known(person, who[0])
        if self._twins(person, who):
            self.turns[person.name] += 1
            return self._known(person, who[self.turns[person.name] - 1])
        if who or (self.in_file[_name_key(person.name)] > 1 and not person.source):
            return Change(kind="unsure", person=person, who=tuple(who))
        return Change(kind="new", person=person)

    def _of_that_name(self, person: Person) -> list[str]:
        """Students of that name whom no other line of the file claims by its maker's id."""
        return [
            student
            for student in self.by_name.get(_name_key(person.name), [])
            if self._source(student) in ("", person.source) or self._source(student) not in self.sources
        ]

    def _twins(self, person: Person, who: Sequence[str]) -> bool:
        """Whether the file has students of one name just as often as the roster, and says no more of them: nothing to tell apart."""
        bare = not any(getattr(person, detail) for detail in DETAILS)
        same = all(self.roster.names[student] == person.name for student in who)
        return bare and same and self.in_file[_name_key(person.name)] == len(who) > self.turns[person.name]

    def _of_another(self, student: str, person: Person) -> bool:
        """Whether the roster has another maker's id for the student than the file has."""
        return bool(person.source and self._source(student) and self._source(student) != person.source)

    def _source(self, student: str) -> str:
        return self.roster.more.get(student, {}).get("source", "")

    def _known(self, person: Person, student: str) -> Change:
        before = self.roster.names[student]
        row = self.roster.more.get(student, {})
        details = tuple(
            detail
            for detail in DETAILS
            if getattr(person, detail) and getattr(person, detail) != row.get(DETAILS[detail], "")
        )
        kind: Kind = "name" if person.name != before else "details" if details else "same"
        return Change(kind=kind, person=person, student=student, before=before, details=details)


def _name_key(name: str) -> str:
    return " ".join(sorted(folded(name).split()))


def carry_out(path: Path, plan: Plan, new_id: Callable[[], str] = random_id) -> Roster:
    """Do what the plan says to the roster at `path`; returns the new roster. What is unsure stays as it is.

    Raises RosterFault where the roster is no longer the one that was planned for, NotSaved.
    """
    with in_turn(path):
        if read_roster(path) != plan.roster:
            raise RosterFault(
                _(
                    "{path} has been changed since the list was looked at. Nothing has been imported. Choose "
                    "the file once more."
                ).format(path=path)
            )
        names = dict(plan.roster.names)
        more = {student: dict(row) for student, row in plan.roster.more.items()}
        for change in plan.of("new", "name", "details"):
            student = change.student or _unused(names, new_id)
            names[student] = change.person.name
            given = {column: getattr(change.person, detail) for detail, column in DETAILS.items()}
            more[student] = {
                **more.get(student, {}),
                **{column: value for column, value in given.items() if value},
            }
        roster = Roster(names, more)
        if not plan.does_nothing:
            write_roster(path, roster)
        return roster


def _unused(names: Mapping[str, str], new_id: Callable[[], str]) -> str:
    return next(student for student in iter(new_id, "") if student not in names)


def summary(plan: Plan) -> str:
    """A plan in one sentence: “3 new, 2 names changed, 24 as they were, 1 on your roster but not in this file: kept”."""
    new, names, details, same, unsure = (
        len(plan.of(kind)) for kind in ("new", "name", "details", "same", "unsure")
    )
    kept = len(plan.kept)
    parts = (
        (new, ngettext("{n} new", "{n} new", new)),
        (names, ngettext("{n} name changed", "{n} names changed", names)),
        (details, ngettext("{n} with new details", "{n} with new details", details)),
        (same, ngettext("{n} as it was", "{n} as they were", same)),
        (unsure, ngettext("{n} unsure: left alone", "{n} unsure: left alone", unsure)),
        (
            kept,
            ngettext(
                "{n} on your roster but not in this file: kept",
                "{n} on your roster but not in this file: kept",
                kept,
            ),
        ),
    )
    return in_a_row([words.format(n=n) for n, words in parts if n]) or _("Nothing in the file")


def lines(plan: Plan) -> list[str]:
    """A plan in lines, one for each person whom it changes or leaves in question."""
    told = [_("new: {name}").format(name=_with_more(change)) for change in plan.of("new")]
    told += [
        _("{before} becomes {name}").format(
            before=change.before or short_code(change.student), name=_with_more(change)
        )
        for change in plan.of("name")
    ]
    told += [_with_more(change) for change in plan.of("details")]
    told += [
        _("unsure, left alone: {question}").format(question=question(plan, change))
        for change in plan.of("unsure")
    ]
    return told


def question(plan: Plan, change: Change) -> str:
    """What is unsure about a person, in a sentence."""
    person = change.person
    if not change.who:
        return _("{person} ({where}) is in the file more than once.").format(
            person=person.name, where=person.where
        )
    names = [called(plan, student) for student in change.who]
    if len(change.who) > 1:
        return _("{person} ({where}) may be any of {names}.").format(
            person=person.name, where=person.where, names=in_a_row(names)
        )
    if plan.roster.more.get(change.who[0], {}).get("source") and person.source:
        return _("{person} ({where}) has another number in the file than {other} on your roster.").format(
            person=person.name, where=person.where, other=names[0]
        )
    return _("{person} ({where}) may be {other}, but the file has that name more than once.").format(
        person=person.name, where=person.where, other=names[0]
    )


def called(plan: Plan, student: str) -> str:
    """A student of the roster, with the code, since the names in question are alike."""
    return f"{plan.roster.names[student]} ({short_code(student)})"


def _with_more(change: Change) -> str:
    """The name, with what else the file says of the person."""
    person = change.person
    said = (
        ("guardian", _("guardian: {name}").format(name=person.guardian)),
        ("language", _("language: {name}").format(name=person.language)),
        ("email", _("e-mail: {address}").format(address=person.email)),
        ("family_language", _("family’s language: {name}").format(name=person.family_language)),
    )
    shown = [
        words
        for detail, words in said
        if getattr(person, detail) and (change.kind == "new" or detail in change.details)
    ]
    return f"{person.name} ({in_a_row(shown)})" if shown else person.name
