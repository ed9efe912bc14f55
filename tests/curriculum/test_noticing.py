"""Noticing: each flag from literal work, with its day and its reason; and growth with its uncertainty."""

from __future__ import annotations

from datetime import date, timedelta

from curriculum.evidence import Answered, AnyEvent, Felt
from curriculum.lately import lately
from curriculum.mastery import Difficulties, Seen, Standing
from curriculum.noticing import Flag, Looked, flags, growth, school_days
from curriculum.situation import Placement

TODAY = date(2026, 11, 26)
TITLES = {"halves": "Halves", "halving": "Halving", "takes-two": "Halving takes two away"}


def looked(**known: object) -> Looked:
    given = {
        "lately": lately(known.pop("events", [])),  # type: ignore[arg-type]
        "seen": [],
        "standing": {},
        "due": {},
        "until": TODAY,
        "newest": TODAY,
        "titles": TITLES,
    }
    return Looked(**{**given, **known})  # type: ignore[arg-type]


def answered(number: int, score: float, seconds: float = 30.0, hints: int = 0) -> AnyEvent:
    return Answered(
        by=("inst", number),
        at=f"2026-11-2{number % 5}T09:00:00+00:00",
        lesson="halving",
        item="half",
        variant=0,
        attempt=1,
        answer="1",
        score=score,
        seconds=seconds,
        hints=hints,
    )


def felt(feeling: str, at: str) -> AnyEvent:
    return Felt(by=("inst", 99), at=at, lesson="halving", feeling=feeling)  # type: ignore[arg-type]


def weeks(*counts: int) -> list[Seen]:
    """So many questions on the Mondays of the weeks from 5 October."""
    monday = date(2026, 10, 5)
    return [
        Seen(skill="halves", item="h", score=0.5, day=monday + timedelta(7 * week))
        for week, count in enumerate(counts)
        for _ in range(count)
    ]


def kinds(found: list[Flag]) -> list[str]:
    return [flag.kind for flag in found]


def test_no_hand_in_is_never_called_quiet() -> None:
    (flag,) = flags(looked(until=None), TODAY)
    assert (flag.kind, flag.since) == ("nothing-yet", None)
    assert "says nothing about work" in flag.reason


def test_quiet_counts_school_days_and_only_where_others_handed_in() -> None:
    assert school_days(date(2026, 11, 13), date(2026, 11, 23)) == 6
    assert flags(looked(until=date(2026, 11, 16), newest=date(2026, 11, 16)), TODAY) == []
    (flag,) = flags(looked(until=date(2026, 11, 16)), TODAY)
    assert flag == Flag(
        kind="quiet",
        since=date(2026, 11, 16),
        reason="The last hand-in came on Mon 16 Nov, 8 school days ago. What was done since is not known.",
    )


def test_stuck_is_dated_by_the_third_try() -> None:
    seen = [Seen(skill="halves", item="h", score=0.0, day=date(2026, 11, day)) for day in (16, 17, 18, 19)]
    known = Standing(
        skill="halves",
        chance=0.31,
        tries=4,
        first_tries=4,
        right=0,
        mastered=False,
        stuck=True,
        misconception="takes-two",
        misconception_count=3,
    )
    (flag,) = flags(looked(seen=seen, standing={"halves": known}), TODAY)
    assert (flag.kind, flag.since, flag.skill) == ("stuck", date(2026, 11, 18), "halves")
    assert flag.reason == (
        "4 tries at “Halves”, 0 of the last 4 questions right at once; chance 31%. "
        "3 times with one idea: “Halving takes two away”."
    )


def test_behind_is_behind_the_students_own_pace() -> None:
    (flag,) = flags(looked(seen=weeks(20, 24, 20, 20, 0, 6, 5)), date(2026, 11, 23))
    assert (flag.kind, flag.since) == ("behind-own-pace", date(2026, 11, 9))
    assert (
        flag.reason
        == "6 and 5 questions in the two weeks before Mon 23 Nov; 20 in a usual week of their own."
    )


def test_whoever_always_worked_little_is_not_behind() -> None:
    assert flags(looked(seen=weeks(5, 5, 5, 5, 5, 2, 2)), TODAY) == []
    assert flags(looked(seen=weeks(20, 20, 20, 20, 20, 6, 15)), TODAY) == []


def test_what_is_not_handed_in_yet_does_not_count_as_slow() -> None:
    assert (
        flags(looked(seen=weeks(20, 20, 20, 20), until=date(2026, 11, 2), newest=date(2026, 11, 2)), TODAY)
        == []
    )


def test_quick_wrong_answers_are_guessing_and_quick_right_ones_are_not() -> None:
    wrong = [answered(number, 0.0, seconds=2.0) for number in range(5)] + [answered(7, 1.0)]
    (flag,) = flags(looked(events=wrong), TODAY)
    assert (flag.kind, flag.since) == ("guessing", date(2026, 11, 20))
    assert flag.reason == "5 of the last 6 first answers came within 5 seconds and were not right."
    assert flags(looked(events=[answered(number, 1.0, seconds=2.0) for number in range(6)]), TODAY) == []


def test_hints_before_the_first_answer_are_noticed() -> None:
    (flag,) = flags(looked(events=[answered(number, 1.0, hints=3) for number in range(4)]), TODAY)
    assert flag.kind == "hint-jumping"
    assert flags(looked(events=[answered(number, 1.0, hints=1) for number in range(9)]), TODAY) == []


def test_asking_for_help_stands_until_two_are_right() -> None:
    stuck = felt("stuck", "2026-11-24T09:00:00+00:00")
    assert kinds(flags(looked(events=[stuck]), TODAY)) == ["asked-for-help"]
    assert flags(looked(events=[stuck, answered(1, 1.0), answered(2, 1.0)]), TODAY) == []
    assert flags(looked(events=[felt("stuck", "2026-11-02T09:00:00+00:00")]), TODAY) == []


def test_reviews_are_overdue_after_a_week() -> None:
    assert flags(looked(due={"halves": date(2026, 11, 20)}), TODAY) == []
    (flag,) = flags(looked(due={"halves": date(2026, 11, 19)}), TODAY)
    assert (flag.kind, flag.since, flag.skill) == ("reviews-overdue", date(2026, 11, 19), "halves")


def test_too_easy_is_said_or_shown() -> None:
    (said,) = flags(looked(events=[felt("too-easy", "2026-11-20T09:00:00+00:00")]), TODAY)
    assert said.reason == "Said “too easy” in “Halving” on Fri 20 Nov."
    shown = [Seen(skill="halves", item="h", score=1.0, day=TODAY) for _ in range(12)]
    assert kinds(flags(looked(seen=shown), TODAY)) == ["too-easy"]
    assert flags(looked(seen=shown[:11]), TODAY) == []


def test_growth_says_from_where_to_where_and_how_sure() -> None:
    seen = [
        Seen(skill="halves", item="h", score=float(number >= 3), day=date(2026, 11, 1) + timedelta(number))
        for number in range(25)
    ]
    (one,) = growth(seen, Difficulties())
    assert (one.first_day, one.now_day, one.tries) == (date(2026, 11, 3), date(2026, 11, 25), 25)
    assert one.first[0] < one.now[0]
    assert one.first[1] <= one.first[0] <= one.first[2]
    placed = Placement(chances={"halves": 0.3, "doubles": 0.9}, asked=15, done=True, day=date(2026, 10, 30))
    (start,) = growth(seen, Difficulties(), placed)
    assert (start.first_day, start.first[0]) == (date(2026, 10, 30), 0.3)
