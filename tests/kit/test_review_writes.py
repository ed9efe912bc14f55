"""Forms of the review pages: kept, or given back with a sentence; never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from curriculum.accommodations import Accommodations
from grading.accommodating import accommodations, set_accommodations
from grading.class_folder import ClassFolder, new_class
from grading.pages.asked import Asked, Filled
from grading.records import Records
from grading.roster import rename_student
from kit.review_writes import keep_form
from kit.signature import choose_name
from tests.tiny import write_course

ANA = "ana001"


@pytest.fixture
def folder(tmp_path: Path) -> ClassFolder:
    made = new_class(tmp_path / "class", "7b", write_course(tmp_path / "course"))
    rename_student(made.roster, ANA, "Ana Adler")
    return made


def test_what_is_kept_leads_on_to_where_it_stands(folder: ClassFolder) -> None:
    went = keep_form(folder.root, "student", ANA, {"form": "check-in", "text": "We talked.", "_xsrf": "x"})
    assert went == "student?student=ana001&said=check-in#check-ins"
    assert keep_form(folder.root, "class", ANA, {"form": "talked"}) == "class?said=talked#talks"
    with Records(folder.records_url) as records:
        assert [one.text for one in records.check_ins(ANA)] == ["We talked.", ""]


def test_a_word_on_a_lesson_that_is_not_handed_out_says_that_it_waits(
    folder: ClassFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    choose_name("  Ms  Lind ")
    form = {"form": "path", "action": "pin", "lesson": "halving", "reason": "For Thursday."}
    went = keep_form(folder.root, "student", ANA, form)
    assert went == "student?student=ana001&said=path&waits=1#path"
    assert "as soon as you hand this lesson out" in Asked(query={"said": "path", "waits": "1"}).said
    assert "waits" not in str(keep_form(folder.root, "student", ANA, {**form, "lesson": "halves"})), "a skill"
    with Records(folder.records_url) as records:
        assert {one.by for one in records.overrides(ANA)} == {"Ms Lind"}


def test_a_fault_gives_the_words_back_without_the_token(folder: ClassFolder) -> None:
    back = keep_form(folder.root, "student", ANA, {"form": "check-in", "text": "", "due": "x", "_xsrf": "x"})
    assert isinstance(back, Filled)
    assert (back.form, back.field, back.fields) == ("check-in", "due", {"text": "", "due": "x"})


@pytest.mark.parametrize(
    ("student", "form"), [("nobody", "check-in"), (ANA, "drop tables"), (ANA, ""), ("", "talked")]
)
def test_nothing_is_kept_of_an_unknown_student_or_form(folder: ClassFolder, student: str, form: str) -> None:
    back = keep_form(folder.root, "student", student, {"form": form, "text": "We talked."})
    assert isinstance(back, Filled)
    assert back.fault.endswith("nothing was saved.") or back.fault.endswith("Nothing was saved.")
    with Records(folder.records_url) as records:
        assert records.check_ins() == []


def test_accommodations_change_what_the_form_has_and_leave_the_rest(folder: ClassFolder) -> None:
    set_accommodations(folder, ANA, Accommodations(theme="dark", fewer_options=True), "Kim")
    form = {"form": "accommodations", "time": "1.5", "size": "large", "language": "ar", "aloud": "yes"}
    assert keep_form(folder.root, "student", ANA, form) == (
        "student?student=ana001&said=accommodations#accommodations"
    )
    assert accommodations(folder)[ANA] == Accommodations(
        theme="dark", extra_time=1.5, size="large", language="ar", read_aloud=True
    )
    back = keep_form(folder.root, "student", ANA, {**form, "time": "99", "size": "huge"})
    assert isinstance(back, Filled)
    assert accommodations(folder)[ANA].extra_time == 1.5
