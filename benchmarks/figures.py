"""What every benchmark of the project shares: `--json` prints one JSON object, otherwise the same figures as lines."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping

Figure = float | int | str | bool


def run(measure: Callable[[], Mapping[str, Figure]], about: str, units: Mapping[str, str]) -> None:
    """Measure once and print. `units` says in words what each figure is."""
    parser = argparse.ArgumentParser(description=about)
    add_json(parser)
    wanted = parser.parse_args()
    show(measure(), units, as_json=wanted.json)


def add_json(parser: argparse.ArgumentParser) -> None:
    """The option that every benchmark has."""
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def show(figures: Mapping[str, Figure], units: Mapping[str, str], *, as_json: bool) -> None:
    """Print figures."""
    if as_json:
        print(json.dumps(figures))
        return
    width = max(28, *(len(name) for name in figures))
    for name, figure in figures.items():
        print(f"{name:>{width}}  {figure!s:<10}  {units[name]}")
