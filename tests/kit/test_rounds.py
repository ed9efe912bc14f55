"""Rounds on a student's machine: fresh numbers, hints and second tries, an early end, kept, resumed, and marked again by the teacher's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from carrying.handin import hand_in
from carrying.journal import Journal, now, read_journal
from carrying.study import Study, open_study
from carrying.trust import remember_class
from curriculum.course import Course, find_course, load_course
from curriculum.evidence import Answered, AnyEvent, Chose, Finished, Hinted, Opened
from curriculum.items import reading
from curriculum.marking import Answer, from_canonical
from curriculum.mastery import Seen, standings
from curriculum.portfolio import StudentsJudge, TeachersJudge, portfolio
from curriculum.rounds import Questions, Round
from curriculum.settling import settled
from curriculum.situation import Placement, Progress
from curriculum.steps import ROUNDS
from curriculum.variants import OpenKey, Variant
from kit.finding_out import FindingOut, rounds_of
from kit.lessons_here import outline_of
from kit.own_work import first_step, work_in
from kit.rounds import RoundHere, round_here
from tests.keys import CLASS, give_keys

PRACTICE = "practice/values"


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(find_course("data-detectives"))


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return open_study(tmp_path / "study", "data-detectives")


def here(study: Study, key: str = PRACTICE) -> RoundHere:
    found = round_here(study, key)
    assert found is not None
    return found


def right(variant: Variant) -> Answer:
    assert isinstance(variant.key, OpenKey)
    return from_canonical(variant, variant.key.accepts[0])


def events(study: Study) -> list[AnyEvent]:
    return read_journal(study.lesson(ROUNDS) / "journal.jsonl")


def answer(study: Study, key: str, *, well: bool) -> bool:
    """Answer the present question; whether the round is over."""
    own = here(study, key)
    told = own.take(right(own.now().variant) if well else "", 5.0, key)
    assert told is not None
    return told.last


def test_three_right_at_once_end_a_round_and_settle_the_skill_on_both_machines(
    study: Study, course: Course
) -> None:
    assert [answer(study, PRACTICE, well=True) for _ in range(3)] == [False, False, True]
    assert here(study).words() == (
        "“Values”: three in a row right at the first try, so it is sure for now and comes back in a few days."
    )
    done = events(study)
    assert [type(one) for one in done] == [Opened, Answered, Answered, Answered, Finished]
    kept = rounds_of(study)
    assert kept is not None
    for judge in (StudentsJudge({ROUNDS: kept}), TeachersJudge(course)):
        own = portfolio(done, judge, {})
        assert [one.score for one in own.seen] == [1.0, 1.0, 1.0]
        assert own.replies == []  # no questions at the start
        assert own.placed is None
        assert "values" in settled(own.seen, standings({"me": own.seen})["me"])


def test_the_teachers_machine_does_not_believe_a_score(study: Study, course: Course) -> None:
    answer(study, PRACTICE, well=True)
    variant = here(study).now().variant
    Journal(study.lesson(ROUNDS), ROUNDS, study).append(
        Answered,
        place=f"{PRACTICE}#2",
        item=variant.item,
        variant=variant.number,
        attempt=1,
        answer="surely wrong" if variant.type in ("text", "number") else 99,
        score=1.0,
    )
    seen = portfolio(events(study), TeachersJudge(course), {}).seen
    assert [one.score for one in seen][:2] in ([1.0], [1.0, 0.0])


def test_four_misses_end_a_round_with_a_word_to_ask(study: Study) -> None:
    assert [answer(study, PRACTICE, well=False) for _ in range(4)] == [False, False, False, True]
    assert "show your teacher your last answers and ask" in here(study).words()


def test_a_round_is_never_longer_than_six_questions(study: Study) -> None:
    assert [answer(study, PRACTICE, well=number % 2 == 0) for number in range(6)] == [False] * 5 + [True]
    assert here(study).words().startswith("A round of “Values” done: 3 of 6 right at the first try")
    assert here(study).now().number == 1


def test_a_wrong_answer_gets_a_word_and_a_second_try_and_counts_less(study: Study) -> None:
    for _ in range(40):
        asking = here(study).now()
        if asking.variant.type == "choice":
            break
        answer(study, PRACTICE, well=True)
    own, good = here(study), right(asking.variant)
    wrong = next(at for at in range(len(asking.variant.options)) if at != good)
    assert own.take(wrong, 1.0, PRACTICE) is None
    again = here(open_study(study.folder, "data-detectives")).now()  # a closed lid changes nothing
    assert (again.variant, again.attempt, again.number) == (asking.variant, 2, asking.number)
    assert again.said is not None
    assert again.said.say.text
    told = here(study).take(good, 1.0, PRACTICE)
    assert told is not None
    last = [one for one in events(study) if isinstance(one, Answered)][-1]
    assert (last.attempt, last.score) == (2, 1.0)
    assert here(study).told(asking.number) == told  # a reload shows the same


def test_a_hint_is_noted_stays_and_is_counted(study: Study) -> None:
    while not here(study).now().more:
        answer(study, PRACTICE, well=True)
    before = here(study).now()
    here(study).hint(PRACTICE)
    after = here(study).now()
    assert after.variant == before.variant
    assert (len(after.hints), after.more) == (1, before.more - 1)
    answer(study, PRACTICE, well=True)
    noted = events(study)
    assert any(isinstance(one, Hinted) and one.level == 1 for one in noted)
    assert [one.hints for one in noted if isinstance(one, Answered)][-1] == 1


def test_numbers_are_drawn_afresh_round_after_round(study: Study, course: Course) -> None:
    for _ in range(10):
        while not answer(study, PRACTICE, well=True):
            pass
    asked = [one for one in events(study) if isinstance(one, Answered)]
    readings = [reading(course.draw(one.item, one.variant)) for one in asked if one.attempt == 1]
    assert len(asked) == 30
    assert all(one.variant >= 1000 for one in asked)
    assert len(set(readings)) == len(readings)
    kept = rounds_of(study)
    assert kept is not None
    assert max(len(own) for own in kept.variants.values()) <= 6


@pytest.mark.slow
def test_what_was_answered_travels_and_moves_the_teachers_estimate_and_path(
    study: Study, tmp_path: Path
) -> None:
    from grading.class_folder import new_class
    from grading.collect import collect
    from grading.paths import work_of_class

    school = give_keys(new_class(tmp_path / "class", "7B", "data-detectives"))
    remember_class(study, CLASS.card)
    for well in (True, False, False, True):
        answer(study, PRACTICE, well=well)
    stick = tmp_path / "stick"
    stick.mkdir()
    hand_in(study, stick)
    assert collect(school, stick, at=datetime(2026, 11, 26, 15, tzinfo=UTC)).students == [
        study.profile.student
    ]
    work = work_of_class(school, today=date(2026, 11, 26))[study.profile.student]
    known = work.standings["values"]
    assert (known.tries, known.first_tries, known.right) == (4, 4, 2)
    assert [step.round for step in work.path.steps] == [PRACTICE]
    for _ in range(3):
        answer(study, PRACTICE, well=True)
    hand_in(study, stick)
    collect(school, stick, at=datetime(2026, 11, 27, 15, tzinfo=UTC))
    later = work_of_class(school, today=date(2026, 11, 27))[study.profile.student]
    assert later.standings["values"].chance > known.chance
    assert [step.round for step in later.path.steps] != [PRACTICE]


def test_practice_does_not_disturb_the_questions_at_the_start(study: Study, course: Course) -> None:
    found = FindingOut(study, course)
    found.take("")
    answer(study, PRACTICE, well=True)
    assert (asking := found.now()) is not None
    assert asking.number == 2
    found.take("")
    own = portfolio(events(study), TeachersJudge(course), {})
    assert len(own.replies) == 2
    assert len(own.seen) == 3  # “I do not know yet” counts on the teacher's machine as on the student's


def test_a_look_back_asks_each_skill_and_a_miss_twice(study: Study, course: Course) -> None:
    key = "review/values,names,functions"
    skills = []
    over = False
    while not over:
        skills.append(here(study, key).now().variant.skill)
        over = answer(study, key, well=skills[-1] != "names")
    assert skills == ["values", "names", "functions", "names"]
    assert here(study, key).words().startswith("A look back done: 2 of 4")
    assert [one for one in events(study) if isinstance(one, Chose)] == []


def test_a_challenge_asks_the_hardest_and_is_not_offered_again(study: Study, course: Course) -> None:
    key = "challenge/parts-of-a-whole"
    assert [answer(study, key, well=True) for _ in range(3)][-1]
    assert all(course.items[one.item].difficulty >= 4 for one in events(study) if isinstance(one, Answered))
    assert [one.option for one in events(study) if isinstance(one, Chose)] == [f"done/{key}"]


def test_another_step_than_the_suggested_one_is_noted_as_a_choice(study: Study) -> None:
    own = here(study)
    own.take(right(own.now().variant), 1.0, "find-out")
    assert [one.option for one in events(study) if isinstance(one, Chose)] == [PRACTICE]


@pytest.mark.parametrize("key", ["practice/nothing", "practice/values,names", "review/", "other/values", ""])
def test_a_round_that_there_are_no_questions_for_is_none(study: Study, key: str) -> None:
    assert round_here(study, key) is None


def test_a_round_left_for_long_is_begun_anew(course: Course) -> None:
    questions = Questions(course)
    asked = Round(kind="practice", skills=("values",))
    question = questions.next(asked, [], [], "me")
    assert question is not None
    first = Answered(
        by=("pc", 1),
        at=now().isoformat(),
        lesson=ROUNDS,
        place=f"{PRACTICE}#1",
        item=question.variant.item,
        variant=question.variant.number,
        attempt=1,
        answer="",
        score=0.0,
    )
    assert len(questions.turns(asked, [first], now())) == 1
    assert questions.turns(asked, [first], now() + timedelta(hours=13)) == []
    endless = msgspec.structs.replace(first, place=f"{PRACTICE}#{'9' * 5000}")
    assert questions.turns(asked, [endless], now()) == []


def test_a_skill_is_practised_once_its_lesson_is_begun_or_it_was_shown(course: Course) -> None:
    questions = Questions(course)
    lesson = course.outline.lessons_for("functions")[0]
    known = standings({"me": [Seen(skill="functions", item="f", score=0.0)]})["me"]
    begun, not_begun = {lesson.id: Progress(started=True)}, {lesson.id: Progress()}
    assert questions.reach(not_begun, known, None, find_out=True).practice == frozenset()
    assert "functions" in questions.reach(begun, {}, None, find_out=True).practice
    assert questions.reach({}, known, None, find_out=True).practice == {"functions"}
    shown = Placement(chances={"values": 0.9, "names": 0.3}, asked=15, done=True)
    assert questions.reach(not_begun, {}, shown, find_out=True).practice == {"values"}


def test_the_path_offers_rounds_that_open(study: Study, course: Course) -> None:
    answer(study, PRACTICE, well=True)
    answer(study, PRACTICE, well=False)
    path = work_in(study, outline_of("data-detectives", {}), {}, date(2026, 11, 17)).path
    rounds = [step.round for step in path.steps if step.round and step.kind != "find-out"]
    assert rounds == [PRACTICE]
    assert all(round_here(study, key) is not None for key in rounds)
    assert first_step(study, datetime(2026, 11, 17).date()) == ""  # noqa: DTZ001 - without lessons there is none


def test_a_project_is_offered_once_all_it_uses_is_sure_and_until_it_is_done(study: Study) -> None:
    def steps() -> list[str]:
        work = work_in(study, outline_of("data-detectives", {}), {}, date(2026, 11, 17))
        return [step.key for step in work.path.steps]

    for skill in ("values", "names", "functions"):
        assert "project/garden-helper" not in steps()
        while not answer(study, f"practice/{skill}", well=True):
            pass
    assert "project/garden-helper" in steps()
    Journal(study.lesson(ROUNDS), ROUNDS, study).append(Chose, option="done/project/garden-helper")
    assert "project/garden-helper" not in steps()
