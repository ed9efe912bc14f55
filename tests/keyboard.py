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


def something(variant: Variant) -> Answer:
    """An answer where nothing is right or wrong."""
    if variant.type == "rubric":
        return "The tallest bar is Tuesday."
    return [0 for _ in variant.fields] if variant.fields else [0]


def give(page: Page, exercise: Locator, variant: Variant, answer: Answer) -> None:
    """Put an answer into the controls of any type, and check it."""
    match variant.type:
        case "choice" | "read":
            _choose(page, exercise, answer)
        case "multi":
            _pick(page, exercise, answer)
        case "pick":
            assert isinstance(answer, list)
            _choose(page, exercise, answer[0]) if variant.most == 1 else _pick(page, exercise, answer)
        case "check-in":
            assert isinstance(answer, list)
            for row, value in enumerate(answer):
                _choose(page, exercise.locator(".tx-scale").nth(row), value)
        case "order" if variant.indent:
            _arrange_and_move_in(page, exercise, variant, answer)
        case "order":
            _arrange(page, exercise, variant, answer)
        case "match" | "fill" | "sketch":
            assert isinstance(answer, list)
            controls = exercise.locator(".tx-controls :is(select, input)")
            for place, value in enumerate(answer):
                _set(page, controls.nth(place), value)
        case "number" if variant.units:
            number, _, unit = str(answer).rpartition(" ")
            _set(page, exercise.get_by_role("textbox"), number)
            _set(page, exercise.get_by_role("combobox"), [name for name, _ in variant.units].index(unit))
        case _:
            _set(page, exercise.get_by_role("textbox"), str(answer))
    check(page, exercise)


def check(page: Page, exercise: Locator) -> None:
    """Press the button that checks or keeps the answer."""
    press(page, exercise.locator("button[type=submit]"))


def write_code(page: Page, exercise: Locator, source: str) -> None:
    """Type code into the editor, which moves lines in by itself, leave it, and try it."""
    box = exercise.get_by_role("textbox", name="Your code")
    tab_to(page, box)
    page.keyboard.press("Control+a")
    page.keyboard.type("\n".join(line.strip() for line in source.strip().splitlines()))
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert not box.evaluate("node => node === node.getRootNode().activeElement"), (
        "Tab does not leave the editor"
    )
    check(page, exercise)


def _set(page: Page, control: Locator, value: int | str) -> None:
    """Type into a box, or choose the option `value`, counted from 0 after the empty one."""
    tab_to(page, control)
    if control.evaluate("node => node.tagName") == "SELECT":
        page.keyboard.press("Home")
        for _ in range(int(value) + 1):
            page.keyboard.press("ArrowDown")
        return
    page.keyboard.press("Control+a")
    page.keyboard.type(str(value))


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
    _leave_out(page, exercise, variant, [int(index) for index in answer])
    for place, index in enumerate(answer):
        line = exercise.get_by_role("listitem").filter(has_text=variant.options[index].text.strip())
        up = line.get_by_role("button", name="Move up", exact=False)
        lines = exercise.locator(".tx-lines > li")
        for _ in range(lines.count()):
            texts = [text.strip() for text in lines.locator(".tx-text").all_inner_texts()]
            if texts.index(variant.options[index].text.strip()) <= place:
                break
            press(page, up)


def _leave_out(page: Page, exercise: Locator, variant: Variant, kept: list[int]) -> None:
    for index, option in enumerate(variant.options if variant.spare else ()):
        button = exercise.get_by_role("button", name=f"Leave out: {option.text.strip()}", exact=True)
        if (button.get_attribute("aria-pressed") == "true") == (index in kept):
            tab_to(page, button)
            page.keyboard.press("Space")


def _arrange_and_move_in(page: Page, exercise: Locator, variant: Variant, answer: Answer) -> None:
    assert isinstance(answer, list)
    _leave_out(page, exercise, variant, [int(index) for index in answer[::2]])
    rows = exercise.locator(".tx-lines > li")
    for place, (index, steps) in enumerate(zip(answer[::2], answer[1::2], strict=True)):
        text = variant.options[int(index)].text.strip()
        texts = [one.strip() for one in rows.locator(".tx-text").all_inner_texts()]
        tab_to(page, exercise.get_by_role("button", name=f"Move up: {text}", exact=True))
        for _ in range(texts.index(text) - place):
            page.keyboard.press("ArrowUp")
        for _ in range(int(steps)):
            page.keyboard.press("ArrowRight")


WATCH = """
window.focusFaults = [];
const said = (node) => `${node.tagName} ${node.getAttribute("aria-label") ?? node.innerText ?? ""}`.slice(0, 80);
const ring = (node) => [node, node.closest("label"), node.closest(".tx-editor")].some((one) => {
  const style = one && getComputedStyle(one);
  return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
});
document.addEventListener("focusout", (event) => requestAnimationFrame(() => {
  const now = document.activeElement;
  if (!now || now === document.body) window.focusFaults.push(`lost from ${said(event.target)}`);
}));
document.addEventListener("focusin", (event) => requestAnimationFrame(() => requestAnimationFrame(() => {
  const node = event.target;
  if (node !== document.activeElement || !node.closest(".trellis-exercise")) return;
  if (!ring(node)) window.focusFaults.push(`not seen on ${said(node)}`);
  const box = node.getBoundingClientRect();
  if (box.bottom <= 0 || box.top >= innerHeight) window.focusFaults.push(`out of sight on ${said(node)}`);
})));
"""


def watch_focus(page: Page) -> None:
    """From here on, keep a list of every time the keyboard's focus was lost, not to be seen, or off the screen."""
    page.evaluate(f"() => {{{WATCH}}}")


def focus_faults(page: Page) -> list[str]:
    """What `watch_focus` has seen."""
    return list(page.evaluate("window.focusFaults"))
