"""Surveys in a real browser: by keys alone, legible in every light, and nothing for axe to find."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from carrying.journal import read_journal
from curriculum.evidence import Surveyed
from curriculum.surveys import question_ids
from grading.class_folder import open_class
from grading.records import Records
from grading.surveys import take_sheets
from tests.browser import violations
from tests.keyboard import press, tab_to
from tests.kit.places import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def holds_everywhere(page: Page, served: Served, address: str) -> None:
    for scheme, width in (("light", 1366), ("dark", 320)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 768})
        page.goto(served.url(address))
        assert violations(page, "html") == [], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


def test_a_student_answers_by_keys_alone(study_server: Served, page: Page) -> None:
    study_server.get("/trellis/lesson/halving")
    holds_everywhere(page, study_server, "/trellis/survey")
    page.goto(study_server.url("/trellis/home"))
    press(page, page.get_by_role("link", name="Answer them"))
    first = page.get_by_role("group", name="I like finding things out in this subject.")
    tab_to(page, first.get_by_role("radio", name="no", exact=True))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    press(page, page.get_by_role("button", name="Save my answers"))
    page.get_by_role("heading", name="Thank you").wait_for()
    journals = study_server.folder.glob("*/journal.jsonl")
    found = [event for path in journals for event in read_journal(path) if isinstance(event, Surveyed)]
    assert [(event.answers, event.named) for event in found] == [({"interest": 3}, False)]
    page.goto(study_server.url("/trellis/home"))
    assert page.get_by_role("link", name="Answer them").count() == 0, "asked again only after six weeks"


def test_a_teacher_takes_sheets_down_by_keys_alone(teach_server: Served, page: Page) -> None:
    klass = open_class(teach_server.folder)
    with Records(klass.records_url) as records:
        sheets: list[dict[str, object]] = [dict.fromkeys(question_ids("family"), 4)] * 4
        take_sheets(records, "family", sheets, date(2026, 11, 3))
    for address in ("surveys", "surveys/family", "surveys/teacher"):
        holds_everywhere(page, teach_server, f"/trellis/desk/{address}")
    page.goto(teach_server.url("/trellis/desk/surveys"))
    assert page.get_by_text("fewer than 5 answers, not shown").count() == 4
    page.goto(teach_server.url("/trellis/desk/surveys/family"))
    tab_to(page, page.get_by_label("Sheet 1: Understanding"))
    page.keyboard.type("5554")
    assert page.get_by_label("Sheet 2: Understanding").evaluate("field => field === document.activeElement")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("1")
    press(page, page.get_by_role("button", name="Keep these sheets"))
    page.get_by_text("1 sheet was taken down.").wait_for()
    rows = page.get_by_role("row", name="The page from school is easy to understand.")
    assert "80%" in rows.inner_text()
