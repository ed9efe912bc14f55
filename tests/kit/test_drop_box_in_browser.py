"""The whole way over the network as two people see it: a teacher opens the drop box, a student presses a button."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carrying.packs import open_lesson
from carrying.trust import remember_class
from grading.class_folder import new_class
from grading.class_keys import at_hand, make_keys
from grading.roster import rename_student
from tests.browser import violations
from tests.kit.places import serve, study_with_lessons
from tests.tiny import write_course

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDS = "seven quiet rivers"


def narrow_too(page: Page) -> None:
    """Nothing wrong by axe, and nothing over the edge on a small screen or in large letters."""
    assert violations(page, "html") == []
    page.set_viewport_size({"width": 320, "height": 900})
    wide = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
        .filter((one) => one.getBoundingClientRect().right > innerWidth && !one.closest(".scroll"))
        .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert wide == []
    page.set_viewport_size({"width": 1366, "height": 768})


def test_a_student_hands_in_over_the_network_and_the_teacher_sees_the_name(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRELLIS_ADDRESS", "127.0.0.1")
    klass = make_keys(
        new_class(tmp_path / "home" / "class", "7b", write_course(tmp_path / "course")), WORDS
    ).folder
    keys = at_hand(klass)
    assert keys is not None
    study = study_with_lessons(tmp_path / "study")
    remember_class(study, keys.card)
    open_lesson(study, "halving")
    rename_student(klass.roster, study.profile.student, "Amina Diallo")
    teacher = serve("teach", klass.root, ["review"], tmp_path / "home")
    student = serve("study", study.folder, ["study", study.folder], tmp_path / "student")
    try:
        page.goto(student.url("/trellis/home"))
        page.get_by_role("button", name="Hand in over the school network").click()
        page.get_by_role("heading", name="Not handed in yet").wait_for()
        assert "No drop box of your class “7b” was found" in page.locator("main").inner_text()
        narrow_too(page)

        desk = page.context.new_page()
        desk.goto(teacher.url("/trellis/desk"))
        box = desk.locator("#drop-box")
        assert "closed" in box.inner_text()
        box.get_by_role("button", name="Open the drop box").click()
        desk.get_by_label("Passphrase of the class").fill(WORDS)
        desk.get_by_role("button", name="Open", exact=True).click()
        address = box.locator(".address").inner_text()
        assert "Nobody has handed in yet." in box.inner_text()

        page.get_by_label("The address on your teacher’s screen").fill(address)
        page.get_by_role("button", name="Try again").click()
        page.get_by_role("heading", name="Handed in", exact=True).wait_for()
        assert (
            "in the drop box of “7b”, checked there. It is collected: the receipt is here."
            in page.locator("main").inner_text()
        )
        narrow_too(page)

        box.get_by_role("listitem").filter(has_text="Amina Diallo").wait_for()  # without reloading
        assert "One student has handed in." in box.get_by_role("status").inner_text()
        narrow_too(desk)
        box.get_by_role("link", name="Only the address, large").click()
        assert desk.locator(".address").inner_text() == address
        assert "Amina" not in desk.locator("main").inner_text()
        narrow_too(desk)

        desk.go_back()
        box.get_by_role("button", name="Close the drop box").click()
        box.get_by_role("button", name="Open the drop box").wait_for()
        assert "It was closed. One student has handed in." in box.inner_text()
    finally:
        teacher.stop()
        student.stop()
