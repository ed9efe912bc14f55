"""What every test may ask for by name, and the mark that a browser test gets without being asked."""

from __future__ import annotations

import importlib.util
import os
import time
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

from tests.browser import browser, jupyter_server, page
from tests.practice import practice

__all__ = ["browser", "jupyter_server", "page", "practice", "root", "start"]

os.environ.setdefault(
    "TRELLIS_MEMORY", ""
)  # study folders are copied all the time here; tests/carrying/test_machine.py sets it
os.environ["TRELLIS_LANGUAGE"] = (
    "en"  # whatever the language of the machine that tests; those of languages set it
)
os.environ["TZ"] = "UTC"  # which day a moment falls on, wherever the machine that tests stands
if hasattr(time, "tzset"):  # not on Windows
    time.tzset()
ROOT = Path(__file__).resolve().parent.parent

# A busy machine is slow, and no property is about that. The rest is Hypothesis's own choice: with CI set, no luck either.
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


# The files that take longest though they hold few tests. In a run of several processes they begin first:
# one that begins last keeps everybody waiting.
LONG = (
    "tests/grading/test_hostile.py",
    "tests/test_start.py",
    "tests/grading/test_collect_faults.py",
    "tests/grading/conformance/test_scores.py",
    "tests/grading/conformance/test_same_as_nbgrader.py",
    "tests/grading/test_killed.py",
    "tests/grading/test_carrying_machine.py",
    "tests/benchmarks/test_grading.py",
    "tests/test_docs.py",
    "tests/kit/test_pages.py",
    # with a browser
    "tests/widgets/test_in_browser.py",
    "tests/kit/test_browser.py",
    "tests/grading/test_review_in_browser.py",
    "tests/test_practice_class.py",
    "tests/widgets/test_durability.py",
    "tests/kit/test_desk_in_browser.py",
    "tests/kit/test_who_in_browser.py",
    "tests/test_journey.py",
    "tests/widgets/test_every_type_by_hand.py",
    "tests/kit/test_drop_box_in_browser.py",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what asks for a browser, so that `--quick` can leave it out; put the longest files first where files are shared out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    if hasattr(config, "workerinput"):
        rank = {ROOT / name: -number for number, name in enumerate(reversed(LONG), 1)}
        tests = Counter(item.path for item in items)
        items.sort(key=lambda item: (rank.get(item.path, 0), -tests[item.path], item.path))


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
