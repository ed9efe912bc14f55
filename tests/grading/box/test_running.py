"""A notebook's code in a box, whatever it does: one result for each step, and nothing left behind."""

# ruff: noqa: E501  # a cell's source reads best on one line

from __future__ import annotations

import itertools
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grading.box import isolation, running
from grading.box.running import Unisolated, close, run, warm
from grading.box.scratch import PREFIX
from grading.box.wire import Call, CellRan, Job, Limits, Probe, Probed, Ran, Run, Step

pytestmark = pytest.mark.sandbox

QUICK = Limits(cell_seconds=0.9, seconds=20, memory_mb=256, disk_mb=8, output_kb=100)
PATIENT = msgspec.structs.replace(QUICK, cell_seconds=30, seconds=60)
"""For all that is not about time, however busy the computer is."""


def job(*sources: str | Step, **more: Any) -> Job:
    """A job of cells, and of steps as they are."""
    steps = tuple(
        Run(index=place * 10, source=source) if isinstance(source, str) else source
        for place, source in enumerate(sources)
    )
    return Job(steps=steps, **{"limits": PATIENT, **more})


def statuses(ran: Ran) -> list[str]:
    return [result.status for result in ran.results]


def text(result: object) -> str:
    """All that a cell gave, as text."""
    assert isinstance(result, CellRan)
    return json.dumps(result.outputs)


def test_one_result_for_each_step_in_order() -> None:
    ran = run(job("x = 2", "", "1 / 0", Probe(index=7, name="f", calls=(Call(),)), "x"))
    assert [result.index for result in ran.results] == [0, 10, 20, 7, 40]
    assert statuses(ran) == ["ok", "ok", "error", "ok", "ok"]
    assert [result.execution_count for result in ran.results if isinstance(result, CellRan)] == [
        1,
        None,
        2,
        4,
    ]
    assert ran.isolation == "landlock"
    assert 0 < sum(result.seconds for result in ran.results) < ran.seconds


def test_no_steps_need_no_box() -> None:
    assert run(job()).results == ()


def test_the_job_the_function_and_what_comes_of_it_can_be_sent_to_another_process() -> None:
    wanted, function = pickle.loads(pickle.dumps((job("1 + 1"), run)))
    assert statuses(pickle.loads(pickle.dumps(function(wanted)))) == ["ok"]


def test_importing_it_is_cheap() -> None:
    code = "import sys, grading.box.running\nprint(*sorted({n.split('.')[0] for n in sys.modules}))"
    loaded = set(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
    )
    assert not loaded & {
        "IPython",
        "pandas",
        "numpy",
        "nbgrader",
        "nbformat",
        "matplotlib",
        "asyncio",
        "traitlets",
    }


ENDS = {
    "os._exit": ("import os\nos._exit(3)", "killed", "it ended Python itself (exit code 3)"),
    "a crash": ("import ctypes\nctypes.string_at(0)", "killed", "segmentation fault"),
    "SIGKILL": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "killed", "stopped by the computer"),
    "closed descriptors": ("import os\nos.closerange(3, 256)", "killed", "This cell was stopped"),
    "only the socket": ("import os, time\nos.closerange(3, 256)\ntime.sleep(60)", "killed", "This cell was stopped"),
    "a loop": ("while True: pass", "late", "CellTimeoutError"),
    "a loop in C": ("import itertools\nsum(itertools.count())", "late", "CellTimeoutError"),
    "a long number": ("10 ** 10 ** 8", "late", "CellTimeoutError"),
    "sleep": ("import time\ntime.sleep(60)", "late", "CellTimeoutError"),
    "stubborn": ("while True:\n    try:\n        while True: pass\n    except BaseException: pass", "late", "CellTimeoutError"),
    "deaf": ("import signal, time\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))\ntime.sleep(60)", "late", "CellTimeoutError"),
    "other handlers": ("import signal\nfor s in (signal.SIGINT, signal.SIGALRM): signal.signal(s, signal.SIG_IGN)\nwhile True: pass", "late", "CellTimeoutError"),
    "memory": ("x = []\nwhile True: x.append(bytearray(10 ** 7))", "error", "MemoryError"),
    "disk": ("with open('big', 'wb') as f:\n    while True: f.write(b'x' * 10 ** 6)", "error", "File too large"),
    "many files": ("for i in range(100): open(f'{i}', 'wb').write(b'x' * 10 ** 6)\nimport time\ntime.sleep(60)", "killed", ""),
    "stdout": ("while True: print('x' * 1000)", "late", "output cut"),
    "fd 1": ("import os\nwhile True: os.write(1, b'x' * 10000)", "error", "output cut"),
    "fork": ("import os\nos.fork()", "error", "Programs cannot be started"),
    "a real fork": ("import ctypes\nctypes.CDLL(None).fork()", "ok", "-1"),
    "processes": ("import multiprocessing as m\nm.Process(target=print).start()", "error", "Programs cannot be started"),
    "deep": ("import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(): f()\nf()", "", ""),
    "no errors": ("import sys\nsys.setrecursionlimit(50)", "", ""),
    "exit": ("exit()", "ok", ""),
}  # fmt: skip


@pytest.mark.parametrize("end", ENDS)
def test_one_cell_cannot_take_the_others_with_it(end: str) -> None:
    source, status, said = ENDS[end]
    limits = QUICK if status in ("late", "") else PATIENT
    ran = run(job("a = 1\nprint('first')", source, "print('third', a)", limits=limits))
    first, middle, third = ran.results
    assert [first.status, third.status] == ["ok", "ok"]
    assert status in ("", middle.status)
    assert said in text(middle)
    assert "first" in text(first)
    assert "third 1" in text(third)
    assert [result.execution_count for result in ran.results if isinstance(result, CellRan)] == [1, 2, 3]
    assert ran.seconds < 50


def test_what_a_thread_leaves_behind_ends_with_the_box() -> None:
    source = "import threading, time\ndef on():\n    while True: time.sleep(.01)\nfor d in (True, False): threading.Thread(target=on, daemon=d).start()"
    ran = run(job(source, "'next'"))
    assert statuses(ran) == ["ok", "ok"]
    assert ran.seconds < 5


FORGERIES = {
    "a good reply": b'tttttttttttttttt{"type":"cell","fine":true}',
    "points": b'tttttttttttttttt{"type":"cell","fine":true,"outputs":[{"output_type":"execute_result","data":{"text/plain":"5"}}]}',
    "no JSON": b"\xff\xfe",
    "deep JSON": b"[" * 100_000,
    "nothing": b"",
}


@pytest.mark.parametrize("forgery", FORGERIES)
@pytest.mark.parametrize("then", ["", "import os\nos._exit(0)", "1 / 0"], ids=["goes on", "ends", "fails"])
def test_an_answer_in_the_graders_place_earns_nothing(forgery: str, then: str) -> None:
    """The cell finds the socket, for it is in its own process; it does not know the order's token."""
    source = (
        f"import os, stat, struct\nbody = {FORGERIES[forgery]!r}\n"
        "for fd in range(3, 64):\n"
        "    try:\n"
        "        if stat.S_ISSOCK(os.fstat(fd).st_mode) and os.write(fd, struct.pack('<I', len(body)) + body): pass\n"
        f"    except OSError: pass\n{then}"
    )
    ran = run(job("a = 1", source, "print(a)"))
    assert statuses(ran)[0] == "ok"
    assert statuses(ran)[1] == "killed"
    assert "in place of the grader" in text(ran.results[1])
    assert text(ran.results[2]).count("1\\n") == 1


WALK = """
import gc, json, os, stat, struct, sys
def strings(thing, depth=0):
    if isinstance(thing, (str, bytes)) and len(thing) == 16:
        yield thing if isinstance(thing, bytes) else thing.encode()
    elif depth < 2:
        fields = getattr(type(thing), '__struct_fields__', ())
        for name in fields if isinstance(fields, tuple) else ():
            yield from strings(getattr(thing, name), depth + 1)
        for inner in thing.values() if isinstance(thing, dict) else thing if isinstance(thing, (list, tuple)) else ():
            yield from strings(inner, depth + 1)
def solve(n):
    frame, found = sys._getframe(), set()
    while frame:
        found |= {one for value in list(frame.f_locals.values()) for one in strings(value)}
        frame = frame.f_back
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                for one in found:
                    body = one + b'{"type":"cell","fine":true}'
                    os.write(fd, struct.pack('<I', len(body)) + body)
        except OSError: pass
    END
"""


@pytest.mark.parametrize("end", ["os._exit(0)", "os.close(1)", "while True: pass", "raise SystemExit"])
def test_walking_the_frames_does_not_find_what_an_answer_needs(end: str) -> None:
    """The function under test looks through all frames above it for what stamps an answer."""
    test = Run(index=1, source="assert solve(2) == 4", graded=True)
    ran = run(job(WALK.replace("END", end), test, "'on'"))
    assert ran.results[1].status == "killed", (
        "it found the order's ticket, and an answer stamped so is a forgery"
    )
    assert ran.results[2].status == "ok"


def test_who_answers_in_time_and_then_keeps_the_box_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the stamp is known, as here, the box must go on listening."""
    monkeypatch.setattr(
        running.secrets, "token_hex", lambda count: "t" * (2 * count) if next(turn) % 2 else "c" * (2 * count)
    )
    turn = itertools.count(1)
    source = WALK.replace("for one in found", "for one in [b't' * 16]").replace("END", "os._exit(0)")
    for more in ([], ["'on'"]):
        ran = run(job(source, Run(index=1, source="assert solve(2) == 4", graded=True), *more))
        assert ran.results[1].status == "killed"


def test_what_is_sent_between_two_cells_is_seen_too() -> None:
    source = (
        "import os, stat, threading, time\ndef later():\n    time.sleep(.2)\n    for fd in range(3, 64):\n        try:\n"
        "            if stat.S_ISSOCK(os.fstat(fd).st_mode): os.write(fd, b'xxxxxxxxxxxx')\n        except OSError: pass\n"
        "threading.Thread(target=later).start()"
    )
    ran = run(job(source, "import time\ntime.sleep(.7)", "'on'"))
    assert "killed" in statuses(ran)
    assert statuses(ran)[2] == "ok"


def test_a_flood_through_the_socket_does_not_fill_the_host() -> None:
    source = (
        "import os, stat, struct\nfor fd in range(3, 64):\n    try:\n        if stat.S_ISSOCK(os.fstat(fd).st_mode):\n"
        "            os.write(fd, struct.pack('<I', 1 << 31))\n            while True: os.write(fd, b'x' * 65536)\n    except OSError: pass"
    )
    assert statuses(run(job(source, "1"))) == ["killed", "ok"]


def test_after_three_new_starts_it_is_enough() -> None:
    ran = run(job("x = 1", *["import os\nos._exit(1)"] * 5, "x"))
    assert statuses(ran) == ["ok", "killed", "killed", "killed", "killed", "not-run", "not-run"]
    assert "again and again" in text(ran.results[-1])


def test_the_time_for_all_is_limited_too() -> None:
    limits = Limits(cell_seconds=20, seconds=1.5)
    started = time.monotonic()
    ran = run(
        job(
            "print(1)",
            "while True: pass",
            "print(3)",
            Probe(index=9, name="f", calls=(Call(),)),
            limits=limits,
        )
    )
    assert time.monotonic() - started < 20  # what one cell may take
    assert statuses(ran) == ["ok", "late", "not-run", "not-run"]
    assert "1.5 seconds for the whole notebook" in text(ran.results[2])


def test_a_probe_that_ends_the_box_is_reported_and_the_rest_goes_on() -> None:
    ran = run(
        job(
            "import os\ndef f(n):\n    if n == 2: os._exit(1)\n    return n",
            Probe(index=5, name="f", calls=(Call(args=(1,)), Call(args=(2,)))),
            Probe(index=6, name="f", calls=(Call(args=(3,)),)),
        )
    )
    _cell, ended, fine = ran.results
    assert isinstance(ended, Probed)
    assert isinstance(fine, Probed)
    assert (ended.index, ended.status, ended.answers) == (5, "killed", ())
    assert (fine.index, fine.status, fine.answers[0].value) == (6, "ok", 3)


def test_each_call_of_a_probe_has_the_time_of_a_cell() -> None:
    calls = tuple(Call(args=(number,)) for number in range(4))
    ran = run(
        job(
            "import time\ndef f(n):\n    time.sleep(.4)\n    return n",
            Probe(index=1, name="f", calls=calls),
            limits=QUICK,
        )
    )
    assert isinstance(ran.results[1], Probed)
    assert [answer.value for answer in ran.results[1].answers] == [0, 1, 2, 3]
    calls_in_c = "import itertools\ndef f(n): sum(itertools.count())"
    assert statuses(run(job(calls_in_c, Probe(index=1, name="f", calls=calls), "1", limits=QUICK))) == [
        "ok",
        "late",
        "ok",
    ]


def test_only_graded_cells_are_doubted() -> None:
    source = "class Yes:\n    def __eq__(self, other): return True\nYes() == 1"
    plain, graded = run(job(source, Run(index=5, source="assert Yes() == 1", graded=True))).results
    assert isinstance(plain, CellRan)
    assert isinstance(graded, CellRan)
    assert plain.suspicious == ""
    assert "Yes" in graded.suspicious


def test_a_later_cell_does_not_change_what_a_test_shows() -> None:
    change = "from IPython.display import update_display\nupdate_display('changed', display_id='a')"
    test = Run(index=0, source="display('tested', display_id='a');", graded=True)
    assert "tested" in text(run(job(test, change)).results[0])
    assert "changed" in text(run(job(test.source, change)).results[0])


def test_files_go_in_and_what_is_new_comes_out(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "data.csv").write_text("a\n1\n")
    ran = run(
        job(
            "print(open('data.csv').read())",
            "open('new.txt', 'w').write('new')",
            folder=str(tmp_path / "in"),
            keep=str(tmp_path / "out"),
        )
    )
    assert "a\\n1\\n" in text(ran.results[0])
    assert ran.files == ("new.txt",)
    assert (tmp_path / "out" / "new.txt").read_text() == "new"
    assert [file.name for file in (tmp_path / "in").iterdir()] == ["data.csv"]


def test_a_new_box_begins_with_a_folder_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("0")
    source = "n = int(open('data').read()) + 1\nopen('data', 'w').write(str(n))\nprint(n)"
    ran = run(job(source, "import os\nos._exit(0)", "print(n)", folder=str(tmp_path)))
    assert "1\\n" in text(ran.results[2])


def test_nothing_is_left() -> None:
    def left() -> set[str]:
        return {
            file.name
            for place in ("/dev/shm", "/tmp")
            for file in Path(place).iterdir()
            if file.name.startswith(f"{PREFIX}{os.getpid()}-")  # tests in other processes have boxes, too
        }

    def open_ones() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before, handles = left(), open_ones()
    for source in ("open('x', 'w').write('x')", "import os\nos._exit(0)", "while True: pass"):
        run(job(source, "2", limits=QUICK))
    assert left() <= before
    assert open_ones() == handles


def test_two_threads_of_many_jobs() -> None:
    def one(number: int) -> bool:
        ran = run(
            job(
                f"x = {number}",
                "import os\nos._exit(1)" if number % 25 == 7 else "y = 0",
                f"assert x == {number}\nprint(x)",
            )
        )
        return ran.results[2].status == "ok" and f"{number}\\n" in text(ran.results[2])

    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(one, range(100)))


def test_a_nursery_that_is_killed_between_two_jobs_is_started_again() -> None:
    assert statuses(run(job("1"))) == ["ok"]
    (nursery,) = [one for key, one in running._nurseries.items() if key == ((), ())]
    os.kill(nursery._process.pid, signal.SIGKILL)
    nursery._process.wait(20)
    assert statuses(run(job("1"))) == ["ok"]
    assert running._nurseries[(), ()] is not nursery


def test_a_nursery_that_is_killed_under_a_job_costs_nobody_a_point() -> None:
    started = threading.Event()

    def kill() -> None:
        started.wait(20)
        nursery = running._nurseries[(), ()]
        while not _children(nursery._process.pid):
            os.sched_yield()
        os.kill(nursery._process.pid, signal.SIGKILL)

    assert statuses(run(job("1"))) == ["ok"]
    killer = threading.Thread(target=kill)
    killer.start()
    started.set()
    ran = run(job("x = 1", "import time\ntime.sleep(.8)", "print(x)"))
    killer.join()
    assert statuses(ran) == ["ok", "ok", "ok"]
    assert "1" in text(ran.results[2])


def test_warming_returns_at_once_and_closing_ends_all() -> None:
    close()
    started = time.monotonic()
    warm(("json",))
    back = time.monotonic() - started
    assert statuses(run(job("import json", libraries=("json",)))) == ["ok"]
    assert back < (time.monotonic() - started) / 2  # most of the time is the nursery's, which `run` waits for
    assert list(running._nurseries) == [(("json",), ())], "the nursery that was warmed was used"
    (nursery,) = running._nurseries.values()
    close()
    assert nursery._process.poll() is not None
    assert statuses(run(job("1"))) == ["ok"], "closing is not for ever"


def test_a_host_that_is_killed_leaves_nothing_running() -> None:
    code = (
        "import sys\nfrom grading.box import running\nfrom grading.box.wire import *\n"
        "running.warm()\nprint(running._nursery((), ())._process.pid, flush=True)\n"
        "running.run(Job(steps=(Run(index=0, source='while True: pass'),), limits=Limits(cell_seconds=600, seconds=600)))"
    )
    host = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert host.stdout is not None
    nursery = int(host.stdout.readline())
    handle = os.pidfd_open(nursery)
    try:
        boxes = _children(nursery)
        host.kill()
        host.wait()
        assert _ended(handle)
        for box in boxes:
            end = time.monotonic() + 20
            while Path(f"/proc/{box}").exists() and time.monotonic() < end:
                os.sched_yield()
            assert not Path(f"/proc/{box}").exists()
    finally:
        os.close(handle)
        host.stdout.close()


def _children(pid: int) -> list[str]:
    """The processes that it started, once there is one."""
    file = Path(f"/proc/{pid}/task/{pid}/children")
    end = time.monotonic() + 30
    while not (found := file.read_text().split()) and time.monotonic() < end:
        os.sched_yield()
    assert found
    return found


def _ended(handle: int) -> bool:
    import select

    return bool(select.select([handle], [], [], 20)[0])


def test_a_copy_of_the_host_has_nurseries_of_its_own() -> None:
    code = (
        "import os, sys\nfrom grading.box import running\nfrom grading.box.wire import *\n"
        "job = Job(steps=(Run(index=0, source='1 + 1'),))\nassert running.run(job).results[0].status == 'ok'\n"
        "pid = os.fork()\nassert running.run(job).results[0].status == 'ok'\n"
        "if not pid:\n    running.close()\n    os._exit(0)\n"
        "assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0\nassert running.run(job).results[0].status == 'ok'\nprint('both')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "both\n", done.stderr


@pytest.fixture(params=["bubblewrap", "none"])
def cold(request: pytest.FixtureRequest) -> str:
    if problem := isolation.why_not(request.param):
        pytest.fail(problem)
    return str(request.param)


def test_the_cold_levels_give_the_same(cold: str, tmp_path: Path) -> None:
    wanted = job(
        "x = 1\nprint(x)",
        "1 / 0",
        "while True: pass",
        "open('new.txt', 'w').write('new');",
        Run(index=4, source="assert x == 1", graded=True),
        Probe(index=5, name="x", calls=(Call(read=True),)),
        keep=str(tmp_path),
        limits=msgspec.structs.replace(PATIENT, cell_seconds=2),
    )
    ran = run(wanted, isolation=cold)
    assert ran.isolation == cold
    assert statuses(ran) == ["ok", "error", "late", "ok", "ok", "ok"]
    assert ran.files == ("new.txt",)
    warm_one = run(wanted)
    assert [result.outputs for result in ran.results[:2]] == [
        result.outputs for result in warm_one.results[:2]
    ]  # type: ignore[union-attr]


@pytest.mark.parametrize("end", ["os._exit", "a loop in C", "disk", "closed descriptors"])
def test_the_cold_levels_go_on_too(cold: str, end: str) -> None:
    source, status, said = ENDS[end]
    limits = QUICK if status == "late" else PATIENT
    ran = run(job("a = 1", source, "print(a)", limits=limits), isolation=cold)
    assert statuses(ran) == ["ok", status, "ok"]
    assert said in text(ran.results[1])


def test_without_isolation_it_has_to_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running.walls, "wanted", lambda named: "none")
    monkeypatch.setattr(running.Nursery, "problem", lambda self: "This computer cannot.")
    with pytest.raises(Unisolated, match="Grade here all the same"):
        run(job("1"))
    assert run(job("1"), isolation="none").isolation == "none"


def test_a_level_that_is_not_there_is_refused() -> None:
    with pytest.raises(isolation.CannotIsolate):
        run(job("1"), isolation="a moat")


def test_no_new_thread_or_process_for_each_cell() -> None:
    run(job("1"))
    before = threading.active_count()
    run(job(*["1"] * 5))
    assert threading.active_count() == before


@pytest.mark.slow
def test_a_job_costs_little_more_than_its_cells() -> None:
    """The budget is 15 ms a job and 1 ms a cell on a quiet machine; this only notices when it is lost by far."""
    one, many = job("x = 1"), job(*["x = 1"] * 21)
    run(one)

    def took(wanted: Job) -> float:
        times = []
        for _ in range(20):
            started = time.perf_counter()
            run(wanted)
            times.append(time.perf_counter() - started)
        return min(times)

    floor, more = took(one), took(many)
    assert floor < 0.06
    assert (more - floor) / 20 < 0.01
