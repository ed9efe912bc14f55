"""The whole way of an assignment over real sticks: no permissions, owners or links, no colons, no case."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.grading.exchange.sticks import stick
from tests.grading.exchange.world import COURSE, World

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.stick,
    pytest.mark.skipif(sys.platform != "linux", reason="images are mounted on Linux only"),
]


@pytest.fixture(params=["fat32", "exfat"])
def on_a_stick(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world whose exchange is on a stick."""
    with stick(request.param, tmp_path) as place:
        with pytest.raises(OSError):  # noqa: PT011 - which one is the driver's affair
            (place / "a:b").touch()
        with pytest.raises(OSError):  # noqa: PT011
            (place / "link").symlink_to(place)
        (place / "exchange").mkdir()
        yield World(tmp_path, place / "exchange")


def test_the_whole_way(on_a_stick: World) -> None:
    world = on_a_stick
    world.release()
    for name in ("ana", "ben"):
        student = world.fetched(name)
        for text in ("first", "second"):
            student.edit(f"{text} by {name}")
            (student.folder / "ps1" / "Größe: 12?.txt").write_text("x", encoding="utf-8")
            student.does("submit", "ps1")
    said = world.teacher.does("collect", "ps1")
    assert "WARNING" not in said.log
    for name in ("ana", "ben"):
        assert (world.submitted(name) / "answer.txt").read_text(encoding="utf-8") == f"second by {name}"
        assert len(world.beside(name)) == 1
        world.write_feedback(name, f"for {name}")
    world.release("ps1", "--force")
    world.teacher.does("release_feedback", "ps1")
    world.teacher.does("release_feedback", "ps1")
    for name in ("ana", "ben"):
        student = world.student(name)
        student.does("fetch_feedback", "ps1")
        (page,) = (student.folder / "ps1" / "feedback").rglob("*.html")
        assert page.read_text(encoding="utf-8") == f"for {name}"
    assert len(world.teacher.does("list", "--inbound").lines) == 5
    world.teacher.does("list", "--inbound", "--remove")
    assert list(world.inbound.iterdir()) == []
    world.teacher.does("list", "--remove")
    assert sorted(path.name for path in (world.exchange / COURSE).iterdir()) == [
        "feedback",
        "inbound",
        "nbgrader_config.py",
        "outbound",
    ]


@pytest.mark.parametrize("on_a_stick", ["exfat"], indirect=True)
def test_a_teachers_class_on_the_stick_itself(on_a_stick: World) -> None:
    """Folders are renamed there too. Not with FAT32: its FUSE driver empties a folder that is renamed, by `mv` as well."""
    world = World(on_a_stick.exchange / "class", on_a_stick.exchange)
    world.release()
    ana = world.fetched("ana")
    for _ in range(2):
        ana.does("submit", "ps1")
        world.teacher.does("collect", "ps1", "--update")
    assert (world.submitted("ana") / "p1.ipynb").is_file()
    assert len(world.beside("ana")) == 1


def fill(path: Path) -> None:
    """Write until the stick is full. Raises OSError then."""
    with path.open("wb", buffering=0) as file:
        while file.write(bytes(200_000)):
            pass


def test_a_full_stick_is_a_sentence_and_nothing_half_is_left(on_a_stick: World) -> None:
    world = on_a_stick
    world.release()
    ana = world.fetched("ana")
    ana.does("submit", "ps1")
    filler = world.exchange / "filler"
    with pytest.raises(OSError):  # noqa: PT011
        fill(filler)
    ana.edit("".join(map(str, range(100_000))))
    said = ana.does("submit", "ps1", code=1)
    assert "could not be written" in said.log
    assert len(world.submissions()) == 1
    assert len(list((ana.cache / COURSE).iterdir())) == 1
    filler.unlink()
    ana.does("submit", "ps1")
    assert len(world.submissions()) == 2
