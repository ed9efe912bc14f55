"""What a teacher sets for a student: kept with who set it, listed, sent home with the feedback, erased with the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from carrying.accommodating import accommodations_of
from carrying.arrivals import take_all
from carrying.handin import hand_in
from curriculum.accommodations import Accommodations
from curriculum.course import Course
from grading import tables
from grading.accommodating import accommodations, set_accommodations
from grading.class_folder import ClassFolder
from grading.collect import collect
from grading.records import Records
from grading.returning import copy_to, make_returns
from grading.roster import add_students
from tests.grading.work import do_halving, study_with

AMINA = "k3f92m7qx0ab"
MONDAY = datetime(2026, 11, 2, 15, tzinfo=UTC)


@pytest.mark.slow
def test_what_is_set_reaches_the_student_and_what_is_taken_back_too(
    klass: ClassFolder, course: Course, tmp_path: Path
) -> None:
    add_students(klass.roster, [AMINA])
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    stick = tmp_path / "stick"
    stick.mkdir()
    hand_in(study, stick)
    collect(klass, stick, at=MONDAY)
    needs = Accommodations(extra_time=1.5, fewer_options=True, size="large")
    set_accommodations(klass, AMINA, needs, "Ms Lind", MONDAY)
    assert accommodations(klass) == {AMINA: needs}
    copy_to(make_returns(klass, date(2026, 11, 2), MONDAY).packs, stick)
    take_all(study, stick)
    assert accommodations_of(study.folder) == needs
    set_accommodations(klass, AMINA, Accommodations(), "Ms Lind", MONDAY)
    assert accommodations(klass) == {}
    later = datetime(2026, 11, 3, 15, tzinfo=UTC)
    copy_to(make_returns(klass, date(2026, 11, 3), later).packs, stick)
    take_all(study, stick)
    assert accommodations_of(study.folder) == Accommodations()
    with Records(klass.records_url) as records:
        held = records.held(AMINA)["accommodations"]
        assert [(row["by"], row["at"][:10]) for row in held] == [("Ms Lind", "2026-11-02")] * 2
        records.erase(AMINA, later)
        with records.transaction() as db:
            assert db.scalar(sa.select(sa.func.count()).select_from(tables.accommodations)) == 0
