"""A piece of the teacher's work in a process of its own, for the pages: it prints progress and outcome as one JSON object a line.

nbgrader changes the working directory and the environment of its process, so it does not run inside the server.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from carrying.journal import here_today, now
from carrying.keys import read_keys
from curriculum.language import speak
from kit.command import sentence
from kit.words import _
from kit.work import (
    Report,
    Tell,
    back_up_class,
    collect_work,
    export_data,
    family_pages,
    grade_work,
    put_back,
    refit_class,
    release_lessons,
    return_work,
)

Kind = Literal[
    "release",
    "collect",
    "grade",
    "return",
    "practice",
    "families",
    "refit",
    "import",
    "backup",
    "export",
    "restore",
]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What to do, in which class folder; `place` is a folder to copy the lessons to, or to collect from.

    `students`: only these, where any are named. `everything`: grade what is graded already, too. `source` is what to import, and `place`
    then the course it goes into. `language` is the teacher's, `by` who sits there.
    `form` is what to export as, with `names` or without, `words` a passphrase for what is written, or of what is put back.
    `accept_unisolated`: the teacher was told that students' code cannot be shut in here, and said to go on.
    `keys` are the class's, unlocked: an order goes from one process to another through a pipe, and nowhere else.
    """

    kind: Kind
    folder: str
    place: str = ""
    lessons: tuple[str, ...] = ()
    students: tuple[str, ...] = ()
    everything: bool = False
    source: str = ""
    form: str = ""
    names: bool = False
    words: str = ""
    language: str = "en"
    by: str = ""
    accept_unisolated: bool = False
    keys: bytes = b""

    def __repr__(self) -> str:
        """Nothing that a log should not hold."""
        return f"Order({self.kind})"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a job's output: progress while it runs, then its outcome. `failed`: the outcome says what went wrong."""

    detail: str = ""
    done: int = 0
    of: int = 0
    outcome: str = ""
    lines: tuple[str, ...] = ()
    failed: bool = False


def do(order: Order, tell: Tell) -> Report:
    """Do the work."""
    folder = Path(order.folder)
    place = Path(order.place).expanduser() if order.place else None
    keys = read_keys(order.keys) if order.keys else None
    works: dict[str, Callable[[], Report]] = {
        "release": lambda: release_lessons(folder, order.lessons, place, tell, keys),
        "collect": lambda: collect_work(folder, [place] if place else [], tell, keys),
        "grade": lambda: grade_work(
            folder, tell, everything=order.everything, accept_unisolated=order.accept_unisolated
        ),
        "return": lambda: return_work(
            folder, [place] if place else [], here_today(), tell, keys, order.students
        ),
        "practice": lambda: _practice(folder),
        "families": lambda: family_pages(folder, order.students, here_today(), order.by),
        "refit": lambda: _refit(folder),
        "import": lambda: _import(Path(order.source), place or Path()),
        "backup": lambda: back_up_class(folder, place or Path(), order.words, tell, keys),
        "export": lambda: export_data(
            folder, order.form, place or Path(), order.words, order.by, here_today(), names=order.names
        ),
        "restore": lambda: put_back(folder, Path(order.source), order.words, tell),
    }
    return works[order.kind]()


def _practice(folder: Path) -> Report:
    import kit.demo

    kit.demo.run(folder)
    return Report(outcome=_("The practice class is ready."))


def _refit(folder: Path) -> Report:
    return Report(
        outcome=refit_class(folder, now())
        or _("There is not enough work in this class yet to fit the estimate to it. Nothing was changed.")
    )


def _import(source: Path, course: Path) -> Report:
    from kit.commands.import_ import sentences
    from kit.importing import import_bank

    first, *more = sentences(import_bank(source, course))
    return Report(outcome=first, lines=tuple(more))


class _Told(io.StringIO):
    """Takes the place of the standard output: a line that the work prints is shown as what is in hand."""

    def __init__(self, write: Callable[[Line], None]) -> None:
        super().__init__()
        self._write = write

    def write(self, text: str) -> int:
        """Pass on what is more than white space."""
        if text.strip():
            self._write(Line(detail=text.strip().splitlines()[-1]))
        return len(text)


def main() -> int:
    """Read an order from the standard input, do it, and print lines to what was the standard output."""
    out = sys.stdout

    def write(line: Line) -> None:
        out.write(msgspec.json.encode(line).decode() + "\n")
        out.flush()

    sys.stdout = _Told(write)

    try:
        order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
        speak(order.language)
        report = do(order, lambda detail, done, of: write(Line(detail=detail, done=done, of=of)))
    except Exception as error:  # noqa: BLE001 - the edge to the page: a sentence whatever happens
        write(Line(outcome=sentence(error), failed=True))
        return 1
    write(Line(outcome=report.outcome, lines=report.lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
