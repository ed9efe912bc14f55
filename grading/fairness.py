"""Fairness: whether the estimates, the path and the questions treat groups of students alike, as far as their work can say.

Only on request, by a column of the roster that the teacher names; a group of fewer than ten students is never shown. docs/fairness.md says
in plain words what each number can and cannot say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import erfc, isnan, sqrt

import msgspec
import numpy as np

from curriculum.mastery import RIGHT, Difficulties, Learner, Seen
from grading.comparing import Bools, Floats, auc, calibration_error, mantel_haenszel
from grading.paths import StudentWork
from grading.words import _, ngettext

SMALLEST = 10
"""A smaller group is not shown: a number would speak of persons."""
PERMUTATIONS = 300
BANDS = 4
"""Bands of like students within which an item is compared."""


class FairnessFault(Exception):
    """There is nothing to compare; the message says why."""


class Prediction(msgspec.Struct, frozen=True):
    """A first answer: whose, to which item, the chance estimated before it, and whether it was right."""

    student: str
    item: str
    chance: float
    right: bool


class GroupFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One group. All about first answers: `estimated` and `right` are means, `ece` the calibration error over ten bins.

    `auc`: of two answers, one right and one not, the chance that the right one had the higher estimate; `null` is where 95 of 100
    equally large groups drawn at random lie, `p` how often they lie as far out. NaN where it cannot be said. The rest are shares of
    the group's students: offered or doing stretch work, with an override, having asked for help, having had a talk.
    """

    group: str
    students: int
    answers: int
    estimated: float
    right: float
    ece: float
    auc: float
    null: tuple[float, float]
    p: float
    stretch: float
    overrides: float
    asked: float
    talked: float


class ItemFigures(msgspec.Struct, frozen=True, kw_only=True):
    """An item compared between a group and the others, among like students (Mantel & Haenszel 1959; Holland & Thayer 1988).

    `odds` is the others' odds of a right answer over the group's; `delta` = −2.35·ln odds, on the scale where negative means harder for
    the group than for like students. `size` is where ETS draws its lines on `delta`: A negligible, B slight to moderate, C large (of C, ETS
    also asks that it be surely beyond B's line); of all that are not A, at most one in twenty is so by chance (Benjamini & Hochberg 1995).
    """

    item: str
    group: str
    answers: int
    odds: float
    delta: float
    chi2: float
    p: float
    size: str = "A"


class Fairness(msgspec.Struct, frozen=True, kw_only=True):
    """The comparison by one column. `hidden` are groups too small to be shown, and how many students are in none."""

    column: str
    groups: tuple[GroupFigures, ...]
    items: tuple[ItemFigures, ...]
    hidden: int
    without: int


def fairness(
    work: Mapping[str, StudentWork],
    groups: Mapping[str, str],
    column: str,
    difficulties: Difficulties,
    talked: frozenset[str] = frozenset(),
    seed: int = 0,
) -> Fairness:
    """Compare the groups that `groups` (student → group) puts the students into; `talked` are students with a check-in.

    Raises FairnessFault where fewer than two groups are large enough.
    """
    named = {student: group for student in work if (group := groups.get(student, "").strip())}
    sizes = Counter(named.values())
    shown = sorted(group for group, size in sizes.items() if size >= SMALLEST)
    if len(shown) < 2:
        raise FairnessFault(
            _(
                "By “{column}” there are not two groups of at least {n} students, so nothing is "
                "shown: in smaller groups a number speaks of persons, and chance decides it."
            ).format(column=column, n=SMALLEST)
        )
    made = {student: predictions(student, work[student].seen, difficulties) for student in named}
    return Fairness(
        column=column,
        groups=tuple(_group(group, named, made, work, talked, seed) for group in shown),
        items=tuple(
            sorted(
                _sized([one for group in shown for one in _items(group, named, made)]),
                key=lambda one: -abs(one.delta),
            )
        ),
        hidden=sum(size < SMALLEST for size in sizes.values()),
        without=len(work) - len(named),
    )


def predictions(student: str, seen: Sequence[Seen], difficulties: Difficulties) -> list[Prediction]:
    """Every first answer with the chance that was estimated before it, from the student's earlier answers only."""
    learner = Learner(difficulties)
    found = []
    for one in seen:
        if one.attempt == 1:
            chance = learner.chance_at(one.item, one.skill, one.difficulty)
            found.append(Prediction(student, one.item, chance, one.score >= RIGHT))
        learner.learn(one)
    return found


def _group(
    group: str,
    named: Mapping[str, str],
    made: Mapping[str, Sequence[Prediction]],
    work: Mapping[str, StudentWork],
    talked: frozenset[str],
    seed: int,
) -> GroupFigures:
    order = sorted(named)
    own = [student for student in order if named[student] == group]
    chances, rights = _arrays([one for student in own for one in made[student]])
    low, high, p = _null(group, named, made, auc(chances, rights), seed)

    def share(holds: Sequence[bool]) -> float:
        return sum(holds) / len(own)

    return GroupFigures(
        group=group,
        students=len(own),
        answers=chances.size,
        estimated=float(chances.mean()) if chances.size else float("nan"),
        right=float(rights.mean()) if rights.size else float("nan"),
        ece=calibration_error(chances, rights),
        auc=auc(chances, rights),
        null=(low, high),
        p=p,
        stretch=share([_stretches(work[student]) for student in own]),
        overrides=share([bool(work[student].overrides) for student in own]),
        asked=share([_asked(work[student]) for student in own]),
        talked=share([student in talked for student in own]),
    )


def _arrays(made: Sequence[Prediction]) -> tuple[Floats, Bools]:
    return np.array([one.chance for one in made], dtype=float), np.array(
        [one.right for one in made], dtype=bool
    )


def _null(
    group: str, named: Mapping[str, str], made: Mapping[str, Sequence[Prediction]], found: float, seed: int
) -> tuple[float, float, float]:
    """Where the AUC of as many students drawn at random lies, and how often as far from its middle as the group's.

    Students are drawn, not answers: the answers of one student hang together.
    """
    order = sorted(named)
    whose = np.concatenate([np.full(len(made[student]), at) for at, student in enumerate(order)]).astype(int)
    chances, rights = _arrays([one for student in order for one in made[student]])
    size = sum(named[student] == group for student in order)
    draw = np.random.default_rng(seed)
    drawn = []
    for _drawn in range(PERMUTATIONS):
        inside = np.zeros(len(order), dtype=bool)
        inside[draw.permutation(len(order))[:size]] = True
        chosen = inside[whose]
        drawn.append(auc(chances[chosen], rights[chosen]))
    null = np.array([one for one in drawn if not isnan(one)])
    if not null.size or isnan(found):
        return float("nan"), float("nan"), float("nan")
    middle = float(np.median(null))
    further = int((np.abs(null - middle) >= abs(found - middle)).sum())
    low, high = np.quantile(null, [0.025, 0.975])
    return float(low), float(high), (1 + further) / (1 + null.size)


def _items(
    group: str, named: Mapping[str, str], made: Mapping[str, Sequence[Prediction]]
) -> list[ItemFigures]:
    """Each item's first answers, the group's against the others', within bands of students with like results on all other items."""
    first: dict[str, dict[str, bool]] = {}
    for student in sorted(named):
        own: dict[str, bool] = {}
        for one in made[student]:
            own.setdefault(one.item, one.right)
        for item, right in own.items():
            first.setdefault(item, {})[student] = right
    total = {student: (sum(one.right for one in own), len(own)) for student, own in made.items()}
    found = []
    for item, answers in sorted(first.items()):
        ours = sum(named[student] == group for student in answers)
        if ours < SMALLEST or len(answers) - ours < SMALLEST:
            continue
        rest = np.array([(total[s][0] - answers[s]) / max(1, total[s][1] - 1) for s in answers], dtype=float)
        band = np.searchsorted(np.quantile(rest, np.linspace(0, 1, BANDS + 1)[1:-1]), rest, side="right")
        tables = np.zeros((BANDS, 2, 2))
        for at, (student, right) in enumerate(answers.items()):
            tables[band[at], int(named[student] == group), int(not right)] += 1
        odds, chi2 = mantel_haenszel(tables)
        if (
            isnan(odds) or odds == 0
        ):  # nobody right, or everybody, on one side: half an answer more in each cell (Haldane 1955)
            odds, _chi = mantel_haenszel(tables[tables.sum(axis=(1, 2)) > 0] + 0.5)
        delta = float(-2.35 * np.log(odds)) if odds > 0 else float("nan")
        if not isnan(delta):
            found.append(
                ItemFigures(
                    item=item,
                    group=group,
                    answers=len(answers),
                    odds=odds,
                    delta=delta,
                    chi2=chi2,
                    p=erfc(sqrt(chi2 / 2)) if chi2 > 0 else 1.0,
                )
            )
    return found


def _sized(items: Sequence[ItemFigures]) -> list[ItemFigures]:
    """The items with their sizes: by the size of delta, for those that stand out from so many comparisons."""
    order = sorted(items, key=lambda one: one.p)
    standing_out = max(
        (rank for rank, one in enumerate(order, 1) if one.p <= 0.05 * rank / len(order)), default=0
    )
    return [
        msgspec.structs.replace(
            one, size="C" if abs(one.delta) >= 1.5 else "B" if abs(one.delta) >= 1 else "A"
        )
        if rank < standing_out
        else one
        for rank, one in enumerate(order)
    ]


def _stretches(one: StudentWork) -> bool:
    return any(step.kind == "stretch" for step in one.path.steps) or any(
        progress.stretched for progress in one.progress.values()
    )


def _asked(one: StudentWork) -> bool:
    return one.lately.calls > 0


def in_words(found: Fairness, titles: Mapping[str, str]) -> str:
    """The comparison as plain text for a teacher; `titles` are what items may be called by."""
    lines = [
        _("By “{column}”, groups of at least {n} students:").format(column=found.column, n=SMALLEST),
        "",
    ]
    for one in found.groups:
        lines += [
            _("{group}. Students: {students}; first answers: {answers}.").format(
                group=one.group, students=one.students, answers=one.answers
            ),
            *(f"  {line}" for line in _figures(one)),
            "  "
            + _("Stretch work offered or done: {stretch:.0%}. A teacher's override: {overrides:.0%}.").format(
                stretch=one.stretch, overrides=one.overrides
            ),
            "  "
            + _("Asked for help: {asked:.0%}. Talked with: {talked:.0%}.").format(
                asked=one.asked, talked=one.talked
            ),
            "",
        ]
    odd = [item for item in found.items if item.size != "A"]
    lines.append(
        _("Questions that like students of a group find harder or easier: none stands out.")
        if not odd
        else _("Questions to look at: like students of a group find them harder or easier.")
    )
    for item in odd:
        sentence = (
            _("{name}: harder for {group} (delta {delta:+.1f}, {size}; {answers} answers)")
            if item.delta < 0
            else _("{name}: easier for {group} (delta {delta:+.1f}, {size}; {answers} answers)")
        )
        said = sentence.format(
            name=titles.get(item.item, item.item),
            group=item.group,
            delta=item.delta,
            size=item.size,
            answers=item.answers,
        )
        lines.append(f"  {said}")
    lines.append("")
    if found.hidden:
        lines.append(
            ngettext(
                "{n} smaller group is not shown.", "{n} smaller groups are not shown.", found.hidden
            ).format(n=found.hidden)
        )
    if found.without:
        lines.append(
            ngettext(
                "{n} student has no entry in this column.",
                "{n} students have no entry in this column.",
                found.without,
            ).format(n=found.without)
        )
    lines.append(
        _(
            "A difference is a question to ask, not an answer: docs/fairness.md says what each number "
            "can and cannot say."
        )
    )
    return "\n".join(lines)


def _figures(one: GroupFigures) -> Iterator[str]:
    """What there is to say of a group's answers: of none, nothing; and not of those that were all right, or none of them."""
    if one.answers:
        yield _gap(one)
        yield _("Within the group, estimates miss by {gap:.1f} points on average.").format(gap=100 * one.ece)
    if not isnan(one.auc):
        yield _("Right told from not right: {auc:.2f}.").format(auc=one.auc)
        yield _by_chance(one)


def _gap(one: GroupFigures) -> str:
    gap = one.estimated - one.right
    if abs(gap) < 0.02:
        sentence = _("Right at once {right:.0%}, estimated {estimated:.0%}: the estimates fit.")
    elif gap > 0:
        sentence = _(
            "Right at once {right:.0%}, estimated {estimated:.0%}: the estimates are {points:.0f} points too high."
        )
    else:
        sentence = _(
            "Right at once {right:.0%}, estimated {estimated:.0%}: the estimates are {points:.0f} points too low."
        )
    return sentence.format(right=one.right, estimated=one.estimated, points=100 * abs(gap))


def _by_chance(one: GroupFigures) -> str:
    sentence = (
        _("Groups drawn at random: {low:.2f} to {high:.2f}; as far out by chance: {p:.0%}.")
        if one.null[0] <= one.auc <= one.null[1] or isnan(one.p)
        else _(
            "Groups drawn at random: {low:.2f} to {high:.2f}; as far out by chance: {p:.0%}. This group is outside of that."
        )
    )
    return sentence.format(low=one.null[0], high=one.null[1], p=one.p)
