"""A world for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grading.exchange.world import World


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own settings of nbgrader or Jupyter have a say."""
    for name in ("HOME", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        (tmp_path / "home" / name).mkdir(parents=True)
        monkeypatch.setenv(name, str(tmp_path / "home" / name))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A course and an exchange, nothing released."""
    (tmp_path / "exchange").mkdir()
    return World(tmp_path, tmp_path / "exchange")


@pytest.fixture
def released(world: World) -> World:
    """The same, with ps1 released."""
    world.release()
    return world
