from math import log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.levels import ITEM, SKILL, Difficulties, Gauge, Levels, authors, gauge, sigmoid, spread, turns
from curriculum.mastery import Learner, Seen, stand


def seen(score: float, item: str = "a", skill: str = "halves", **more: int) -> Seen:
    return Seen(skill=skill, item=item, score=score, **more)


def test_what_is_new_moves_much_and_what_is_well_known_hardly() -> None:
    levels = Levels()
    moves = []
    for _ in range(30):
        before = levels.level
        levels.learn("halves", (0.0, 0.1), 1.0)
        moves.append(levels.level - before)
    assert moves[0] > 4 * moves[-1] > 0
    assert levels.variance < 0.5


def test_a_second_try_counts_less_than_a_first() -> None:
    first, second = Levels(), Levels()
    first.learn("halves", (0.0, 0.1), 1.0)
    second.learn("halves", (0.0, 0.1), 1.0, weight=0.4)
    assert 0 < second.level < first.level
    assert second.variance > first.variance


def test_partial_credit_lies_between_wrong_and_right() -> None:
    levels = []
    for score in (0.0, 0.5, 1.0):
        one = Levels()
        one.learn("halves", (0.0, 0.1), score)
        levels.append(one.level)
    assert levels == sorted(levels)
    assert levels[0] < levels[1] < levels[2]


def test_an_item_nobody_has_answered_is_as_hard_as_its_author_says() -> None:
    assert [Difficulties().item("new", difficulty) for difficulty in (1, 2, 5)] == [
        (-0.35, ITEM),
        (0.0, ITEM),
        (pytest.approx(1.05), ITEM),
    ]
    learner = Learner(Difficulties())
    chances = [learner.chance_at("new", "halves", difficulty) for difficulty in range(1, 6)]
    assert chances == sorted(chances, reverse=True)
    assert authors(2) == 0


def test_what_is_wrong_for_everyone_becomes_harder_than_what_is_right_for_everyone() -> None:
    found = gauge({f"s{n}": [seen(0, "hard"), seen(1, "easy")] for n in range(8)})
    assert found.items["hard"][0] > 0.5 > -0.3 > found.items["easy"][0]
    assert found.items["hard"][1] < ITEM
    assert found.skills["halves"][1] < SKILL[1]


def test_everyone_takes_turns() -> None:
    work = {"b": ["b1", "b2", "b3"], "a": ["a1"], "c": []}
    assert [one for _, one in turns(work)] == ["a1", "b1", "b2", "b3"]  # type: ignore[type-var]


def test_one_student_alone_stands_as_in_the_whole_class() -> None:
    work = {f"s{n}": [seen(n % 2, f"item-{m}") for m in range(5)] for n in range(6)}
    hard = gauge(work)
    assert stand(work["s3"], hard)["halves"] == stand(work["s3"], hard)["halves"]
    further = [*work["s3"], seen(1, "item-9")]
    assert stand(further, hard)["halves"].tries == 6
    assert stand(further, hard)["halves"].chance > stand(work["s3"], hard)["halves"].chance


def test_an_unsure_logit_means_a_chance_nearer_to_even() -> None:
    assert spread(2.0, 0.0) == 2.0
    assert 0 < spread(2.0, 1.0) < 2.0
    assert (sigmoid(-800), sigmoid(0), sigmoid(800)) == (0.0, 0.5, 1.0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from("xy"),
            st.floats(0, 1),
            st.integers(1, 4),
            st.integers(1, 5),
        ),
        max_size=60,
    )
)
def test_whatever_is_answered_chances_are_chances_and_certainty_grows(answers: list) -> None:
    found = Gauge()
    for item, skill, score, attempt, difficulty in answers:
        one = Seen(skill=skill, item=item, score=score, attempt=attempt, difficulty=difficulty)
        found.learn("student", one)
    hard = found.difficulties()
    assert all(0 < variance <= ITEM for _, variance in hard.items.values())
    work = [Seen(skill=s, item=i, score=sc, attempt=a, difficulty=d) for i, s, sc, a, d in answers]
    for standing in stand(work, hard).values():
        assert 0 < standing.low < standing.chance < standing.high < 1


def test_nine_times_in_ten_the_true_chance_lies_between() -> None:
    """Simulated students whose true levels are known: the stated interval holds the true chance about as often as it says."""
    chance = Random(11)
    inside = of = 0
    for _ in range(12):
        skills = {f"skill-{n}": chance.gauss(0, 0.6) for n in range(5)}
        items = {f"item-{n}": (f"skill-{n % 5}", chance.gauss(0, 0.75)) for n in range(40)}
        work: dict[str, list[Seen]] = {}
        true: dict[tuple[str, str], float] = {}
        for number in range(25):
            student, level = f"s{number:02}", chance.gauss(0, 1)
            own = {skill: level + chance.gauss(0, 0.55) - hard for skill, hard in skills.items()}
            for name in chance.sample(sorted(items), 25):
                skill, hard = items[name]
                right = chance.random() < sigmoid(log(0.65 / 0.35) + own[skill] - hard)
                work.setdefault(student, []).append(Seen(skill=skill, item=name, score=float(right)))
            true |= {(student, skill): sigmoid(log(0.65 / 0.35) + logit) for skill, logit in own.items()}
        hard = gauge(work)
        for student, answers in work.items():
            for skill, standing in stand(answers, hard).items():
                inside += standing.low <= true[student, skill] <= standing.high
                of += 1
    assert of > 1400
    assert 0.85 <= inside / of <= 0.97
