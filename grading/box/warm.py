"""The host's end of a nursery and of the boxes that are forked from it. For Linux: it talks by sockets and pidfds."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import msgspec

from grading.box.environment import environment
from grading.box.hosting import CHUNK, BoxEnded, NurseryEnded, TimeUp, cause
from grading.box.isolation import CannotIsolate
from grading.box.letters import Opener, Opening, sealed, token_letter
from grading.box.nursery import AS_IN_A_KERNEL, MOST, Bear, Born, Ended, HowEnded, Nursing, Ready, Told
from grading.words import _

STARTING = 120.0
"""Seconds that a nursery may take to load its libraries, on the slowest machine."""


class Nursery:
    """A warm process of this host, for one set of libraries. Several threads may ask it for boxes."""

    def __init__(self, libraries: Sequence[str], private: Sequence[str]) -> None:
        """Starts it and does not wait."""
        self._lock = threading.Lock()
        self._ready: Ready | None = None
        self._asking = False
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # it lives as long as the process
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "grading.box.nursery", str(theirs.fileno())],
                env=environment(None) | AS_IN_A_KERNEL,
                cwd=Path(sys.executable).anchor,
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
        try:
            with self._lock, theirs:
                self._wait()
                born, fds = self._ask(Bear(opening=opening), theirs)
        except BaseException:
            ours.close()
            raise
        if not isinstance(born, Born) or not fds:
            ours.close()
            raise CannotIsolate(
                _("No box could be started: {why}.").format(
                    why=getattr(born, "problem", "") or _("the process that boxes come from does not answer")
                )
            )
        return WarmBox(self, ours, born.pid, fds[0])

    def how_ended(self, pid: int) -> int | None:
        """The exit code of a box that has ended. Raises NurseryEnded."""
        with self._lock:
            told, _fds = self._ask(HowEnded(pid=pid))
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

    @property
    def ended(self) -> bool:
        """Whether it is gone."""
        return self._process.poll() is not None

    def close(self) -> None:
        """End it, and its boxes with it."""
        self._control.close()
        self._process.kill()
        self._process.wait()
        self._errors.close()

    def _ask(self, question: msgspec.Struct, channel: socket.socket | None = None) -> tuple[Told, list[int]]:
        if self._asking:  # somebody was interrupted before the answer came: it would be taken for this one's
            raise NurseryEnded("a question was left without its answer")
        self._asking = True
        fds = [channel.fileno()] if channel else []
        try:
            socket.send_fds(self._control, [msgspec.json.encode(question)], fds)
        except OSError as error:
            raise NurseryEnded(self._last_words()) from error
        told = self._told(Born if channel else Ended)
        self._asking = False
        return told

    def _told(self, kind: type[Told]) -> tuple[Told, list[int]]:
        try:
            data, fds, _flags, _address = socket.recv_fds(self._control, MOST, 1)
        except OSError as error:
            raise NurseryEnded(self._last_words()) from error
        if not data:
            raise NurseryEnded(self._last_words())
        return msgspec.json.decode(data, type=kind), fds

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        self._errors.seek(0)
        said = self._errors.read()[-2000:].decode("utf-8", "replace").strip()
        ended = _("the process that boxes come from has ended ({code})").format(code=self._process.poll())
        return f"{ended} {said}".strip()


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

    def send(self, letter: msgspec.Struct, token: str = "") -> None:
        """Send a letter."""
        try:
            self._channel.settimeout(None)
            self._channel.sendall((token_letter(token) if token else b"") + sealed(letter))
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
        if self._nursery.ended:
            return NurseryEnded("the process that boxes come from has ended")
        if not waiting:
            return BoxEnded(_("it cut the connection to the grader"))
        try:
            return BoxEnded(cause(self._nursery.how_ended(self._born)))
        except NurseryEnded as ended:  # its boxes go a moment before it does
            return ended
