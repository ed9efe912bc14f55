"""Feedback out and back, and what the list says of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from carrying.sealing import ForAnother
from grading.exchange.keyring import own_keys
from grading.exchange.letter import read_letter
from tests.grading.exchange.world import COURSE, Person, World


@pytest.fixture
def graded(released: World) -> World:
    """Ana's and Ben's work handed in and collected, with feedback generated."""
    for name in ("ana", "ben"):
        released.fetched(name).does("submit", "ps1")
    released.teacher.does("collect", "ps1")
    for name in ("ana", "ben"):
        released.write_feedback(name, f"<p>Well done, {name}.</p>")
    return released


def person(world: World, name: str) -> Person:
    """Someone who was here before."""
    return Person(world.home / name)


def fetched_feedback(student: Person) -> list[Path]:
    """The pages of feedback in the student's folder."""
    return sorted((student.folder / "ps1" / "feedback").rglob("*.html"))


def test_feedback_reaches_the_student_it_is_for(graded: World) -> None:
    graded.teacher.does("release_feedback", "ps1")
    ana = person(graded, "ana")
    ana.does("fetch_feedback", "ps1")
    (page,) = fetched_feedback(ana)
    assert page.read_text(encoding="utf-8") == "<p>Well done, ana.</p>"
    assert page.name == "p1.html"
    timestamp = (graded.submitted("ana") / "timestamp.txt").read_text(encoding="utf-8")
    assert page.parent.name == timestamp.replace(":", "-")  # nbgrader's own has colons, which Windows refuses
    ana.does("fetch_feedback", "--assignment=ps1")  # again is as good as once


def test_nobody_else_can_open_it_though_all_lie_in_one_folder(graded: World) -> None:
    graded.teacher.does("release_feedback", "ps1", "--student=ana")
    (path,) = (graded.exchange / COURSE / "feedback").iterdir()
    assert b"Well done" not in path.read_bytes()
    assert "ana" not in path.name
    with pytest.raises(ForAnother):
        read_letter(path, [own_keys(graded.home / "ben" / "cache")])
    assert read_letter(path, [own_keys(graded.home / "ana" / "cache")]).files == {
        "p1.html": b"<p>Well done, ana.</p>"
    }


def test_feedback_for_some(graded: World) -> None:
    said = graded.teacher.does("release_feedback", "ps1", "--CourseDirectory.student_id_exclude=ben,baz")
    assert "student 'ana'" in said.log
    assert "student 'ben'" not in said.log
    ben = person(graded, "ben")
    assert "Could not find feedback" in ben.does("fetch_feedback", "ps1").log
    assert fetched_feedback(ben) == []


def test_release_feedback_needs_an_assignment_and_a_course(graded: World) -> None:
    graded.teacher.does("release_feedback", code=1)
    graded.teacher.does("release_feedback", "ps1", "--course", "", code=1)


def test_feedback_released_again_takes_the_place_of_the_old(graded: World) -> None:
    graded.teacher.does("release_feedback", "ps1")
    graded.write_feedback("ana", "better")
    graded.teacher.does("release_feedback", "ps1")
    assert len(list((graded.exchange / COURSE / "feedback").iterdir())) == 2


def test_work_that_came_another_way_has_no_sealed_feedback_unlike_nbgrader(graded: World) -> None:
    feedback = graded.course / "feedback" / "cai" / "ps1"
    feedback.mkdir(parents=True)
    (feedback / "p1.html").write_text("hello", encoding="utf-8")
    (feedback / "submission_secret.txt").write_text("0" * 128, encoding="utf-8")
    said = graded.teacher.does("release_feedback", "ps1")
    assert "The work of cai did not come through this exchange" in said.log
    assert len(list((graded.exchange / COURSE / "feedback").iterdir())) == 2


def test_feedback_on_other_work_under_the_right_name_is_not_taken(graded: World) -> None:
    graded.teacher.does("release_feedback", "ps1", "--student=ana")
    (own,) = (graded.exchange / COURSE / "feedback").iterdir()
    ana = person(graded, "ana")
    ana.does("submit", "ps1")
    graded.teacher.does("collect", "ps1", "--update")
    graded.write_feedback("ana", "on the second")
    graded.teacher.does("release_feedback", "ps1", "--student=ana")
    (second,) = set((graded.exchange / COURSE / "feedback").iterdir()) - {own}
    own.write_bytes(second.read_bytes())
    said = ana.does("fetch_feedback", "ps1")
    assert "It is feedback on other work than its name says" in said.log
    assert [page.read_text(encoding="utf-8") for page in fetched_feedback(ana)] == ["on the second"]


@pytest.mark.parametrize("where", ["--inbound", "--cached"])
def test_the_list_says_where_feedback_is(graded: World, where: str) -> None:
    ana = person(graded, "ana")

    def told() -> list[str]:
        return [line.rpartition(" (")[2] for line in ana.does("list", where).lines[1:]]

    assert told() == ["no feedback available)"]
    graded.teacher.does("release_feedback", "ps1")
    assert told() == ["feedback ready to be fetched)"]
    ana.does("fetch_feedback", "ps1")
    assert told() == ["feedback already fetched)"]
    graded.write_feedback("ana", "better")
    graded.teacher.does("release_feedback", "ps1")
    assert told() == ["feedback ready to be fetched)"]
    ana.does("fetch_feedback", "ps1")
    ana.does("submit", "ps1")
    assert told() == ["feedback already fetched)", "no feedback available)"]


def test_the_teacher_sees_that_feedback_is_there_without_opening_it(graded: World) -> None:
    graded.teacher.does("release_feedback", "ps1", "--student=ana")
    lines = graded.teacher.does("list", "--inbound").lines
    assert [line.rpartition(" (")[2] for line in lines[1:]] == [
        "feedback ready to be fetched)",
        "no feedback available)",
    ]


@pytest.mark.parametrize("where", ["--inbound", "--cached"])
def test_the_shape_of_a_submission_is_nbgraders(
    graded: World, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    graded.teacher.does("release_feedback", "ps1")
    ana = person(graded, "ana")
    ana.does("fetch_feedback", "ps1")
    ana.does("list", where, "--json")
    (info,) = json.loads(capsys.readouterr().out)
    (submission,) = info.pop("submissions")
    assert info == {"course_id": COURSE, "student_id": "ana", "assignment_id": "ps1", "status": "submitted"}
    (page,) = fetched_feedback(ana)
    (notebook,) = submission.pop("notebooks")
    path = submission.pop("path")
    assert Path(path).exists()
    assert notebook == {
        "notebook_id": "p1",
        "path": f"{path}/p1.ipynb",
        "has_local_feedback": True,
        "has_exchange_feedback": True,
        "local_feedback_path": str(page),
        "feedback_updated": False,
    }
    timestamp = submission.pop("timestamp")
    assert timestamp == (graded.submitted("ana") / "timestamp.txt").read_text(encoding="utf-8")
    if where == "--inbound":
        assert submission.pop("random_string")[0] == "+"
    assert submission == {
        "course_id": COURSE,
        "student_id": "ana",
        "assignment_id": "ps1",
        "status": "submitted",
        "has_local_feedback": True,
        "has_exchange_feedback": True,
        "feedback_updated": False,
        "local_feedback_path": str(page.parent),
    }
