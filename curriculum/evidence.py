"""The event vocabulary: what a line of a journal may say. One event a line, never changed once written."""

from __future__ import annotations

from typing import Literal

import msgspec

from curriculum.marking import Answer

VERSION = 1
MAX_LINE = 200_000
"""Bytes of one journal line; a longer one is not ours."""

Feeling = Literal["too-easy", "just-right", "too-hard", "stuck"]


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What every event says. `by` is (installation id, counter): the event's identity and its order on that installation.

    `at` is the student's clock, ISO 8601 with its offset from UTC: its date is the student's own day; never used for order. `place` is a
    node of the branch graph, or `""`.
    """

    by: tuple[str, int]
    at: str
    lesson: str
    place: str = ""
    v: int = VERSION


class Opened(Event, frozen=True, kw_only=True, tag="opened"):
    """The lesson's widgets were run."""


class Answered(Event, frozen=True, kw_only=True, tag="answered"):
    """One attempt at an item. `score` is the student's machine's own; the teacher's marks the answer again.

    `offered` are the options that were shown, by index, where they were not all; the answer counts in the whole variant's all the same.
    """

    item: str
    variant: int
    attempt: int
    answer: Answer
    score: float
    misconception: str = ""
    hints: int = 0
    seconds: float = 0.0
    offered: tuple[int, ...] | msgspec.UnsetType = msgspec.UNSET

    @property
    def shown(self) -> tuple[int, ...]:
        """`offered`; `()` where all options were shown."""
        return self.offered if isinstance(self.offered, tuple) else ()


class Hinted(Event, frozen=True, kw_only=True, tag="hinted"):
    """A hint was shown; `level` counts from 1."""

    item: str
    variant: int
    level: int


class Felt(Event, frozen=True, kw_only=True, tag="felt"):
    """The student said how it is; `words` are the student's own, where there are any (curriculum.asking)."""

    feeling: Feeling
    words: str = ""


class Chose(Event, frozen=True, kw_only=True, tag="chose"):
    """The student chose an option of a choose node, or a step of the path (`place` is then `""`)."""

    option: str


class Moved(Event, frozen=True, kw_only=True, tag="moved"):
    """The branch moved from `place` to `to`; `edge` is the index of the edge taken."""

    to: str
    edge: int


class Checked(Event, frozen=True, kw_only=True, tag="checked"):
    """A code item was checked on the student's machine: which visible cases passed, and the function's source."""

    item: str
    passed: list[bool]
    misconception: str = ""
    source: str = ""


class Aimed(Event, frozen=True, kw_only=True, tag="aimed"):
    """The student set a goal for a week (ISO, `2026-W48`), or took it back: `goal` is then `none` (curriculum.goals)."""

    week: str
    goal: Literal["lesson", "skill", "days", "questions", "reviews", "own", "none"]
    about: str = ""
    count: int = 0
    words: str = ""


class Surveyed(Event, frozen=True, kw_only=True, tag="surveyed"):
    """The student answered a survey (curriculum.surveys): numbers from 1 to 5 by question. `named`: the teacher may see whose they are."""

    survey: str
    answers: dict[str, int]
    form: int = 1
    named: bool = False


class Finished(Event, frozen=True, kw_only=True, tag="finished"):
    """The branch reached its end."""


AnyEvent = Opened | Answered | Hinted | Felt | Chose | Moved | Checked | Aimed | Surveyed | Finished

_decoder = msgspec.json.Decoder(AnyEvent)
_envelope = msgspec.json.Decoder(dict[str, object])


class NewerVersion(Exception):
    """A journal line from a newer Trellis than this one."""


def read_event(line: bytes) -> AnyEvent | None:
    """The event on one journal line; None where the line is torn, foreign, or of a kind this version does not know.

    Raises NewerVersion for a line of a later major version.
    """
    try:
        return _decoder.decode(line) if len(line) <= MAX_LINE else None
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeDecodeError):
        try:
            version = _envelope.decode(line).get("v", VERSION)
        except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeDecodeError):
            return None
        if isinstance(version, int) and version > VERSION:
            raise NewerVersion(version) from None
        return None


def write_event(event: AnyEvent) -> bytes:
    """One journal line, newline included."""
    return msgspec.json.encode(event) + b"\n"
