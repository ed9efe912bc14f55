"""A graded copy appears whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import nbformat.v4
import pytest

from grading.graded_copy import GradedCopy, remove


def notebook(text: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])


def test_it_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("a\n1\n", encoding="utf-8")
    place = tmp_path / "autograded" / "amina0" / "ps1"
    first = GradedCopy(place, {"data.csv": data, "more/deep.csv": data})
    first.add("ps1", notebook("one"))
    assert not place.exists()
    first.publish()
    assert sorted(path.relative_to(place).as_posix() for path in place.rglob("*")) == [
        "data.csv",
        "more",
        "more/deep.csv",
        "ps1.ipynb",
    ]
    assert stat.S_IMODE((place / "ps1.ipynb").stat().st_mode) == 0o444
    second = GradedCopy(place, {})
    second.add("ps1", notebook("two"))
    assert "one" in (place / "ps1.ipynb").read_text(encoding="utf-8")
    second.publish(0o664, groupshared=True)
    assert [path.name for path in place.iterdir()] == ["ps1.ipynb"]
    assert "two" in (place / "ps1.ipynb").read_text(encoding="utf-8")
    assert stat.S_IMODE(place.stat().st_mode) == 0o775 | (place.stat().st_mode & 0o2000)


def test_one_given_up_leaves_the_one_before(tmp_path: Path) -> None:
    place = tmp_path / "ps1"
    place.mkdir()
    (place / "ps1.ipynb").write_text("{}", encoding="utf-8")
    copy = GradedCopy(place, {})
    copy.add("ps1", notebook("half"))
    copy.drop()
    assert [path.name for path in tmp_path.iterdir()] == ["ps1"]
    assert (place / "ps1.ipynb").read_text(encoding="utf-8") == "{}"


@pytest.mark.skipif(os.name == "nt", reason="POSIX modes")
def test_what_is_read_only_can_be_removed(tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / "a").write_text("", encoding="utf-8")
    (folder / "a").chmod(0o400)
    remove(folder)
    remove(folder)
    assert not folder.exists()
