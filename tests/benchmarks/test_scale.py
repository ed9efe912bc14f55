"""The benchmark of scale, on a few students: it measures what it says."""

from __future__ import annotations

import pytest

from benchmarks.scale import UNITS, measure


@pytest.mark.slow
def test_it_runs_on_a_few_students_and_names_every_figure() -> None:
    figures = measure(students=150, answers=3_000)
    assert set(figures) == set(UNITS)
    assert (figures["students"], figures["answers"]) == (150, 3_000)
    assert figures["full_replan_s"] > 0
