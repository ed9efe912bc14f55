"""What every test may ask for by name, and the mark that a browser test gets without being asked."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

from tests.browser import browser, jupyter_server, page
from tests.practice import practice

__all__ = ["browser", "jupyter_server", "page", "practice", "root", "start"]

os.environ.setdefault(
    "TRELLIS_MEMORY", ""
)  # study folders are copied all the time here; tests/carrying/test_machine.py sets it
os.environ["TRELLIS_LANGUAGE"] = (
    "en"  # whatever the language of the machine that tests; those of languages set it
)
ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for a browser, so that `--quick` can leave it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT


@pytest.fixture
def start() -> ModuleType:
    """`start.py`, freshly loaded: it is a script beside the packages, not one of them."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
