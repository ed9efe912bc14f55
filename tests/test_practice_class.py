"""The practice class, played once for both: with no network at all; and a teacher's morning in it without a mouse.

The morning: open, see the three to talk to, read one, write a check-in, assign a step, print the home pages.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grading.class_folder import open_class
from grading.records import Records
from tests.browser import violations
from tests.keyboard import press, tab_to
from tests.kit.places import Served, serve
from tests.practice import Practice

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The first needs no browser, but a run of its own would play the class a second time.
pytestmark = [pytest.mark.browser, pytest.mark.sandbox, pytest.mark.slow]

SAID, STEP, WHY = "We folded a strip together.", "Draw two more strips.", "We need it on Thursday."


def test_the_demo_needs_no_network(practice: Practice) -> None:
    assert practice.seen["interfaces"] == ["lo"]
    assert not practice.seen["reached"]
    assert practice.seen["code"] == 0
    assert "Luis Ferreira" in practice.seen["page"]
    assert "Talk to" in practice.seen["page"]


def test_a_teachers_morning_by_keys_alone(practice: Practice, tmp_path: Path, page: Page) -> None:
    folder = tmp_path / "class"
    shutil.copytree(practice.class_folder, folder)  # others look at the practice class, too
    served = serve("teach", folder, ["review", "--class", folder], tmp_path / "home")
    try:
        morning(served, page)
    finally:
        served.stop()


def morning(served: Served, page: Page) -> None:
    """All of it, on the desk and the review pages."""
    page.goto(served.url("/trellis/desk"))
    page.wait_for_selector("#look li")
    three = page.locator("#look li")
    assert three.count() == 3
    name = three.first.locator("bdi").first.inner_text()
    press(page, three.first.get_by_role("link"))

    page.wait_for_selector("#timeline")
    assert page.inner_text("h1") == name
    student = re.search(r"student=(\w+)", page.url)
    assert student
    tab_to(page, page.locator("#check-in-text"))
    page.keyboard.type(SAID)
    tab_to(page, page.locator("#check-in-step"))
    page.keyboard.type(STEP)
    press(page, page.get_by_role("button", name="Save the check-in"))
    page.wait_for_selector("text=The check-in is saved.")
    page.wait_for_selector("#timeline")
    assert f"Agreed: {STEP}" in page.inner_text("#check-ins")

    press(page, page.locator("summary", has_text="Change the path"))
    tab_to(page, page.locator("#path-lesson"))
    page.keyboard.press("ArrowDown")
    lesson = page.input_value("#path-lesson")
    assert lesson
    tab_to(page, page.locator("#path-reason"))
    page.keyboard.type(WHY)
    press(page, page.get_by_role("button", name="Change the path"))
    page.wait_for_selector("text=The path is changed.")
    page.wait_for_selector("#timeline")
    with Records(open_class(served.folder).records_url) as records:
        talk = records.check_ins(student[1])[-1]
        assert (talk.text, talk.step) == (SAID, STEP)
        word = records.overrides(student[1])[-1]
        assert (word.action, word.lesson, word.reason) == ("assign", lesson, WHY)

    press(page, page.get_by_role("navigation", name="The way here").get_by_role("link", name="Desk"))
    page.wait_for_selector("#look")
    press(page, page.locator('a[href$="/trellis/desk/families"]').first)
    page.wait_for_selector("#pages")
    tab_to(page, page.locator('select[name="student"]').first)
    page.keyboard.type(name)
    press(page, page.get_by_role("button", name="Make the pages"))
    print_it = page.get_by_role("link", name="Open to print (PDF)")
    tab_to(page, print_it)
    assert violations(page, "main") == []
    printed = page.request.get(served.url(str(print_it.get_attribute("href"))))
    assert printed.body().startswith(b"%PDF-")
