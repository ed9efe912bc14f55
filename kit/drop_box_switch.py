"""The switch of a drop box on the teacher's pages: the box runs as a process of its own, and ends with this one, however that ends."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process

import msgspec

from kit.drop_box import BoxState, Order
from kit.jobs import LIMIT
from kit.words import N_, _

CLOSES_WITHIN_S = 30.0
UNSAID = N_("The drop box closed without saying why. Everything that had arrived is safe. Open it again.")


class Switch:
    """One drop box, on or off. `state` is what it said last; None before it was ever on."""

    def __init__(self) -> None:
        self.state: BoxState | None = None
        self._process: Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._spoke = asyncio.Event()

    @property
    def on(self) -> bool:
        """Whether the box is open, or is being opened."""
        return self._process is not None

    async def open(self, order: Order) -> BoxState:
        """Open it; returns its first state, which says what went wrong where `open` is false. Where it is open, nothing changes."""
        if self._process is None:
            self._spoke = asyncio.Event()
            self.state = None
            try:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-P",
                    "-m",
                    "kit.drop_box",
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=asyncio.subprocess.DEVNULL,
                    limit=LIMIT,
                )
            except OSError as error:
                return BoxState(ended=_("The drop box could not be started: {why}.").format(why=error))
            assert self._process.stdin is not None
            self._process.stdin.write(msgspec.json.encode(order) + b"\n")
            self._task = asyncio.ensure_future(self._listen(self._process))
        await self._spoke.wait()
        return self.state or BoxState(ended=_(UNSAID))

    async def close(self) -> None:
        """Close it; what is on its way in is finished first."""
        process, task = self._process, self._task
        if process is None or task is None:
            return
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            await asyncio.wait_for(asyncio.shield(task), CLOSES_WITHIN_S)
        except TimeoutError:
            process.kill()  # nothing is lost by it
            await task

    async def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        async for raw in process.stdout:
            with contextlib.suppress(msgspec.MsgspecError):
                self.state = msgspec.json.decode(raw, type=BoxState)
                self._spoke.set()
        await process.wait()
        last = self.state or BoxState()
        self.state = msgspec.structs.replace(last, open=False, ended=last.ended or _(UNSAID))
        self._process = None
        self._spoke.set()
