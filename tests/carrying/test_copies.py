"""The second copy of the answers, in the notebook's own outputs."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from carrying.copies import MIME, MOST, answers_in, copy_of, events_in
from curriculum.evidence import Answered, Hinted


def answered(count: int, answer: str = "3/4", installation: str = "abc") -> Answered:
    return Answered(
        by=(installation, count),
        at="2026-11-17T09:00:00+00:00",
        lesson="halving",
        place="first",
        item="half-of",
        variant=2,
        attempt=1,
        answer=answer,
        score=1.0,
    )


def notebook(*entries: object) -> dict[str, Any]:
    outputs = [{"output_type": "display_data", "metadata": {}, "data": {MIME: entry}} for entry in entries]
    return {
        "nbformat": 4,
        "cells": [
            {"cell_type": "markdown", "source": "Hello"},
            {"cell_type": "code", "source": "", "outputs": outputs},
        ],
    }


def test_answers_come_back_from_a_notebook_as_they_were_given() -> None:
    events = [answered(1), answered(2, "1/2")]
    saved = json.loads(json.dumps(notebook(copy_of("halving", 'branch("halving")', events))))

    assert answers_in(saved) == events


def test_all_kinds_of_events_are_kept_and_answers_are_picked_out() -> None:
    hint = Hinted(by=("abc", 2), at="", lesson="halving", place="first", item="half-of", variant=2, level=1)
    saved = notebook(copy_of("halving", 'branch("halving")', [answered(1), hint]))

    assert events_in(saved) == [answered(1), hint]
    assert answers_in(saved) == [answered(1)]


def test_an_event_kept_in_two_cells_is_one_event_and_order_is_the_installation_s() -> None:
    saved = notebook(
        copy_of("halving", 'branch("halving")', [answered(3), answered(1)]),
        copy_of("halving", 'branch("halving")', [answered(1), answered(2)]),
    )

    assert [event.by for event in answers_in(saved)] == [("abc", 1), ("abc", 2), ("abc", 3)]


def test_a_copy_that_some_tool_turned_into_text_is_read_too() -> None:
    text = json.dumps(copy_of("halving", 'branch("halving")', [answered(1)]))

    assert answers_in(notebook(text)) == [answered(1)]
    assert answers_in(notebook([text[:10], text[10:]])) == [answered(1)]


def test_what_is_no_event_of_ours_is_passed_over() -> None:
    good = copy_of("halving", 'branch("halving")', [answered(1)])
    good["events"] += [
        None,
        5,
        "x",
        {},
        {"kind": "answered"},
        {"kind": "answered", "v": 99},
        {"kind": "unknown"},
    ]

    assert answers_in(notebook(good, None, "{", 7, {"events": "no"}, [])) == [answered(1)]


def test_a_notebook_of_any_shape_is_read_without_a_fall() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for odd in ({}, {"cells": None}, {"cells": [None, 3, {"outputs": [None, {"data": []}]}]}):
        assert answers_in(odd) == []
    assert answers_in(notebook({"events": [{"kind": "answered", "by": deep}]})) == []


def test_the_newest_events_are_kept_when_there_are_very_many() -> None:
    kept = copy_of("halving", 'branch("halving")', [answered(n) for n in range(MOST + 5)])["events"]

    assert len(kept) == MOST
    assert kept[-1]["by"] == ["abc", MOST + 4]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "by", "events", "v"]), inner)
    ),
    max_leaves=10,
)


@given(JSON)
def test_no_entry_makes_the_reader_fall(entry: object) -> None:
    assert isinstance(answers_in(notebook(entry, {"events": [entry]})), list)
