"""What boxes remark, retold in the language spoken."""

from __future__ import annotations

import pytest

from curriculum.language import speaking
from grading.box.doors import NO_PROGRAMS, NOBODY
from grading.box.pristine import Pristine
from grading.box.remarks import DOORS, REMARKS, at_the_door, retold
from grading.box.watching import Watch


@pytest.mark.parametrize("remark", REMARKS)
def test_every_remark_is_retold(remark: str) -> None:
    said = remark.format(name="Sneaky", names="len")
    assert retold(said) == said
    with speaking("fr"):
        assert retold(said) != said
        assert ("Sneaky" in retold(said)) == ("Sneaky" in said)


def test_what_nobody_of_ours_says_stays() -> None:
    with speaking("es"):
        assert retold("I am a {name}") == "I am a {name}"


def test_the_remarks_are_those_that_boxes_make() -> None:
    watch = Watch(Pristine(), ())
    watch._say("an object of the class Sneaky")
    with speaking("ar"):
        assert retold(watch.why) != watch.why
    assert DOORS == (NO_PROGRAMS, NOBODY)


def test_what_a_closed_door_says_is_retold_within_a_traceback() -> None:
    with speaking("es"):
        assert "Programs cannot" not in at_the_door(f"PermissionError: {NO_PROGRAMS}")
        assert "input()" in at_the_door(NOBODY.format("input()"))
        assert "Nobody is there" not in at_the_door(NOBODY.format("input()"))
