"""The warm process that boxes are forked from: what it has, what it has not, and how it ends."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.box.hosting import BoxEnded, cause, shut
from grading.box.isolation import CannotIsolate
from grading.box.letters import Calling, CellDone, Opening, Order, read_reply
from grading.box.outputs import Result
from grading.box.scratch import Scratch
from grading.box.warm import Nursery, WarmBox
from grading.box.wire import Limits, Run

pytestmark = pytest.mark.sandbox

LIMITS = Limits()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    os.environ["SECRET_OF_THE_TEACHER"] = "in the environment"
    warm = Nursery(("numpy", "no_such_library", "os; print(1)", "widgets"), ())
    del os.environ["SECRET_OF_THE_TEACHER"]
    yield warm
    warm.close()


@pytest.fixture
def scratch() -> Iterator[Scratch]:
    with Scratch(None, LIMITS) as folder:
        yield folder


@pytest.fixture
def box(nursery: Nursery, scratch: Scratch) -> Iterator[WarmBox]:
    born = nursery.box(Opening(folder=str(scratch.path), limits=LIMITS))
    shut(born, time.monotonic() + 30, 10_000_000)
    yield born
    born.end()


def order(box: WarmBox, source: str, seconds: float = 20) -> None:
    """Have a cell run."""
    box.send(Order(ticket="c" * 16, step=Run(index=0, source=source), count=1, seconds=seconds), "t" * 16)


def value(box: WarmBox, source: str) -> str:
    """The text of a cell's value."""
    order(box, source)
    assert read_reply(box.receive(time.monotonic() + 30), "t" * 16, "c" * 16) == Calling(call=-1)
    reply = read_reply(box.receive(time.monotonic() + 30), "t" * 16, "c" * 16)
    assert isinstance(reply, CellDone)
    (result,) = reply.outputs
    assert isinstance(result, Result), reply.outputs
    return str(result.data["text/plain"])


def gone(pid: int) -> bool:
    """Whether the process ends within some seconds."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], 20)[0])
    finally:
        os.close(process)


def test_it_has_the_libraries_and_none_of_the_teachers_secrets(nursery: Nursery, box: WarmBox) -> None:
    assert (
        value(
            box, "import sys\n'numpy' in sys.modules, 'widgets.cell' in sys.modules, 'pandas' in sys.modules"
        )
        == "(True, True, False)"
    )
    assert (
        value(box, "import os\nos.environ.get('SECRET_OF_THE_TEACHER'), os.environ['NBGRADER_EXECUTION']")
        == "(None, 'autograde')"
    )
    assert (
        value(
            box,
            "[n for n in sys.modules if n.split('.')[0] in ('nbgrader', 'sqlalchemy', 'cryptography', 'nacl', 'pyrage')]",
        )
        == "[]"
    )
    assert b"SECRET_OF" not in Path(f"/proc/{nursery._process.pid}/environ").read_bytes()


def test_its_boxes_are_fresh(box: WarmBox) -> None:
    assert (
        value(box, "[name for name in globals() if not name.startswith('_')]")
        == "['In', 'Out', 'get_ipython', 'exit', 'quit', 'open']"
    )
    assert value(box, "import gc, threading\ngc.isenabled(), threading.active_count()") == "(True, 1)"
    assert value(box, "import os, sys\nos.listdir('.'), sys.path[0], __name__") == "([], '', '__main__')"


def test_each_box_has_random_numbers_of_its_own(nursery: Nursery) -> None:
    """As each kernel has. (A set's order is the same in all: grading twice gives one result.)"""
    seen = set()
    for _ in range(2):
        with Scratch(None, LIMITS) as scratch:
            born = nursery.box(Opening(folder=str(scratch.path), limits=LIMITS))
            shut(born, time.monotonic() + 30, 10_000_000)
            seen.add(value(born, "import random, numpy\n[random.random(), numpy.random.rand(), hash('a')]"))
            born.end()
    first, second = (eval(text, {"np": None}) for text in seen)
    assert first[0] != second[0]
    assert first[1] != second[1]
    assert first[2] == second[2]


def test_a_name_that_is_no_library_is_left_out(nursery: Nursery) -> None:
    assert nursery.problem() == ""
    assert nursery._wait().missing == ("no_such_library", "os; print(1)")


def test_it_knows_how_a_box_ended(nursery: Nursery, scratch: Scratch) -> None:
    ends = {
        "import os\nos._exit(7)": "exit code 7",
        "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)": "SIGTERM",
    }
    for source, why in ends.items():
        born = nursery.box(Opening(folder=str(scratch.path), limits=LIMITS))
        shut(born, time.monotonic() + 30, 10_000_000)
        order(born, source)
        assert born.receive(time.monotonic() + 30)
        with pytest.raises(BoxEnded, match=why):
            born.receive(time.monotonic() + 30)


def test_a_box_that_cannot_be_shut_in_runs_nothing(nursery: Nursery) -> None:
    born = nursery.box(Opening(folder="/no/such/folder", limits=LIMITS))
    with pytest.raises(CannotIsolate):
        shut(born, time.monotonic() + 30, 10_000_000)
    assert nursery.problem() == "", "and the nursery goes on"


def test_it_ends_with_the_host_and_its_boxes_with_it() -> None:
    """A host that is killed closes its sockets; that is all that happens here, too."""
    warm = Nursery((), ())
    with Scratch(None, LIMITS) as scratch:
        born = warm.box(Opening(folder=str(scratch.path), limits=LIMITS))
        shut(born, time.monotonic() + 30, 10_000_000)
        order(born, "while True: pass", 1000)
        assert born.pid is not None
        warm._control.close()
        assert warm._process.wait(20) == 0
        assert gone(born.pid)
        born.end()
    warm.close()


def test_its_terminal_is_not_the_teachers() -> None:
    """Ctrl-C goes to all of a terminal's group; nurseries are in one of their own."""
    warm = Nursery((), ())
    assert warm.problem() == ""
    assert os.getsid(warm._process.pid) != os.getsid(0)
    os.kill(warm._process.pid, signal.SIGINT)
    with Scratch(None, LIMITS) as scratch:
        born = warm.box(Opening(folder=str(scratch.path), limits=LIMITS))
        shut(born, time.monotonic() + 30, 10_000_000)
        assert value(born, "1 + 1") == "2"
        born.end()
    warm.close()


def test_a_nursery_that_was_killed_says_so() -> None:
    warm = Nursery((), ())
    os.kill(warm._process.pid, signal.SIGKILL)
    with pytest.raises(BoxEnded, match="has ended"):
        warm.problem()
    warm.close()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (None, "ended Python"),
        (0, "exit code 0"),
        (-11, "segmentation fault"),
        (-9, "stopped by the computer"),
        (-99, "signal 99"),
    ],
)
def test_how_an_end_is_said(code: int | None, said: str) -> None:
    assert said in cause(code)
