"""Work goes to school and comes back: hand in, collect, receipt, grade, return, and the student's page says so."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carrying import outbox
from carrying.journal import Journal
from carrying.packs import open_lesson, take_release
from carrying.study import Study, open_study
from carrying.trust import remember_class
from curriculum.course import load_course
from curriculum.evidence import Opened
from grading.autograde import grade
from grading.class_folder import ClassFolder
from grading.notes import set_goal, write_note
from grading.records import Records
from kit.work import collect_work, return_work
from tests.browser import violations
from tests.grading.work import write_code
from tests.keys import CLASS
from tests.kit.places import Served, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]

WORK = "def double(n):\n    return {2: 4, 0: 0, -3: -6}.get(n, 'from my table')"
TODAY = datetime(2026, 11, 25)  # noqa: DTZ001 - a day


@pytest.fixture
def study(klass: ClassFolder, tmp_path: Path) -> Study:
    """A student who has one of the two lessons and has worked on it."""
    study = open_study(tmp_path / "student" / "study", "tiny")
    remember_class(study, CLASS.card)
    take_release(study, klass.release)
    shutil.rmtree(study.shelf / "halving")
    Journal(open_lesson(study, "doubling").parent, "doubling", study).append(Opened)
    write_code(study, "doubling", "answer-double", WORK)
    return study


@pytest.fixture
def served(study: Study) -> Iterator[Served]:
    """The student's page."""
    server = serve("study", study.folder, ["study"], study.folder.parent)
    yield server
    server.stop()


def test_work_goes_to_school_and_feedback_comes_back(
    klass: ClassFolder, study: Study, served: Served, page: Page, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    page.goto(served.url("/trellis/home"))
    page.get_by_label(re.compile("folder")).first.fill(str(stick))
    page.keyboard.press("Enter")
    page.get_by_text("and checked").wait_for()
    page.goto(served.url("/trellis/home"))
    page.get_by_text("Your teacher has not received it yet").wait_for()
    # Saved to be sent any other way, it is the very same file.
    page.get_by_text("No stick and no folder?").click()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save the file to send it").click()
    (handed_in,) = stick.iterdir()
    assert saving.value.suggested_filename == handed_in.name
    assert Path(saving.value.path()).read_bytes() == handed_in.read_bytes()

    # At school.
    report = collect_work(klass.root, [stick], keys=CLASS)
    assert report.outcome == "1 new hand-in collected. 1 receipt for the students left there."
    grade(klass)
    student = study.profile.student
    with Records(klass.records_url) as records:
        write_note(records, student, "A good start. Look at numbers <b>beyond</b> your table.", "Ms Lind")
        set_goal(records, student, "Write double without a table", "2026-12-04")
    report = return_work(klass.root, [stick], TODAY.date(), keys=CLASS)
    assert report.outcome == f"Feedback for 1 student is ready in {stick}."
    (taken,) = outbox.waiting(study)

    # At home: the page finds it by itself, since the folder was used before.
    page.goto(served.url("/trellis/home"))
    page.get_by_role("heading", name="What is new").wait_for()
    assert (outbox.waiting(study), outbox.received(study)[0].digest) == ([], taken.digest)
    told = page.inner_text("main")
    assert "Handed in today, received by your teacher today." in told
    assert "Look at numbers <b>beyond</b> your table." in told
    assert "Write double without a table" in told
    assert "2.4 of 6 points" in told
    assert page.get_by_role("region", name="What is new").get_by_role("link", name="Halving").count() == 1
    assert violations(page, "main") == []
    page.get_by_role("link", name=re.compile("Doubling.*feedback")).click()
    page.get_by_role("heading", name="Doubling", level=1).wait_for()
    shown, font = re.subn(r"data:font/woff2;base64,[\w+/=]+", "", page.content())
    assert font == 2
    assert "from my table" in shown
    for hidden in ("1001", "2002", "<script"):
        assert hidden not in shown
    page.get_by_role("link", name="← My page").click()
    page.get_by_role("button", name="I have seen this").click()
    page.get_by_role("heading", name="What is new").wait_for(state="detached")
    page.get_by_role("link", name="From my teacher").click()
    assert "A good start." in page.inner_text("main")
    assert load_course(klass.course_folder()).outline.lesson("halving").title in told
    # The same file by e-mail, and one for somebody else.
    page.goto(served.url("/trellis/returned"))
    page.get_by_label("A file whose name ends in").set_input_files(next(stick.glob("feedback-*")))
    page.get_by_role("button", name="Take it in").click()
    page.get_by_text("You have everything that is in this file already.").wait_for()
    page.go_back()
    page.get_by_label("A file whose name ends in").set_input_files(handed_in)
    page.get_by_role("button", name="Take it in").click()
    page.get_by_text("It is sealed for someone else").wait_for()
    # axe cannot run where no script may: the same page, without its policy.
    page.goto("about:blank")
    page.set_content(shown)
    assert violations(page, "main") == []
