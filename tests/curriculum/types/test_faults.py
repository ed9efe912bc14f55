from pathlib import Path

import pytest

from curriculum.course import read_course
from tests.zoo import write_zoo

LISTED = "Write one of the words that docs/formats/items.md and docs/formats/course.md list for it."


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (
            "{id: bad, type: match, prompt: M, pairs: [[a, b]], well_done: x, not_yet: y}",
            "“pairs” needs at least 2 entries. Write more of them.",
        ),
        (
            "{id: bad, type: fill, text: '[a] [b]', blanks: {a: {number: 1}}, well_done: x, not_yet: y}",
            "item “bad”, draw 0: “[b]” is not in `blanks`; describe it there.",
        ),
        ("{id: bad, type: check-in, scales: [weather]}", f"cannot be “weather”. {LISTED}"),
        ("{id: bad, type: maths, prompt: O}", f"“type” cannot be “maths”. {LISTED}"),
    ],
)
def test_a_fault_says_where_what_and_what_to_write_instead(tmp_path: Path, item: str, said: str) -> None:
    _, [fault] = read_course(write_zoo(tmp_path, f"- {item}\n"))

    assert str(fault) == f"items/everything.yaml:1: {said}"
