"""The errand a student's page has in hand: handing in over the school network, followed by the page until it is done."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from pathlib import Path

import msgspec

from carrying.lan.errand import Stage, call_by, hand_in_there
from carrying.saving import NotSaved
from carrying.study import open_study
from kit.command import sentence
from kit.commands.hand_in import handed_in_there, look_for_box
from kit.commands.study import DEFAULT_COURSE
from kit.words import N_, _

CALL_AGAIN_S = 120.0
"""Seconds between two looks at the drop box by itself."""

WORDS: dict[Stage, str] = {
    "looking": N_("Looking for the drop box of your class …"),
    "sending": N_("Sending your work …"),
    "waiting": N_("It has arrived. Waiting for your teacher's machine to collect it …"),
    "fetching": N_("Fetching what is there for you …"),
}


class ErrandState(msgspec.Struct, frozen=True, kw_only=True):
    """How it goes: what is being done in words, and the share of it that is done in per cent; then what came of it.

    `failed`: the outcome says why not, and that the work is safe. `left` are sentences about packs that were not taken.
    """

    running: bool = True
    words: str = ""
    percent: int | None = None
    outcome: str = ""
    failed: bool = False
    left: tuple[str, ...] = ()


class Errands:
    """Runs one errand of a study folder at a time."""

    def __init__(self, folder: Path) -> None:
        self.state: ErrandState | None = None
        self._folder = folder
        self._task: asyncio.Task[None] | None = None
        self._one_at_a_time = threading.Lock()
        self._called = float("-inf")

    @property
    def busy(self) -> bool:
        """Whether one is in hand."""
        return self.state is not None and self.state.running

    def start(self, address: str) -> None:
        """Start one, to a typed address or (empty) to wherever the box is; where one is in hand, it goes on."""
        if not self.busy:
            self.state = ErrandState(words=_(WORDS["looking"]))
            self._task = asyncio.ensure_future(asyncio.to_thread(self._run, address))

    def call_by(self) -> None:
        """See in the background whether anything has come back to the drop box that was used last; the next page shows it."""
        if self.busy or time.monotonic() - self._called < CALL_AGAIN_S:
            return
        self._called = time.monotonic()
        self._task = asyncio.ensure_future(asyncio.to_thread(self._call_by))

    async def ended(self) -> None:
        """Wait for the end of the errand in hand, if there is one."""
        if self._task is not None:
            await self._task

    def _call_by(self) -> None:
        with self._one_at_a_time, contextlib.suppress(NotSaved):  # it is there the next time as well
            call_by(open_study(self._folder, DEFAULT_COURSE))

    def _run(self, address: str) -> None:
        try:
            study = open_study(self._folder, DEFAULT_COURSE)
            with self._one_at_a_time:
                done = hand_in_there(study, address, self._tell, look=look_for_box)
            self.state = ErrandState(
                running=False,
                outcome=handed_in_there(study, done),
                left=tuple(one.reason for one in done.left),
            )
        except Exception as error:  # noqa: BLE001 - the edge to the page: a sentence whatever happens
            self.state = ErrandState(running=False, outcome=sentence(error), failed=True)

    def _tell(self, stage: Stage, done: int, of: int) -> None:
        self.state = ErrandState(words=_(WORDS[stage]), percent=done * 100 // of if of else None)
