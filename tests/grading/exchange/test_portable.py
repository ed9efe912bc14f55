from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrying.bundle import Refused
from grading.exchange.letter import read_letter, write_letter
from grading.exchange.portable import carried_names, fold, is_portable, is_portable_path, portable, slug
from tests.grading.exchange.world import about


@pytest.mark.parametrize(
    "name", ["p1.ipynb", "Größe 2.txt", ".hidden", "a.b.c", "com", "コード.py", "console.txt"]
)
def test_names_that_every_system_can_write_stay(name: str) -> None:
    assert is_portable(name)
    assert portable(name) == name


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("a:b.txt", "a-b.txt"),
        ("what?.ipynb", "what-.ipynb"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("ends.", "ends"),
        ("ends ", "ends"),
        ("..", "_"),
        ("", "_"),
        ("tab\there", "tab-here"),
        ("n" * 300 + ".ipynb", "n" * 113 + ".ipynb"),
    ],
)
def test_others_get_the_nearest(name: str, nearest: str) -> None:
    assert not is_portable(name)
    assert portable(name) == nearest


@given(st.text(max_size=200))
def test_the_nearest_is_always_portable(name: str) -> None:
    assert is_portable(portable(name))


@given(st.text(max_size=60))
def test_a_portable_path_stays_inside(path: str) -> None:
    if is_portable_path(path):
        assert ".." not in path.split("/")
        assert not path.startswith("/")
        assert "\\" not in path


@pytest.mark.parametrize("path", ["../a", "/a", "a/", "a/../b", "a\\b", "C:a", "", "a//b"])
def test_paths_that_lead_elsewhere(path: str) -> None:
    assert not is_portable_path(path)


def test_what_a_disk_does_not_tell_apart() -> None:
    assert fold("É.txt") == fold("e\u0301.TXT")
    assert fold("a") != fold("b")


@given(st.text())
def test_a_slug_is_plain(text: str) -> None:
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 0 < len(slug(text)) <= 24


ODD = st.lists(
    st.text(st.sampled_from("aA.:/ \\é\u0301x\ud800"), min_size=1, max_size=8).filter(
        lambda one: one.strip("/") == one
    ),
    unique=True,
    max_size=12,
)


@given(ODD)
def test_whatever_a_folder_holds_travels_and_is_let_in(paths: list[str]) -> None:
    carried = carried_names(paths)
    assert set(carried) == set(paths)
    write_letter(about(), dict.fromkeys(carried.values(), b""), None)
    assert len(set(map(fold, carried.values()))) == len(paths)


def test_names_that_can_be_kept_are_kept_and_others_make_way() -> None:
    assert carried_names(["a?", "a-", "A/b", "a"]) == {"A/b": "A/b", "a-": "a-", "a": "a-2", "a?": "a--2"}


@pytest.mark.parametrize(
    "path",
    ["/".join("abcdefghijklmnop"), "/".join(["n" * 100] * 3), "n" * 119 + ".x/" + "m" * 100, "x" * 4000],
)
def test_paths_too_long_or_too_deep_are_shortened(path: str) -> None:
    twins = carried_names([path, f"{path}y"])
    assert len(set(twins.values())) == 2
    write_letter(about(), dict.fromkeys(twins.values(), b""), None)


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    files = {"p1.ipynb": b"{}", "a/b.txt": b"", "Größe.csv": bytes(1000)}
    path = tmp_path / "letter.exchange"
    path.write_bytes(write_letter(about(), files, None))
    letter = read_letter(path)
    assert letter.files == files
    assert letter.about.notebooks == ["p1"]
    assert letter.sender is None
    with pytest.raises(Refused, match="cannot be read"):
        read_letter(tmp_path / "none.exchange")


def test_as_many_files_as_a_letter_holds_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "letter.exchange"
    path.write_bytes(write_letter(about(), {f"{number}": b"x" for number in range(1998)}, None))
    assert len(read_letter(path).files) == 1998
