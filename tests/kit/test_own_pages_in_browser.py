"""A student's own pages in a real browser: by keyboard alone, in English and in Arabic, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from carrying.journal import Journal, read_journal
from carrying.packs import open_lesson
from curriculum.asking import request
from curriculum.evidence import Aimed, Answered, Opened
from curriculum.steps import ROUNDS
from kit.goal import all_events
from tests.browser import violations
from tests.keyboard import press, tab_to
from tests.kit.places import Served, serve, study_with_lessons

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from carrying.study import Study

pytestmark = pytest.mark.browser

PAGES = ("home", "path", "returned", "me")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A student who has begun one of two lessons."""
    made = study_with_lessons(tmp_path_factory.mktemp("own") / "study")
    journal = Journal(open_lesson(made, "halving").parent, "halving", made)
    journal.append(Opened)
    for number in range(3):
        journal.append(
            Answered, place="first", item="half-of", variant=number, attempt=1, answer="4", score=1.0
        )
    return made


@pytest.fixture(scope="module")
def served(study: Study) -> Iterator[Served]:
    """The student's server."""
    server = serve("study", study.folder, ["study"], study.folder.parent)
    yield server
    server.stop()


def test_home_by_keyboard_alone(study: Study, served: Served, page: Page) -> None:
    page.goto(served.url("/trellis/home"))
    # A goal.
    press(page, page.get_by_text("Set a goal"))
    tab_to(page, page.get_by_label("or in your own words"))
    page.keyboard.type("I help Tomas.")
    press(page, page.get_by_role("button", name="This is my goal"))
    page.get_by_role("region", name="My goal for this week").get_by_text("I help Tomas.").wait_for()
    assert [event.words for event in all_events(study) if isinstance(event, Aimed)] == ["I help Tomas."]
    press(page, page.get_by_role("button", name="I did it"))
    page.get_by_text("✓ reached").wait_for()
    # A word to the teacher, and taking it back.
    tab_to(page, page.get_by_label("What is it about?"))
    page.keyboard.type("Halv")
    tab_to(page, page.get_by_label("Do you want to say more?"))
    page.keyboard.type("I mix them up.")
    press(page, page.get_by_role("button", name="Please talk to me"))
    page.get_by_text("Your teacher will see this when you hand in.").wait_for()
    asked = request(read_journal(study.lesson(ROUNDS) / "journal.jsonl"))
    assert asked is not None
    assert (asked.words, asked.place.partition("/")[2]) == ("I mix them up.", "halving")
    assert violations(page, "html") == []
    press(page, page.get_by_role("button", name="I am fine now"))
    page.get_by_role("button", name="Please talk to me").wait_for()
    assert request(read_journal(study.lesson(ROUNDS) / "journal.jsonl")) is None
    # Another way than the suggested one.
    press(page, page.get_by_role("link", name="Do this instead").first)
    page.wait_for_url(lambda url: "/trellis/home" not in url)


def test_the_path_is_a_map_and_the_same_as_a_list_by_keyboard(served: Served, page: Page) -> None:
    page.goto(served.url("/trellis/home"))
    press(page, page.get_by_role("link", name="My path"))
    page.get_by_role("heading", name="My path", level=1).wait_for()
    drawn = page.locator("svg.map a title").all_text_contents()
    listed = [
        f"{row.locator('summary [dir]').inner_text()}: {row.locator('summary .tag').inner_text()}"
        for row in page.locator(".skills > li").all()
    ]
    assert drawn == listed
    assert [line.split(": ")[0] for line in listed] == ["Doubles", "Halves"]
    press(page, page.locator(".skills summary").last)
    page.get_by_text("You got 3 of your last 3 questions right at the first try, last today.").wait_for()
    press(page, page.get_by_role("link", name="Work on this"))
    page.wait_for_url(lambda url: "/trellis/path" not in url)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_and_nothing_hangs_over_the_edge(
    language: str, served: Served, browser: Browser
) -> None:
    context = browser.new_context(locale=language, reduced_motion="reduce")
    tab = context.new_page()
    try:
        for width in (1366, 360):
            tab.set_viewport_size({"width": width, "height": 768})
            for name in PAGES:
                tab.goto(served.url(f"/trellis/{name}"))
                root = tab.locator("html")
                expected = ("ar", "rtl") if language == "ar" else ("en", "ltr")
                assert (root.get_attribute("lang"), root.get_attribute("dir")) == expected
                assert violations(tab, "html") == [], (name, width)
                assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (name, width)
        if language == "ar":
            tab.goto(served.url("/trellis/home"))
            assert tab.get_by_role("button", name="تسليم", exact=True).count() == 1
            assert tab.get_by_role("link", name="مساري").count() == 1
    finally:
        context.close()


def test_the_first_screen_holds_the_next_step_the_alternatives_and_the_hand_in(
    served: Served, page: Page
) -> None:
    page.goto(served.url("/trellis/home"))
    for what in (
        page.get_by_role("heading", level=1),
        page.locator(".button.primary"),
        page.get_by_role("link", name="Do this instead").first,
        page.get_by_role("link", name="Hand in my work"),
        page.get_by_role("heading", name="My goal for this week"),
    ):
        box = what.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 768, what


def test_what_was_typed_is_kept_where_it_cannot_be_sent_or_is_refused(served: Served, page: Page) -> None:
    page.goto(served.url("/trellis/home"))
    form = page.locator("form[action$='/trellis/hand-in']")
    form.get_by_role("textbox").fill("/no/such/stick")
    page.route("**/api/status", lambda route: route.abort())
    form.get_by_role("button").click()
    form.get_by_role("alert").get_by_text("what you typed is still here").wait_for()
    page.unroute("**/api/status")
    form.get_by_role("button").click()
    page.get_by_text("Check that the stick is in").wait_for()
    page.get_by_role("link", name="Back").click()
    page.wait_for_function("document.querySelector('#to').value === '/no/such/stick'")
    page.goto(served.url("/trellis/home"))
    assert page.locator("#to").input_value() == ""
