"""The teacher's desk in a real browser: the first day by keys alone, and every page of it legible in English and in Arabic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carrying.bundle import read_bundle
from carrying.handin import hand_in
from carrying.packs import open_lesson, take_pack
from carrying.study import open_study
from grading.class_folder import new_class
from grading.class_keys import make_keys
from grading.records import Records
from grading.replies import take_down
from grading.roster import add_student
from tests.browser import PATIENCE_MS, violations
from tests.keyboard import press, tab_to
from tests.kit.places import Served, serve
from tests.tiny import write_course

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDS = "seven quiet rivers"
DESK = ("desk", "desk/students", "desk/lessons", "desk/families", "desk/data", "desk/classes", "desk/machine")


def write(page: Page, field: Locator, text: str) -> None:
    """Tab to a field and type."""
    tab_to(page, field)
    page.keyboard.insert_text(text)


def done(page: Page) -> str:
    """Wait until the job in hand is done, and put its outcome away; what it said."""
    read = page.get_by_role("button", name="I have read this")
    read.wait_for()
    said = page.locator("#job [role=status]").inner_text()
    press(page, read)
    return said


def ticks(page: Page) -> str:
    """How many steps of the first day are done, as the guide says."""
    return page.locator(".guide .spread span").inner_text()


def test_the_first_day_by_keys_alone(page: Page, tmp_path: Path) -> None:
    home, stick = tmp_path / "home", tmp_path / "stick"
    stick.mkdir()
    write_course(home / "courses" / "tiny")
    server = serve("teach", home / "class", ["review"], home)
    try:
        page.goto(server.url("/trellis/desk"))
        write(page, page.get_by_label("What do you call it?"), "7b")
        tab_to(page, page.get_by_label("Which course?"))
        page.keyboard.type("Tiny")
        write(page, page.get_by_label("A passphrase for the class"), WORDS)
        write(page, page.get_by_label("The same again"), WORDS)
        press(page, page.get_by_role("button", name="Make the class"))
        press(page, page.get_by_role("button", name="I have it on paper: to my desk"))
        assert ticks(page) == "2 of 9 done"
        assert page.get_by_text("The class is open").is_visible()
        assert violations(page, "html") == []

        press(page, page.get_by_role("link", name="Bring in your students"))
        write(page, page.get_by_label("One name a line"), "Amina Diallo\nتوم")
        press(page, page.get_by_role("button", name="Add", exact=True))
        press(page, page.get_by_role("button", name="Make the cards"))
        page.get_by_text("2 cards · 1 page").wait_for()
        press(page, page.get_by_role("link", name="Back", exact=True))
        press(page, page.get_by_role("link", name="Today"))
        assert ticks(page) == "4 of 9 done"

        press(page, page.get_by_role("link", name="Make the lessons ready"))
        write(page, page.get_by_label("Copy the file for students to"), str(stick))
        press(page, page.get_by_role("button", name="Hand out"))
        assert done(page).startswith("✓ 2 lessons released.")
        press(page, page.get_by_role("link", name="Today"))
        assert ticks(page) == "6 of 9 done"

        study = open_study(tmp_path / "study", "tiny")
        take_pack(study, read_bundle(next(stick.iterdir())))
        open_lesson(study, "halving")
        hand_in(study, stick)

        press(page, page.get_by_role("button", name="Close the class"))
        write(page, page.get_by_label("Collect from"), str(stick))
        press(page, page.get_by_role("button", name="Collect", exact=True))
        write(page, page.get_by_label("Passphrase of the class"), "seven loud rivers")
        press(page, page.get_by_role("button", name="Open", exact=True))
        assert "That did not open the class." in page.locator("main").inner_text()
        assert violations(page, "html") == []
        write(page, page.get_by_label("Passphrase of the class"), WORDS)
        press(page, page.get_by_role("button", name="Open", exact=True))
        assert done(page).startswith("✓ 1 new hand-in collected.")
        assert page.get_by_role("heading", name="Your first day").count() == 0, "nine of nine: the guide goes"
        assert page.get_by_role("heading", name="Next: grade").is_visible()
    finally:
        server.stop()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A teacher's server with a class of two students and a family that would like to talk."""
    home = tmp_path_factory.mktemp("desk")
    folder = make_keys(new_class(home / "class", "7b", write_course(home / "course")), WORDS).folder
    student = add_student(folder.roster, "Amina Diallo")
    add_student(folder.roster, "توم")
    with Records(folder.records_url) as records:
        take_down(records, student, "Could we meet?", talk=True)
    served = serve("teach", folder.root, ["review"], home)
    yield served
    served.stop()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_of_the_desk_is_whole(desk: Served, browser: Browser, language: str) -> None:
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale=language, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(desk.url("/trellis/desk/students"))
    student = page.locator("a[href*='desk/student?student=']").first.get_attribute("href")
    assert student is not None
    for address in (*(f"/trellis/{one}" for one in DESK), student, "/trellis/desk/recover"):
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(desk.ready.address + address)
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        assert page.locator("h1").count() == 1, address
        assert violations(page, "html") == [], address
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, .button:not(.skip), select, input:not([type=hidden])")]
            .filter((one) => one.checkVisibility())
            .map((one) => [one.outerHTML.slice(0, 80), (one.closest("label.option, label.tick") || one).getBoundingClientRect()])
            .filter(([_, box]) => box.height < 44 || box.width < 44).map(([html]) => html)"""
        )
        assert small == [], address
        page.set_viewport_size({"width": 320, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
    context.close()


def test_a_family_that_would_like_to_talk_stands_on_the_desk_until_you_have_talked(
    desk: Served, page: Page
) -> None:
    page.goto(desk.url("/trellis/desk"))
    card = page.locator("section", has=page.get_by_role("heading", name="These families would like to talk"))
    assert "this family would like to talk" in card.inner_text()
    assert "Could we meet?" in card.inner_text()
    card.get_by_role("button", name="We have talked").click()
    page.get_by_role("heading", name="Three to talk to today").wait_for()
    assert card.count() == 0
