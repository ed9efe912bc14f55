"""Surveys, attendance, exports and backups in a real browser: by keys alone, legible in every light, nothing for axe to find."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carrying.journal import read_journal
from curriculum.evidence import Surveyed
from curriculum.surveys import question_ids
from grading.attendance import entries_of
from grading.backup import back_up, check
from grading.class_folder import new_class, open_class
from grading.paper_work import work_on_paper
from grading.records import Records
from grading.roster import Roster, write_roster
from grading.surveys import take_sheets
from tests.browser import violations
from tests.keyboard import press, tab_to
from tests.keys import CLASS, give_keys, unlocked
from tests.kit.places import Served, serve
from tests.tiny import write_course

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A teacher's server whose class has three students."""
    home = tmp_path_factory.mktemp("teacher")
    klass = give_keys(new_class(home / "class", "7b", write_course(home / "class" / "course")))
    write_roster(
        klass.roster, Roster({"k3f92m7qx0ab": "Amina", "p8r4wz2n6cde": "Ben", "m2n4p6q8r0st": "Luz"})
    )
    served = serve("teach", klass.root, ["review", "--class", klass.root], home)
    yield served
    served.stop()


def holds_everywhere(page: Page, served: Served, address: str) -> None:
    for scheme, width in (("light", 1366), ("dark", 320)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 768})
        page.goto(served.url(address))
        assert violations(page, "html") == [], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


def test_a_student_answers_by_keys_alone(study_server: Served, page: Page) -> None:
    study_server.get("/trellis/lesson/halving")
    holds_everywhere(page, study_server, "/trellis/survey")
    page.goto(study_server.url("/trellis/home"))
    press(page, page.get_by_role("link", name="Answer them"))
    first = page.get_by_role("group", name="I like finding things out in this subject.")
    tab_to(page, first.get_by_role("radio", name="no", exact=True))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    press(page, page.get_by_role("button", name="Save my answers"))
    page.get_by_role("heading", name="Thank you").wait_for()
    journals = study_server.folder.glob("*/journal.jsonl")
    found = [event for path in journals for event in read_journal(path) if isinstance(event, Surveyed)]
    assert [(event.answers, event.named) for event in found] == [({"interest": 3}, False)]
    page.goto(study_server.url("/trellis/home"))
    assert page.get_by_role("link", name="Answer them").count() == 0, "asked again only after six weeks"


def test_a_teacher_takes_sheets_down_by_keys_alone(desk: Served, page: Page) -> None:
    klass = open_class(desk.folder)
    with Records(klass.records_url) as records:
        sheets: list[dict[str, object]] = [dict.fromkeys(question_ids("family"), 4)] * 4
        take_sheets(records, "family", sheets, date(2026, 11, 3))
    for address in ("surveys", "surveys/family", "surveys/teacher"):
        holds_everywhere(page, desk, f"/trellis/desk/{address}")
    page.goto(desk.url("/trellis/desk/surveys"))
    assert page.get_by_text("fewer than 5 answers, not shown").count() == 4
    page.goto(desk.url("/trellis/desk/surveys/family"))
    tab_to(page, page.get_by_label("Sheet 1: Understanding"))
    page.keyboard.type("5554")
    assert page.get_by_label("Sheet 2: Understanding").evaluate("field => field === document.activeElement")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("1")
    press(page, page.get_by_role("button", name="Keep these sheets"))
    page.get_by_text("1 sheet was taken down.").wait_for()
    rows = page.get_by_role("row", name="The page from school is easy to understand.")
    assert "80%" in rows.inner_text()


def test_a_day_is_taken_down_by_keys_alone_and_work_on_paper_noted(desk: Served, page: Page) -> None:
    klass = open_class(desk.folder)
    holds_everywhere(page, desk, "/trellis/desk/attendance")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(desk.url("/trellis/desk/attendance"))
    page.get_by_label("Day", exact=True).fill("2026-11-24")
    press(page, page.get_by_role("button", name="Show"))
    page.wait_for_url("**day=2026-11-24**")
    tab_to(page, page.get_by_label("Amina: number"))
    page.keyboard.type("1")
    assert page.get_by_label("Ben: number").evaluate("field => field === document.activeElement")
    page.keyboard.type("2")
    assert page.get_by_label("Whoever has no number was there").is_checked(), (
        "nothing is taken down for this day yet"
    )
    press(page, page.get_by_role("button", name="Keep this day"))
    page.get_by_text("3 entries are new or changed.").wait_for()
    with Records(klass.records_url) as records:
        assert [(one.day, one.state) for one in entries_of(records)] == [
            ("2026-11-24", "present"),
            ("2026-11-24", "present"),
            ("2026-11-24", "late"),
        ]
    page.get_by_label("What was it?").fill("Posters")
    page.get_by_role("group", name="Whose work was it?").get_by_label("Luz").check()
    press(page, page.get_by_role("button", name="Note it"))
    page.get_by_text("On paper, seen by the teacher: Posters").wait_for()
    press(page, page.get_by_role("button", name="Take back"))
    page.get_by_text("On paper, seen by the teacher: Posters").wait_for(state="detached")
    with Records(klass.records_url) as records:
        assert work_on_paper(records) == []


def test_data_is_taken_out_and_a_backup_put_beside(desk: Served, page: Page, tmp_path: Path) -> None:
    holds_everywhere(page, desk, "/trellis/desk/taking-out")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(desk.url("/trellis/desk/taking-out"))
    page.get_by_label("Everything as tables (CSV)").check()
    page.get_by_label("Write it to").fill(str(tmp_path))
    press(page, page.get_by_role("button", name="Write the files"))
    page.get_by_text("They hold no names").wait_for()
    assert list(tmp_path.glob("trellis-csv-*/events.csv"))
    assert violations(page, "html") == []
    page.get_by_label("Write it to").fill(str(desk.folder))
    press(page, page.get_by_role("button", name="Write the files"))
    page.get_by_text("is inside the class folder").wait_for()  # as the job's outcome
    page.goto(desk.url("/trellis/desk/taking-out"))
    page.get_by_label("Keep it on").fill(str(tmp_path))
    press(page, page.get_by_role("button", name="Make a backup"))
    page.get_by_role("heading", name="Open the class").wait_for()  # the tests' keys open with no passphrase
    made = back_up(unlocked(open_class(desk.folder)), tmp_path)
    assert check(made.path, tmp_path, keys=CLASS).files
    page.goto(desk.url("/trellis/desk/taking-out"))
    page.get_by_text("Put a backup back").click()
    page.get_by_label("The file, with its folder").fill(str(made.path))
    page.get_by_label("Its passphrase, or the recovery code").fill("wrong words here")
    press(page, page.get_by_role("button", name="Put it beside this class"))
    page.get_by_text("neither the passphrase of the class").wait_for()
