import pytest

from curriculum.faults import ItemError
from curriculum.items import draw
from curriculum.marking import Answer, Unreadable, describe, from_canonical, mark
from curriculum.types.order import Order
from curriculum.variants import OpenKey, Variant

LINES = ["def f():", "    for n in [1]:", "        print(n)", "    return 1"]


def order(lines: list[str] = LINES) -> Variant:
    item = Order(id="o", prompt="?", well_done="Yes.", not_yet="No.", lines=lines, indent=True)
    return draw(item, 0, "skill", {})


def answer(variant: Variant, order: list[int], steps: list[int]) -> Answer:
    """The answer with these lines of LINES, moved in so far."""
    shown = [option.text for option in variant.options]
    return [n for i, step in zip(order, steps, strict=True) for n in (shown.index(LINES[i].strip()), step)]


def test_lines_are_shown_without_their_indentation() -> None:
    assert sorted(option.text for option in order().options) == sorted(line.strip() for line in LINES)


def test_order_pays_half_and_indentation_the_other_half() -> None:
    variant = order()

    assert mark(variant, answer(variant, [0, 1, 2, 3], [0, 1, 2, 1])).right
    nearly = mark(variant, answer(variant, [0, 1, 2, 3], [0, 1, 2, 2]))
    assert (nearly.score, nearly.right) == (0.875, False)
    assert nearly.say.text.startswith(
        "The lines are in the right order. Now look at how far each one is moved in"
    )
    assert mark(variant, answer(variant, [0, 1, 3, 2], [0, 1, 1, 2])).score == pytest.approx(1 / 6)
    assert mark(variant, answer(variant, [3, 2, 1, 0], [0, 1, 2, 1])).score == 0


def test_the_twin_in_words_reads_as_a_program() -> None:
    variant = order()
    assert isinstance(variant.key, OpenKey)

    assert describe(variant, from_canonical(variant, variant.key.accepts[0])) == "\n".join(LINES)


@pytest.mark.parametrize(
    "given", [[0, 0, 1, 0], [0, 0, 1, 0, 2, 0, 2, 0], [0, 9, 1, 0, 2, 0, 3, 0], [0, True, 1, 0, 2, 0, 3, 0]]
)
def test_half_an_answer_is_none(given: list[int]) -> None:
    with pytest.raises(Unreadable):
        mark(order(), given)


def test_without_any_line_moved_in_there_is_nothing_to_move_in() -> None:
    with pytest.raises(ItemError, match="no line is moved in"):
        order(["a", "b", "c"])
