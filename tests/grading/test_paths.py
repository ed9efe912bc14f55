"""Paths: from hand-ins to next steps, for everyone on the roster."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path

from curriculum.course import Course
from curriculum.evidence import Answered, Chose, Opened
from curriculum.path import Override, Progress
from curriculum.portfolio import Portfolio, lanes, progress_in
from grading.class_folder import ClassFolder
from grading.paths import class_work, work_of_class, write_paths
from grading.records import Records
from grading.roster import add_students, rename_student, take_off
from tests.grading.work import do_halving, handed_in, make_study, write_journal

AMINA, TOMAS, LENA = "k3f92m7qx0ab", "p8r4wz2n6cde", "x7x7x7x7x7x7"
TODAY = date(2026, 11, 3)
MONDAY = datetime(2026, 11, 2, 15, tzinfo=UTC)


def test_answers_are_marked_again_from_the_key(tmp_path: Path, course: Course) -> None:
    study = make_study(tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course, first="1000", last="68")
    with Records("sqlite://") as records:
        records.merge(handed_in(study, tmp_path / "stick"))
        work = class_work(records, course, today=TODAY)[AMINA]
    answers = [event for event in work.events if isinstance(event, Answered)]
    assert [(answer.item, answer.answer, answer.score, answer.misconception) for answer in answers] == [
        ("half-of", "1000", 0.0, ""),
        ("half-sealed", "68", 0.0, "takes-two"),
    ]
    assert [seen.score for seen in work.seen] == [0.0, 0.0]
    assert work.standings["halves"].chance < 0.65
    assert work.progress == {
        "halving": Progress(started=True, finished=True, done=2, of=2),
        "doubling": Progress(of=2),
    }


def test_a_student_on_the_roster_without_a_hand_in_has_a_path(course: Course) -> None:
    with Records("sqlite://") as records:
        work = class_work(records, course, students=[LENA], lessons=["halving"], today=TODAY)[LENA]
    assert (work.events, work.seen, work.standings, work.hand_ins, work.last_hand_in, work.handed_in) == (
        [],
        [],
        {},
        (),
        None,
        None,
    )
    assert [(step.kind, step.lesson) for step in work.path.steps] == [("go-on", "halving")]
    assert work.progress == {"halving": Progress(of=2)}


def test_choices_and_overrides_shape_the_path(tmp_path: Path, course: Course) -> None:
    study = make_study(tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    write_journal(study, "doubling").append(Opened)
    write_journal(study, "halving").append(Chose, option="doubling")
    with Records("sqlite://") as records:
        records.merge(handed_in(study, tmp_path / "stick"), MONDAY)
        chosen = class_work(records, course, today=TODAY)[AMINA]
        assert (chosen.path.steps[0].lesson, chosen.path.chosen) == ("doubling", "doubling")
        assert chosen.handed_in == MONDAY
        records.add_override(AMINA, Override(action="skip", lesson="doubling"))
        assert "doubling" not in [
            step.lesson for step in class_work(records, course, today=TODAY)[AMINA].path.steps
        ]


def test_two_machines_count_as_far_as_the_further_one(tmp_path: Path, course: Course) -> None:
    school, home = (make_study(tmp_path / name, AMINA, name * 2) for name in ("school", "atatat"))
    do_halving(school, course)
    write_journal(home, "halving").append(Opened)
    with Records("sqlite://") as records:
        for study in (school, home):
            records.merge(handed_in(study, tmp_path / "stick"))
        work = class_work(records, course)[AMINA]
    assert work.progress["halving"] == Progress(started=True, finished=True, stretched=True, done=2, of=2)
    assert len(work.hand_ins) == 2


def test_progress_without_events_is_a_start_not_made(course: Course) -> None:
    found = progress_in(Portfolio(), {"halving": lanes(course.graphs["halving"]), "plain": None})
    assert found == {"halving": Progress(of=2), "plain": Progress()}


def test_paths_are_written_as_json_and_as_a_table(tmp_path: Path, klass: ClassFolder, course: Course) -> None:
    study = make_study(tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    with Records(klass.records_url) as records:
        records.merge(handed_in(study, tmp_path / "stick"), MONDAY)
    add_students(klass.roster, [AMINA, LENA])
    rename_student(klass.roster, AMINA, "Amina")
    table = write_paths(klass, TODAY)
    assert table.header == ("Student", "Skills sure", "Next", "Why")
    assert [row[0] for row in table.rows] == ["Amina", "new student x7x7-x7"]
    assert table.rows[1][1:] == (
        "0 of 0",
        "Halving",
        "You can start this right away: it needs nothing you have not met.",
    )

    paths = json.loads((klass.root / "paths.json").read_text(encoding="utf-8"))
    assert (paths["format"], paths["course"], paths["day"], paths["class_name"]) == (
        1,
        "tiny",
        "2026-11-03",
        "7b",
    )
    amina, lena = paths["students"]
    said = {
        "kind",
        "lesson",
        "title",
        "reason",
        "because",
        "skill",
        "minutes",
        "round",
        "project",
        "by",
        "evidence",
    }
    assert set(amina["steps"][0]) == said
    assert amina["last_hand_in"] == "2026-11-02T15:00:00+00:00"
    assert amina["skills"]["halves"]["tries"] == 3
    assert 0.65 < amina["skills"]["halves"]["chance"] < 1
    assert lena["skills"]["doubles"] == {"status": "later", "chance": None, "tries": 0, "mastered": False}

    rows = list(csv.reader((klass.root / "paths.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["id", "name", "next", "reason", "halves", "doubles"]
    assert rows[2][:3] + rows[2][4:] == [LENA, "new student x7x7-x7", "Halving", "", ""]


def test_only_released_lessons_are_offered(klass: ClassFolder) -> None:
    add_students(klass.roster, [LENA])
    (klass.release / "halving" / "lesson.json").unlink()
    assert list(work_of_class(klass, today=TODAY)[LENA].progress) == ["doubling"]


def test_whoever_has_left_the_roster_is_in_no_list_of_the_class(
    tmp_path: Path, klass: ClassFolder, course: Course
) -> None:
    study = make_study(tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    with Records(klass.records_url) as records:
        records.merge(handed_in(study, tmp_path / "stick"), MONDAY)
    add_students(klass.roster, [AMINA, LENA])
    take_off(klass.roster, AMINA)
    assert list(work_of_class(klass, today=TODAY)) == [LENA]
    assert len(write_paths(klass, TODAY).rows) == 1


def test_a_class_without_students_has_an_empty_table(klass: ClassFolder) -> None:
    assert write_paths(klass, TODAY).rows == ()
    assert json.loads((klass.root / "paths.json").read_text(encoding="utf-8"))["students"] == []
