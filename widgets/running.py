"""Trying a student's code on an item's examples, in the student's own kernel."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from types import FunctionType
from typing import Any

from curriculum.calling import Called, call, look, problem_with, told
from curriculum.case_report import Report
from curriculum.cases import Came, Case
from curriculum.evidence import MAX_LINE
from curriculum.lesson import CodeCheck
from curriculum.trial import problem_of, report_of, said_of
from curriculum.trial import stopped as stopped_words
from widgets.words import no_function, python_cannot_read

MAX_SOURCE = MAX_LINE // 8
"""Characters of source that go into the journal; JSON may write one character as several bytes."""
FILE = "<your code>"
"""What Python calls the text in an editor."""


def own_names() -> Mapping[str, Any]:
    """The notebook's own names."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return shell.user_ns if shell is not None else {}


def try_program(check: CodeCheck, source: str, own: Mapping[str, Any]) -> Report:
    """Run `source` beside the names in `own`, which it does not change, and try it on the examples. Never raises."""
    names = dict(own)
    try:
        program = compile(source, FILE, "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        return Report(problem=python_cannot_read(line, getattr(error, "msg", None) or str(error)))
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(program, names)  # noqa: S102  # the student's own code, in the student's own kernel
    except BaseException as error:  # noqa: BLE001  # whatever the student's code raises, an interrupt included
        stopped = told(error, FunctionType(program, {}))
        return Report(problem=said_of(stopped.kinds, stopped.text, stopped.line))
    function = names.get(check.function)
    if not callable(function) and any(case.call is not None for case in check.cases):
        return Report(problem=no_function(check.function, is_value=function is not None))
    return try_function(check, function, names)


def try_function(check: CodeCheck, function: object, names: Mapping[str, Any] | None = None) -> Report:
    """Try `function` on every example of `check`; examples that read a variable look it up in `names`. Never raises."""
    first = next((case for case in check.cases if case.call is not None), None)
    if first is not None:
        problem, takes = problem_with(function, len(first.call or []))
        if problem:
            return Report(problem=problem_of(check, problem, takes))
    cames: list[Came | None] = []
    stopped = False
    for case in check.cases:
        # The next example would hang as well.
        cames.append(None if stopped else _came(case, _tried(case, function, names or {})))
        came = cames[-1]
        stopped = stopped or (came is not None and came.error == stopped_words())
    return report_of(check, cames)


def _tried(case: Case, function: Any, names: Mapping[str, Any]) -> Called:
    return look(names, case.read) if case.read else call(function, case.arguments())


def _came(case: Case, called: Called) -> Came:
    stopped = called.stopped
    error = said_of(stopped.kinds, stopped.text, stopped.line, read=case.read) if stopped else ""
    return Came(value=called.value, printed=called.printed, figures=called.figures, error=error)
