"""Boxes to try the walls from the inside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.box import isolation
from grading.box.scratch import Scratch
from grading.box.wire import Limits
from tests.grading.box.walls import Walls

ABIS = (1, 3, 0)
"""Landlock as the first kernels had it, as it was before it knew networks, and as it is here."""


@pytest.fixture(scope="session")
def walls() -> Iterator[Walls]:
    """Code in a box: `walls("print(1)").out`."""
    if problem := isolation.why_not("landlock"):
        pytest.fail(
            f"These tests need walls that this computer cannot put up. {problem} (-m 'not sandbox' leaves them out.)"
        )
    warm = Walls("curriculum.values", "zoneinfo")
    yield warm
    warm.close()


@pytest.fixture(scope="session")
def libraries() -> Iterator[Walls]:
    """The same with what lessons use loaded."""
    warm = Walls("numpy", "pandas", "matplotlib.pyplot", "sqlite3", "asyncio", "tempfile", "zoneinfo")
    yield warm
    warm.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A box's folder that is there before and after."""
    with Scratch(None, Limits()) as scratch:
        yield scratch.path
