"""The diagnostic: what answers say about the skills before and after, and how well about fifteen of them place."""

from __future__ import annotations

import random

import msgspec
import pytest

from curriculum.course import find_course, load_course
from curriculum.diagnostic import GUESS, QUESTIONS, Belief, Reply, next_skill, place
from curriculum.evidence import Answered
from curriculum.outline import Outline, load_outline
from curriculum.portfolio import TeachersJudge
from curriculum.situation import PLACED
from curriculum.types.choice import Choice


@pytest.fixture(scope="module")
def outline() -> Outline:
    return load_outline(find_course("data-detectives"))


def test_a_right_answer_speaks_for_all_that_it_builds_on(outline: Outline) -> None:
    before, after = Belief(outline).chances, Belief(outline, [Reply(skill="percentages", right=True)]).chances
    for skill in ("parts-of-a-whole", "equal-fractions", "comparing-fractions", "decimals"):
        assert after[skill] > max(0.6, before[skill])


def test_a_wrong_answer_speaks_against_all_that_builds_on_it(outline: Outline) -> None:
    twice = [Reply(skill="values", right=False)] * 2
    before, after = Belief(outline).chances, Belief(outline, twice).chances
    for skill in ("values", "names", "functions", "loops"):
        assert after[skill] < 0.1
        assert after[skill] < before[skill]


def test_a_lucky_answer_says_less_where_guessing_is_easy(outline: Outline) -> None:
    written = Belief(outline, [Reply(skill="tables", right=True)]).chances["tables"]
    chosen = Belief(outline, [Reply(skill="tables", right=True, guess=0.4)]).chances["tables"]
    assert chosen < written


def test_fewer_options_make_guessing_easier() -> None:
    course = load_course(find_course("data-detectives"))
    item = next(item for item in course.items.values() if isinstance(item, Choice) and len(item.wrong) >= 3)
    judge = TeachersJudge(course)
    answered = Answered(
        by=("pc", 1), at="", lesson="practice", item=item.id, variant=0, attempt=1, answer=0, score=0.0
    )
    fewer = msgspec.structs.replace(answered, offered=(0, 1, 2))
    assert judge.about(answered)[1] == GUESS + (1 - GUESS) * 0.7 / (len(item.wrong) + 1)
    assert judge.about(fewer)[1] == GUESS + (1 - GUESS) * 0.7 / 3


def test_the_same_answers_lead_to_the_same_next_question(outline: Outline) -> None:
    askable = [skill.id for skill in outline.skills]
    replies = [Reply(skill="percentages", right=True), Reply(skill="loops", right=False)]
    assert next_skill(outline, askable, replies, seed="amina") == next_skill(
        outline, askable, replies, seed="amina"
    )
    assert next_skill(outline, ["values"], [Reply(skill="values", right=True)] * QUESTIONS) == ""


def test_it_asks_only_about_skills_there_are_questions_for(outline: Outline) -> None:
    assert next_skill(outline, ["values", "names"], []) in {"values", "names"}
    assert next_skill(outline, [], []) == ""
    placed = place(outline, ["values"], [])
    assert (placed.asked, placed.done) == (0, False)


@pytest.mark.slow
def test_about_fifteen_questions_place_nearly_all_skills_right(outline: Outline) -> None:
    """Students whose knowledge follows the graph, with slips and lucky guesses; few of those placed as known are not."""
    draw = random.Random(5)
    askable = [skill.id for skill in outline.skills]
    right, wrongly, placed, asked = 0, 0, 0, 0
    students = 15
    for _ in range(students):
        level = {strand: draw.betavariate(2, 2) for strand in outline.strands}
        known: set[str] = set()
        for skill in outline.skills:
            if set(skill.prerequisites) <= known and draw.random() < level[skill.strand]:
                known.add(skill.id)
        replies: list[Reply] = []
        while name := next_skill(outline, askable, replies, seed="s"):
            replies.append(Reply(skill=name, right=draw.random() < (0.9 if name in known else 0.08)))
        chances = Belief(outline, replies, seed="s").chances
        right += sum((chances[skill] >= 0.5) == (skill in known) for skill in askable)
        shown = [skill for skill in askable if chances[skill] >= PLACED]
        placed += len(shown)
        wrongly += sum(skill not in known for skill in shown)
        asked += len(replies)
    assert right / (students * len(askable)) >= 0.9
    assert wrongly / placed <= 1 / 6
    assert 10 <= asked / students <= 15
