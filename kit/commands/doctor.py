"""`trellis doctor`: what this installation is, and whether it is well."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from kit.places import home
from kit.server import FIRST_PORT, hold_port
from kit.stop import Stop
from kit.work import free_space

STUDENT = ("jupyter-server", "notebook", "ipykernel", "ipywidgets", "anywidget", "jupytext", "msgspec")
TEACHER = ("nbgrader", "voila", "pandas", "sqlalchemy", "matplotlib")
ENOUGH = 500_000_000
"""Bytes; below this, saving may soon fail."""


def add(parser: argparse.ArgumentParser) -> None:
    """Nothing more to take."""


def run(_: argparse.Namespace) -> int:
    """Print what was found; 1 where something needs a hand."""
    problems = 0
    for well, line in findings():
        problems += not well
        print(f"{'✓' if well else '!'} {line}")
    print("All is well." if not problems else f"{problems} of these need a hand.")
    return 1 if problems else 0


def findings() -> Iterator[tuple[bool, str]]:
    """What was found, as (is it well, a sentence)."""
    yield (
        sys.version_info >= (3, 11),
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, {sys.executable}",
    )
    yield _packages("For students", STUDENT)
    yield _packages("For teachers", TEACHER)
    free = free_space(home())
    yield (
        free > ENOUGH,
        f"{free / 1e9:.1f} GB free where Trellis keeps its files ({home()})"
        + ("" if free > ENOUGH else ". Make room before the next lesson."),
    )
    there = next(path for path in (home(), *home().parents) if path.exists())
    yield (
        os.access(there, os.W_OK),
        f"{there} can be written to"
        if os.access(there, os.W_OK)
        else f"{there} cannot be written to. Set TRELLIS_HOME to a folder of your own.",
    )
    try:
        with hold_port(None) as held:
            port = held.getsockname()[1]
        yield (
            True,
            f"Port {port} is free"
            + ("" if port == FIRST_PORT else f" ({FIRST_PORT} is taken; that is no problem)"),
        )
    except Stop as error:
        yield False, str(error)


def _packages(whom: str, names: tuple[str, ...]) -> tuple[bool, str]:
    found, missing = [], []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    line = f"{whom}: {', '.join(found) or 'nothing'}"
    return not missing, line + (
        f". Missing: {', '.join(missing)}; start Trellis with start.py to install what it needs."
        if missing
        else ""
    )
