"""Several students at one machine: who gets to which page, in real servers; and what the teacher then collects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from carrying.enrolling import enrol, keep_table
from carrying.handin import hand_in
from carrying.join import new_code
from carrying.join_table import join_table, write_table
from carrying.packs import open_lesson
from carrying.picture_pin import is_locked, lock
from carrying.profiles import learners, new_learner
from carrying.study import Study, open_study
from carrying.trust import remember_class
from grading.class_folder import new_class
from grading.collect import collect
from kit.launch import end
from kit.pages.me import Me
from kit.pages.page import templates
from kit.pages.pictures import DRAWN, chosen
from kit.pages.student import Home, StudentPage
from kit.server import Ready, running
from tests.browser import wait_until
from tests.keys import CLASS, give_keys
from tests.kit.places import Served, serve, study_with_lessons
from tests.tiny import write_course

MINE = ("fish", "star", "tree", "star")
CARD, OTHERS_CARD = new_code(), new_code()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Served]:
    """The first page of a machine with two students: Amina, and Ben, whose page is locked."""
    root = tmp_path / "home"
    study_with_lessons(root / "study").rename("Amina")
    ben = new_learner(root, "tiny", "Ben", "boat")
    study_with_lessons(ben.folder)
    keep_table(ben, write_table(join_table({"k3f92m7qx0ab": CARD, "aaaabbbbcccc": OTHERS_CARD}, "salt")))
    enrol(ben, CARD)
    lock(ben.folder, MINE)
    server = serve("choose", root, [], root)
    yield server
    for one in learners(root):
        ready = running(one.folder, "study")
        if ready is not None:
            end(ready)
            wait_until(lambda one=one: running(one.folder, "study") is None)  # type: ignore[misc]
    server.stop()


def opened(machine: Served, number: int) -> Ready:
    """Where a student's page is, once it has started."""
    door = f"student-{number}"
    wait_until(lambda: json.loads(machine.get(f"/trellis/ready/{door}").text)["ready"], 90)
    folder = machine.folder / ("study" if number == 1 else f"study-{number}")
    ready = running(folder, "study")
    assert ready is not None
    return ready


def press(machine: Served, pictures: tuple[str, ...]) -> str:
    """Press pictures one after the other on Ben's page; returns the page that follows."""
    so_far, text = "", ""
    for picture in pictures:
        text = machine.post("/trellis/who/2", {"so_far": so_far, "picture": picture}).text
        found = re.search(r'name="so_far" value="([a-z-]*)"', text)
        so_far = found[1] if found else ""
    return text


def test_every_picture_is_drawn_and_a_form_brings_nothing_else() -> None:
    from carrying.picture_pin import PICTURES

    assert set(DRAWN) == set(PICTURES)
    assert len(set(DRAWN.values())) == 12
    assert chosen("sun-<b>-moon", "dog") == ["sun", "moon"]
    assert chosen("sun-sun-sun-sun", "moon") == ["sun"] * 4


@pytest.mark.slow
def test_each_gets_to_their_own_page_and_nobody_past_the_pictures(machine: Served) -> None:
    page = machine.post("/trellis/open/student", {}).text
    assert "Who is learning here?" in page
    assert page.index("<bdi>Amina</bdi>") < page.index("<bdi>Ben</bdi>") < page.index("I am new here")
    for attempt in (
        machine.post("/trellis/open/student-2", {}),
        machine.get("/trellis/open/student-2"),
    ):
        assert "Hello Ben" in attempt.text
    assert "These are not the four pictures. Try again." in press(machine, ("sun", "star", "tree", "star"))
    assert running(machine.folder / "study-2", "study") is None

    machine.post("/trellis/open/student-1", {})
    amina = opened(machine, 1)
    assert "<bdi>Amina</bdi>" in machine.get("/trellis/open/student-1").text

    press(machine, MINE)
    ben = opened(machine, 2)
    assert ben.token != amina.token
    wait_until(lambda: running(machine.folder / "study", "study") is None)  # the other's page is closed
    home = machine.get("/trellis/open/student-2")
    assert "<bdi>Ben</bdi>" in home.text
    assert home.url.startswith(ben.address)
    # The door is locked again behind Ben, though his page is open still.
    assert "Hello Ben" in machine.get("/trellis/open/student-2").text
    assert "Hello Ben" in machine.post("/trellis/open/student-2", {}).text


@pytest.mark.slow
def test_switching_closes_the_page_and_leads_back_to_the_choice(machine: Served) -> None:
    machine.post("/trellis/open/student-1", {})
    amina = Served(machine.process, opened(machine, 1), machine.folder / "study")
    assert "<bdi>Ben</bdi>" not in amina.get("/trellis/home").text
    assert "Switch" in amina.get("/trellis/home").text
    assert "Who is learning here?" in amina.post("/trellis/switch", {}).text
    # Back at once, while the server is still closing: it is started once more.
    wait_until(lambda: running(amina.folder, "study") is None)
    machine.post("/trellis/open/student-1", {})
    assert opened(machine, 1).token != amina.ready.token
    assert "<bdi>Amina</bdi>" in machine.get("/trellis/open/student-1").text


@pytest.mark.slow
def test_the_card_opens_a_place_whose_pictures_are_forgotten(machine: Served) -> None:
    assert "Type the code on your card" in machine.get("/trellis/who/2/forgot").text
    answer = machine.post("/trellis/who/2/forgot", {"code": OTHERS_CARD})
    assert "This is not the card that was typed here. Try again." in answer.text
    assert is_locked(machine.folder / "study-2")
    assert "Your pictures are gone" in machine.post("/trellis/who/2/forgot", {"code": CARD}).text
    assert not is_locked(machine.folder / "study-2")


def test_somebody_new_gets_a_place_and_a_form_without_a_name_asks(choose_server: Served) -> None:
    page = choose_server.get("/trellis/").text
    assert "Somebody else learns here too" in page
    answer = choose_server.post("/trellis/who/new", {"name": " ", "picture": "boat"})
    assert answer.status == 400
    assert "Write what you want to be called, and choose a picture." in answer.text
    assert len(learners(choose_server.folder)) == 1
    assert choose_server.get("/trellis/who/7").url.endswith("/trellis/who")
    assert choose_server.get("/trellis/who/1").url.endswith("/trellis/who")  # there, and not locked


def test_forgotten_pictures_name_the_card_or_the_teacher(choose_server: Served, study_server: Served) -> None:
    folder = choose_server.folder / "study"
    lock(folder, MINE)
    try:
        assert "Hello Student 1" in choose_server.post("/trellis/open/student", {}).text
        page = choose_server.get("/trellis/who/1/forgot").text
        assert "Ask your teacher to come to this machine." in page
        assert "profiles reset 1" in page
        answer = choose_server.post("/trellis/who/1/forgot", {"code": "x"})
        assert answer.status == 409
        assert is_locked(folder)
    finally:
        (folder / ".trellis" / "pictures.json").unlink()


def test_pictures_are_chosen_looked_at_and_taken_back(study_server: Served) -> None:
    so_far = ""
    for picture in MINE:
        page = study_server.post("/trellis/me/pictures", {"so_far": so_far, "picture": picture}).text
        found = re.search(r'name="so_far" value="([a-z-]*)"', page)
        assert found is not None
        so_far = found[1]
    assert "3. tree" in page
    assert not is_locked(study_server.folder)
    try:
        page = study_server.post("/trellis/me/pictures/keep", {"so_far": so_far}).text
        assert "Your page opens with your four pictures only." in page
        assert is_locked(study_server.folder)
    finally:
        page = study_server.post("/trellis/me/pictures/off", {}).text
    assert "Choose four pictures" in page
    assert not is_locked(study_server.folder)
    assert study_server.post("/trellis/me/pictures/keep", {"so_far": "sun-sun"}).status == 409
    study_server.post("/trellis/me", {"picture": "moon"})
    assert open_study(study_server.folder, "").profile.picture == "moon"


def test_two_students_at_one_machine_are_collected_as_two(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    studies: list[Study] = [study_with_lessons(tmp_path / "home" / "study")]
    ben = new_learner(tmp_path / "home", "tiny", "Ben", "boat")
    studies.append(study_with_lessons(ben.folder))
    for study in studies:
        remember_class(study, CLASS.card)
        open_lesson(study, "halving")
        hand_in(study, stick)
    klass = give_keys(new_class(tmp_path / "class", "7b", write_course(tmp_path / "course")))
    collect(klass, stick, at=datetime(2026, 11, 26, 12, 0, tzinfo=UTC))
    assert sorted(path.name for path in klass.submitted.iterdir()) == sorted(
        study.profile.student for study in studies
    )


@pytest.mark.parametrize("page", [Home, Me])
def test_a_page_that_switches_students_may_lead_to_the_first_page(page: type[StudentPage]) -> None:
    # Chromium holds the address that a form leads on to against the policy, too.
    assert "form-action 'self' http://127.0.0.1:*" in page.__new__(page).content_security_policy


def test_a_page_of_a_closed_server_leads_nowhere() -> None:
    said = {"base": "/", "dress": {}, "title": "", "text": "", "more": "", "failed": False}
    shown = templates().get_template("message.html").render(back=None, **said)
    assert ">Back<" not in shown
