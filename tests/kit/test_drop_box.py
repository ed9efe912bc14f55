"""A drop box as a process of its own: students hand in there, it is killed and opened again, and it closes by itself."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from carrying import outbox
from carrying.bundle import digest
from carrying.handin import prepare
from carrying.lan import errand
from carrying.lan.client import NotSent, Patience, Visitor
from carrying.lan.errand import hand_in_there
from carrying.lan.finding import Place
from carrying.lan.inbox import PARTS
from carrying.packs import open_lesson
from carrying.returned import news
from carrying.saving import save
from carrying.study import Study
from carrying.trust import remember_class
from grading.class_folder import ClassFolder, new_class
from grading.class_keys import make_keys
from grading.records import RecordsFault
from grading.roster import read_roster, rename_student
from kit import drop_box
from kit.command import main
from kit.drop_box import BoxState, HeldOpen, Order
from kit.errands import Errands
from kit.places import network_address
from kit.stop import Stop
from tests.browser import wait_until
from tests.carrying.lan.boxes import breaking, work
from tests.keys import CLASS, give_keys, unlocked
from tests.kit.places import study_with_lessons
from tests.tiny import write_course

HERE = "127.0.0.1"
QUICK = Patience(answer=10.0, pauses=(0.1,) * 5)


@pytest.fixture
def klass(tmp_path: Path) -> ClassFolder:
    return give_keys(new_class(tmp_path / "class", "7b", write_course(tmp_path / "course")))


def studied(folder: Path) -> Study:
    study = study_with_lessons(folder)
    open_lesson(study, "halving")
    return study


class Process:
    """`python -m kit.drop_box` as the desk starts it."""

    def __init__(self, folder: ClassFolder, **options: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kit.drop_box"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        order = Order(folder=str(folder.root), keys=CLASS.secret(), host=HERE, **options)  # type: ignore[arg-type]
        self.stdin.write(msgspec.json.encode(order) + b"\n")
        self.stdin.flush()
        self.states: list[BoxState] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_until(lambda: self.states, 60)

    @property
    def stdin(self):
        assert self.process.stdin is not None
        return self.process.stdin

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.states.append(msgspec.json.decode(line, type=BoxState))

    @property
    def place(self) -> Place:
        host, _, port = self.states[0].addresses[0].partition(":")
        return Place(host, int(port)) if port else Place(host)

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.stdin.close()
        self.process.wait(30)
        self._reader.join(10)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def opened(klass: ClassFolder) -> Iterator[Callable[..., Process]]:
    made: list[Process] = []

    def start(**options: object) -> Process:
        made.append(Process(klass, **options))
        return made[-1]

    yield start
    for one in made:
        one.stop()


def names(process: Process) -> list[str]:
    return [one.student for one in process.states[-1].arrived]


@pytest.mark.slow
def test_a_student_hands_in_and_the_teacher_sees_who_arrived(
    klass: ClassFolder, opened: Callable[..., Process], tmp_path: Path
) -> None:
    box = opened()
    study = studied(tmp_path / "amina")
    stages: list[str] = []
    done = hand_in_there(study, str(box.place), lambda stage, *_: stages.append(stage))
    wait_until(lambda: names(box))
    assert names(box) == [study.profile.student]
    assert list(read_roster(klass.roster).names) == [study.profile.student]
    assert {"looking", "sending"} <= set(stages)
    assert done.place == box.place
    box.stdin.close()  # as when the page's server is gone
    assert box.process.wait(30) == 0
    wait_until(lambda: not box.states[-1].open)
    assert box.states[-1].ended == "It was closed."


@pytest.mark.slow
def test_killed_in_the_middle_of_a_hand_in_it_goes_on_when_it_is_open_again(
    klass: ClassFolder, opened: Callable[..., Process]
) -> None:
    box = opened()
    data = work(3_000_000)
    with breaking(box.place, [1_500_000]) as place, pytest.raises(NotSent):
        Visitor(CLASS.card, place, Patience(answer=10.0, pauses=()), lambda _: None).send(data)
    part = klass.inbox / PARTS / digest(data)
    wait_until(lambda: part.is_file() and part.stat().st_size > 1_000_000)
    box.process.kill()
    box.process.wait(30)
    before = part.stat().st_size
    assert 1_000_000 < before < len(data)
    again = opened()
    told: list[int] = []
    Visitor(CLASS.card, again.place, QUICK).send(data, lambda done, _: told.append(done))
    assert told[0] > before
    # It is no hand-in inside, which the box cannot know before it is collected: put aside with its reason, and nothing lost.
    wait_until(lambda: again.states[-1].aside)
    assert [path.read_bytes() for path in klass.quarantine.glob("*.trellis")] == [data]


@pytest.mark.slow
def test_what_was_received_and_not_collected_when_it_was_killed_is_collected_at_the_next_start(
    klass: ClassFolder, opened: Callable[..., Process], tmp_path: Path
) -> None:
    study = studied(tmp_path / "amina")
    klass.inbox.mkdir()
    (klass.inbox / "0123456789abcdef.trellis").write_bytes(prepare(study)[-1])
    box = opened()
    wait_until(lambda: names(box))
    assert (klass.received / study.profile.student / "0123456789abcdef.trellis").is_file()


@pytest.mark.slow
def test_the_command_shows_the_address_and_who_arrives_and_ends_with_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRELLIS_PASSPHRASE", "seven quiet rivers")
    klass = make_keys(
        new_class(tmp_path / "class", "7b", write_course(tmp_path / "course")), "seven quiet rivers"
    ).folder
    assert klass.keys is not None
    study = studied(tmp_path / "study")
    remember_class(study, klass.keys.card)
    rename_student(klass.roster, study.profile.student, "Amina Diallo")
    screen = tmp_path / "screen.txt"
    words = ["serve", "--host", HERE, "--class", str(klass.root)]
    with screen.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kit.command", *words], stdout=out, stderr=out
        )
    wait_until(lambda: "│" in screen.read_text("utf-8"), 60, lambda: screen.read_text("utf-8"))
    address = screen.read_text("utf-8").split("│")[1].strip()
    assert main(["hand-in", str(study.folder), "--lan", address]) == 0
    assert "is on your teacher's machine, in the drop box of “7b”" in capsys.readouterr().out
    wait_until(lambda: "Amina Diallo" in screen.read_text("utf-8"))
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    said = screen.read_text("utf-8")
    assert "It was closed. One student has handed in. Everything that arrived is safe." in said
    assert "Traceback" not in said


def run(box: HeldOpen, stop: asyncio.Event | None = None, idle_hours: float = 4.0) -> BoxState:
    async def hold() -> BoxState:
        return await box.run(HERE, None, stop or asyncio.Event(), idle_hours)

    return asyncio.run(hold())


def test_it_closes_by_itself_when_nobody_comes(klass: ClassFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drop_box, "_announced", lambda *_: None)
    monkeypatch.setattr(drop_box, "LOOK_S", 0.01)
    states: list[BoxState] = []
    last = run(HeldOpen(klass, states.append), idle_hours=0.00001)
    assert [one.open for one in states] == [True, False]
    assert last.ended.startswith("It closed by itself: nobody came for")


def test_where_collecting_is_not_possible_the_inbox_keeps_everything_and_the_teacher_is_told(
    klass: ClassFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drop_box, "_announced", lambda *_: None)
    monkeypatch.setattr(drop_box, "LOOK_S", 0.01)

    def locked(_: ClassFolder) -> None:
        raise RecordsFault("The records are in use.")

    monkeypatch.setattr(drop_box, "take_in", locked)
    klass.inbox.mkdir()
    path = klass.inbox / "0123456789abcdef.trellis"
    path.write_bytes(prepare(studied(tmp_path / "amina"))[-1])
    last = run(HeldOpen(klass, lambda _: None), idle_hours=0.0005)
    assert last.problem == (
        "What came in is safe in the inbox, and could not be collected yet: The records are in use."
    )
    assert path.is_file()


def test_a_class_without_keys_opens_no_box(tmp_path: Path) -> None:
    klass = new_class(tmp_path / "class", "7b", write_course(tmp_path / "course"))
    with pytest.raises(Stop, match="has no keys"):
        HeldOpen(klass, lambda _: None)


def test_a_machine_on_no_network_is_told_so(klass: ClassFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drop_box, "own_addresses", list)
    with pytest.raises(Stop, match="is on no network"):
        asyncio.run(HeldOpen(klass, lambda _: None).run("", None, asyncio.Event()))


def test_without_lessons_of_a_class_the_command_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from carrying.study import open_study

    open_study(tmp_path / "study", "tiny")
    assert main(["hand-in", str(tmp_path / "study"), "--lan", "127.0.0.1:9"]) == 1
    assert "does not know your class yet" in capsys.readouterr().err


def test_where_no_box_was_used_yet_none_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errand, "at_first", pytest.fail)
    assert errand.call_by(studied(tmp_path / "study")) == []


def test_a_box_that_does_not_answer_is_no_matter(tmp_path: Path) -> None:
    study = studied(tmp_path / "study")
    save(study.folder / ".trellis" / errand.WAY, b'{"places": [["127.0.0.1", 9]]}')
    assert errand.call_by(study) == []
    save(study.folder / ".trellis" / errand.WAY, b'{"places": [{"host": "127.0.0.1", "port": 9}]}')
    assert errand.call_by(study) == []


def test_a_wrong_address_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = studied(tmp_path / "study")
    assert main(["hand-in", str(study.folder), "--lan", "not an address"]) == 1
    assert "is no address of a drop box" in capsys.readouterr().err


@pytest.mark.slow
def test_a_receipt_and_feedback_come_home_over_the_network(
    klass: ClassFolder, opened: Callable[..., Process], tmp_path: Path
) -> None:
    study = studied(tmp_path / "amina")
    box = opened()
    done = hand_in_there(study, str(box.place))
    assert done.receipted
    assert outbox.waiting(study) == []
    from grading import returning

    assert returning.FOLDER == drop_box.RETURNING
    (pack,) = returning.make_returns(unlocked(klass), date(2026, 11, 26)).packs

    async def at_home() -> None:
        errands = Errands(study.folder)
        errands.call_by()
        await errands.ended()

    def is_home() -> bool:
        asyncio.run(at_home())  # the home page looks by itself where the box was last
        return bool(news(study))

    wait_until(is_home)  # the box looks for new packs twice a second
    assert [one.digest for one in news(study)] == [digest(pack.path.read_bytes())]
    assert [one.kind for one in hand_in_there(study, str(box.place)).arrived] == ["receipt"]


def test_keys_are_not_in_what_a_log_would_show() -> None:
    assert "AGE-SECRET" not in repr(Order(folder="x", keys=CLASS.secret()))
    assert network_address() == os.environ.get("TRELLIS_ADDRESS", "")
