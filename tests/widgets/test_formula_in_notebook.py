"""An expression in a real notebook: the preview asks the kernel, and the journal keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from curriculum.evidence import Answered
from tests.browser import Server
from tests.widgets.notebooks import Lesson, press, status

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_formula_is_read_by_the_kernel_while_it_is_typed(
    page: Page, jupyter_server: Callable[..., Server]
) -> None:
    lesson = Lesson(page, jupyter_server(), "formula", "all-types", ['ask("expand-brackets")'], "zoo")
    lesson.open()
    lesson.run_all()
    exercise = lesson.exercise()
    box = exercise.get_by_role("textbox")

    box.press_sequentially("x^2/3")
    exercise.locator(".tx-read mfrac").wait_for()
    press(exercise, "Check")
    exercise.locator(".tx-feedback strong").get_by_text("Not yet.").wait_for()
    status(exercise, "Saved")

    lesson.close()
    assert [event.answer for event in lesson.events if isinstance(event, Answered)] == ["x^2/3"]
