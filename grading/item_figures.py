"""Figures of the questions of a course, from everything a class answered: how hard, how telling, what went wrong, and what may be faulty.

All rates are of each student's first answer ever to a question, so that students count alike however often they met it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import atanh, isnan, sqrt, tanh
from statistics import median
from typing import Literal

import msgspec

from curriculum.course import Course
from curriculum.evidence import Answered, AnyEvent, Checked
from curriculum.levels import sigmoid
from curriculum.marking import UNSCORED, describe
from curriculum.mastery import RIGHT, Difficulties
from curriculum.portfolio import TeachersJudge
from grading.shares import Share, share

TELLING_FROM = 20
"""Students from which discrimination is shown; of fewer it is mostly chance."""
FAULT_FROM = 10
"""Students from which a question may be called faulty."""
HARDLY_ANY = 0.2
SAME_WRONG = 0.5
NOT_TELLING, TELLING_WELL = 0.05, 0.2
"""A correlation that is none, and the least of a question that tells well (Ebel & Frisbie 1991)."""
VARIANTS_APART, VARIANT_FROM = 0.5, 8
ONE_IN_20, ONE_IN_100 = 1.645, 2.326
"""Quantiles of the normal distribution, one-sided."""
MOST_WRONG = 3

Why = Literal["hardly-anyone", "same-wrong-answer", "not-telling", "variants-apart"]


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """A wrong answer that several gave: in words, how many students, and the wrong idea in it, if one is known. `code` is an example."""

    said: str
    students: int
    idea: str = ""
    code: str = ""


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """Why a question may be faulty; `said` is the wrong answer it is about, `figure` the number behind it."""

    why: Why
    figure: float
    said: str = ""


class ItemRow(msgspec.Struct, frozen=True, kw_only=True):
    """One question. `first` is the share right at the first answer, `hinted` the share who opened a hint before it.

    `chance`: what a middling student would have. `telling`: the correlation of the first answer with the student's rate on all other
    questions, None where fewer than TELLING_FROM answered. `seconds`: the median to the first answer, None where it was not measured.
    """

    item: str
    skill: str
    type: str
    students: int
    answers: int
    first: Share
    chance: float
    telling: float | None
    hinted: float
    seconds: float | None
    wrong: tuple[Wrong, ...]
    doubts: tuple[Doubt, ...]


class _First(msgspec.Struct):
    """A student's first answer to a question, and what became of it. `said` is empty where it was right."""

    right: bool
    variant: int
    hints: int
    seconds: float
    said: str
    idea: str
    code: str


def item_rows(
    events: Mapping[str, Iterable[AnyEvent]], course: Course, difficulties: Difficulties
) -> list[ItemRow]:
    """The questions that somebody answered, by skill in the order of the course; questions where nothing is right or wrong are left out."""
    judge = TeachersJudge(course)
    answers: Counter[str] = Counter()
    found: dict[str, dict[str, _First]] = {}
    for student, own in events.items():
        for event in own:
            if not isinstance(event, (Answered, Checked)) or event.item not in course.items:
                continue
            judged = judge.judge(event)
            if judged is None:
                continue
            answers[event.item] += 1
            firsts = found.setdefault(event.item, {})
            if student not in firsts:
                firsts[student] = _first(event, judged.score, judged.misconception, judge)
    rates = _rates(found)
    order = {skill.id: number for number, skill in enumerate(course.outline.skills)}
    rows = [_row(item, firsts, answers[item], rates, course, difficulties) for item, firsts in found.items()]
    return sorted(rows, key=lambda row: (order.get(row.skill, len(order)), row.item))


def _first(event: Answered | Checked, score: float, idea: str, judge: TeachersJudge) -> _First:
    right = score >= RIGHT
    if isinstance(event, Checked):
        said = "" if right else "".join("✓" if passed else "✗" for passed in event.passed) or "–"
        code = "" if right else event.source
        return _First(right, 0, 0, 0.0, said, idea, code)
    said = ""
    if not right:
        variant = judge.variant(event.item, event.variant)
        if variant is not None and variant.type not in UNSCORED:
            said = describe(variant, event.answer) or "–"
    return _First(right, event.variant, event.hints, event.seconds, said, idea, "")


def _rates(found: Mapping[str, Mapping[str, _First]]) -> dict[str, tuple[int, int]]:
    """Each student's (right, all) first answers."""
    rates: dict[str, tuple[int, int]] = {}
    for firsts in found.values():
        for student, one in firsts.items():
            right, all_ = rates.get(student, (0, 0))
            rates[student] = right + one.right, all_ + 1
    return rates


def _row(
    item: str,
    firsts: Mapping[str, _First],
    answers: int,
    rates: Mapping[str, tuple[int, int]],
    course: Course,
    difficulties: Difficulties,
) -> ItemRow:
    skill, known = course.skill_of.get(item, ""), course.items[item]
    own = list(firsts.values())
    timed = [one.seconds for one in own if one.seconds > 0]
    rate = share(sum(one.right for one in own), len(own))
    telling = _telling(firsts, rates) if len(own) >= TELLING_FROM else None
    wrong = _wrong(own, course)
    hard = difficulties.skills.get(skill, (0.0, 0.0))[0] + difficulties.item(item, known.difficulty)[0]
    return ItemRow(
        item=item,
        skill=skill,
        type=known.__struct_config__.tag,  # type: ignore[arg-type]
        students=len(own),
        answers=answers,
        first=rate,
        chance=sigmoid(difficulties.start[0] - hard),
        telling=telling,
        hinted=sum(one.hints > 0 for one in own) / len(own),
        seconds=median(timed) if timed else None,
        wrong=tuple(wrong[:MOST_WRONG]),
        doubts=tuple(_doubts(own, rate, telling, wrong)),
    )


def _telling(firsts: Mapping[str, _First], rates: Mapping[str, tuple[int, int]]) -> float | None:
    """The point-biserial correlation with the rest, the question itself taken out; None where all answered alike."""
    pairs = [
        (float(one.right), (rates[student][0] - one.right) / (rates[student][1] - 1))
        for student, one in firsts.items()
        if rates[student][1] > 1
    ]
    if len(pairs) < TELLING_FROM:
        return None
    n = len(pairs)
    mean_x, mean_y = sum(x for x, _ in pairs) / n, sum(y for _, y in pairs) / n
    across = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    spread = sqrt(sum((x - mean_x) ** 2 for x, _ in pairs) * sum((y - mean_y) ** 2 for _, y in pairs))
    found = across / spread if spread else float("nan")
    return None if isnan(found) else found


def _wrong(own: Sequence[_First], course: Course) -> list[Wrong]:
    """The wrong first answers, those with one known idea together whatever their numbers, the most common first."""
    kinds: dict[tuple[str, str], list[_First]] = {}
    for one in own:
        if not one.right:
            key = (one.idea, "") if one.idea in course.misconceptions else ("", one.said)
            kinds.setdefault(key, []).append(one)
    found = [
        Wrong(
            said=Counter(one.said for one in some).most_common(1)[0][0],
            students=len(some),
            idea=course.misconceptions[idea].name if idea else "",
            code=next((one.code for one in some if one.code), ""),
        )
        for (idea, _said), some in kinds.items()
    ]
    return sorted(found, key=lambda wrong: (-wrong.students, wrong.said))


def _doubts(
    own: Sequence[_First], rate: Share, telling: float | None, wrong: Sequence[Wrong]
) -> Iterable[Doubt]:
    if len(own) < FAULT_FROM:
        return
    if rate.value < HARDLY_ANY:
        yield Doubt(why="hardly-anyone", figure=rate.value)
    most = wrong[0] if wrong else None
    same = most.students / len(own) if most else 0.0
    if most and not most.idea and not most.code and same >= SAME_WRONG and same > rate.value:
        yield Doubt(why="same-wrong-answer", figure=same, said=most.said)
    if telling is not None and 0.1 < rate.value < 0.95 and _tells_nothing(telling, len(own)):
        yield Doubt(why="not-telling", figure=telling)
    by_variant: dict[int, list[bool]] = {}
    for one in own:
        by_variant.setdefault(one.variant, []).append(one.right)
    several = [some for some in by_variant.values() if len(some) >= VARIANT_FROM]
    rates = [sum(some) / len(some) for some in several]
    if len(rates) > 1 and max(rates) - min(rates) >= VARIANTS_APART and _differ(several):
        yield Doubt(why="variants-apart", figure=max(rates) - min(rates))


def _tells_nothing(telling: float, n: int) -> bool:
    """Whether a correlation is about none, and of `n` students one that tells well would not look so by chance (Fisher 1921)."""
    surely_below = tanh(atanh(max(telling, -0.999)) + ONE_IN_20 / sqrt(n - 3))
    return telling < NOT_TELLING and surely_below < TELLING_WELL


def _differ(several: Sequence[Sequence[bool]]) -> bool:
    """Whether rates differ by more than chance makes them once in a hundred: Pearson's χ², its quantile by Wilson & Hilferty (1931)."""
    rate = sum(map(sum, several)) / sum(map(len, several))
    squared = sum(len(some) * (sum(some) / len(some) - rate) ** 2 for some in several) / (rate * (1 - rate))
    part = 2 / (9 * (len(several) - 1))
    root: float = (squared / (len(several) - 1)) ** (1 / 3)
    return (root - (1 - part)) / sqrt(part) > ONE_IN_100
