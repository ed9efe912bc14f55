"""Calling a function of somebody else's: on arguments of its own, with what it gives, prints and draws kept as plain data."""

from __future__ import annotations

import builtins
import contextlib
import inspect
import io
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from types import TracebackType
from typing import Any, Literal

import msgspec

from curriculum import figures, frames  # noqa: F401  # loaded before a box is shut
from curriculum.shown import cut
from curriculum.values import Value, build, canonical, name_of, part

MOST_PRINTED = 100_000
"""Characters of what a call prints that are kept."""
MOST_FIGURES = 10
MOST_BASES = 20

Problem = Literal["", "missing", "not-callable", "arguments"]


class Stopped(msgspec.Struct, frozen=True, kw_only=True):
    """An exception, told: the names of its classes, its text, and the last line on the way to it in the function's own cell."""

    kinds: tuple[str, ...]
    text: str = ""
    line: int | None = None


class Called(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a call, in canonical form."""

    value: Value = None
    printed: str = ""
    figures: tuple[Value, ...] = ()
    stopped: Stopped | None = None


def problem_with(function: object, arguments: int) -> tuple[Problem, int | None]:
    """Why a function cannot be called with so many arguments, and how many it takes."""
    if function is None:
        return "missing", None
    if not callable(function):
        return "not-callable", None
    try:
        signature = inspect.signature(function)
    except Exception:  # noqa: BLE001  # Python cannot tell for some, and a student's own object may say anything
        return "", None
    try:
        signature.bind(*[None] * arguments)
    except TypeError:
        return "arguments", len(signature.parameters)
    return "", None


def call(function: Callable[..., Any], arguments: Sequence[Value]) -> Called:
    """Call `function` on arguments made for this call alone. Never raises: an interrupt and exit() are told as well.

    What it prints does not appear. Figures that it leaves open are told, and closed.
    """
    printed = _Printed()
    value, stopped = None, None
    before = _figures()
    try:
        given = [build(argument, import_module) for argument in arguments]
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(_Printed()):
            got = function(*given)
        value = canonical(got)
    except BaseException as error:  # noqa: BLE001  # exit() in a student's function must not end the kernel
        stopped = told(error, function)
    return Called(value=value, printed=printed.text(), figures=_take_new(before), stopped=stopped)


def look(names: Mapping[str, Any], name: str) -> Called:
    """The value of a variable."""
    if name not in names:
        return Called(stopped=Stopped(kinds=("NameError", "Exception"), text=f"name '{name}' is not defined"))
    return Called(value=canonical(names[name]))


def told(error: BaseException, function: object = None) -> Stopped:
    """What is told of an exception. Calls no method of a class of the student's own."""
    bases = type.__dict__["__mro__"].__get__(type(error))
    home = getattr(function.__code__, "co_filename", None) if type(function) is type(told) else None
    return Stopped(
        kinds=tuple(name_of(base) for base in bases[:MOST_BASES]),
        text=_text_of(error),
        line=_line(_own(error, "__traceback__"), home),
    )


def _own(error: BaseException, name: str) -> Any:
    """An attribute of an exception, past whatever its class has to say."""
    return BaseException.__dict__[name].__get__(error)


def _text_of(error: BaseException) -> str:
    arguments = _own(error, "args")
    plain = all(argument is None or _is_plain(argument) for argument in arguments)
    try:
        if plain and any(type(error) is kind for kind in vars(builtins).values()):
            text = str(error)
        else:
            text = ", ".join(str(argument) for argument in arguments if _is_plain(argument))
    except Exception:  # noqa: BLE001  # a number of too many digits, say
        return ""
    return cut(text).encode(errors="replace").decode()


def _is_plain(argument: object) -> bool:
    return any(type(argument) is kind for kind in (str, int, float, bool))


def _line(trace: TracebackType | None, home: str | None) -> int | None:
    line = None
    while trace is not None:
        if home is not None and trace.tb_frame.f_code.co_filename == home:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


class _Printed(io.TextIOBase):
    """What is printed, as far as it is kept."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.left = MOST_PRINTED

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if type(text) is not str:
            raise TypeError("only text can be printed")
        if self.left > 0:
            self.parts.append(text[: self.left])
            self.left -= len(text)
        return len(text)

    def text(self) -> str:
        """All of it, as UTF-8 can hold it."""
        return "".join(self.parts).encode(errors="replace").decode()


def _figures() -> dict[int, Any]:
    """The open figures by their numbers; none where nothing that draws is loaded."""
    try:
        managers = part("matplotlib._pylab_helpers", "Gcf")
        return (
            {} if managers is None else {number: one.canvas.figure for number, one in managers.figs.items()}
        )
    except Exception:  # noqa: BLE001  # a library that the student has patched
        return {}


def _take_new(before: Mapping[int, Any]) -> tuple[Value, ...]:
    """The figures that were not open before, in canonical form; they are closed."""
    new = {number: figure for number, figure in _figures().items() if before.get(number) is not figure}
    told = tuple(canonical(figure) for figure in list(new.values())[:MOST_FIGURES])
    for number in new:
        with contextlib.suppress(Exception):
            part("matplotlib._pylab_helpers", "Gcf").destroy(number)
    return told
