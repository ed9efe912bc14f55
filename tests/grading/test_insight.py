from datetime import UTC, date, datetime

import pytest

from curriculum.course import Course, load_course
from curriculum.evidence import Felt
from curriculum.path import Step
from grading.insight import Cell, Missing, Ready, grid, missing, ready_for_more, shared_gaps
from tests.grading.students import standing, work_of
from tests.tiny import write_course

TODAY = date(2026, 11, 17)
STUCK = {"chance": 0.31, "stuck": True}
TAKES_TWO = {"misconception": "takes-two", "misconception_count": 4}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return load_course(write_course(tmp_path_factory.mktemp("tiny")))


def test_no_hand_in_yet_and_nothing_lately_are_different_things() -> None:
    work = {
        "here01": work_of("here01"),
        "quiet1": work_of("quiet1", handed_in=datetime(2026, 11, 5, 10, tzinfo=UTC)),
        "quiet2": work_of("quiet2", handed_in=datetime(2026, 11, 3, 10, tzinfo=UTC)),
        "new001": work_of("new001", handed_in=None),
    }
    assert missing(work, [*work, "unheard"], TODAY) == [
        Missing("new001", None),
        Missing("unheard", None),
        Missing("quiet2", date(2026, 11, 3)),
        Missing("quiet1", date(2026, 11, 5)),
    ]


def test_six_days_are_not_a_week() -> None:
    work = {"ana": work_of("ana", handed_in=datetime(2026, 11, 11, 12, tzinfo=UTC))}
    assert missing(work, work, TODAY) == []
    assert missing(work, work, date(2026, 11, 18)) == [Missing("ana", date(2026, 11, 11))]


def test_students_who_share_an_idea_are_a_group_with_something_to_say(course: Course) -> None:
    work = {name: work_of(name, standings=[standing(**TAKES_TWO)]) for name in ("ana", "ben")}
    work["cem"] = work_of("cem", standings=[standing()])
    (group,) = shared_gaps(work, course)
    assert group.students == ("ana", "ben")
    assert group.title == "Halving takes two away"
    assert group.opening == "Show me half of ten."


def test_one_student_is_no_group_and_a_sure_skill_is_no_gap(course: Course) -> None:
    sure = standing(chance=0.9, mastered=True, **TAKES_TWO)
    work = {"ana": work_of("ana", standings=[standing(**TAKES_TWO)]), "ben": work_of("ben", standings=[sure])}
    assert shared_gaps(work, course) == []


def test_the_same_students_stuck_on_two_skills_are_one_group(course: Course) -> None:
    both = [standing("halves", **STUCK), standing("doubles", **STUCK)]
    work = {name: work_of(name, standings=both) for name in ("ana", "ben")}
    (group,) = shared_gaps(work, course)
    assert group.skills == ("halves", "doubles")
    assert group.title == "“Halves” and “Doubles”"
    assert group.misconception == ""


def test_larger_groups_come_first(course: Course) -> None:
    work = {name: work_of(name, standings=[standing("halves", **TAKES_TWO)]) for name in ("ana", "ben")}
    work |= {name: work_of(name, standings=[standing("doubles", **STUCK)]) for name in ("cem", "dia", "eva")}
    assert [group.students for group in shared_gaps(work, course)] == [("cem", "dia", "eva"), ("ana", "ben")]


def test_ready_for_more_says_what_is_waiting(course: Course) -> None:
    stretch = Step(kind="stretch", title="Halving", reason="", because="", lesson="halving")
    done = Step(kind="ask-teacher", title="Talk", reason="", because="")
    easy = Felt(
        by=("inst01", 9), at="2026-11-16T08:00:00+00:00", lesson="halving", place="first", feeling="too-easy"
    )
    work = {
        "ana": work_of("ana", steps=[stretch], standings=[standing(mastered=True)]),
        "ben": work_of("ben", steps=[done], standings=[standing(mastered=True)]),
        "cem": work_of("cem", events=[easy]),
        "dia": work_of("dia", steps=[stretch], standings=[standing("doubles", **STUCK)]),
        "eva": work_of("eva", steps=[done], handed_in=None),
    }
    assert ready_for_more(work, course, TODAY) == [
        Ready("ana", "can do all of “Halving”", "puzzle part waiting"),
        Ready("ben", "has finished everything handed out", "needs a next lesson"),
        Ready("cem", "found “Halving” too easy", "asked for harder"),
    ]


def test_what_was_too_easy_a_month_ago_is_not_asked_for_now(course: Course) -> None:
    easy = Felt(by=("inst01", 9), at="2026-10-16T08:00:00+00:00", lesson="halving", feeling="too-easy")
    assert ready_for_more({"cem": work_of("cem", events=[easy])}, course, TODAY) == []


def test_the_grid_has_a_column_for_what_was_handed_out_and_what_there_is_evidence_of(course: Course) -> None:
    assert [c.skill for c in grid({"ana": work_of("ana")}, course).columns] == ["halves"]
    work = {"ana": work_of("ana", standings=[standing("doubles")])}
    assert [(c.skill, c.title, c.unit) for c in grid(work, course).columns] == [
        ("halves", "Halves", "One"),
        ("doubles", "Doubles", "One"),
    ]


def test_a_cell_has_a_sign_a_word_and_a_percentage(course: Course) -> None:
    work = {
        "sure": work_of(
            "sure", standings=[standing(chance=0.914, mastered=True)], skills={"halves": "mastered"}
        ),
        "due": work_of("due", standings=[standing(chance=0.86, mastered=True)], skills={"halves": "due"}),
        "mid": work_of("mid", standings=[standing()], skills={"halves": "in-progress"}),
        "stuck": work_of("stuck", standings=[standing(**STUCK)], skills={"halves": "in-progress"}),
        "new": work_of("new", skills={"halves": "open"}),
    }
    cells = {student: row[0] for student, row in grid(work, course).rows.items()}
    assert cells["sure"] == Cell("can-do", 91, 9)
    assert {student: f"{cell.sign} {cell.word} {cell.percent}" for student, cell in cells.items()} == {
        "sure": "✓ can do 91",
        "due": "↻ due again 86",
        "mid": "• working on it 62",
        "stuck": "! needs a person 31",
        "new": "– not started None",
    }
