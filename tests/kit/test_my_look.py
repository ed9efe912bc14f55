"""How my pages look and speak: chosen on a plain form, seen on every page of the student's; and the teacher's command."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrying.accommodating import choose, chosen, keep_given
from carrying.journal import read_journal
from carrying.study import Study, open_study
from curriculum.accommodations import Accommodations
from curriculum.course import find_course, load_course
from curriculum.evidence import Answered
from grading.accommodating import accommodations
from grading.class_folder import new_class
from grading.roster import add_students
from kit.command import main
from kit.finding_out import FindingOut
from kit.home import home
from kit.pages.my_look import as_accommodations, choices
from tests.kit.places import Served, study_with_lessons
from tests.kit.test_goal import MORNING
from tests.tiny import write_course

AMINA = "k3f92m7qx0ab"


def restored(server: Served) -> Study:
    """The study folder of the shared server, without needs."""
    study = open_study(server.folder, "tiny")
    choose(study.folder, Accommodations())
    keep_given(study.folder, {})
    return study


def test_a_form_says_what_is_on_offer_and_nothing_else() -> None:
    said = {"language": "ar", "theme": "contrast", "size": "huge", "calm": "yes", "read_aloud": "maybe"}
    assert as_accommodations(said) == Accommodations(language="ar", theme="contrast", calm=True)
    assert as_accommodations({}) == Accommodations()
    offered = {one.name: one for one in choices(Accommodations(theme="dark", calm=False))}
    assert (offered["theme"].now, offered["calm"].now, offered["size"].now) == ("dark", "no", "")
    assert [code for code, _name in offered["language"].options] == ["en", "es", "fr", "ar"]


@pytest.mark.slow
def test_what_a_student_chose_is_on_every_page_of_theirs(study_server: Served) -> None:
    study = restored(study_server)
    page = study_server.get("/trellis/me/look")
    assert '<html lang="en" dir="ltr" class="trellis">' in page.text
    study_server.post(
        "/trellis/me/look", {"language": "ar", "theme": "contrast", "size": "large", "calm": "yes"}
    )
    assert chosen(study.folder) == Accommodations(language="ar", theme="contrast", size="large", calm=True)
    for name in ("/trellis/me/look", "/trellis/me", "/trellis/home", "/trellis/path"):
        page = study_server.get(name).text
        assert (
            '<html lang="ar" dir="rtl" class="trellis" data-theme="contrast" data-size="large" data-motion="calm">'
            in page
        )
    keep_given(study.folder, {"extra_time": 1.5})
    assert "لديك وقت أطول" in study_server.get("/trellis/me/look").text
    restored(study_server)
    assert '<html lang="en" dir="ltr" class="trellis">' in study_server.get("/trellis/home").text


def test_minutes_are_given_with_the_extra_time(tmp_path: Path) -> None:
    study = study_with_lessons(tmp_path)
    before = home(study, MORNING).first
    keep_given(study.folder, {"extra_time": 1.5})
    after = home(study, MORNING).first
    assert before is not None
    assert after is not None
    assert after.minutes == round(before.minutes * 1.5) > before.minutes


def test_a_teacher_sets_lists_and_takes_back_by_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    klass = new_class(tmp_path / "7b", "7b", write_course(tmp_path / "course"))
    add_students(klass.roster, [AMINA])
    words = ["student", "accommodate", AMINA, "--class", str(klass.root)]
    assert main([*words, "--extra-time", "1.5", "--fewer-options", "yes", "--size", "large"]) == 0
    said = capsys.readouterr().out
    assert "letters large, time × 1.5, fewer options" in said
    assert accommodations(klass) == {AMINA: Accommodations(extra_time=1.5, fewer_options=True, size="large")}
    assert main([*words, "--fewer-options", "-", "--size", "-"]) == 0
    assert accommodations(klass) == {AMINA: Accommodations(extra_time=1.5)}
    assert main([*words, "--extra-time", "0.5"]) == 1
    assert "from 1 to 4" in capsys.readouterr().err
    assert main([*words, "--extra-time", "-"]) == 0
    assert "Nothing is set." in capsys.readouterr().out


def test_the_questions_at_the_start_offer_fewer_options_too(tmp_path: Path) -> None:
    study = open_study(tmp_path, "data-detectives")
    keep_given(study.folder, {"fewer_options": True})
    asking = FindingOut(study, load_course(find_course("data-detectives")))
    seen = 0
    for _ in range(15):
        now = asking.now()
        if now is None:
            break
        if now.variant.type == "choice":
            seen += 1
            assert len(now.shown) <= 3
            assert [option.text for _index, option in now.shown] == [
                now.variant.options[i].text for i, _ in now.shown
            ]
        if not asking.take(now.shown[0][0] if now.variant.type == "choice" else ""):
            break
    told = [
        event
        for event in read_journal(study.lesson("practice") / "journal.jsonl")
        if isinstance(event, Answered)
    ]
    assert seen
    assert all(event.answer in (event.offered or (event.answer,)) for event in told)
