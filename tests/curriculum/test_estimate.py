from pathlib import Path

from curriculum.estimate import chance_in
from curriculum.lesson import read_lesson
from tests.curriculum.test_branching import answered, events
from tests.widgets.places import lesson_folder


def test_the_estimate_in_a_lesson_follows_its_answers(tmp_path: Path) -> None:
    lesson = read_lesson(lesson_folder(tmp_path, "halving"))
    place, more = answered("first", 1.0)
    right = [(place, {**more, "item": "half-of"})]
    wrong = [(place, {**more, "item": "half-of", "score": 0.0})]
    before = chance_in(lesson, [], "half-of")
    assert (
        chance_in(lesson, events(*right), "half-of") > before > chance_in(lesson, events(*wrong), "half-of")
    )
    assert chance_in(lesson, events(*right * 4), "half-of") > chance_in(lesson, events(*right), "half-of")
    assert chance_in(lesson, events(*wrong, *wrong), "half-of") < 0.5
