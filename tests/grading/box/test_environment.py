"""The variables that a box sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading.box.environment import environment


def test_a_box_sees_nothing_of_the_teachers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "HOME": "/home/teacher",
        "TOKEN": "secret",
        "PATH": "/home/teacher/bin",
        "TZ": "Europe/Rome",
    }.items():
        monkeypatch.setenv(name, value)
    made = environment(Path("/tmp/box"))
    assert made["TZ"] == "Europe/Rome"
    assert made["HOME"] == made["TMPDIR"] == str(Path("/tmp/box/tmp"))
    assert not [name for name, value in made.items() if "teacher" in value or "secret" in value]


def test_the_nursery_finds_the_caches_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/teacher")
    monkeypatch.setenv("TOKEN", "secret")
    made = environment(None)
    assert made["HOME"] == "/home/teacher"
    assert "secret" not in made.values()
