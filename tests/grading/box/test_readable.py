"""Which paths are open to boxes, worked out without a box."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from grading.box import readable


def tree(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def opened(folder: Path, *closed: Path) -> list[tuple[str, bool]]:
    return [(path.relative_to(folder).as_posix(), whole) for path, whole in readable.without(folder, closed)]


def test_a_folder_with_nothing_closed_in_it_is_open_as_a_whole(tmp_path: Path) -> None:
    assert opened(tree(tmp_path, "a/x", "b/y"), tmp_path.parent / "elsewhere") == [(".", True)]


def test_around_what_is_closed_everything_else_is_open(tmp_path: Path) -> None:
    tree(tmp_path, "a/x", "b/c/y", "b/d/z", "e")
    assert opened(tmp_path, tmp_path / "b" / "c") == [
        (".", False),
        ("a", True),
        ("b", False),
        ("b/d", True),
        ("e", True),
    ]


def test_no_link_leads_around_it(tmp_path: Path) -> None:
    tree(tmp_path, "a/x", "b/y")
    (tmp_path / "in").symlink_to(tmp_path / "b" / "y")
    (tmp_path / "over").symlink_to(tmp_path)
    (tmp_path / "fine").symlink_to(tmp_path / "a")
    assert opened(tmp_path, tmp_path / "b") == [(".", False), ("a", True), ("fine", True)]


def test_what_is_closed_itself_is_not_open(tmp_path: Path) -> None:
    assert opened(tmp_path, tmp_path) == []


def test_our_own_folder_and_private_ones_are_in_no_open_folder(tmp_path: Path, root: Path) -> None:
    private = Path(os.__file__).parent / "encodings"  # any folder among what is open
    open_to_boxes = readable.of_this_python([private]).paths
    for closed in (
        root,
        private,
        private / "utf_8.py",
        Path("/etc/passwd"),
        Path.home() / "x",
        Path("/usr/local/share/nbgrader"),
    ):
        assert not any(
            Path(os.path.realpath(closed)).is_relative_to(os.path.realpath(path)) for path in open_to_boxes
        ), closed
    assert any(Path(os.__file__).is_relative_to(path) for path in open_to_boxes)


def test_installed_among_the_libraries_our_packages_are_closed_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tree(
        tmp_path / "site-packages", "curriculum/courses/key.yaml", "grading/x.py", "numpy/x.py", "six.py"
    )
    monkeypatch.setattr(readable, "project", lambda: site)
    monkeypatch.setattr(sys, "path", [str(site)])
    found = readable.of_this_python()
    assert str(site / "numpy") in found.paths
    assert str(site / "six.py") in found.paths
    assert str(site) in found.listed
    assert not {str(site), str(site / "curriculum"), str(site / "grading")} & set(found.paths)


def test_an_editable_project_next_to_the_libraries_is_not_open(
    monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(root)])
    assert str(root) not in readable.of_this_python().paths
