"""Every item type in Arabic, with strong contrast, as a student who needs it sees it: mirrored, legible, and still."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carrying.accommodating import choose
from carrying.study import open_study
from curriculum.accommodations import Accommodations
from curriculum.language import speaking
from curriculum.releasing import release_lesson
from tests.browser import violations
from tests.widgets.stage import Stage
from tests.zoo import names, zoo

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEEDS = Accommodations(theme="contrast", size="large", spacing="wide", calm=True, read_aloud=True)


@pytest.fixture
def stage(page: Page, tmp_path: Path) -> Stage:
    """One question of every type, in Arabic around them; the lesson itself is English."""
    lesson = release_lesson(zoo(), "all-types", "salt")
    open_study(tmp_path, lesson.course)
    choose(tmp_path, NEEDS)
    first = {kind: name for name, kind in reversed(names()) if kind != "code"}
    page.set_viewport_size({"width": 1366, "height": 768})
    with speaking("ar"):
        return Stage(page, tmp_path, *first.values(), lesson=lesson)


def test_arabic_and_strong_contrast_have_no_fault_and_the_lesson_keeps_its_own_direction(
    stage: Stage, page: Page
) -> None:
    assert violations(page, "main") == []
    for name in stage.widgets:
        root = stage[name]
        assert root.evaluate("node => [node.lang, node.dir, getComputedStyle(node).direction]") == [
            "ar",
            "rtl",
            "rtl",
        ]
        assert root.locator(".tx-prose").first.evaluate(
            "node => [node.lang, getComputedStyle(node).direction]"
        ) == ["en", "ltr"]
        rtl = root.evaluate(
            "node => [...node.querySelectorAll('math, code, .tx-number, .tx-expression')]"
            ".filter(one => getComputedStyle(one).direction !== 'ltr').map(one => one.outerHTML.slice(0, 90))"
        )
        assert rtl == []
        # No word of ours is left in English, and nothing moves.
        said = root.evaluate(
            "node => [...node.querySelectorAll('button, .tx-ask, .tx-feel span')]"
            ".filter(one => !one.closest('[lang=en]')).map(one => one.innerText)"
        )
        assert not [text for text in said if any("a" <= letter <= "z" for letter in text.lower())], said
        assert root.evaluate(
            "node => [...node.querySelectorAll('*')].every(one => getComputedStyle(one).transitionDuration === '0s')"
        )
    shown = page.locator(".tx-language:visible")
    shown.first.wait_for()
    assert shown.count() == 1
    assert shown.inner_text().startswith("هذا بالإنجليزية")


def test_a_machine_in_forced_colours_and_without_motion_is_heard(stage: Stage, page: Page) -> None:
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    root = next(stage[name] for name in stage.widgets)
    assert page.evaluate(
        "matchMedia('(forced-colors: active)').matches && matchMedia('(prefers-reduced-motion: reduce)').matches"
    )
    assert root.locator(".button").first.evaluate("node => getComputedStyle(node).borderTopStyle") == "solid"
    option = root.locator(".tx-option input").first
    if option.count():
        option.check()
        assert (
            root.locator(".tx-option:has(:checked)").first.evaluate(
                "node => getComputedStyle(node).outlineStyle"
            )
            == "solid"
        )
    assert violations(page, "main") == []
