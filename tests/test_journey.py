"""The whole journey in a real browser: a student with the keyboard alone, then the teacher, then the path that has changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from carrying.bundle import read_bundle
from carrying.journal import read_journal
from carrying.packs import take_pack
from carrying.study import open_study
from curriculum.course import Course
from curriculum.evidence import Answered, Finished, Moved, Opened
from grading.autograde import grade
from grading.class_folder import ClassFolder, new_class
from grading.collect import collect
from grading.paths import work_of_class, write_paths
from grading.release import release
from grading.roster import add_students, rename_student
from kit.server import Ready, Role, running
from tests.browser import wait_until
from tests.keyboard import give, known_wrong_answer, look_in, press, right_answer, tab_to
from tests.keys import give_keys

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.slow
LESSON = "equal-fractions-1"
TODAY = date(2026, 11, 22)


SHOWS = """(node, html) => {
  const whole = document.createElement("div");
  whole.innerHTML = html;
  return node.textContent === whole.textContent;
}"""


@pytest.fixture
def serve() -> Iterator[Callable[..., Ready]]:
    """`serve(role, folder, *words)`: the real command in a process of its own."""
    started: list[subprocess.Popen[bytes]] = []

    def start(role: Role, folder: Path, *words: str) -> Ready:
        process = subprocess.Popen([sys.executable, "-m", "kit.command", *words, "--no-browser"])
        started.append(process)
        found: list[Ready] = []
        wait_until(lambda: found.extend(filter(None, [running(folder, role)])) or found, 90)
        return found[0]

    yield start
    for process in started:
        process.terminate()
        process.wait(30)


@pytest.fixture
def school(tmp_path: Path) -> ClassFolder:
    """A class with one lesson handed out."""
    made = give_keys(new_class(tmp_path / "class", "7B", "data-detectives"))
    release(made, [LESSON])
    return made


def answer(page: Page, exercise: Locator, folder: Path, course: Course, *, right: bool = True) -> None:
    """Answer the question that is open, and wait until it is saved."""
    from playwright.sync_api import expect

    before = sum(isinstance(event, Answered) for event in read_journal(folder / "journal.jsonl"))
    variant = look_in(folder).variant
    assert variant is not None
    shown = exercise.locator(".card > .tx-prose")
    wait_until(
        lambda: shown.evaluate(SHOWS, variant.prompt.html), otherwise=lambda: f"not shown: {variant.prompt}"
    )
    give(
        page,
        exercise,
        variant,
        right_answer(course, variant) if right else known_wrong_answer(course, variant),
    )
    expect(exercise.locator(".tx-saved")).to_have_text("✓ Saved")
    after = [event for event in read_journal(folder / "journal.jsonl") if isinstance(event, Answered)]
    assert len(after) == before + 1  # it is in the journal before the page says so
    assert (after[-1].score == 1) == right


def go_on(page: Page, exercise: Locator, folder: Path) -> None:
    """Press Next, and wait until the page has moved."""
    there = look_in(folder).key
    press(page, exercise.locator(".tx-next"))
    wait_until(lambda: look_in(folder).key != there)


def work_to_the_end(page: Page, exercise: Locator, folder: Path, course: Course) -> None:
    """Answer all that is asked, rightly, until the lesson ends."""
    for _ in range(60):
        here = look_in(folder)
        if here.at_end:
            return
        if here.variant is not None and not here.here.now.right:
            answer(page, exercise, folder, course)
        elif here.screen().kind == "choose":
            press(page, exercise.get_by_role("button").first)
            wait_until(lambda key=here.key: look_in(folder).key != key)
        else:
            go_on(page, exercise, folder)
    raise AssertionError("the lesson does not end")


def kernels(server: Ready) -> list[psutil.Process]:
    """The kernels of a server."""
    children = psutil.Process(server.process).children(recursive=True)
    return [child for child in children if "ipykernel_launcher" in " ".join(child.cmdline())]


def times_opened(folder: Path) -> int:
    """How often a kernel has opened the lesson."""
    return sum(isinstance(event, Opened) for event in read_journal(folder / "journal.jsonl"))


def test_a_student_by_keyboard_alone_and_the_teacher_who_sees_it(
    school: ClassFolder, serve: Callable[..., Ready], page: Page, tmp_path: Path
) -> None:
    course = school.load_course()
    study = open_study(tmp_path / "study", "data-detectives")
    take_pack(study, read_bundle(next(school.packs.iterdir())))
    student, folder = study.profile.student, study.lesson(LESSON)
    add_students(school.roster, [student])
    rename_student(school.roster, student, "Amina Diallo")

    # The teacher, before: the path suggests the lesson, and nothing has come in yet.
    teacher = serve("teach", school.root, "review", "--class", str(school.root))
    page.goto(teacher.url("/trellis/review/class"))
    page.get_by_role("link", name="Amina Diallo").first.click(timeout=60_000)
    page.get_by_role("heading", name="Amina Diallo", level=1).wait_for(timeout=60_000)
    before = page.inner_text("main")
    assert "needs nothing you have not met" in before

    # The student: home, one lesson, keys only.
    home = serve("study", study.folder, "study", str(study.folder))
    page.goto(home.url())
    press(page, page.get_by_role("link", name="Do this instead").first)
    page.wait_for_url("**/notebooks/**")
    exercise = page.locator(".trellis-exercise").nth(1)
    exercise.wait_for(timeout=60_000)

    answer(page, exercise, folder, course, right=False)  # a wrong idea leads aside, and back
    assert look_in(folder).here.now.misconception
    answer(page, exercise, folder, course)
    go_on(page, exercise, folder)

    # The kernel is killed in the middle of a question. The lesson comes back to the same place.
    place = look_in(folder).here.now.node
    opened = times_opened(folder)
    exercise.evaluate("node => node.classList.add('before-the-kill')")
    (kernel,) = kernels(home)
    kernel.kill()
    wait_until(lambda: times_opened(folder) > opened, 60)
    page.locator(".before-the-kill").wait_for(state="detached", timeout=60_000)
    exercise = page.locator(".trellis-exercise").nth(1)
    exercise.wait_for(timeout=60_000)
    assert look_in(folder).here.now.node == place
    work_to_the_end(page, exercise, folder, course)
    told = read_journal(folder / "journal.jsonl")
    assert any(isinstance(event, Finished) for event in told)
    assert len({(event.place, event.edge) for event in told if isinstance(event, Moved)}) > 5

    # Home again, and hand in.
    press(page, page.get_by_role("link", name="My path"))
    page.wait_for_url("**/trellis/home")
    stick = tmp_path / "stick"
    stick.mkdir()
    tab_to(page, page.get_by_label("folder", exact=False).first)
    page.keyboard.type(str(stick))
    page.keyboard.press("Enter")
    page.get_by_text("and checked").wait_for()

    # The teacher collects and grades, and the path has changed.
    assert collect(school, stick).students == [student]
    (outcome,) = grade(school).outcomes
    assert outcome.kind == "graded"
    assert outcome.score is not None
    assert 4.5 <= outcome.score < 5
    write_paths(school, TODAY)
    page.goto(teacher.url("/trellis/review/class"))
    page.get_by_role("link", name="Amina Diallo").first.click(timeout=60_000)
    page.get_by_role("heading", name="Amina Diallo", level=1).wait_for(timeout=60_000)
    after = page.inner_text("main")
    assert after != before
    assert "needs nothing you have not met" not in after
    path = work_of_class(school, course, TODAY)[student].path
    assert path.steps[0].reason in after
