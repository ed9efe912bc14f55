from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.exchange.portable import fold, is_portable, is_portable_path, portable, slug


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
