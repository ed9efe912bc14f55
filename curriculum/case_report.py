"""The report on a check, for student and teacher alike: a table for the eye and for a screen reader, and the same in plain text."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Literal

import msgspec

from curriculum.prose import Prose

STYLE = Path(__file__).with_suffix(".css")
SAVED = "Saved"

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
        said = f"<p><strong>{_head(report)}</strong></p>{report.say.html if report.say else ''}"
    tick = '<span aria-hidden="true">✓ </span>' if saved == SAVED else ""
    parts = [
        f"<style>{_style()}</style>",
        f'<div class="say{" good" if report.right else ""}" dir="auto">{said}</div>',
        _table(name, report) if report.passed else "",
        f"<p>{hidden}</p>" if (hidden := _hidden(report)) else "",
        f'<p class="saved">{tick}{escape(saved)}</p>' if saved else "",
    ]
    label = f"Check of {escape(name)}"
    return f'<section class="trellis-check" aria-label="{label}">{"".join(parts)}</section>'


def as_text(report: Report, saved: str) -> str:
    """The same report in plain text."""
    if report.problem:
        lines = [report.problem, _hidden(report)]
    else:
        lines = [
            _head(report),
            report.say.text if report.say else "",
            *(_line(one) for one in report.tried if not one.hidden),
            _hidden(report),
            f"✓ {saved}" if saved == SAVED else saved,
        ]
    return "\n".join(filter(None, lines))


@lru_cache(maxsize=1)
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def _head(report: Report) -> str:
    shown = report.passed
    if not shown:
        return "Every example fits." if report.right else "Not every example fits yet."
    if all(shown):
        return "Every example fits." if len(shown) != 1 else "The example fits."
    return f"{sum(shown)} of {len(shown)} examples fit." if any(shown) else "No example fits yet."


def _hidden(report: Report) -> str:
    hidden = report.hidden_passed
    return f"{sum(hidden)} of {len(hidden)} further examples fit." if hidden else ""


_SHOULD: dict[Kind, tuple[str, str]] = {
    "gives": ("should be", "came back as"),
    "prints": ("should print", "printed"),
    "draws": ("should draw", "drew"),
    "is": ("should be", "is"),
}
_HEADS: dict[Kind, tuple[str, str, str]] = {
    "gives": ("Call", "Should give back", "Gave back"),
    "prints": ("Call", "Should print", "Printed"),
    "draws": ("Call", "Should draw", "Drew"),
    "is": ("Name", "Should be", "Is"),
}
_NOTHING: dict[Kind, str] = {
    "gives": "nothing came back",
    "prints": "nothing was printed",
    "draws": "nothing was drawn",
    "is": "it is not there",
}


def _line(one: Tried) -> str:
    should, came = _SHOULD[one.kind]
    line = f"{'fits   ' if one.fits else 'not yet'}  {one.call} {should} {one.expected}"
    if one.fits:
        return line
    if one.error or not one.got:
        return f"{line}. {one.error or one.why}"
    return f"{line}, {came} {one.got}. {one.why}".rstrip()


def _table(name: str, report: Report) -> str:
    kinds = {one.kind for one in report.tried if not one.hidden}
    names = _HEADS[kinds.pop()] if len(kinds) == 1 else ("Example", "Should be", "Came out")
    heads = "".join(f'<th scope="col">{head}</th>' for head in (*names, "Result"))
    rows = "".join(_row(one) for one in report.tried if not one.hidden)
    return (
        f'<div class="scroll"><table><caption>The examples for {_code(name)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(one: Tried) -> str:
    got = _code(one.got) if one.got else _NOTHING[one.kind] if one.error else "–"
    tick = '<span aria-hidden="true">✓ </span>'
    result = f'<span class="fits">{tick}fits</span>' if one.fits else '<span class="not">not yet</span>'
    cells = "".join(f"<td>{cell}</td>" for cell in (_code(one.expected), got, result))
    row = f'<tr><th scope="row">{_code(one.call)}</th>{cells}</tr>'
    why = one.error or one.why
    if one.printed and not one.fits and one.printed not in why and one.kind != "prints":
        why = f"{why} It printed {one.printed}.".strip()
    # A sentence gets a row of its own, so that it has room on a narrow page.
    return row + (f'<tr class="why"><td colspan="4" dir="auto">{escape(why)}</td></tr>' if why else "")


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
