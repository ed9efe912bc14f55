"""The pages of a real server: who may see what, and what the forms do."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from carrying.accommodating import spoken_around
from carrying.bundle import read_bundle
from carrying.handin import as_hand_in
from carrying.journal import read_journal
from carrying.study import Study, open_study
from curriculum.evidence import Chose
from kit.own_work import first_step
from kit.pages import handlers
from tests.browser import wait_until
from tests.keys import CLASS
from tests.kit.places import Served, serve

STUDENTS = [
    "/trellis/",
    "/trellis/home",
    "/trellis/path",
    "/trellis/lesson/halving",
    "/trellis/lesson/halving",
    "/trellis/hand-in",
    "/trellis/hand-in/network",
    "/trellis/hand-in/network/state",
    "/trellis/hand-in/file",
    "/trellis/take",
    "/trellis/returned",
    "/trellis/feedback/1/halving",
    "/trellis/join",
    "/trellis/me",
    "/trellis/me/pictures",
    "/trellis/survey",
]
TEACHERS = [
    "/trellis/",
    "/trellis/desk",
    "/trellis/desk/job",
    "/trellis/desk/talks",
    "/trellis/desk/students",
    "/trellis/desk/student?student=abc",
    "/trellis/desk/lessons",
    "/trellis/desk/pack",
    "/trellis/desk/families",
    "/trellis/desk/families/families.pdf",
    "/trellis/desk/data",
    "/trellis/desk/classes",
    "/trellis/desk/recover",
    "/trellis/desk/roster?list=abc",
    "/trellis/desk/cards.pdf?made=abc",
    "/trellis/desk/open-practice",
    "/trellis/desk/drop-box",
    "/trellis/desk/drop-box/address",
    "/trellis/desk/surveys",
    "/trellis/desk/surveys/family",
    "/trellis/desk/surveys/paper-family.pdf",
    "/trellis/desk/attendance",
    "/trellis/desk/taking-out",
    "/trellis/desk/machine",
    "/trellis/review/class",
    "/trellis/review/student?student=abc",
    "/formgrader",
    "/formgrader/static/css/formgrade.css",
    "/voila/static/voila.js",
    "/voila/templates/lab/static/voila.js",
    "/voila/labextensions/anywidget/package.json",
]
EVERYONES = [
    "/trellis/static/look.css",
    "/trellis/static/page.css",
    "/trellis/static/mark.svg",
    "/trellis/static/fonts/atkinson-hyperlegible-next-latin.woff2",
    "/api/contents",
    "/files/class.json",
]
STUDENTS_FORMS = [
    "/trellis/lesson/halving",
    "/trellis/hand-in",
    "/trellis/hand-in/network",
    "/trellis/hand-in/file",
    "/trellis/take",
    "/trellis/seen",
    "/trellis/join",
    "/trellis/name",
    "/trellis/goal",
    "/trellis/goal/done",
    "/trellis/talk",
    "/trellis/talk/never-mind",
    "/trellis/find-out",
    "/trellis/practice/halves",
    "/trellis/me",
    "/trellis/me/look",
    "/trellis/me/pictures",
    "/trellis/me/pictures/keep",
    "/trellis/me/pictures/off",
    "/trellis/switch",
    "/trellis/project/pitch",
    "/trellis/theme",
    "/trellis/survey",
    "/trellis/close",
]
TEACHERS_FORMS = [
    "/trellis/desk/class",
    "/trellis/desk/keys",
    "/trellis/desk/recover",
    "/trellis/desk/release",
    "/trellis/desk/collect",
    "/trellis/desk/grade",
    "/trellis/desk/return",
    "/trellis/desk/practice",
    "/trellis/desk/names",
    "/trellis/desk/open",
    "/trellis/desk/shut",
    "/trellis/desk/sheet",
    "/trellis/desk/sheet/kept",
    "/trellis/desk/talked",
    "/trellis/desk/guide",
    "/trellis/desk/inspect",
    "/trellis/desk/language",
    "/trellis/desk/signature",
    "/trellis/desk/job/away",
    "/trellis/desk/refit",
    "/trellis/desk/families/make",
    "/trellis/desk/families/set",
    "/trellis/desk/families/files/away",
    "/trellis/desk/students/add",
    "/trellis/desk/students/leave",
    "/trellis/desk/students/again",
    "/trellis/desk/pictures",
    "/trellis/desk/student/note",
    "/trellis/desk/student/goal",
    "/trellis/desk/student/goal-closed",
    "/trellis/desk/student/reply",
    "/trellis/desk/student/language",
    "/trellis/desk/student/new-card",
    "/trellis/desk/student/needs",
    "/trellis/desk/student/reassign",
    "/trellis/desk/student/take-back",
    "/trellis/desk/student/data",
    "/trellis/desk/student/erase",
    "/trellis/desk/check",
    "/trellis/desk/preview",
    "/trellis/desk/import",
    "/trellis/desk/new-lesson",
    "/trellis/desk/data/keep",
    "/trellis/desk/data/erase-past",
    "/trellis/desk/classes/new",
    "/trellis/desk/classes/open",
    "/trellis/desk/practice/throw-away",
    "/trellis/desk/roster",
    "/trellis/desk/roster/change",
    "/trellis/desk/cards",
    "/trellis/desk/open-practice",
    "/trellis/desk/drop-box/open",
    "/trellis/desk/drop-box/close",
    "/trellis/desk/surveys/family",
    "/trellis/desk/attendance",
    "/trellis/desk/attendance/table",
    "/trellis/desk/attendance/paper",
    "/trellis/desk/attendance/paper/back",
    "/trellis/desk/taking-out/export",
    "/trellis/desk/taking-out/backup",
    "/trellis/desk/taking-out/restore",
    "/trellis/close",
]
CHOOSERS_FORMS = [
    "/trellis/open/student",
    "/trellis/open/student-2",
    "/trellis/open/teacher",
    "/trellis/who/new",
    "/trellis/who/2",
    "/trellis/who/2/forgot",
]

WORDS = "seven quiet rivers"


def is_login(status: int, where: str) -> bool:
    return status == 403 or (status == 302 and "/login?next=" in where)


@pytest.mark.parametrize("page", [*STUDENTS, *EVERYONES, "/notebooks/halving/halving.ipynb", "/tree"])
def test_nobody_sees_a_students_page(study_server: Served, page: str) -> None:
    answer = study_server.ask(page)
    assert is_login(answer.status, answer.url), answer


@pytest.mark.parametrize("page", [*TEACHERS, *EVERYONES])
def test_nobody_sees_a_teachers_page(teach_server: Served, page: str) -> None:
    answer = teach_server.ask(page)
    assert is_login(answer.status, answer.url), answer


@pytest.mark.parametrize(
    "page", ["/trellis/", "/trellis/open/student", "/trellis/ready/teacher", "/trellis/who", *EVERYONES]
)
def test_nobody_sees_the_chooser(choose_server: Served, page: str) -> None:
    answer = choose_server.ask(page)
    assert is_login(answer.status, answer.url), answer


@pytest.mark.parametrize(
    ("role", "forms"), [("study", STUDENTS_FORMS), ("teach", TEACHERS_FORMS), ("choose", CHOOSERS_FORMS)]
)
def test_no_form_works_without_the_login_or_its_token(
    role: str, forms: list[str], request: pytest.FixtureRequest
) -> None:
    server: Served = request.getfixturevalue(f"{role}_server")
    for form in forms:
        assert server.ask(form, b"name=x").status == 403, form
        assert server.post(form, {"name": "x"}, xsrf=False).status == 403, form


def test_every_form_of_ours_is_in_the_lists_above() -> None:
    posts = {
        role: {path for path, handler, _ in handlers(role, Path("folder")) if "post" in vars(handler)}
        for role in ("study", "teach", "choose")
    }
    for role, forms in (("study", STUDENTS_FORMS), ("teach", TEACHERS_FORMS), ("choose", CHOOSERS_FORMS)):
        assert all(any(re.fullmatch(path, form) for form in forms) for path in posts[role]), posts[role]


@pytest.mark.parametrize(
    "page", [*TEACHERS[1:], "/voila/render/halving/halving.ipynb", "/trellis/open/student"]
)
def test_a_students_server_has_no_teachers_pages(study_server: Served, page: str) -> None:
    assert study_server.get(page).status == 404


@pytest.mark.parametrize(
    "page",
    [*STUDENTS[1:], "/trellis/open/student", "/voila/render/x.ipynb", "/voila/files/x.png", "/voila/tree"],
)
def test_a_teachers_server_has_no_students_pages_and_no_open_voila(teach_server: Served, page: str) -> None:
    assert teach_server.get(page).status == 404


@pytest.mark.parametrize("role", ["study", "teach", "choose"])
def test_an_address_that_does_not_exist_is_said_on_a_page_of_ours(
    role: str, request: pytest.FixtureRequest
) -> None:
    answer = request.getfixturevalue(f"{role}_server").get("/trellis/desk/nothing")
    assert answer.status == 404
    assert "There is no such page" in answer.text
    assert "Jupyter" not in answer.text


def test_what_is_hidden_stays_hidden(study_server: Served) -> None:
    assert study_server.get("/files/.trellis/profile.json").status in (403, 404)
    assert study_server.get("/api/contents/.trellis").status == 404
    names = [one["name"] for one in json.loads(study_server.get("/api/contents").text)["content"]]
    assert ".trellis" not in names


def test_pages_bring_everything_themselves(study_server: Served) -> None:
    page = study_server.get("/trellis/home").text
    assert re.findall(r"https?://[^\"' ]+", page.replace("http://www.w3.org/2000/svg", "")) == []
    assert re.findall(r"<script(?![^>]* src=)", page) == []


def test_a_name_is_kept_and_greets(study_server: Served) -> None:
    answer = study_server.post("/trellis/name", {"name": "Zoë <b>"})
    assert answer.url.endswith("/trellis/me#name")
    assert "<bdi>Zoë &lt;b&gt;</bdi>" in study_server.get("/trellis/home").text
    assert open_study(study_server.folder, "").profile.name == "Zoë <b>"


def test_a_goal_is_set_and_taken_back_from_the_page(study_server: Served) -> None:
    answer = study_server.post("/trellis/goal", {"goal": "", "words": "Help <Tomas>."})
    assert "<strong>Help &lt;Tomas&gt;.</strong>" in answer.text
    answer = study_server.post("/trellis/goal", {"goal": "days//3"})
    assert "I work on 3 different days.</strong>" in answer.text
    assert study_server.post("/trellis/goal", {"goal": "what?"}).status == 409
    assert "You need none" in study_server.post("/trellis/goal", {"goal": "none"}).text


def chosen(study: Study, lesson: str) -> list[str]:
    """The choices noted in a lesson's journal."""
    events = read_journal(study.lesson(lesson) / "journal.jsonl")
    return [event.option for event in events if isinstance(event, Chose)]


def test_a_lesson_opens_in_notebook_7_and_a_choice_of_ones_own_is_noted(study_server: Served) -> None:
    study = open_study(study_server.folder, "")
    first = first_step(study, datetime.now().date())  # noqa: DTZ005
    other = {"doubling": "halving", "halving": "doubling"}[first]
    before = {lesson: chosen(study, lesson) for lesson in (first, other)}
    answer = study_server.get(f"/trellis/lesson/{first}")
    assert answer.url.endswith(f"/notebooks/{first}/{first}.ipynb")
    assert chosen(study, first) == before[first]
    study_server.get(f"/trellis/lesson/{other}")
    assert spoken_around(study_server.folder / other) == "en"
    assert chosen(study, other) == [*before[other], other]


def test_a_lesson_that_is_not_here_is_a_sentence(study_server: Served) -> None:
    answer = study_server.get("/trellis/lesson/nowhere")
    assert answer.status == 404
    assert "The lesson “nowhere” is not on this machine. Ask your teacher" in answer.text


def test_a_damaged_notebook_is_put_aside_and_the_lesson_goes_on(study_server: Served) -> None:
    study_server.get("/trellis/lesson/doubling")
    notebook = study_server.folder / "doubling" / "doubling.ipynb"
    whole = notebook.read_bytes()
    notebook.write_bytes(whole[:100])
    answer = study_server.get("/trellis/lesson/doubling")
    assert (answer.status, notebook.read_bytes()) == (409, whole[:100])
    assert "Your answers are kept apart from it and are safe." in answer.text
    study_server.post("/trellis/lesson/doubling", {})
    assert notebook.read_bytes() == whole
    assert notebook.with_name("doubling-damaged-1.ipynb").read_bytes() == whole[:100]


def test_no_other_study_is_begun_where_the_folder_went_away(study_server: Served) -> None:
    study_server.get("/trellis/home")
    away = study_server.folder.rename(study_server.folder.with_name("away"))
    try:
        answers = [study_server.get(page) for page in ("/trellis/home", "/trellis/me/look")]
        saved = study_server.post("/trellis/name", {"name": "Ada"})
        assert not study_server.folder.exists()
    finally:
        away.rename(study_server.folder)
    for answer in (*answers, saved):
        assert f"{study_server.folder} is not there any more" in answer.text
    assert study_server.get("/trellis/home").status == 200


def test_no_other_class_is_offered_where_the_folder_went_away(teach_server: Served) -> None:
    teach_server.get("/trellis/desk")
    away = teach_server.folder.rename(teach_server.folder.with_name("away"))
    try:
        answer = teach_server.get("/trellis/desk")
    finally:
        away.rename(teach_server.folder)
    assert "is not there any more" in answer.text
    assert "Make a class" not in answer.text


def test_who_has_no_key_is_told_what_to_do(study_server: Served) -> None:
    assert "Start Trellis from where you started it" in study_server.ask("/login").text


def test_a_file_that_is_not_the_teachers_is_refused_with_what_is_safe(study_server: Served) -> None:
    answer = study_server.send_file("/trellis/take", "notes.txt", b"milk, bread")
    assert "notes.txt was not taken: It is no file of Trellis" in answer.text
    assert "What you had before is as it was." in answer.text
    assert (
        "It is empty: the copy was not finished."
        in study_server.send_file("/trellis/take", "a.trellis", b"").text
    )


def test_handing_in_from_the_page_writes_one_file(study_server: Served, tmp_path: Path) -> None:
    study_server.get("/trellis/lesson/halving")
    answer = study_server.post("/trellis/hand-in", {"to": str(tmp_path)})
    (file,) = tmp_path.iterdir()
    assert f"Your work is in {file}" in answer.text
    assert "sealed for “7b” and checked" in answer.text
    assert (
        as_hand_in(read_bundle(file, [CLASS])).student == open_study(study_server.folder, "").profile.student
    )


def test_handing_in_to_a_missing_stick_says_that_the_work_is_safe(
    study_server: Served, tmp_path: Path
) -> None:
    study_server.get("/trellis/lesson/halving")
    answer = study_server.post("/trellis/hand-in", {"to": str(tmp_path / "gone")})
    assert answer.status == 409
    assert "Check that the stick is in, or make the folder. Your work here is safe." in answer.text


def test_handing_in_nowhere_asks_where(study_server: Served) -> None:
    answer = study_server.post("/trellis/hand-in", {"to": "  "})
    assert answer.status == 400
    assert "Choose the stick, or write the folder that your teacher told you." in answer.text


def test_the_desk_begins_with_handing_out(teach_server: Served) -> None:
    page = teach_server.get("/trellis/desk").text
    assert "<h1>Class <bdi>7b</bdi></h1>" in page
    assert "Next: hand out the lessons" not in page, "the guide of the first day alone says what is next"
    assert page.count("button primary") == 1


def test_collecting_from_nowhere_asks_where(teach_server: Served) -> None:
    assert "Choose the stick" in teach_server.post("/trellis/desk/collect", {"place": ""}).text


def test_handing_out_nothing_asks_which(teach_server: Served) -> None:
    assert "Tick at least one lesson." in teach_server.post("/trellis/desk/release", {"place": ""}).text


def test_a_second_class_is_not_made_on_top(teach_server: Served) -> None:
    form = {"name": "8a", "course": "data-detectives", "passphrase": WORDS, "again": WORDS}
    answer = teach_server.post("/trellis/desk/class", form)
    assert answer.status == 409
    assert "There is a class in" in answer.text


def test_two_passphrases_that_differ_make_no_class(teach_server: Served) -> None:
    form = {"name": "8a", "course": "data-detectives", "passphrase": WORDS, "again": WORDS + "s"}
    answer = teach_server.post("/trellis/desk/class", form)
    assert answer.status == 400
    assert "differ" in answer.text
    assert WORDS not in answer.text


def test_the_desk_asks_for_the_passphrase_in_one_place(teach_server: Served) -> None:
    page = teach_server.get("/trellis/desk").text
    assert page.count('type="password"') == 1
    assert "The class is closed" in page
    for other in ("students", "lessons", "families", "data"):
        assert 'type="password"' not in teach_server.get(f"/trellis/desk/{other}").text
    assert CLASS.card.words in teach_server.get("/trellis/desk/students").text


def test_a_locked_class_is_not_collected_without_its_passphrase(teach_server: Served, tmp_path: Path) -> None:
    place = str(tmp_path / "a & b")
    asked = teach_server.post("/trellis/desk/collect", {"place": place})
    assert asked.status == 409
    assert 'action="/trellis/desk/collect"' in asked.text
    assert f'name="place" value="{place.replace("&", "&amp;")}"' in asked.text, (
        "what was asked for goes on afterwards"
    )
    wrong = teach_server.post("/trellis/desk/collect", {"place": place, "passphrase": "not this one"})
    assert wrong.status == 403
    assert "That did not open the class." in wrong.text
    assert "not this one" not in wrong.text
    assert "The class is closed" in teach_server.get("/trellis/desk").text


@pytest.mark.slow
def test_a_class_is_made_lessons_go_out_and_a_hand_in_comes_back(tmp_path: Path) -> None:
    from carrying.handin import hand_in
    from carrying.packs import open_lesson, take_pack
    from tests.tiny import write_course

    folder = tmp_path / "class"
    server = serve("teach", folder, ["review"], tmp_path)
    try:
        assert "Make a class" in server.get("/trellis/desk").text
        assert server.get("/formgrader").status == 404
        course = str(write_course(tmp_path / "course"))
        form = {"name": "7b", "course": course, "passphrase": WORDS, "again": WORDS}
        sheet = server.post("/trellis/desk/class", form)
        assert "Recovery sheet of class <bdi>7b</bdi>" in sheet.text
        code = "-".join(re.findall(r"<li><code>([0-9a-z]{5})</code></li>", sheet.text))
        page = server.get("/trellis/desk").text
        assert "Next: hand out the lessons" not in page, "the guide alone says what is next"
        assert "The class is open" in page
        assert server.get("/formgrader").status == 200
        assert server.ask("/formgrader/static/css/formgrade.css").status == 302

        stick = tmp_path / "stick"
        stick.mkdir()
        assert job(server, "release", {"lesson": ["halving", "doubling"], "place": str(stick)}) == (
            False,
            f"2 lessons released. The file for students is {next(stick.iterdir())} ",
        )
        study = open_study(tmp_path / "study", "tiny")
        take_pack(study, read_bundle(next(stick.iterdir())))
        open_lesson(study, "halving")
        hand_in(study, stick)
        assert job(server, "collect", {"place": str(stick)}) == (
            False,
            "1 new hand-in collected. 1 receipt for the students left there.",
        )
        kept = [path for path in tmp_path.rglob("*") if path.is_file()]
        for secret in (WORDS, code, "AGE-SECRET-KEY-1"):
            holders = [path for path in kept if secret.encode() in path.read_bytes()]
            assert [path for path in holders if path != study.folder / ".trellis" / "keys.json"] == []
        new = {"code": code.upper(), "passphrase": "another one", "again": "another one"}
        assert "The class has its new passphrase" in server.post("/trellis/desk/recover", new).text
        page = server.get("/trellis/desk").text
        assert "Next: grade" in page
        assert "One piece of work has come in and is not graded yet." in page
        assert "1 without a name" in server.get("/trellis/desk/students").text
        student = study.profile.student
        assert 'value="Amina"' in server.post("/trellis/desk/names", {f"name-{student}": "Amina"}).text
        assert job(server, "grade", {}) == (False, "1 piece of work graded.")
        assert "Next: look" in server.get("/trellis/desk").text
        assert "Amina" in server.get("/trellis/review/class").text
        assert "Amina" in server.get("/trellis/review/student", student=student).text
    finally:
        server.stop()


def job(server: Served, kind: str, fields: dict[str, str | list[str]]) -> tuple[bool, str]:
    """Start a job from its form and wait for its end: whether it failed, and its outcome up to the first bracket."""
    server.post(f"/trellis/desk/{kind}", fields)
    state: dict[str, object] = {}

    def ended() -> bool:
        state.update(json.loads(server.get("/trellis/desk/job").text))
        return not state["running"]

    wait_until(ended, 180)
    line = state["line"]
    assert isinstance(line, dict)
    return line["failed"], line["outcome"].partition("(")[0]


def test_the_chooser_leads_a_student_to_a_server_of_their_own(choose_server: Served) -> None:
    answer = choose_server.post("/trellis/open/student", {})
    assert "One moment" in answer.text or "Good " in answer.text
    wait_until(lambda: json.loads(choose_server.get("/trellis/ready/student").text)["ready"], 90)
    answer = choose_server.get("/trellis/open/student")
    assert re.search(r"<h1>Good (morning|afternoon|evening)", answer.text)
    assert not answer.url.startswith(choose_server.ready.address)
