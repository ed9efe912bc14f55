"""What a box remarks in English, where there are no catalogues, retold in the language spoken.

Boxes write the sentences themselves (`shell`, `watching`, `doors`); whatever else a box says stays as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from grading.box.doors import NO_PROGRAMS, NOBODY
from grading.words import N_, _

REMARKS = (
    N_("This test did not run to its end, though nothing went wrong in it: please look at it."),
    N_("The notebook has its own {names}; the test was run with Python's: please look at it."),
    N_("Something that the notebook started was still running during this test: please look at it."),
    N_(
        "A test compared with an object of the class {name}, which decides by itself what it is equal to: "
        "please look at this cell."
    ),
    N_(
        "A test compared with a value of the type {name}, which decides by itself what it is equal to: "
        "please look at this cell."
    ),
    N_(
        "A test compared with an object that cannot be looked at, which decides by itself what it is equal to: "
        "please look at this cell."
    ),
)
"""For the teacher, of a test whose good end is in doubt."""
DOORS = (
    N_("Programs cannot be started while this is graded."),
    N_(
        "Nobody is there to answer {} while this is graded. Give the value in the code instead, "
        "or put the question where it is only asked when you run the notebook yourself."
    ),
)
"""For the student, where a box has a wall (`doors`)."""


def retold(remark: str) -> str:
    """A remark in the language spoken."""
    for sentence, pattern in _patterns():
        if found := pattern.fullmatch(remark):
            return _(sentence).format(**found.groupdict())
    return remark


def at_the_door(text: str) -> str:
    """An error's text, in which what a closed door says is retold."""
    for name in ("input()", "getpass()"):
        text = text.replace(NOBODY.format(name), _(DOORS[1]).format(name))
    return text.replace(NO_PROGRAMS, _(DOORS[0]))


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (sentence, re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(sentence)), re.DOTALL))
        for sentence in REMARKS
    ]
