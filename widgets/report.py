"""A check's report on the page: a table for the eye and for a screen reader, and the same in plain text."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from pathlib import Path

from widgets.running import Report, Tried

STYLE = Path(__file__).parent / "static" / "check.css"


def as_html(name: str, report: Report, saved: str) -> str:
    """The report on the function `name` as HTML that stands alone in a cell's output. `saved` is what to say of the saving."""
    good = report.right
    say = f"<p>{escape(report.problem)}</p>" if report.problem else report.say.html if report.say else ""
    head = "" if report.problem else f"<p><strong>{_head(report)}</strong></p>"
    table = _table(name, report) if report.tried else ""
    mark = '<span aria-hidden="true">✓ </span>' if saved == SAVED else ""
    foot = f'<p class="saved">{mark}{escape(saved)}</p>' if saved else ""
    return (
        f'<style>{_style()}</style><section class="trellis-check" aria-label="Check of {escape(name)}">'
        f'<div class="say{" good" if good else ""}" dir="auto">{head}{say}</div>{table}{foot}</section>'
    )


SAVED = "Saved"


def as_text(name: str, report: Report, saved: str) -> str:
    """The same report in plain text."""
    if report.problem:
        return report.problem
    lines = [_head(report), *([report.say.text] if report.say else [])]
    for one in (one for one in report.tried if not one.hidden):
        lines.append(
            f"{'fits   ' if one.fits else 'not yet'}  {one.call} should be {one.expected}{_text_result(one)}"
        )
    hidden = _hidden(report)
    return "\n".join(
        [
            *lines,
            *([hidden] if hidden else []),
            *([f"✓ {saved}" if saved == SAVED else saved] if saved else []),
        ]
    )


def _text_result(one: Tried) -> str:
    if one.fits:
        return ""
    return f", {'but ' + one.error if one.error else f'came back as {one.got}. {one.why}'.rstrip()}"


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


def _table(name: str, report: Report) -> str:
    rows = "".join(_row(one) for one in report.tried if not one.hidden)
    hidden = _hidden(report)
    return (
        f'<div class="scroll"><table><caption>The examples for <code>{escape(name)}</code></caption><thead><tr><th scope="col">Call</th>'
        f'<th scope="col">Should give back</th><th scope="col">Gave back</th><th scope="col">Result</th></tr></thead><tbody>{rows}</tbody></table></div>'
        + (f"<p>{hidden}</p>" if hidden else "")
    )


def _row(one: Tried) -> str:
    why = one.error or one.why
    got = f"<code>{escape(one.got)}</code>" if one.got else "nothing came back" if one.error else "–"
    printed = (
        f'<span class="why">It printed {escape(one.printed)}.</span>'
        if one.printed and not one.fits and one.printed not in why
        else ""
    )
    result = (
        '<span class="fits"><span aria-hidden="true">✓ </span>fits</span>'
        if one.fits
        else '<span class="not">not yet</span>'
    )
    said = f'<span class="why" dir="auto">{escape(why)}</span>' if why else ""
    return f'<tr><th scope="row"><code>{escape(one.call)}</code></th><td><code>{escape(one.expected)}</code></td><td>{got}{printed}</td><td>{result}{said}</td></tr>'
