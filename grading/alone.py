"""Alone: only one grading run at a time works in a folder; and small changes to one file, one after the other."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grading.words import _

LOCK = ".grading.lock"
TURN_S = 10.0
"""Seconds to wait for one's turn. A change takes a few hundredths."""


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
                _(
                    "Grading is going on already in {folder}. Wait until it is done, or stop it. Nothing "
                    "was changed."
                ).format(folder=folder)
            ) from error
        try:
            yield
        finally:
            lock.execute("ROLLBACK")


@contextmanager
def in_turn(file: Path) -> Iterator[None]:
    """Wait until no other program changes `file`, then keep the others waiting: for reading a file and writing it anew.

    Where there is no lock to be had, as in a folder that cannot be written, it goes on without; the writing then says what is wrong.
    """
    with contextlib.ExitStack() as held:
        with contextlib.suppress(sqlite3.OperationalError):
            path = file.with_name(f".{file.name}.lock")
            lock = held.enter_context(
                contextlib.closing(sqlite3.connect(path, timeout=TURN_S, isolation_level=None))
            )
            lock.execute("BEGIN EXCLUSIVE")
        yield
