"""Backup and restore: a whole class, while it is written into, against every fault of a disk, and against files that lie."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import sys
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from carrying.keys import CODE_WORK, WrongPassphrase, lock
from carrying.recovery import new_code
from carrying.saving import NotSaved
from curriculum.accommodations import Accommodations
from curriculum.course import load_course
from grading.accommodating import set_accommodations
from grading.backup import COURSE, back_up, check, files_of
from grading.backup_file import ABOUT, KEYS, MANIFEST, SEALED, About, BackupFault, Kept, Manifest, read_about
from grading.class_folder import ClassFolder, new_class, open_class
from grading.class_keys import KeysFile, Locked
from grading.notes import close_goal, set_goal, write_note
from grading.records import Records
from grading.replies import take_down
from grading.restoring import Newer, keys_of, latest_change, restore
from grading.student_data import erase_student
from kit.command import main
from tests.faults import ERRORS, cut_off, failing, in_memory, pulled
from tests.keys import CLASS, OTHER, give_keys
from tests.tiny import write_course

__all__ = ["in_memory"]

AMINA = "k3f92m7qx0ab"
NOW, LATER = datetime(2026, 11, 26, 9, tzinfo=UTC), datetime(2026, 11, 27, 9, tzinfo=UTC)
WORDS, CODE = "seven quiet rivers", new_code()


def small_class(root: Path) -> ClassFolder:
    """A class with a roster and records, whose keys a passphrase and a code open."""
    made = give_keys(new_class(root, "7b", write_course(root / "course"), NOW))
    (root / "roster.csv").write_text("id,name\nk3f92m7qx0ab,Amina\n", "utf-8")
    kept = KeysFile(
        card=CLASS.card, locked=lock(CLASS, WORDS, CODE_WORK), recovery=lock(CLASS, CODE, CODE_WORK), made=""
    )
    made.keys_file.write_bytes(msgspec.json.encode(kept))
    with Records(made.records_url) as records:
        write_note(records, "k3f92m7qx0ab", "Well done.", "eva", NOW)
    return made


@pytest.fixture
def small(tmp_path: Path) -> ClassFolder:
    return small_class(tmp_path / "7b")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def contents(root: Path) -> dict[str, bytes]:
    """Every file but the databases, which SQLite may write in another order."""
    return {name: path.read_bytes() for name, path in files_of(root) if path.suffix != ".db"}


def notes_in(root: Path) -> list[str]:
    with sqlite3.connect(root / "records.db") as db:
        return [text for (text,) in db.execute("SELECT text FROM notes ORDER BY number")]


def test_a_class_comes_back_as_it_was_on_another_machine(small: ClassFolder, stick: Path) -> None:
    (small.root / ".trellis").mkdir()
    (small.root / ".trellis" / "token").write_text("a running server's", "utf-8")
    (small.root / "link").symlink_to(small.roster)
    made = back_up(small, stick, at=NOW)
    assert [path.name for path in stick.iterdir()] == [made.path.name]
    assert b"Amina" not in made.path.read_bytes()
    before = contents(small.root)
    shutil.move(small.root, small.root.with_name("gone"))
    done = restore(made.path, small.root, keys_of(made.path, "seven  quiet rivers"), at=NOW)
    assert contents(small.root) == before
    assert notes_in(small.root) == ["Well done."]
    assert done.folder.name == "7b"
    assert not (small.root / ".trellis").exists()
    assert not (small.root / "link").exists()
    assert done.folder.submitted.is_dir()


def test_the_recovery_code_opens_it_too_and_nothing_else_does(small: ClassFolder, stick: Path) -> None:
    made = back_up(small, stick, at=NOW)
    assert keys_of(made.path, CODE) is not None
    with pytest.raises(WrongPassphrase, match="neither the passphrase"):
        keys_of(made.path, "seven quiet river")
    with pytest.raises(Locked):
        back_up(msgspec.structs.replace(small, keys=None), stick)


def test_databases_are_whole_while_somebody_writes(small: ClassFolder, stick: Path) -> None:
    done = threading.Event()

    def write() -> None:
        with Records(small.records_url) as records:
            for number in itertools.count():
                write_note(records, "k3f92m7qx0ab", f"note {number}", "eva", NOW)
                if done.wait(0.01):
                    return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            made = back_up(small, stick, at=NOW.replace(second=number))
            assert check(made.path, small.root, keys=CLASS).files
    finally:
        done.set()
        writer.join()
    restored = restore(made.path, small.root.with_name("new"), CLASS, at=NOW)
    found = notes_in(restored.folder.root)
    assert found[: len(found)] == ["Well done.", *(f"note {number}" for number in range(len(found) - 1))]


def test_a_course_from_elsewhere_travels_along(tmp_path: Path, stick: Path) -> None:
    course = write_course(tmp_path / "elsewhere")
    made = give_keys(new_class(tmp_path / "7b", "7b", course, NOW))
    backup = back_up(made, stick, at=NOW)
    shutil.rmtree(course)
    done = restore(backup.path, tmp_path / "new", CLASS, at=NOW)
    assert done.folder.about.course == COURSE
    assert load_course(done.folder.course_folder()).outline.id == "tiny"


def test_restoring_never_writes_over_a_class(small: ClassFolder, stick: Path) -> None:
    made = back_up(small, stick, at=datetime(2026, 11, 26, 10, tzinfo=UTC))
    with pytest.raises(BackupFault, match="not empty, and nothing in it was changed"):
        restore(made.path, small.root, CLASS)
    beside = restore(made.path, small.root, CLASS, where="beside", at=NOW).folder.root
    waiting = small.root.with_name("waiting")  # a desk serves it, and there is no class yet
    (waiting / ".trellis" / "jupyter").mkdir(parents=True)
    (waiting / "desk.json").write_text("{}", "utf-8")
    assert restore(made.path, waiting, CLASS).folder.name == "7b"
    assert (waiting / ".trellis" / "jupyter").is_dir()
    assert beside.name == "7b-restored-20261126"
    with Records(small.records_url) as records:
        write_note(records, "k3f92m7qx0ab", "Later.", "eva", datetime(2026, 11, 27, tzinfo=UTC))
    with pytest.raises(Newer, match="last on 2026-11-27 00:00, the backup is of 2026-11-26 10:00"):
        restore(made.path, small.root, CLASS, where="instead")
    assert notes_in(small.root) == ["Well done.", "Later."]
    done = restore(made.path, small.root, CLASS, where="instead", even_newer=True, at=NOW)
    assert notes_in(small.root) == ["Well done."]
    assert done.aside is not None
    assert notes_in(done.aside) == ["Well done.", "Later."]


def test_who_was_erased_since_does_not_come_back_with_an_old_backup(small: ClassFolder, stick: Path) -> None:
    made = back_up(small, stick, at=NOW)
    erase_student(small, "k3f92m7qx0ab", NOW)
    done = restore(made.path, small.root, CLASS, where="beside", at=NOW)
    assert done.forgotten == 1
    assert notes_in(done.folder.root) == []
    assert "Amina" not in done.folder.roster.read_text("utf-8")


def test_a_backup_stays_out_of_the_class_folder(small: ClassFolder, tmp_path: Path) -> None:
    with pytest.raises(BackupFault, match="inside the class folder"):
        back_up(small, small.packs)
    with pytest.raises(BackupFault, match="no folder"):
        back_up(small, tmp_path / "nowhere")


@pytest.mark.parametrize("kind", ["full", "pulled"])
def test_whatever_a_stick_does_the_backup_before_stays_whole(kind: str, in_memory: Path) -> None:
    small, stick = small_class(in_memory / "7b"), in_memory / "stick"
    stick.mkdir()
    before = back_up(small, stick, at=NOW).path
    kept = before.read_bytes()
    hit = 0
    for at in itertools.count(1, 3):
        harm = failing(stick, at, ERRORS[at % len(ERRORS)]) if kind == "full" else pulled(stick, at)
        new = None
        try:
            with harm as seam:
                new = back_up(small, stick, at=NOW.replace(hour=10)).path
        except NotSaved:
            hit += 1
        except BackupFault:
            hit += 1  # the stick was gone before anything began
        assert before.read_bytes() == kept
        if new is not None:
            check(new, small.root, keys=CLASS)
            new.unlink()
        for left in stick.glob("*"):
            if (
                left != before
            ):  # the stick was gone before it could be cleared; what is there is no half backup
                assert left.suffix == ".tmp" or check(left, small.root, keys=CLASS).files
                left.unlink()
        if not seam.struck:
            break
    assert hit > 5
    assert not list(small.root.glob(".trellis-*")), "nothing of the class lies about in the clear"


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_power_cut_while_backing_up_or_restoring_leaves_what_was_there(in_memory: Path) -> None:
    small, stick = small_class(in_memory / "7b"), in_memory / "stick"
    stick.mkdir()
    before = back_up(small, stick, at=NOW).path
    kept = before.read_bytes()
    for at in itertools.count(1, 5):
        cut = cut_off(stick, at, lambda: back_up(small, stick, at=NOW.replace(hour=10)))
        assert before.read_bytes() == kept
        for left in stick.glob("*.trellis-backup"):
            assert check(left, small.root, keys=CLASS).files
        if not cut:
            break
    there = in_memory / "there"
    small_class(there)
    says = contents(there)
    for at in itertools.count(1, 12):
        cut = cut_off(
            there.parent / ".there-restoring",
            at,
            lambda: restore(before, there, CLASS, where="instead", even_newer=True),
        )
        if not cut:
            break
        assert contents(there) == says
        shutil.rmtree(there.parent / ".there-restoring", ignore_errors=True)


def forged(path: Path, to: Path, change) -> Path:
    """A backup taken apart and put together anew, changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(to, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return to


def test_a_backup_that_the_class_did_not_make_is_refused(
    small: ClassFolder, stick: Path, tmp_path: Path
) -> None:
    made = back_up(small, stick, at=NOW).path
    stranger = give_keys(
        new_class(tmp_path / "8a", "8a", write_course(tmp_path / "8a" / "course"), NOW), OTHER
    )
    theirs = back_up(stranger, stick, at=NOW).path
    with pytest.raises(BackupFault, match="not a backup that this class made"):
        check(theirs, small.root, keys=CLASS)

    def another_day(members):
        about = msgspec.json.decode(members[ABOUT], type=About)
        members[ABOUT] = msgspec.json.encode(msgspec.structs.replace(about, made="2027-01-01"))

    def unsigned(members):
        about = msgspec.json.decode(members[ABOUT], type=About)
        members[ABOUT] = msgspec.json.encode(msgspec.structs.replace(about, signature=""))

    def torn(members):
        members[SEALED] = members[SEALED][:-100] + bytes(100)

    for change in (another_day, unsigned, torn):
        with pytest.raises(BackupFault):
            check(forged(made, stick / "forged", change), small.root, keys=CLASS)
    for data in (b"", b"PK", made.read_bytes()[:5000], b"x" * 1000):
        (stick / "odd").write_bytes(data)
        with pytest.raises(BackupFault, match="no backup of a class"):
            read_about(stick / "odd")

    def no_keys(members):
        del members[KEYS]

    with pytest.raises(BackupFault, match="damaged"):
        keys_of(forged(made, stick / "forged", no_keys), WORDS)


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/../../evil", "C:/evil", "a\\..\\evil", "a/./b", ""])
def test_no_name_in_a_backup_leads_outside(
    small: ClassFolder, stick: Path, tmp_path: Path, name: str, monkeypatch
) -> None:
    """Signed by the class's own key, and still not believed."""
    from grading import backup

    monkeypatch.setattr(
        backup, "files_of", lambda root: [("class.json", root / "class.json"), (name, root / "roster.csv")]
    )
    monkeypatch.setattr(backup, "check", lambda *a, **k: Manifest(name="", made="", files=(Kept("", 0, ""),)))
    made = back_up(small, stick, at=NOW).path
    with pytest.raises(BackupFault, match="damaged"):
        restore(made, tmp_path / "new", CLASS)
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob("**/evil"))
    assert MANIFEST


def test_the_commands_back_up_check_and_restore(
    small: ClassFolder,
    stick: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TRELLIS_PASSPHRASE", WORDS)
    where = ["--class", str(small.root)]
    assert main(["backup", str(stick), *where]) == 0
    (path,) = stick.iterdir()
    assert main(["backup", str(path), "--check", *where]) == 0
    assert main(["restore", str(path), "--to", str(tmp_path / "new")]) == 0
    assert main(["restore", str(path), "--to", str(tmp_path / "new")]) == 1
    told = capsys.readouterr()
    assert "read back and whole" in told.out
    assert "is whole: " in told.out
    assert "files in " + str(tmp_path / "new") in told.out
    assert "not empty, and nothing in it was changed" in told.err
    assert open_class(tmp_path / "new").name == "7b"


@pytest.mark.parametrize(
    "change",
    [
        lambda folder, records: set_goal(records, AMINA, "Halve", at=LATER),
        lambda folder, records: close_goal(
            records, AMINA, set_goal(records, AMINA, "Halve", at=NOW).number, LATER
        ),
        lambda folder, records: take_down(records, AMINA, "Thank you.", at=LATER),
        lambda folder, records: set_accommodations(folder, AMINA, Accommodations(size="large"), "eva", LATER),
    ],
    ids=["goal", "goal closed", "reply", "accommodations"],
)
def test_whatever_a_teacher_wrote_since_makes_a_class_newer_than_its_backup(
    small: ClassFolder, change: Callable[[ClassFolder, Records], object]
) -> None:
    assert latest_change(small) < LATER.isoformat()
    with Records(small.records_url) as records:
        change(small, records)
    assert latest_change(small) == LATER.isoformat()
