"""Students, machines, sticks and a teacher, acting in any order: all that is handed in is collected exactly once, receipts are true."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from carrying import outbox
from carrying.arrivals import take_all
from carrying.bundle import digest
from carrying.handin import hand_in
from carrying.journal import read_journal
from carrying.machine import Place
from carrying.study import HIDDEN, Profile, Study, open_study
from carrying.trust import own_keys, remember_class
from curriculum.evidence import Opened
from grading.class_folder import ClassFolder, new_class, open_class
from grading.collect import collect
from grading.records import Records
from tests.grading.work import write_journal
from tests.keys import CLASS, give_keys, unlocked
from tests.tiny import write_course

pytestmark = pytest.mark.slow

MEMORY = Path("/dev/shm")
STUDENTS = ("aminaaminaam", "tomastomasto", "zoezoezoezoe")
LESSONS = ("halving", "doubling")
By = tuple[str, int]
CLOCKS = st.sampled_from([1980, 2026, 2027, 2040]).map(lambda year: datetime(year, 5, 1, tzinfo=UTC))
NUMBERS = st.integers(0, 50)


def template() -> Path:
    """A class without anything in it yet, made once."""
    root = Path(tempfile.mkdtemp(prefix="trellis-class-", dir=MEMORY if MEMORY.is_dir() else None)) / "7b"
    made = give_keys(new_class(root, "7b", write_course(root / "course")))
    with Records(made.records_url):
        pass
    return root


class School(RuleBasedStateMachine):
    """What really happened is noted beside what the code keeps of it."""

    made: Path

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(dir=self.made.parent))
        self.folder: ClassFolder = unlocked(open_class(Path(shutil.copytree(self.made, self.root / "class"))))
        self.records = Records(self.folder.records_url)
        self.sticks = [self.root / f"stick-{number}" for number in range(2)]
        for stick in self.sticks:
            stick.mkdir()
        self.studies: list[Study] = []
        self.saved: dict[str, set[By]] = {student: set() for student in STUDENTS}
        self.inside: dict[str, tuple[str, frozenset[By]]] = {}
        self.collected: dict[str, set[By]] = {student: set() for student in STUDENTS}
        self.taken: set[str] = set()
        self.copies = 0

    def teardown(self) -> None:
        """In the end everybody hands in once more, and everything has arrived, once."""
        try:
            self.everything_arrives()
        finally:
            self.records.close()
            shutil.rmtree(self.root)

    def place(self, folder: Path, machine: int) -> Study:
        """A study folder as a new process on a machine opens it; what the machines remember lies apart."""
        profile = open_study(folder, "tiny").profile
        memory = self.root / f"memory-{machine}"
        return Study(folder, profile, Place(folder / HIDDEN, lambda: f"{machine:032}", memory))

    @initialize()
    def a_first_student(self) -> None:
        self.new_study(0, 0)

    @rule(who=st.integers(0, 2), machine=st.integers(0, 2))
    def new_study(self, who: int, machine: int) -> None:
        """A student begins at a machine; another one may have been there before."""
        folder = self.root / f"study-{len(self.studies)}"
        profile = Profile(student=STUDENTS[who], installation=f"machine{len(self.studies):05}", course="tiny")
        study = Study(folder, profile)
        study._keep(profile)
        remember_class(study, CLASS.card)
        own_keys(study)
        Place(folder / HIDDEN, lambda: f"{machine:032}", None).begin(profile.installation)
        self.studies.append(self.place(folder, machine))

    def study(self, number: int) -> Study:
        return self.studies[number % len(self.studies)]

    @rule(number=NUMBERS, lesson=st.sampled_from(LESSONS), times=st.integers(1, 3))
    def work(self, number: int, lesson: str, times: int) -> None:
        study = self.study(number)
        journal = write_journal(study, lesson)
        for _ in range(times):
            by = journal.append(Opened).by
            assert by not in self.saved[study.profile.student], "a number was given twice"
            self.saved[study.profile.student].add(by)

    @rule(number=NUMBERS, stick=st.integers(0, 1))
    def hand_in(self, number: int, stick: int) -> None:
        study = self.study(number)
        if not study.opened():
            return
        before = set(self.sticks[stick].iterdir())
        hand_in(study, self.sticks[stick])
        held = frozenset(
            event.by for folder in study.opened() for event in read_journal(folder / "journal.jsonl")
        )
        for path in set(self.sticks[stick].iterdir()) - before:
            self.inside.setdefault(digest(path.read_bytes()), (study.profile.student, held))

    @rule(stick=st.integers(0, 1))
    def copy_stick(self, stick: int) -> None:
        """Somebody copies everything to the other stick, as people do, under other names."""
        for path in list(self.sticks[stick].glob("*.trellis")):
            self.copies += 1
            shutil.copy(path, self.sticks[1 - stick] / f"Copy {self.copies} of {path.name.upper()}")

    @rule(stick=st.integers(0, 1))
    def lose_stick(self, stick: int) -> None:
        shutil.rmtree(self.sticks[stick])
        self.sticks[stick].mkdir()

    @rule(stick=st.integers(0, 1), which=NUMBERS, part=st.integers(0, 9))
    def pull_stick(self, stick: int, which: int, part: int) -> None:
        """A file is cut off."""
        files = sorted(self.sticks[stick].iterdir())
        if files:
            path = files[which % len(files)]
            path.write_bytes(path.read_bytes()[: path.stat().st_size * part // 10])

    @precondition(lambda self: len(self.studies) < 6)
    @rule(number=NUMBERS, machine=st.integers(0, 3))
    def copy_study(self, number: int, machine: int) -> None:
        """A laptop is copied, or a folder put beside itself: both go on."""
        folder = self.root / f"study-{len(self.studies)}"
        shutil.copytree(self.study(number).folder, folder)
        self.studies.append(self.place(folder, machine))

    @rule(number=NUMBERS, machine=st.integers(0, 3))
    def carry_study(self, number: int, machine: int) -> None:
        """A study folder on a stick goes to another machine."""
        at = number % len(self.studies)
        self.studies[at] = self.place(self.studies[at].folder, machine)

    @rule(stick=st.integers(0, 1), at=CLOCKS)
    def collect(self, stick: int, at: datetime) -> None:
        for path in self.sticks[stick].iterdir():
            name = digest(path.read_bytes())
            if name in self.inside:
                student, held = self.inside[name]
                self.collected[student] |= held
                self.taken.add(name)
        collect(self.folder, self.sticks[stick], at=at)

    @rule(number=NUMBERS, stick=st.integers(0, 1))
    def bring_receipts(self, number: int, stick: int) -> None:
        take_all(self.study(number), self.sticks[stick])

    @invariant()
    def what_was_on_a_collected_stick_is_there_once(self) -> None:
        events = self.records.events()
        hand_ins = [one.digest for one in self.records.hand_ins()]
        for student in STUDENTS:
            found = Counter(event.by for event in events.get(student, []))
            assert set(found) == self.collected[student]
            assert not [by for by, times in found.items() if times > 1]
        assert sorted(hand_ins) == sorted(self.taken)

    @invariant()
    def receipts_are_true(self) -> None:
        for study in self.studies:
            assert {one.digest for one in outbox.received(study)} <= self.taken

    @invariant()
    def what_was_handed_in_is_with_the_class_or_in_an_outbox(self) -> None:
        kept: dict[str, set[By]] = {student: set(held) for student, held in self.collected.items()}
        for study in self.studies:
            for one in outbox.waiting(study):
                student, held = self.inside[one.digest]
                kept[student] |= held
        for student, held in self.inside.values():
            assert held <= kept[student]

    def everything_arrives(self) -> None:
        stick = self.root / "last"
        stick.mkdir()
        self.sticks[0] = stick
        for number, study in enumerate(self.studies):
            if study.opened():
                self.hand_in(number, 0)
        self.collect(0, datetime(2026, 6, 1, tzinfo=UTC))
        self.what_was_on_a_collected_stick_is_there_once()
        assert self.collected == self.saved
        again = collect(self.folder, stick)
        assert (again.new, again.aside) == ([], ())
        for study in self.studies:
            take_all(study, stick)
        self.receipts_are_true()
        last = {one.digest for study in self.studies for one in outbox.waiting(study)}
        assert not last & {digest(path.read_bytes()) for path in stick.iterdir()}
        for student in STUDENTS:
            for lesson in LESSONS:
                journal = self.folder.submitted / student / lesson / "journal.jsonl"
                there = journal.read_bytes() if journal.exists() else b""
                assert there == self.records.journal(student, lesson)


def test_whatever_the_order_everything_is_collected_once_and_receipts_are_true() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    School.made = template()
    try:
        run_state_machine_as_test(
            School,
            settings=settings(
                max_examples=200,
                stateful_step_count=12,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        shutil.rmtree(School.made.parent)
