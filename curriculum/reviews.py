"""Reviews: when a mastered skill is due again.

A review card is made on the day a skill is first mastered, one for each student and skill, by the free spaced repetition scheduler
(FSRS-6, Ye 2024; py-fsrs). Every later day with a first try at the skill is one review of it. Cards are never stored: they are a fold
over the same attempts that mastery is, so they cannot disagree with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

import msgspec
from fsrs import Card, Rating, Scheduler

from curriculum.mastery import RIGHT, Seen, Standing

TERM_CAP = 21
"""Days: in term time nothing mastered stays unseen for longer."""
HELPED = 0.5
"""What a question counts that was right with hints or at a later try, and the least mean of a day that is not a lapse."""
GOOD = 0.9

_SCHEDULER = Scheduler(
    desired_retention=0.85,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=180,
    enable_fuzzing=False,
)


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """When a skill is due again. `last` is the day it was last practised, `times` how often it came back since it was mastered."""

    skill: str
    due: date
    last: date
    times: int = 0


def reviews(
    seen: Iterable[Seen], standing: Mapping[str, Standing], *, cap: int = TERM_CAP
) -> dict[str, Review]:
    """The review of every skill that was ever mastered: skill → Review. `seen` is the student's work in order.

    `cap`: the most days between two reviews; outside term time, give more. Attempts without a day are no reviews, and a skill mastered on
    an unknown day has none.
    """
    days: dict[str, dict[date, list[Seen]]] = {}
    for one in seen:
        since = standing[one.skill].since if one.skill in standing else None
        if one.day and since and one.day >= since:
            days.setdefault(one.skill, {}).setdefault(one.day, []).append(one)
    return {skill: _review(skill, own, cap) for skill, own in days.items()}


def rating(day: Sequence[Seen]) -> Rating:
    """How a day's work on a skill counts: right at once is good, with hints or a later try it is hard, wrong is again.

    The questions of one day are one review, by their mean: the second question of a day says little about what will be left in a
    fortnight.
    """
    questions: dict[tuple[str, int], float] = {}
    asked: dict[str, int] = {}
    for one in day:
        asked[one.item] = asked.get(one.item, 0) + (one.attempt == 1)
        worth = 0.0 if one.score < RIGHT else 1.0 if one.score == 1 and one.attempt == 1 else HELPED
        key = one.item, asked[one.item]
        questions[key] = max(questions.get(key, 0.0), worth)
    mean = sum(questions.values()) / len(questions)
    return Rating.Good if mean >= GOOD else Rating.Hard if mean >= HELPED else Rating.Again


def _review(skill: str, days: Mapping[date, Sequence[Seen]], cap: int) -> Review:
    ordered = sorted(days)
    # The day of mastery is good by definition, whatever came before the answers that showed it.
    history = [(0, int(Rating.Good))]
    history += [((day - before).days, int(rating(days[day]))) for before, day in pairwise(ordered)]
    for so_far in range(STRETCH, len(history), STRETCH):
        _after(tuple(history[:so_far]))  # so that a long history is no deep recursion
    card, last = _after(tuple(history)), ordered[-1]
    wait = card.due.date() - (_EPOCH + timedelta(days=sum(gap for gap, _ in history)))
    return Review(skill=skill, due=last + min(wait, timedelta(days=cap)), last=last, times=len(ordered) - 1)


@lru_cache(maxsize=100_000)
def _after(history: tuple[tuple[int, int], ...]) -> Card:
    """The card after reviews, each as (days since the one before, rating).

    What is due depends on nothing else, and histories begin alike.
    """
    before = _after(history[:-1]) if len(history) > 1 else Card(card_id=0, due=_noon(_EPOCH))
    day = _EPOCH + timedelta(days=sum(gap for gap, _ in history))
    return _SCHEDULER.review_card(before, Rating(history[-1][1]), _noon(day))[0]


_EPOCH = date(2000, 1, 3)
STRETCH = 100


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
