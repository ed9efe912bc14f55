"""The cases of a code item: what is called or looked at, what must come of it, and wrong results with a known cause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from curriculum.drawings import Figure, missing_in, values_in
from curriculum.sameness import same
from curriculum.values import NotPlain, Value
from curriculum.words import _
from curriculum.written import written

UNSET = msgspec.UNSET
Where = tuple[str | int, ...]


class WrongValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A wrong result with a known cause: the value that came (`got`), what was printed (`prints`), or both together."""

    got: Any = UNSET
    prints: str | None = None
    because: str = ""
    say: str = ""


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One call of the student's function (`call`: its arguments), or one look at a variable (`read`: its name).

    At least one of `expect` (the value), `prints` (the text printed) and `figure` (what is drawn) says what must come of it.
    """

    call: list[Any] | None = None
    expect: Any = UNSET
    read: str = ""
    prints: str | None = None
    figure: Figure | None = None
    any_order: bool = False
    hidden: bool = False
    because: str = ""
    say: str = ""
    wrong: list[WrongValue] = []

    @property
    def valued(self) -> bool:
        """Whether the value itself counts."""
        return self.expect is not UNSET

    def arguments(self) -> tuple[Value, ...]:
        """The arguments of the call, in canonical form. Raises NotPlain."""
        return tuple(written(argument) for argument in self.call or [])

    def expected(self) -> Value:
        """The value asked for, in canonical form. Raises NotPlain."""
        return written(self.expect)


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a case: canonical values, checked. `error` is a sentence about what stopped it."""

    value: Value = None
    printed: str = ""
    figures: tuple[Value, ...] = ()
    error: str = ""


def fits(case: Case, came: Came, tolerance: float = 0.0) -> bool:
    """Whether what came is what the case asks for, in all that it asks for."""
    if came.error:
        return False
    if case.valued and not same(case.expected(), came.value, tolerance, any_order=case.any_order):
        return False
    if case.prints is not None and not same_print(case.prints, came.printed):
        return False
    return case.figure is None or any(not missing_in(case.figure, one, tolerance) for one in drawings(came))


def wrong_of(case: Case, came: Came, tolerance: float = 0.0) -> int | None:
    """Which of the case's `wrong` results came, counted from 0; None where none did."""
    if came.error:
        return None
    for at, wrong in enumerate(case.wrong):
        valued = wrong.got is not UNSET
        if valued and not same(written(wrong.got), came.value, tolerance, any_order=case.any_order):
            continue
        if wrong.prints is not None and not same_print(wrong.prints, came.printed):
            continue
        if valued or wrong.prints is not None:
            return at
    return None


def print_lines(text: str) -> list[str]:
    """A printed text as it counts: line by line, without spaces at the ends of lines and empty lines at the end."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def same_print(expected: str, printed: str) -> bool:
    """Whether the same was printed."""
    return print_lines(expected) == print_lines(printed)


def drawings(came: Came) -> list[list[Value]]:
    """The figures that came, each as its list of plots, and a plot that was given back."""
    found = [
        one["$figure"]["plots"]
        for one in (*came.figures, came.value)
        if isinstance(one, dict) and "$figure" in one
    ]
    return found + [
        [came.value["$axes"]] for _ in (0,) if isinstance(came.value, dict) and "$axes" in came.value
    ]


def faults_in(case: Case, tolerance: float = 0.0) -> Iterator[tuple[Where, str, str]]:
    """What is wrong with a case by itself: where in it, what, and what to write instead."""
    if (case.call is None) == (not case.read):
        yield (
            (),
            _("a case has either `call` or `read`."),
            _("Write `call: [arguments]`, or `read:` with a name."),
        )
    if case.read and not case.read.isidentifier():
        yield (
            ("read",),
            _("“{read}” is no name of a variable.").format(read=case.read),
            _("Write the name as it stands in the code."),
        )
    if not case.valued and case.prints is None and case.figure is None:
        yield (), _("the case expects nothing."), _("Write `expect`, `prints` or `figure`.")
    if case.read and (case.prints is not None or case.figure is not None):
        yield (
            (),
            _("looking at a variable neither prints nor draws."),
            _("Write `expect`, or `call` a function."),
        )
    unreadable = list(_unreadable(case))
    yield from unreadable
    for at, wrong in enumerate(case.wrong):
        if wrong.got is UNSET and wrong.prints is None:
            yield ("wrong", at), _("the wrong result is not given."), _("Write `got` or `prints`.")
        elif not wrong.because and not wrong.say:
            yield (
                ("wrong", at),
                _("the wrong result says nothing."),
                _("Write `because` (a misconception) or `say`."),
            )
        elif not unreadable and _is_right(case, wrong, tolerance):
            yield (
                ("wrong", at),
                _("the wrong result is the right one."),
                _("Write what comes of the mistake."),
            )


def _unreadable(case: Case) -> Iterator[tuple[Where, str, str]]:
    found: dict[Where, Any] = {("call", at): value for at, value in enumerate(case.call or [])}
    found |= {("expect",): case.expect} if case.valued else {}
    found |= {
        ("wrong", at, "got"): wrong.got for at, wrong in enumerate(case.wrong) if wrong.got is not UNSET
    }
    places = [
        *found.items(),
        *((("figure",), value) for value in (values_in(case.figure) if case.figure else ())),
    ]
    for where, value in places:
        try:
            written(value)
        except NotPlain as error:
            yield where, str(error), ""


def _is_right(case: Case, wrong: WrongValue, tolerance: float) -> bool:
    """Whether all that a wrong result says is what the case asks for."""
    if wrong.got is not UNSET and not (
        case.valued and same(case.expected(), written(wrong.got), tolerance, any_order=case.any_order)
    ):
        return False
    return wrong.prints is None or (case.prints is not None and same_print(case.prints, wrong.prints))
