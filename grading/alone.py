"""Alone: only one grading run at a time works in a folder."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = ".grading.lock"


class AlreadyGrading(Exception):
    """Another run is grading in this folder; the message is a sentence for the teacher."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other runs out of `folder`. Raises AlreadyGrading.

    The lock is one of SQLite's on an empty database: the same on every system, and gone with the process, however it ended.
    """
    with contextlib.closing(sqlite3.connect(folder / LOCK, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise AlreadyGrading(
                f"Grading is going on already in {folder}. Wait until it is done, or stop it. Nothing was changed."
            ) from error
        try:
            yield
        finally:
            lock.execute("ROLLBACK")
