"""How well answers are predicted: `python -m benchmarks.mastery DATA.csv[.gz] [--protocol A|B] [--json]`.

The file has the columns student, item, skill, correct, order. Protocol A: items, skills and weights learned from four fifths of the
students and frozen, each of the others predicted from the own past alone; five folds. Protocol B: five random classes of thirty, nothing
learned before, everybody's answers in turns, each predicted before it is learned from. Figures are means over folds or classes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from benchmarks.figures import add_json
from benchmarks.responses import Unusable, classes, folds, read_answers
from benchmarks.rivals import RIVALS, Chances, Rows
from curriculum.mastery import MASTERED, Learner, Seen, enough, typical
from grading.refit import Running, fit

BINS = 10
SMALLEST = 1e-6
MODELS = ("ours", *RIVALS)

Scores = dict[str, float]


def score(chances: Chances, correct: Chances) -> Scores:
    """AUC, log loss in nats, and the expected calibration error over ten bins, of chances of right answers."""
    right = correct >= 0.5
    chances = np.clip(chances, SMALLEST, 1 - SMALLEST)
    loss = -(correct * np.log(chances) + (1 - correct) * np.log(1 - chances)).mean()
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    error = sum(
        abs(chances[bins == one].sum() - correct[bins == one].sum()) / len(chances) for one in np.unique(bins)
    )
    auc = roc_auc_score(right, chances) if right.any() and not right.all() else 0.5
    return {"auc": float(auc), "log_loss": float(loss), "ece": float(error)}


def attempts(table: pd.DataFrame) -> Iterator[tuple[str, Seen]]:
    """The rows as (student, judged attempt)."""
    columns = (table[name] for name in ("student", "item", "skill", "correct"))
    for student, item, skill, correct in zip(*columns, strict=True):
        yield str(student), Seen(skill=skill, item=item, score=float(correct))


def ours_held_out(table: pd.DataFrame, train: Rows) -> Chances:
    """Difficulties and weights from the training students; every other student a fold over their own answers."""
    difficulties = fit(_by_student(table[train]))
    found: dict[str, list[float]] = {}
    for student, seen in _by_student(table[~train]).items():
        learner = Learner(difficulties)
        own = found[student] = []
        for one in seen:
            own.append(learner.chance_at(one.item, one.skill))
            learner.learn(one)
    chances = np.full(len(table), np.nan)
    chances[~train] = [chance for own in found.values() for chance in own]
    return chances


def _by_student(table: pd.DataFrame) -> dict[str, list[Seen]]:
    """Each student's attempts, students as they come in the table."""
    found: dict[str, list[Seen]] = {}
    for student, seen in attempts(table):
        found.setdefault(student, []).append(seen)
    return found


def ours_running(table: pd.DataFrame) -> Chances:
    """The shipped weights, the levels alone and weights refitted as the answers come; each counts by how well it has done so far."""
    running, chances = Running(), []
    for student, one in attempts(table):
        guess = running.guess(student, one)
        chances.append(running.chance(guess))
        running.learn(student, one, guess)
    return np.array(chances)


def mastery(tables: Iterable[pd.DataFrame]) -> dict[str, float | int]:
    """What happened after mastery was declared, from the past alone and with the weights shipped.

    `declared`: skills of students. `next_right`: how often the very next answer in the skill was right; `while_right`: the same of all
    answers given while it stood.
    """
    first: list[float] = []
    standing: list[float] = []
    for table in tables:
        running, past, known = Running(), dict[tuple[str, str], list[Seen]](), set[tuple[str, str]]()
        for student, one in attempts(table):
            own = past.setdefault((student, one.skill), [])
            if enough(own) and _typical(running, student, one.skill) >= MASTERED:
                standing.append(one.score)
                if (student, one.skill) not in known:
                    first.append(one.score)
                    known.add((student, one.skill))
            own.append(one)
            running.gauge.learn(student, one)
            running.memory(student).add(one.skill, one.item, one.score)
    rates = {"next_right": first, "while_right": standing}
    return {"declared": len(first)} | {
        name: round(float(np.mean(found)), 4) if found else 0.0 for name, found in rates.items()
    }


def _typical(running: Running, student: str, skill: str) -> float:
    return typical(
        running.gauge.levels(student),
        running.memory(student),
        skill,
        running.gauge.typical(skill),
        running.in_use,
    )


def protocol_a(table: pd.DataFrame, models: Collection[str] = MODELS) -> dict[str, Scores]:
    """The models' figures, means over the folds."""
    every = {"ours": ours_held_out} | {name: rival.held_out for name, rival in RIVALS.items()}
    ways = {name: every[name] for name in models}
    found: dict[str, list[Scores]] = {}
    for known, others in folds(table):
        train = np.arange(len(table)) < len(known)
        rows = pd.concat([known, others], ignore_index=True)
        for name, way in ways.items():
            found.setdefault(name, []).append(
                _timed(lambda way=way, rows=rows, train=train: way(rows, train)[~train], others)
            )
    return _means(found)


def protocol_b(table: pd.DataFrame, models: Collection[str] = MODELS) -> dict[str, Scores]:
    """The models' figures, means over the classes."""
    every = {"ours": ours_running} | {name: rival.running for name, rival in RIVALS.items()}
    ways = {name: every[name] for name in models}
    found: dict[str, list[Scores]] = {}
    for rows in classes(table):
        for name, way in ways.items():
            found.setdefault(name, []).append(_timed(lambda way=way, rows=rows: way(rows), rows))
    return _means(found)


def _timed(predict: Callable[[], Chances], rows: pd.DataFrame) -> Scores:
    begun = time.perf_counter()
    chances = predict()
    return {"fit_s": time.perf_counter() - begun} | score(chances, rows["correct"].to_numpy(float))


def _means(found: Mapping[str, list[Scores]]) -> dict[str, Scores]:
    names = ("auc", "log_loss", "ece", "fit_s")
    return {
        model: {name: round(float(np.mean([one[name] for one in runs])), 5) for name in names}
        for model, runs in found.items()
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="a CSV file, plain or gzipped")
    parser.add_argument("--protocol", choices=["A", "B"], default="B")
    add_json(parser)
    wanted = parser.parse_args(arguments)
    try:
        table = read_answers(wanted.data)
        models = protocol_a(table) if wanted.protocol == "A" else protocol_b(table)
        after = mastery(classes(table))
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2
    if wanted.json:
        print(json.dumps({"protocol": wanted.protocol, "models": models, "mastery": after}))
        return 0
    print(
        f"Protocol {wanted.protocol}: {len(table)} answers, {table['student'].nunique()} students, "
        f"{table['item'].nunique()} items, {table['skill'].nunique()} skills, {table['correct'].mean():.2f} right"
    )
    print(f"{'':>10}  {'log loss':>8}  {'AUC':>6}  {'ECE':>6}  {'s':>7}")
    for name, found in models.items():
        print(
            f"{name:>10}  {found['log_loss']:8.4f}  {found['auc']:6.4f}  {found['ece']:6.4f}  {found['fit_s']:7.2f}"
        )
    print(
        f"Mastery declared {after['declared']} times; the next answer was right {after['next_right']:.1%}, all answers while it "
        f"stood {after['while_right']:.1%}."
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
