"""The page that goes home: what stands on it, in four languages, on one page of paper, with nothing left in English."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import msgspec
import pytest
from fpdf import FPDF
from fpdf.fonts import TTFFont

from curriculum.course import COURSES, Course, load_course
from curriculum.evidence import Aimed
from curriculum.translation import Translation, load_translation
from grading.catalogues import LANGUAGES
from grading.family_page import CAN_SHOWN, Effort, FamilyPage, effort, family_page
from grading.family_pdf import FOOT, HEIGHT, SCALES, SLIP, _Drawing, family_pdf
from grading.notes import Goal
from grading.pages.families import families_html
from grading.paths import StudentWork
from grading.pdf_faces import Faces, new_pdf
from tests.grading.students import answered, standing, work_of

TODAY = date(2026, 11, 26)
AMINA = "k3f92m7qx0ab"
NAME = {"en": "Amina Diallo", "es": "José Núñez", "fr": "Amélie Œuvrard", "ar": "سارة حداد"}


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(COURSES / "data-detectives")


def busy(course: Course, *, goal: str = "lesson", about: str = "first-code-1") -> StudentWork:
    """Ten skills sure, six on the way, two days of work, and a goal for the week."""
    aimed = Aimed(
        by=("inst01", 9),
        at="2026-11-24T08:00:00+00:00",
        lesson="practice",
        week="2026-W48",
        goal=goal,
        about=about,
        count=3,
    )
    skills = [skill.id for skill in course.outline.skills]
    known = [
        standing(skill, mastered=True, since=date(2026, 11, n + 1)) for n, skill in enumerate(skills[:10])
    ]
    known += [standing(skill, last=date(2026, 11, n + 1)) for n, skill in enumerate(skills[10:16])]
    events = [
        answered(1, "7", 1.0, lesson="equal-fractions-1", at="2026-11-16T08:00:00+00:00"),
        answered(2, "7", 0.0, lesson="first-code-1", at="2026-11-17T08:00:00+00:00"),
    ]
    made = work_of(AMINA, standings=known, events=events)
    return msgspec.structs.replace(made, aims=(aimed,))


def page_of(
    one: StudentWork, course: Course, language: str = "en", words: Translation | None = None, **more
) -> FamilyPage:
    found = load_translation(course.folder, language) if words is None else words
    told = {"name": NAME[language], "class_name": "7b", "language": language, "today": TODAY, **more}
    return family_page(one, course, found, **told)


def part(page: FamilyPage, kind: str) -> tuple[str, ...]:
    (found,) = [each.lines for each in page.parts if each.kind == kind]
    return found


def texts(page: FamilyPage) -> list[str]:
    parts = [text for each in page.parts for text in (each.title, *each.lines, each.after)]
    slip = page.slip
    return [page.about, page.intro, page.note, *parts, slip.title, slip.about, *slip.boxes, *slip.blanks]


def test_what_a_student_can_do_and_works_on_the_newest_first(course: Course) -> None:
    page = page_of(busy(course), course)
    assert len(part(page, "can")) == CAN_SHOWN
    assert part(page, "can")[0] == "Read and draw a bar chart, with a scale that starts at zero"
    assert page.parts[0].after == "And 4 more."
    assert part(page, "working")[0].startswith("Find the share each would get")
    assert len(part(page, "working")) == 4
    assert part(page, "effort") == ("Worked on 2 days in the last four weeks. Worked in 2 lessons.",)
    assert part(page, "goal") == (
        "This week: I finish the lesson “Values, names, functions”. So far: 0 of 1.",
    )
    assert page.note == ""


def test_a_page_without_any_work_is_kind(course: Course) -> None:
    page = page_of(work_of(AMINA, handed_in=None), course)
    assert part(page, "can") == ("The first steps are being taken. What is sure will stand here.",)
    assert part(page, "effort")[0].startswith("No work from the last four weeks has reached us yet.")
    assert part(page, "at-home")[0].startswith("Share something at a meal")


def test_effort_counts_days_and_lessons_of_four_weeks_and_no_more() -> None:
    days = ["2026-10-29", "2026-10-30", "2026-11-26", "2026-11-26", "2026-11-27", "2026-11-20"]
    events = [answered(n, "7", 0.0, lesson="a", at=f"{day}T23:00:00+00:00") for n, day in enumerate(days)]
    events.append(answered(9, "7", 1.0, lesson="practice", at="2026-11-21T08:00:00+00:00"))
    events.append(answered(10, "7", 1.0, lesson="b", at="when the clock was broken"))
    assert effort(events, TODAY, ["a", "b"]) == Effort(days=4, lessons=1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("goal", ["lesson", "skill", "days", "questions", "reviews", "own"])
def test_nothing_of_ours_stays_in_english(course: Course, language: str, goal: str) -> None:
    about = {"lesson": "first-code-1", "skill": "median"}.get(goal, "")
    pages = [
        page_of(busy(course, goal=goal, about=about), course, language),
        page_of(work_of(AMINA), course, language),
    ]
    english = [page_of(busy(course, goal=goal, about=about), course), page_of(work_of(AMINA), course)]
    for page, ours in zip(pages, english, strict=True):
        assert page.note == ""
        same = [a for a, b in zip(texts(page), texts(ours), strict=True) if a and a == b and "k3f9" not in a]
        assert language == "en" or [text for text in same if text != "Effort"] == []
        if language == "ar":
            latin = {word for text in texts(page) for word in re.findall(r"[A-Za-z]{2,}", text)}
            assert latin <= {"if", "pandas"}


def test_what_is_not_translated_stays_in_the_courses_language_with_a_note(course: Course) -> None:
    page = page_of(busy(course), course, "ar", Translation())
    assert part(page, "can")[0] == "Read and draw a bar chart, with a scale that starts at zero"
    assert page.note == "بعض السطور بلغة المقرّر لأنها لم تُترجم بعد."


def test_goals_agreed_at_school_stand_in_the_teachers_words_and_not_too_long(course: Course) -> None:
    agreed = [
        Goal(number=n, student=AMINA, text=f"{n} " + "word " * 60, until="2026-12-18") for n in (1, 2, 3)
    ]
    lines = part(page_of(busy(course), course, agreed=agreed), "goal")[1:]
    assert [line[:20] for line in lines] == ["Agreed at school: \u20682", "Agreed at school: \u20683"]
    assert all(len(line) < 220 and line.endswith("Until 18 December 2026.") for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_page_is_one_page_of_paper(course: Course, language: str) -> None:
    agreed = [Goal(number=n, student=AMINA, text="word " * 60, until="2026-12-18") for n in (1, 2)]
    page = page_of(busy(course), course, language, Translation(), agreed=agreed, reach="room and hour " * 21)
    faces = Faces(new_pdf(210, 297), ())
    faces.pdf.add_page()
    assert _Drawing(faces, page).body(SCALES[-3], on_paper=False) <= HEIGHT - FOOT - SLIP - 4
    faces.pdf.output()  # which closes the fonts


def test_the_pdf_has_a_page_for_each_and_sets_arabic_from_the_right(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str, str, object]] = []
    real = FPDF.multi_cell

    def spy(pdf, w, h, text, *, align):
        seen.append((text, align, str(pdf.current_font.ttffile), pdf.text_shaping["direction"]))
        return real(pdf, w, h, text, align=align)

    monkeypatch.setattr(FPDF, "multi_cell", spy)
    made = family_pdf([page_of(busy(course), course, language) for language in ("ar", "fr")], ())
    assert made.count(b"/Type /Page\n") == 2
    title = next(line for line in seen if line[0] == "عشر دقائق في البيت")
    assert (title[1], title[2].endswith("noto-naskh-arabic-bold.ttf"), str(title[3])) == (
        "R",
        True,
        "TextDirection.RTL",
    )
    title = next(line for line in seen if line[0] == "Dix minutes à la maison")
    assert (title[1], title[2].endswith("atkinson-hyperlegible-next-bold.ttf"), title[3]) == ("L", True, None)


def test_signs_above_arabic_letters_are_shaped_with_their_letters(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    shaped: list[str] = []
    real = TTFFont.shape_text

    def spy(font, text, *more):
        shaped.append(text)
        return real(font, text, *more)

    monkeypatch.setattr(TTFFont, "shape_text", spy)
    family_pdf([page_of(busy(course), course, "ar")], ())
    assert any("تمّ" in text for text in shaped)
    assert [text for text in shaped if text and unicodedata.combining(text[0])] == []


def test_long_lines_and_long_words_are_folded_within_the_page(course: Course) -> None:
    pdf = new_pdf(210, 297)
    pdf.add_page()
    drawing = _Drawing(Faces(pdf, ()), page_of(busy(course), course, "ar"))
    text = "اتفقنا: \u2068" + "one two three " * 30 + "w" * 200 + "\u2069 غدًا"
    lines = drawing._folded(text, 100, 11, "regular")
    pdf.set_font(drawing.faces.family(text, "regular"), size=11)
    assert len(lines) > 5
    assert all(pdf.get_string_width(line) <= 100.5 for line in lines)
    assert all(line.count("\u2068") == line.count("\u2069") for line in lines)
    assert "".join(lines).translate({0x2068: "", 0x2069: "", 0x20: ""}) == text.translate(
        {0x2068: "", 0x2069: "", 0x20: ""}
    )
    pdf.output()


def test_the_html_says_the_same_in_the_right_direction_and_escapes_names(course: Course) -> None:
    page = msgspec.structs.replace(page_of(busy(course), course, "ar"), name="<b>Sara</b>")
    html = families_html([page, page_of(busy(course), course, "es")])
    assert '<article class="sheet" lang="ar" dir="rtl">' in html
    assert '<article class="sheet" lang="es" dir="ltr">' in html
    assert "&lt;b&gt;Sara&lt;/b&gt;" in html
    assert "http" not in re.sub(r"http://www\.w3\.org/2000/svg", "", html.partition("<body")[2])
    assert all(line in html for each in page.parts for line in each.lines)
    assert "Noto Naskh Arabic" in html
    assert "data:font/ttf" not in families_html([page_of(busy(course), course, "es")])


def test_the_template_has_no_words_of_its_own(course: Course) -> None:
    page = page_of(work_of(AMINA), course)
    silent = msgspec.convert(_without_words(msgspec.to_builtins(page)), FamilyPage)
    body = families_html([silent]).partition("<body")[2]
    assert re.sub(r"<[^>]*>|^[^>]*>", "", body).split() == []


def _without_words(data: object) -> object:
    """The same data with every text empty but those that say what is what."""
    if isinstance(data, dict):
        return {
            key: value if key in ("kind", "language") else _without_words(value)
            for key, value in data.items()
        }
    if isinstance(data, list | tuple):
        return [_without_words(one) for one in data]
    return "" if isinstance(data, str) else data
