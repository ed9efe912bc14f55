"""The benchmark of paths, on a few students: everybody gets there, with fewer answers than in fixed order."""

from __future__ import annotations

import random

import pytest

from benchmarks.path import Pupil, follow
from curriculum.course import find_course
from curriculum.outline import load_outline
from curriculum.path import Planner


class Lucky(random.Random):
    """Whatever has a chance happens."""

    def random(self) -> float:
        return 0.0


@pytest.mark.slow
def test_three_students_get_there_with_fewer_answers_than_in_fixed_order() -> None:
    outline = load_outline(find_course("data-detectives"))
    planner = Planner(outline)
    ours = [follow(outline, planner, "ours", seed) for seed in range(3)]
    fixed = [follow(outline, planner, "fixed", seed, each=2) for seed in range(3)]
    assert all(one.done for one in (*ours, *fixed))
    assert all(one.without_a_step == 0 for one in ours)
    assert sum(one.answers for one in ours) < sum(one.answers for one in fixed)
    assert min(one.retention for one in (*ours, *fixed)) >= 0.85


def test_a_pupil_forgets_and_lasts_longer_after_a_spaced_success() -> None:
    outline = load_outline(find_course("data-detectives"))
    pupil = Pupil(outline, 0)
    skill = next(iter(pupil.half_life))
    before = pupil.half_life[skill]
    assert pupil.recall(skill) == 1.0
    pupil.day += round(before)
    assert 0.4 < pupil.recall(skill) < 0.6
    pupil.draw = Lucky()
    assert pupil.answer(skill)
    assert pupil.half_life[skill] > 2 * before
    assert pupil.answer(skill)  # at once again: hardly more
    assert pupil.half_life[skill] < 2.7 * before
