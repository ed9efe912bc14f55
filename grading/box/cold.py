"""A box that is a process of its own, with pipes: slower to start, and the same on every system."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import threading
import time
from collections.abc import Sequence
from typing import Any

import msgspec

from grading.box.environment import environment
from grading.box.hosting import CHUNK, BoxEnded, TimeUp, cause
from grading.box.letters import Opener, sealed, token_letter
from grading.box.nursery import AS_IN_A_KERNEL
from grading.box.scratch import Scratch


class ColdBox:
    """A process of its own for one notebook, with pipes: slower to start, and works on every system."""

    def __init__(self, command: Sequence[str], scratch: Scratch, fds: Sequence[int] = ()) -> None:
        self._opener = Opener()
        self._came: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        options: dict[str, Any] = (
            {"pass_fds": tuple(fds), "start_new_session": True} if os.name == "posix" else {}
        )
        self._popen = subprocess.Popen(
            [*command],
            cwd=scratch.work,
            env=environment(scratch.path) | AS_IN_A_KERNEL,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            **options,
        )
        self.pid: int | None = self._popen.pid
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def limit(self, most: int) -> None:
        """Believe no letter longer than this."""
        self._opener.limit = most

    def send(self, letter: msgspec.Struct, token: str = "") -> None:
        """Send a letter."""
        assert self._popen.stdin is not None
        data = memoryview((token_letter(token) if token else b"") + sealed(letter))
        try:
            while data:
                data = data[self._popen.stdin.write(data) or 0 :]
        except OSError:
            raise self._ended() from None

    def receive(self, until: float) -> bytes:
        """The next letter."""
        while (body := self._opener.letter()) is None:
            try:
                data = self._came.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise TimeUp from None
            if not data:
                raise self._ended()
            self._opener.feed(data)
        return body

    def more(self) -> bool:
        """Whether something came that nobody asked for."""
        return not self._opener.empty or not self._came.empty()

    def interrupt(self) -> None:
        """Its own timer has done so already; from outside only an end is possible on every system."""

    def end(self) -> None:
        """End it."""
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _read(self) -> None:
        """Until the box is gone. A queue that nobody empties is bounded by the box's being stopped after each letter."""
        assert self._popen.stdout is not None
        data = b"-"
        while data:
            try:
                data = self._popen.stdout.read(CHUNK)
            except (OSError, ValueError):
                data = b""
            self._came.put(data)

    def _ended(self) -> BoxEnded:
        try:
            code: int | None = self._popen.wait(1.0)
        except subprocess.TimeoutExpired:
            self.end()
            return BoxEnded("it cut the connection to the grader")
        self.end()
        return BoxEnded(cause(code))
