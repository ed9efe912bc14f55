"""A student who has no mouse: everything done by pressing keys, as a test can ask for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from carrying.journal import Journal
from carrying.study import open_study
from curriculum.course import Course
from curriculum.lesson import read_lesson
from curriculum.marking import Answer, from_canonical
from curriculum.variants import OpenKey, Variant
from widgets.exercise import Exercise

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MOST_TABS = 250


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is on `target`."""
    target.wait_for()
    for _ in range(MOST_TABS):
        if target.evaluate("node => node === node.getRootNode().activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} presses of Tab do not lead to {target}")


def press(page: Page, target: Locator) -> None:
    """Tab to a button or a link and press Enter."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def look_in(folder: Path) -> Exercise:
    """The branch of the lesson in `folder` as the journal has it, without a word in the journal."""
    lesson = read_lesson(folder)
    study = open_study(folder.parent, lesson.course)
    return Exercise(
        lesson, Journal(folder, lesson.lesson, study), study.profile.student, "branch", lesson.lesson
    )


def right_answer(course: Course, variant: Variant) -> Answer:
    """The right answer to a variant, from the teacher's key."""
    key = course.draw(variant.item, variant.number).key
    assert isinstance(key, OpenKey)
    return from_canonical(variant, key.accepts[0])


def known_wrong_answer(course: Course, variant: Variant) -> Answer:
    """A wrong answer with a misconception behind it."""
    remarks = course.draw(variant.item, variant.number).remarks
    return from_canonical(variant, next(remark.matches for remark in remarks if remark.misconception))


def give(page: Page, exercise: Locator, variant: Variant, answer: Answer) -> None:
    """Put an answer into the controls, and check it."""
    match variant.type:
        case "choice":
            _choose(page, exercise, answer)
        case "multi":
            _pick(page, exercise, answer)
        case "order":
            _arrange(page, exercise, variant, answer)
        case _:
            tab_to(page, exercise.get_by_role("textbox"))
            page.keyboard.press("Control+a")
            page.keyboard.type(str(answer))
    press(page, exercise.get_by_role("button", name="Check", exact=False).first)


def _choose(page: Page, exercise: Locator, answer: Answer) -> None:
    radios = exercise.get_by_role("radio")
    checked = [index for index in range(radios.count()) if radios.nth(index).is_checked()]
    at = checked[0] if checked else 0
    tab_to(page, radios.nth(at))
    if not checked:
        page.keyboard.press("Space")
    assert isinstance(answer, int)
    for _ in range(abs(answer - at)):
        page.keyboard.press("ArrowDown" if answer > at else "ArrowUp")
    assert radios.nth(answer).is_checked()


def _pick(page: Page, exercise: Locator, answer: Answer) -> None:
    boxes = exercise.get_by_role("checkbox")
    assert isinstance(answer, list)
    for index in range(boxes.count()):
        if boxes.nth(index).is_checked() != (index in answer):
            tab_to(page, boxes.nth(index))
            page.keyboard.press("Space")


def _arrange(page: Page, exercise: Locator, variant: Variant, answer: Answer) -> None:
    assert isinstance(answer, list)
    for place, index in enumerate(answer):
        line = exercise.get_by_role("listitem").filter(has_text=variant.options[index].text.strip())
        up = line.get_by_role("button", name="Move up", exact=False)
        lines = exercise.locator(".tx-lines > li")
        for _ in range(lines.count()):
            texts = [text.strip() for text in lines.locator(".tx-text").all_inner_texts()]
            if texts.index(variant.options[index].text.strip()) <= place:
                break
            press(page, up)
