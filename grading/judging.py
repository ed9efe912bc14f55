"""The judge: what a box gave for a code item, compared with what its cases expect, in the teacher's own process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from curriculum.case_report import Report, as_html, as_text, points
from curriculum.cases import Came, Case, fits, wrong_of
from curriculum.items import Code, Misconception
from curriculum.lesson import CodeCheck
from curriculum.plain import checked
from curriculum.releasing import code_check
from curriculum.shown import cut
from curriculum.trial import problem_of, report_of, said_of, stopped
from curriculum.values import NotPlain
from grading.box.wire import Answer, Call, Probe, Probed
from grading.branch_marks import decimal
from grading.words import N_, _, ngettext

NOT_RUN = N_("It was not run: the code before it stopped Python, or took all the time there was.")
NOT_ANSWERED = N_("It could not be checked: what came back from running it was not what a check gives.")
KILLED = N_("It ended Python altogether, or had to be ended.")
NO_VALUE = N_("What came back was not a value that can be checked.")


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What a student's answer to a code item earned.

    `passed` and `hidden_passed` are for the visible and the hidden cases, in the item's order. `problem` is a sentence where nothing
    could be tried. `outputs` are the check cell's new outputs (nbformat): the report, then the points as a plain decimal.
    `misconception` is the one named by the first case that does not fit, a hidden one too: for the records, not for the page.
    """

    points: float
    max_points: int
    passed: tuple[bool, ...] = ()
    hidden_passed: tuple[bool, ...] = ()
    misconception: str = ""
    problem: str = ""
    outputs: list[dict[str, Any]] = []


def probe_of(item: Code, index: int, *, hidden: bool) -> Probe | None:
    """The step that asks a box for an item's answers: the inputs of its visible (or hidden) cases. None where it has no such cases."""
    calls = tuple(
        Call(read=True, name=case.read) if case.read else Call(args=case.arguments())
        for case in _cases(item, hidden=hidden)
    )
    return Probe(index=index, name=item.function or item.id, calls=calls) if calls else None


def judge(
    item: Code,
    probed: Probed | None,
    hidden: Probed | None = None,
    *,
    misconceptions: Mapping[str, Misconception] | None = None,
    execution_count: int | None = None,
) -> Judged:
    """The judgement of what a box gave for the visible cases, and for the hidden ones from a box of their own.

    None for a probe that should be there means that it was never run: its cases do not fit. Whatever a box sent that is not what it was
    asked for earns nothing.
    """
    check = code_check(item, "", misconceptions or {})
    shown, secret = _cases(item, hidden=False), _cases(item, hidden=True)
    problem = _problem(check, probed, len(shown))
    if problem:
        return _judged(item, Report(problem=problem), execution_count)
    cames = _came(shown, probed)
    secrets = _came(secret, hidden)
    secret_fits = [
        came is not None and fits(case, came, item.tolerance)
        for case, came in zip(secret, secrets, strict=True)
    ]
    report = report_of(check, cames, secret_fits)
    if not report.misconception:
        named = _named(item, secret, secrets, secret_fits)
        report = msgspec.structs.replace(report, misconception=named)
    return _judged(item, report, execution_count)


def _cases(item: Code, *, hidden: bool) -> tuple[Case, ...]:
    return tuple(case for case in item.cases if case.hidden == hidden)


def _problem(check: CodeCheck, probed: Probed | None, count: int) -> str:
    """Why nothing can be judged; empty where there are answers."""
    if probed is None or probed.status in ("killed", "not-run"):
        return _(KILLED) if probed is not None and probed.status == "killed" else _(NOT_RUN)
    if probed.problem == "missing":
        return _("When the notebook is run from top to bottom, there is no function {function}.").format(
            function=check.function
        )
    if probed.problem:
        return problem_of(check, probed.problem, probed.takes) if check.function else _(NOT_ANSWERED)
    return _(NOT_ANSWERED) if len(probed.answers) != count else ""


def _came(cases: Sequence[Case], probed: Probed | None) -> list[Came | None]:
    """What came of each case; None for each one that was not tried."""
    if probed is None or probed.problem or len(probed.answers) != len(cases):
        return [None] * len(cases)
    return [_plain(case, answer) for case, answer in zip(cases, probed.answers, strict=True)]


def _plain(case: Case, answer: Answer) -> Came | None:
    """An answer from a box, looked through before anything else touches it."""
    if answer.status == "not-run":
        return None
    try:
        figures = tuple(checked(figure) for figure in answer.figures)
        value, printed = checked(answer.value), str(checked(answer.printed))
    except NotPlain:
        return Came(error=_(NO_VALUE))
    return Came(value=value, printed=printed, figures=figures, error=_error(case, answer))


def _error(case: Case, answer: Answer) -> str:
    if answer.status == "late":
        return stopped()
    if answer.raised is not None:
        told = answer.raised
        return said_of([cut(kind) for kind in told.kinds], told.text, told.line, read=case.read)
    return "" if answer.status == "ok" else _(KILLED)


def _named(item: Code, cases: Sequence[Case], cames: Sequence[Came | None], fit: Sequence[bool]) -> str:
    """The misconception that hidden cases show, if any: a known wrong result before the case's own."""
    missed = [(case, came) for case, came, fits_it in zip(cases, cames, fit, strict=True) if not fits_it]
    for case, came in missed:
        wrong = wrong_of(case, came, item.tolerance) if came is not None else None
        if wrong is not None and case.wrong[wrong].because:
            return case.wrong[wrong].because
    return missed[0][0].because if missed else ""


def _judged(item: Code, report: Report, execution_count: int | None) -> Judged:
    earned = points(item.points, report)
    said = ngettext("{earned} of {n} point.", "{earned} of {n} points.", item.points).format(
        earned=decimal(earned), n=item.points
    )
    data = {"text/plain": as_text(report, said), "text/html": as_html(item.function or item.id, report, said)}
    return Judged(
        points=earned,
        max_points=item.points,
        passed=tuple(report.passed),
        hidden_passed=tuple(report.hidden_passed),
        misconception=report.misconception,
        problem=report.problem,
        outputs=[
            {"output_type": "display_data", "data": data, "metadata": {}},
            {
                "output_type": "execute_result",
                "data": {"text/plain": decimal(earned)},
                "metadata": {},
                "execution_count": execution_count,
            },
        ],
    )
