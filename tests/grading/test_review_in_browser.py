"""The review pages as a teacher meets them: the kit's own server, its login, Voila, and a browser."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carrying.journal import now
from curriculum.course import load_course
from grading.class_folder import new_class
from grading.records import Records
from grading.roster import rename_student
from tests.browser import violations, wait_until
from tests.grading.work import do_halving, handed_in, make_study
from tests.tiny import write_course

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ana, who can do it; Luis, last heard of ten days ago; one whose name is an attack; and Eva, of whom nothing has come."""
    root = tmp_path_factory.mktemp("review")
    course_folder = write_course(root / "course")
    folder = new_class(root / "class", "7b", course_folder)
    (folder.release / "halving").mkdir()
    (folder.release / "halving" / "lesson.json").write_text("{}", encoding="utf-8")
    course = load_course(course_folder)
    came: list[tuple[str, str, str | None, datetime]] = [
        ("ana001", "inst01", None, now()),
        ("luis02", "inst02", "3", now() - timedelta(days=10)),
        ("evil03", "inst03", "2", now()),
    ]
    with Records(folder.records_url) as records:
        for student, installation, first, at in came:
            study = make_study(root / student, student, installation)
            do_halving(study, course, first=first)
            records.merge(handed_in(study, root / f"stick-{student}"), at)
    for student, name in (
        ("ana001", "Ana Adler"),
        ("luis02", "Luis Ferreira"),
        ("evil03", HOSTILE),
        ("eva004", "Eva Lind"),
    ):
        rename_student(folder.roster, student, name)
    return folder.root


@pytest.fixture(scope="module")
def desk(class_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the teacher's desk, token included, on a server started by the kit's own command."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("log") / "review.log"
    command = [sys.executable, "-c", "import sys; from kit.command import main; sys.exit(main())", "review"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--class", str(class_folder), "--no-browser", "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until(
            lambda: address(log) or process.poll() is not None, 90, lambda: log.read_text(encoding="utf-8")
        )
        found = address(log)
        assert found, log.read_text(encoding="utf-8")
        yield found
    finally:
        process.terminate()
        process.wait(30)


def address(log: Path) -> str:
    found = re.search(r"http://\S+token=\w+", log.read_text(encoding="utf-8"))
    return found[0] if found else ""


def review(desk: str, where: str) -> str:
    """The address of a review page, with the token of `desk`."""
    base, token = re.fullmatch(r"(http://[^/]+).*token=(\w+)", desk).groups()  # type: ignore[union-attr]
    return f"{base}/trellis/review/{where}{'&' if '?' in where else '?'}token={token}"


def test_without_the_login_nothing_is_shown(desk: str, page: "Page") -> None:
    page.goto(review(desk, "class").partition("?")[0])
    assert "/login" in page.url
    assert "Ana" not in page.inner_text("body")


def test_a_teacher_goes_from_the_class_to_a_student_and_back_by_keyboard(desk: str, page: "Page") -> None:
    alerts: list[str] = []
    page.on("dialog", lambda dialog: alerts.append(dialog.message))
    page.goto(review(desk, "class"))
    page.wait_for_selector("#opening", state="hidden")  # Voila sends the page in pieces
    page.wait_for_selector("#grid-title")
    assert page.title() == "Class 7b · Trellis"
    assert page.inner_text("main header .tag") == "3 of 4 handed in"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Tab")
    assert (
        page.evaluate("document.activeElement.closest('.talk h3, .talk').querySelector('h3').textContent")
        == "Luis Ferreira"
    )
    page.keyboard.press("Enter")
    page.wait_for_selector("#timeline")
    assert page.inner_text("h1") == "Luis Ferreira"
    assert "It may be the stick, not the work." in page.inner_text("main")
    page.get_by_role("link", name="Back to Class 7b").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#grid-title")
    assert (
        page.get_by_role("row", name=re.compile("Ana Adler"))
        .get_by_role("cell")
        .first.inner_text()
        .startswith("• ")
    )
    assert HOSTILE in page.inner_text("table")
    assert alerts == []


@pytest.mark.parametrize(
    "where",
    [
        "class",
        "student?student=ana001",
        "student?student=luis02",
        "student?student=eva004",
        "student?student=nobody",
    ],
)
def test_axe_finds_nothing_and_nothing_sticks_out(desk: str, page: "Page", where: str) -> None:
    page.goto(review(desk, where))
    page.wait_for_selector("h1")
    assert violations(page, "html") == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "html") == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_in_print_there_are_words_and_no_backgrounds(desk: str, page: "Page") -> None:
    page.goto(review(desk, "class"))
    page.wait_for_selector("h1")
    page.emulate_media(media="print")
    coloured = page.evaluate(
        """() => [...document.querySelectorAll("main, main *")]
            .filter((element) => getComputedStyle(element).backgroundColor !== "rgba(0, 0, 0, 0)" && element.checkVisibility())
            .map((element) => element.className || element.tagName)"""
    )
    assert set(coloured) <= {"card", "card talk", "card more"}  # white paper
    assert not page.is_visible("text=See the answers")


def test_an_unknown_student_is_a_sentence_and_a_list(desk: str, page: "Page") -> None:
    page.goto(review(desk, "student?student=nobody"))
    page.wait_for_selector("h1")
    assert "There is no student “nobody” in Class 7b." in page.inner_text("main")
    page.get_by_role("link", name="Eva Lind").click()
    page.wait_for_selector("#timeline")
    assert page.inner_text("h1") == "Eva Lind"
    assert "no hand-in yet" in page.inner_text("header")
