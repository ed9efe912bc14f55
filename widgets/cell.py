"""`ask` and `branch` in a notebook's cell: from a call to a widget and its copy, or to a sentence."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

from carrying.accommodating import accommodations_around, spoken_around
from carrying.saving import NotSaved
from curriculum.language import LANGUAGES, first_known, speak
from curriculum.lesson import FILE, UnreadableLesson
from widgets import STARTED_IN, words
from widgets.errors import NotHere
from widgets.exercise import Exercise

MACHINE_SAYS = ("TRELLIS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where a kernel is told which language the server that started it, or the machine, speaks."""


def show_exercise(kind: Literal["ask", "branch"], name: str) -> None:
    """Show an exercise below the cell that called. What stops it is said in a sentence, never a traceback."""
    if is_graded_run():
        write(words.marked_later(f'{kind}("{name}")'))
        return
    try:
        speak_as_chosen()
        exercise = Exercise.open(lesson_folder(), kind, name)
        from widgets.page import show  # anywidget is imported only where a widget is made

        show(exercise)
    except Exception as error:  # noqa: BLE001  # the edge to the student: a sentence whatever happens
        say(sentence(error))


def speak_as_chosen() -> None:
    """Speak the language of the student whose study folder this is; else their page's, the server's, or the machine's. Never raises."""
    here = lesson_folder().resolve()
    needs = accommodations_around(here)
    machine = (os.environ.get(name, "") for name in MACHINE_SAYS)
    speak(first_known([needs.language or "", spoken_around(here), *machine]) or LANGUAGES[0])


def sentence(error: Exception) -> str:
    """What to say to the student about `error`."""
    if isinstance(error, (UnreadableLesson, NotHere, NotSaved)):
        return str(error)
    return words.cannot_read(error) if isinstance(error, OSError) else words.went_wrong(error)


def lesson_folder() -> Path:
    """The folder of the notebook's lesson: where the kernel is, or where it started."""
    here = Path.cwd()
    return here if (here / FILE).is_file() else STARTED_IN


def is_graded_run() -> bool:
    """Whether nbgrader runs the notebook: then nobody sits before it."""
    return bool(os.environ.get("NBGRADER_EXECUTION") or os.environ.get("NBGRADER_VALIDATING"))


def write(text: str) -> None:
    """Put plain text below the cell."""
    sys.stdout.write(f"{text}\n")


def say(text: str) -> None:
    """Show one sentence below the cell, for the eye and for a screen reader."""
    from html import escape

    from IPython.display import display

    page = f'<p role="note" style="{NOTE}">{escape(text)}</p>'
    display({"text/plain": text, "text/html": page}, raw=True)  # type: ignore[no-untyped-call]


NOTE = (
    "border-inline-start: 5px solid #9c6a10; padding: 4px 16px; margin: 8px 0; max-width: 66ch; "
    "font-family: system-ui, sans-serif; font-size: 1.0625rem; line-height: 1.55"
)
