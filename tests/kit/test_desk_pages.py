"""What the forms of the desk do, beside the morning's work: students, families, data, other classes."""

from __future__ import annotations

import io
import re
import shutil
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
import pytest

from carrying.picture_pin import is_locked, lock
from carrying.profiles import new_learner
from curriculum.accommodations import Accommodations
from grading.accommodating import accommodations, set_accommodations
from grading.backup import back_up
from grading.class_folder import new_class, open_class
from grading.class_keys import make_keys
from grading.families import COLUMN
from grading.join_codes import read_codes
from grading.notes import note_for, open_goals
from grading.records import Outcome, Records
from grading.replies import replies
from grading.retention import read_retention
from grading.roster import read_roster, short_code
from kit.practice import MARK, Practice
from tests.browser import wait_until
from tests.kit.places import Served, serve
from tests.tiny import write_course

pytestmark = pytest.mark.slow
WORDS = "seven quiet rivers"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A teacher's server; the students of its class come with the tests."""
    home = tmp_path_factory.mktemp("desk")
    folder = make_keys(new_class(home / "class", "7b", write_course(home / "courses" / "tiny")), WORDS).folder
    served = serve("teach", folder.root, ["review"], home)
    yield served
    served.stop()


def names(desk: Served) -> dict[str, str]:
    return {name: student for student, name in read_roster(desk.folder / "roster.csv").names.items()}


@pytest.fixture(scope="module")
def amina(desk: Served) -> str:
    """Her id; she and Ben are in the class."""
    desk.post("/trellis/desk/students/add", {"name": "Amina Diallo\r\n\r\n  Ben   Osei \r\n"})
    assert sorted(names(desk)) == ["Amina Diallo", "Ben Osei"]
    return names(desk)["Amina Diallo"]


def test_a_student_needs_a_name(desk: Served) -> None:
    answer = desk.post("/trellis/desk/students/add", {"name": "  \r\n "})
    assert answer.status == 409
    assert "A student needs a name." in answer.text


def test_a_student_leaves_and_comes_back(desk: Served, amina: str) -> None:
    desk.post("/trellis/desk/students/leave", {"student": amina})
    assert "Amina Diallo" not in names(desk)
    desk.post("/trellis/desk/students/again", {"student": amina, "name": "Amina Diallo"})
    assert names(desk)["Amina Diallo"] == amina


def test_notes_and_goals_are_kept_and_taken_back(desk: Served, amina: str) -> None:
    folder = open_class(desk.folder)
    desk.post("/trellis/desk/student/note", {"student": amina, "text": "Well explained."})
    wrong = desk.post("/trellis/desk/student/goal", {"student": amina, "text": "Halve", "until": "tomorrow"})
    assert wrong.status == 409
    desk.post("/trellis/desk/student/goal", {"student": amina, "text": "Halve", "until": "2026-12-18"})
    page = desk.get("/trellis/desk/student", student=amina).text
    assert "Well explained." in page
    assert "until 2026-12-18" in page
    with Records(folder.records_url) as records:
        (goal,) = open_goals(records, amina)
    desk.post("/trellis/desk/student/goal-closed", {"student": amina, "number": str(goal.number)})
    desk.post("/trellis/desk/student/note", {"student": amina, "text": ""})
    with Records(folder.records_url) as records:
        assert open_goals(records, amina) == []
        assert note_for(records, amina) is None


def test_what_a_student_needs_is_set_and_the_rest_of_it_stays(desk: Served, amina: str) -> None:
    folder = open_class(desk.folder)
    set_accommodations(folder, amina, Accommodations(theme="contrast", extra_time=1.75), "the command")
    assert "1.75 times as much" in desk.get("/trellis/desk/student", student=amina).text
    desk.post(
        "/trellis/desk/student/needs",
        {"student": amina, "time": "1.5", "fewer": "yes", "size": "largest", "language": "ar"},
    )
    assert accommodations(folder)[amina] == Accommodations(
        theme="contrast", extra_time=1.5, fewer_options=True, size="largest", language="ar"
    )
    desk.post("/trellis/desk/student/needs", {"student": amina, "time": "900", "size": "vast"})
    assert accommodations(folder)[amina] == Accommodations(theme="contrast")


def test_a_familys_answer_is_taken_down_and_shown_until_they_have_talked(desk: Served, amina: str) -> None:
    fields: dict[str, str | list[str]] = {
        "student": amina,
        "text": "Could we meet?",
        "talk": "yes",
        "page": "families",
    }
    answers = desk.post("/trellis/desk/student/reply", fields)
    assert answers.url.partition("#")[0].endswith("/trellis/desk/families")
    assert "Could we meet?" in answers.text
    assert "this family would like to talk" in desk.get("/trellis/desk").text
    desk.post("/trellis/desk/talked", {"student": amina})
    assert "this family would like to talk" not in desk.get("/trellis/desk").text
    with Records(open_class(desk.folder).records_url) as records:
        assert [(one.text, one.talk) for one in replies(records)] == [
            ("Could we meet?", True),
            ("We have talked.", False),
        ]


def test_languages_and_words_for_families_are_kept_and_their_pages_made_and_deleted(
    desk: Served, amina: str
) -> None:
    desk.post(
        "/trellis/desk/families/set",
        {f"language-{amina}": "fr", "language": "es", "reach": "Room 12, mornings"},
    )
    assert read_roster(desk.folder / "roster.csv").more[amina][COLUMN] == "fr"
    assert 'value="Room 12, mornings"' in desk.get("/trellis/desk/families").text
    desk.post("/trellis/desk/families/make", {"student": ""})
    wait_until(lambda: not _running(desk), 120)
    assert "2 pages for families are ready to print." in desk.get("/trellis/desk/families").text
    shown = desk.get("/trellis/desk/families/families.html")
    assert 'lang="fr"' in shown.text
    assert "Room 12, mornings" in shown.text
    desk.post("/trellis/desk/families/files/away", {})
    assert not (desk.folder / "families.pdf").exists()
    assert not (desk.folder / "families.html").exists()


def _running(desk: Served) -> bool:
    return '"running": true' in desk.get("/trellis/desk/job").text


def test_a_lost_card_gets_new_words(desk: Served, amina: str) -> None:
    desk.post("/trellis/desk/cards", {"student": amina})
    before = read_codes(open_class(desk.folder))
    desk.post("/trellis/desk/student/new-card", {"student": amina})
    after = read_codes(open_class(desk.folder))
    assert before is not None
    assert after is not None
    assert set(before.cards) == {amina}, "the card of one student is for that student"
    assert after.cards[amina].before == (before.cards[amina].code,)


def test_work_is_not_given_to_nobody(desk: Served, amina: str) -> None:
    answer = desk.post("/trellis/desk/student/reassign", {"student": amina, "to": names(desk)["Ben Osei"]})
    assert answer.status == 409
    assert "There is no work of" in answer.text
    assert desk.post("/trellis/desk/student/take-back", {"student": amina}).status == 409


def test_data_is_given_out_whole_and_erased_only_where_it_is_meant(desk: Served) -> None:
    desk.post("/trellis/desk/students/add", {"name": "Gone Soon"})
    student = names(desk)["Gone Soon"]
    data = desk._known.open(f"{desk.ready.address}/trellis/desk/student?student={student}", timeout=60).read()
    assert b"Gone Soon" in data
    refused = desk.post("/trellis/desk/student/erase", {"student": student, "code": "yes"})
    assert refused.status == 400
    assert student in names(desk).values()
    erased = desk.post("/trellis/desk/student/erase", {"student": student, "code": short_code(student)})
    assert "Everything about this student was erased" in erased.text
    assert student not in names(desk).values()


def test_a_students_data_comes_as_one_file(desk: Served, amina: str) -> None:
    token = next(one.value or "" for one in desk.cookies if one.name == "_xsrf")
    sent = urllib.parse.urlencode({"student": amina, "_xsrf": token}).encode()
    with desk._known.open(f"{desk.ready.address}/trellis/desk/student/data", sent, timeout=60) as answer:
        archive = zipfile.ZipFile(io.BytesIO(answer.read()))
    assert "Amina Diallo" in archive.read("roster.csv").decode()


def test_the_day_of_keeping_is_set_and_what_is_past_it_is_erased_only_by_name(
    desk: Served, amina: str
) -> None:
    folder = open_class(desk.folder)
    assert desk.post("/trellis/desk/data/keep", {"until": "soon"}).status == 409
    desk.post("/trellis/desk/data/keep", {"until": "2999-07-31"})
    assert read_retention(folder).keep_until == "2999-07-31"
    assert desk.post("/trellis/desk/data/erase-past", {"name": "7b"}).status == 400, "the day is not past"
    page = desk.post("/trellis/desk/data/keep", {"until": "2020-07-31"}).text
    assert "The day 2020-07-31 is past." in page
    assert desk.post("/trellis/desk/data/erase-past", {"name": "8a"}).status == 400
    assert amina in names(desk).values()
    desk.post("/trellis/desk/data/keep", {"until": ""})
    assert read_retention(folder).keep_until == ""


def test_forgotten_pictures_are_taken_away(desk: Served) -> None:
    study = new_learner(desk.folder.parent, "tiny", "Ife", "sun")
    lock(study.folder, ["sun", "moon", "sun", "moon"])
    assert "Ife" in desk.get("/trellis/desk/students").text
    number = re.search(r"(\d*)$", study.folder.name)
    answer = desk.post("/trellis/desk/pictures", {"number": number[0] or "1" if number else "1"})
    assert "Ife needs no pictures now" in answer.text
    assert not is_locked(study.folder)


def test_one_more_class_is_made_beside_this_one(desk: Served) -> None:
    fields: dict[str, str | list[str]] = {
        "name": "8 A",
        "course": str(desk.folder.parent / "courses" / "tiny"),
        "passphrase": WORDS,
        "again": WORDS,
    }
    assert "Recovery sheet of class <bdi>8 A</bdi>" in desk.post("/trellis/desk/classes/new", fields).text
    assert open_class(desk.folder.parent / "classes" / "8-a").name == "8 A"
    assert "8 A" in desk.get("/trellis/desk/classes").text
    assert "The class is closed" in desk.get("/trellis/desk").text, (
        "the keys of another class open nothing here"
    )


def test_the_practice_class_is_thrown_away_from_the_desk_and_from_nowhere_else(desk: Served) -> None:
    folder = desk.folder.parent / "practice"
    (folder / "class").mkdir(parents=True)
    (folder / "class" / "class.json").write_text("{}", encoding="utf-8")
    assert "was not made as a practice class" in desk.post("/trellis/desk/practice/throw-away", {}).text
    (folder / MARK).write_bytes(msgspec.json.encode(Practice(day="2026-11-26", done=True)))
    assert "Throw the practice class away" in desk.get("/trellis/desk").text
    assert "The practice class is gone" in desk.post("/trellis/desk/practice/throw-away", {}).text
    assert not folder.exists()
    assert "Try with a practice class" in desk.get("/trellis/desk").text


def test_the_course_is_checked_and_questions_need_a_place(desk: Served) -> None:
    assert "The course has no faults." in desk.post("/trellis/desk/check", {}).text
    assert desk.post("/trellis/desk/import", {"source": "/nowhere"}).status == 400


def test_a_lesson_is_walked_through_from_the_desk(desk: Served) -> None:
    assert desk.post("/trellis/desk/preview", {"lesson": "nowhere"}).status == 409
    shown = desk.post("/trellis/desk/preview", {"lesson": "halving"})
    assert shown.status == 200
    assert "/notebooks/halving/halving.ipynb" in shown.url
    assert not shown.url.startswith(desk.ready.address)


def test_a_file_is_explained_and_not_taken_in(desk: Served) -> None:
    page = desk.send_file("/trellis/desk/inspect", r"C:\stick\notes.txt", b"milk, bread").text
    assert "notes.txt" in page
    assert "It was only looked at: nothing of it was taken in." in page
    assert "While the class is closed" in page


def test_the_desk_and_the_review_speak_the_language_that_was_chosen(desk: Served) -> None:
    assert 'lang="ar" dir="rtl"' in desk.post("/trellis/desk/language", {"language": "ar"}).text
    assert 'lang="ar"' in desk.get("/trellis/review/class").text
    assert 'lang="en" dir="ltr"' in desk.post("/trellis/desk/language", {"language": "en"}).text


def test_opening_closing_and_a_new_recovery_sheet(desk: Served) -> None:
    wrong = desk.post("/trellis/desk/open", {"passphrase": "seven loud rivers"})
    assert wrong.status == 403
    assert "The class is open" in desk.post("/trellis/desk/open", {"passphrase": WORDS}).text
    sheet = desk.post("/trellis/desk/sheet", {}).text
    assert "Recovery sheet of class <bdi>7b</bdi>" in sheet
    assert "The class is closed" in desk.post("/trellis/desk/shut", {}).text
    assert desk.post("/trellis/desk/sheet", {}).status == 409


def test_the_machine_is_looked_at_in_words(desk: Served) -> None:
    page = desk.get("/trellis/desk/machine").text
    assert "Is this machine in order?" in page
    assert "GB free where Trellis keeps its files" in page


def test_a_lesson_is_begun_in_a_course_of_ones_own(desk: Served) -> None:
    assert desk.post("/trellis/desk/new-lesson", {"title": " ", "name": "Bags"}).status == 409
    page = desk.post("/trellis/desk/new-lesson", {"title": "Full boxes", "name": "Boxes"}).text
    assert "trellis edit full-boxes --course" in page
    course = desk.folder.parent / "courses" / "boxes"
    assert (course / "notebooks" / "full-boxes.md").is_file()
    assert not (desk.folder.parent / "courses" / "bags").exists()


def test_files_that_came_by_mail_are_collected_and_only_while_the_class_is_open(desk: Served) -> None:
    desk.post("/trellis/desk/shut", {})
    answer = desk.send_file("/trellis/desk/collect", "My work.trellis", b"TRELLIS/1 clear\nhalf")
    assert "Open the class first, then choose the files once more." in answer.text
    desk.post("/trellis/desk/open", {"passphrase": WORDS})
    desk.send_file("/trellis/desk/collect", "My work.trellis", b"TRELLIS/1 clear\nhalf")
    wait_until(lambda: "1 put aside" in desk.get("/trellis/desk").text)
    assert list((desk.folder / "quarantine").glob("my-work-*.trellis"))
    assert not list((desk.folder / "inbox").glob("my-work-*"))


def test_what_is_not_out_yet_is_ticked_and_what_could_not_be_graded_is_said(desk: Served) -> None:
    folder = open_class(desk.folder)

    def ticked() -> list[str]:
        return re.findall(r'value="([^"]+)" checked', desk.get("/trellis/desk/lessons").text)

    assert ticked() == ["halving", "doubling"]
    for lesson, left in (("halving", ["doubling"]), ("doubling", ["halving", "doubling"])):
        (folder.release / lesson).mkdir(parents=True)
        (folder.release / lesson / "lesson.json").write_text("{}", encoding="utf-8")
        assert ticked() == left
    with Records(folder.records_url) as records:
        records.record_outcomes([Outcome(student="a", lesson="halving", kind="failed", reason="It stopped.")])
    page = desk.get("/trellis/desk").text
    assert "1 could not be graded." in page
    assert "1 graded." not in page
    shutil.rmtree(folder.release / "halving")
    shutil.rmtree(folder.release / "doubling")


def test_a_backup_is_put_back_where_there_is_no_class_yet(desk: Served, tmp_path: Path) -> None:
    """On a new computer, without a terminal."""
    made = make_keys(
        new_class(tmp_path / "old", "8c", write_course(tmp_path / "old" / "course")), WORDS
    ).folder
    (tmp_path / "stick").mkdir()
    backup = back_up(made, tmp_path / "stick").path.read_bytes()
    served = serve("teach", tmp_path / "new" / "class", ["review"], tmp_path / "new")
    try:
        send = partial(served.send_file, "/trellis/desk/taking-out/restore", "8c.trellis-backup", backup)
        assert "Put the class back" in served.get("/trellis/desk").text
        assert send(words="not this one").status == 409
        send(words=WORDS)
        wait_until(lambda: "Class <bdi>8c</bdi>" in served.get("/trellis/desk").text)
        assert served.get("/formgrader").status == 200
        assert list((tmp_path / "new").rglob("*.trellis-backup")) == []
    finally:
        served.stop()


def test_lost_keys_are_said_and_no_new_ones_are_made(desk: Served) -> None:
    keys = desk.folder / "keys.json"
    kept = keys.read_bytes()
    keys.unlink()
    page = desk.get("/trellis/desk")
    assert page.status == 409
    assert "The keys of the class “7b” are gone" in page.text
    assert desk.get("/trellis/desk/taking-out").status == 200
    tried = desk.post("/trellis/desk/keys", {"passphrase": "another one here", "again": "another one here"})
    assert "The keys of the class “7b” are gone" in tried.text
    assert not keys.exists()
    keys.write_bytes(kept)
    assert desk.get("/trellis/desk").status == 200
