"""The questions at the start on a student's machine: asked, kept, resumed, ended, and read by the path on both sides."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from carrying.journal import read_journal
from carrying.study import open_study
from curriculum.course import Course, find_course, load_course
from curriculum.evidence import Answered, Chose, Finished
from curriculum.marking import Unreadable, from_canonical
from curriculum.portfolio import TeachersJudge, portfolio
from curriculum.steps import ROUNDS
from curriculum.variants import OpenKey
from kit.finding_out import FindingOut, answer_of
from kit.home import home
from tests.kit.places import study_with_lessons

MORNING = datetime(2026, 11, 17, 9, 0)  # noqa: DTZ001 - the machine's own clock


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(find_course("data-detectives"))


def right_answer(asking: object) -> object:
    variant = asking.variant  # type: ignore[attr-defined]
    assert isinstance(variant.key, OpenKey)
    return from_canonical(variant, variant.key.accepts[0])


def test_about_fifteen_questions_are_asked_and_then_no_more(tmp_path: Path, course: Course) -> None:
    study = open_study(tmp_path, "data-detectives")
    found = FindingOut(study, course)
    assert found.is_offered
    asked = 0
    more = True
    while more:
        asking = found.now()
        assert asking is not None
        assert asking.number == asked + 1
        again = FindingOut(open_study(tmp_path, "data-detectives"), course).now()
        assert again == asking  # a closed lid changes nothing
        more = found.take(right_answer(asking) if asked % 3 else "")  # type: ignore[arg-type]
        asked += 1
    assert 5 <= asked <= 15
    assert found.now() is None
    events = read_journal(study.lesson(ROUNDS) / "journal.jsonl")
    assert isinstance(events[0], Chose)
    assert isinstance(events[-1], Finished)
    assert sum(isinstance(event, Answered) for event in events) == asked
    own = portfolio(events, TeachersJudge(course), {})
    assert len(own.replies) == asked
    assert [reply.right for reply in own.replies] == [number % 3 != 0 for number in range(asked)]
    assert own.placed is not None


def test_no_choice_is_no_answer_and_nothing_is_written(tmp_path: Path, course: Course) -> None:
    study = open_study(tmp_path, "data-detectives")
    found = FindingOut(study, course)
    asking = found.now()
    assert asking is not None
    with pytest.raises(Unreadable):
        found.take("   " if asking.variant.type != "choice" else -1)
    assert read_journal(study.lesson(ROUNDS) / "journal.jsonl") == []
    with pytest.raises(Unreadable):
        answer_of(asking.variant, "")


@pytest.mark.slow
def test_home_offers_it_first_and_afterwards_no_more(tmp_path: Path, course: Course) -> None:
    from kit.self_study import prepare

    prepare(tmp_path, "data-detectives")
    study = open_study(tmp_path, "data-detectives")
    shown = home(study, MORNING)
    assert shown.first is not None
    assert (shown.first.title, shown.first.href, shown.first.button) == (
        "Find out where to start",
        "find-out",
        "Start",
    )
    assert shown.others
    found = FindingOut(study, course)
    found.take("")
    assert "You have answered 1 of about 15" in home(study, MORNING).first.reason  # type: ignore[union-attr]
    while found.take(""):
        pass
    after = home(study, MORNING)
    assert after.first is not None
    assert after.first.lesson
    assert ROUNDS not in {lesson.lesson for lesson in after.lessons}


def test_a_course_that_is_not_here_asks_nothing(tmp_path: Path) -> None:
    shown = home(study_with_lessons(tmp_path), MORNING)
    assert shown.first is not None
    assert shown.first.lesson
