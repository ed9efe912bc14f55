"""A box's own folder: what comes in, what is counted, what is kept, and that it goes away whatever is in it."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.box import scratch
from grading.box.scratch import Scratch
from grading.box.wire import Limits

SMALL = Limits(disk_mb=1, files=20, threads=4)


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def box() -> Iterator[Scratch]:
    with Scratch(None, SMALL) as made:
        yield made


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept"


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# Made and copied into


def test_each_is_new_for_its_user_alone_and_gone_afterwards() -> None:
    with Scratch(None, SMALL) as one, Scratch("", SMALL) as other:
        assert one.path != other.path
        assert stat.S_IMODE(one.path.stat().st_mode) == 0o700
        assert list(one.work.iterdir()) == []
        assert one.path.parent == Path(os.path.realpath(tempfile.gettempdir()))
    assert not one.path.exists()
    assert not other.path.exists()


def test_it_is_never_in_shared_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/dev/shm")
    with Scratch(None, SMALL) as made:
        assert made.path.parent == Path("/var/tmp")


def test_plain_files_of_the_folder_are_copied_in(tmp_path: Path) -> None:
    write(tmp_path, data_csv="1,2", sub__deep__more_txt="x")
    with Scratch(tmp_path, SMALL) as made:
        assert names(made.work) == ["data.csv", "sub/deep/more.txt"]
        assert (made.work / "data.csv").read_text(encoding="utf-8") == "1,2"
        assert made.left_out == ()


def test_links_fifos_and_what_is_too_much_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, a_txt="a")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "folder").symlink_to("/etc")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "big").write_bytes(bytes(600_000))
    with Scratch(tmp_path, SMALL) as made:
        assert names(made.work) == ["a.txt"]
        assert sorted(made.left_out) == ["big", "fifo", "folder", "link"]


def test_no_more_files_than_half_the_limit_are_copied_in(tmp_path: Path) -> None:
    write(tmp_path, **{f"f{n:02}": "x" for n in range(15)})
    with Scratch(tmp_path, SMALL) as made:
        assert names(made.work) == [f"f{n:02}" for n in range(10)]
        assert made.left_out == tuple(f"f{n:02}" for n in range(10, 15))


def test_a_folder_that_is_not_there_is_an_empty_one(tmp_path: Path) -> None:
    with Scratch(tmp_path / "gone", SMALL) as made:
        assert names(made.work) == []


# Counted


def test_usage_counts_files_and_folders(box: Scratch) -> None:
    assert box.usage() == (0, 0)
    write(box.path, work__a="x" * 5000, work__sub__b="x", tmp__c="x")
    used, entries = box.usage()
    assert entries == 4
    assert 5002 <= used <= 20_000
    assert box.over() == ""


def test_a_file_with_a_hole_counts_what_it_takes(box: Scratch) -> None:
    with (box.work / "hole").open("wb") as file:
        file.truncate(900_000_000)
    assert box.usage()[0] < 100_000


def test_too_much_is_told_with_the_limit(box: Scratch) -> None:
    (box.work / "big").write_bytes(bytes(1_100_000))
    assert box.over() == "The code wrote more than 1 MB of files and was stopped."


def test_too_many_is_told_and_not_counted_to_the_end(box: Scratch) -> None:
    write(box.work, **{f"f{n}": "" for n in range(200)})
    assert box.usage() == (0, 21)
    assert box.over() == "The code made more than 20 files and was stopped."


def test_a_chain_of_folders_too_long_for_a_path_counts_as_too_many() -> None:
    with Scratch(None, Limits(files=100_000)) as made:
        chain(made.work, 30, "x" * 200)
        assert made.usage()[1] == 100_001


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root lists every folder")
def test_a_folder_that_cannot_be_listed_counts_as_too_many(box: Scratch) -> None:
    (box.work / "closed").mkdir(mode=0)
    assert box.usage()[1] == 21


@pytest.mark.skipif(sys.platform != "linux", reason="the system shows open files in /proc")
def test_deleted_files_that_are_still_open_count(box: Scratch) -> None:
    with (box.work / "hidden").open("wb") as file:
        file.write(bytes(2_000_000))
        file.flush()
        (box.work / "hidden").unlink()
        assert box.over(os.getpid()) == "The code wrote more than 1 MB of files and was stopped."
    assert box.over() == ""


@pytest.mark.skipif(sys.platform != "linux", reason="the system shows threads in /proc")
def test_too_many_threads_are_told(box: Scratch) -> None:
    code = (
        "import threading, sys\nfor _ in range(6):\n    threading.Thread(target=sys.stdin.read, daemon=True).start()\n"
        "print('started', flush=True)\nthreading.Event().wait()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"started\n"
        assert scratch.threads(process.pid) == 7
        assert box.over(process.pid) == "The code started more than 4 threads and was stopped."
        process.kill()
    assert scratch.threads(process.pid) == 0


# Kept


def test_new_and_changed_files_are_kept_and_old_ones_not(tmp_path: Path, target: Path) -> None:
    source = tmp_path / "submitted"
    write(source, data_csv="1", same_csv="same")
    with Scratch(source, SMALL) as made:
        write(made.work, data_csv="1,2", plot_png="x", out__table_csv="3")
        assert made.keep(target) == (("data.csv", "out/table.csv", "plot.png"), ())
    assert names(target) == ["data.csv", "out/table.csv", "plot.png"]
    assert (target / "data.csv").read_text(encoding="utf-8") == "1,2"
    assert (source / "data.csv").read_text(encoding="utf-8") == "1"


def test_since_another_moment_only_what_is_newer_is_kept(box: Scratch, target: Path) -> None:
    write(box.work, a="1")
    before = {name: scratch.seen(about) for name, _, about in scratch.files(box.work)}
    write(box.work, b="2")
    assert box.keep(target, before) == (("b",), ())


def test_what_a_box_may_not_leave_is_refused(box: Scratch, target: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    (box.work / "link").symlink_to(secret)
    (box.work / "folder").symlink_to(tmp_path)
    os.link(secret, box.work / "second-name")
    os.mkfifo(box.work / "fifo")
    with socket.socket(socket.AF_UNIX) as service:
        service.bind(str(box.work / "service"))
    assert box.keep(target) == ((), ("fifo", "folder", "link", "second-name", "service"))
    assert names(target) == []


@pytest.mark.parametrize(
    "name",
    [
        "lesson.ipynb",
        "LESSON.IPYNB",
        "journal.jsonl",
        "Journal.jsonl",
        "lesson.json",
        "timestamp.txt",
        "con",
        "NUL.txt",
        "com1.csv",
        "CONIN$",
        "lpt².txt",
        "aux .md",
        "a:b",
        "a\\b",
        "line\nbreak",
        "ends in a dot.",
        "ends in a space ",
        " starts with one",
        "x" * 101,
        "a?b",
        "page.html",
        "Page.HTM",
        "plot.svg",
        "code.js",
    ],
)
def test_names_that_are_not_kept(name: str, box: Scratch, target: Path) -> None:
    (box.work / name).write_text("x", encoding="utf-8")
    kept, refused = box.keep(target)
    assert kept == ()
    assert len(refused) == 1
    assert refused[0].isprintable()
    assert names(target) == []


@pytest.mark.parametrize(
    "name", ["größe.csv", "日本.txt", "plot 1.png", "a.b.c", "x" * 100, "Table_2-final (1).csv"]
)
def test_names_that_are_kept(name: str, box: Scratch, target: Path) -> None:
    (box.work / name).write_text("x", encoding="utf-8")
    assert box.keep(target) == ((name,), ())


def test_a_name_that_is_no_text_is_refused(box: Scratch, target: Path) -> None:
    Path(os.fsdecode(os.fsencode(box.work) + b"/\xff\xfe")).write_text("x", encoding="utf-8")
    assert box.keep(target) == ((), ("\N{REPLACEMENT CHARACTER}" * 2,))


def test_hidden_files_are_passed_over(box: Scratch, target: Path) -> None:
    write(box.work, cache__x="1")
    (box.work / ".ipynb_checkpoints").mkdir()
    (box.work / ".ipynb_checkpoints" / "a.csv").write_text("x", encoding="utf-8")
    (box.work / ".hidden").write_text("x", encoding="utf-8")
    assert box.keep(target) == (("cache/x",), ())


def test_two_names_that_are_one_on_windows_are_kept_once(box: Scratch, target: Path) -> None:
    write(box.work, A_csv="1", a_csv="2")
    assert box.keep(target) == (("A.csv",), ("a.csv",))


def test_no_link_in_the_target_is_followed(box: Scratch, target: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "grades").write_text("all", encoding="utf-8")
    (target / "grades").symlink_to(outside / "grades")
    (target / "sub").symlink_to(outside)
    write(box.work, grades="mine", sub__grades="mine")
    assert box.keep(target) == ((), ("grades", "sub/grades"))
    assert (outside / "grades").read_text(encoding="utf-8") == "all"


def test_no_more_is_kept_than_the_limits_allow(box: Scratch, target: Path) -> None:
    for n in range(3):
        (box.work / f"f{n}").write_bytes(bytes(400_000))
    assert box.keep(target) == (("f0", "f1"), ("f2",))
    write(box.work, **{f"g{n:02}": "" for n in range(30)})
    kept, refused = box.keep(target)
    assert (len(kept), len(refused)) == (20, 13)


def test_what_is_very_deep_is_passed_over(box: Scratch, target: Path) -> None:
    chain(box.work, 300)
    write(box.work, a="1")
    assert box.keep(target) == (("a",), ())


# Removed


def chain(folder: Path, depth: int, name: str = "d") -> None:
    """Folders inside folders, deeper than any path can say."""
    handle = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=handle)
        inner = os.open(name, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(handle)


@pytest.mark.slow
def test_five_thousand_folders_in_one_another_are_removed() -> None:
    with Scratch(None, SMALL) as made:
        chain(made.work, 5000)
        assert made.usage()[1] > SMALL.files
    assert not made.path.exists()


def test_a_path_longer_than_the_system_can_say_is_removed() -> None:
    with Scratch(None, SMALL) as made:
        chain(made.work, 40, "y" * 250)
        chain(made.path / "tmp", 40, "ü" * 120)
    assert not made.path.exists()


@pytest.mark.slow
def test_a_hundred_thousand_files_are_removed() -> None:
    with Scratch(None, SMALL) as made:
        for n in range(100_000):
            os.close(os.open(made.work / str(n), os.O_CREAT | os.O_WRONLY))
        assert made.usage()[1] == SMALL.files + 1
    assert not made.path.exists()


def test_unreadable_folders_links_and_odd_names_are_removed(tmp_path: Path) -> None:
    write(tmp_path, safe_txt="safe")
    with Scratch(None, SMALL) as made:
        (made.work / "closed" / "inner").mkdir(parents=True)
        (made.work / "closed" / "inner" / "x").write_text("x", encoding="utf-8")
        (made.work / "closed" / "inner").chmod(0)
        (made.work / "closed").chmod(0o100)
        (made.work / "link").symlink_to(tmp_path)
        (made.path / "old-1").mkdir()
        Path(os.fsdecode(os.fsencode(made.work) + b"/\xff")).mkdir()
        made.work.chmod(0)
    assert not made.path.exists()
    assert names(tmp_path) == ["safe.txt"]


def test_it_is_removed_although_the_code_removed_it_first() -> None:
    with Scratch(None, SMALL) as made:
        made.work.rmdir()
        assert made.usage() == (0, 0)
        assert made.keep(made.path / "x") == ((), ())
    assert not made.path.exists()


def test_it_is_removed_after_an_error() -> None:
    made = Scratch(None, SMALL)
    with pytest.raises(ZeroDivisionError), made:
        _ = 1 / 0
    assert not made.path.exists()
