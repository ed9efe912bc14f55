"""“Who is learning here?” and the four pictures in a real browser: by keys alone, on any screen, for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from carrying.picture_pin import is_locked, lock
from carrying.profiles import learners, new_learner
from kit.launch import end
from kit.server import running
from tests.browser import violations, wait_until
from tests.keyboard import press, tab_to
from tests.kit.places import Served, serve, study_with_lessons

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
MINE = ("fish", "star", "tree", "star")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The first page of a machine with two students: Amina, and Ben, whose page is locked."""
    root = tmp_path_factory.mktemp("machine")
    study_with_lessons(root / "study").rename("Amina")
    ben = study_with_lessons(new_learner(root, "tiny", "Ben", "boat").folder)
    lock(ben.folder, MINE)
    server = serve("choose", root, [], root)
    yield server
    for one in learners(root):
        ready = running(one.folder, "study")
        if ready is not None:
            end(ready)
    server.stop()


def press_pictures(page: Page, pictures: tuple[str, ...]) -> None:
    """Press them by keys, each when the page says that the one before has arrived."""
    for number, one in enumerate(pictures):
        page.get_by_text(f"{number} of 4 pressed.").wait_for()
        press(page, page.get_by_role("button", name=one))


PAGES = ["/trellis/who", "/trellis/who/new", "/trellis/who/2", "/trellis/who/2/forgot"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_hangs_over_the_edge(machine: Served, scheme: str, page: Page) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for address in PAGES:
        page.goto(machine.url(address))
        assert violations(page, "html") == []
        for width in (320, 1366):
            page.set_viewport_size({"width": width, "height": 768})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


@pytest.mark.parametrize("address", ["/trellis/me", "/trellis/me/pictures"])
def test_axe_finds_nothing_on_the_students_own_side(study_server: Served, address: str, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 768})
    page.goto(study_server.url(address))
    assert violations(page, "html") == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_by_keys_alone_from_the_choice_through_the_pictures_and_back(machine: Served, page: Page) -> None:
    page.goto(machine.url("/trellis/"))
    press(page, page.get_by_role("button", name="I am a student"))
    press(page, page.get_by_role("button", name="Ben"))
    press_pictures(page, ("sun", "sun", "sun", "sun"))
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").inner_text() == "These are not the four pictures. Try again."
    press_pictures(page, MINE)
    page.wait_for_url("**/trellis/home*", timeout=90_000)
    assert page.get_by_role("heading", level=1).inner_text().endswith(", Ben")
    press(page, page.get_by_role("button", name="Switch student"))
    page.get_by_role("heading", name="Who is learning here?").wait_for()
    wait_until(lambda: running(machine.folder / "study-2", "study") is None)


@pytest.mark.slow
def test_somebody_new_makes_a_place_by_keys_and_locks_it(machine: Served, page: Page) -> None:
    page.goto(machine.url("/trellis/who"))
    press(page, page.get_by_role("link", name="I am new here"))
    tab_to(page, page.get_by_label("What should we call you?"))
    page.keyboard.type("Zoë")
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="moon").is_checked()
    press(page, page.get_by_role("button", name="This is me"))
    page.wait_for_url("**/trellis/home*", timeout=90_000)
    assert page.get_by_role("heading", level=1).inner_text().endswith(", Zoë")
    press(page, page.get_by_role("link", name="About me"))
    press(page, page.get_by_role("link", name="Choose four pictures"))
    press_pictures(page, MINE)
    page.get_by_role("heading", name="Are these your pictures?").wait_for()
    assert violations(page, "html") == []
    press(page, page.get_by_role("button", name="Yes, lock my page with these"))
    page.get_by_text("Your page opens with your four pictures only.").wait_for()
    (zoe,) = [one for one in learners(machine.folder) if one.name == "Zoë"]
    assert is_locked(zoe.folder)
