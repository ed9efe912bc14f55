"""The nursery: a warm process that boxes are forked from. `python -m grading.box.nursery FD`, FD its end of a socket.

It has IPython and the lesson's libraries loaded, has shown a traceback and a figure once, and holds no secret: it is a
fresh program with an environment of its own, and is told nothing but names of libraries and folders. It has one thread,
ends when the host's end of the socket closes, and its boxes end with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import msgspec

from grading.box.inside import Box, seed, send
from grading.box.letters import Opening, Shut, sealed

if TYPE_CHECKING:
    from grading.box.confine import Readable
    from grading.box.shell import BoxShell

AS_IN_A_KERNEL = {
    "NBGRADER_EXECUTION": "autograde",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "TERM": "xterm-color",
    "CLICOLOR": "1",
    "FORCE_COLOR": "1",
    "CLICOLOR_FORCE": "1",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    # One box is one core's work, and threads cost memory that is limited.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
"""What a box's environment has beside that of grading/box/environment.py."""

WITH = {"widgets": ("widgets.cell", "widgets.checking")}
"""What a library loads only when it is used, and cannot load once it is shut in a box."""

WARMING = {
    "": (
        "1 / 0",
        "print(1)\n[1]",
        "def f(:",
        "display({'text/plain': ''}, raw=True)",
        "import asyncio\nawait asyncio.sleep(0)",
    ),
    "numpy": ("import numpy\nnumpy.arange(3) / 2",),
    "pandas": ("import pandas\npandas.DataFrame({'a': [1.5], 'b': ['x']})", "pandas.DataFrame().missing"),
    "matplotlib.pyplot": (
        "import matplotlib.pyplot\nmatplotlib.pyplot.plot([1, 2])\nmatplotlib.pyplot.title('x')",
    ),
}
"""Cells that are run once, for the sake of what they load."""


class Nursing(msgspec.Struct, frozen=True, kw_only=True, tag="nursing"):
    """The first letter to a nursery. `private`: folders that no box may read, wherever they lie."""

    libraries: tuple[str, ...]
    private: tuple[str, ...]


class Bear(msgspec.Struct, frozen=True, kw_only=True, tag="bear"):
    """Fork a box; the file descriptor of its end of a socket comes along."""

    opening: Opening


class HowEnded(msgspec.Struct, frozen=True, kw_only=True, tag="how-ended"):
    """How did that box end? It has ended already."""

    pid: int


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag="ready"):
    """Everything is loaded; `missing` are libraries that could not be. `problem`: why no box can be shut in here."""

    missing: tuple[str, ...] = ()
    problem: str = ""


class Born(msgspec.Struct, frozen=True, kw_only=True, tag="born"):
    """A box is there; a file descriptor for its process comes along. `problem`: why it is not."""

    pid: int
    problem: str = ""


class Ended(msgspec.Struct, frozen=True, kw_only=True, tag="ended"):
    """An exit code, or a signal's number with a minus; None if it is not known."""

    code: int | None


Question = Nursing | Bear | HowEnded
Told = Ready | Born | Ended
fork = getattr(os, "fork", None)
"""Kept from before the shell puts a sentence in its place."""
MOST = 128 * 1024
"""Bytes of a letter to or from the nursery."""


def load(libraries: Iterable[str], folder: str = "") -> BoxShell:
    """A shell with these libraries loaded and everything warm; names that are no importable library are left out."""
    from grading.box.shell import BoxShell
    from grading.box.tracebacks import quick_tracebacks

    quick_tracebacks()
    home = tempfile.mkdtemp(dir=folder or None)
    try:
        shell = BoxShell.make(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    shell.open(1024)
    importlib.import_module("grading.box.probing")
    for name in libraries:
        with contextlib.suppress(Exception):
            for module in (name, *WITH.get(name, ())):
                importlib.import_module(module)
    for name, cells in WARMING.items():
        if not name or name in sys.modules:
            for cell in cells:
                shell.run(-1, cell, 1)
    shell.settle()
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    sys.path.insert(0, "")  # as in a kernel: a module that lies beside the notebook can be imported
    return shell


def nurse(control: socket.socket) -> None:
    """Fork boxes until the host is gone."""
    readable, shell = _ready(control)
    questions = msgspec.json.Decoder(Question)
    endings: dict[int, int] = {}
    while True:
        data, fds, _flags, _address = socket.recv_fds(control, MOST, 1)
        if not data:
            return
        question = questions.decode(data)
        _reap(endings)
        if isinstance(question, HowEnded):
            control.send(msgspec.json.encode(Ended(code=endings.pop(question.pid, None))))
        elif isinstance(question, Bear):
            _bear(control, shell, readable, question.opening, fds[0])


def _ready(control: socket.socket) -> tuple[Readable, BoxShell]:
    from grading.box.confine import Readable

    wanted = msgspec.json.decode(control.recv(MOST), type=Nursing)
    shell = load(wanted.libraries)
    readable = Readable.of_this_python([Path(folder) for folder in wanted.private])
    missing = tuple(name for name in wanted.libraries if name not in sys.modules)
    gc.collect()
    gc.freeze()  # a collection in a box then leaves the pages alone that it shares with the nursery
    control.send(msgspec.json.encode(Ready(missing=missing, problem=readable.problem)))
    return readable, shell


def _bear(
    control: socket.socket, shell: BoxShell, readable: Readable, opening: Opening, channel: int
) -> None:
    assert fork is not None
    try:
        pid = fork()
    except OSError as error:
        os.close(channel)
        control.send(msgspec.json.encode(Born(pid=0, problem=str(error))))
        return
    if not pid:
        _be_a_box(shell, readable, opening, channel)
    process = os.pidfd_open(pid)
    socket.send_fds(control, [msgspec.json.encode(Born(pid=pid))], [process])
    os.close(process)
    os.close(channel)


def _be_a_box(shell: BoxShell, readable: Readable, opening: Opening, channel: int) -> NoReturn:
    """In the child: be shut in, then do what is ordered. Nothing of the nursery's own may come after this."""
    try:
        from grading.box.confine import shut_in

        level = shut_in(Path(opening.folder), opening.limits, readable, keep_fds=(0, 1, 2, channel))
        os.environ.update(AS_IN_A_KERNEL)
        seed()
        box = Box(shell, opening, channel, channel)
        send(channel, sealed(Shut(level=level)))
        box.serve()
    except Exception as error:  # noqa: BLE001  # said to the host if it can still be said
        with contextlib.suppress(Exception):
            send(channel, sealed(Shut(problem=f"{type(error).__name__}: {error}")))
    finally:
        os._exit(70)


def _reap(endings: dict[int, int]) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            if len(endings) > 1000:  # nobody asked about these
                endings.clear()
            endings[pid] = os.waitstatus_to_exitcode(status)


def main() -> None:
    """Run as a program."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as control:
        nurse(control)


if __name__ == "__main__":
    from grading.box import nursery  # noqa: PLW0406  # the notebook's own names will take the place of __main__

    nursery.main()
