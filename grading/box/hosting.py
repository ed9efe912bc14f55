"""The host's end of nurseries and boxes: starting them, talking to them by the clock, ending them for good."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO, Any, Protocol

import msgspec

from grading.box.environment import environment
from grading.box.isolation import CannotIsolate
from grading.box.letters import Forged, Opener, Opening, Shut, sealed
from grading.box.nursery import AS_IN_A_KERNEL, MOST, Bear, Born, Ended, HowEnded, Nursing, Ready, Told
from grading.box.scratch import Scratch

CHUNK = 256 * 1024
STARTING = 120.0
"""Seconds that a nursery may take to load its libraries, on the slowest machine."""


class BoxEnded(Exception):
    """The box is gone; the message says how, as the end of a sentence about the student's code."""


class TimeUp(Exception):
    """Nothing came in time."""


class Box(Protocol):
    """A box as the host sees it."""

    pid: int | None

    def send(self, letter: msgspec.Struct) -> None:
        """Send a letter. Raises BoxEnded."""

    def receive(self, until: float) -> bytes:
        """The next letter, by the monotonic clock. Raises TimeUp, BoxEnded, Forged."""

    def more(self) -> bool:
        """Whether something came that nobody asked for."""

    def interrupt(self) -> None:
        """Ask what runs in it to stop, as Ctrl-C would."""

    def end(self) -> None:
        """End it, and wait until it is gone."""


class Nursery:
    """A warm process of this host, for one set of libraries. Several threads may ask it for boxes."""

    def __init__(self, libraries: Sequence[str], private: Sequence[str]) -> None:
        """Starts it and does not wait."""
        self._lock = threading.Lock()
        self._ready: Ready | None = None
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # it lives as long as the process
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "grading.box.nursery", str(theirs.fileno())],
                env=environment(None) | AS_IN_A_KERNEL,
                cwd=os.path.abspath(os.sep),
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                start_new_session=True,  # Ctrl-C in the teacher's terminal is for the host alone
            )
        with contextlib.suppress(OSError):  # if it has ended already, asking it for a box will say so
            self._control.send(
                msgspec.json.encode(Nursing(libraries=tuple(libraries), private=tuple(private)))
            )

    def box(self, opening: Opening) -> WarmBox:
        """A fresh box. Raises BoxEnded where the nursery has ended, CannotIsolate where no box can be shut in."""
        ours, theirs = socket.socketpair()
        with self._lock, theirs:
            self._wait()
            born, fds = self._ask(Bear(opening=opening), theirs)
        if not isinstance(born, Born) or not fds:
            ours.close()
            raise CannotIsolate(
                f"No box could be started: {getattr(born, 'problem', 'the nursery does not answer')}."
            )
        return WarmBox(self, ours, born.pid, fds[0])

    def how_ended(self, pid: int) -> int | None:
        """The exit code of a box that has ended."""
        try:
            with self._lock:
                told, _fds = self._ask(HowEnded(pid=pid))
        except BoxEnded:
            return None
        return told.code if isinstance(told, Ended) else None

    def problem(self) -> str:
        """Why no box from here can be shut in, a sentence; "" if it can. Waits until everything is loaded. Raises BoxEnded."""
        with self._lock:
            return self._wait().problem

    def _wait(self) -> Ready:
        if self._ready is None:
            self._control.settimeout(STARTING)
            told, _fds = self._told(Ready)
            assert isinstance(told, Ready)
            self._ready = told
        return self._ready

    def close(self) -> None:
        """End it, and its boxes with it."""
        self._control.close()
        self._process.kill()
        self._process.wait()
        self._errors.close()

    def _ask(self, question: msgspec.Struct, channel: socket.socket | None = None) -> tuple[Told, list[int]]:
        fds = [channel.fileno()] if channel else []
        try:
            socket.send_fds(self._control, [msgspec.json.encode(question)], fds)
        except OSError as error:
            raise BoxEnded(self._last_words()) from error
        return self._told(Born if channel else Ended)

    def _told(self, kind: type[Told]) -> tuple[Told, list[int]]:
        try:
            data, fds, _flags, _address = socket.recv_fds(self._control, MOST, 1)
        except OSError as error:
            raise BoxEnded(self._last_words()) from error
        if not data:
            raise BoxEnded(self._last_words())
        return msgspec.json.decode(data, type=kind), fds

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        self._errors.seek(0)
        said = self._errors.read()[-2000:].decode("utf-8", "replace").strip()
        return f"the process that boxes come from has ended ({self._process.poll()}) {said}".strip()


class WarmBox:
    """A box forked from a nursery, over a socket."""

    def __init__(self, nursery: Nursery, channel: socket.socket, pid: int, process: int) -> None:
        self.pid: int | None = pid
        self._nursery = nursery
        self._born = pid
        self._channel = channel
        self._process = process
        self._opener = Opener()
        self._poll = select.poll()
        self._poll.register(channel, select.POLLIN)
        self._poll.register(process, select.POLLIN)

    def limit(self, most: int) -> None:
        """Believe no letter longer than this."""
        self._opener.limit = most

    def send(self, letter: msgspec.Struct) -> None:
        """Send a letter."""
        try:
            self._channel.settimeout(None)
            self._channel.sendall(sealed(letter))
        except OSError:
            raise self._ended() from None

    def receive(self, until: float) -> bytes:
        """The next letter."""
        while (body := self._opener.letter()) is None:
            left = until - time.monotonic()
            ready = dict(self._poll.poll(max(0.0, left) * 1000))
            if self._channel.fileno() in ready:
                try:
                    data = self._channel.recv(CHUNK, socket.MSG_DONTWAIT)
                except BlockingIOError:
                    continue
                except OSError:
                    data = b""
                if not data:
                    raise self._ended()
                self._opener.feed(data)
            elif self._process in ready:
                raise self._ended()
            elif left <= 0:
                raise TimeUp
        return body

    def more(self) -> bool:
        """Whether something came that nobody asked for."""
        if self._opener.empty:
            with contextlib.suppress(OSError):
                self._opener.feed(self._channel.recv(1, socket.MSG_DONTWAIT))
        return not self._opener.empty

    def interrupt(self) -> None:
        """SIGINT."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGINT)

    def end(self) -> None:
        """SIGKILL, which nothing in the box can put off."""
        if self._process < 0:
            return
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)
        select.select([self._process], [], [])
        os.close(self._process)
        self._process = -1
        self._channel.close()

    def _ended(self) -> BoxEnded:
        """How it ended. If it only closed the socket, it is ended here."""
        waiting = select.select([self._process], [], [], 1.0)[0]
        self.end()
        if not waiting:
            return BoxEnded("it cut the connection to the grader")
        return BoxEnded(cause(self._nursery.how_ended(self._born)))


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

    def send(self, letter: msgspec.Struct) -> None:
        """Send a letter."""
        assert self._popen.stdin is not None
        data = memoryview(sealed(letter))
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


def shut(box: WarmBox | ColdBox, until: float, most: int) -> None:
    """Wait for the box's word that it is shut in. Raises CannotIsolate, BoxEnded."""
    try:
        said = msgspec.json.decode(box.receive(until), type=Shut)
    except (TimeUp, Forged, msgspec.MsgspecError):
        box.end()
        raise CannotIsolate("A box did not start in time.") from None
    if said.problem:
        box.end()
        raise CannotIsolate(f"A box could not be shut in: {said.problem}")
    box.limit(most)


def cause(code: int | None) -> str:
    """What an exit code means, as the end of a sentence."""
    if code is None:
        return "it ended Python"
    if code >= 0:
        return f"it ended Python itself (exit code {code})"
    known = {
        "SIGSEGV": "it crashed Python itself (a segmentation fault)",
        "SIGABRT": "it crashed Python itself (abort)",
        "SIGKILL": "it was stopped by the computer, mostly because it used too much memory",
        "SIGXCPU": "it used too much computing time",
        "SIGSYS": "it asked the computer for something that is not allowed while it is graded",
    }
    name = next((one.name for one in signal.Signals if one == -code), f"signal {-code}")
    return known.get(name, f"it was ended by a signal ({name})")


Watch = Callable[[], str]
"""Looks at what a box uses: "" or the limit that is passed, as a sentence."""
