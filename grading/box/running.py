"""Running a notebook's code in a box: `run(job) -> Ran`, one result for each step, whatever the code does."""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from grading.box import bubblewrap, readable
from grading.box import isolation as walls
from grading.box.cold import ColdBox
from grading.box.hosting import Box, BoxEnded, NurseryEnded, TimeUp, shut
from grading.box.isolation import CannotIsolate
from grading.box.letters import Calling, CellDone, Forged, Opening, Order, ProbeDone, most, read_reply
from grading.box.outputs import Display, Error, Given, Update
from grading.box.outputs import Result as Shown
from grading.box.remarks import at_the_door, retold
from grading.box.scratch import Scratch
from grading.box.warm import Nursery
from grading.box.wire import CellRan, Job, Limits, Probe, Probed, Ran, Result, Run, Status, Step
from grading.words import N_, _

RESTARTS = 3
"""How often a notebook is begun again, each time without the step that ended its box."""
LOOK = 0.2
"""Seconds between two looks at what a box uses."""
BRIEF = 0.01
"""Seconds in which no step can use up a limit."""
LISTENS = 10.0
"""Seconds that a box may take to say that an order has come; it is a thousandth of one, but a computer may be busy."""
LATER, GRACE = 0.5, 1.0
"""Seconds after its limit that a step is interrupted from outside, and ended with its box."""
DEEPEST = 40
"""How many levels of JSON an output may have."""
FORGED = N_("This cell was stopped: it tried to answer in place of the grader.")
RED, PLAIN = "\x1b[0;31m", "\x1b[0m"
COLD = (sys.executable, "-P", "-m", "grading.box.inside")
"""A box of its own, without a nursery."""

_closed = 0
"""How often `close` was called: a run that began before it does not go on after it."""
_nurseries: dict[tuple[tuple[str, ...], tuple[str, ...]], Nursery] = {}
_lock = threading.Lock()


class Unisolated(Exception):
    """This computer cannot isolate student code, and nobody said that this is accepted."""


class NotThere(Exception):
    """The box does not take another order."""


class Stopped(Exception):
    """A step ended its box, or had to be ended with it."""

    def __init__(self, status: Status, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


def warm(libraries: Iterable[str] = (), private: Iterable[str] = ()) -> None:
    """Start the nursery for these libraries and return at once. Without it, the first `run` waits."""
    if sys.platform == "linux":
        _nursery(libraries, private)


def best() -> walls.Level:
    """The best level that works here. The nursery knows, and is needed anyway; a trial of its own would take longer."""
    if sys.platform == "linux":
        with contextlib.suppress(BoxEnded):
            if not _nursery((), ()).problem():
                return "landlock"
    return walls.best()


def close() -> None:
    """End this process's nurseries and all their boxes, and the runs in hand with them; the next `run` starts them again."""
    global _closed  # noqa: PLW0603 - the nurseries are the process's as well
    with _lock:
        _closed += 1
        ending = list(_nurseries.values())
        _nurseries.clear()
    for nursery in ending:
        nursery.close()


def run(job: Job, *, isolation: str = "") -> Ran:
    """Run a job's steps in a box, in order.

    Nothing that student code does is raised: a step that ends its box is reported as such, and the others are run in a
    fresh box without it. `isolation` names a level, or "" for the best there is. Raises Unisolated where that is
    "none" and was not named; CannotIsolate where the level named does not work here.
    """
    level = _level(isolation, job)
    started = time.monotonic()
    play = _Play(job, level, started + job.limits.seconds)
    while not play.go():
        pass
    return msgspec.structs.replace(play.ran(), seconds=time.monotonic() - started)


class _Play:
    """One job on its way through one box or several."""

    def __init__(self, job: Job, level: walls.Level, deadline: float) -> None:
        self._job, self._level, self._deadline = job, level, deadline
        self._results: dict[int, Result] = {}
        self._dead: set[int] = set()
        self._begun = _closed
        self._lost = 0
        self._notes: list[str] = []
        self._kept: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    def ran(self) -> Ran:
        """What came of it."""
        results = tuple(self._results[place] for place in range(len(self._job.steps)))
        kept, refused = self._kept
        return Ran(
            results=results, isolation=self._level, notes=tuple(self._notes), files=kept, refused=refused
        )

    def go(self) -> bool:
        """Run all steps but the dead ones in a fresh box. Whether that is the end of it."""
        job = self._job
        if not job.steps:
            return True
        if self._begun != _closed:
            self._give_up(_("Not run: grading was stopped."))
            return True
        with Scratch(job.folder or None, job.limits) as scratch:
            asked = time.monotonic()
            box = _box(job, self._level, scratch)
            self._deadline += time.monotonic() - asked  # waiting for a box is not the student's time
            try:
                place = self._steps(box, scratch)
            except NurseryEnded as ended:  # no step is to blame: all is begun again
                self._lost += 1
                if self._lost > RESTARTS:
                    raise CannotIsolate(
                        _("Boxes end again and again: {ended}.").format(ended=ended)
                    ) from None
                return False
            finally:
                box.end()
            if place is None:
                if job.keep:
                    self._kept = scratch.keep(Path(job.keep))
                if scratch.left_out:
                    self._notes.append(
                        _("Not copied into the box: {files}.").format(files=", ".join(scratch.left_out))
                    )
                return True
        self._dead.add(place)
        if len(self._dead) > RESTARTS:
            self._give_up(_("Not run: cells before it stopped the whole notebook again and again."))
            return True
        return False

    def _steps(self, box: Box, scratch: Scratch) -> int | None:
        """Run the steps. The place of the one that ended the box; None if all is done that can be."""
        steps = self._job.steps
        last: int | None = None
        for place, step in enumerate(steps):
            count = self._number(place)
            if place in self._dead:
                continue
            left = self._deadline - time.monotonic()
            if left <= 0:
                self._give_up(
                    _("Not run: the {seconds:g} seconds for the whole notebook were used up.").format(
                        seconds=self._job.limits.seconds
                    )
                )
                return None
            started = time.monotonic()
            if _empty(step):
                self._results[place] = CellRan(index=step.index, status="ok")
                continue
            try:
                result = self._step(box, scratch, place, step, count)
            except NotThere:
                if last is None:
                    raise CannotIsolate(_("A box ended before it ran anything.")) from None
                return self._blame(last)
            except Stopped as stopped:
                self._results[place] = _stopped(
                    step, stopped.status, stopped.why, count, time.monotonic() - started
                )
                return place
            self._results.setdefault(place, result)
            last = place
        if last is not None and not self._is_there(box):
            return self._blame(last)
        return None

    def _blame(self, place: int) -> int:
        """The step had answered, and then the box was no longer ours: it was not the box that answered."""
        self._results[place] = _stopped(self._job.steps[place], "killed", _(FORGED), self._number(place), 0.0)
        return place

    def _is_there(self, box: Box) -> bool:
        """Whether the box still listens, after its last step."""
        order, token = Order(ticket=secrets.token_hex(8), step=None), secrets.token_hex(8)
        try:
            if box.more():
                return False
            box.send(order, token)
            return read_reply(box.receive(time.monotonic() + LISTENS), token, order.ticket) == Calling(
                call=-1
            )
        except NurseryEnded:
            raise
        except (BoxEnded, Forged, TimeUp):
            return False

    def _number(self, place: int) -> int:
        """The number that a step's cell gets: empty cells get none."""
        return sum(not _empty(step) for step in self._job.steps[: place + 1])

    def _step(self, box: Box, scratch: Scratch, place: int, step: Step, count: int) -> Result:
        """Run one step. Raises Stopped, or NotThere where the box did not even take it."""
        limits = self._job.limits
        started = time.monotonic()
        seconds = min(limits.cell_seconds, self._deadline - started)
        # The step's index travels as its place in this job, so that a display changed later is found again.
        token = secrets.token_hex(8)
        order = Order(
            ticket=secrets.token_hex(8),
            step=msgspec.structs.replace(step, index=place),
            count=count,
            seconds=seconds,
        )
        try:
            self._begin(box, order, token)
            reply = self._reply(box, scratch, order, token)
        except NurseryEnded:
            raise
        except BoxEnded as ended:
            raise Stopped("killed", _("This cell was stopped: {ended}.").format(ended=ended)) from None
        except Forged:
            raise Stopped("killed", _(FORGED)) from None
        took = time.monotonic() - started
        over = scratch.over(box.pid) if took > BRIEF else ""
        if over:
            raise Stopped("killed", over)
        if isinstance(step, Probe) and isinstance(reply, ProbeDone):
            return msgspec.structs.replace(reply.probed, index=step.index, seconds=took)
        if isinstance(step, Run) and isinstance(reply, CellDone):
            return self._cell(step, reply, count, took, late(seconds, limits) if reply.late else "")
        raise Stopped("killed", _(FORGED))

    def _begin(self, box: Box, order: Order, token: str) -> None:
        """Give an order, and hear that it has come. Raises NotThere."""
        try:
            if box.more():
                raise NotThere
            box.send(order, token)
            first = read_reply(box.receive(time.monotonic() + LISTENS), token, order.ticket)
        except NurseryEnded:
            raise
        except (BoxEnded, Forged, TimeUp):
            raise NotThere from None
        if first != Calling(call=-1):
            raise NotThere

    def _reply(self, box: Box, scratch: Scratch, order: Order, token: str) -> CellDone | ProbeDone:
        """Wait for the reply, by the clock. Raises Stopped, BoxEnded, Forged."""
        limits = self._job.limits
        end = time.monotonic() + order.seconds
        calls = len(order.step.calls) if isinstance(order.step, Probe) else 0
        called = -1
        interrupted = False
        look = time.monotonic() + LOOK
        while True:
            now = time.monotonic()
            if now >= end + GRACE:
                raise Stopped("late", late(order.seconds, limits))
            if now >= end + LATER and not interrupted:
                interrupted = True
                box.interrupt()
            try:
                body = box.receive(min(look, end + (GRACE if interrupted else LATER)))
            except TimeUp:
                if time.monotonic() >= look:
                    over = scratch.over(box.pid)
                    if over:
                        raise Stopped("killed", over) from None
                    look = time.monotonic() + LOOK
                continue
            reply = read_reply(body, token, order.ticket)
            if not isinstance(reply, Calling):
                if box.more():
                    raise Forged("more than one reply")
                return reply
            if not called < reply.call < calls:
                raise Forged("a call that is not next")
            called = reply.call
            end = min(time.monotonic() + order.seconds, max(self._deadline, end))
            interrupted = False

    def _cell(self, step: Run, reply: CellDone, count: int, took: float, why_late: str) -> CellRan:
        """What a cell gave, after a last look at it."""
        outputs = [output for output in reply.outputs if _shallow(output)]
        for update in reply.updates:
            self._update(update)
        status: Status = "late" if reply.late else "ok" if reply.fine else "error"
        if why_late:  # nbgrader puts an error of this name there, too
            outputs.append(_error("CellTimeoutError", why_late))
        elif not reply.fine and not any(isinstance(output, Error) for output in outputs):
            outputs.append(_error("Error", _("This cell ended with an error.")))
        if step.graded:
            outputs = _decided(outputs)
        return CellRan(
            index=step.index,
            status=status,
            outputs=[_as_nbformat(output) for output in outputs],
            execution_count=count,
            seconds=took,
            suspicious=retold(reply.suspicious[:500]) if step.graded else "",
        )

    def _update(self, update: Update) -> None:
        """Change what an earlier cell of the student's own shows."""
        shown = self._results.get(update.step)
        steps = self._job.steps
        if not isinstance(shown, CellRan) or not 0 <= update.place < len(shown.outputs):
            return
        step = steps[update.step]
        output = shown.outputs[update.place]
        if isinstance(step, Run) and not step.graded and output["output_type"] == "display_data":
            shown.outputs[update.place] = {**output, "data": update.data, "metadata": update.metadata}

    def _give_up(self, why: str) -> None:
        """Say of every step without a result that it was not run."""
        for place, step in enumerate(self._job.steps):
            if place not in self._results:
                self._results[place] = _stopped(step, "not-run", why, None, 0.0)


def late(seconds: float, limits: Limits) -> str:
    """What to say of a step that took too long."""
    if seconds < limits.cell_seconds:
        return _(
            "Stopped: the {seconds:g} seconds for the whole notebook were used up. Does a loop in "
            "it ever end?"
        ).format(seconds=limits.seconds)
    return _("Stopped after {seconds:g} seconds. Does a loop in it ever end?").format(
        seconds=limits.cell_seconds
    )


def _level(named: str, job: Job) -> walls.Level:
    if named == "none":
        return "none"
    if not named and sys.platform == "linux":
        # The nursery knows; asking a throw-away process as well would cost a school's first grade half a second.
        with contextlib.suppress(BoxEnded):
            if not _nursery(job.libraries, job.private).problem():
                return "landlock"
    level = walls.wanted(named)
    if level == "none":
        raise Unisolated(walls.sentence())
    return level


def _nursery(libraries: Iterable[str], private: Iterable[str]) -> Nursery:
    key = (tuple(sorted(set(libraries))), tuple(sorted(set(private))))
    with _lock:
        if key not in _nurseries:
            _nurseries[key] = Nursery(*key)
        return _nurseries[key]


def _box(job: Job, level: walls.Level, scratch: Scratch) -> Box:
    """A fresh box that is shut in. Raises CannotIsolate."""
    opening = Opening(
        folder=str(scratch.path),
        limits=job.limits,
        defines=job.defines,
        libraries=job.libraries,
        limited=os.name == "posix",
    )
    for again in (True, False):
        try:
            box = _open(job, level, scratch, opening)
            shut(box, time.monotonic() + 60.0, most(job.limits.output_kb))
        except BoxEnded as ended:
            if not again:
                raise CannotIsolate(_("No box could be started: {ended}.").format(ended=ended)) from None
            if level == "landlock":
                _drop_if_ended(_nursery(job.libraries, job.private))
        except CannotIsolate:
            # A box that lost its nursery before it was shut in says so, and that is no fault of the walls.
            if not again or level != "landlock" or not _drop_if_ended(_nursery(job.libraries, job.private)):
                raise
        else:
            return box
    raise AssertionError("unreachable")


def _drop_if_ended(nursery: Nursery) -> bool:
    """Whether a nursery is gone; then the next box comes from a new one."""
    if not nursery.ended:
        return False
    _drop(nursery)
    return True


def _drop(nursery: Nursery) -> None:
    with _lock:
        for key in [key for key, one in _nurseries.items() if one is nursery]:
            del _nurseries[key]
    nursery.close()


def _open(job: Job, level: walls.Level, scratch: Scratch, opening: Opening) -> Box:
    if level == "landlock":
        nursery = _nursery(job.libraries, job.private)
        try:
            return nursery.box(opening)
        except BoxEnded:  # somebody ended it: the next one is new
            _drop(nursery)
            raise
    if level == "none":
        box: ColdBox = ColdBox(COLD, scratch)
    else:
        what = readable.of_this_python([Path(folder) for folder in job.private])
        command, fds = bubblewrap.command(COLD, scratch.path, (*what.paths, *what.code))
        try:
            box = ColdBox(command, scratch, fds)
        finally:
            for fd in fds:
                os.close(fd)
    with contextlib.suppress(BoxEnded):  # that it has ended shows when its first letter is read
        box.send(opening)
    return box


def _decided(outputs: list[Given]) -> list[Given]:
    """A test cell's outputs with one word on its points, which nbgrader takes from the first it finds: an error, else the last result.

    Any result before that was put there on the way, by `sys.displayhook(2.0)` in the function under test, and is only shown.
    """
    failed = any(isinstance(output, Error) for output in outputs)
    last = next((output for output in reversed(outputs) if isinstance(output, Shown)), None)
    return [
        Display(data=output.data, metadata=output.metadata)
        if isinstance(output, Shown) and (failed or output is not last)
        else output
        for output in outputs
    ]


def _empty(step: Step) -> bool:
    """Whether it is a cell that a kernel would not even be asked to run."""
    return isinstance(step, Run) and not step.source.strip()


def _stopped(step: Step, status: Status, why: str, count: int | None, took: float) -> Result:
    """The result of a step that has none of its own."""
    if isinstance(step, Probe):
        return Probed(index=step.index, status=status, seconds=took)
    name = "CellTimeoutError" if status == "late" else "NotRun" if status == "not-run" else "CellStopped"
    return CellRan(
        index=step.index,
        status=status,
        outputs=[_as_nbformat(_error(name, why))],
        execution_count=count,
        seconds=took,
    )


def _error(name: str, why: str) -> Error:
    return Error(ename=name, evalue=why, traceback=[f"{RED}{name}{PLAIN}: {why}"])


def _as_nbformat(output: Given) -> dict[str, Any]:
    if isinstance(output, Error):
        told = [at_the_door(line) for line in output.traceback]
        output = msgspec.structs.replace(output, evalue=at_the_door(output.evalue), traceback=told)
    raw: dict[str, Any] = msgspec.to_builtins(output)
    if isinstance(output, Display):
        raw.setdefault("metadata", {})
    return raw


def _shallow(output: Given) -> bool:
    """Whether an output's JSON is no deeper than what any reader of notebooks can bear."""
    level = [getattr(output, "data", None)]
    for _level_of in range(DEEPEST):
        level = [
            inner
            for value in level
            if isinstance(value, (dict, list))
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return True
    return False


def _forget() -> None:
    """In a copy of this process, its nurseries are not its own."""
    _nurseries.clear()


atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
