"""The recovery sheet of a class: one page to print and put away, in case the passphrase is lost."""

from __future__ import annotations

from html import escape

from carrying.keys import Card
from curriculum.language import direction, spoken
from grading.words import N_, _

FILE = "recovery-sheet.html"
NOTES = (
    N_(
        "Print this page, or copy the code by hand, and lock it away: "
        "whoever has this code and the class folder can read your students’ work."
    ),
    N_(
        "To use it, choose “Passphrase lost?” on your desk, or type {command}. "
        "Type all seven groups; large and small letters are the same, and spaces do not matter. "
        "There is no letter o, i, l or u in it."
    ),
    N_(
        "The last character of each group checks the others: a slip is noticed, and its group is named. "
        "Then you choose a new passphrase, and this sheet stays good."
    ),
    N_("Without passphrase and code nobody can open what was handed in, and nobody can help."),
)


def sheet(card: Card, code: str, day: str) -> str:
    """The sheet as a part of a page: plain HTML with no scripts, styles or addresses."""
    groups = "".join(f"<li><code>{escape(group)}</code></li>" for group in code.split("-"))
    name, words = f"<bdi>{escape(card.name)}</bdi>", f"<strong>{escape(card.words)}</strong>"
    command = "<code>trellis class recover</code>"
    notes = "\n".join(f"<li>{_(note).format(command=command)}</li>" for note in NOTES)
    title = _("Recovery sheet of class {name}").format(name=name)
    sealed = _("What your students hand in is sealed, and your passphrase opens it.")
    only = _("If the passphrase is lost, only this code opens it.")
    key = _(
        "The words of the class’s key: {words}. Students see them when they take your first lessons. Made on {day}."
    ).format(words=words, day=escape(day))
    return f"""<h1>{title}</h1>
<p>{sealed}
<strong>{only}</strong></p>
<ol class="code" dir="ltr">{groups}</ol>
<ul>
{notes}
</ul>
<p>{key}</p>
"""


def page(card: Card, code: str, day: str) -> str:
    """The sheet as a page of its own, which needs nothing beside it."""
    title = _("Recovery sheet")
    return f"""<!doctype html>
<html lang="{spoken()}" dir="{direction()}"><head><meta charset="utf-8"><title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #111; background: #fff }}
.code {{ columns: 2; font-size: 1.5rem; letter-spacing: .1em; border: 2px solid #111; padding: 1rem 1rem 1rem 3.5rem; break-inside: avoid }}
</style></head>
<body><main>
{sheet(card, code, day)}</main></body></html>
"""
