"""Whom to talk to today is worked out anew when something it hangs on has changed, and asked for with a page's patience."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from grading.class_folder import new_class
from grading.records import Records
from grading.roster import add_student
from kit.pages import teacher
from kit.today import Talks, Today
from tests.tiny import write_course


def test_it_is_worked_out_anew_when_the_course_or_the_roster_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = new_class(tmp_path / "7b", "7b", write_course(tmp_path / "course"))
    asked: list[Path] = []
    monkeypatch.setattr("kit.today.three_to_talk_to", lambda *words: asked.append(words[0]) or Talks())
    about = tmp_path / "course" / "course.yaml"

    async def look() -> list[int]:
        today, counts = Today(folder.root), []
        for change in (
            lambda: None,
            lambda: None,
            lambda: os.utime(about, ns=(1, 1)),
            lambda: add_student(folder.roster, "Amina"),
        ):
            change()
            await today.talks(60)
            counts.append(len(asked))
        return counts

    assert asyncio.run(look()) == [1, 1, 2, 3]


def test_a_page_waits_a_few_seconds_for_records_that_are_held_and_a_command_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    Records(url).close()
    monkeypatch.setattr(teacher, "PATIENCE_S", 0.0)
    said: list[str] = []

    class Page:
        home = "/"

        def say(self, _title: str, text: str, **_words: Any) -> None:
            said.append(text)

    def read() -> int:
        with Records(url) as records:
            return len(records.hand_ins())

    told: Any = teacher.TeacherPage.told
    with contextlib.closing(sqlite3.connect(tmp_path / "records.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert asyncio.run(told(Page(), read)) is None
    assert "Another program holds the records" in said[0]
    assert asyncio.run(told(Page(), read)) == 0
