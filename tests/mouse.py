"""A student with a mouse, or with a finger: every item type answered by pressing and dragging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from curriculum.marking import Answer
from curriculum.variants import Variant
from tests.browser import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Locator, Page

Point = tuple[float, float]
STEP = 32
"""Pixels by which a line is moved in one step (widgets/static/types/lines.js)."""


class Hand(Protocol):
    """What points: a mouse or a finger."""

    def press(self, what: Locator) -> None:
        """Press once on the middle."""
        ...

    def drag(self, what: Locator, to: Point) -> None:
        """Drag the middle of `what` to a point, in steps."""
        ...


class Mouse:
    """A mouse on `page`."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, what: Locator) -> None:
        """Click."""
        what.click()

    def drag(self, what: Locator, to: Point) -> None:
        """Press, move in steps, let go."""
        self.page.mouse.move(*middle(what))
        self.page.mouse.down()
        self.page.mouse.move(*to, steps=6)
        self.page.mouse.up()


class Finger:
    """A finger on `page`, which has a touch screen: events as Chromium gets them from one."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._screen: CDPSession = page.context.new_cdp_session(page)

    def press(self, what: Locator) -> None:
        """Tap until it is a click: Chromium takes a tap right after a drag as the end of that drag."""
        what.evaluate(
            "node => node.addEventListener('click', () => (node.pressed = true), { once: true, capture: true })"
        )
        wait_until(lambda: what.tap() or what.evaluate("node => node.pressed === true"))
        what.evaluate("node => delete node.pressed")

    def drag(self, what: Locator, to: Point) -> None:
        """Touch, move in steps, lift."""
        x, y = middle(what)
        self._touch("touchStart", x, y)
        for step in range(1, 7):
            self._touch("touchMove", x + (to[0] - x) * step / 6, y + (to[1] - y) * step / 6)
        self._screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _touch(self, kind: str, x: float, y: float) -> None:
        self._screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})


def middle(what: Locator) -> Point:
    """The middle of what is on the screen."""
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def give(hand: Hand, exercise: Locator, variant: Variant, answer: Answer) -> None:
    """Put an answer into the controls of any type by pointing, typing only what must be typed; and check it."""
    match variant.type:
        case "choice":
            hand.press(exercise.locator(".tx-option").nth(int(str(answer))))
        case "read":
            point_at(hand, exercise, int(str(answer)))
        case "multi" | "pick":
            assert isinstance(answer, list)
            for index in answer:
                hand.press(exercise.locator(".tx-option").nth(int(index)))
        case "check-in":
            assert isinstance(answer, list)
            for row, value in enumerate(answer):
                hand.press(exercise.locator(".tx-scale").nth(row).locator(".tx-option").nth(int(value)))
        case "order":
            arrange(hand, exercise, variant, answer)
        case "match":
            pair(hand, exercise, answer)
        case "sketch":
            draw(hand, exercise, variant, answer)
        case "fill":
            assert isinstance(answer, list)
            for place, value in enumerate(answer):
                control = exercise.locator(".tx-controls :is(select, input)").nth(place)
                _set(hand, control, value)
        case "number" if variant.units:
            number, _, unit = str(answer).rpartition(" ")
            _set(hand, exercise.get_by_role("textbox"), number)
            exercise.get_by_role("combobox").select_option(unit)
        case _:
            _set(hand, exercise.get_by_role("textbox"), str(answer))
    hand.press(exercise.locator("button[type=submit]"))


def point_at(hand: Hand, exercise: Locator, mark: int) -> None:
    """Press on a mark of a chart."""
    hand.press(exercise.locator(f"[data-mark='{mark}']"))


def arrange(hand: Hand, exercise: Locator, variant: Variant, answer: Answer) -> None:
    """Drag each line by its handle to its place, and in as far as it belongs."""
    assert isinstance(answer, list)
    rows = exercise.locator(".tx-lines > li")
    exercise.locator(".tx-lines").scroll_into_view_if_needed()
    width = 2 if variant.indent else 1
    kept = [int(index) for index in answer[::width]]
    for index, option in enumerate(variant.options if variant.spare else ()):
        if index not in kept:
            hand.press(exercise.get_by_role("button", name=f"Leave out: {option.text.strip()}", exact=True))
    for place, index in enumerate(kept):
        text = variant.options[int(index)].text.strip()
        row = rows.nth([one.strip() for one in rows.locator(".tx-text").all_inner_texts()].index(text))
        steps = int(answer[2 * place + 1]) if variant.indent else 0
        to = middle(rows.nth(place))[1]
        hand.drag(row.locator(".tx-grip"), (middle(row.locator(".tx-grip"))[0] + STEP * steps, to))


def pair(hand: Hand, exercise: Locator, answer: Answer) -> None:
    """Drag each partner to its place."""
    assert isinstance(answer, list)
    for place, option in enumerate(answer):
        chip, row = exercise.locator(".tx-chip").nth(int(option)), exercise.locator(".tx-pair").nth(place)
        chip.scroll_into_view_if_needed()
        hand.drag(chip, middle(row))


def draw(hand: Hand, exercise: Locator, variant: Variant, answer: Answer) -> None:
    """Drag each mark of a chart to its height."""
    assert isinstance(answer, list)
    chart = exercise.get_by_role("img")
    for mark, height in enumerate(answer):
        shape = exercise.locator(f"[data-mark='{mark}']")
        x, _ = middle(shape)
        box = chart.bounding_box()
        assert box is not None
        # The picture is 270 high; 0 is at 218 of it, the top at 14 (curriculum/charts.py).
        at = 218 - float(height) / float(variant.top) * 204
        hand.drag(shape, (x, box["y"] + box["height"] * at / 270))


def _set(hand: Hand, control: Locator, value: int | str) -> None:
    if control.evaluate("node => node.tagName") == "SELECT":
        control.select_option(str(value))
        return
    hand.press(control)
    control.fill(str(value))
