"""The review pages as a teacher meets them: the kit's own server, its login, Voila, and a browser."""

import http.cookiejar
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carrying.journal import now
from curriculum.course import load_course
from grading.class_folder import new_class
from grading.notes import notes, write_note
from grading.records import Records
from grading.roster import rename_student
from tests.browser import PATIENCE_MS, violations, wait_until
from tests.grading.work import do_halving, handed_in, make_study
from tests.tiny import write_course

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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
    log = tmp_path_factory.mktemp("log") / "review.log"
    command = [sys.executable, "-c", "import sys; from kit.command import main; sys.exit(main())", "review"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--class", str(class_folder), "--no-browser"],
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
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert (
        page.evaluate("document.activeElement.closest('.talk h3, .talk').querySelector('h3').textContent")
        == "Luis Ferreira"
    )
    page.keyboard.press("Enter")
    page.wait_for_selector("#timeline")
    assert page.inner_text("h1") == "Luis Ferreira"
    assert "Do you have your stick with you?" in page.inner_text("main")
    page.get_by_role("navigation", name="The way here").get_by_role("link", name="Class 7b").focus()
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
        "class?skill=halves",
        "items",
        "fairness?by=year",
        "pilot",
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
    assert not page.is_visible("text=Open the page")
    assert not page.is_visible("text=Done talking")


@pytest.mark.parametrize("where", ["class", "student?student=luis02", "items", "fairness", "pilot"])
def test_in_arabic_a_page_reads_from_the_right_and_axe_finds_nothing(
    desk: str, browser: "Browser", where: str
) -> None:
    with browser.new_context(locale="ar", viewport={"width": 1366, "height": 768}) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(review(desk, where))
        page.wait_for_selector("h1")
        assert page.get_attribute("html", "dir") == "rtl"
        assert page.get_attribute("html", "lang") == "ar"
        assert violations(page, "html") == []
        assert page.evaluate("document.documentElement.scrollWidth") == 1366


def test_a_teacher_writes_a_check_in_and_assigns_a_step_by_keyboard(
    desk: str, class_folder: Path, page: "Page"
) -> None:
    page.goto(review(desk, "student?student=ana001"))
    page.wait_for_selector("#timeline")
    page.get_by_label("What you talked about").focus()
    page.keyboard.type("We folded a strip together.")
    page.keyboard.press("Tab")
    page.keyboard.type("Draw two more strips.")
    page.locator("#check-in-due").fill("2026-12-18")
    page.get_by_role("button", name="Save the check-in").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The check-in is saved.")
    assert "Agreed: Draw two more strips." in page.inner_text("#check-ins")
    page.wait_for_selector("#timeline")
    page.locator("summary", has_text="Change the path").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Which lesson or skill").select_option("doubling")
    page.get_by_role("button", name="Change the path").focus()
    page.keyboard.press("Enter")
    # The reason is missing: a sentence beside the field, and what was chosen is still there.
    page.wait_for_selector("#path-reason-fault")
    assert page.get_attribute("#path-reason", "aria-describedby") == "path-reason-fault path-reason-hint"
    assert page.input_value("#path-lesson") == "doubling"
    page.wait_for_selector("#timeline")
    page.get_by_label("Why").fill("We need it on Thursday.")
    page.get_by_role("button", name="Change the path").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The path is changed.")
    with Records(f"sqlite:///{(class_folder / 'records.db').as_posix()}") as records:
        (talk,) = records.check_ins("ana001")
        assert (talk.text, talk.step, talk.due) == (
            "We folded a strip together.",
            "Draw two more strips.",
            "2026-12-18",
        )
        (override,) = records.overrides("ana001")
        assert (override.action, override.lesson, override.reason) == (
            "assign",
            "doubling",
            "We need it on Thursday.",
        )


def test_two_teachers_at_once_lose_nothing_and_are_told(desk: str, class_folder: Path, page: "Page") -> None:
    page.goto(review(desk, "student?student=eva004"))
    page.wait_for_selector("#timeline")
    with Records(f"sqlite:///{(class_folder / 'records.db').as_posix()}") as records:
        write_note(records, "eva004", "Bring your stick on Friday.", "M. Ray")
        page.get_by_role("textbox", name="To the student").fill("See you on Monday.")
        page.get_by_role("button", name="Save the note to the student").click()
        page.wait_for_selector("#note-text-fault")
        assert "M. Ray wrote “Bring your stick on Friday.”" in page.inner_text("#note-text-fault")
        assert page.input_value("#note-text") == "See you on Monday."
        assert [one.text for one in notes(records, "eva004")] == ["Bring your stick on Friday."]
        page.wait_for_selector("#timeline")
        page.get_by_role("button", name="Save the note to the student").click()
        page.wait_for_selector("text=The note is saved.")
        assert [one.text for one in notes(records, "eva004")] == [
            "Bring your stick on Friday.",
            "See you on Monday.",
        ]


def test_done_talking_takes_a_student_off_todays_list(desk: str, page: "Page") -> None:
    page.goto(review(desk, "class"))
    page.wait_for_selector("#grid-title")
    assert page.get_by_role("heading", name="Luis Ferreira").count() == 1
    page.get_by_role("button", name="Done talking with Luis Ferreira").click()
    page.wait_for_selector("text=Noted: you talked.")
    page.wait_for_selector("#grid-title")
    assert page.get_by_role("heading", name="Luis Ferreira").count() == 0


def test_a_form_without_its_token_changes_nothing(desk: str, class_folder: Path) -> None:
    base, token = re.fullmatch(r"(http://[^/]+).*token=(\w+)", desk).groups()  # type: ignore[union-attr]
    known = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    known.open(f"{base}/trellis/?token={token}", timeout=60).read()
    sent = urllib.parse.urlencode({"form": "talked", "student": "ana001"}).encode()
    with pytest.raises(urllib.error.HTTPError) as refused:
        known.open(f"{base}/trellis/review/class", sent, timeout=60)
    assert refused.value.code == 403
    refused.value.close()
    known.close()
    with Records(f"sqlite:///{(class_folder / 'records.db').as_posix()}") as records:
        assert all(one.text for one in records.check_ins("ana001"))


def test_an_unknown_student_is_a_sentence_and_a_list(desk: str, page: "Page") -> None:
    page.goto(review(desk, "student?student=nobody"))
    page.wait_for_selector("h1")
    assert "There is no student “nobody” in Class 7b." in page.inner_text("main")
    page.get_by_role("link", name="Eva Lind").click()
    page.wait_for_selector("#timeline")
    assert page.inner_text("h1") == "Eva Lind"
    assert "no hand-in yet" in page.inner_text("main header")
