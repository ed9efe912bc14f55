"""Code the student writes."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from curriculum.cases import Case
from curriculum.types.written import Written
from curriculum.words import N_


class Code(Written, frozen=True, kw_only=True, tag="code"):
    """Code the student writes, checked case by case: a function, or variables that the cases read."""

    function: Annotated[str, Meta(pattern=r"^[a-z_][a-z0-9_]*$")] = ""
    starter: str
    cases: Annotated[list[Case], Meta(min_length=1)]
    points: Annotated[int, Meta(ge=1, le=100)] = 1
    tolerance: float = 0.0
    well_done: str = N_("Every example gives the right value.")
    not_yet: str = N_("Look at the first example that does not fit.")
