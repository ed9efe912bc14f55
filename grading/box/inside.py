"""In the box: one order at a time is read, done and answered. `python -m grading.box.inside` is a cold box with pipes."""

from __future__ import annotations

import _thread
import contextlib
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

from grading.box.letters import HEAD, Calling, CellDone, Opening, Order, ProbeDone, Shut, sealed
from grading.box.outputs import Error, StreamName, scrubbed
from grading.box.wire import Probe, Probed, Run

if TYPE_CHECKING:
    from grading.box.shell import BoxShell

NO_ROOM = Error(
    ename="MemoryError",
    evalue="",
    traceback=["MemoryError: there was no memory left to write down what the cell gave"],
)
AGAIN = 0.25
"""Seconds after which a cell that has swallowed its interruption is interrupted again; the host ends it a little later."""


class TimeLimit:
    """Interrupts what runs too long, as Ctrl-C would: by a timer of the system, or else by a thread."""

    def __init__(self) -> None:
        self._end = 0.0
        self._timer = getattr(signal, "setitimer", None)
        self._alarm = getattr(signal, "SIGALRM", signal.SIGINT)
        self._real = getattr(signal, "ITIMER_REAL", 0)
        if self._timer is None:
            self._changed = threading.Condition()
            threading.Thread(target=self._watch, daemon=True).start()

    def start(self, seconds: float) -> None:
        """From now on there are so many seconds."""
        self._end = time.monotonic() + seconds
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if self._timer:
            signal.signal(self._alarm, signal.default_int_handler)
            self._timer(self._real, max(seconds, 0.001), AGAIN)
        else:
            with self._changed:
                self._changed.notify()

    def stop(self) -> None:
        """No longer interrupt."""
        if self._timer:
            self._timer(self._real, 0)
        else:
            with self._changed:
                self._end = 0.0

    @property
    def passed(self) -> bool:
        """Whether the time was up when last looked at."""
        return time.monotonic() >= self._end

    def _watch(self) -> None:
        with self._changed:
            while True:
                left = self._end - time.monotonic()
                if not self._end:
                    self._changed.wait()
                elif left > 0:
                    self._changed.wait(left)
                else:
                    _thread.interrupt_main()
                    self._changed.wait(AGAIN)


class Spill:
    """The files below `sys.stdout` and `sys.stderr`: what C code, or `os.write`, puts there."""

    def __init__(self, folder: str) -> None:
        self._places: list[tuple[int, StreamName]] = [(1, "stdout"), (2, "stderr")]
        for fd, _ in self._places:
            file = _nameless(folder)
            os.dup2(file, fd)
            os.close(file)

    def collect(self, write: Callable[[StreamName, str], None], most: int) -> None:
        """Hand over what is in them, at most `most` bytes and one, and empty them."""
        for stream in (sys.__stdout__, sys.__stderr__):
            with contextlib.suppress(Exception):  # the notebook may have closed it
                if stream is not None:
                    stream.flush()
        for fd, name in self._places:
            with contextlib.suppress(OSError):
                size = os.fstat(fd).st_size
                if size:
                    os.lseek(fd, 0, os.SEEK_SET)
                    data = os.read(fd, min(size, most + 1))
                    os.truncate(fd, 0)
                    os.lseek(fd, 0, os.SEEK_SET)
                    write(name, data.decode("utf-8", "replace"))


def _nameless(folder: str) -> int:
    """A file that is written at its end, and is gone when the box is."""
    flags = os.O_RDWR | os.O_APPEND
    if hasattr(os, "O_TMPFILE"):
        with contextlib.suppress(OSError):  # not every file system has them
            return os.open(folder, flags | os.O_TMPFILE, 0o600)
    file, path = tempfile.mkstemp(dir=folder)
    os.close(file)
    file = os.open(path, flags | getattr(os, "O_BINARY", 0) | getattr(os, "O_TEMPORARY", 0))
    if os.name != "nt":
        Path(path).unlink()
    return file


class Box:
    """A shell that does what it is told through two file descriptors, and only what comes there."""

    def __init__(self, shell: BoxShell, opening: Opening, read_fd: int, write_fd: int) -> None:
        from grading.box.probing import probe

        self._shell = shell
        self._read_fd, self._write_fd = read_fd, write_fd
        self._probe = probe
        self._orders = msgspec.json.Decoder(Order)
        self._room = opening.limits.output_kb * 1024
        self._limit = TimeLimit()
        self._spill = Spill(opening.folder)
        shell.on_traceback = self._limit.stop
        shell.open(self._room, opening.defines)

    def serve(self) -> NoReturn:
        """Until nobody is at the other end any more."""
        while True:
            # The token waits on the interpreter's own stack while the notebook's code runs, and has no name.
            send(self._write_fd, stamped(receive(self._read_fd), self._answer()))

    def _answer(self) -> CellDone | ProbeDone | None:
        order = self._orders.decode(receive(self._read_fd))
        send(self._write_fd, sealed(Calling(call=-1), order.ticket))
        step = order.step
        if step is None:
            return None
        return self._run(order, step) if isinstance(step, Run) else ProbeDone(probed=self._ask(order, step))

    def _run(self, order: Order, step: Run) -> CellDone:
        shell, limit = self._shell, self._limit
        fine, why = False, ""
        try:
            limit.start(order.seconds)
            fine, why = shell.run(step.index, step.source, order.count, graded=step.graded)
            limit.stop()
        except KeyboardInterrupt:  # it came at the very end
            limit.stop()
        late = limit.passed
        outputs = shell.outputs
        self._spill.collect(outputs.write, self._room)
        return CellDone(
            fine=fine and not late,
            late=late,
            outputs=outputs.end(),
            updates=outputs.updates,
            suspicious=why,
        )

    def _ask(self, order: Order, step: Probe) -> Probed:
        limit, write = self._limit, self._write_fd

        def on_call(number: int) -> None:
            send(write, sealed(Calling(call=number), order.ticket))
            limit.start(order.seconds)

        self._shell.outputs.begin(step.index)
        self._shell.restore()
        started = time.monotonic()
        try:
            limit.start(order.seconds)
            probed = self._probe(self._shell.user_ns, step, on_call)
            limit.stop()
        except KeyboardInterrupt:  # outside of all calls
            limit.stop()
            probed = Probed(index=step.index, status="late")
        self._spill.collect(lambda *_: None, 0)
        return msgspec.structs.replace(probed, seconds=time.monotonic() - started)


def stamped(token: bytes, reply: CellDone | ProbeDone | None) -> bytes:
    """A reply as a letter, its order's token before it; nothing where there is nothing to say."""
    if reply is None:
        return b""
    stamp = token.decode()
    try:
        return sealed(reply, stamp)
    except UnicodeEncodeError:
        return sealed(msgspec.convert(scrubbed(msgspec.to_builtins(reply)), type(reply)), stamp)
    except MemoryError:
        return sealed(CellDone(fine=False, outputs=[NO_ROOM]), stamp)


def receive(
    fd: int, _read: Callable[[int, int], bytes] = os.read, _exit: Callable[[int], NoReturn] = os._exit
) -> bytes:
    """The next letter. Where nobody is there to send one any more, the process ends."""
    data = b""
    wanted = HEAD.size
    while len(data) < wanted:
        more = _read(fd, wanted - len(data))
        if not more:
            _exit(0)
        data += more
        if wanted == HEAD.size == len(data):
            wanted += HEAD.unpack(data)[0]
    return data[HEAD.size :]


def send(fd: int, data: bytes, _write: Callable[[int, Any], int] = os.write) -> None:
    """Send a letter, all of it."""
    left = memoryview(data)
    while left:
        left = left[_write(fd, left) :]


def seed() -> None:
    """Make random numbers those of a fresh kernel, not of the box before (Python's own do so at every fork)."""
    numbers = sys.modules.get("numpy.random")
    if numbers is not None:
        numbers.seed(int.from_bytes(os.urandom(4), "little"))


def main() -> NoReturn:
    """A cold box: orders come in by stdin, replies go out by stdout, and neither is there for the notebook."""
    read_fd, write_fd = os.dup(0), os.dup(1)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123  # a name of the system's, not a path
        os.dup2(nothing.fileno(), 0)
    opening = msgspec.json.decode(receive(read_fd), type=Opening)
    from grading.box.nursery import AS_IN_A_KERNEL, load

    os.environ.update(AS_IN_A_KERNEL)
    shell = load(opening.libraries, opening.folder)
    if opening.limited:
        from grading.box.confine import limit_only

        limit_only(opening.limits)  # what the libraries took is not the notebook's
    box = Box(shell, opening, read_fd, write_fd)
    send(write_fd, sealed(Shut()))
    box.serve()


if __name__ == "__main__":
    from grading.box import inside  # noqa: PLW0406  # the notebook's own names will take the place of __main__

    inside.main()
