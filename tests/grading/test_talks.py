from datetime import UTC, date, datetime

import pytest

from curriculum.course import Course, load_course
from curriculum.evidence import Felt, Finished
from curriculum.mastery import Seen
from grading.records import CheckIn, Outcome
from grading.talks import talks
from tests.grading.students import answered, standing, work_of
from tests.tiny import write_course

TODAY = date(2026, 11, 17)
STUCK = {"chance": 0.31, "stuck": True}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return load_course(write_course(tmp_path_factory.mktemp("tiny")))


def said_stuck(counter: int = 5, at: str = "2026-11-16T08:05:00+00:00") -> Felt:
    return Felt(by=("inst01", counter), at=at, lesson="halving", place="first", feeling="stuck")


def test_asking_for_help_names_the_place_the_day_and_the_tries(course: Course) -> None:
    events = [answered(1, "18", 0), answered(2, "16", 0, attempt=2), said_stuck()]
    (talk,) = talks({"ana": work_of("ana", events=events)}, course, TODAY)
    assert (talk.why, talk.tag) == ("asked-for-help", "asked for help")
    assert talk.sentence == (
        "Said “I’m stuck” at “First” in “Halving” on Mon 16 Nov, after 2 tries, and has not got two right there since."
    )
    assert talk.opening == "Read me the question in your own words. Where does it stop making sense?"


@pytest.mark.parametrize(
    "after",
    [
        [Finished(by=("inst01", 8), at="2026-11-16T08:30:00+00:00", lesson="halving")],
        [answered(7, "5", 1.0), answered(8, "6", 1.0)],
    ],
    ids=["finished the lesson", "two right at the first try"],
)
def test_who_got_on_needs_no_help_any_more(course: Course, after: list[Finished]) -> None:
    assert talks({"ana": work_of("ana", events=[said_stuck(), *after])}, course, TODAY) == []


def test_a_call_for_help_is_not_old_news_for_ever(course: Course) -> None:
    old = said_stuck(at="2026-10-16T08:05:00+00:00")
    assert talks({"ana": work_of("ana", events=[old])}, course, TODAY) == []


def test_stuck_with_a_known_idea_opens_with_the_sentence_for_it(course: Course) -> None:
    known = standing(**STUCK, misconception="takes-two", misconception_count=5)
    (talk,) = talks({"luis": work_of("luis", standings=[known])}, course, TODAY)
    assert talk.tag == "stuck"
    assert talk.sentence == (
        "9 tries at “Halves”, 3 of the last 6 questions right at once; chance 31%. "
        "5 times with one idea: “Halving takes two away”."
    )
    assert talk.opening == "Show me half of ten."


def test_an_idea_from_earlier_counts_when_it_was_seen_three_times(course: Course) -> None:
    tries = [Seen(skill="halves", item="half-of", score=0, misconception="takes-two")] * 3
    tries += [Seen(skill="halves", item="half-of", score=0)] * 6
    (talk,) = talks({"luis": work_of("luis", standings=[standing(**STUCK)], seen=tries)}, course, TODAY)
    assert talk.sentence.endswith(" 3 times with one idea: “Halving takes two away”.")


def test_stuck_without_a_known_idea_opens_in_general(course: Course) -> None:
    (talk,) = talks({"luis": work_of("luis", standings=[standing(**STUCK)])}, course, TODAY)
    assert talk.sentence == "9 tries at “Halves”, 3 of the last 6 questions right at once; chance 31%."
    assert talk.opening == "Choose one question on “Halves” and talk me through your first step."


def test_a_notebook_that_could_not_be_graded(course: Course) -> None:
    failed = Outcome(student="zoe", lesson="halving", kind="failed", reason="A cell ran without an end.")
    (talk,) = talks({"zoe": work_of("zoe", outcomes=[failed])}, course, TODAY)
    assert (talk.tag, talk.sentence, talk.part) == (
        "notebook not graded",
        "“Halving”: A cell ran without an end.",
        "notebooks",
    )


def test_a_graded_notebook_is_nothing_to_talk_about(course: Course) -> None:
    graded = Outcome(student="zoe", lesson="halving", kind="graded", score=2, max_score=2)
    assert talks({"zoe": work_of("zoe", outcomes=[graded])}, course, TODAY) == []


def test_quiet_may_be_the_stick(course: Course) -> None:
    work = {"tom": work_of("tom", handed_in=datetime(2026, 11, 5, 10, tzinfo=UTC)), "ana": work_of("ana")}
    (talk,) = talks(work, course, TODAY)
    assert (talk.student, talk.tag) == ("tom", "quiet")
    assert talk.sentence == (
        "The last hand-in came on Thu 5 Nov, 8 school days ago. What was done since is not known."
    )


def test_a_class_that_has_not_handed_in_is_not_a_class_of_quiet_students(course: Course) -> None:
    same = datetime(2026, 11, 5, 10, tzinfo=UTC)
    assert talks({name: work_of(name, handed_in=same) for name in ("ana", "tom")}, course, TODAY) == []


def test_who_never_handed_in_is_missing_not_quiet(course: Course) -> None:
    assert talks({"eva": work_of("eva", handed_in=None), "ana": work_of("ana")}, course, TODAY) == []


def test_very_quick_wrong_answers(course: Course) -> None:
    quick = [answered(n, "2", 0, seconds=2.0) for n in range(6)] + [
        answered(n, "5", 1, seconds=30.0) for n in range(6, 10)
    ]
    (talk,) = talks({"ife": work_of("ife", events=quick)}, course, TODAY)
    assert talk.sentence == "6 of the last 10 first answers came within 5 seconds and were not right."


def test_quick_and_right_is_just_quick(course: Course) -> None:
    quick = [answered(n, "5", 1, seconds=2.0) for n in range(10)]
    assert talks({"ife": work_of("ife", events=quick)}, course, TODAY) == []


def test_the_most_urgent_comes_first_and_each_student_once(course: Course) -> None:
    failed = Outcome(student="zoe", lesson="halving", kind="failed", reason="It stopped.")
    work = {
        "tom": work_of("tom", handed_in=datetime(2026, 11, 5, 10, tzinfo=UTC)),
        "zoe": work_of("zoe", outcomes=[failed]),
        "worse": work_of("worse", standings=[standing(chance=0.2, stuck=True)]),
        "luis": work_of("luis", standings=[standing(**STUCK)], outcomes=[failed]),
        "ana": work_of("ana", events=[said_stuck()]),
        "fine": work_of("fine", standings=[standing(chance=0.9, mastered=True)]),
    }
    found = talks(work, course, TODAY)
    assert [(talk.student, talk.why) for talk in found] == [
        ("ana", "asked-for-help"),
        ("worse", "stuck"),
        ("luis", "stuck"),
        ("zoe", "notebook"),
        ("tom", "quiet"),
    ]
    assert found[2].also == ("notebook not graded",)


def check_in(at: str, **more: str) -> CheckIn:
    return CheckIn(student="ana", text="We looked at it.", by="M. Ray", at=at, **more)


def test_what_was_talked_about_is_left_out_until_there_is_something_new(course: Course) -> None:
    stuck = standing(**STUCK)
    work = {"ana": work_of("ana", standings=[stuck])}  # handed in on 16 November, 9:30
    before = {"ana": [check_in("2026-11-16T08:00:00+00:00")]}
    after = {"ana": [check_in("2026-11-16T12:00:00+00:00")]}
    assert [talk.why for talk in talks(work, course, TODAY, before)] == []  # two days have not passed
    assert [talk.why for talk in talks(work, course, date(2026, 11, 18), before)] == ["stuck"]
    assert talks(work, course, date(2026, 11, 18), after) == []


def test_whoever_asks_again_after_a_talk_is_on_the_list_again(course: Course) -> None:
    work = {"ana": work_of("ana", events=[said_stuck()])}
    assert talks(work, course, TODAY, {"ana": [check_in("2026-11-16T12:00:00+00:00")]}) == []
    (talk,) = talks(work, course, TODAY, {"ana": [check_in("2026-11-15T12:00:00+00:00")]})
    assert talk.why == "asked-for-help"


def test_a_step_that_was_agreed_for_today_is_a_talk(course: Course) -> None:
    work = {"ana": work_of("ana")}
    agreed = check_in("2026-11-10T12:00:00+00:00", step="Draw two strips.", due="2026-11-17")
    (talk,) = talks(work, course, TODAY, {"ana": [agreed]})
    assert (talk.why, talk.part) == ("agreed", "check-ins")
    assert talk.sentence == "You agreed on Tue 10 Nov: “Draw two strips.” It was for Tue 17 Nov."
    assert talk.opening == "We said: “Draw two strips.” How did it go?"
    assert talks(work, course, date(2026, 11, 16), {"ana": [agreed]}) == []
    before = check_in("2026-11-12T09:00:00+00:00")  # about something else
    assert [one.why for one in talks(work, course, TODAY, {"ana": [agreed, before]})] == ["agreed"]
    later = check_in("2026-11-17T09:00:00+00:00")
    assert talks(work, course, TODAY, {"ana": [agreed, later]}) == []


def test_one_list_has_what_is_noticed_too(course: Course) -> None:
    hinted = [answered(number, "5", 1.0, hints=2, seconds=20) for number in range(4)]
    (talk,) = talks({"ana": work_of("ana", events=hinted)}, course, TODAY)
    assert (talk.why, talk.tag) == ("hint-jumping", "hints first")
    assert talk.opening == "Cover the hints for this one. What would you try first?"
