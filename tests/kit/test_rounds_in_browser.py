"""A round of practice as a student does it: in a real browser, by keyboard alone, from the first question to the sentence at home."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import jupytext
import nbformat
import pytest

from carrying.journal import read_journal
from carrying.saving import save
from carrying.study import Study, open_study
from curriculum.course import find_course, load_course
from curriculum.evidence import Answered, Finished, Hinted
from curriculum.lesson import encode
from curriculum.marking import from_canonical
from curriculum.portfolio import choices
from curriculum.releasing import release_lesson
from curriculum.steps import ROUNDS
from curriculum.variants import OpenKey
from kit.goal import all_events
from kit.home import my_path
from kit.rounds import Asking, round_here
from tests.browser import violations
from tests.kit.places import Served, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

KEY = "practice/values"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A student's server with the real course beside it, and one lesson of it."""
    home = tmp_path_factory.mktemp("alone")
    study = open_study(home / "study", "data-detectives")
    course = load_course(find_course("data-detectives"))
    lesson = study.shelf / "first-code-1"
    save(lesson / "first-code-1.ipynb", nbformat.writes(jupytext.read(course.notebook(lesson.name))).encode())
    save(lesson / "lesson.json", encode(release_lesson(course, lesson.name, "salt")))
    server = serve("study", study.folder, ["study"], home)
    yield server
    server.stop()


def asking(study: Study) -> Asking:
    here = round_here(study, KEY)
    assert here is not None
    return here.now()


def tab_to(page: Page, script: str, most: int = 20) -> None:
    """Press Tab until the element with the focus is the one wanted."""
    for _ in range(most):
        if page.evaluate(f"(() => {{ const one = document.activeElement; return {script}; }})()"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(script)


def answer(page: Page, now: Asking, *, well: bool) -> None:
    """Answer by keyboard: right, or, where it is asked for, with another option or a number far off."""
    assert isinstance(now.variant.key, OpenKey)
    good = from_canonical(now.variant, now.variant.key.accepts[0])
    if now.variant.type in ("choice", "multi"):
        wanted = set(good if isinstance(good, list) else [good])
        if not well:
            wanted = {next(at for at in range(len(now.variant.options)) if at not in wanted)}
        if now.variant.type == "choice":
            tab_to(page, "one.type == 'radio'")
            page.keyboard.press("Space")
            for _ in range(int(next(iter(wanted)))):
                page.keyboard.press("ArrowDown")
        else:
            for option in sorted(wanted):
                tab_to(page, f"one.type == 'checkbox' && one.value == '{option}'")
                page.keyboard.press("Space")
    else:
        tab_to(page, "one.id == 'answer'")
        page.keyboard.type(now.variant.written or str(good) if well else "987654")
    tab_to(page, "one.textContent == 'Check'")
    page.keyboard.press("Enter")


def test_a_round_by_keyboard_with_a_hint_and_a_second_try(served: Served, page: Page) -> None:
    study = open_study(served.folder, "data-detectives")
    page.goto(served.url(f"/trellis/{KEY}"))
    page.get_by_role("heading", name="Practise: Values").wait_for()
    assert violations(page, "html") == []

    tab_to(page, "one.textContent == 'Check'")
    page.keyboard.press("Enter")  # no answer yet: a sentence, and nothing is taken down
    page.get_by_role("alert").wait_for()
    assert read_journal(study.lesson(ROUNDS) / "journal.jsonl") == []

    tab_to(page, "one.textContent == 'A hint'")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Hints").wait_for()
    answer(page, asking(study), well=False)
    page.get_by_text("✓ Saved. One more try.").wait_for()
    assert violations(page, "html") == []
    for number in range(1, 5):
        answer(page, asking(study), well=True)
        page.get_by_text("✓ Right.").wait_for()
        page.get_by_text("✓ Saved").wait_for()
        if number == 1:
            assert violations(page, "html") == []
            page.reload()
            page.get_by_text("✓ Right.").wait_for()
        tab_to(page, "one.classList.contains('primary')")
        page.keyboard.press("Enter")
        if number < 4:
            page.get_by_text(f"Question {number + 1} of at most 6").wait_for()
    page.get_by_role("link", name="My path").wait_for()
    assert "three in a row right at the first try" in page.get_by_role("status").inner_text()
    assert violations(page, "html") == []
    done = read_journal(study.lesson(ROUNDS) / "journal.jsonl")
    assert [one.attempt for one in done if isinstance(one, Answered)] == [1, 2, 1, 1, 1]
    assert sum(isinstance(one, Hinted) for one in done) == 1
    assert isinstance(done[-1], Finished)


def test_a_theme_is_chosen_and_a_project_done(served: Served, page: Page) -> None:
    page.goto(served.url("/trellis/path"))
    tab_to(page, "one.textContent == 'Choose what it should be about'", most=120)
    page.keyboard.press("Enter")
    tab_to(page, "one.name == 'theme'")
    page.keyboard.press("Space")
    tab_to(page, "one.textContent == 'This is my theme'")
    page.keyboard.press("Enter")
    page.wait_for_url("**/trellis/path#theme")
    assert page.get_by_role("region", name="My theme").get_by_text("Sport").first.is_visible()
    page.goto(served.url("/trellis/project/garden-helper"))
    assert violations(page, "html") == []
    tab_to(page, "one.textContent == 'I have done this'")
    page.keyboard.press("Enter")
    page.get_by_text("✓ Saved: you have done this.").wait_for()
    assert violations(page, "html") == []
    served.post("/trellis/project/garden-helper", {})  # a second time notes nothing more
    study = open_study(served.folder, "data-detectives")
    assert sorted(choices(all_events(study))) == [
        "done/project/garden-helper",
        KEY,  # chosen above, instead of the questions at the start
        "theme/sport",
    ]
    assert my_path(study, datetime(2026, 11, 26, 9)).theme == "sport"  # noqa: DTZ001 - the machine's own clock
    assert served.post("/trellis/theme", {"theme": "nothing"}).status == 400
    assert served.post("/trellis/project/nothing", {}).status == 404


def test_what_there_are_no_questions_for_says_so(served: Served) -> None:
    answer = served.get("/trellis/practice/nothing-like-it")
    assert answer.status == 404
    assert "Your answers are safe" in answer.text
