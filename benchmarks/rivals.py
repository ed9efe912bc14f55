"""What our estimate is measured against: the item's mean, PFA, tuned Elo, and logistic regression on counts.

Each rival has two functions. `held_out(table, train)`: learn from the rows where `train` is true, freeze what is about items and skills,
and give the chance of every row, each student's from the own past alone. `running(table)`: the chance of every row from the rows above.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from benchmarks.responses import codes

Chances = npt.NDArray[np.float64]
Rows = npt.NDArray[np.bool_]

PSEUDO = 4.0
"""Answers that a mean starts with."""
FIRST_FIT = 60
AGAIN = 1.5
"""A running regression is fitted again when there are half as many answers more than when it last was."""


class Rival(NamedTuple):
    """A way to predict."""

    held_out: Callable[[pd.DataFrame, Rows], Chances]
    running: Callable[[pd.DataFrame], Chances]


def mean_held_out(table: pd.DataFrame, train: Rows) -> Chances:
    """The mean of the item among the training students, drawn toward the overall mean."""
    known = table[train]
    overall = known["correct"].mean()
    found = known.groupby("item")["correct"].agg(["sum", "count"])
    mean = (found["sum"] + PSEUDO * overall) / (found["count"] + PSEUDO)
    return table["item"].map(mean).fillna(overall).to_numpy(float)


def mean_running(table: pd.DataFrame) -> Chances:
    """The mean of the item so far, drawn toward the overall mean so far."""
    right = table["correct"]
    rows = np.arange(len(table))
    overall = (right.cumsum() - right + PSEUDO * 0.65) / (rows + PSEUDO)
    own = table.groupby("item")["correct"]
    return ((own.cumsum() - right + PSEUDO * overall) / (own.cumcount() + PSEUDO)).to_numpy(float)


class _Elo:
    """Three levels (Pelánek 2016), rates tuned on public data."""

    def __init__(self) -> None:
        self.level: dict[object, float] = {}
        self.count: dict[object, int] = {}

    def row(self, student: object, item: object, skill: object, right: float, *, frozen: bool) -> float:
        """The chance of a right answer, before it is learned from; `frozen` keeps items and skills as they are."""
        keys = (("student", student), ("own", student, skill), ("skill", skill), ("item", item))
        who, own, about, what = (self.level.get(key, 0.0) for key in keys)
        chance = 1 / (1 + math.exp(-(math.log(0.65 / 0.35) + who + own - about - what)))
        rates = ((0.7, 0.05), (0.35, 0.05), (-0.25, 0.1), (-0.5, 0.1))
        for key, (rate, slowing) in list(zip(keys, rates, strict=True))[: 2 if frozen else 4]:
            count = self.count.get(key, 0)
            self.level[key] = self.level.get(key, 0.0) + rate / (1 + slowing * count) * (right - chance)
            self.count[key] = count + 1
        return chance


def elo_held_out(table: pd.DataFrame, train: Rows) -> Chances:
    """Elo with the difficulties of the training students, taken in turns."""
    elo = _Elo()
    turn = table.groupby("student").cumcount().to_numpy()
    columns = [table[name].to_numpy() for name in ("student", "item", "skill", "correct")]
    order = np.lexsort((np.arange(len(table)), turn))
    for row in order[train[order]]:
        elo.row(*(column[row] for column in columns), frozen=False)
    chances = np.full(len(table), np.nan)
    for row in np.flatnonzero(~train):
        chances[row] = elo.row(*(column[row] for column in columns), frozen=True)
    return chances


def elo_running(table: pd.DataFrame) -> Chances:
    """Elo as the answers come."""
    elo = _Elo()
    columns = (table[name] for name in ("student", "item", "skill", "correct"))
    return np.array([elo.row(*row, frozen=False) for row in zip(*columns, strict=True)])


def pfa_facts(table: pd.DataFrame) -> sparse.csr_matrix:
    """Performance factors (Pavlik et al. 2009): of each skill its ease, and the student's right and wrong answers in it so far."""
    own = table.groupby(["student", "skill"])["correct"]
    right = (own.cumsum() - table["correct"]).to_numpy(float)
    wrong = own.cumcount().to_numpy(float) - right
    skill = codes(table["skill"])
    return sparse.hstack([_hot(skill), _hot(skill, right), _hot(skill, wrong)]).tocsr()


def counts_facts(table: pd.DataFrame) -> sparse.csr_matrix:
    """Best-LR (Gervet et al. 2020): item and skill, and the logs of how many answers so far and how many right: overall, skill, item."""
    dense = []
    for by in (["student"], ["student", "skill"], ["student", "item"]):
        own = table.groupby(by)["correct"]
        dense += [np.log1p(own.cumsum() - table["correct"]), np.log1p(own.cumcount())]
    columns = np.column_stack([column.to_numpy(float) for column in dense])
    return sparse.hstack([_hot(codes(table["item"])), _hot(codes(table["skill"])), columns]).tocsr()


def _hot(of: npt.NDArray[np.int64], values: Chances | None = None) -> sparse.csr_matrix:
    values = np.ones(len(of)) if values is None else values
    return sparse.csr_matrix((values, (np.arange(len(of)), of)))


def regression(facts: Callable[[pd.DataFrame], sparse.csr_matrix]) -> Rival:
    """Logistic regression with scikit-learn's own ridge."""

    def held_out(table: pd.DataFrame, train: Rows) -> Chances:
        x = facts(table)
        return _fit(x[train], table["correct"].to_numpy()[train], x)

    def running(table: pd.DataFrame) -> Chances:
        x, right = facts(table), table["correct"].to_numpy()
        chances = np.full(len(table), 0.65)
        begin = FIRST_FIT
        while begin < len(table):
            end = max(begin + 1, int(begin * AGAIN))
            chances[begin:end] = _fit(x[:begin], right[:begin], x[begin:end])
            begin = end
        return chances

    return Rival(held_out, running)


def _fit(x: sparse.csr_matrix, score: Chances, of: sparse.csr_matrix) -> Chances:
    right = score >= 0.5
    if right.all() or not right.any():
        return np.full(of.shape[0], (right.sum() + 1) / (len(right) + 2))
    return LogisticRegression(max_iter=1000).fit(x, right).predict_proba(of)[:, 1]


RIVALS = {
    "elo": Rival(elo_held_out, elo_running),
    "pfa": regression(pfa_facts),
    "best_lr": regression(counts_facts),
    "item_mean": Rival(mean_held_out, mean_running),
}
