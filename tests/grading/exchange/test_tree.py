from __future__ import annotations

import logging
from pathlib import Path

import pytest

from carrying.saving import NotSaved
from grading.exchange.tree import put_down, same, take_up
from grading.graded_copy import remove

LOG = logging.getLogger(__name__)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with nothing in it."""
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


def everything(_place: str, _names: list[str]) -> list[str]:
    """Leave nothing out."""
    return []


def test_a_folder_is_put_down_as_it_was_taken_up(here: Path) -> None:
    files = {"a.txt": b"a", "b/c/d.bin": bytes(range(256)), "b/empty": b""}
    put_down(here / "one", files)
    assert take_up(here / "one", everything, LOG) == files
    put_down(here / "two", files)
    assert same(here / "one", here / "two")
    assert sorted(path.name for path in here.iterdir()) == ["one", "two"]


def test_what_is_there_is_never_written_into(here: Path) -> None:
    put_down(here / "one", {"a": b"old"})
    with pytest.raises(NotSaved):
        put_down(here / "one", {"a": b"new"})
    assert (here / "one" / "a").read_bytes() == b"old"


def test_writing_that_was_cut_short_leaves_no_folder_and_is_begun_again(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(path: Path, _data: bytes) -> None:
        path.write_bytes(b"half")
        raise NotSaved("There is no space left.")

    with monkeypatch.context() as patch:
        patch.setattr("grading.exchange.tree.save", no_space)
        with pytest.raises(NotSaved):
            put_down(here / "one", {"a": b"a"})
    assert not (here / "one").exists()
    put_down(here / "one", {"a": b"a"})
    assert [path.name for path in here.iterdir()] == ["one"]


def test_a_disk_that_loses_what_it_renames_is_noticed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.rename

    def losing(self: Path, target: Path) -> Path:
        (self / "a").unlink()
        return real(self, target)

    monkeypatch.setattr(Path, "rename", losing)
    with pytest.raises(NotSaved, match="was written and is not there"):
        put_down(here / "one", {"a": b"a"})


def test_read_only_files_are_cleared_and_links_are_not_followed(here: Path) -> None:
    put_down(here / "one", {"a": b"a"})
    put_down(here / "two", {"b": b"b"})
    (here / "one" / "a").chmod(0o400)
    (here / "one" / "link").symlink_to(here / "two")
    remove(here / "one")
    assert not (here / "one").exists()
    assert (here / "two" / "b").exists()
    remove(here / "one")


def test_a_link_to_a_folder_is_pointed_out_and_not_carried(
    here: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put_down(here / "one", {"a": b"a"})
    (here / "one" / "loop").symlink_to(here)
    assert take_up(here / "one", everything, LOG) == {"a": b"a"}
    assert "leads to another folder" in caplog.text
