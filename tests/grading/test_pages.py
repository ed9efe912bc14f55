import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from curriculum.course import Course, load_course
from curriculum.language import speaking
from curriculum.path import Progress
from grading.class_folder import ClassFolder, new_class
from grading.collect import collect
from grading.pages.aside import files_aside
from grading.pages.class_page import class_page
from grading.pages.render import IPYNB, TEMPLATE, stylesheet
from grading.pages.show import class_html, page_or_sentence, student_html
from grading.pages.student_page import student_page
from grading.paths import StudentWork
from grading.records import Outcome, Records
from grading.replies import Reply
from grading.roster import rename_student
from tests.grading.students import answered, standing, work_of
from tests.grading.work import do_halving, handed_in, make_study
from tests.tiny import write_course

TODAY = date(2026, 11, 17)
HOSTILE = '<script>alert("x")</script>'
NAMES = {"ana001": "Ana Adler", "luis02": "Luis Ferreira", "evil03": HOSTILE, "eva004": "Eva Lind"}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return load_course(write_course(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def work() -> dict[str, StudentWork]:
    stuck = standing(chance=0.31, stuck=True, misconception="takes-two", misconception_count=5)
    return {
        "ana001": work_of(
            "ana001", standings=[standing(chance=0.914, mastered=True)], skills={"halves": "mastered"}
        ),
        "luis02": work_of(
            "luis02",
            standings=[stuck],
            skills={"halves": "in-progress"},
            events=[answered(1, "18<b>", 0, misconception="takes-two"), answered(2, "5", 1.0, attempt=2)],
            progress={"halving": Progress(started=True, done=1, of=2)},
            outcomes=[Outcome(student="luis02", lesson="halving", kind="graded", score=0.5, max_score=2)],
        ),
        "evil03": work_of("evil03", standings=[standing(tries=1)]),
        "eva004": work_of("eva004", handed_in=None),
    }


class Text(HTMLParser):
    """What a person reads, and the tags, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(html: str) -> Text:
    text = Text()
    text.feed(html)
    return text


def words(html: str) -> str:
    return re.sub(r"\s+", " ", " ".join(read(html).words))


@pytest.fixture(scope="module")
def class_words(course: Course, work: dict[str, StudentWork]) -> str:
    return words(class_page("7b", course, work, NAMES.__getitem__, TODAY))


def test_the_class_page_begins_with_whose_it_is_and_how_new(class_words: str) -> None:
    assert class_words.startswith(
        "Skip to the content Desk Class 7b Class Items Fairness Pilot Tiny Class 7b 3 of 4 handed in work up to Mon 16 Nov, "
    )


def test_it_says_whom_to_talk_to_and_how_to_open(class_words: str) -> None:
    assert "Talk to this student today" in class_words
    assert (
        "9 tries at “Halves”, 3 of the last 6 questions right at once; chance 31%. 5 times with one idea:"
        in class_words
    )
    assert "“Show me half of ten.”" in class_words


def test_every_number_of_the_grid_has_its_word(class_words: str) -> None:
    assert "Ana Adler ✓ 91 percent, can do" in class_words
    assert "Luis Ferreira ! 31 percent, needs a person" in class_words
    assert "Eva Lind – not started" in class_words


def test_a_number_from_one_try_says_so(class_words: str) -> None:
    assert f"{HOSTILE} • 62 percent, working on it 1 try" in class_words


def test_who_has_not_handed_in_yet_is_not_accused(class_words: str) -> None:
    assert "No hand-in yet Eva Lind" in class_words
    assert "stopped" not in class_words


def test_the_class_page_says_which_family_would_like_to_talk(
    course: Course, work: dict[str, StudentWork], class_words: str
) -> None:
    wish = Reply(student="luis02", text="Could we <b>meet</b>?", talk=True)
    html = class_page("7b", course, work, NAMES.__getitem__, TODAY, wishes=[wish])
    assert f"{NAMES['luis02']} this family would like to talk “Could we <b>meet</b>?”" in words(html)
    assert "would like to talk" not in class_words


def test_names_cannot_be_markup(course: Course, work: dict[str, StudentWork]) -> None:
    pages = [class_page(HOSTILE, course, work, NAMES.__getitem__, TODAY)]
    pages += [student_page(HOSTILE, course, work, student, NAMES.__getitem__, TODAY) for student in work]
    for html in pages:
        assert "script" not in {tag for tag, _ in read(html).tags}
        assert "&lt;script&gt;" in html


def test_answers_cannot_be_markup(course: Course, work: dict[str, StudentWork]) -> None:
    html = student_page("7b", course, work, "luis02", NAMES.__getitem__, TODAY)
    assert "18&lt;b&gt;" in html
    assert "b" not in {tag for tag, _ in read(html).tags}


def test_rows_lead_to_students_and_students_back_and_on(course: Course, work: dict[str, StudentWork]) -> None:
    links = IPYNB
    html = class_page("7b", course, work, NAMES.__getitem__, TODAY, links)
    hrefs = [attributes["href"] for tag, attributes in read(html).tags if tag == "a"]
    assert {f"student.ipynb?student={student}" for student in work} <= set(hrefs)
    assert "student.ipynb?student=luis02#answers" in hrefs
    around = [
        attributes["href"]
        for tag, attributes in read(student_page("7b", course, work, "eva004", NAMES.__getitem__, TODAY)).tags
        if tag == "a"
    ]
    assert around == [
        *("#content", "../desk", "class", "class", "items", "fairness", "pilot"),
        *("student?student=ana001", "student?student=luis02"),
    ]


def test_the_student_page_shows_path_skills_answers_points_and_days(
    course: Course, work: dict[str, StudentWork]
) -> None:
    text = words(student_page("7b", course, work, "luis02", NAMES.__getitem__, TODAY))
    assert "Halving next about 10 minutes You can start this. For you: no prerequisite." in text
    assert "! needs a person 31% 0–100% after 9 tries" in text
    assert "“Halving takes two away”, 5 of 8 tries" in text
    assert "18<b> ✗ not right Idea shown: Halving takes two away" in text
    assert "Halving 1 of about 2 questions 0.5 of 2" in text
    assert "Answered “First”: right at try 2." in text


def test_headings_go_down_one_step_at_a_time(course: Course, work: dict[str, StudentWork]) -> None:
    pages = [class_page("7b", course, work, NAMES.__getitem__, TODAY)]
    pages += [student_page("7b", course, work, student, NAMES.__getitem__, TODAY) for student in work]
    for html in pages:
        levels = [int(tag[1]) for tag, _ in read(html).tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_class_without_anyone_says_what_to_do(course: Course) -> None:
    text = words(class_page("7b", course, {}, str, TODAY))
    assert "Nobody is here yet" in text
    assert "Talk to" not in text


def test_when_nobody_hands_in_the_page_says_how_old_it_is(
    course: Course, work: dict[str, StudentWork]
) -> None:
    text = words(class_page("7b", course, work, NAMES.__getitem__, date(2026, 11, 30)))
    assert "Nobody has handed in since Mon 16 Nov. What stands here is what was known then." in text


def test_the_look_fetches_nothing() -> None:
    assert set(re.findall(r"url\(\"([a-z]+:)", stylesheet())) == {"data:"}
    assert "@import" not in stylesheet()
    for path in TEMPLATE.iterdir():
        assert "://" not in path.read_text(encoding="utf-8"), path.name


# From a real class folder


@pytest.fixture
def folder(tmp_path: Path) -> ClassFolder:
    course_folder = write_course(tmp_path / "course")
    folder = new_class(tmp_path / "class", "7b", course_folder)
    (folder.release / "halving").mkdir()
    (folder.release / "halving" / "lesson.json").write_text("{}", encoding="utf-8")
    study = make_study(tmp_path / "ana", "ana001", "inst01")
    do_halving(study, load_course(course_folder))
    with Records(folder.records_url) as records:
        records.merge(handed_in(study, tmp_path / "stick"), datetime(2026, 11, 16, 9, tzinfo=UTC))
    rename_student(folder.roster, "ana001", "Ana Adler")
    rename_student(folder.roster, "eva004", "Eva Lind")
    return folder


def test_a_class_folder_becomes_a_page(folder: ClassFolder) -> None:
    text = words(class_html({"TRELLIS_CLASS": str(folder.root)}, TODAY))
    assert "1 of 2 handed in" in text
    assert "Ana Adler" in text


def test_the_address_names_the_student(folder: ClassFolder) -> None:
    html = student_html({"TRELLIS_CLASS": str(folder.root), "QUERY_STRING": "student=ana001"}, TODAY)
    assert "<h1><bdi>Ana Adler</bdi></h1>" in html
    assert "Finished “Halving”." in html


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("student=nobody1", "There is no student “nobody1” in Class 7b. Choose one from the list."),
        ("", "No student was named in the address. Choose one from the list."),
        ("student=%3Cscript%3E", "There is no student “<script>” in Class 7b. Choose one from the list."),
    ],
)
def test_an_unknown_student_leads_to_the_list(folder: ClassFolder, query: str, sentence: str) -> None:
    environ = {
        "TRELLIS_CLASS": str(folder.root),
        "QUERY_STRING": query,
        "SCRIPT_NAME": "/voila/render/student.ipynb",
    }
    html = student_html(environ, TODAY)
    assert sentence in words(html)
    assert [attributes["href"] for tag, attributes in read(html).tags if tag == "a"] == [
        *("#content", "class.ipynb", "class.ipynb", "items.ipynb", "fairness.ipynb", "pilot.ipynb"),
        "student.ipynb?student=ana001",
        "student.ipynb?student=eva004",
        "class.ipynb",
    ]


def test_no_class_is_a_sentence(tmp_path: Path) -> None:
    text = words(page_or_sentence({"TRELLIS_CLASS": str(tmp_path)}, TODAY, class_html))
    assert f"There is no class in {tmp_path.resolve()}." in text
    assert "No class has been chosen." in words(page_or_sentence({}, TODAY, class_html))


def test_the_unexpected_is_a_sentence_with_one_line_of_detail() -> None:
    def broken(_environ: object, _today: date) -> str:
        raise KeyError("halves")

    text = words(page_or_sentence({}, TODAY, broken))
    assert "Your students’ work is safe; nothing was changed." in text
    assert "KeyError: 'halves' (test_pages.py, line" in text
    assert "Traceback" not in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_files_set_aside_keep_their_name_and_reason(
    folder: ClassFolder, tmp_path: Path, language: str
) -> None:
    stick = tmp_path / "other-stick"
    stick.mkdir()
    (stick / "torn.trellis").write_bytes(b"TRELLIS/1 clear\nhalf a fi")
    with speaking(language):
        collect(folder, stick, at=datetime(2026, 11, 16, 12, tzinfo=UTC))
    (aside,) = files_aside(folder)
    assert aside.name == "torn.trellis"
    if language == "en":
        assert aside.reason == "It is damaged or was not copied to the end. Copy it again from where it came."
    assert aside.when == "collected Mon 16 Nov"
    assert "1 file could not be read." in words(class_html({"TRELLIS_CLASS": str(folder.root)}, TODAY))
