"""Which level this computer has, what is said where it has none, and that a level is believed only after a trial."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.box import isolation, trial
from grading.box.isolation import CannotIsolate


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    isolation.why_not.cache_clear()
    yield
    isolation.why_not.cache_clear()


@pytest.mark.sandbox
def test_the_walls_here_hold_when_tried() -> None:
    assert (isolation.why_not("landlock"), isolation.why_not("bubblewrap")) == ("", "")
    assert isolation.best() == "landlock"
    assert isolation.wanted("") == "landlock"
    assert isolation.wanted("bubblewrap") == "bubblewrap"


def test_no_isolation_is_had_only_for_the_asking() -> None:
    assert isolation.wanted("none") == "none"


def test_a_level_that_does_not_exist_is_told_with_those_that_do() -> None:
    with pytest.raises(CannotIsolate, match="“docker”; it can be “landlock”, “bubblewrap”, “none”"):
        isolation.wanted("docker")


@pytest.mark.parametrize(("system", "said"), [("darwin", "Darwin"), ("win32", "Windows")])
def test_other_systems_say_so_and_are_not_tried(
    system: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(isolation.platform, "system", lambda: said)
    monkeypatch.setattr(isolation.subprocess, "run", None)
    assert isolation.best() == "none"
    with pytest.raises(CannotIsolate, match=f"“landlock”. .* needs Linux; this computer runs {said}"):
        isolation.wanted("landlock")


@pytest.mark.sandbox
def test_a_kernel_that_refuses_landlock_leaves_bubblewrap(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fault = "import grading.box.landlock as l\ndef abi():\n    raise l.NoLandlock('Landlock is switched off in its kernel')\nl.abi = abi\n"
    (tmp_path / "sitecustomize.py").write_text(fault, encoding="utf-8")
    with_fault = {**isolation.environment(None), "PYTHONPATH": str(tmp_path)}
    monkeypatch.setattr(isolation, "environment", lambda scratch: with_fault)
    assert isolation.why_not("landlock") == (
        "This computer cannot shut students' code in by itself: Landlock is switched off in its kernel."
    )
    assert isolation.best() == "bubblewrap"


@pytest.mark.sandbox
def test_a_wall_with_a_hole_is_not_believed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hole = "import grading.box.landlock as l\nl.restrict = lambda rules, version: None\n"
    (tmp_path / "sitecustomize.py").write_text(hole, encoding="utf-8")
    with_hole = {**isolation.environment(None), "PYTHONPATH": str(tmp_path)}
    monkeypatch.setattr(isolation, "environment", lambda scratch: with_hole)
    assert isolation.why_not("landlock") == "This computer's landlock leaves a way out of the box (files)."


def test_a_missing_bubblewrap_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", "/nowhere")
    from grading.box import bubblewrap

    bubblewrap.version.cache_clear()
    assert "missing here" in isolation.why_not("bubblewrap")
    bubblewrap.version.cache_clear()


def test_in_the_open_every_way_out_is_found(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("secret", encoding="utf-8")
    assert trial.ways_out("landlock", outside) == {"files": True, "processes": True, "network": True}


def test_the_teacher_is_told_what_it_means_and_asked() -> None:
    text = isolation.sentence()
    assert "cannot shut students' code in" in text
    assert "read or change files of yours" in text
    assert "?" in text
    assert "--accept-unisolated" in text
