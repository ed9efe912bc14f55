"""The one job a teacher's server has in hand: started from a form, followed by the page until it is done."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE

import msgspec

from kit.job import Kind, Line, Order
from kit.words import N_, _

NAMES: dict[Kind, str] = {
    "release": N_("Making lessons ready"),
    "collect": N_("Collecting"),
    "grade": N_("Grading"),
    "return": N_("Making feedback"),
    "practice": N_("Playing the practice class"),
    "families": N_("Making the families’ pages"),
    "refit": N_("Fitting the estimate to your class"),
    "import": N_("Bringing in questions"),
    "backup": N_("Making a backup"),
    "export": N_("Writing the files"),
    "restore": N_("Putting a backup back"),
}
LIMIT = 4_000_000
"""Bytes of one line of a job's output."""


class JobState(msgspec.Struct, frozen=True, kw_only=True):
    """The job in hand or done last. `number` counts jobs, so that a page notices a new one."""

    number: int
    kind: Kind
    title: str
    running: bool = True
    line: Line = Line()


class Jobs:
    """Runs one job at a time."""

    def __init__(self) -> None:
        self.state: JobState | None = None
        self._task: asyncio.Task[None] | None = None
        self._count = 0

    @property
    def busy(self) -> bool:
        """Whether a job is in hand."""
        return self.state is not None and self.state.running

    def start(self, order: Order) -> bool:
        """Start a job; False where another is in hand still."""
        if self.busy:
            return False
        self._count += 1
        self.state = JobState(number=self._count, kind=order.kind, title=_(NAMES[order.kind]))
        self._task = asyncio.ensure_future(self._run(order))
        return True

    def put_away(self, kind: Kind | None = None) -> None:
        """Forget the outcome of the job done last (of this kind, where one is named); one in hand stays."""
        if self.state is not None and not self.state.running and kind in (None, self.state.kind):
            self.state = None

    async def ended(self) -> None:
        """Wait for the end of the job in hand, if there is one."""
        if self._task is not None:
            await self._task

    async def _run(self, order: Order) -> None:
        last = Line(
            outcome=_(
                "It ended without saying why. Nothing that was saved is lost. Try again, or use the same command in a terminal."
            ),
            failed=True,
        )
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                "kit.job",
                stdin=PIPE,
                stdout=PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=LIMIT,
            )
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(msgspec.json.encode(order))
            process.stdin.close()
            async for raw in process.stdout:
                line = _read(raw)
                if line is not None and line.outcome:
                    last = line
                elif line is not None:
                    self._set(line)
            await process.wait()
        except OSError as error:
            last = Line(outcome=_("It could not be started: {why}.").format(why=error), failed=True)
        self._set(last, running=False)

    def _set(self, line: Line, *, running: bool = True) -> None:
        if self.state is not None:
            self.state = msgspec.structs.replace(self.state, line=line, running=running)


def _read(raw: bytes) -> Line | None:
    try:
        return msgspec.json.decode(raw, type=Line)
    except msgspec.MsgspecError:
        return None
