from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.correction import FACTS, SHIPPED, Memory, Trace, corrected
from curriculum.mastery import Difficulties, Learner, Seen


def told(memory: Memory, skill: str, item: str = "") -> dict[str, float]:
    return dict(zip(FACTS, memory.facts(0.5, skill, item), strict=True))


def test_of_a_new_student_nothing_is_known_but_that_the_skill_is_new() -> None:
    known = {name: fact for name, fact in told(Memory(), "halves", "a").items() if fact}
    assert known == {"always": 1, "levels": 0.5, "skill is new": 1, "answers overall": -3}


def test_what_is_remembered_after_three_answers() -> None:
    memory = Memory()
    memory.add("halves", "a", 1.0)
    memory.add("doubles", "b", 0.0)
    memory.add("halves", "a", 0.0)
    known = told(memory, "halves", "a")
    # In the skill: 1, then 0; of the 1, .7 is left. At the item of the 1, .5 is left.
    assert known["recent in the skill"] == pytest.approx(0.7 / 1.7 - 0.5)
    assert known["recent at the item"] == pytest.approx(0.5 / 1.5 - 0.5)
    assert known["recent overall"] == pytest.approx(0.81 / 2.71 - 0.5)
    assert known["answers in the skill"] == pytest.approx(log(3))
    assert known["answers at the item"] == pytest.approx(log(2))
    assert (known["skill is new"], known["item met before"]) == (0, 1)
    assert known["pause in the skill"] == pytest.approx(log(1) - 1)
    memory.add("doubles", "b", 1.0)
    assert told(memory, "halves", "a")["pause at the item"] == pytest.approx(log(2) - 2)
    assert told(memory, "halves", "new")["item met before"] == 0


def test_a_later_try_weighs_less_in_what_is_recent() -> None:
    first, later = Trace(), Trace()
    for trace, weight in ((first, 1.0), (later, 0.4)):
        trace.add(0.0, 1.0, 0.7, 0)
        trace.add(1.0, weight, 0.7, 1)
    assert later.recent < first.recent


def test_the_weights_shipped_are_one_for_each_fact_and_lean_on_the_levels() -> None:
    assert len(SHIPPED) == len(FACTS)
    assert corrected(Memory().facts(0.5, "halves"), SHIPPED) == pytest.approx(0.08 + 0.89 * 0.5 - 0.18)


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from([0.0, 1.0])), max_size=30
    )
)
def test_what_is_typical_does_not_depend_on_which_items_are_remembered(
    answers: list[tuple[str, str, float]],
) -> None:
    whole, quick = Learner(Difficulties()), Learner(Difficulties(), items=False)
    for skill, item, score in answers:
        for learner in (whole, quick):
            learner.learn(Seen(skill=skill, item=item, score=score))
    assert whole.between("a") == quick.between("a")
    assert whole.chance("a") == whole.between("a")[0]
