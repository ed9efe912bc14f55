"""The records of a class: what students did, byte for byte, and what teachers decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from itertools import groupby
from typing import Any, Literal, Self, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from carrying.handin import HandIn
from carrying.journal import now
from curriculum.evidence import AnyEvent, NewerVersion, read_event
from curriculum.path import Override
from grading import tables
from grading.changing_hands import give, give_back, last_given_to, owner_of
from grading.forgetting import Held, erase, given_to, held
from grading.installations import Installation, remembered
from grading.merging import Merged, merge_hand_in
from grading.placed import Placed, note_placed, read_placed
from grading.words import _

VERSION = 1
PATIENCE_S = 30.0
"""Seconds to wait while another program writes into the records; who waits at a page has less (`patient`)."""

_patience = ContextVar("patience", default=PATIENCE_S)

T = TypeVar("T", bound=msgspec.Struct)
OutcomeKind = Literal["graded", "failed", "repaired"]


class RecordsFault(Exception):
    """The records cannot be used; the message is a sentence for the teacher."""


@contextmanager
def patient(seconds: float) -> Iterator[None]:
    """Records that are opened meanwhile wait at most so long for another program that writes."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-in. `at` is the student's clock, `received` the teacher's; both ISO 8601.

    `here` are the lessons on the machine it comes from, with spaces between; empty where it did not say.
    """

    digest: str
    student: str
    installation: str
    counter: int
    at: str
    received: str
    here: str = ""


class Notebook(msgspec.Struct, frozen=True, kw_only=True):
    """The newest notebook of one student, lesson and installation.

    The hand-in it came in, and its SHA-256.
    """

    student: str
    lesson: str
    installation: str
    counter: int
    hand_in: str
    sha256: str
    received: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How grading one student's lesson went.

    `reason` is a sentence; `work` a digest of all that was graded; `isolation` how code was run. `moved` says which
    points changed since it was graded before. `self_judged` are the points that the student's own process decided
    (plain nbgrader test cells).
    """

    student: str
    lesson: str
    kind: OutcomeKind
    reason: str = ""
    score: float = 0.0
    max_score: float = 0.0
    work: str = ""
    at: str = ""
    isolation: str = "none"
    moved: str = ""
    self_judged: float = 0.0


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What the judge found about one code item of one student, the latest time it was graded."""

    student: str
    item: str
    points: float = 0.0
    max_points: float = 0.0
    misconception: str = ""
    lesson: str = ""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody looked at a student's data, or gave it out."""

    at: str
    by: str
    what: str
    student: str


class CheckIn(msgspec.Struct, frozen=True, kw_only=True):
    """A talk with a student: what was said, the next step that was agreed, by whom, when, and when to look again.

    One without words says only that there was a talk.
    """

    student: str
    text: str
    by: str = ""
    at: str = ""
    due: str = ""
    step: str = ""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A teacher's word on the path as it was said; `action` is empty where an earlier one was taken back."""

    number: int
    student: str
    action: str
    lesson: str
    reason: str = ""
    due: str = ""
    by: str = ""
    at: str = ""


class Records:
    """The records at an SQLAlchemy URL; tables are made where they are missing. Raises RecordsFault."""

    def __init__(self, url: str) -> None:
        options = {"connect_args": {"timeout": _patience.get()}} if url.startswith("sqlite") else {}
        self._engine = sa.create_engine(url, **options)
        try:
            version = tables.prepare(self._engine, VERSION)
        except SQLAlchemyError as error:
            self.close()
            if _is_held(error):
                raise _held_by_another() from error
            raise RecordsFault(
                _(
                    "The records cannot be opened ({error}). Nothing has been changed. Close other programs that use the class "
                    "folder, and see that it can be written to; then try again. If records.db itself is damaged, put a backup "
                    "beside this class: “Backup and export”, or trellis restore FILE --beside."
                ).format(error=getattr(error, "orig", None) or error)
            ) from error
        if version > VERSION:
            self.close()
            raise RecordsFault(
                _("The records were written by a newer Trellis. Update this one; nothing has been changed.")
            )
        sa.event.listen(self._engine, "handle_error", _in_words)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database file."""
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """A connection for the modules that keep a table of their own: all that is done in it, or nothing. Raises RecordsFault."""
        with self._engine.begin() as db:
            yield db

    def merge(self, hand_in: HandIn, received: datetime | None = None) -> Merged:
        """Take a hand-in in, all of it or nothing.

        Merging the same again changes nothing, and the order of hand-ins does not matter.

        Raises carrying.archive.Refused where the events in it cannot be one student's, or its signature is not that machine's,
        grading.forgetting.Erased where the student's data was erased, and RecordsFault where the records cannot be written.
        """
        at = (received or now()).isoformat(timespec="seconds")
        try:
            return self._merged(hand_in, at)
        except IntegrityError:
            pass  # another collector was quicker with the same events; now they are known
        try:
            return self._merged(hand_in, at)
        except IntegrityError as error:
            raise _unusable(error) from error

    def owner_of(self, student: str) -> str:
        """Whose the work is that comes under this id: another student's where a teacher said so."""
        with self._engine.connect() as db:
            return owner_of(db, student)

    def last_given_to(self, student: str) -> str:
        """Whom the work under this id was last given to, though it may have been taken back; the student where to nobody."""
        with self._engine.connect() as db:
            return last_given_to(db, student)

    def given_to(self, student: str) -> list[str]:
        """The ids under which work of this student came in by mistake."""
        with self._engine.connect() as db:
            return given_to(db, student)

    def reassign(self, student: str, to: str, by: str, at: datetime) -> tuple[int, int, tuple[str, ...]]:
        """All work that came under one id counts for another student from now on; how many hand-ins, events, and the lessons."""
        with self._engine.begin() as db:
            return give(db, student, to, by, at.isoformat(timespec="seconds"))

    def take_back(self, student: str, at: datetime) -> tuple[int, int, tuple[str, ...]]:
        """Undo `reassign`."""
        with self._engine.begin() as db:
            return give_back(db, student, at.isoformat(timespec="seconds"))

    def placed(self) -> dict[str, Placed]:
        """The hand-ins that need not be opened again, by digest."""
        what = sa.select(tables.placed.c.digest, tables.placed.c.what)
        with self._engine.connect() as db:
            return read_placed((digest, text) for digest, text in db.execute(what))

    def note_placed(self, placed: Mapping[str, Placed]) -> None:
        """Remember that the files of these hand-ins are where they belong. Raises RecordsFault."""
        try:
            with self._engine.begin() as db:
                note_placed(db, placed)
        except IntegrityError as error:
            raise _unusable(error) from error

    def _merged(self, hand_in: HandIn, received: str) -> Merged:
        with self._engine.begin() as db:
            return merge_hand_in(db, hand_in, received)

    def events(self, student: str | None = None) -> dict[str, list[AnyEvent]]:
        """Every student's events, ordered by (installation, counter).

        Students whose hand-ins hold no event have an empty list.
        """
        events, hand_ins = tables.events, tables.hand_ins
        whose = sa.select(hand_ins.c.student).distinct().order_by(hand_ins.c.student)
        what = sa.select(events.c.student, events.c.line).order_by(
            events.c.student, events.c.installation, events.c.counter
        )
        if student is not None:
            whose, what = whose.where(hand_ins.c.student == student), what.where(events.c.student == student)
        with self._engine.connect() as db:
            found: dict[str, list[AnyEvent]] = {name: [] for name in db.scalars(whose)}
            for name, line in db.execute(what):
                event = _event(line)
                if event is not None:
                    found.setdefault(name, []).append(event)
        return found

    def journal(self, student: str, lesson: str) -> bytes:
        """The journal of one student's lesson put together from every hand-in.

        The lines as they were written, in order.
        """
        events = tables.events
        lines = (
            sa.select(events.c.line)
            .where((events.c.student == student) & (events.c.lesson == lesson))
            .order_by(events.c.installation, events.c.counter)
        )
        with self._engine.connect() as db:
            return b"".join(line + b"\n" for line in db.scalars(lines))

    def hand_ins(self, student: str | None = None) -> list[Received]:
        """The hand-ins, by student, installation and counter."""
        table = tables.hand_ins
        return self._rows(
            Received,
            table,
            table.c.student,
            student,
            (table.c.student, table.c.installation, table.c.counter),
        )

    def installations(self, student: str | None = None) -> list[Installation]:
        """The machines that hand-ins came from, with the keys they sign with."""
        with self._engine.connect() as db:
            return remembered(db, student)

    def notebooks(self, student: str | None = None) -> list[Notebook]:
        """The newest notebook of each student, lesson and installation."""
        table = tables.notebooks
        return self._rows(
            Notebook, table, table.c.student, student, (table.c.student, table.c.lesson, table.c.installation)
        )

    def record_outcomes(self, outcomes: Iterable[Outcome], marks: Iterable[Mark] = ()) -> None:
        """Remember how grading went; the latest outcome of a student and lesson, and mark of an item, are those that count."""
        at = now().isoformat(timespec="seconds")
        lines = [{**msgspec.structs.asdict(one), "at": one.at or at} for one in outcomes]
        found = [msgspec.structs.asdict(one) for one in marks]
        with self._engine.begin() as db:
            if lines:
                db.execute(tables.outcomes.insert(), lines)
            for mark in found:
                key = [tables.marks.c[name] == mark[name] for name in ("student", "lesson", "item")]
                db.execute(tables.marks.delete().where(*key))
            if found:
                db.execute(tables.marks.insert(), found)
                replans = tables.replans
                changed = [{"who": student} for student in {mark["student"] for mark in found}]
                stale = replans.update().where(replans.c.student == sa.bindparam("who"))
                db.execute(stale.values(gauged=tables.STALE), changed)

    def marks(self, student: str | None = None) -> list[Mark]:
        """The judge's marks of code items, and the teacher's of open work."""
        table = tables.marks
        return self._rows(Mark, table, table.c.student, student, (table.c.lesson, table.c.item))

    def outcomes(self, student: str | None = None) -> list[Outcome]:
        """The latest outcome of each student and lesson."""
        table = tables.outcomes
        rows = self._rows(Outcome, table, table.c.student, student, (table.c.number,))
        return [*{(row.student, row.lesson): row for row in rows}.values()]

    def note_access(self, what: str, student: str, by: str, at: datetime | None = None) -> None:
        """Remember that somebody looked at a student's data, or gave it out."""
        clock = (at or now()).isoformat(timespec="seconds")
        with self._engine.begin() as db:
            db.execute(tables.accesses.insert().values(at=clock, by=by, what=what, student=student))

    def accesses(self, student: str | None = None) -> list[Access]:
        """Who looked at whose data, and when, the earliest first."""
        table = tables.accesses
        return self._rows(Access, table, table.c.student, student, (table.c.number,))

    def held(self, student: str) -> Held:
        """Everything the records hold of a student, row by row."""
        with self._engine.connect() as db:
            return held(db, student)

    def erase(self, student: str, at: datetime | None = None) -> int:
        """Delete everything about a student, and keep what comes late out; how many rows there were."""
        with self._engine.begin() as db:
            rows = erase(db, student, (at or now()).isoformat(timespec="seconds"))
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
                db.exec_driver_sql("VACUUM")
        return rows

    def add_override(
        self, student: str, override: Override, by: str = "", at: datetime | None = None
    ) -> None:
        """A teacher's word on a student's path; it replaces an earlier one about the same lesson."""
        self._override(student, override, by, at)

    def withdraw_override(self, student: str, lesson: str, by: str = "", at: datetime | None = None) -> None:
        """Take back what was said about a lesson; the record of it stays."""
        self._override(student, Override(action="skip", lesson=lesson), by, at, action="")

    def _override(
        self, student: str, override: Override, by: str, at: datetime | None, action: str | None = None
    ) -> None:
        with self._engine.begin() as db:
            db.execute(
                tables.overrides.insert().values(
                    student=student,
                    action=override.action if action is None else action,
                    lesson=override.lesson,
                    reason=override.reason,
                    due=override.due,
                    by=by or override.by,
                    at=(at or now()).isoformat(timespec="seconds"),
                )
            )

    def overrides(self, student: str) -> list[Override]:
        """The overrides that hold for a student, oldest first."""
        table = tables.overrides
        with self._engine.connect() as db:
            rows = db.execute(
                sa.select(table).where(table.c.student == student).order_by(table.c.number)
            ).all()
        return _standing_overrides(rows)

    def said(self, student: str) -> list[Said]:
        """Every word on a student's path, also what was replaced or taken back since, oldest first."""
        table = tables.overrides
        return self._rows(Said, table, table.c.student, student, (table.c.number,))

    def all_overrides(self) -> dict[str, list[Override]]:
        """The overrides that hold, by student, oldest first."""
        table = tables.overrides
        with self._engine.connect() as db:
            rows = db.execute(sa.select(table).order_by(table.c.student, table.c.number)).all()
        return {
            student: _standing_overrides(list(own))
            for student, own in groupby(rows, key=lambda row: row.student)
        }

    def connect(self) -> sa.Connection:
        """A connection of one's own, for what reads or writes a table in bulk (grading/replan.py)."""
        return self._engine.connect()

    def add_check_in(self, check_in: CheckIn) -> None:
        """Remember a talk."""
        at = check_in.at or now().isoformat(timespec="seconds")
        with self._engine.begin() as db:
            db.execute(tables.check_ins.insert().values(**{**msgspec.structs.asdict(check_in), "at": at}))

    def check_ins(self, student: str | None = None) -> list[CheckIn]:
        """The talks, oldest first."""
        table = tables.check_ins
        return self._rows(CheckIn, table, table.c.student, student, (table.c.number,))

    def _rows(
        self,
        kind: type[T],
        table: sa.Table,
        whose: sa.Column[str],
        student: str | None,
        order: Iterable[sa.Column[object]],
    ) -> list[T]:
        what = sa.select(*(table.c[field] for field in kind.__struct_fields__)).order_by(*order)
        if student is not None:
            what = what.where(whose == student)
        with self._engine.connect() as db:
            return [kind(**row) for row in db.execute(what).mappings()]


def _in_words(context: sa.engine.ExceptionContext) -> None:
    """Raise what the database refuses as a sentence; a key that is there already is `merge`'s to deal with."""
    error = context.sqlalchemy_exception
    if error is not None and not isinstance(error, IntegrityError):
        raise _unusable(error) from context.original_exception


def _is_held(error: SQLAlchemyError) -> bool:
    return "is locked" in str(getattr(error, "orig", ""))  # "database is locked", as SQLite says it


def _held_by_another() -> RecordsFault:
    return RecordsFault(
        _(
            "Another program holds the records of this class (records.db) and has not let go of them. What is in them is "
            "safe, and nothing was changed just now. Try again in a moment. If it stays so, close what has the class folder open: "
            "another Trellis, a database program, or one that copies the folder elsewhere."
        )
    )


def _unusable(error: SQLAlchemyError) -> RecordsFault:
    if _is_held(error):
        return _held_by_another()
    return RecordsFault(
        _(
            "The records cannot be read or written ({error}). What was collected before is safe, and "
            "the hand-ins are where they were. Is the disk full, or the folder not writable? Then "
            "collect again."
        ).format(error=getattr(error, "orig", None) or error)
    )


def _standing_overrides(rows: Sequence[sa.Row[Any]]) -> list[Override]:
    """Those among one student's overrides, oldest first, that no later one about the same lesson replaces or takes back."""
    latest = {row.lesson: row for row in rows}
    return [
        Override(action=row.action, lesson=row.lesson, reason=row.reason, due=row.due, by=row.by, at=row.at)
        for row in rows
        if row.action and latest[row.lesson] is row
    ]


def _event(line: bytes) -> AnyEvent | None:
    try:
        return read_event(line)
    except NewerVersion:
        return None
