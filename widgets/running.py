"""Running a student's function on a code item's examples: what went in, what came back, what may be wrong."""

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
"""Characters of a value, or of what the function printed, that are shown."""
STOPPED = "It was stopped. Does a loop in it ever end?"
ENDLESS = "The function calls itself again and again, without an end."


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One example tried. `why` is a sentence about the difference, `error` one about what stopped the function.

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
    """What came of a check. `problem` is a sentence where nothing could be tried, `say` what the lesson says."""

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
    """Try `function` on every example of `check`, then on `more`, which stay hidden. Never raises."""
    problem = _problem(check, function)
    if problem or not callable(function):
        return Report(problem=problem)
    tried: list[Tried] = []
    stopped = False
    for case in check.cases:
        if stopped:  # the next example would hang as well
            shown = _call(check.function, case.call)
            tried.append(Tried(fits=False, call=shown, expected=shorten(case.expect), why="Not tried."))
            continue
        tried.append(_try(function, check.function, case.call, case.expect, check.tolerance))
        stopped = tried[-1].error == STOPPED
    for call, expected in more:
        fits = not stopped and _try(function, check.function, call, expected, check.tolerance).fits
        tried.append(Tried(fits=fits, hidden=True))
    first = next((index for index, one in enumerate(tried) if not one.fits), None)
    if first is None:
        return Report(tried=tuple(tried), say=check.well_done)
    say = check.says.get(str(first), check.not_yet)
    because = check.cases[first].because if first < len(check.cases) else ""
    return Report(tried=tuple(tried), say=say, misconception=because)


def shorten(value: Any) -> str:
    """`value` as Python writes it, cut where it is long. Never raises."""
    try:
        return _cut(repr(value))
    except Exception:  # noqa: BLE001  # a student's own class may raise anything
        return f"a value of type {type(value).__name__}"


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
        return Tried(fits=False, call=shown, expected=want, error=STOPPED)
    except RecursionError:
        return Tried(fits=False, call=shown, expected=want, error=ENDLESS)
    except BaseException as error:  # noqa: BLE001  # exit() in a student's function must not end the kernel
        said = _sentence(error, function)
        return Tried(fits=False, call=shown, expected=want, printed=_echo(printed), error=said)
    echo = _echo(printed)
    why = "" if fits else _why(expected, got, echo)
    return Tried(fits=fits, call=shown, expected=want, got=shorten(got), printed=echo, why=why)


def _why(expected: Any, got: Any, printed: str) -> str:
    if got is None and expected is not None and printed:
        return f"Your function printed {printed}, but gave nothing back. Use return to give a value back."
    try:
        return why_not(expected, got)
    except Exception:  # noqa: BLE001  # a value of the student's own class may refuse to be compared
        return ""


def _echo(printed: io.StringIO) -> str:
    return _cut(" ".join(printed.getvalue().split()))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _call(name: str, arguments: Sequence[Any]) -> str:
    return f"{name}({', '.join(shorten(argument) for argument in arguments)})"


def _problem(check: CodeCheck, function: object) -> str:
    """A sentence where `function` cannot be tried at all."""
    import inspect

    name = check.function
    if function is None:
        return f"There is no function {name} yet. Run the cell above it first."
    if not callable(function):
        return (
            f"The name {name} belongs to a value, not to a function. "
            f"Write def {name}(…): in the cell above, and run it."
        )
    wanted = len(check.cases[0].call) if check.cases else 0
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return ""
    try:
        signature.bind(*[None] * wanted)
    except TypeError:
        return (
            f"Your {name} takes {_values(len(signature.parameters))}, but it is called with {wanted}, "
            f"as in {_call(name, check.cases[0].call)}. Look at the names between the brackets after def."
        )
    return ""


def _values(count: int) -> str:
    return "no value" if count == 0 else "1 value" if count == 1 else f"{count} values"


def _sentence(error: BaseException, function: Callable[..., Any]) -> str:
    """What stopped the function: one sentence, the student's line, and Python's own last line."""
    kind = next((say for kind, say in _KINDS.items() if isinstance(error, kind)), "Python could not go on.")
    last = traceback.format_exception_only(error)[-1].strip()
    line = _line(error.__traceback__, function)
    return f"{kind} {f'Line {line}: ' if line else ''}{_cut(last)}"


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
