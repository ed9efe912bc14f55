"""Settling: three in a row, back after longer and longer, and one right answer after a miss."""

from __future__ import annotations

from datetime import date

from curriculum.mastery import Seen, Standing
from curriculum.settling import settled, shown
from curriculum.situation import Placement

MONDAY, WEDNESDAY, THURSDAY = date(2026, 11, 2), date(2026, 11, 4), date(2026, 11, 5)
KNOWN = {
    "halves": Standing(
        skill="halves", chance=0.7, tries=5, first_tries=5, right=4, mastered=False, stuck=False
    )
}


def answers(*given: tuple[date, int], attempt: int = 1) -> list[Seen]:
    return [
        Seen(skill="halves", item="h", score=float(right), attempt=attempt, day=day) for day, right in given
    ]


def test_three_in_a_row_settle_a_skill_for_two_days() -> None:
    two = answers((MONDAY, 0), (MONDAY, 1), (MONDAY, 1))
    assert settled(two, KNOWN) == {}
    assert settled([*two, *answers((MONDAY, 1))], KNOWN) == {"halves": WEDNESDAY}


def test_second_tries_settle_nothing() -> None:
    assert settled(answers((MONDAY, 1), (MONDAY, 1), (MONDAY, 1), attempt=2), KNOWN) == {}


def test_it_comes_back_after_longer_and_longer_and_sooner_after_a_miss() -> None:
    first = answers((MONDAY, 1), (MONDAY, 1), (MONDAY, 1))
    again = [*first, *answers((WEDNESDAY, 1))]
    assert settled(again, KNOWN) == {"halves": date(2026, 11, 9)}
    missed = [*again, *answers((THURSDAY, 0))]
    assert settled(missed, KNOWN) == {}
    assert settled([*missed, *answers((THURSDAY, 1))], KNOWN) == {"halves": date(2026, 11, 10)}


def test_who_is_stuck_is_not_settled_by_luck() -> None:
    stuck = {
        "halves": Standing(
            skill="halves", chance=0.4, tries=9, first_tries=9, right=3, mastered=False, stuck=True
        )
    }
    assert settled(answers((MONDAY, 1), (MONDAY, 1), (MONDAY, 1)), stuck) == {}


def test_what_was_shown_at_the_start_is_looked_at_after_a_week() -> None:
    placed = shown(Placement(chances={"halves": 0.9, "doubles": 0.4}, asked=15, done=True, day=MONDAY))
    assert placed == {"halves": date(2026, 11, 9)}
    assert settled([], {}, placed) == {"halves": date(2026, 11, 9)}
    assert settled(answers((THURSDAY, 1)), KNOWN, placed) == {"halves": date(2026, 11, 7)}
