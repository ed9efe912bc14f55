"""Answers from a file: a table with columns student, item, skill, correct, order; and how they are dealt out to a benchmark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

COLUMNS = ("student", "item", "skill", "correct", "order")
FOLDS = 5
CLASSES = 5
CLASS_SIZE = 30
ENOUGH = 8
"""Answers a student must have given to be in a class."""
MOST = 400

Codes = npt.NDArray[np.int64]


class Unusable(Exception):
    """The file is not a table of answers; the message says why."""


def read_answers(path: Path) -> pd.DataFrame:
    """The answers of a CSV file, plain or gzipped, sorted by (student, order), ties as they are in the file.

    `correct` is from 0 to 1. An answer without a student or without a result cannot be used and is left out; one without a skill is of the
    skill "none", one without an item is at an item of its skill's own; without an order, the file's own counts. Raises Unusable.
    """
    try:
        table = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise Unusable(f"{path} cannot be read as a CSV table: {error}") from error
    missing = [name for name in COLUMNS[:4] if name not in table]
    if missing:
        raise Unusable(f"{path} has no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}.")
    right = table["correct"]
    if right.dtype != bool and not pd.api.types.is_numeric_dtype(right):
        right = right.astype(str).str.strip().str.lower().replace({"true": "1", "false": "0"})
    table["correct"] = pd.to_numeric(right, errors="coerce").astype(float)
    table = table[table["student"].notna() & table["correct"].notna()].copy()
    if not table["correct"].between(0, 1).all():
        raise Unusable(f"{path} has results outside 0 to 1 in the column correct.")
    if table.empty:
        raise Unusable(f"{path} has no answer with a student and a result.")
    table["skill"] = table["skill"].astype(object).where(table["skill"].notna(), "none").astype(str)
    own = "skill:" + table["skill"]
    table["item"] = table["item"].astype(object).where(table["item"].notna(), own).astype(str)
    table["order"] = _order(table)
    if table["student"].dtype == object:
        table["student"] = table["student"].astype(str)
    return table.sort_values(["student", "order"], kind="stable", ignore_index=True)[list(COLUMNS)]


def _order(table: pd.DataFrame) -> pd.Series:
    """The column order as numbers: numbers or times as they are, otherwise the row in the file."""
    rows = pd.Series(np.arange(len(table)), index=table.index, dtype=float)
    if "order" not in table:
        return rows
    numbers = pd.to_numeric(table["order"], errors="coerce")
    if numbers.notna().all():
        return numbers
    times = pd.to_datetime(table["order"], errors="coerce", utc=True, format="mixed")
    return times.astype("int64") if times.notna().all() else rows


def folds(table: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """(answers of four fifths of the students, answers of the others), five times (protocol A)."""
    students = np.sort(table["student"].unique())
    permuted = np.random.RandomState(0).permutation(students)
    fold = table["student"].map(dict(zip(permuted, np.arange(len(permuted)) % FOLDS, strict=True)))
    for number in range(FOLDS):
        if (fold == number).any() and (fold != number).any():
            yield table[fold != number], table[fold == number]


def classes(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Five random classes of thirty, the first 400 answers of each student, in turns (protocol B)."""
    count = table["student"].value_counts()
    students = np.sort(count[count >= ENOUGH].index.to_numpy())
    if not len(students):
        raise Unusable(f"No student has {ENOUGH} answers or more.")
    for seed in range(CLASSES):
        chosen = np.random.RandomState(seed).choice(students, min(CLASS_SIZE, len(students)), replace=False)
        own = table[table["student"].isin(chosen)]
        turn = own.groupby("student").cumcount()
        yield in_turns(own[turn < MOST])


def in_turns(table: pd.DataFrame) -> pd.DataFrame:
    """Everybody's first answer, then everybody's second, and so on; students in the order of their ids."""
    turn = table.groupby("student").cumcount()
    return table.assign(turn=turn).sort_values(["turn", "student"], kind="stable").drop(columns="turn")


def codes(*columns: pd.Series) -> Codes:
    """Whole numbers from 0 on for the combinations of values in `columns`."""
    found = pd.DataFrame(dict(enumerate(columns))).groupby([*range(len(columns))], sort=True).ngroup()
    return found.to_numpy(np.int64)
