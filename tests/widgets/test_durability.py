"""Nothing a student did is lost: the server killed, the tab closed, two tabs at once, and a notebook read without a kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from carrying.copies import answers_in
from curriculum.evidence import Answered
from tests.browser import PATIENCE_MS, Server, start_server, wait_until
from tests.widgets.notebooks import EXERCISE, Lesson, press, status

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DEAD = "Not saved – run this cell again"
MOVED = "This question was already answered in another window. Here is where you are now."
CELLS = ['branch("halving")', "from widgets import code", 'code("double")']


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window, whose tabs share what a browser keeps."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


def half(exercise: Locator) -> str:
    return str(int(exercise.locator(".tx-question").inner_text().rstrip("?").split()[-1]) // 2)


def answers(lesson: Lesson) -> list[object]:
    return [event.answer for event in lesson.events if isinstance(event, Answered)]


def wrong_answer(lesson: Lesson) -> None:
    """Answer the first question wrongly, and wait until it is saved."""
    exercise = lesson.exercise()
    exercise.get_by_label("Your answer").fill("1000")
    press(exercise, "Check")
    status(exercise, "Saved")


def test_a_killed_server_is_said_and_loses_nothing_that_was_saved(
    window: BrowserContext, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("killed")
    server = start_server(root, tmp_path_factory.mktemp("state"))
    page = window.new_page()
    lesson = Lesson(page, server, "study", "halving", ['branch("halving")'])
    lesson.open()
    lesson.run_all()
    wrong_answer(lesson)
    exercise = lesson.exercise()
    right = half(exercise)
    box = exercise.get_by_label("Your answer")
    box.fill(right)

    server.process.kill()
    server.process.wait()
    box.press("Enter")

    status(exercise, DEAD)
    assert exercise.locator(".tx-unsaved").is_visible()
    assert box.input_value() == right  # not lost, and not claimed
    assert answers(lesson) == ["1000"]

    again = start_server(root, tmp_path_factory.mktemp("state-again"), port=server.port)
    try:
        lesson.server = again
        page.goto(again.notebook(lesson.path))  # the same tab: what was typed is still there
        lesson.ready()
        lesson.run_all()
        exercise = lesson.exercise()
        exercise.locator(".tx-feedback").get_by_text("Not yet.").wait_for()
        assert exercise.get_by_label("Your answer").input_value() == right
        press(exercise, "Check again")
        status(exercise, "Saved")
        assert answers(lesson) == ["1000", right]
        assert [event.attempt for event in lesson.events if isinstance(event, Answered)] == [1, 2]
    finally:
        lesson.close()
        again.stop()


def without_a_kernel(page: Page) -> None:
    """From here on no kernel can be begun, as where Jupyter is not, or the notebook is looked at elsewhere."""
    page.route(
        "**/api/sessions*",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.route("**/api/kernels/**", lambda route: route.abort())


def test_a_closed_tab_comes_back_where_it_was_and_its_notebook_is_read_without_a_kernel(
    window: BrowserContext, jupyter_server: Callable[..., Server]
) -> None:
    lesson = Lesson(window.new_page(), jupyter_server(), "closed-tab", "halving", CELLS)
    doubling = lesson_with_code(lesson)
    lesson.open()
    lesson.run_all()
    wrong_answer(lesson)
    lesson.page.close()  # at once: the notebook itself was never saved

    lesson.page = window.new_page()
    lesson.open()
    lesson.run_all()
    exercise = lesson.exercise()
    exercise.locator(".tx-feedback").get_by_text("Not yet.").wait_for()
    assert exercise.get_by_label("Your answer").input_value() == "1000"
    code = lesson.exercise(1)
    code.locator(".cm-content").fill("def double(n):\n    return n + n  # mine\n")
    press(code, "Try the examples")
    status(code, "Saved")
    lesson.page.locator("details.trellis-answers").nth(1).wait_for()
    saved = lesson.saved_notebook()
    assert [event.answer for event in answers_in(saved)] == ["1000"]
    lesson.close()

    from nbconvert import HTMLExporter, MarkdownExporter

    notebook = nbformat.read(lesson.file, as_version=4)
    for exporter in (HTMLExporter(), MarkdownExporter()):
        text, _ = exporter.from_notebook_node(notebook)
        assert "What is half of" in text
        assert "1000" in text
        assert "return n + n" in text
        assert "application/vnd.trellis" not in text
    page = window.new_page()
    without_a_kernel(page)
    page.goto(lesson.server.notebook(lesson.path))
    told = page.locator("details.trellis-answers")
    told.nth(1).wait_for()
    told.evaluate_all(
        "all => all.forEach((one) => (one.open = true))"
    )  # behind Jupyter's own word that no kernel starts
    assert "1000" in told.nth(0).inner_text()
    assert "return n + n  # mine" in told.nth(1).inner_text()
    assert doubling.is_file()


def lesson_with_code(lesson: Lesson) -> Path:
    """Let the lesson have code as well: `lesson.json` of another lesson of the course has it."""
    import json

    from tests.widgets.places import released

    path = lesson.folder / "lesson.json"
    own, other = json.loads(path.read_bytes()), json.loads(released("tiny", "doubling"))
    path.write_text(json.dumps({**own, "checks": other["checks"]}), encoding="utf-8")
    return path


def test_two_tabs_of_one_lesson_lose_no_answer_and_the_older_one_says_so(
    window: BrowserContext, jupyter_server: Callable[..., Server]
) -> None:
    one = Lesson(window.new_page(), jupyter_server(), "two-tabs", "halving", ['branch("halving")'])
    one.open()
    one.run_all()
    wrong_answer(one)
    one.saved_notebook()
    other = window.new_page()
    other.goto(one.server.notebook(one.path))
    there = other.locator(EXERCISE).first
    there.locator(".tx-feedback").get_by_text("Not yet.").wait_for()
    other.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for()
    there.get_by_label("Your answer").fill(half(there))
    press(there, "Check again")
    status(there, "Saved")
    press(there, "Next")
    there.locator(".tx-where").get_by_text("question 2 of about 2").wait_for()

    here = one.exercise()
    # Both are views of one exercise: the first tab is taken along.
    here.locator(".tx-where").get_by_text("question 2 of about 2").wait_for()

    one.run_all()  # now the first tab has an exercise of its own
    here = one.exercise()
    here.locator(".tx-where").get_by_text("question 2 of about 2").wait_for()
    second = half(here)
    here.get_by_label("Your answer").fill(second)
    press(here, "Check")
    status(here, "Saved")
    press(here, "Next")
    here.get_by_role("heading", name="Choose").wait_for()

    there.get_by_label("Your answer").fill("7")
    press(there, "Check")  # an old screen: it is not taken for an answer to what is there now

    there.get_by_text(MOVED).wait_for()
    there.get_by_role("heading", name="Choose").wait_for()
    assert answers(one)[0] == "1000"
    assert answers(one)[2:] == [second]
    assert len(answers(one)) == 3
    wait_until(lambda: one.kinds()[-1] == "Moved")
    one.close()
