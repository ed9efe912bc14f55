"""Running a student's function on the examples of a code item: what went in, what came back, and what may have gone wrong."""

from __future__ import annotations

import contextlib
import copy
import io
import traceback
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

import msgspec

from curriculum.cases import same_value, why_not
from curriculum.lesson import CodeCheck
from curriculum.prose import Prose

LONGEST = 200
"""Characters of a value that are shown."""
ECHO = 300
"""Characters of what the function printed that are shown."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One example tried. `why` is a sentence about the difference, `error` a sentence about what stopped the function.

    A `hidden` one carries no values at all: only whether it fits.
    """

    fits: bool
    hidden: bool = False
    call: str = ""
    expected: str = ""
    got: str = ""
    printed: str = ""
    why: str = ""
    error: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a check. `problem` is a sentence where nothing could be tried; `say` what the lesson says to the result."""

    tried: tuple[Tried, ...] = ()
    problem: str = ""
    say: Prose | None = None
    misconception: str = ""

    @property
    def passed(self) -> list[bool]:
        """Which visible examples fit, in order."""
        return [one.fits for one in self.tried if not one.hidden]

    @property
    def right(self) -> bool:
        """Whether every example fits, hidden ones too."""
        return bool(self.tried) and all(one.fits for one in self.tried)


def try_function(
    check: CodeCheck, function: object, more: Sequence[tuple[Sequence[Any], Any]] = ()
) -> Report:
    """Try `function` on every example of `check`, then on `more`. Never raises, but for a KeyboardInterrupt outside the function."""
    if function is None:
        return Report(problem=f"There is no function {check.function} yet. Run the cell above it first.")
    if not callable(function):
        return Report(
            problem=f"The name {check.function} belongs to a value, not to a function. Write def {check.function}(…): in the cell above, and run it."
        )
    problem = _misfit(check, function)
    if problem:
        return Report(problem=problem)
    tried: list[Tried] = []
    for case in check.cases:
        one = _try(function, check.function, case.call, case.expect, check.tolerance)
        tried.append(one)
        if one.error.startswith(STOPPED):
            break  # the student stopped a loop without end; the next example would hang as well
    stopped = any(one.error.startswith(STOPPED) for one in tried)
    if not stopped:
        tried += [
            _hide(_try(function, check.function, list(call), expected, check.tolerance))
            for call, expected in more
        ]
    tried += (
        [
            Tried(fits=False, call=_call(check.function, case.call), why="Not tried.")
            for case in check.cases[len(tried) :]
        ]
        if stopped
        else []
    )
    first = next((index for index, one in enumerate(tried) if not one.fits and not one.hidden), None)
    return Report(
        tried=tuple(tried),
        say=check.well_done
        if first is None and all(one.fits for one in tried)
        else check.says.get(str(first), check.not_yet),
        misconception=check.cases[first].because if first is not None else "",
    )


STOPPED = "It was stopped."


def _try(
    function: Callable[..., Any], name: str, call: Sequence[Any], expected: Any, tolerance: float
) -> Tried:
    given = copy.deepcopy(list(call))  # a function may change what it is given; the next example starts clean
    shown, want = _call(name, call), shorten(expected)
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            got = function(*given)
        fits = same_value(expected, got, tolerance)
    except KeyboardInterrupt:
        return Tried(fits=False, call=shown, expected=want, error=f"{STOPPED} Does a loop in it ever end?")
    except RecursionError:
        return Tried(
            fits=False,
            call=shown,
            expected=want,
            error="The function calls itself again and again, without an end.",
        )
    except BaseException as error:  # exit() in a student's function must not end the kernel  # noqa: BLE001
        return Tried(
            fits=False, call=shown, expected=want, printed=_echo(printed), error=_sentence(error, function)
        )
    return Tried(
        fits=fits,
        call=shown,
        expected=want,
        got=shorten(got),
        printed=_echo(printed),
        why="" if fits else _why(expected, got, _echo(printed)),
    )


def _hide(tried: Tried) -> Tried:
    return Tried(fits=tried.fits, hidden=True)


def _why(expected: Any, got: Any, printed: str) -> str:
    if got is None and expected is not None and printed:
        return f"Your function printed {printed}, but gave nothing back. Use return to give a value back."
    try:
        return why_not(expected, got)
    except Exception:  # a value of the student's own class may refuse to be compared
        return ""


def _echo(printed: io.StringIO) -> str:
    text = " ".join(printed.getvalue().split())
    return text if len(text) <= ECHO else text[: ECHO - 1] + "…"


def _call(name: str, arguments: Sequence[Any]) -> str:
    return f"{name}({', '.join(shorten(argument) for argument in arguments)})"


def shorten(value: Any) -> str:
    """`value` as Python writes it, cut where it is long. Never raises."""
    try:
        text = repr(value)
    except Exception:
        text = f"a value of type {type(value).__name__}"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _misfit(check: CodeCheck, function: Callable[..., Any]) -> str:
    """A sentence where the function cannot take what the first example gives it."""
    import inspect

    wanted = len(check.cases[0].call) if check.cases else 0
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return ""
    try:
        signature.bind(*[None] * wanted)
    except TypeError:
        takes = len(signature.parameters)
        return (
            f"Your {check.function} takes {_values(takes)}, but it is called with {wanted}, as in {_call(check.function, check.cases[0].call)}. "
            "Look at the names between the brackets after def."
        )
    return ""


def _values(count: int) -> str:
    return "no value" if count == 0 else "1 value" if count == 1 else f"{count} values"


def _sentence(error: BaseException, function: Callable[..., Any]) -> str:
    """What stopped the function: one sentence, Python's own last line, and the student's line."""
    last = traceback.format_exception_only(error)[-1].strip()
    line = _line(error.__traceback__, function)
    kind = next(
        (words for kind, words in _KINDS.items() if isinstance(error, kind)), "Python could not go on."
    )
    return f"{kind} {f'Line {line}: ' if line else ''}{last[:LONGEST]}"


_KINDS: dict[type[BaseException], str] = {
    ZeroDivisionError: "It divides by zero here.",
    NameError: "It uses a name that Python does not know here. Is it spelled the same everywhere?",
    IndexError: "It looks at a place in a list that is not there.",
    KeyError: "It looks for a key that is not there.",
    TypeError: "It puts together values that do not go together.",
    AttributeError: "It asks a value for something that this value does not have.",
    ValueError: "It gets a value that it cannot use.",
    ImportError: "It needs a part of Python that is not here.",
    SystemExit: "It ends the program instead of giving a value back.",
}


def _line(trace: TracebackType | None, function: Callable[..., Any]) -> int | None:
    """The last line in the student's own cell on the way to the error, 1-based in that cell."""
    home = getattr(getattr(function, "__code__", None), "co_filename", None)
    lines = [number for frame, number in traceback.walk_tb(trace) if frame.f_code.co_filename == home]
    return lines[-1] if lines else None
