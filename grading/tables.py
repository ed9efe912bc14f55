"""The tables of the records (grading/records.py).

Texts are short enough for any database's keys; clocks are ISO 8601 texts.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()

_ID = sa.String(20)
_LESSON = sa.String(64)
_CLOCK = sa.String(40)
_DIGEST = sa.String(64)

about = sa.Table("about", metadata, sa.Column("version", sa.Integer, primary_key=True, autoincrement=False))

# The student is part of the key: were it not, whoever copies another's journal and hands it in first would
# take the other's work away.
events = sa.Table(
    "events",
    metadata,
    sa.Column("student", _ID, primary_key=True),
    sa.Column("installation", _ID, primary_key=True),
    sa.Column("counter", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("lesson", sa.Text, nullable=False),
    sa.Column("line", sa.LargeBinary, nullable=False),
    # Whose else is this machine? Asked at every merge, and no business of reading a million rows.
    sa.Index("ix_events_installation", "installation"),
    sqlite_with_rowid=False,
)

# Lines whose id was taken by another line: kept, so that even a cloned machine's work can be found again.
conflicts = sa.Table(
    "conflicts",
    metadata,
    sa.Column("student", _ID, primary_key=True),
    sa.Column("installation", _ID, primary_key=True),
    sa.Column("counter", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("hand_in", _DIGEST, primary_key=True),
    sa.Column("line", sa.LargeBinary, nullable=False),
)

hand_ins = sa.Table(
    "hand_ins",
    metadata,
    sa.Column("digest", _DIGEST, primary_key=True),
    sa.Column("student", _ID, nullable=False, index=True),
    sa.Column("installation", _ID, nullable=False),
    sa.Column("counter", sa.BigInteger, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("received", _CLOCK, nullable=False),
    # The lessons on the machine that it comes from, with spaces between; empty where the file did not say.
    sa.Column("here", sa.Text, nullable=False, server_default=""),
)

# Hand-ins whose files are all where they belong (grading/placed.py), so that the same bytes need not be opened again.
placed = sa.Table(
    "placed",
    metadata,
    sa.Column("digest", _DIGEST, primary_key=True),
    sa.Column("student", _ID, nullable=False, index=True),
    sa.Column("what", sa.Text, nullable=False),
)

# Whose signature stands for which installation: what came first holds. Keys are hexadecimal, recipients age's.
installations = sa.Table(
    "installations",
    metadata,
    sa.Column("installation", _ID, primary_key=True),
    sa.Column("student", _ID, nullable=False, index=True),
    sa.Column("verify", _DIGEST, nullable=False, index=True),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("since", _CLOCK, nullable=False),
    # With which card the machine was set up (grading/join_codes.py): `card`, `lost card`, `none`; empty where nobody looked yet.
    sa.Column("enrolled", sa.String(16), nullable=False, server_default=""),
)

notebooks = sa.Table(
    "notebooks",
    metadata,
    sa.Column("student", _ID, primary_key=True),
    sa.Column("lesson", _LESSON, primary_key=True),
    sa.Column("installation", _ID, primary_key=True),
    sa.Column("counter", sa.BigInteger, nullable=False),
    sa.Column("hand_in", _DIGEST, nullable=False),
    sa.Column("sha256", _DIGEST, nullable=False),
    sa.Column("received", _CLOCK, nullable=False),
)

outcomes = sa.Table(
    "outcomes",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("student", _ID, nullable=False, index=True),
    sa.Column("lesson", _LESSON, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("max_score", sa.Float, nullable=False),
    sa.Column("work", _DIGEST, nullable=False),
    sa.Column("at", _CLOCK, nullable=False),
    sa.Column("isolation", sa.String(40), nullable=False),
    sa.Column("moved", sa.Text, nullable=False, server_default=""),
    sa.Column("self_judged", sa.Float, nullable=False, server_default="0"),
)

marks = sa.Table(
    "marks",
    metadata,
    sa.Column("student", _ID, primary_key=True),
    sa.Column("lesson", _LESSON, primary_key=True),
    sa.Column("item", _LESSON, primary_key=True),
    sa.Column("points", sa.Float, nullable=False),
    sa.Column("max_points", sa.Float, nullable=False),
    sa.Column("misconception", sa.String(80), nullable=False),
)

overrides = sa.Table(
    "overrides",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("student", _ID, nullable=False, index=True),
    sa.Column("action", sa.String(16), nullable=False),
    sa.Column("lesson", _LESSON, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", _CLOCK, nullable=False),
    sa.Column("due", sa.String(10), nullable=False, server_default=""),
)

# What was worked out of each student's events, kept so that a new hand-in replans its student only (grading/replan.py).
# A row is marked stale in the transaction that makes it untrue, and made anew when it is asked for.
STALE = "stale"
replans = sa.Table(
    "replans",
    metadata,
    sa.Column("student", _ID, primary_key=True),
    sa.Column("course", _DIGEST, nullable=False),
    sa.Column("work", sa.LargeBinary, nullable=False),
    sa.Column("gauged", _DIGEST, nullable=False),
    sa.Column("known", sa.LargeBinary, nullable=False),
)

# How hard skills and items are, as the last replan of everyone found them: one row a course.
difficulties = sa.Table(
    "difficulties",
    metadata,
    sa.Column("course", _DIGEST, primary_key=True),
    sa.Column("gauged", _DIGEST, nullable=False),
    sa.Column("answers", sa.Integer, nullable=False),
    sa.Column("found", sa.LargeBinary, nullable=False),
)

# What each refit of the estimate found (grading/refits.py); the last one's weights are in use.
refits = sa.Table(
    "refits",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", _CLOCK, nullable=False),
    sa.Column("answers", sa.Integer, nullable=False),
    sa.Column("before", sa.Float, nullable=False),
    sa.Column("after", sa.Float, nullable=False),
    sa.Column("kept", sa.String(16), nullable=False),
    sa.Column("weights", sa.Text, nullable=False),
)

check_ins = sa.Table(
    "check_ins",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("student", _ID, nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", _CLOCK, nullable=False),
    sa.Column("due", sa.Text, nullable=False),
    # What was agreed as the next step; empty where nothing was.
    sa.Column("step", sa.Text, nullable=False, server_default=""),
)

# What the teacher writes about a student: to the student (``), to the family (`home`), or for teachers only (`private`). Of the first two
# the latest one counts, an empty one takes it back; private notes all stay.
notes = sa.Table(
    "notes",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("student", _ID, nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", _CLOCK, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False, server_default=""),
)

# What a teacher set for a student's pages, times and options (curriculum.accommodations), as JSON; the latest one counts.
accommodations = sa.Table(
    "accommodations",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("student", _ID, nullable=False, index=True),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", _CLOCK, nullable=False),
)

# What student and teacher agreed on. `until` is a date or empty, `closed` a clock or empty.
goals = sa.Table(
    "goals",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("student", _ID, nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("until", sa.String(10), nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", _CLOCK, nullable=False),
    sa.Column("closed", _CLOCK, nullable=False),
)

# What a family answered on the slip of its home page, as the desk took it down. `talk` is 1 where they would like to be called.
replies = sa.Table(
    "replies",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("student", _ID, nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("talk", sa.Integer, nullable=False, server_default="0"),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", _CLOCK, nullable=False),
)

# Surveys that came on paper, or were answered on the desk (grading/surveys.py); students' own come in their journals. `student` is empty
# where nobody is named, `sheet` a name that a form brings along, so that sending it twice counts once; `answers` is JSON.
survey_answers = sa.Table(
    "survey_answers",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("audience", sa.String(16), nullable=False),
    sa.Column("student", _ID, nullable=False, index=True),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("form", sa.Integer, nullable=False),
    sa.Column("answers", sa.Text, nullable=False),
    sa.Column("sheet", sa.String(40), nullable=False, unique=True),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", _CLOCK, nullable=False),
)

# Who was there (grading/attendance.py): one row a student, day and part of the day; what was said last holds.
attendance = sa.Table(
    "attendance",
    metadata,
    sa.Column("student", _ID, primary_key=True),
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("session", sa.String(40), primary_key=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", _CLOCK, nullable=False),
)

# Work on paper that a teacher saw (grading/paper_work.py). `points` is null where it is no mark; `taken_back` a clock or empty.
paper_work = sa.Table(
    "paper_work",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("student", _ID, nullable=False, index=True),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("skill", sa.String(64), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("points", sa.Float, nullable=True),
    sa.Column("max_points", sa.Float, nullable=True),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", _CLOCK, nullable=False),
    sa.Column("taken_back", _CLOCK, nullable=False, server_default=""),
)

# The latest feedback pack for each machine: its number, and a digest of what it says (grading/returning.py).
returns = sa.Table(
    "returns",
    metadata,
    sa.Column("installation", _ID, primary_key=True),
    sa.Column("student", _ID, nullable=False, index=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("said", _DIGEST, nullable=False),
    sa.Column("at", _CLOCK, nullable=False),
)

# Where every student stood when a teacher last looked at the class, and when they looked before that (grading/since.py): `states` is JSON.
looks = sa.Table(
    "looks",
    metadata,
    sa.Column("by", sa.String(80), primary_key=True),
    sa.Column("student", _ID, primary_key=True),
    sa.Column("at", _CLOCK, primary_key=True),
    sa.Column("states", sa.Text, nullable=False),
)

# Who looked at or gave out what is held about a student, and when.
accesses = sa.Table(
    "accesses",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", _CLOCK, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("what", sa.String(40), nullable=False),
    sa.Column("student", _ID, nullable=False, index=True),
)

# Work that came under a wrong id and counts for another student, while `until` is empty. `machines` is JSON: what moved.
reassigned = sa.Table(
    "reassigned",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("student", _ID, nullable=False, index=True),
    sa.Column("whose", _ID, nullable=False, index=True),
    sa.Column("machines", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("since", _CLOCK, nullable=False),
    sa.Column("until", _CLOCK, nullable=False),
)

# Tombstones: digests of the ids of students whose data was erased.
erased = sa.Table(
    "erased",
    metadata,
    sa.Column("digest", _DIGEST, primary_key=True),
    sa.Column("at", _CLOCK, nullable=False),
)


def prepare(engine: sa.Engine, version: int) -> int:
    """Make the tables, columns and indexes that are missing, as in a new database or one of an older Trellis; nothing else is touched.

    Two who open new records in the same instant do it one after the other. Returns the version that the records have.
    """
    with engine.connect() as db:
        if not _lacking(db):
            return int(db.scalar(sa.select(about.c.version)) or 0)
    with engine.connect() as db:
        if engine.dialect.name == "sqlite":
            db.exec_driver_sql("BEGIN IMMEDIATE")
        metadata.create_all(db)
        for column in _missing_columns(db):
            made = sa.schema.CreateColumn(column).compile(engine)
            db.execute(sa.text(f"ALTER TABLE {column.table.name} ADD COLUMN {made}"))
        there = _there(db)[1]
        for table in metadata.sorted_tables:
            for index in table.indexes:
                if index.name not in there:
                    index.create(db)
        found = db.scalar(sa.select(about.c.version))
        if found is None:
            db.execute(about.insert().values(version=version))
        db.commit()
        return int(found or version)


def _lacking(db: sa.Connection) -> bool:
    columns, names = _there(db)
    indexes = {str(index.name) for table in metadata.sorted_tables for index in table.indexes}
    return (
        not metadata.tables.keys() <= columns.keys()
        or bool(_missing_columns(db))
        or not indexes <= names
        or db.scalar(sa.select(about.c.version)) is None
    )


def _missing_columns(db: sa.Connection) -> list[sa.Column[Any]]:
    columns = _there(db)[0]
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name not in columns[table.name] and column.server_default is not None
    ]


def _there(db: sa.Connection) -> tuple[dict[str, set[str]], set[str]]:
    """The columns of each table, and the names of all indexes."""
    if db.dialect.name != "sqlite":
        found = sa.inspect(db)
        tables = found.get_table_names()
        return (
            {name: {one["name"] for one in found.get_columns(name)} for name in tables},
            {str(one["name"]) for name in tables for one in found.get_indexes(name)},
        )
    # SQLAlchemy asks SQLite a hundred questions for this, and every page that opens the records would wait for the answers.
    columns: dict[str, set[str]] = {}
    every = "SELECT m.name, c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'"
    for table, column in db.exec_driver_sql(every):
        columns.setdefault(table, set()).add(column)
    indexes = db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'").scalars()
    return columns, {str(name) for name in indexes}
