"""Who was there: taken down at the desk or brought in as a table, one entry a student, day and part of the day; the last one holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, get_args

import msgspec
import sqlalchemy as sa

from carrying.journal import now
from grading import tables
from grading.listed import Group, Person, harmless
from grading.name_list import HEADERS, folded, turned
from grading.records import Records
from grading.roster import Roster
from grading.roster_import import plan_import
from grading.table_text import Row, decode, rows
from grading.words import _, pgettext

State = Literal["present", "late", "excused", "absent"]
STATES: tuple[State, ...] = get_args(State)
MOST_SESSION, MOST_NOTE = 40, 300
EARLIEST = date(2000, 1, 1)
SAID: dict[State, str] = {
    "present": "present|p|here|1|x|✓|yes|presente|asiste|si|present e|oui|حاضر|حاضره|نعم|ح",
    "late": "late|l|tardy|tarde|retraso|retard|en retard|r|متاخر|متاخره|ت",
    "excused": "excused|e|justified|justificado|justificada|falta justificada|excuse|excusee|justifie|j|معذور|معذوره|بعذر|ع",
    "absent": "absent|a|0|no|ausente|falta|f|absent e|absente|non|غائب|غائبه|غ|لا",
}
"""What a table may say for each state."""
_STATE_OF: dict[str, State] = {
    folded(word) or word: state for state, words in SAID.items() for word in words.split("|")
}
_DAY = {folded(word) for word in ("date", "day", "fecha", "día", "jour", "التاريخ", "اليوم")}
_STATE = {
    folded(word)
    for word in (
        "attendance",
        "state",
        "status",
        "asistencia",
        "estado",
        "présence",
        "statut",
        "الحضور",
        "الحالة",
    )
}
_NOTE = {folded(word) for word in ("note", "remark", "nota", "remarque", "ملاحظة")}
_SESSION = {
    folded(word) for word in ("session", "lesson", "period", "sesión", "hora", "séance", "heure", "الحصة")
}


class AttendanceFault(Exception):
    """Entries cannot be kept; the message is a sentence for the teacher. Nothing was changed."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One student on one day. `day` is ISO 8601; `session` a part of the day, or empty; `at` when it was taken down, by whom."""

    student: str
    day: str
    state: State
    session: str = ""
    note: str = ""
    by: str = ""
    at: str = ""


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """What a table holds: entries of students that are known for sure, and a sentence, with its line, for all that is left out."""

    entries: tuple[Entry, ...]
    faults: tuple[str, ...]


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How often a student was there; `asked` are all entries."""

    present: int = 0
    late: int = 0
    excused: int = 0
    absent: int = 0

    @property
    def asked(self) -> int:
        """All entries."""
        return self.present + self.late + self.excused + self.absent


def state_names() -> dict[State, str]:
    """The states in the language spoken now."""
    return {
        "present": pgettext("attendance", "there"),
        "late": pgettext("attendance", "late"),
        "excused": pgettext("attendance", "excused"),
        "absent": pgettext("attendance", "not there"),
    }


def take_down(
    records: Records, entries: Sequence[Entry], today: date, *, by: str = "", at: datetime | None = None
) -> int:
    """Keep entries, all or none; one for the same student, day and session is replaced. Returns how many say something new.

    Raises AttendanceFault, RecordsFault.
    """
    clock = (at or now()).isoformat(timespec="seconds")
    kept = {(one.student, one.day, one.session): one for one in map(_tidy, entries)}
    for one in kept.values():
        _check(one, today)
    with records.transaction() as db:
        known = {(one.student, one.day, one.session): one for one in _read(db, None)} if kept else {}
        new = [
            one
            for key, one in kept.items()
            if key not in known or (known[key].state, known[key].note) != (one.state, one.note)
        ]
        table = tables.attendance
        for one in new:
            db.execute(
                table.delete().where(
                    (table.c.student == one.student)
                    & (table.c.day == one.day)
                    & (table.c.session == one.session)
                )
            )
        if new:
            db.execute(
                table.insert(), [{**msgspec.structs.asdict(one), "by": by, "at": clock} for one in new]
            )
    return len(new)


def entries_of(records: Records, student: str | None = None) -> list[Entry]:
    """The entries of a student (None: of all), the oldest day first."""
    with records.transaction() as db:
        return _read(db, student)


def counts(entries: Iterable[Entry]) -> dict[str, Count]:
    """How often each student was there, among these entries."""
    found: dict[str, dict[str, int]] = {}
    for one in entries:
        own = found.setdefault(one.student, dict.fromkeys(STATES, 0))
        own[one.state] += 1
    return {student: Count(**own) for student, own in found.items()}


def in_words(entry: Entry) -> str:
    """An entry as the student's page shows it: “late (bus): second lesson”."""
    said = state_names()[entry.state]
    if entry.note:
        said = _("{state} ({note})").format(state=said, note=entry.note)
    return _("{state}, {session}").format(state=said, session=entry.session) if entry.session else said


def read_table(data: bytes, name: str, roster: Roster, today: date) -> Brought:
    """What a table says. It has a line a student and day (columns name, date, attendance), or a line a student and a column a day.

    Students are found as in a list of students (grading/roster_import.py): by id, else by a name that only one has. Whoever is not sure
    to be one student is left out and named with the line. Raises grading.listed.ListFault where it is no table, AttendanceFault.
    """
    table = list(rows(decode(data, name).text, name))
    if not table:
        raise AttendanceFault(_("{file} is empty. Nothing was changed.").format(file=name))
    headers = [folded(cell) for cell in table[0].cells]
    days = {column: head for column, cell in enumerate(table[0].cells) if (head := _day_of(cell)) is not None}
    long = next((headers.index(one) for one in headers if one in _DAY), -1)
    state = next((headers.index(one) for one in headers if one in _STATE), -1)
    if not days and (long < 0 or state < 0):
        raise AttendanceFault(
            _(
                "{file}, line 1: there is neither a column for each day, headed as 2026-12-18, nor columns “date” and “attendance”. "
                "Nothing was changed."
            ).format(file=name)
        )
    people = {row.line: person for row in table[1:] if (person := _person(headers, row, name)) is not None}
    student_of, faults = _found(roster, people)
    entries: list[Entry] = []
    for row in table[1:]:
        person = people.get(row.line)
        if person is None:
            faults.append(
                _("{where}: there is no name. It was left out.").format(where=f"{name}, {row.line}")
            )
            continue
        student = student_of.get(_key(person), "")
        if not student:
            continue
        note, session = _cell(headers, row, _NOTE), _cell(headers, row, _SESSION)
        for day, said in _said(row, days, long, state):
            if not said.strip():
                continue
            found = _STATE_OF.get(folded(said)) or _STATE_OF.get(said.strip())
            when = _day_of(day) if isinstance(day, str) else day
            problem = _problem(when, found, said, day, today)
            if problem:
                faults.append(f"{person.where}: {problem}")
                continue
            assert when is not None
            assert found is not None
            entries.append(
                Entry(student=student, day=when.isoformat(), state=found, session=session, note=note)
            )
    return Brought(entries=tuple(entries), faults=tuple(faults))


_Said = Iterable[tuple["str | date", str]]


def _said(row: Row, days: Mapping[int, date], long: int, state: int) -> _Said:
    """(day, what is said) of a row: a cell a day, or one day."""
    cells = dict(enumerate(row.cells))
    if days:
        return [(day, cells.get(column, "")) for column, day in days.items()]
    return [(cells.get(long, ""), cells.get(state, ""))]


def _problem(when: date | None, found: State | None, said: str, day: object, today: date) -> str:
    if when is None:
        return _("“{text}” is no day. Write it as 2026-12-18.").format(text=str(day)[:40])
    if found is None:
        return _("“{text}” says neither there, late, excused nor not there. It was left out.").format(
            text=said[:40]
        )
    if not EARLIEST <= when <= today:
        return _("{day} has not come yet, or is long ago. It was left out.").format(day=when.isoformat())
    return ""


def _found(roster: Roster, people: Mapping[int, Person]) -> tuple[dict[tuple[str, str], str], list[str]]:
    """Whom each person of the table is, and a sentence about each that is nobody for sure."""
    each: dict[tuple[str, str], Person] = {}
    for person in people.values():
        each.setdefault(_key(person), person)  # the first line is the one to name
    plan = plan_import(roster, Group(title="", people=tuple(each.values())))
    found: dict[tuple[str, str], str] = {}
    faults: list[str] = []
    say: dict[bool, Callable[[Person], str]] = {True: _several, False: _nobody}
    for change in plan.changes:
        if change.kind in ("new", "unsure"):
            faults.append(say[bool(change.who)](change.person))
        else:
            found[_key(change.person)] = change.student
    return found, faults


def _several(person: Person) -> str:
    return _(
        "{where}: more than one student may be “{name}”. Write the id of the roster beside the name."
    ).format(where=person.where, name=person.name or person.own)


def _nobody(person: Person) -> str:
    return _("{where}: nobody on the roster is “{name}”. It was left out.").format(
        where=person.where, name=person.name or person.own
    )


def _key(person: Person) -> tuple[str, str]:
    return person.own.casefold() or person.source, folded(person.name)


def _person(headers: Sequence[str], row: Row, name: str) -> Person | None:
    def cell(*kinds: str) -> str:
        words = {folded(word) for kind in kinds for word in HEADERS[kind].split("|")}  # type: ignore[index]
        return " ".join(
            value for header, value in zip(headers, row.cells, strict=False) if header in words and value
        )

    whole = " ".join(turned(cell("name", "nom") or f"{cell('first')} {cell('last')}").split())
    own = cell("id")
    if not whole and not own:
        return None
    return Person(name=whole[:80], where=f"{name}, {row.line}", own=own, source=cell("source"))


def _cell(headers: Sequence[str], row: Row, words: set[str]) -> str:
    return " ".join(
        harmless(value)
        for header, value in zip(headers, row.cells, strict=False)
        if header in words and value
    )


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _tidy(entry: Entry) -> Entry:
    return msgspec.structs.replace(
        entry,
        session=" ".join(entry.session.split())[:MOST_SESSION],
        note=" ".join(entry.note.split())[:MOST_NOTE],
    )


def _check(entry: Entry, today: date) -> None:
    day = _day_of(entry.day)
    problem = _problem(day, entry.state if entry.state in STATES else None, entry.state, entry.day, today)
    if problem:
        raise AttendanceFault(problem)


def _read(db: sa.Connection, student: str | None) -> list[Entry]:
    table = tables.attendance
    what = sa.select(*(table.c[name] for name in Entry.__struct_fields__)).order_by(
        table.c.day, table.c.session, table.c.student
    )
    if student is not None:
        what = what.where(table.c.student == student)
    return [Entry(**row) for row in db.execute(what).mappings()]
