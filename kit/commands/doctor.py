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
from kit.words import _, ngettext
from kit.work import free_space

STUDENT = ("jupyter-server", "notebook", "ipykernel", "ipywidgets", "anywidget", "jupytext", "msgspec")
TEACHER = ("nbgrader", "voila", "pandas", "sqlalchemy", "matplotlib")
ENOUGH = 500_000_000
"""Bytes; below this, saving may soon fail."""


def add(parser: argparse.ArgumentParser) -> None:
    """Nothing more to take."""


def run(_arguments: argparse.Namespace) -> int:
    """Print what was found; 1 where something needs a hand."""
    problems = 0
    for well, line in findings():
        problems += not well
        print(f"{'✓' if well else '!'} {line}")
    print(
        ngettext("{n} of these needs a hand.", "{n} of these need a hand.", problems).format(n=problems)
        if problems
        else _("All is well.")
    )
    return 1 if problems else 0


def findings() -> Iterator[tuple[bool, str]]:
    """What was found, as (is it well, a sentence)."""
    yield (
        sys.version_info >= (3, 11),
        _("Python {version} on {system} {machine}, {path}").format(
            version=platform.python_version(),
            system=platform.system(),
            machine=platform.machine(),
            path=sys.executable,
        ),
    )
    yield _packages(_("For students"), STUDENT)
    yield _packages(_("For teachers"), TEACHER)
    free = free_space(home())
    yield (
        free > ENOUGH,
        (
            _("{free:.1f} GB free where Trellis keeps its files ({folder})")
            if free > ENOUGH
            else _(
                "{free:.1f} GB free where Trellis keeps its files ({folder}). Make room before the next lesson."
            )
        ).format(free=free / 1e9, folder=home()),
    )
    there = next(path for path in (home(), *home().parents) if path.exists())
    yield (
        os.access(there, os.W_OK),
        _("{folder} can be written to").format(folder=there)
        if os.access(there, os.W_OK)
        else _("{folder} cannot be written to. Set TRELLIS_HOME to a folder of your own.").format(
            folder=there
        ),
    )
    try:
        with hold_port(None) as held:
            port = held.getsockname()[1]
        yield (
            True,
            (
                _("Port {port} is free")
                if port == FIRST_PORT
                else _("Port {port} is free ({taken} is taken; that is no problem)")
            ).format(port=port, taken=FIRST_PORT),
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
    nothing = _("nothing")
    line = f"{whom}: {', '.join(found) or nothing}"
    if not missing:
        return True, line
    return False, _(
        "{line}. Missing: {missing}; start Trellis with start.py to install what it needs."
    ).format(line=line, missing=", ".join(missing))
