"""Disks fill up, sticks are pulled, power fails: at every single call to the system. Each file stays the old one or the new one."""

from __future__ import annotations

import itertools
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from carrying.bundle import Refused, read_bundle, unpack
from carrying.handin import as_hand_in, hand_in
from carrying.journal import Journal, read_journal
from carrying.packs import on_shelf, open_lesson, pack_lessons, take_pack
from carrying.saving import NotSaved
from carrying.sealing import Signed
from carrying.study import Study, open_study
from carrying.trust import own_keys
from curriculum.course import load_course
from curriculum.evidence import Opened
from curriculum.lesson import UnreadableLesson, encode
from curriculum.releasing import release_lesson
from tests.faults import ERRORS, Seam, cut_off, failing, in_memory, pulled, sharing_violations
from tests.keys import CLASS
from tests.tiny import write_course

__all__ = ["in_memory"]

LESSONS = ("doubling", "halving")
EVERY = itertools.count(1)
MOST = 400
"""No step of ours makes so many calls; a run that never ends without harm is a fault of the test."""


def packed(tmp: Path, version: str) -> bytes:
    course = (
        load_course(write_course(tmp / "course"))
        if not (tmp / "course").exists()
        else load_course(tmp / "course")
    )
    folders = []
    for lesson in LESSONS:
        folder = tmp / version / lesson
        folder.mkdir(parents=True)
        (folder / "lesson.json").write_bytes(encode(release_lesson(course, lesson, version)))
        (folder / f"{lesson}.ipynb").write_text(
            f'{{"cells": [], "nbformat": 4, "version": "{version}"}}', "utf-8"
        )
        folders.append(folder)
    return pack_lessons(folders, "tiny", Signed(CLASS))


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Two versions of the same two lessons."""
    tmp = tmp_path_factory.mktemp("packs")
    return {version: packed(tmp, version) for version in ("old", "new")}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, packs: dict[str, bytes]) -> Path:
    """A study folder with one lesson begun and one on the shelf, and a stick with an earlier hand-in. Do not change it."""
    root = tmp_path_factory.mktemp("template") / "world"
    study = open_study(root / "study", "tiny")
    take_pack(study, unpack(packs["old"]))
    notebook = open_lesson(study, "halving")
    Journal(notebook.parent, "halving", study).append(Opened)
    (root / "stick").mkdir()
    hand_in(study, root / "stick")
    # More is done since: the next hand-in is another one.
    notebook.write_text('{"cells": [], "nbformat": 4, "version": "worked in"}', "utf-8")
    return root


@pytest.fixture
def world(template: Path, in_memory: Path) -> Callable[[], Path]:
    """Makes the world anew: `study` and `stick` in one folder."""
    numbers = itertools.count()

    def made() -> Path:
        return Path(shutil.copytree(template, in_memory / str(next(numbers))))

    return made


Harm = Callable[[Path, int], AbstractContextManager[Seam]]
HARMS: dict[str, Harm] = {
    **{f"errno-{number}": lambda under, at, number=number: failing(under, at, number) for number in ERRORS},
    "pulled": pulled,
}


@pytest.fixture(params=HARMS)
def harm(request: pytest.FixtureRequest) -> Harm:
    return HARMS[request.param]


def every_call(
    world: Callable[[], Path], harm: Harm, under: str, work: Callable[[Path], object]
) -> Iterator[tuple[Path, bool, Seam]]:
    """The world after `work`, once for each call that can be hit; whether the work said that it was done."""
    for at in range(1, MOST):
        root = world()
        done = True
        with harm(root / under, at) as seam:
            try:
                work(root)
            except (NotSaved, UnreadableLesson):  # a sentence; anything else fails the test
                done = False
        if not seam.struck:
            assert at > 10, "there was nothing to hit"
            return
        yield root, done, seam
        shutil.rmtree(root)
    raise AssertionError("it never ends")


def files(folder: Path) -> dict[str, bytes]:
    """All that lies in a folder by name, but for temporaries, which every reader passes over."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".tmp"
    }


def whole(stick: Path) -> list[tuple[str, int]]:
    """The hand-ins on a stick, each of which must be whole."""
    return sorted(as_hand_in(read_bundle(path, [CLASS])).by for path in stick.glob("*.trellis"))


@pytest.mark.slow
@pytest.mark.parametrize("under", ["stick", "study"])
def test_a_hand_in_whose_nth_call_fails_is_whole_or_not_there(
    world: Callable[[], Path], harm: Harm, under: str
) -> None:
    for root, done, seam in every_call(
        world, harm, under, lambda root: hand_in(open_study(root / "study", "tiny"), root / "stick")
    ):
        assert len(whole(root / "stick")) == 1 + done or (not done and len(whole(root / "stick")) == 2), (
            seam.struck
        )
        study = open_study(root / "study", "tiny")
        assert len(read_journal(study.lesson("halving") / "journal.jsonl")) == 1
        hand_in(study, root / "stick")
        numbers = [number for _, number in whole(root / "stick")]
        assert len(set(numbers)) == len(numbers), "a number was given twice"


@pytest.mark.slow
def test_lessons_whose_taking_fails_at_the_nth_call_are_old_or_new(
    world: Callable[[], Path], harm: Harm, packs: dict[str, bytes]
) -> None:
    versions = {name: unpack(data).members for name, data in packs.items()}
    for root, done, seam in every_call(
        world, harm, "study", lambda root: take_pack(open_study(root / "study", "tiny"), unpack(packs["new"]))
    ):
        study = open_study(root / "study", "tiny")
        old_or_new(study, versions, seam.struck, only=("new",) if done else ("old", "new"))
        assert take_pack(study, unpack(packs["new"])) == list(LESSONS)
        old_or_new(study, versions, seam.struck, only=("new",))
        assert len(read_journal(study.lesson("halving") / "journal.jsonl")) == 1


def old_or_new(
    study: Study, versions: dict[str, dict[str, bytes]], struck: str, *, only: tuple[str, ...]
) -> None:
    assert on_shelf(study) == list(LESSONS)
    for lesson in LESSONS:
        there = {
            f"{lesson}/{path.name}": path.read_bytes()
            for path in (study.shelf / lesson).iterdir()
            if path.is_file()
        }
        assert there in [
            {name: data for name, data in versions[one].items() if name.startswith(lesson)} for one in only
        ], (lesson, struck)


@pytest.mark.slow
def test_the_first_lessons_are_all_there_or_not_at_all(
    harm: Harm, packs: dict[str, bytes], in_memory: Path
) -> None:
    numbers = itertools.count()
    for root, _, _ in every_call(
        lambda: in_memory / str(next(numbers)),
        harm,
        "study",
        lambda root: take_pack(open_study(root / "study", "tiny"), unpack(packs["new"])),
    ):
        study = open_study(root / "study", "tiny")
        for lesson in on_shelf(study):
            open_lesson(study, lesson)
        assert take_pack(study, unpack(packs["new"])) == list(LESSONS)


@pytest.mark.slow
def test_an_event_whose_nth_call_fails_is_whole_or_not_there_and_the_next_one_is_saved(
    world: Callable[[], Path], harm: Harm
) -> None:
    def append(root: Path) -> None:
        study = open_study(root / "study", "tiny")
        Journal(study.lesson("halving"), "halving", study).append(Opened)

    for root, done, seam in every_call(world, harm, "study", append):
        journal = root / "study" / "halving" / "journal.jsonl"
        before = read_journal(journal)
        assert len(before) == 2 if done else len(before) in (1, 2), seam.struck
        append(root)
        after = read_journal(journal)
        assert after[: len(before)] == before
        assert len({event.by for event in after}) == len(after) == len(before) + 1


@pytest.mark.slow
def test_opening_a_lesson_that_fails_at_the_nth_call_can_be_done_again(
    world: Callable[[], Path], harm: Harm, packs: dict[str, bytes]
) -> None:
    members = unpack(packs["old"]).members
    for root, done, _ in every_call(
        world, harm, "study", lambda root: open_lesson(open_study(root / "study", "tiny"), "doubling")
    ):
        study = open_study(root / "study", "tiny")
        folder = study.lesson("doubling")
        there = {f"doubling/{path.name}" for path in folder.glob("[!.]*")} if folder.is_dir() else set()
        assert not done or len(there) == 2
        open_lesson(study, "doubling")
        for name in ("doubling/lesson.json", "doubling/doubling.ipynb"):
            assert (study.folder / name).read_bytes() == members[name]


@pytest.mark.slow
def test_the_first_keys_are_whole_or_not_there(harm: Harm, in_memory: Path) -> None:
    numbers = itertools.count()
    for root, done, _ in every_call(
        lambda: in_memory / str(next(numbers)),
        harm,
        "study",
        lambda root: own_keys(open_study(root / "study", "tiny")),
    ):
        keys = root / "study" / ".trellis" / "keys.json"
        before = keys.read_bytes() if keys.exists() else b""
        assert before or not done
        assert own_keys(open_study(root / "study", "tiny")).secret() == (before or keys.read_bytes())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be forked there")
def test_power_cut_at_every_call_of_a_hand_in_leaves_no_half_file_under_its_name(
    world: Callable[[], Path],
) -> None:
    cuts = 0
    for at in range(1, MOST):
        root = world()
        if not cut_off(
            root, at, lambda root=root: hand_in(open_study(root / "study", "tiny"), root / "stick")
        ):
            break
        cuts += 1
        whole(root / "stick")
        hand_in(open_study(root / "study", "tiny"), root / "stick")
        numbers = [number for _, number in whole(root / "stick")]
        assert len(set(numbers)) == len(numbers)
        shutil.rmtree(root)
    assert cuts > 20


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be forked there")
def test_power_cut_at_every_call_of_taking_lessons_leaves_old_or_new_ones(
    world: Callable[[], Path], packs: dict[str, bytes]
) -> None:
    versions = {name: unpack(data).members for name, data in packs.items()}
    cuts = 0
    for at in range(1, MOST):
        root = world()
        if not cut_off(
            root, at, lambda root=root: take_pack(open_study(root / "study", "tiny"), unpack(packs["new"]))
        ):
            break
        cuts += 1
        study = open_study(root / "study", "tiny")
        old_or_new(study, versions, str(at), only=("old", "new"))
        take_pack(study, unpack(packs["new"]))
        old_or_new(study, versions, str(at), only=("new",))
        shutil.rmtree(root)
    assert cuts > 40


@pytest.mark.slow
def test_a_hand_in_cut_at_every_length_class_is_refused(template: Path) -> None:
    """Each length of the header and the age head, each side of each border between parts, and a thousand places in the rest."""
    (path,) = (template / "stick").glob("*.trellis")
    data = path.read_bytes()
    lengths = {*range(min(400, len(data))), *range(len(data) - 100, len(data))}
    lengths |= {len(data) * part // 1000 for part in range(1000)}
    for length in sorted(lengths):
        with pytest.raises(Refused, match=r"\.$"):
            unpack(data[:length], [CLASS])


def test_an_antivirus_that_holds_a_file_for_a_moment_is_waited_for(
    world: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("carrying.saving.time.sleep", waits.append)
    for at in itertools.count(1):
        root = world()
        with sharing_violations(root / "stick", at, 3) as seam:
            path = hand_in(open_study(root / "study", "tiny"), root / "stick")
        if not seam.struck:
            break
        assert read_bundle(path, [CLASS]).members
    assert waits, "nothing was held"


def test_a_file_that_stays_held_is_said(world: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carrying.saving.time.sleep", lambda _: None)
    root = world()
    before = files(root / "stick")
    with (
        sharing_violations(root / "stick", 1, 1_000),
        pytest.raises(NotSaved, match="another program, such as an antivirus, is holding it"),
    ):
        hand_in(open_study(root / "study", "tiny"), root / "stick")
    assert files(root / "stick") == before
