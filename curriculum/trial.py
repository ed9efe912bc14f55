"""Trying a code item: from what came of each case to the report, in words that the kernel and the judge share."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from curriculum.case_report import Kind, Report, Tried
from curriculum.cases import Came, Case, drawings, fits, print_lines, wrong_of
from curriculum.drawings import missing_in
from curriculum.lesson import CodeCheck
from curriculum.shown import cut, shown
from curriculum.slips import why_not
from curriculum.text_slips import why_not_printed
from curriculum.words import N_, _, ngettext

STOPPED = N_("It was stopped. Does a loop in it ever end?")
ENDLESS = N_("The function calls itself again and again, without an end.")
NOT_TRIED = N_("Not tried.")


def stopped() -> str:
    """What is said of code that had to be stopped."""
    return _(STOPPED)


def try_case(case: Case, name: str, came: Came, tolerance: float = 0.0) -> Tried:
    """The line of the report for one visible case of the function `name`."""
    fit = fits(case, came, tolerance)
    echo = cut(" ".join(came.printed.split()))
    about = Tried(
        fits=fit,
        kind=kind_of_case(case),
        call=call_of(case, name),
        expected=_expected(case),
        printed=echo,
    )
    if came.error:
        return replace(about, error=came.error)
    return replace(about, got=_got(case, came), why="" if fit else _why(case, came, tolerance, echo))


def untried(case: Case, name: str) -> Tried:
    """The line for a case that was left out, because one before it had to be stopped."""
    return Tried(
        fits=False,
        kind=kind_of_case(case),
        call=call_of(case, name),
        expected=_expected(case),
        why=_(NOT_TRIED),
    )


def report_of(check: CodeCheck, cames: Sequence[Came | None], hidden: Sequence[bool] = ()) -> Report:
    """The report on what came of each visible case (None where it was not tried), and on which hidden ones fit."""
    tried = [
        untried(case, check.function)
        if came is None
        else try_case(case, check.function, came, check.tolerance)
        for case, came in zip(check.cases, cames, strict=True)
    ]
    lines = (*tried, *(Tried(fits=fit, hidden=True) for fit in hidden))
    missed = [index for index, one in enumerate(tried) if not one.fits]
    if not missed:
        return Report(tried=lines, say=check.well_done if all(hidden) else check.not_yet)
    for index in missed:
        came = cames[index]
        wrong = wrong_of(check.cases[index], came, check.tolerance) if came is not None else None
        if wrong is not None:
            say = check.says.get(f"{index}/{wrong}", check.not_yet)
            return Report(tried=lines, say=say, misconception=check.cases[index].wrong[wrong].because)
    first = missed[0]
    return Report(
        tried=lines, say=check.says.get(str(first), check.not_yet), misconception=check.cases[first].because
    )


def kind_of_case(case: Case) -> Kind:
    """What a case asks of the code."""
    if case.read:
        return "is"
    return "gives" if case.valued else "prints" if case.prints is not None else "draws"


def call_of(case: Case, name: str) -> str:
    """The call as it would be written, or the variable's name."""
    return case.read or f"{name}({', '.join(map(shown, case.arguments()))})"


def _expected(case: Case) -> str:
    parts = [shown(case.expected())] if case.valued else []
    if case.prints is not None:
        said = _on_lines(case.prints)
        parts.append(_("printing {what}").format(what=said) if parts else said)
    if case.figure is not None:
        parts.append(_("drawing a figure") if parts else _("a figure"))
    return ", ".join(parts)


def _got(case: Case, came: Came) -> str:
    parts = [shown(came.value)] if case.valued else []
    if case.prints is not None:
        said = _on_lines(came.printed)
        parts.append(
            (_("printing {what}").format(what=said) if said else _("printing nothing")) if parts else said
        )
    if case.figure is not None:
        parts.append(
            (_("drawing a figure") if parts else _("a figure"))
            if drawings(came)
            else _("drawing nothing")
            if parts
            else ""
        )
    return ", ".join(parts)


def _on_lines(text: str) -> str:
    return cut(" ↵ ".join(print_lines(text)))


def _why(case: Case, came: Came, tolerance: float, echo: str) -> str:
    """A sentence about the first thing that does not fit."""
    if case.valued:
        expected = case.expected()
        if came.value is None and expected is not None and echo and not case.read:
            return _(
                "Your function printed {what}, but gave nothing back. Use return to give a value back."
            ).format(what=echo)
        if not fits(_only(case), came, tolerance):
            return why_not(expected, came.value, tolerance, read=case.read)
    if case.prints is not None and print_lines(case.prints) != print_lines(came.printed):
        if not echo and isinstance(came.value, str) and not case.valued:
            return _("Your function gave back {what}, but printed nothing. Use print to show it.").format(
                what=shown(came.value)
            )
        return why_not_printed(case.prints, came.printed)
    if case.figure is not None:
        plots = drawings(came)
        return missing_in(case.figure, plots[-1], tolerance) if plots else _("Nothing was drawn.")
    return ""


def _only(case: Case) -> Case:
    """The case as far as its value goes."""
    return Case(call=case.call, read=case.read, expect=case.expect, any_order=case.any_order)


# Why nothing could be tried


def missing(name: str) -> str:
    """There is no such function."""
    return _("There is no function {name} yet. Run the cell above it first.").format(name=name)


def not_callable(name: str) -> str:
    """The name is not a function's."""
    return _(
        "The name {name} belongs to a value, not to a function. Write def {name}(…): in the cell above, and run it."
    ).format(name=name)


def problem_of(check: CodeCheck, problem: str, takes: int | None) -> str:
    """Why nothing could be called, as a sentence; empty where there is no problem."""
    if problem == "missing":
        return missing(check.function)
    if problem == "not-callable":
        return not_callable(check.function)
    return other_arguments(check, takes or 0) if problem == "arguments" else ""


def other_arguments(check: CodeCheck, takes: int) -> str:
    """The function takes another number of arguments."""
    case = next(case for case in check.cases if case.call is not None)
    if takes == 0:
        said = _(
            "Your {function} takes no value, but it is called with {given}, as in {call}. "
            "Look at the names between the brackets after def."
        )
    else:
        said = ngettext(
            "Your {function} takes {n} value, but it is called with {given}, as in {call}. "
            "Look at the names between the brackets after def.",
            "Your {function} takes {n} values, but it is called with {given}, as in {call}. "
            "Look at the names between the brackets after def.",
            takes,
        )
    return said.format(
        function=check.function, n=takes, given=len(case.call or []), call=call_of(case, check.function)
    )


# What stopped a function


def said_of(kinds: Sequence[str], text: str = "", line: int | None = None, *, read: str = "") -> str:
    """What stopped the function: one sentence, the student's line, and Python's own last line.

    `read` is the name of the variable that was looked at instead.
    """
    if read:
        return _("There is no {name} yet. Run the cell that makes it first.").format(name=read)
    if "KeyboardInterrupt" in kinds:
        return stopped()
    if "RecursionError" in kinds:
        return _(ENDLESS)
    stop = next((say for name, say in _KINDS.items() if name in kinds), N_("Python could not go on."))
    kind = _(stop)
    last = cut(f"{kinds[0]}: {text}" if kinds and text else kinds[0] if kinds else "")
    if line:
        last = _("Line {n}: {what}").format(n=line, what=last)
    return f"{kind} {last}".rstrip()


_KINDS = {
    "ZeroDivisionError": N_("It divides by zero here."),
    "NameError": N_("It uses a name that Python does not know here. Is it spelled the same everywhere?"),
    "IndexError": N_("It looks at a place in a list that is not there."),
    "KeyError": N_("It looks for a key that is not there."),
    "TypeError": N_("It puts together values that do not go together."),
    "AttributeError": N_("It asks a value for something that this value does not have."),
    "ValueError": N_("It gets a value that it cannot use."),
    "ImportError": N_("It needs a part of Python that is not here."),
    "EOFError": N_("It waits for somebody to type something, and nobody is there."),
    "MemoryError": N_("It needs more memory than there is. Does something in it grow without an end?"),
    "SystemExit": N_("It ends the program instead of giving a value back."),
}
