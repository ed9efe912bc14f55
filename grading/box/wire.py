"""What goes between the teacher's process and a box: steps in, outputs and plain values out."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Value = Any
"""A value in the canonical form of curriculum/values.py: nothing but JSON."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much a submission's code may use. Set in the class's nbgrader_config.py as `c.Box.…` (grading/box/settings.py).

    Seconds are by the clock; `cell_seconds` is for each cell, `seconds` for all of them together.
    """

    cell_seconds: float = 20.0
    seconds: float = 120.0
    memory_mb: int = 1024
    disk_mb: int = 64
    files: int = 1000
    open_files: int = 128
    threads: int = 64
    output_kb: int = 1000
    """Kilobytes of output kept of one cell."""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call of a student's function with `args`, or (`read`) a look at a variable's value: `name`, or else the probe's."""

    args: tuple[Value, ...] = ()
    read: bool = False
    name: str = ""


class Run(msgspec.Struct, frozen=True, kw_only=True, tag="run"):
    """Run a cell. `graded`: it is the teacher's test cell, run without what the student put into the shell."""

    index: int
    source: str
    graded: bool = False


class Probe(msgspec.Struct, frozen=True, kw_only=True, tag="probe"):
    """In place of a `check("…")` cell: call the function `name` (or read the variable) once for each call."""

    index: int
    name: str
    calls: tuple[Call, ...]


Step = Run | Probe


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One notebook's code, to be run in one box.

    `folder`: what is in it is copied into the box's own folder first. `keep`: where new and changed files are put
    afterwards ("" for nowhere). `libraries` are imported before the box is made. `defines`: names that the lesson
    itself has students define (from the release copy), also where they are Python's own, like `max`. `private`:
    folders that no box may read, wherever they lie. Nothing in a job may hold an expected value.
    """

    steps: tuple[Step, ...]
    folder: str = ""
    keep: str = ""
    libraries: tuple[str, ...] = ()
    defines: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    limits: Limits = Limits()


Status = Literal["ok", "error", "late", "killed", "not-run"]
"""How a step ended. late: stopped at its time limit; killed: it ended the whole box, or had to be ended with it;
not-run: something before it used up the submission's time."""


class CellRan(msgspec.Struct, frozen=True, kw_only=True, tag="cell"):
    """What a cell gave: its outputs as nbformat writes them (stream, display_data, execute_result, error)."""

    index: int
    status: Status
    outputs: list[dict[str, Any]] = []
    execution_count: int | None = None
    seconds: float = 0.0
    suspicious: str = ""
    """Why a graded cell's result should be looked at by a person, a sentence; mostly empty."""


class Raised(msgspec.Struct, frozen=True, kw_only=True):
    """An exception: the names of its classes (most special first), its text, and the line in the student's own cell."""

    kinds: tuple[str, ...]
    text: str = ""
    line: int | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What one call gave: a value or what was raised, and what was printed meanwhile."""

    value: Value = None
    raised: Raised | None = None
    printed: str = ""
    figures: tuple[Value, ...] = ()
    status: Status = "ok"


class Probed(msgspec.Struct, frozen=True, kw_only=True, tag="probed"):
    """The answers to a probe, one for each call. `problem`: why nothing could be called, in the words of the judge.

    `missing`: no such name; `not-callable`; `arguments`: it takes another number of arguments, `takes` of them.
    """

    index: int
    status: Status = "ok"
    answers: tuple[Answer, ...] = ()
    problem: Literal["", "missing", "not-callable", "arguments"] = ""
    takes: int | None = None
    seconds: float = 0.0


Result = CellRan | Probed


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """A job done: one result for each step, in the job's order, whatever happened.

    `isolation` is the level (grading/box/isolation.py). `notes` are sentences for the teacher. `files` are the
    names of files kept, `refused` of those that were not.
    """

    results: tuple[Result, ...]
    isolation: str
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
