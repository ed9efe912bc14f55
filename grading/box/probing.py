"""In the box: a student's function called, or a variable looked at, and what came of it in canonical form."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from curriculum.calling import Called, call, look, problem_with
from curriculum.values import name_of
from grading.box.wire import Answer, Call, Probe, Probed, Raised


def probe(names: Mapping[str, Any], step: Probe, on_call: Callable[[int], None] | None = None) -> Probed:
    """Do `step` in the notebook's own `names`. Never raises, whatever the student's code does.

    `on_call(i)` is called just before the student's code runs for the call `i`, so that a soft time limit can be set anew. A
    KeyboardInterrupt (the soft limit, by a signal) ends that one call: its answer's status is "late", and the calls after it are
    "not-run".
    """
    begun = time.monotonic()
    answers: list[Answer] = []
    calls = [one for one in step.calls if not one.read]
    try:
        if calls:
            problem, takes = problem_with(names.get(step.name), len(calls[0].args))
            if problem:
                return Probed(
                    index=step.index, problem=problem, takes=takes, seconds=time.monotonic() - begun
                )
        for number, one in enumerate(step.calls):
            if on_call is not None:
                on_call(number)
            answers.append(_answer(names, step, one))
            if answers[-1].status == "late":
                break
    except KeyboardInterrupt:  # between two calls, or while a signature was looked at
        answers.append(Answer(status="late"))
    except BaseException as error:  # noqa: BLE001  # names of the student's own kind may raise anything
        answers.append(Answer(status="error", raised=Raised(kinds=(name_of(type(error)),))))
    rest = len(step.calls) - len(answers)
    answers += [Answer(status="not-run")] * rest
    late = any(answer.status == "late" for answer in answers)
    return Probed(
        index=step.index,
        status="late" if late else "ok",
        answers=tuple(answers[: len(step.calls)]),
        seconds=time.monotonic() - begun,
    )


def _answer(names: Mapping[str, Any], step: Probe, one: Call) -> Answer:
    called = look(names, one.name or step.name) if one.read else call(names[step.name], one.args)
    return _told(called)


def _told(called: Called) -> Answer:
    stopped = called.stopped
    if stopped is None:
        return Answer(value=called.value, printed=called.printed, figures=called.figures)
    return Answer(
        raised=Raised(kinds=stopped.kinds, text=stopped.text, line=stopped.line),
        printed=called.printed,
        figures=called.figures,
        status="late" if "KeyboardInterrupt" in stopped.kinds else "error",
    )
