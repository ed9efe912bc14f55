"""A pilot: before and after with honest uncertainty, and nothing about a few persons."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from curriculum.mastery import Difficulties, Seen
from grading.pages.charts import Bar, spans
from grading.paths import StudentWork
from grading.pilot import pilot
from tests.grading.students import work_of

START = date(2026, 10, 1)


def who(student: str, scores: str) -> StudentWork:
    """A student with an answer a day: `+` right, `-` not."""
    seen = [
        Seen(skill="halves", item=f"h{number}", score=float(sign == "+"), day=START + timedelta(number))
        for number, sign in enumerate(scores)
    ]
    return work_of(student, seen=seen)


def group(name: str, many: int, scores: str) -> dict[str, StudentWork]:
    return {f"{name}{number}": who(f"{name}{number}", scores) for number in range(many)}


def test_nine_students_are_too_few() -> None:
    found = pilot(group("a", 9, "---++++++"), Difficulties())
    assert (found.group.students, found.group.measured, found.group.is_shown) == (9, 9, False)
    assert found.group.change == (0.0, 0.0, 0.0)


def test_a_group_that_learned_rose_and_the_interval_leaves_zero_out() -> None:
    found = pilot(group("a", 12, "---++++++"), Difficulties())
    value, low, high = found.group.change
    assert low == pytest.approx(value)  # all twelve did the same
    assert high == pytest.approx(value)
    assert low > 0
    assert found.group.after[0] - found.group.before[0] == pytest.approx(value)
    assert (found.others, found.difference) == (None, None)


def test_against_others_who_did_not_learn_the_difference_is_clear() -> None:
    work = group("a", 12, "---++++++") | group("b", 12, "---------")
    found = pilot(work, Difficulties(), {name for name in work if name.startswith("a")})
    assert found.others is not None
    assert found.others.measured == 12
    assert found.difference is not None
    assert found.difference[1] > 0


def test_the_same_work_in_both_groups_differs_by_nothing_sure() -> None:
    work = group("a", 8, "---++++++") | group("b", 8, "+++------")
    work |= group("c", 8, "---++++++") | group("d", 8, "+++------")
    found = pilot(work, Difficulties(), {name for name in work if name[0] in "ab"})
    assert found.difference is not None
    value, low, high = found.difference
    assert value == pytest.approx(0.0)
    assert low < 0 < high


def test_since_a_day_needs_three_tries_before_and_three_from_then_on() -> None:
    work = group("a", 12, "---++++++")
    assert pilot(work, Difficulties(), since=START + timedelta(3)).group.measured == 12
    assert pilot(work, Difficulties(), since=START + timedelta(2)).group.measured == 0
    assert pilot(work, Difficulties(), since=START + timedelta(7)).group.measured == 0


def test_a_chart_names_itself_takes_the_pages_colours_and_no_font() -> None:
    bars = [Bar(label="Costs $3 & more", before=(0.2, 0.1, 0.4), now=(0.8, 0.6, 0.9))]
    svg = spans("growth", "Before & after", bars)
    assert svg.startswith('<svg role="img" aria-label="Before &amp; after"')
    assert "Costs $3 &amp; more" in svg
    assert "var(--green)" in svg
    assert "font-family" not in svg
    assert "<style" not in svg
    assert 'id="figure' not in svg
