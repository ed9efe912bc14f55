"""What a person sees of the kit's pages, in a real browser: legible, reachable by keyboard, and lessons that wake up by themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from carrying.journal import read_journal
from curriculum.evidence import Answered, Checked, Opened
from tests.browser import violations, wait_until
from tests.kit.places import Served, serve, study_with_lessons

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAGES = [
    ("study", "/trellis/home"),
    ("study", "/trellis/path"),
    ("study", "/trellis/me"),
    ("study", "/trellis/lesson/nowhere"),
    ("teach", "/trellis/desk"),
    ("choose", "/trellis/"),
]


@pytest.mark.parametrize(("role", "address"), PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    role: str, address: str, scheme: str, page: Page, request: pytest.FixtureRequest
) -> None:
    server: Served = request.getfixturevalue(f"{role}_server")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.goto(server.url(address))
    assert violations(page, "html") == []


@pytest.mark.parametrize(("role", "address"), PAGES)
@pytest.mark.parametrize("width", [320, 820, 1366])
def test_nothing_hangs_over_the_edge(
    role: str, address: str, width: int, page: Page, request: pytest.FixtureRequest
) -> None:
    server: Served = request.getfixturevalue(f"{role}_server")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(server.url(address))
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(("role", "address"), PAGES)
def test_every_control_is_large_enough(
    role: str, address: str, page: Page, request: pytest.FixtureRequest
) -> None:
    server: Served = request.getfixturevalue(f"{role}_server")
    page.goto(server.url(address))
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .button:not(.skip), .skills summary, .tabs a, select, input:not([type=hidden])")]
        .map((one) => (one.closest("label.option, label.tick") || one).getBoundingClientRect())
        .filter((box) => box.height < 44 || box.width < 44).length"""
    )
    assert small == 0


def test_a_page_is_whole_in_print_and_mirrored(study_server: Served, page: Page) -> None:
    page.goto(study_server.url("/trellis/path"))
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Close Trellis").is_visible()
    assert page.get_by_role("heading", name="My path").is_visible()
    page.emulate_media(media="screen")
    page.evaluate("document.documentElement.dir = 'rtl'")
    heading = page.get_by_role("heading", name="My path").bounding_box()
    assert heading is not None
    assert heading["x"] + heading["width"] > 1366 * 0.8


def test_the_home_page_is_told_in_words_and_lists(study_server: Served, page: Page) -> None:
    page.goto(study_server.url("/trellis/home"))
    assert page.locator("h1").count() == 1
    assert page.get_by_role("main").count() == 1
    assert page.locator(".button.primary").count() == 1
    page.get_by_role("link", name="My path").click()
    first = page.locator(".skills").first
    assert "open to start" in (first.text_content() or "") or "working on it" in (first.text_content() or "")


def test_the_keyboard_alone_leads_from_the_home_page_into_a_lesson(study_server: Served, page: Page) -> None:
    page.goto(study_server.url("/trellis/home"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    reached = []
    for _ in range(6):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.className + ' ' + document.activeElement.textContent")
        )
        if "primary" in reached[-1]:
            break
    assert "primary" in reached[-1], reached
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    page.wait_for_url("**/notebooks/**")


def test_the_chooser_leads_to_the_students_home(choose_server: Served, page: Page) -> None:
    page.goto(choose_server.url("/trellis/"))
    page.get_by_role("button", name="I am a student").press("Enter")
    page.wait_for_url("**/trellis/home*", timeout=90_000)
    assert page.get_by_role("heading", level=1).inner_text().startswith("Good ")


@pytest.mark.slow
def test_a_lesson_wakes_up_by_itself_and_again_when_its_kernel_dies(study_server: Served, page: Page) -> None:
    page.set_default_timeout(60_000)
    page.goto(study_server.url("/trellis/path"))
    page.get_by_role("link", name="Halving", exact=True).click()
    home = page.get_by_role("link", name="← My path")
    home.wait_for()
    answer = page.get_by_label("8", exact=True)
    answer.wait_for()
    assert (page.title(), page.locator("#jp-title").inner_text()) == (
        "Halving",
        "Halving",
    )  # not the file's name
    page.emulate_media(media="print")  # the whole lesson with its answers to choose from, and no bars
    assert answer.is_visible()
    assert not home.is_visible()
    assert page.evaluate(
        "document.documentElement.scrollHeight >= document.querySelector('.jp-Notebook').scrollHeight"
    )
    page.emulate_media(media="screen")
    path = study_server.folder / "halving" / "journal.jsonl"
    opened = sum(isinstance(event, Opened) for event in read_journal(path))
    assert opened >= 1

    (kernel,) = [
        one["kernel"]["id"]
        for one in json.loads(study_server.get("/api/sessions").text)
        if one["path"].startswith("halving")
    ]
    (process,) = [one for one in psutil.process_iter() if any(kernel in word for word in words_of(one))]
    process.kill()
    wait_until(lambda: sum(isinstance(event, Opened) for event in read_journal(path)) > opened, 60)

    page.locator(".jp-Dialog").wait_for(state="detached")
    page.get_by_label("8", exact=True).check()
    page.get_by_role("button", name="Check").first.click()
    page.get_by_text("Saved").first.wait_for()
    assert any(isinstance(event, Answered) and event.item == "which-half" for event in read_journal(path))
    home.click()
    page.wait_for_url("**/trellis/home")


@pytest.mark.slow
def test_only_questions_are_run_and_never_the_students_own_cells(study_server: Served, page: Page) -> None:
    page.set_default_timeout(60_000)
    page.goto(study_server.url("/trellis/lesson/doubling"))
    page.get_by_text("Which are doubles of a whole number?").first.wait_for()
    run = {
        cell.locator(".cm-content").inner_text().splitlines()[0]: cell.locator(".jp-InputPrompt").inner_text()
        for cell in page.locator(".jp-CodeCell").all()
    }
    assert run == {
        "from widgets import ask, branch, check": "[1]:",
        'branch("doubling")': "[2]:",
        "def double(n):": "[ ]:",
        'check("double")': "[ ]:",
    }
    events = read_journal(study_server.folder / "doubling" / "journal.jsonl")
    assert not any(isinstance(event, Checked) for event in events)


@pytest.mark.slow
def test_a_lesson_wakes_up_in_jupyterlab_too(tmp_path: Path, page: Page) -> None:
    page.set_default_timeout(60_000)
    study = study_with_lessons(tmp_path / "study")
    server = serve("study", study.folder, ["study", "--lab"], tmp_path)
    try:
        page.goto(server.url("/trellis/lesson/halving"))
        page.wait_for_url("**/lab/tree/halving/halving.ipynb*")
        page.get_by_label("8", exact=True).wait_for()
        page.get_by_role("link", name="← My path").click()
        page.wait_for_url("**/trellis/home")
    finally:
        server.stop()


def words_of(process: psutil.Process) -> list[str]:
    """The command line of a process; empty where it may not be seen or is gone."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []
