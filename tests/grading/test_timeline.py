from datetime import UTC, date, datetime

import pytest

from carrying.handin import HandedIn, HandIn
from curriculum.course import Course, load_course
from curriculum.evidence import Checked, Chose, Felt, Finished, Hinted, Opened, Surveyed, write_event
from grading.attendance import Entry, take_down
from grading.beside import beside
from grading.paper_work import note_work
from grading.records import Outcome, Records
from grading.timeline import Told, timeline
from tests.grading.students import answered, work_of
from tests.tiny import write_course


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return load_course(write_course(tmp_path_factory.mktemp("tiny")))


def test_a_day_in_words(course: Course) -> None:
    def of(counter: int) -> dict[str, object]:
        return {"by": ("inst01", counter), "at": f"2026-11-16T08:{counter:02d}:00+00:00", "lesson": "halving"}

    events = [
        Opened(**of(1)),
        answered(2, "18", 0, misconception="takes-two"),
        Hinted(**of(3), place="first", item="half-of", variant=0, level=1),
        answered(4, "5", 1.0, attempt=2, hints=1),
        Opened(**of(5)),
        answered(6, 0, 1.0, place="puzzle", item="which-half"),
        Felt(**of(7), place="last", feeling="stuck"),
        answered(8, "15", 0, place="last", item="half-sealed"),
        Chose(**of(9), place="way", option="soon"),
        Checked(**of(10), item="double", passed=[True, False, True], source="def double(n): ..."),
        Finished(**of(11)),
        Chose(**of(12), option="doubling"),
        Chose(**of(13), option="practice/halves,doubles"),
        Chose(**of(14), option="done/goal/2026-W47"),
        Felt(**of(15), place="talk/halving", feeling="stuck", words="I mix them up."),
    ]
    graded = Outcome(
        student="ana", lesson="halving", kind="graded", score=1.5, max_score=2, at="2026-11-16T12:00:00+00:00"
    )
    handed_in = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
    found = timeline(work_of("ana", events=events, outcomes=[graded], handed_in=handed_in), course, UTC)
    assert [(f"{moment.at:%H:%M}", moment.text) for moment in found] == [
        ("08:01", "Opened “Halving”."),
        (
            "08:04",
            "Answered “First”: right at try 2, with 1 hint. Idea shown: “Halving takes two away”.",
        ),
        ("08:06", "Answered “Puzzle”: right at the first try."),
        ("08:07", "Said “I’m stuck” at “Last”."),
        ("08:08", "Answered “Last”: not right yet after 1 try."),
        ("08:09", "Chose “Soon”."),
        ("08:10", "Checked the code of “double”: 2 of 3 examples right."),
        ("08:11", "Finished “Halving”."),
        ("08:12", "Chose “Doubling” as the next step."),
        ("08:13", "Chose “Halves and Doubles” as the next step."),
        ("08:14", "Said that the goal of the week is reached."),
        ("08:15", "Asked for a talk about “Halving”. “I mix them up.”"),
        ("09:30", "A hand-in was collected."),
        ("12:00", "“Halving” was graded: 1.5 of 2 points."),
    ]


def test_a_clock_that_cannot_be_read_keeps_its_place(course: Course) -> None:
    events = [Opened(by=("inst01", 1), at="yesterday", lesson="halving")]
    (moment,) = timeline(work_of("ana", events=events, handed_in=None), course, UTC)
    assert moment.at is None
    assert moment.text == "Opened “Halving”."


def test_what_the_course_no_longer_knows_is_still_told(course: Course) -> None:
    gone = answered(1, "5", 1.0, lesson="old-lesson", place="old-place", item="old-item")
    (moment,) = timeline(work_of("ana", events=[gone], handed_in=None), course, UTC)
    assert moment.text == "Answered a question on “old-item”: right at the first try."


def test_what_stands_beside_the_journal_has_its_day_and_no_time(course: Course) -> None:
    with Records("sqlite://") as records:
        take_down(
            records,
            [
                Entry(student="ana", day="2026-11-16", state="late", note="bus"),
                Entry(student="ana", day="2026-11-17", state="present"),
                Entry(student="ben", day="2026-11-16", state="absent"),
            ],
            date(2026, 11, 18),
        )
        note_work(records, ["ana"], "Posters", date(2026, 11, 17), date(2026, 11, 18))
        lines = [
            write_event(
                Surveyed(
                    by=("inst01", number),
                    at="2026-11-18T09:00:00+00:00",
                    lesson="halving",
                    survey="student",
                    answers={"interest": 5, "help": 2},
                    named=named,
                )
            )
            for number, named in ((1, False), (2, True))
        ]
        lesson = HandedIn(lesson="halving", notebook=None, journal=b"".join(lines))
        records.merge(
            HandIn(student="ana", by=("inst01", 9), at="", course="tiny", digest="d", lessons=(lesson,))
        )
        told = Told(beside=beside(records, "ana", UTC))
    found = timeline(work_of("ana", handed_in=None), course, UTC, told)
    assert [(f"{moment.at:%d}", moment.all_day, moment.text) for moment in found] == [
        ("16", True, "Attendance: late (bus)."),
        ("17", True, "On paper, seen by the teacher: Posters"),
        ("18", True, "Answered the survey, and lets you see it: Interest: yes, Help: rather no."),
    ]
