"""What every benchmark of the project shares: `--json` prints one JSON object, otherwise the same figures as lines."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping

Figure = float | int | str | bool


def run(measure: Callable[[], Mapping[str, Figure]], about: str, units: Mapping[str, str]) -> None:
    """Measure once and print. `units` says in words what each figure is."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    wanted = parser.parse_args()
    figures = measure()
    if wanted.json:
        print(json.dumps(figures))
        return
    for name, figure in figures.items():
        print(f"{name:>28}  {figure:<10}  {units[name]}")
