"""Replanning: the same paths as working everything out, and only a changed student is worked out anew."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from curriculum.course import Course
from curriculum.path import Override
from curriculum.portfolio import TeachersJudge
from grading import tables
from grading.paths import class_work
from grading.records import Records
from grading.replan import Replanner
from tests.grading.work import do_halving, handed_in, make_study

AMINA, TOMAS = "k3f92m7qx0ab", "p8r4wz2n6cde"
TODAY = date(2026, 11, 3)


@pytest.fixture
def records(tmp_path: Path, course: Course) -> Records:
    made = Records("sqlite://")
    for student, machine, first in ((AMINA, "schoolschool", "8"), (TOMAS, "homehomehome", "1000")):
        study = make_study(tmp_path / student, student, machine)
        do_halving(study, course, first=first)
        made.merge(handed_in(study, tmp_path / f"stick-{student}"))
    return made


def test_it_plans_what_working_everything_out_plans(records: Records, course: Course) -> None:
    whole = class_work(records, course, today=TODAY)
    planned = Replanner(records, course).replan(TODAY)
    again = Replanner(records, course).replan(TODAY)
    assert planned == again
    assert sorted(planned) == [AMINA, TOMAS]
    for student, one in planned.items():
        assert one.path == whole[student].path
        assert one.known.standing == whole[student].standings
        assert one.progress == whole[student].progress


def test_a_hand_in_is_judged_for_what_is_new_in_it_only(
    tmp_path: Path, records: Records, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    Replanner(records, course).replan(TODAY)
    judged: list[str] = []
    judge = TeachersJudge.judge

    def counted(self: TeachersJudge, event: object) -> object:
        judged.append(event.by[0])  # type: ignore[attr-defined]
        return judge(self, event)  # type: ignore[arg-type]

    monkeypatch.setattr(TeachersJudge, "judge", counted)
    study = make_study(tmp_path / "third", AMINA, "thirdthirdxx")
    do_halving(study, course)
    records.merge(handed_in(study, tmp_path / "stick-third"))
    one = Replanner(records, course).replan(TODAY, [AMINA])
    assert set(judged) == {"thirdthirdxx"}
    assert one[AMINA].known.standing["halves"].tries == 5
    judged.clear()
    everyone = Replanner(records, course).replan(TODAY)
    assert judged == []
    assert [step.key for step in everyone[AMINA].path.steps] == [step.key for step in one[AMINA].path.steps]


def test_an_answer_in_another_course_is_judged_again(
    records: Records, course: Course, tmp_path: Path
) -> None:
    Replanner(records, course).replan(TODAY)
    with records.connect() as db:
        db.execute(tables.replans.update().values(course="another course"))
        db.commit()
    assert set(Replanner(records, course).replan(TODAY)) == {AMINA, TOMAS}


def test_a_teachers_word_counts_at_once(records: Records, course: Course) -> None:
    Replanner(records, course).replan(TODAY)
    records.add_override(
        AMINA, Override(action="pin", lesson="doubling", reason="For Thursday."), by="M. Ray"
    )
    step = Replanner(records, course).replan(TODAY)[AMINA].path.steps[0]
    assert (step.lesson, step.reason, step.by) == ("doubling", "For Thursday.", "teacher")
    assert step.because.startswith("pinned by M. Ray on ")


def test_erasing_a_student_erases_what_was_worked_out(records: Records, course: Course) -> None:
    Replanner(records, course).replan(TODAY)
    records.erase(AMINA)
    assert list(Replanner(records, course).replan(TODAY)) == [TOMAS]
