"""The loop in a box, as a cold process with pipes: time limits, what is read and what is answered."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest

from grading.box.cold import ColdBox
from grading.box.hosting import BoxEnded, TimeUp, shut
from grading.box.inside import TimeLimit
from grading.box.letters import Calling, CellDone, Opening, Order, ProbeDone, Reply, read_reply
from grading.box.outputs import Error, Stream
from grading.box.running import COLD
from grading.box.scratch import Scratch
from grading.box.wire import Call, Limits, Probe, Run, Step

LIMITS = Limits(cell_seconds=1, output_kb=100)


@pytest.fixture(scope="module")
def box() -> Iterator[ColdBox]:
    with Scratch(None, LIMITS) as scratch:
        cold = ColdBox(COLD, scratch)
        cold.send(Opening(folder=str(scratch.path), limits=LIMITS))
        shut(cold, time.monotonic() + 60, 10_000_000)
        yield cold
        cold.end()


TOKEN, TICKET = "t" * 16, "c" * 16


def ask(box: ColdBox, step: Step, seconds: float = 20, count: int = 1) -> list[Reply]:
    """All replies to one order, but for the first, which says that it has come."""
    box.send(Order(ticket=TICKET, step=step, count=count, seconds=seconds), TOKEN)
    replies: list[Reply] = []
    while not replies or isinstance(replies[-1], Calling):
        replies.append(read_reply(box.receive(time.monotonic() + 30), TOKEN, TICKET))
    assert replies[0] == Calling(call=-1)
    return replies[1:]


def cell(box: ColdBox, source: str, seconds: float = 20) -> CellDone:
    (reply,) = ask(box, Run(index=0, source=source), seconds)
    assert isinstance(reply, CellDone)
    return reply


def test_a_cell_is_run_and_its_names_stay(box: ColdBox) -> None:
    assert cell(box, "x = 6").outputs == []
    assert cell(box, "print(x * 7)") == CellDone(fine=True, outputs=[Stream(name="stdout", text="42\n")])


def test_a_cell_has_the_number_that_it_is_given(box: ColdBox) -> None:
    (reply,) = ask(box, Run(index=0, source="1"), count=17)
    assert isinstance(reply, CellDone)
    assert reply.outputs[0].execution_count == 17  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "import time\ntime.sleep(60)",
        "import asyncio\nawait asyncio.sleep(60)",
        "def f():\n    try:\n        while True: pass\n    finally:\n        pass\nf()",
        "n = 0\nwhile n < 2:\n    try:\n        while True: pass\n    except KeyboardInterrupt:\n        n += 1\nraise KeyboardInterrupt",
    ],
)
def test_a_cell_that_takes_too_long_is_interrupted_and_the_next_goes_on(box: ColdBox, source: str) -> None:
    late = cell(box, f"print('before')\n{source}", seconds=0.3)
    assert (late.fine, late.late) == (False, True)
    first, *errors = late.outputs
    assert first == Stream(name="stdout", text="before\n")
    assert [error.ename for error in errors if isinstance(error, Error)] in (
        ["KeyboardInterrupt"],
        ["CancelledError"],
    )
    assert len(errors) == 1, "where it was"
    assert cell(box, "print('on')").fine


def test_a_cell_that_swallows_its_interruption_and_ends_is_late_all_the_same(box: ColdBox) -> None:
    late = cell(box, "try:\n    while True: pass\nexcept BaseException:\n    pass", seconds=0.3)
    assert (late.fine, late.late) == (False, True)


def test_a_quick_cell_is_not_interrupted_afterwards(box: ColdBox) -> None:
    assert cell(box, "1", seconds=0.2).fine
    assert cell(box, "import time\ntime.sleep(.5)\n'slept'").fine


def test_each_call_of_a_probe_has_its_own_time(box: ColdBox) -> None:
    cell(
        box,
        "def f(n):\n    import time\n    time.sleep(.5)\n    return n * 2\ndef g(n):\n    while n: pass\n    return n",
    )
    calls = tuple(Call(args=(number,)) for number in range(3))
    *calling, done = ask(box, Probe(index=4, name="f", calls=calls), seconds=1.4)
    assert [one.call for one in calling if isinstance(one, Calling)] == [0, 1, 2]
    assert isinstance(done, ProbeDone)
    assert [(answer.status, answer.value) for answer in done.probed.answers] == [
        ("ok", 0),
        ("ok", 2),
        ("ok", 4),
    ]
    *_, done = ask(box, Probe(index=4, name="g", calls=calls), seconds=0.3)
    assert isinstance(done, ProbeDone)
    assert [answer.status for answer in done.probed.answers] == ["ok", "late", "not-run"]


def test_a_probe_is_not_lost_where_json_is_bent(box: ColdBox) -> None:
    cell(
        box,
        "import builtins, json\nkeep = sorted\nbuiltins.sorted = None\njson.dumps = None\ndef h(): return [1, 2]",
    )
    *_, done = ask(box, Probe(index=0, name="h", calls=(Call(),)))
    assert isinstance(done, ProbeDone)
    assert done.probed.answers[0].value == [1, 2]
    assert cell(box, "assert sorted is None\nbuiltins.sorted = keep").fine, (
        "the notebook's own is there again"
    )


def test_outputs_do_not_mix_with_what_is_answered(box: ColdBox) -> None:
    """The box answers by a copy of its stdout; what a notebook writes to fd 1 goes into a file."""
    done = cell(
        box, "import os, sys\nos.write(1, b'{}')\nsys.__stdout__.write('raw')\nsys.__stdout__.flush()"
    )
    assert Stream(name="stdout", text="{}raw") in done.outputs


def test_memory_that_is_used_up_can_be_said(box: ColdBox) -> None:
    done = cell(box, "x = bytearray(1 << 40)")
    assert [output.ename for output in done.outputs if isinstance(output, Error)] == ["MemoryError"]


def test_nobody_at_the_other_end_ends_it() -> None:
    with Scratch(None, LIMITS) as scratch:
        cold = ColdBox(COLD, scratch)
        cold.send(Opening(folder=str(scratch.path), limits=LIMITS))
        shut(cold, time.monotonic() + 60, 1000)
        with pytest.raises(TimeUp):
            cold.receive(time.monotonic())
        assert cold._popen.stdin is not None
        cold._popen.stdin.close()
        with pytest.raises(BoxEnded):
            cold.receive(time.monotonic() + 20)
        assert cold._popen.wait(20) == 0


def test_without_a_timer_of_the_system_a_thread_interrupts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows."""
    monkeypatch.delattr(signal, "setitimer")
    handler = signal.getsignal(signal.SIGINT)
    limit = TimeLimit()

    def spin() -> None:
        limit.start(0.1)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            pass

    for _ in range(2):
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            spin()
        limit.stop()
        assert 0.1 <= time.monotonic() - started < 10
    limit.start(60)
    limit.stop()
    signal.signal(signal.SIGINT, handler)
