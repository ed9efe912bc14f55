"""The second copy: a student's answers kept in the saved outputs of the notebook's own cells.

Either copy alone, this or the journal, restores the answers: each holds whole events, so merging by id puts the
two together again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from curriculum.evidence import Answered, AnyEvent, NewerVersion, read_event

MIME = "application/vnd.trellis.answers+json"
VERSION = 1
MOST = 2_000
"""Events in one cell's copy: the newest are kept. A lesson worked through has a hundred."""
MOST_READ = 20_000
"""Events read from one notebook, whatever it holds."""


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """What one cell's output keeps: the events of its place, in the order written. `call` is what the cell calls."""

    lesson: str
    call: str
    events: tuple[AnyEvent, ...]
    v: int = VERSION


def copy_of(lesson: str, call: str, events: Iterable[AnyEvent]) -> dict[str, Any]:
    """The MIME entry that keeps the `events` of one `call`, such as `branch("halving")`; plain data."""
    copy = Copy(lesson=lesson, call=call, events=tuple(events)[-MOST:])
    return msgspec.json.decode(msgspec.json.encode(copy))  # type: ignore[no-any-return]  # a Struct is a JSON object


def answers_in(notebook: Mapping[str, Any]) -> list[Answered]:
    """The answers kept in a notebook's outputs, each once, in the order of its installation's counter.

    `notebook` is a notebook's JSON as read, trusted in nothing: what is not an event of ours is passed over.
    """
    return [event for event in events_in(notebook) if isinstance(event, Answered)]


def events_in(notebook: Mapping[str, Any]) -> list[AnyEvent]:
    """Every event kept in a notebook's outputs, each once, by (installation, counter). Never raises."""
    found: dict[tuple[str, int], AnyEvent] = {}
    for entry in _entries(notebook):
        event = _event(entry)
        if event is not None:
            found.setdefault(event.by, event)
        if len(found) >= MOST_READ:
            break
    return sorted(found.values(), key=lambda event: event.by)


def _entries(notebook: object) -> Iterator[object]:
    """What stands where an event should, in every output of every cell."""
    for cell in _list(notebook, "cells"):
        for output in _list(cell, "outputs"):
            data = output.get("data") if isinstance(output, dict) else None
            copy = data.get(MIME) if isinstance(data, dict) else None
            yield from _list(_decoded(copy), "events")


def _list(thing: object, name: str) -> list[object]:
    value = thing.get(name) if isinstance(thing, Mapping) else None
    return value if isinstance(value, list) else []


def _decoded(copy: object) -> object:
    # nbformat keeps JSON entries as objects; some tools turn them into text, or lists of lines.
    if isinstance(copy, list) and all(isinstance(line, str) for line in copy):
        copy = "".join(copy)
    if not isinstance(copy, str):
        return copy
    try:
        return msgspec.json.decode(copy)
    except (msgspec.DecodeError, RecursionError):
        return None


def _event(entry: object) -> AnyEvent | None:
    if not isinstance(entry, dict):
        return None
    try:
        return read_event(msgspec.json.encode(entry))
    except (NewerVersion, RecursionError, TypeError, ValueError, OverflowError, msgspec.MsgspecError):
        return None
