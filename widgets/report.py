"""A check's report: a table for the eye and for a screen reader, and the same in plain text."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from pathlib import Path

from widgets.running import Report, Tried

STYLE = Path(__file__).parent / "static" / "check.css"
SAVED = "Saved"


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
        _table(name, report) if report.tried else "",
        f"<p>{hidden}</p>" if (hidden := _hidden(report)) else "",
        f'<p class="saved">{tick}{escape(saved)}</p>' if saved else "",
    ]
    label = f"Check of {escape(name)}"
    return f'<section class="trellis-check" aria-label="{label}">{"".join(parts)}</section>'


def as_text(report: Report, saved: str) -> str:
    """The same report in plain text."""
    if report.problem:
        return report.problem
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
    if all(shown):
        return "Every example fits." if len(shown) != 1 else "The example fits."
    return f"{sum(shown)} of {len(shown)} examples fit." if any(shown) else "No example fits yet."


def _hidden(report: Report) -> str:
    hidden = [one.fits for one in report.tried if one.hidden]
    return f"{sum(hidden)} of {len(hidden)} further examples fit." if hidden else ""


def _line(one: Tried) -> str:
    line = f"{'fits   ' if one.fits else 'not yet'}  {one.call} should be {one.expected}"
    if one.fits:
        return line
    if one.error or not one.got:
        return f"{line}. {one.error or one.why}"
    return f"{line}, came back as {one.got}. {one.why}".rstrip()


def _table(name: str, report: Report) -> str:
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("Call", "Should give back", "Gave back", "Result")
    )
    rows = "".join(_row(one) for one in report.tried if not one.hidden)
    return (
        f'<div class="scroll"><table><caption>The examples for {_code(name)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(one: Tried) -> str:
    got = _code(one.got) if one.got else "nothing came back" if one.error else "–"
    tick = '<span aria-hidden="true">✓ </span>'
    result = f'<span class="fits">{tick}fits</span>' if one.fits else '<span class="not">not yet</span>'
    cells = "".join(f"<td>{cell}</td>" for cell in (_code(one.expected), got, result))
    row = f'<tr><th scope="row">{_code(one.call)}</th>{cells}</tr>'
    why = one.error or one.why
    if one.printed and not one.fits and one.printed not in why:
        why = f"{why} It printed {one.printed}.".strip()
    # A sentence gets a row of its own, so that it has room on a narrow page.
    return row + (f'<tr class="why"><td colspan="4" dir="auto">{escape(why)}</td></tr>' if why else "")


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
