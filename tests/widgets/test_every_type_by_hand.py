"""One walk through a preview that holds every item type: by keys alone, then by mouse. One server, one page, one lesson."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from curriculum.evidence import Answered, Checked, Finished
from curriculum.items import Code
from curriculum.marking import UNSCORED
from curriculum.variants import Variant
from tests import keyboard, mouse
from tests.accessible import spoken, to_be_spoken
from tests.browser import PATIENCE_MS, Server, violations, wait_until
from tests.keyboard import focus_faults, look_in, right_answer, something, watch_focus, write_code
from tests.widgets.notebooks import EXERCISE, Lesson, status
from tests.zoo import long_way, names

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORM = f"{EXERCISE} form"
GROUPS = {
    "choice": "Choose one.",
    "multi": "Choose every right one.",
    "read": "Choose it here, or in the chart.",
    "pick": "Choose what you like.",
    "order": "Move the lines up and down.",
    "program": "Move the lines up and down, and in or out. Some lines do not belong here: leave them out.",
    "match": "Find a partner for each one: choose it in the list, or drag it there.",
    "sketch": "Drag each bar or point to its height, or write the height below.",
}
BUTTONS = {"Check", "Save", "Give me a hint"}
PROGRAM_BUTTONS = [("button", "Start over"), ("button", "Try the examples")]


@pytest.fixture(scope="module")
def walk(browser: Browser, jupyter_server: Callable[..., Server]) -> Iterator[Lesson]:
    """The lesson, opened and run, on one page for all tests of this module."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    lesson = Lesson(
        context.new_page(), jupyter_server(), "every-type", "all-types", ['branch("all-types")'], "long-way"
    )
    lesson.open()
    lesson.run_all()
    yield lesson
    lesson.close()
    context.close()


def to_the_end(lesson: Lesson, *, by_keys: bool) -> None:
    """Answer every question rightly and go on, until the lesson ends."""
    page, exercise, course = lesson.page, lesson.exercise(), long_way()
    hand, screen = mouse.Mouse(page), page.context.new_cdp_session(page)
    while not (here := look_in(lesson.folder)).at_end:
        node, variant = here.node, here.variant
        title = exercise.locator("h2").get_by_text(node.title, exact=True)
        title.wait_for(state="attached")
        exercise.locator(".tx-author").get_by_text(f"node “{node.id}”").wait_for()
        if variant is None:
            item = course.items[node.item]
            assert isinstance(item, Code)
            exercise.locator(".cm-content").wait_for()
            if by_keys:
                assert spoken(screen, FORM) == [("textbox", "Your code"), *PROGRAM_BUTTONS]
                write_code(page, exercise, item.solution)
            else:
                box = exercise.get_by_role("textbox", name="Your code")
                box.click()
                box.fill(item.solution)
                exercise.get_by_role("button", name="Try the examples").click()
            exercise.get_by_text("Every example fits.").wait_for()
        else:
            answer = something(variant) if variant.type in UNSCORED else right_answer(course, variant)
            if by_keys:
                told = [one for one in spoken(screen, FORM) if one[0] != "image" and one[1] not in BUTTONS]
                assert told == to_be_spoken(variant, GROUPS.get(group_of(variant), "")), variant.type
                keyboard.give(page, exercise, variant, answer)
            else:
                mouse.give(hand, exercise, variant, answer)
        exercise.locator(".tx-feedback.tx-right, .tx-feedback.tx-noted").wait_for()
        status(exercise, "Saved")
        if by_keys:
            keyboard.press(page, exercise.locator(".tx-next"))
        else:
            exercise.locator(".tx-next").click()
        wait_until(lambda node=node: look_in(lesson.folder).node.id != node.id)
        if by_keys:
            page.wait_for_function("document.activeElement.matches('.tx-prose, h2')")  # led to what is new


def group_of(variant: Variant) -> str:
    """The key of a question's group in `GROUPS`."""
    return "program" if variant.indent else variant.type


def outcomes(lesson: Lesson) -> list[tuple[str, bool]]:
    """(item, whether it was right) of every answer and every try of code, in order."""
    return [
        (event.item, event.score == 1 if isinstance(event, Answered) else all(event.passed))
        for event in lesson.events
        if isinstance(event, Answered | Checked)
    ]


def test_every_type_by_keys_alone_with_the_focus_never_lost(walk: Lesson) -> None:
    exercise, page = walk.exercise(), walk.page
    exercise.get_by_role("radio").first.focus()
    watch_focus(page)

    to_the_end(walk, by_keys=True)

    assert outcomes(walk) == [(name, True) for name, _ in names()]
    assert sum(isinstance(event, Finished) for event in walk.events) == 1
    assert focus_faults(page) == []
    assert violations(page, EXERCISE) == []


def test_every_type_by_mouse(walk: Lesson) -> None:
    before = len(outcomes(walk))
    walk.exercise().get_by_role("button", name="Go again, with other numbers").click()
    wait_until(lambda: not look_in(walk.folder).at_end)

    to_the_end(walk, by_keys=False)

    assert outcomes(walk)[before:] == [(name, True) for name, _ in names()]
    walk.exercise().get_by_role("heading", name="Done").wait_for()
