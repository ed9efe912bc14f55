"""The practice class's students can answer every type of question, rightly and wrongly."""

from __future__ import annotations

import random
from datetime import date

import pytest

from curriculum.marking import TYPES, UNSCORED, from_canonical, mark
from curriculum.variants import OpenKey
from kit.students import Clock, Student, _Sitting
from tests.zoo import names, zoo


@pytest.mark.parametrize("item", [name for name, kind in names() if kind in TYPES])
def test_whoever_knows_is_right_and_whoever_does_not_gives_an_answer_that_is_not(item: str) -> None:
    for number in range(12 if zoo().items[item].vary else 1):
        variant = zoo().draw(item, number)
        able, lost = (
            _Sitting(
                Student(name="Mei", able={"": chance}, lessons={}, learns=0.0),
                zoo(),
                random.Random(number),
                Clock(date(2026, 11, 2), 8),
            )
            for chance in (9.0, -9.0)
        )

        assert mark(variant, able._answer(variant, 0)).right
        if variant.type in UNSCORED:
            continue
        assert isinstance(variant.key, OpenKey)
        if variant.written:  # what is near an expression is another one
            assert not mark(variant, "1000001").right
        else:
            wrong = lost._wrong(variant, from_canonical(variant, variant.key.accepts[0]))
            assert not mark(variant, wrong).right, wrong
