"""Fairness: small groups are hidden, a biased question stands out, and an unbiased class does not."""

from __future__ import annotations

import random

import pytest

from curriculum.mastery import Difficulties, Seen
from grading.fairness import FairnessFault, fairness, in_words
from grading.paths import StudentWork
from tests.grading.students import work_of

ITEMS = [f"item-{number}" for number in range(10)]


def classroom(*, unfair: float = 0.0, seed: int = 1) -> tuple[dict[str, StudentWork], dict[str, str]]:
    """Sixty students, by turns in group a and b, ten questions each; `item-3` is harder for b by `unfair`."""
    draw = random.Random(seed)
    work, groups = {}, {}
    for number in range(60):
        student = f"s{number:02}"
        groups[student] = "ab"[number % 2]
        level = draw.uniform(0.4, 0.9)
        seen = [
            Seen(
                skill="halves",
                item=item,
                score=float(draw.random() < level - unfair * (item == "item-3" and groups[student] == "b")),
            )
            for item in ITEMS
        ]
        work[student] = work_of(student, seen=seen)
    return work, groups


def test_a_question_that_is_unfair_stands_out_and_no_other() -> None:
    work, groups = classroom(unfair=0.6)
    found = fairness(work, groups, "group", Difficulties())
    odd = {(one.item, one.group): one for one in found.items if one.size == "C"}
    assert set(odd) == {("item-3", "a"), ("item-3", "b")}
    assert odd["item-3", "b"].delta < -1.5 < 1.5 < odd["item-3", "a"].delta
    assert "item-3: harder for b" in in_words(found, {})


def test_a_fair_class_gives_no_alarm() -> None:
    work, groups = classroom()
    found = fairness(work, groups, "group", Difficulties())
    assert [(one.group, one.students, one.answers) for one in found.groups] == [
        ("a", 30, 300),
        ("b", 30, 300),
    ]
    assert [one for one in found.items if one.size == "C"] == []
    for one in found.groups:
        assert one.null[0] <= one.auc <= one.null[1]
        assert one.p > 0.05
    assert "none stands out" in in_words(found, {})


def test_of_a_group_without_answers_no_figure_is_said() -> None:
    work, groups = classroom()
    for number in range(10):
        work[f"n{number}"], groups[f"n{number}"] = work_of(f"n{number}"), "c"
    said = in_words(fairness(work, groups, "group", Difficulties()), {})
    assert "c. Students: 10; first answers: 0." in said
    assert "nan" not in said


def test_an_estimate_that_is_worse_in_one_group_is_outside_what_chance_does() -> None:
    work, groups = classroom()
    draw = random.Random(3)
    for student, group in groups.items():  # in b, answers are tossed coins: nothing can tell them apart
        seen = [
            Seen(
                skill="halves",
                item=item,
                difficulty=1 if number < 5 else 5,
                score=float(draw.random() < (0.5 if group == "b" else 0.9 if number < 5 else 0.1)),
            )
            for number, item in enumerate(ITEMS)
        ]
        work[student] = work_of(student, seen=seen)
    hard = Difficulties()
    found = {one.group: one for one in fairness(work, groups, "group", hard).groups}
    assert found["b"].auc < found["b"].null[0] < found["a"].null[1] < found["a"].auc
    assert max(found["a"].p, found["b"].p) < 0.05


def test_groups_of_fewer_than_ten_are_not_shown() -> None:
    work, groups = classroom()
    few = {student: ("c" if index < 9 else group) for index, (student, group) in enumerate(groups.items())}
    found = fairness(work, few, "group", Difficulties())
    assert [one.group for one in found.groups] == ["a", "b"]
    assert found.hidden == 1
    assert "c:" not in in_words(found, {})
    with pytest.raises(FairnessFault, match="not two groups of at least 10"):
        fairness(work, dict.fromkeys(groups, "a"), "group", Difficulties())
    some = dict(list(groups.items())[:40])
    assert fairness(work, some, "group", Difficulties()).without == 20


def test_help_and_stretch_are_shares_of_students() -> None:
    work, groups = classroom()
    talked = frozenset(student for student, group in groups.items() if group == "a")
    first, second = fairness(work, groups, "group", Difficulties(), talked).groups
    assert (first.talked, second.talked) == (1.0, 0.0)
    assert (first.stretch, first.overrides, first.asked) == (0.0, 0.0, 0.0)
