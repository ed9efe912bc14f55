"""The report on a check, for student and teacher alike: a table for the eye and for a screen reader, and the same in plain text."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Literal

import msgspec

from curriculum.ours import in_language
from curriculum.prose import Prose
from curriculum.words import N_, _, ngettext

STYLE = Path(__file__).with_suffix(".css")
SAVED = N_("Saved")

Kind = Literal["gives", "prints", "draws", "is"]


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One example tried. `why` is a sentence about the difference, `error` one about what stopped the function.

    `kind` is what the example asks of the code. A `hidden` one carries no values at all: only whether it fits.
    """

    fits: bool
    hidden: bool = False
    kind: Kind = "gives"
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
    def hidden_passed(self) -> list[bool]:
        """Which hidden examples fit, in order."""
        return [one.fits for one in self.tried if one.hidden]

    @property
    def right(self) -> bool:
        """Whether every example fits, hidden ones too."""
        return bool(self.tried) and all(one.fits for one in self.tried)


def points(most: float, report: Report) -> float:
    """The points earned: the share of all examples that fit, hidden ones too, to four places."""
    fits = [one.fits for one in report.tried]
    return round(most * sum(fits) / len(fits), 4) if fits else 0.0


def as_html(name: str, report: Report, saved: str) -> str:
    """The report on the function `name`, as HTML that stands alone in an output. `saved` is said of the saving."""
    if report.problem:
        said = f"<p>{escape(report.problem)}</p>"
    else:
        said = f"<p><strong>{_head(report)}</strong></p>{in_language(report.say).html if report.say else ''}"
    tick = '<span aria-hidden="true">✓ </span>' if saved == _(SAVED) else ""
    parts = [
        f"<style>{_style()}</style>",
        f'<div class="say{" good" if report.right else ""}" dir="auto">{said}</div>',
        _table(name, report) if report.passed else "",
        f"<p>{hidden}</p>" if (hidden := _hidden(report)) else "",
        f'<p class="saved">{tick}{escape(saved)}</p>' if saved else "",
    ]
    label = escape(_("Check of {name}").format(name=name))
    return f'<section class="trellis-check" aria-label="{label}">{"".join(parts)}</section>'


def as_text(report: Report, saved: str) -> str:
    """The same report in plain text."""
    if report.problem:
        lines = [report.problem, _hidden(report)]
    else:
        lines = [
            _head(report),
            in_language(report.say).text if report.say else "",
            *(_line(one) for one in report.tried if not one.hidden),
            _hidden(report),
            f"✓ {saved}" if saved == _(SAVED) else saved,
        ]
    return "\n".join(filter(None, lines))


@lru_cache(maxsize=1)
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def _head(report: Report) -> str:
    shown = report.passed
    if not shown:
        return _("Every example fits.") if report.right else _("Not every example fits yet.")
    if all(shown):
        return _("Every example fits.") if len(shown) != 1 else _("The example fits.")
    if not any(shown):
        return _("No example fits yet.")
    said = ngettext("{fit} of {n} example fits.", "{fit} of {n} examples fit.", len(shown))
    return said.format(fit=sum(shown), n=len(shown))


def _hidden(report: Report) -> str:
    hidden = report.hidden_passed
    if not hidden:
        return ""
    said = ngettext("{fit} of {n} further example fits.", "{fit} of {n} further examples fit.", len(hidden))
    return said.format(fit=sum(hidden), n=len(hidden))


_SHOULD: dict[Kind, tuple[str, str]] = {
    "gives": (N_("{call} should be {wanted}"), N_("{call} should be {wanted}, came back as {came}.")),
    "prints": (N_("{call} should print {wanted}"), N_("{call} should print {wanted}, printed {came}.")),
    "draws": (N_("{call} should draw {wanted}"), N_("{call} should draw {wanted}, drew {came}.")),
    "is": (N_("{call} should be {wanted}"), N_("{call} should be {wanted}, is {came}.")),
}
_HEADS: dict[Kind, tuple[str, str, str]] = {
    "gives": (N_("Call"), N_("Should give back"), N_("Gave back")),
    "prints": (N_("Call"), N_("Should print"), N_("Printed")),
    "draws": (N_("Call"), N_("Should draw"), N_("Drew")),
    "is": (N_("Name"), N_("Should be"), N_("Is")),
}
_NOTHING: dict[Kind, str] = {
    "gives": N_("nothing came back"),
    "prints": N_("nothing was printed"),
    "draws": N_("nothing was drawn"),
    "is": N_("it is not there"),
}


def _line(one: Tried) -> str:
    should, came = _SHOULD[one.kind]
    fits, not_yet = _("fits"), _("not yet")
    width = max(len(fits), len(not_yet))
    verdict = (fits if one.fits else not_yet).ljust(width)
    line = verdict + "  " + _(should).format(call=one.call, wanted=one.expected)
    if one.fits:
        return line
    if one.error or not one.got:
        return f"{line}. {one.error or one.why}"
    said = _(came).format(call=one.call, wanted=one.expected, came=one.got)
    return f"{verdict}  {said} {one.why}".rstrip()


def _table(name: str, report: Report) -> str:
    kinds = {one.kind for one in report.tried if not one.hidden}
    names = _HEADS[kinds.pop()] if len(kinds) == 1 else (N_("Example"), N_("Should be"), N_("Came out"))
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in map(_, (*names, N_("Result"))))
    rows = "".join(_row(one) for one in report.tried if not one.hidden)
    caption = escape(_("The examples for {name}")).format(name=_code(name))
    return (
        f'<div class="scroll"><table><caption>{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(one: Tried) -> str:
    got = _code(one.got) if one.got else _(_NOTHING[one.kind]) if one.error else "–"
    tick = '<span aria-hidden="true">✓ </span>'
    result = (
        '<span class="fits">' + tick + escape(_("fits")) + "</span>"
        if one.fits
        else '<span class="not">' + escape(_("not yet")) + "</span>"
    )
    cells = "".join(f"<td>{cell}</td>" for cell in (_code(one.expected), got, result))
    row = f'<tr><th scope="row">{_code(one.call)}</th>{cells}</tr>'
    why = one.error or one.why
    if one.printed and not one.fits and one.printed not in why and one.kind != "prints":
        why = " ".join((why, _("It printed {what}.").format(what=one.printed))).strip()
    # A sentence gets a row of its own, so that it has room on a narrow page.
    return row + (f'<tr class="why"><td colspan="4" dir="auto">{_with_code(why)}</td></tr>' if why else "")


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _with_code(sentence: str) -> str:
    """A sentence as HTML, with what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(sentence))
