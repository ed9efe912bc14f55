from pathlib import Path

import pytest

from curriculum.course import read_course
from curriculum.evidence import Answered
from curriculum.faults import ItemError
from curriculum.items import draw
from curriculum.marking import Unreadable, describe, mark
from curriculum.portfolio import TeachersJudge
from curriculum.types.unscored import CheckIn, Criterion, Pick, Rubric
from tests.zoo import GRAPH, write_zoo, zoo


def test_whatever_is_said_is_taken_and_thanked_for() -> None:
    variant = zoo().draw("how-was-it", 0)

    said = mark(variant, [3, -1])

    assert (said.score, said.right, said.say.text) == (1.0, True, "Thank you. Your teacher will see it.")
    assert describe(variant, [3, -1]) == "How was it? I'm stuck"
    assert describe(variant, [0, 1]) == "How was it? Too easy; How sure are you? Fairly sure"
    for answer in ([-1, -1], [4, 0], [0], [0, 0, 0], 0, "stuck"):
        with pytest.raises(Unreadable, match="Choose at least one first"):
            mark(variant, answer)


def test_a_pick_is_of_no_more_than_may_be_picked() -> None:
    item = Pick(id="p", prompt="?", options=["a", "b", "c"], most=2)
    variant = draw(item, 0, "skill", {})

    assert mark(variant, [2, 0]).right
    assert describe(variant, [2, 0]) == "a; c"
    with pytest.raises(Unreadable, match="more than 2"):
        mark(variant, [0, 1, 2])


def test_open_work_keeps_its_lines_and_its_rubric_a_list() -> None:
    variant = zoo().draw("tell-the-story", 0)

    assert describe(variant, "One.\n\nTwo.\n") == "One.\n\nTwo."
    assert variant.body is not None
    assert "<li>names the highest and the lowest</li>" in variant.body.html
    with pytest.raises(Unreadable):
        mark(variant, "x" * 20_001)


def test_it_is_no_evidence_of_skill_and_passes_the_branch() -> None:
    judge = TeachersJudge(zoo())
    event = Answered(
        by=("a", 1),
        at="",
        lesson="all-types",
        item="how-was-it",
        variant=0,
        attempt=1,
        answer=[0, 0],
        score=0.0,
    )

    assert judge.judge(event) is None
    assert [one.score for one in judge.remark([event]) if isinstance(one, Answered)] == [1.0]


@pytest.mark.parametrize(
    "item",
    [
        CheckIn(id="c", scales=["mood"], graded=True),
        CheckIn(id="c", scales=["mood", "mood"]),
        Pick(id="p", prompt="?", options=["a", "a"]),
        Rubric(id="r", prompt="?", criteria=[Criterion("a", ["b", "c"])], graded=True),
    ],
)
def test_what_makes_no_sense_is_a_fault(item: CheckIn | Pick | Rubric) -> None:
    with pytest.raises(ItemError):
        draw(item, 0, "skill", {})


def test_it_cannot_count_in_a_branch(tmp_path: Path) -> None:
    write_zoo(tmp_path)
    graph = tmp_path / "lessons" / "all-types.yaml"
    graph.write_text(GRAPH.replace("which-is-larger", "how-was-it"), encoding="utf-8")

    _, faults = read_course(tmp_path)

    assert ["nothing is right or wrong in it" in fault.what for fault in faults] == [True]
    assert faults[0].line == 4
