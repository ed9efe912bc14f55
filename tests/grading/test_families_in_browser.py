"""Families' pages in a browser: nothing wrong by axe, a page of paper for each in every language, and nothing over the edge of a phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from curriculum.course import COURSES, load_course
from curriculum.translation import load_translation
from grading.catalogues import LANGUAGES
from grading.family_page import family_page
from grading.pages.families import families_html
from tests.browser import violations
from tests.grading.test_family_page import NAME, TODAY, busy

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_one_page_each_on_paper_and_nothing_wrong_on_screen(page: Page, tmp_path: Path) -> None:
    course = load_course(COURSES / "data-detectives")
    pages = [
        family_page(
            busy(course),
            course,
            load_translation(course.folder, language),
            name=NAME[language],
            class_name="7b",
            language=language,
            today=TODAY,
        )
        for language in LANGUAGES
    ]
    file = tmp_path / "families.html"
    file.write_text(families_html(pages), encoding="utf-8")
    page.goto(file.as_uri())
    assert violations(page, "html") == []
    sheets = page.locator("article")
    assert [sheets.nth(n).get_attribute("dir") for n in range(4)] == ["ltr", "ltr", "ltr", "rtl"]
    # The bullets stand where reading begins: on the left of English, on the right of Arabic.
    for n, begins_left in ((0, True), (3, False)):
        line, sheet = sheets.nth(n).locator("li bdi").first.bounding_box(), sheets.nth(n).bounding_box()
        assert line
        assert sheet
        left, right = line["x"] - sheet["x"], sheet["x"] + sheet["width"] - line["x"] - line["width"]
        assert (left < right) is begins_left
    assert page.evaluate("() => document.fonts.check('16px \"Noto Naskh Arabic\"', 'سارة')")
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 4
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
