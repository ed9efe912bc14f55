from datetime import date, timedelta

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from curriculum.mastery import Difficulties, Seen, Standing, stand
from curriculum.reviews import TERM_CAP, Review, rating, reviews

MONDAY = date(2026, 11, 2)


def on(day: int, *scores: float, attempt: int = 1, skill: str = "halves") -> list[Seen]:
    return [
        Seen(
            skill=skill,
            item=f"item-{day}-{n}",
            score=score,
            attempt=attempt,
            day=MONDAY + timedelta(days=day),
        )
        for n, score in enumerate(scores)
    ]


def standing(since: date | None, skill: str = "halves") -> dict[str, Standing]:
    return {
        skill: Standing(
            skill=skill,
            chance=0.9,
            tries=6,
            first_tries=6,
            right=6,
            mastered=True,
            stuck=False,
            since=since,
        )
    }


def test_a_skill_is_due_four_days_after_it_was_mastered() -> None:
    assert reviews(on(0, 1, 1, 1), standing(MONDAY)) == {
        "halves": Review(skill="halves", due=date(2026, 11, 6), last=MONDAY)
    }


def test_a_review_that_goes_well_comes_back_later_but_within_the_term_cap() -> None:
    work = [*on(0, 1, 1, 1), *on(4, 1)]
    in_term = reviews(work, standing(MONDAY))["halves"]
    in_summer = reviews(work, standing(MONDAY), cap=180)["halves"]
    assert (in_term.last, in_term.times) == (date(2026, 11, 6), 1)
    assert in_term.due == date(2026, 11, 6) + timedelta(days=TERM_CAP)
    assert in_summer.due > in_term.due


def test_a_review_that_goes_wrong_comes_back_soon() -> None:
    assert reviews([*on(0, 1, 1, 1), *on(4, 0)], standing(MONDAY))["halves"].due <= date(2026, 11, 8)


def test_what_came_before_mastery_is_no_review() -> None:
    assert reviews([*on(0, 0, 0), *on(1, 1, 1, 1)], standing(date(2026, 11, 3)))["halves"].times == 0


def test_without_mastery_or_without_days_there_is_nothing_to_review() -> None:
    assert reviews(on(0, 1, 1, 1), {}) == {}
    assert reviews(on(0, 1, 1, 1), standing(None)) == {}
    assert reviews([Seen(skill="halves", item="a", score=1)], standing(MONDAY)) == {}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (on(0, 1), Rating.Good),
        (on(0, 1, 1, 1), Rating.Good),
        (on(0, 0.95), Rating.Hard),
        (on(0, 0), Rating.Again),
        (on(0, 1, 0), Rating.Hard),
        ([*on(0, 0), *on(0, 1, attempt=2)], Rating.Hard),
        ([*on(0, 0), *on(0, 0, attempt=2)], Rating.Again),
        (on(0, 1, 0, 0), Rating.Again),
    ],
    ids=["right", "all-right", "hint", "wrong", "half", "second-try", "twice-wrong", "most-wrong"],
)
def test_how_a_day_is_rated(day: list[Seen], expected: Rating) -> None:
    assert rating(day) is expected


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from([0.0, 0.5, 0.95, 1.0])), max_size=40))
def test_every_skill_once_mastered_has_a_review_within_the_term_cap(days: list[tuple[int, float]]) -> None:
    seen = [one for day, score in sorted(days) for one in on(day, score)]
    known = stand(seen, Difficulties())
    found = reviews(seen, known)
    assert set(found) == {skill for skill, one in known.items() if one.since}
    for review in found.values():
        assert timedelta(days=1) <= review.due - review.last <= timedelta(days=TERM_CAP)


def test_years_of_daily_reviews_are_no_trouble() -> None:
    first = date(2024, 1, 1)
    seen = [
        Seen(skill="halves", item="h", score=1.0, day=first + timedelta(number)) for number in range(1_200)
    ]
    standing = {
        "halves": Standing(
            skill="halves",
            chance=0.9,
            tries=1_200,
            first_tries=8,
            right=8,
            mastered=True,
            stuck=False,
            since=first,
        )
    }
    assert reviews(seen, standing)["halves"].times == 1_199
