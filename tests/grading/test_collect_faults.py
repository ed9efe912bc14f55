"""Collecting where the disk, the stick, the database or the power fails: at every call. Collected again, it is as if nothing had been."""

from __future__ import annotations

import itertools
import resource
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from carrying.bundle import read_bundle
from carrying.handin import hand_in
from carrying.saving import NotSaved
from curriculum.course import Course
from curriculum.evidence import Opened
from grading.class_folder import ClassFault, ClassFolder, open_class
from grading.collect import CollectFault, collect
from grading.join_codes import JoinCodesFault
from grading.records import Records, RecordsFault
from grading.roster import RosterFault, read_roster
from tests.faults import ERRORS, cut_off, failing, in_memory, pulled
from tests.grading.work import do_halving, study_with, write_code, write_journal
from tests.keys import CLASS, unlocked

__all__ = ["in_memory"]

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 2, 15, tzinfo=UTC)
SAID = (ClassFault, CollectFault, JoinCodesFault, NotSaved, RecordsFault, RosterFault)
"""All that collecting may raise: each is a sentence."""
MOST = 600


@pytest.fixture
def template(klass: ClassFolder, course: Course, in_memory: Path) -> Path:
    """A class that has collected once from two machines, and a stick with more: a later hand-in, a new student, a damaged file."""
    root = in_memory / "template"
    (root / "stick").mkdir(parents=True)
    for name in ("gradebook.db", "packs", "source"):
        path = klass.root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    amina = study_with(klass, root / "amina", "k3f92m7qx0ab", "schoolschool")
    home = study_with(klass, root / "home", "k3f92m7qx0ab", "homehomehome")
    tomas = study_with(klass, root / "tomas", "p8r4wz2n6cde", "tomastomasto")
    write_journal(amina, "halving").append(Opened)
    write_code(home, "doubling", "answer-double", "# at home\n")
    early = root / "early"
    early.mkdir()
    for study in (amina, home):
        hand_in(study, early)
    shutil.move(klass.root, root / "class")
    collect(unlocked(open_class(root / "class")), early, at=AT)
    do_halving(amina, course)
    write_code(amina, "doubling", "answer-double", "# at school\n")
    do_halving(tomas, course)
    for study in (amina, tomas):
        path = hand_in(study, root / "stick")
    (root / "stick" / "cut.trellis").write_bytes(path.read_bytes()[:-7])
    return root


def copies(template: Path, step: int = 1) -> Iterator[tuple[int, Path]]:
    """The template anew, and a number, until the test has had enough."""
    for at in itertools.count(1, step):
        assert at < MOST, "it never ends"
        root = template.parent / "copy"
        shutil.copytree(template, root)
        yield at, root
        shutil.rmtree(root)


def gather(root: Path) -> None:
    collect(unlocked(open_class(root / "class")), root / "stick", at=AT)


def state(root: Path) -> dict[str, object]:
    """All that collecting changes in a class."""
    folder = open_class(root / "class")
    with Records(folder.records_url) as records:
        told = (
            records.events(),
            records.hand_ins(),
            records.notebooks(),
            records.installations(),
            records.placed(),
        )
    files = {
        path.relative_to(folder.root).as_posix(): path.read_bytes()
        for top in (folder.submitted, folder.submitted_others, folder.quarantine)
        for path in top.rglob("*")
        if path.is_file() and path.suffix != ".tmp" and not path.name.endswith(".reason.txt")
    }
    return {"records": told, "roster": read_roster(folder.roster).names, **files}


def nothing_is_half(root: Path, before: dict[str, object], after: dict[str, object]) -> None:
    """Each file is the one from before or the one from after, and the stick is as it was."""
    with sqlite3.connect(root / "class" / "records.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    now = state(root)
    for name, held in now.items():
        if name != "records":
            assert held in (before.get(name), after.get(name)), name
    assert set(before) <= set(now) <= set(after)


def stopped(root: Path) -> bool:
    """Whether collecting ended in a sentence; anything else that is raised fails the test."""
    try:
        gather(root)
    except SAID as said:
        return bool(str(said))
    return False


@pytest.fixture
def ends(template: Path) -> tuple[dict[str, object], dict[str, object]]:
    """The class before and after, where nothing goes wrong."""
    root = Path(shutil.copytree(template, template.parent / "whole"))
    before = state(root)
    gather(root)
    after = state(root)
    assert before != after
    return before, after


Ends = tuple[dict[str, object], dict[str, object]]


def test_the_nth_call_in_the_class_folder_fails(template: Path, ends: Ends) -> None:
    """Every call, with one of the four errors in turn: they go the same way, and all four at every call take a minute more."""
    for at, root in copies(template):
        with failing(root / "class", at, ERRORS[at % 4]) as seam:
            stopped(root)
        if not seam.struck:
            assert at > 50
            break
        nothing_is_half(root, *ends)
        gather(root)
        assert state(root) == ends[1], (at, seam.struck)


@pytest.mark.parametrize("number", ERRORS)
def test_the_nth_call_on_the_stick_fails(template: Path, ends: Ends, number: int) -> None:
    for at, root in copies(template):
        stick = but_receipts(root / "stick")
        with failing(root / "stick", at, number) as seam:
            stopped(root)
        if not seam.struck:
            assert at > 8
            break
        assert but_receipts(root / "stick") == stick
        gather(root)
        assert same_but_quarantine(state(root), ends[1]), (at, seam.struck)


def but_receipts(stick: Path) -> dict[str, bytes]:
    """What lies on a stick, apart from the receipts that collecting leaves there."""
    return {
        path.name: path.read_bytes()
        for path in stick.iterdir()
        if not path.name.startswith(("receipt-", ".receipt-"))
    }


def test_the_stick_is_pulled_at_the_nth_call(template: Path, ends: Ends) -> None:
    for at, root in copies(template):
        with pulled(root / "stick", at) as seam:
            stopped(root)
        if not seam.struck:
            break
        gather(root)
        assert same_but_quarantine(state(root), ends[1]), (at, seam.struck)


def same_but_quarantine(found: dict[str, object], wanted: dict[str, object]) -> bool:
    """A file read by halves before may have left its half in quarantine beside the whole one's."""
    extra = {name for name in found if name not in wanted}
    return (
        all(name.startswith("quarantine/") for name in extra)
        and found | wanted == found
        and all(found[name] == wanted[name] for name in wanted)
    )


def test_the_disk_of_the_class_goes_away_at_every_third_call(template: Path, ends: Ends) -> None:
    for at, root in copies(template, 3):
        with pulled(root / "class", at) as seam:
            stopped(root)
        if not seam.struck:
            break
        nothing_is_half(root, *ends)
        gather(root)
        # The database lives on here while its folder is gone, so fewer files may be noted as placed; they are there all the same.
        assert but_placed(state(root)) == but_placed(ends[1]), (at, seam.struck)


def but_placed(found: dict[str, object]) -> dict[str, object]:
    records = found["records"]
    assert isinstance(records, tuple)
    return {**found, "records": records[:-1]}


@contextmanager
def statements(at: int, harm: Callable[[], None]) -> Iterator[list[str]]:
    """`harm` is done before the `at`-th statement that goes to a database."""
    said: list[str] = []

    def count(*arguments: object) -> None:
        said.append(str(arguments[2]))
        if len(said) == at:
            harm()

    sa.event.listen(Engine, "before_cursor_execute", count)
    try:
        yield said
    finally:
        sa.event.remove(Engine, "before_cursor_execute", count)


def test_the_nth_statement_of_the_database_fails(template: Path, ends: Ends) -> None:
    def harm() -> None:
        raise sqlite3.OperationalError("disk I/O error")

    for at, root in copies(template):
        with statements(at, harm) as said:
            stopped(root)
        if len(said) < at:
            assert at > 20
            break
        nothing_is_half(root, *ends)
        gather(root)
        assert state(root) == ends[1], (at, said[at - 1])


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be forked there")
def test_power_is_cut_at_every_second_call(template: Path, ends: Ends) -> None:
    for at, root in copies(template, 2):
        if not cut_off(root, at, lambda root=root: gather(root)):
            assert at > 60
            break
        nothing_is_half(root, *ends)
        gather(root)
        assert state(root) == ends[1], at


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files is a Unix thing")
def test_the_database_cannot_grow_any_more(template: Path, ends: Ends) -> None:
    """For real: the system refuses every write beyond a size, which SQLite meets in its journal or in its file."""
    before = (template / "class" / "records.db").stat().st_size
    after = (template.parent / "whole" / "class" / "records.db").stat().st_size
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    refused = 0
    try:
        for size in range(512, after + 4096, 4096):
            root = Path(shutil.copytree(template, template.parent / "copy"))
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
            try:
                refused += stopped(root)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            nothing_is_half(root, *ends)
            gather(root)
            assert state(root) == ends[1], size
            shutil.rmtree(root)
    finally:
        signal.signal(signal.SIGXFSZ, old)
    assert before <= after
    assert refused > 3


def test_the_stick_of_these_tests_is_right_otherwise(template: Path) -> None:
    good = [path for path in (template / "stick").iterdir() if path.name != "cut.trellis"]
    assert {read_bundle(path, [CLASS]).manifest.student for path in good} == {"k3f92m7qx0ab", "p8r4wz2n6cde"}
