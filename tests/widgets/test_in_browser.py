"""What a student sees and touches, in a real notebook in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carrying.copies import answers_in
from curriculum.evidence import Answered, Felt, Hinted
from tests.browser import Server, violations, wait_until
from tests.widgets.notebooks import EXERCISE, Lesson, press, status

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Make = Callable[..., Lesson]
DEAD = "Not saved – run this cell again"


@pytest.fixture
def make(page: Page, jupyter_server: Callable[..., Server], request: pytest.FixtureRequest) -> Iterator[Make]:
    """`make(lesson, cells)`: a lesson in a study folder of its own, opened and run in Notebook 7."""
    made: list[Lesson] = []

    def open_and_run(lesson: str, cells: list[str], *, lab: bool = False, course: str = "tiny") -> Lesson:
        study = re.sub(r"\W+", "-", request.node.name).removeprefix("test_")
        made.append(Lesson(page, jupyter_server(), study, lesson, cells, course))
        made[-1].open(lab=lab)
        made[-1].run_all()
        return made[-1]

    yield open_and_run
    for lesson in made:
        lesson.close()


def half(exercise: Locator) -> str:
    """Half of the number that is asked for."""
    return str(int(exercise.locator(".tx-question").inner_text().rstrip("?").split()[-1]) // 2)


def says(exercise: Locator, words: str) -> None:
    """Wait until the feedback begins with `words`."""
    exercise.locator(".tx-feedback strong").get_by_text(words).wait_for()


def focused(page: Page) -> str:
    """The text, or the name, of what has the keyboard."""
    return page.evaluate(
        "(e => e.getAttribute('aria-label') ?? (e.innerText || e.tagName))(document.activeElement)"
    )


def answers(lesson: Lesson) -> list[object]:
    return [event.answer for event in lesson.events if isinstance(event, Answered)]


def test_every_type_by_mouse(make: Make) -> None:
    lesson = make("doubling", ['ask("even-numbers")', 'ask("in-order")', 'ask("word")'])
    multi, order, text = (lesson.exercise(n) for n in range(3))

    multi.get_by_label("4", exact=True).check()
    multi.get_by_label("6", exact=True).check()
    press(multi, "Check")
    says(multi, "Yes, that is right.")
    status(multi, "Saved")

    # Say the result, Take the number, Add it to itself
    order.get_by_role("button", name="Move down: Say the result").click()
    order.get_by_role("button", name="Move down: Say the result").click()
    press(order, "Check")
    says(order, "Yes, that is right.")
    status(order, "Saved")

    text.get_by_label("Your answer").fill("half")
    press(text, "Check")
    says(text, "Not yet.")
    text.get_by_label("Your answer").fill("Double.")
    press(text, "Check again")
    says(text, "Yes, that is right.")
    status(text, "Saved")

    assert [type(answer) for answer in answers(lesson)] == [list, list, str, str]
    assert [event.score for event in lesson.events if isinstance(event, Answered)] == [1, 1, 0, 1]


def test_a_branch_by_keyboard_alone_to_the_end(make: Make, page: Page) -> None:
    lesson = make("halving", ['branch("halving")'])
    exercise, keys = lesson.exercise(), page.keyboard
    exercise.get_by_label("Your answer").focus()  # from here on only keys

    keys.type("1000")
    keys.press("Enter")
    says(exercise, "Not yet.")
    assert focused(page) == "INPUT"  # an answer moves nothing
    keys.press("Tab")
    assert focused(page) == "Check again"
    keys.press("Tab")
    assert focused(page) == "Give me a hint"
    keys.press("Enter")
    exercise.locator(".tx-hints li").wait_for()
    keys.press("Shift+Tab")
    keys.press("Shift+Tab")
    keys.press("Control+a")
    keys.type(half(exercise))
    keys.press("Enter")
    says(exercise, "Yes, that is right.")
    status(exercise, "Saved")
    keys.press("Tab")
    assert focused(page) == "Checked"
    keys.press("Tab")
    assert focused(page) == "Next"
    keys.press("Enter")

    exercise.locator(".tx-where").get_by_text("question 2 of about 2").wait_for()
    assert focused(page).startswith("What is half of")  # Next leads to the new question
    keys.press("Tab")
    keys.type(half(exercise))
    keys.press("Enter")
    says(exercise, "Yes, that is right.")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Space")

    exercise.get_by_role("heading", name="Choose").wait_for()
    assert focused(page) == "Choose"
    keys.press("Tab")
    keys.press("Tab")
    assert focused(page).startswith("Now")
    keys.press("Enter")

    exercise.get_by_role("heading", name="Done").wait_for()
    assert focused(page) == "Done"
    assert "You answered 2 questions, 1 of them right at the first try." in exercise.inner_text()
    keys.press("Tab")
    assert focused(page) == "Go again, with other numbers"
    keys.press("Enter")
    exercise.locator(".tx-where").get_by_text("question 1 of about 2").wait_for()
    wait_until(lambda: lesson.kinds()[-1] == "Moved")
    assert lesson.kinds().count("Finished") == 1
    assert [event.level for event in lesson.events if isinstance(event, Hinted)] == [1]


def test_choices_and_order_by_keyboard_alone(make: Make, page: Page) -> None:
    lesson = make("doubling", ['branch("doubling")', 'ask("in-order")'])
    multi, order, keys = lesson.exercise(0), lesson.exercise(1), page.keyboard

    multi.get_by_role("checkbox").first.focus()
    for label in multi.locator(".tx-option").all_inner_texts():
        if label in {"4", "6"}:
            keys.press("Space")
        keys.press("Tab")
    assert focused(page) == "Check"
    keys.press("Enter")
    says(multi, "Yes, that is right.")
    keys.press("Space")  # on a resting button: nothing
    assert multi.get_by_role("checkbox", checked=True).count() == 2

    order.get_by_role("button", name="Move down: Say the result").focus()
    keys.press("Enter")
    assert focused(page) == "Move down: Say the result"  # the hand stays on the line it moves
    assert order.locator(".tx-order [role=status]").inner_text() == "Say the result: now line 2 of 3."
    keys.press("Space")
    assert focused(page) == "Move down: Say the result"
    assert order.locator("li .tx-text").all_inner_texts() == [
        "Take the number",
        "Add it to itself",
        "Say the result",
    ]
    keys.press("Enter")  # already last
    press(order, "Check")
    says(order, "Yes, that is right.")


def test_a_single_choice_by_arrow_keys(make: Make, page: Page) -> None:
    lesson = make("halving", ['ask("which-half")'])
    exercise, keys = lesson.exercise(), page.keyboard
    exercise.get_by_role("radio").first.focus()
    texts = exercise.locator(".tx-option").all_inner_texts()

    for _ in range(texts.index("5") + 3):
        keys.press("ArrowDown")
    keys.press("Enter")

    says(exercise, "Yes, that is right.")
    before = exercise.get_by_role("radio", checked=True).get_attribute("value")
    keys.press("ArrowDown")
    exercise.locator(".tx-option").nth(0).click(force=True)
    assert (
        exercise.get_by_role("radio", checked=True).get_attribute("value") == before == str(texts.index("5"))
    )
    assert answers(lesson) == [texts.index("5")]


@pytest.mark.parametrize("lab", [False, True], ids=["notebook", "lab"])
def test_keys_typed_in_an_exercise_do_not_edit_the_notebook(make: Make, page: Page, *, lab: bool) -> None:
    lesson = make("doubling", ['ask("word")', 'branch("doubling")'], lab=lab)
    exercise, keys = lesson.exercise(0), page.keyboard
    cells = page.locator(".jp-Notebook .jp-Cell")
    before = cells.count()
    numbers = page.locator(".jp-CodeCell .jp-InputPrompt")
    count = numbers.all_text_contents()  # also of cells out of sight

    box = exercise.get_by_label("Your answer")
    box.click()
    keys.type("dd a b x z m y 00 ii")
    keys.press("ArrowUp")
    keys.press("ArrowDown")
    keys.press("Control+s")
    assert box.input_value() == "dd a b x z m y 00 ii"
    keys.press("Shift+Enter")
    says(exercise, "Not yet.")
    keys.press("Control+Enter")
    keys.press("Alt+Enter")
    exercise.get_by_role("button", name="Check again").focus()
    for key in ("d", "d", "a", "b", "x", "c", "v", "Shift+Enter"):
        keys.press(key)
    lesson.exercise(1).get_by_role("checkbox").first.focus()
    for key in ("j", "k", "d", "d", "ArrowUp", "Shift+ArrowDown"):
        keys.press(key)

    assert cells.count() == before
    assert numbers.all_text_contents() == count
    assert page.locator(EXERCISE).count() == 2
    assert page.locator(".jp-Dialog").count() == 0
    assert box.input_value() == "dd a b x z m y 00 ii"


def test_tab_leaves_an_exercise_at_both_ends(make: Make, page: Page) -> None:
    lesson = make("halving", ['ask("half-of")'])
    exercise = lesson.exercise()
    inside = f"document.querySelector('{EXERCISE}').contains(document.activeElement)"

    exercise.get_by_role("button", name="I'm stuck").focus()
    page.keyboard.press("Tab")
    assert not page.evaluate(inside)
    exercise.get_by_label("Your answer").focus()
    page.keyboard.press("Shift+Tab")
    assert not page.evaluate(inside)


def test_a_kernel_that_died_is_said_and_nothing_typed_is_lost(make: Make, page: Page) -> None:
    lesson = make("halving", ['branch("halving")'])
    exercise = lesson.exercise()
    box = exercise.get_by_label("Your answer")
    box.fill("1000")
    press(exercise, "Check")
    status(exercise, "Saved")
    lesson.restart_kernel()

    box.fill(half(exercise))
    press(exercise, "Check again")
    exercise.locator(".tx-saved").get_by_text("Saving…").wait_for()
    status(exercise, DEAD)

    assert "hold Shift and press Enter" in exercise.locator(".tx-unsaved").inner_text()
    assert box.input_value() == half(exercise)
    assert answers(lesson) == ["1000"]
    assert violations(page, EXERCISE) == []

    lesson.run_all()  # what the page says to do
    page.locator(f"{EXERCISE} .tx-feedback").get_by_text("Not yet.").wait_for()
    exercise = lesson.exercise()
    assert exercise.get_by_label("Your answer").input_value() == half(exercise)  # typed before, still here
    press(exercise, "Check again")
    says(exercise, "Yes, that is right.")
    status(exercise, "Saved")
    assert answers(lesson) == ["1000", half(exercise)]
    assert [event.attempt for event in lesson.events if isinstance(event, Answered)] == [1, 2]


def test_after_a_restart_the_lesson_goes_on_where_it_was(make: Make) -> None:
    lesson = make("halving", ['branch("halving")'])
    exercise = lesson.exercise()
    exercise.get_by_label("Your answer").fill("1000")
    press(exercise, "Check")
    press(exercise, "Give me a hint")
    exercise.locator(".tx-hints li").wait_for()
    press(exercise, "I'm stuck")
    exercise.get_by_text("Noted. Your teacher will see that you asked for help.").wait_for()
    status(exercise, "Saved")
    exercise.get_by_role("button", name="Another hint", exact=True).wait_for()
    before = exercise.inner_text()
    lesson.restart_kernel()

    lesson.run_all()

    exercise = lesson.exercise()
    says(exercise, "Not yet.")
    wait_until(
        lambda: exercise.inner_text() == before,
        otherwise=lambda: f"{exercise.inner_text()}\n\nis not\n\n{before}",
    )
    assert [event.feeling for event in lesson.events if isinstance(event, Felt)] == ["stuck"]


def test_a_late_acknowledgement_turns_not_saved_into_saved_and_counts_once(
    make: Make, page: Page, tmp_path: Path
) -> None:
    enough = tmp_path / "enough"
    enough.touch()
    busy = f"from pathlib import Path\nwhile not Path({str(enough)!r}).exists(): pass"
    lesson = make("halving", ['branch("halving")', busy])
    enough.unlink()
    exercise = lesson.exercise()
    page.locator(".jp-CodeCell").last.click()
    page.keyboard.press("Control+Enter")
    page.locator(".jp-Notebook-ExecutionIndicator[data-status='busy']").wait_for()

    exercise.get_by_label("Your answer").fill("1000")
    press(exercise, "Check")
    status(exercise, DEAD)
    press(exercise, "Check")  # once more, as one does
    enough.touch()
    status(exercise, "Saved")

    says(exercise, "Not yet.")
    lesson.ready()
    assert answers(lesson) == ["1000"]
    assert exercise.locator(".tx-unsaved").is_hidden()


def test_what_the_disk_refuses_is_said_and_not_counted(make: Make) -> None:
    refuse = (
        "import carrying.journal as j\nfrom carrying.saving import NotSaved\nreal = j.Journal.append\n"
        "def full(*a, **k):\n    raise NotSaved('This could not be saved: there is no space left. What you saved before is safe.')\n"
        "j.Journal.append = full"
    )
    lesson = make("halving", ['branch("halving")', refuse])
    exercise = lesson.exercise()

    exercise.get_by_label("Your answer").fill("1000")
    press(exercise, "Check")

    status(exercise, "Not saved")
    assert exercise.locator(".tx-unsaved").inner_text() == (
        "This could not be saved: there is no space left. What you saved before is safe."
    )
    assert exercise.locator(".tx-feedback").count() == 0
    assert exercise.get_by_label("Your answer").input_value() == "1000"
    assert lesson.kinds() == ["Opened"]


def test_an_answer_that_cannot_be_read_is_said_kindly(make: Make) -> None:
    lesson = make("halving", ['ask("half-of")', 'ask("which-half")'])
    number, choice = lesson.exercise(0), lesson.exercise(1)

    number.get_by_label("Your answer").fill("ten")
    press(number, "Check")
    number.get_by_text("That does not read as a number. You can write 3/4, 1 1/2, 0.75 or 12.").wait_for()
    press(choice, "Check")
    choice.get_by_text("Choose one of the answers first.").wait_for()

    assert number.locator(".tx-saved").inner_text() == ""
    assert lesson.kinds() == ["Opened"]


def test_a_reloaded_page_shows_where_the_student_is(make: Make, page: Page) -> None:
    lesson = make("halving", ['branch("halving")'])
    exercise = lesson.exercise()
    exercise.get_by_label("Your answer").fill("1000")
    press(exercise, "Check")
    status(exercise, "Saved")
    lesson.saved_notebook()

    page.reload()
    exercise = lesson.exercise()
    says(exercise, "Not yet.")
    assert exercise.get_by_label("Your answer").input_value() == "1000"
    exercise.get_by_label("Your answer").fill(half(exercise))
    press(exercise, "Check again")
    status(exercise, "Saved")

    assert answers(lesson) == ["1000", half(exercise)]
    page.get_by_text("Your answers so far (1)").wait_for()
    page.locator("details.trellis-answers").get_by_text("· right").wait_for(state="attached")
    assert [event.answer for event in answers_in(lesson.saved_notebook())] == ["1000", half(exercise)]


def test_two_views_of_one_exercise_stay_in_step(make: Make) -> None:
    twice = (
        "from pathlib import Path\nfrom IPython.display import display\nfrom widgets.exercise import Exercise\n"
        "from widgets.page import ExerciseWidget\nw = ExerciseWidget(Exercise.open(Path.cwd(), 'branch', 'halving'))\n"
        "w.show()\ndisplay(w)"
    )
    lesson = make("halving", [twice])
    here, there = lesson.exercise(0), lesson.exercise(1)

    here.get_by_label("Your answer").fill("1000")
    press(here, "Check")
    says(there, "Not yet.")
    assert there.get_by_label("Your answer").input_value() == "1000"
    there.get_by_label("Your answer").fill(half(there))
    press(there, "Check again")
    says(here, "Yes, that is right.")
    press(here, "Next")
    there.locator(".tx-where").get_by_text("question 2 of about 2").wait_for()

    assert (
        here.inner_text().replace("✓ Saved", "").split() == there.inner_text().replace("✓ Saved", "").split()
    )


def test_the_saved_notebook_holds_the_answers_and_shows_them_without_a_kernel(make: Make, page: Page) -> None:
    lesson = make("halving", ['branch("halving")', 'ask("which-half")'])
    exercise = lesson.exercise()
    exercise.get_by_label("Your answer").fill("1000")
    press(exercise, "Check")
    status(exercise, "Saved")
    page.get_by_text("Your answers so far (1)").wait_for()

    saved = lesson.saved_notebook()

    assert [event.answer for event in answers_in(saved)] == ["1000"]
    assert [event for event in lesson.events if isinstance(event, Answered)] == answers_in(saved)
    assert exercise.get_by_label("Your answer").input_value() == "1000"  # the widget was not drawn again


def test_the_same_in_jupyterlab(make: Make, page: Page) -> None:
    lesson = make(
        "doubling", ['branch("doubling")', "def double(n):\n    print(2 * n)", 'check("double")'], lab=True
    )
    exercise = lesson.exercise()

    exercise.get_by_label("3", exact=True).check()
    press(exercise, "Check")
    says(exercise, "Not yet.")
    status(exercise, "Saved")

    table = page.get_by_role("table", name="The examples for double")
    assert table.get_by_role("rowheader").all_inner_texts() == ["double(2)", "double(0)", "double(-3)"]
    assert "Your function printed 4, but gave nothing back." in table.inner_text()
    assert violations(page, ".trellis-check") == []
    assert violations(page, EXERCISE) == []
    assert lesson.kinds() == ["Opened", "Checked", "Answered"]


DARK = "document.body.dataset.jpThemeLight = '{}'"


@pytest.mark.parametrize("light", ["true", "false"], ids=["light", "dark"])
def test_axe_finds_nothing_on_any_kind_of_screen(make: Make, page: Page, light: str) -> None:
    lesson = make("halving", ['branch("halving")', 'ask("which-half")'])
    page.evaluate(DARK.format(light))
    exercise, other = lesson.exercise(0), lesson.exercise(1)
    seen: list[str] = []

    def look() -> None:
        page.evaluate("document.activeElement.blur()")
        seen.extend(violations(page, EXERCISE))

    look()
    press(other, "Check")
    other.get_by_text("Choose one of the answers first.").wait_for()
    other.get_by_label("5", exact=True).check()
    press(other, "Check")
    says(other, "Yes, that is right.")
    number = int(half(exercise)) * 2
    press(exercise, "Give me a hint")
    exercise.locator(".tx-hints li").wait_for()
    for wrong in ("1000", str(number - 2)):
        exercise.get_by_label("Your answer").fill(wrong)
        exercise.get_by_role("button", name="Check").click()
        status(exercise, "Saved")
        wait_until(lambda wrong=wrong: answers(lesson)[-1] == wrong)
    exercise.get_by_text("The same kind of question, worked").wait_for()
    press(exercise, "Too hard")
    look()
    press(exercise, "Take a closer look")
    exercise.get_by_role("heading", name="Look").wait_for()
    look()
    press(exercise, "Go on")
    for _ in range(2):
        exercise.get_by_label("Your answer").fill("1000")
        press(exercise, "Check")
        says(exercise, "Not yet.")
        exercise.get_by_label("Your answer").fill(half(exercise))
        press(exercise, "Check again")
        says(exercise, "Yes, that is right.")
        look()
        press(exercise, "Next")
    exercise.get_by_role("heading", name="Choose").wait_for()
    look()
    exercise.get_by_role("button", name="Soon").click()
    exercise.get_by_role("heading", name="Done").wait_for()
    look()

    assert seen == []


def test_it_fits_a_narrow_page_large_text_and_a_hand(make: Make, page: Page) -> None:
    lesson = make("doubling", ['branch("doubling")', 'ask("in-order")', 'ask("word")'])
    wide = f"[...document.querySelectorAll('{EXERCISE}')].map(e => e.scrollWidth - e.clientWidth).filter(n => n > 0)"
    small = f"""[...document.querySelectorAll('{EXERCISE} :is(button, summary, label.tx-option, input:not([type=radio], [type=checkbox]))')]
        .filter(e => e.checkVisibility()).map(e => [e.innerText || e.tagName, e.getBoundingClientRect()])
        .filter(([, box]) => box.height < 43.5 || box.width < 43.5).map(([name]) => name)"""

    for width in (1366, 820, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(wide) == [], width
        assert page.evaluate(small) == [], width
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in (1366, 640):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(wide) == [], width
    assert lesson.exercise(2).get_by_label("Your answer").is_visible()


def test_right_to_left_is_a_mirror(make: Make, page: Page) -> None:
    lesson = make("doubling", ['branch("doubling")'])
    exercise = lesson.exercise()
    page.evaluate(f"document.querySelector('{EXERCISE}').dir = 'rtl'")

    check, hint = (exercise.get_by_role("button", name=name).bounding_box() for name in ("Check", "Too easy"))
    label = exercise.locator(".tx-option").first
    box, dot = label.bounding_box(), label.locator("input").bounding_box()

    assert check is not None
    assert hint is not None
    assert box is not None
    assert dot is not None
    assert dot["x"] > box["x"] + box["width"] / 2
    assert check["x"] > box["x"] + box["width"] / 2
    assert violations(page, EXERCISE) == []
