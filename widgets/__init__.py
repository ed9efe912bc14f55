"""What the student touches: `ask("item")`, `branch("lesson")`, `check("item")` and `code("item")`, in a lesson's notebook.

Importing this costs next to nothing: what a call needs is imported when it is first made.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["ask", "branch", "check", "code"]

STARTED_IN = Path.cwd()
"""Where the kernel started: the lesson's folder, also after the student's own code has gone elsewhere."""


def ask(item: str) -> None:
    """Ask one question, with other numbers as often as the student likes."""
    from widgets.cell import show_exercise

    show_exercise("ask", item)


def branch(lesson: str) -> None:
    """Walk through a lesson's questions, where each answer decides what comes next."""
    from widgets.cell import show_exercise

    show_exercise("branch", lesson)


def check(item: str) -> float | None:
    """Try the student's code on the item's examples, and say what fits and what does not yet.

    Under nbgrader alone the points for these examples are returned, as a float, and nothing is written; otherwise None.
    """
    from widgets.checking import check_item

    return check_item(item)


def code(item: str) -> None:
    """Write code in an editor of its own, and try it on the item's examples."""
    from widgets.coding import show_editor

    show_editor(item)
