"""Everything of a class as plain tables, for whoever wants to look with other tools: CSV or Parquet, without names unless asked."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec
import sqlalchemy as sa

from curriculum.evidence import AnyEvent, Surveyed
from curriculum.surveys import AUDIENCES
from grading import tables
from grading.class_folder import ClassFolder
from grading.exports.cells import Value, csv_bytes
from grading.exports.grades import Grades
from grading.paths import class_work
from grading.records import Records
from grading.surveys import trends
from grading.words import _

KEPT = (
    tables.hand_ins,
    tables.outcomes,
    tables.marks,
    tables.overrides,
    tables.check_ins,
    tables.notes,
    tables.goals,
    tables.replies,
    tables.attendance,
    tables.paper_work,
    tables.accesses,
)
"""Tables of the records that are taken out as they are. The others are what Trellis works out, or its own book-keeping."""


class NoParquet(Exception):
    """Parquet cannot be written here; the message is a sentence for the teacher."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table: its name, and rows as long as the header."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Sequence[Value], ...]


def all_tables(folder: ClassFolder, grades: Grades, today: date, *, names: bool) -> list[Table]:
    """Every table of a class. `names` adds the roster's names.

    Raises ClassFault, CourseError, RosterFault, RecordsFault.
    """
    course, roster = folder.load_course(), grades.roster
    with Records(folder.records_url) as records:  # of those too who have left the roster: it is everything
        work = class_work(records, course, students=roster.names, lessons=folder.released(), today=today)
    found = [
        Table(
            name="students",
            header=("student", "name") if names else ("student",),
            rows=tuple([one, roster.names[one]] if names else [one] for one in sorted(roster.names)),
        ),
        _events({student: one.events for student, one in sorted(work.items())}),
        Table(
            name="skills",
            header=("student", "skill", "chance", "low", "high", "tries", "mastered", "stuck"),
            rows=tuple(
                [student, name, one.chance, one.low, one.high, one.tries, one.mastered, one.stuck]
                for student, person in sorted(work.items())
                for name, one in sorted(person.standings.items())
            ),
        ),
        Table(
            name="grades",
            header=("student", "lesson", "points", "most"),
            rows=tuple(
                [student, lesson.lesson, grades.points.get((student, lesson.lesson)), lesson.most]
                for student in sorted(roster.names)
                for lesson in grades.lessons
            ),
        ),
        _surveys(folder, today),
    ]
    with Records(folder.records_url) as records, records.transaction() as db:
        found += [_rows(db, table) for table in KEPT]
    return found


def as_csv(table: Table) -> bytes:
    """A table as CSV that no spreadsheet takes for a formula."""
    return csv_bytes(table.header, table.rows)


def as_parquet(table: Table) -> bytes:
    """A table as Parquet, with texts, numbers and truth values as what they are. Raises NoParquet."""
    try:
        import fastparquet
    except ImportError as error:
        raise NoParquet(
            _(
                "Parquet needs the package fastparquet, which is not installed here. Take CSV instead, or install it: "
                "python -m pip install fastparquet. Nothing was written."
            )
        ) from error
    import pandas as pd

    columns = {name: _column([row[index] for row in table.rows]) for index, name in enumerate(table.header)}
    frame = pd.DataFrame({name: pd.Series(values, dtype=kind) for name, (values, kind) in columns.items()})
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "table.parquet"
        fastparquet.write(path.as_posix(), frame, object_encoding="utf8", write_index=False)
        return path.read_bytes()


def _column(values: list[Value]) -> tuple[list[Value], str]:
    """The values of a column, and the kind of them all."""
    kinds = {type(value) for value in values if value is not None}
    holes = any(value is None for value in values)
    if kinds == {bool} and not holes:
        return values, "bool"
    if kinds == {int} and not holes:
        return values, "int64"
    if kinds and kinds <= {int, float}:
        return values, "float64"
    return [None if value is None else str(value) for value in values], "object"


def _rows(db: sa.Connection, table: sa.Table) -> Table:
    columns = [column for column in table.columns if column.name != "number"]
    what = sa.select(*columns).order_by(*table.primary_key.columns)
    return Table(
        name=table.name,
        header=tuple(str(column.name) for column in columns),
        rows=tuple(tuple(row) for row in db.execute(what)),
    )


def _events(events: dict[str, list[AnyEvent]]) -> Table:
    """What students did, one event a row. Surveys are not among them: they were promised not to be shown with who answered."""
    rows = [
        {"student": student, **_flat(event)}
        for student, own in events.items()
        for event in own
        if not isinstance(event, Surveyed)
    ]
    header = tuple(dict.fromkeys(name for row in rows for name in row)) or ("student",)
    return Table(name="events", header=header, rows=tuple([row.get(name) for name in header] for row in rows))


def _flat(event: AnyEvent) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, value in msgspec.to_builtins(event).items():
        if name == "by":
            found["installation"], found["counter"] = value
        elif isinstance(value, list | dict) or name == "answer":
            found[name] = value if isinstance(value, str) else msgspec.json.encode(value).decode()
        else:
            found[name] = value
    return found


def _surveys(folder: ClassFolder, today: date) -> Table:
    """What surveys say, as the desk shows it: nothing of fewer than five, and nobody's own answers."""
    found = trends(folder, today)
    return Table(
        name="surveys",
        header=("audience", "from", "to", "question", "people", "yes", "low", "high", "mean"),
        rows=tuple(
            [
                audience,
                period.start.isoformat(),
                period.end.isoformat(),
                trend.question,
                point.yes.n,
                point.yes.value,
                point.yes.low,
                point.yes.high,
                point.mean,
            ]
            for audience in AUDIENCES
            for trend in found[audience].trends
            for period, point in zip(found[audience].periods, trend.points, strict=True)
            if point is not None
        ),
    )
