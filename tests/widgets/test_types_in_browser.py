"""Every control by mouse and by keys alone, on a bare page in a real browser (tests/widgets/stage.py)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from curriculum.evidence import Hinted
from curriculum.marking import Answer, from_canonical
from curriculum.variants import OpenKey
from tests.browser import violations
from tests.widgets.notebooks import EXERCISE, press, status
from tests.widgets.stage import Stage
from tests.zoo import names, zoo

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SetStage = Callable[..., Stage]
RIGHT = "Yes, that is right."
EXPRESSION = next(name for name, kind in names() if kind == "expression")


@pytest.fixture
def stage(page: Page, tmp_path: Path) -> SetStage:
    return lambda *items, **how: Stage(page, tmp_path, *items, **how)


def right(on: Stage, item: str) -> list[int | str]:
    """The right answer to what is asked, as a list."""
    variant = on.widgets[item].exercise.variant
    assert variant is not None
    key = zoo().draw(item, variant.number).key
    assert isinstance(key, OpenKey)
    answer: Answer = from_canonical(variant, key.accepts[0])
    assert isinstance(answer, list)
    return answer


def says(exercise: Locator, head: str) -> None:
    """Wait until the feedback begins with `head`."""
    exercise.locator(".tx-feedback strong").get_by_text(head).wait_for()


def focused(page: Page) -> str:
    """The name of what has the keyboard."""
    return str(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.innerText"))


def drag(page: Page, what: Locator, to: tuple[float, float]) -> None:
    """Drag the middle of `what` to a point, as a hand does: in steps."""
    box = what.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(*to, steps=6)
    page.mouse.up()


def middle(what: Locator) -> tuple[float, float]:
    box = what.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# expression


def formula(on: Stage) -> str:
    """The right answer to the expression that is asked."""
    variant = on.widgets[EXPRESSION].exercise.variant
    assert variant is not None
    return variant.written


def reads(exercise: Locator, mathml: str) -> None:
    """Wait until the formula is shown as it is read."""
    exercise.locator(f".tx-read {mathml}").first.wait_for()


def test_an_expression_is_shown_as_it_is_read_and_right_however_it_is_written(
    stage: SetStage, page: Page
) -> None:
    on = stage(EXPRESSION)
    exercise, box = on[EXPRESSION], on[EXPRESSION].get_by_role("textbox")
    assert exercise.locator(".tx-read").is_hidden()

    box.click()
    box.fill("(x+1)/(x")
    press(exercise, "Check")
    exercise.get_by_text("A bracket ( is opened and not closed.").wait_for()
    box.fill("(x+1)/x")
    reads(exercise, "mfrac")
    box.fill("(x+1)/x + (")
    exercise.locator(".tx-stale").wait_for()  # half a formula: what was read last stays, paler
    box.fill("x^7")
    reads(exercise, "msup")
    press(exercise, "Check")
    says(exercise, "Not yet.")
    box.fill(f"0 + ({formula(on)})*2/2")
    press(exercise, "Check again")
    says(exercise, RIGHT)
    status(exercise, "Saved")
    assert [event.score for event in on.answers(EXPRESSION)] == [0.0, 1.0]


def test_an_expression_by_keys_alone(stage: SetStage, page: Page) -> None:
    on = stage(EXPRESSION)
    exercise, keys = on[EXPRESSION], page.keyboard
    exercise.get_by_label("Your answer").focus()
    keys.type(formula(on))
    reads(exercise, "math")
    assert violations(page, EXERCISE) == []
    keys.press("Tab")
    assert focused(page) == "Check"
    keys.press("Enter")
    says(exercise, RIGHT)
    keys.press("Shift+Tab")
    assert exercise.get_by_label("Your answer").evaluate(
        "node => node.readOnly && node === document.activeElement"
    )


# match


def test_pairs_by_drag_by_taking_and_by_list(stage: SetStage, page: Page) -> None:
    on = stage("same-share")
    exercise, [first, second, third] = on["same-share"], right(on, "same-share")
    chips, lists = exercise.locator(".tx-chip"), exercise.get_by_role("combobox")

    drag(page, chips.nth(int(first)), middle(exercise.locator(".tx-pair").nth(0)))
    chips.nth(int(first)).click()  # taken, and put where it does not belong
    exercise.locator(".tx-pair").nth(1).get_by_role("button").click()
    assert [lists.nth(n).input_value() for n in range(3)] == ["-1", str(first), "-1"]  # one place at a time
    press(exercise, "Check")
    exercise.get_by_text("Find a partner for each one first.").wait_for()
    drag(page, chips.nth(int(first)), middle(exercise.locator(".tx-pair").nth(0)))
    lists.nth(1).select_option(str(third))
    lists.nth(2).select_option(str(second))
    press(exercise, "Check")
    says(exercise, "Partly there.")
    assert exercise.locator(".tx-fits").all_inner_texts() == ["✓ right", "! look again", "! look again"]
    assert violations(page, EXERCISE) == []
    drag(page, chips.nth(int(second)), (5, 5))  # let go over nothing: nothing moves
    lists.nth(1).select_option(str(second))
    assert exercise.locator(".tx-fits").all_inner_texts() == ["", "", ""]
    lists.nth(2).select_option(str(third))
    press(exercise, "Check again")
    says(exercise, RIGHT)
    status(exercise, "Saved")

    given = [(event.answer, round(event.score, 2)) for event in on.answers("same-share")]
    assert given == [([first, third, second], 0.33), ([first, second, third], 1.0)]


def test_pairs_by_keys_alone(stage: SetStage, page: Page) -> None:
    on = stage("same-share")
    exercise, answer, keys = on["same-share"], right(on, "same-share"), page.keyboard
    exercise.get_by_role("combobox").first.focus()
    for partner in answer:
        for _ in range(int(partner) + 1):
            keys.press("ArrowDown")
        keys.press("Tab")
    for _ in range(2):  # a chip is a button too: take it, and lay it back
        assert focused(page).startswith("Take “")
        keys.press("Enter")
        assert exercise.locator(".tx-here").first.is_visible()
        exercise.locator(".tx-here").last.focus()
        keys.press("Escape")
        assert focused(page).startswith("Take “")
        assert exercise.locator(".tx-here").first.is_hidden()
        keys.press("Tab")
    for _ in range(2):
        keys.press("Tab")
    assert focused(page) == "Check"
    keys.press("Enter")
    says(exercise, RIGHT)
    keys.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('.trellis-exercise') !== null")


# fill


def test_blanks_by_mouse_say_which_of_them_to_look_at(stage: SetStage, page: Page) -> None:
    on = stage("half-and-double")
    exercise = on["half-and-double"]
    half, odd, kind, other = (str(one) for one in right(on, "half-and-double"))
    boxes = exercise.get_by_role("textbox")

    press(exercise, "Check")
    exercise.get_by_text("Look at blank 1. It is still empty.").wait_for()
    boxes.nth(0).fill(str(2 * int(half) - 2))
    boxes.nth(1).fill(odd)
    exercise.get_by_role("combobox").select_option(kind)
    exercise.get_by_label("Name of the other numbers").fill(" ODD ")
    press(exercise, "Check")
    says(exercise, "Partly there.")
    exercise.get_by_text("That takes two away.").wait_for()
    assert exercise.locator(".tx-fits").all_inner_texts() == ["! look again", "✓ right", "✓ right", "✓ right"]
    assert violations(page, EXERCISE) == []
    boxes.nth(0).fill(half)
    press(exercise, "Check again")
    says(exercise, RIGHT)
    assert [event.score for event in on.answers("half-and-double")] == [0.75, 1.0]
    assert other == "odd"


def test_blanks_by_keys_alone(stage: SetStage, page: Page) -> None:
    on = stage("half-and-double")
    exercise, keys = on["half-and-double"], page.keyboard
    half, odd, kind, other = right(on, "half-and-double")
    exercise.get_by_role("textbox").first.focus()
    keys.type(str(half))
    keys.press("Tab")
    keys.type(str(odd))
    keys.press("Tab")
    for _ in range(int(kind) + 1):
        keys.press("ArrowDown")
    keys.press("Tab")
    assert focused(page) == "Name of the other numbers"
    keys.type(str(other))
    keys.press("Enter")
    says(exercise, RIGHT)


# order, with indentation


def test_lines_by_handle_and_button(stage: SetStage, page: Page) -> None:
    on = stage("count-evens")
    exercise, answer = on["count-evens"], right(on, "count-evens")
    variant = on.widgets["count-evens"].exercise.variant
    assert variant is not None
    rows = exercise.locator(".tx-lines > li")
    press(exercise, "Leave out: return 1")

    for place, index in enumerate(answer[::2]):
        row = rows.filter(has_text=variant.options[int(index)].text)
        steps = int(answer[2 * place + 1])
        x, y = middle(row.locator(".tx-grip"))
        drag(
            page, row.locator(".tx-grip"), (x + 32 * steps, middle(rows.nth(place))[1] if place else y - 500)
        )
    press(exercise, "Check")
    says(exercise, RIGHT)
    assert on.answers("count-evens")[0].answer == answer


def test_lines_by_arrow_keys(stage: SetStage, page: Page) -> None:
    on = stage("count-evens")
    exercise, answer, keys = on["count-evens"], right(on, "count-evens"), page.keyboard
    variant = on.widgets["count-evens"].exercise.variant
    assert variant is not None
    texts = [option.text for option in variant.options]
    press(exercise, "Leave out: return 1")

    for place, index in enumerate(answer[::2]):
        down = exercise.get_by_role("button", name=f"Move down: {texts[int(index)]}")
        down.focus()
        for _ in texts:
            keys.press("ArrowDown")
        for _ in range(int(answer[2 * place + 1])):
            keys.press("ArrowRight")
        assert focused(page) == f"Move down: {texts[int(index)]}"  # the hand stays on the line it moves
    said = exercise.locator(".tx-order [role=status]").inner_text()
    assert said == f"{texts[int(answer[-2])]}: now line 7 of 7, moved in 1."
    exercise.get_by_role("button", name=f"Move out: {texts[int(answer[-2])]}").click()
    press(exercise, "Check")
    exercise.get_by_text("The lines are in the right order.").wait_for()
    exercise.get_by_role("button", name=f"Move in: {texts[int(answer[-2])]}").focus()
    keys.press("Enter")
    press(exercise, "Check again")
    says(exercise, RIGHT)


# number, in one of several units


def test_a_number_with_a_unit_by_keys(stage: SetStage, page: Page) -> None:
    on = stage("walk-to-school")
    exercise, keys = on["walk-to-school"], page.keyboard
    variant = on.widgets["walk-to-school"].exercise.variant
    assert variant is not None
    assert isinstance(variant.key, OpenKey)
    metres = int(variant.key.accepts[0])
    exercise.get_by_label("Your answer").focus()
    keys.type(str(metres))
    keys.press("Enter")
    exercise.get_by_text("Say in which unit, too: m, km, cm.").wait_for()
    keys.press("Tab")
    assert focused(page) == "Unit"
    keys.press("ArrowDown")
    keys.press("Tab")
    keys.press("Enter")
    says(exercise, RIGHT)
    assert [event.answer for event in on.answers("walk-to-school")] == [f"{metres} m"]


def test_a_unit_that_is_typed_and_chosen_counts_once(stage: SetStage) -> None:
    on = stage("walk-to-school")
    exercise = on["walk-to-school"]
    exercise.get_by_label("Your answer").fill("1 cm")
    exercise.get_by_label("Unit").select_option("cm")
    exercise.get_by_role("button", name="Check").click()
    exercise.get_by_text("Not yet.").wait_for()
    assert [event.answer for event in on.answers("walk-to-school")] == ["1 cm"]


# check-in, pick and rubric


def test_what_is_neither_right_nor_wrong_is_kept_and_may_be_changed(stage: SetStage, page: Page) -> None:
    on = stage("how-was-it", "your-project", "tell-the-story")
    check_in, pick, work, keys = on["how-was-it"], on["your-project"], on["tell-the-story"], page.keyboard

    press(check_in, "Save")
    check_in.get_by_text("Choose at least one first.").wait_for()
    check_in.get_by_role("radio", name="I'm stuck").check()
    check_in.get_by_role("radio", name="Not sure").focus()
    keys.press("Space")
    press(check_in, "Save")
    says(check_in, "Noted.")
    check_in.get_by_role("radio", name="Just right").check()
    press(check_in, "Save again")
    status(check_in, "Saved")

    pick.get_by_role("radio").first.focus()
    keys.press("Space")
    keys.press("ArrowDown")
    keys.press("Enter")
    says(pick, "Noted.")

    work.get_by_label("Your work").focus()
    keys.type("The tallest bar is Tuesday.")
    keys.press("Enter")  # a new line, not a press of the button
    keys.type("It rained.")
    keys.press("Tab")
    keys.press("Enter")
    says(work, "Noted.")
    keys.press("Shift+Tab")
    keys.press("Control+End")
    keys.type(" A lot.")
    press(work, "Save again")
    status(work, "Saved")
    page.wait_for_function("document.querySelectorAll('.tx-noted').length === 3")

    assert [event.answer for event in on.answers("how-was-it")] == [[3, 2], [1, 2]]
    assert [event.answer for event in on.answers("your-project")] == [[1]]
    assert on.answers("tell-the-story")[-1].answer == "The tallest bar is Tuesday.\nIt rained. A lot."


# charts


def test_a_chart_is_read_by_pointing_at_it_and_by_keys(stage: SetStage, page: Page) -> None:
    on = stage("wettest-day")
    exercise, keys = on["wettest-day"], page.keyboard
    low = exercise.locator("[data-mark='2']")
    box = low.bounding_box()
    assert box is not None

    page.mouse.click(box["x"] + box["width"] / 2, box["y"] - 60)  # above a low bar is that bar, too
    assert exercise.get_by_role("radio", name="Wed").is_checked()
    press(exercise, "Check")
    exercise.get_by_text("That is the lowest bar").wait_for()
    exercise.get_by_role("radio", name="Wed").focus()
    keys.press("ArrowUp")
    assert (exercise.locator(".tx-picked").get_attribute("data-mark")) == "1"
    keys.press("Enter")
    says(exercise, RIGHT)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] - 60)  # resting
    assert exercise.get_by_role("radio", name="Tue").is_checked()
    assert [event.answer for event in on.answers("wettest-day")] == [2, 1]
    assert exercise.get_by_role("img").get_attribute("aria-label") == (
        "Bar chart: Rain last week. Across: Day. Upwards: Rain in mm. The table has the values."
    )
    exercise.get_by_text("The chart as a table").click()
    assert exercise.get_by_role("table", name="Rain last week").get_by_role(
        "rowheader"
    ).all_inner_texts() == ["Mon", "Tue", "Wed", "Thu"]


def test_a_chart_is_sketched_by_drag_and_by_keys(stage: SetStage, page: Page) -> None:
    on = stage("sketch-the-pets")
    exercise, keys = on["sketch-the-pets"], page.keyboard
    cat, dog, fish = (int(height) for height in right(on, "sketch-the-pets"))
    chart, boxes = exercise.get_by_role("img").bounding_box(), exercise.get_by_role("spinbutton")
    assert chart is not None

    def pull(mark: int, height: int) -> None:
        """Drag a bar so that its upper edge is at `height` of 12."""
        shape = exercise.locator(f"[data-mark='{mark}']")
        drag(page, shape, (middle(shape)[0], chart["y"] + chart["height"] * (218 - height / 12 * 204) / 270))

    pull(0, cat)
    pull(1, dog + 1)
    assert [boxes.nth(n).input_value() for n in range(3)] == [str(cat), str(dog + 1), ""]
    press(exercise, "Check")
    exercise.get_by_text("Look at Fish. Give it a height first.").wait_for()
    boxes.nth(2).focus()
    for _ in range(fish):
        keys.press("ArrowUp")
    keys.press("Enter")
    says(exercise, "Partly there.")
    assert exercise.locator(".tx-fits").all_inner_texts() == ["✓ right", "! look again", "✓ right"]
    assert violations(page, EXERCISE) == []
    keys.press("Shift+Tab")
    assert focused(page) == "Height of Dog"
    keys.press("ArrowDown")
    press(exercise, "Check again")
    says(exercise, RIGHT)
    tall, low = (float(exercise.locator(f"[data-mark='{n}']").get_attribute("height") or 0) for n in (1, 2))
    assert tall / low == pytest.approx(dog / fish, rel=0.01)


# around every question


VOICES = """
Object.defineProperty(window, "speechSynthesis", { value: {
  speaking: false, getVoices: () => [{ lang: "en-GB", localService: LOCAL }], cancel() { this.speaking = false; },
  speak(said) { window.said = said.text; this.speaking = true; }, addEventListener() {}, removeEventListener() {},
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


@pytest.mark.parametrize("local", [True, False])
def test_only_a_voice_of_this_machine_reads_aloud(stage: SetStage, page: Page, *, local: bool) -> None:
    page.add_init_script(VOICES.replace("LOCAL", str(local).lower()))
    page.goto("about:blank")
    exercise = stage("which-is-larger")["which-is-larger"]
    button = exercise.get_by_role("button", name="Read aloud")
    if not local:
        assert button.count() == 0
        return
    button.click()
    said = page.evaluate("window.said")
    assert said.startswith("Which is larger, ")
    assert "They are the same" in said
    exercise.get_by_role("button", name="Stop reading").click()
    button.wait_for()


def test_a_further_hint_comes_after_a_moment_and_none_says_how_many_are_left(
    stage: SetStage, page: Page
) -> None:
    on = stage("same-share", "larger-of-two")
    exercise = on["same-share"]
    press(exercise, "Give me a hint")
    soon = exercise.get_by_role("button", name="Another hint in a moment")
    soon.wait_for()
    soon.click(force=True)
    assert focused(page) == "Another hint in a moment"
    exercise.get_by_role("button", name="Another hint", exact=True).click()
    exercise.locator(".tx-hints li").nth(1).wait_for()

    assert (
        exercise.locator(".tx-hints li").all_inner_texts()[0] == "Multiply top and bottom by the same number."
    )
    assert [
        event.level for event in on.widgets["same-share"].exercise.events if isinstance(event, Hinted)
    ] == [1, 2]
    assert on["larger-of-two"].get_by_role("button", name="Give me a hint").count() == 0


# all of them


@pytest.mark.parametrize(("dark", "width"), [(False, 1366), (True, 360)], ids=["light", "dark-narrow"])
def test_every_type_is_accessible_and_fits(stage: SetStage, page: Page, *, dark: bool, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    asked = [name for name, kind in names() if kind != "code"]
    stage(*asked, dark=dark)

    assert violations(page, EXERCISE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """[...document.querySelectorAll('.trellis-exercise :is(button, select, input, summary, textarea)')]
        .filter(e => e.checkVisibility()).map(e => [e.ariaLabel ?? e.innerText, (e.closest('label') ?? e).getBoundingClientRect()])
        .filter(([, box]) => box.height < 43.5 || box.width < 43.5).map(([name]) => name)"""
    )
    assert small == []
    page.evaluate("document.querySelectorAll('.trellis-exercise').forEach(node => (node.dir = 'rtl'))")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert nameless(page) == []


CONTROLS = {"button", "textbox", "combobox", "radio", "checkbox", "spinbutton", "image", "table"}


def nameless(page: Page) -> list[str]:
    """The controls that Chromium's own accessibility tree has no name for."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    found = [node for node in tree if not node.get("ignored") and node["role"]["value"] in CONTROLS]
    assert len(found) > 60
    return [
        f"{node['role']['value']} {node.get('backendDOMNodeId')}"
        for node in found
        if not node.get("name", {}).get("value", "").strip()
    ]
