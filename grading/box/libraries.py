"""Which libraries some code imports, of those that a warm process can have ready before it forks a box."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

WARM = {"numpy": "numpy", "pandas": "pandas", "matplotlib": "matplotlib.pyplot", "widgets": "widgets"}
"""By the name that is imported, what is loaded. Each costs a box that imports it by itself a tenth of a second or more."""

OFTEN = 2
"""How many of a class's notebooks have to import a library for it to be made ready."""

_IN_CODE = re.compile(r"^\s*(?:import|from)\s+([A-Za-z_]\w*)", re.MULTILINE)
_IN_FILE = re.compile(rb'(?:"|\\n)\s*(?:import|from)\s+([A-Za-z_]\w*)')


def libraries_of(sources: Iterable[str]) -> tuple[str, ...]:
    """What these cells import."""
    return _warm({name for source in sources for name in _IN_CODE.findall(source)})


def libraries_in(paths: Iterable[Path], often: int = OFTEN) -> tuple[str, ...]:
    """What at least `often` of these notebooks import, as their files read; those that cannot be read import nothing."""
    times: Counter[str] = Counter()
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError:
            continue
        times.update({name.decode() for name in _IN_FILE.findall(data)} & WARM.keys())
    return _warm({name for name, count in times.items() if count >= often})


def _warm(names: set[str]) -> tuple[str, ...]:
    return tuple(WARM[name] for name in sorted(names & WARM.keys()))
