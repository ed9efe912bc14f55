"""What is dragged, by a finger on a tablet: lines, partners, bars; and a chart that is tapped. One page for all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import PATIENCE_MS
from tests.keyboard import right_answer
from tests.mouse import Finger, give
from tests.widgets.notebooks import status
from tests.widgets.stage import Stage
from tests.zoo import zoo

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DRAGGED = ["larger-of-two", "count-evens", "same-share", "sketch-the-pets", "wettest-day"]


def test_what_is_dragged_is_dragged_by_a_finger_on_a_tablet(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 820, "height": 1180}, has_touch=True)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    on = Stage(page, tmp_path, *DRAGGED)
    finger = Finger(page)

    for item in DRAGGED:
        variant = on.widgets[item].exercise.variant
        assert variant is not None
        give(finger, on[item], variant, right_answer(zoo(), variant))
        status(on[item], "Saved")

    assert [[event.score for event in on.answers(item)] for item in DRAGGED] == [[1.0]] * len(DRAGGED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 820
    context.close()
