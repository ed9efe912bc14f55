"""What families answer: the slip of the home page, as it was taken down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
import sqlalchemy as sa

from carrying.journal import now
from grading import tables
from grading.records import CheckIn, Records
from grading.words import _

MAX_TEXT = 2_000


class ReplyFault(Exception):
    """A reply cannot be kept; the message is a sentence for the teacher."""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """A family's answer, in its own words, and who took it down when. `talk`: they would like to talk with the teacher."""

    student: str
    text: str
    talk: bool = False
    by: str = ""
    at: str = ""


def take_down(
    records: Records, student: str, text: str, *, talk: bool = False, by: str = "", at: datetime | None = None
) -> Reply:
    """Keep a family's answer; earlier ones stay. Raises ReplyFault, RecordsFault."""
    kept = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if not kept and not talk:
        raise ReplyFault(
            _(
                "The reply has no words. Write what the slip says, or that they would like to talk. "
                "Nothing was changed."
            )
        )
    if len(kept) > MAX_TEXT:
        raise ReplyFault(
            _("That is longer than {most} characters. Nothing was changed.").format(most=MAX_TEXT)
        )
    reply = Reply(
        student=student, text=kept, talk=talk, by=by, at=(at or now()).isoformat(timespec="seconds")
    )
    with records.transaction() as db:
        db.execute(tables.replies.insert().values(**{**msgspec.structs.asdict(reply), "talk": int(talk)}))
    return reply


def replies(records: Records, student: str | None = None) -> list[Reply]:
    """The answers of a student's family (None: of all), the oldest first."""
    table = tables.replies
    what = sa.select(table.c.student, table.c.text, table.c.talk, table.c.by, table.c.at)
    if student is not None:
        what = what.where(table.c.student == student)
    with records.transaction() as db:
        rows = db.execute(what.order_by(table.c.number)).mappings()
        return [Reply(**{**row, "talk": bool(row["talk"])}) for row in rows]


def who_would_like_to_talk(answers: Iterable[Reply], talks: Iterable[CheckIn]) -> list[Reply]:
    """The wishes to talk that stand, the oldest first: of each family the latest answer, where no talk with the student came after it."""
    latest = {one.student: one for one in sorted(answers, key=lambda one: one.at)}
    talked: dict[str, str] = {}
    for one in talks:
        talked[one.student] = max(talked.get(one.student, ""), one.at)
    return sorted(
        (
            one
            for one in latest.values()
            if one.talk and _moment(one.at) >= _moment(talked.get(one.student, ""))
        ),
        key=lambda one: one.at,
    )


def _moment(at: str) -> float:
    try:
        return datetime.fromisoformat(at).timestamp()
    except ValueError:
        return float("-inf")
