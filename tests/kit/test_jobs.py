"""The teacher's work in a process of its own, and what the desk says about a class."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grading.class_folder import new_class
from grading.records import Received
from kit import job
from kit.desk import desk
from kit.job import Order
from kit.jobs import Jobs
from tests.tiny import write_course


def lines_of(order: bytes, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(order)))
    monkeypatch.setattr(sys, "stdout", out)
    job.main()
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_job_ends_with_an_outcome_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_class(tmp_path / "class", "7b", write_course(tmp_path / "course"))
    (tmp_path / "stick").mkdir()
    order = json.dumps(
        {"kind": "collect", "folder": str(tmp_path / "class"), "place": str(tmp_path / "stick")}
    )
    last = lines_of(order.encode(), monkeypatch)[-1]
    assert last["outcome"] == "No hand-ins were found there. Their names end in .trellis."
    assert last["failed"] is False


def test_a_job_that_fails_says_why_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = json.dumps({"kind": "grade", "folder": str(tmp_path)})
    (line,) = lines_of(order.encode(), monkeypatch)
    assert line["failed"] is True
    assert str(line["outcome"]).startswith(f"There is no class in {tmp_path}.")


def test_what_the_work_prints_is_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    def practice(_: Path) -> job.Report:
        sys.stdout.write("Twelve students study\n")
        return job.Report(outcome="Ready.")

    monkeypatch.setattr(job, "_practice", practice)
    shown = lines_of(b'{"kind": "practice", "folder": "x"}', monkeypatch)
    assert [(line["detail"], line["outcome"]) for line in shown] == [
        ("Twelve students study", ""),
        ("", "Ready."),
    ]


def test_one_job_at_a_time(tmp_path: Path) -> None:
    async def two() -> tuple[bool, bool]:
        jobs = Jobs()
        first = jobs.start(Order(kind="grade", folder=str(tmp_path)))
        second = jobs.start(Order(kind="grade", folder=str(tmp_path)))
        await jobs.ended()
        assert jobs.state is not None
        assert jobs.state.line.failed
        assert jobs.state.line.outcome.startswith("There is no class in ")
        return first, second

    # In a thread of its own: a browser test of the same session leaves its loop in this one.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(lambda: asyncio.run(two())).result() == (True, False)


def test_a_new_class_begins_with_handing_out(tmp_path: Path) -> None:
    new_class(tmp_path / "class", "7b", write_course(tmp_path / "course"))
    shown = desk(tmp_path / "class")
    assert (shown.name, shown.course, shown.next, shown.data_up_to) == ("7b", "Tiny", "hand-out", "")
    assert [(lesson.lesson, lesson.released) for lesson in shown.lessons] == [
        ("halving", False),
        ("doubling", False),
    ]
    assert shown.students == ()


def test_a_recovery_sheet_left_in_the_folder_is_noticed(tmp_path: Path) -> None:
    made = new_class(tmp_path / "class", "7b", write_course(tmp_path / "course"))
    assert not desk(made.root).sheet_left
    (made.root / "recovery-sheet.html").write_text("k3f9x", encoding="utf-8")
    assert desk(made.root).sheet_left


def test_a_released_class_waits_for_hand_ins(tmp_path: Path) -> None:
    made = new_class(tmp_path / "class", "7b", write_course(tmp_path / "course"))
    (made.release / "halving").mkdir()
    (made.release / "halving" / "lesson.json").write_bytes(b"{}")
    assert desk(made.root).next == "collect"


def test_students_without_a_name_come_first_and_who_has_left_is_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = new_class(tmp_path / "class", "7b", write_course(tmp_path / "course"))
    made.roster.write_text("id,name\nk3f92m0000aa,Amina\nz9z9z9z9z9z9,\n", encoding="utf-8")
    shown = desk(made.root)
    assert [(one.code, one.name) for one in shown.students] == [("z9z9-z9", ""), ("k3f9-2m", "Amina")]
    assert [one.student for one in shown.unnamed] == ["z9z9z9z9z9z9"]
    came = [
        Received(
            digest="", student=one, installation="", counter=1, at="", received="2026-12-01T08:00:00+00:00"
        )
        for one in ("k3f92m0000aa", "gone00000000")
    ]
    monkeypatch.setattr("kit.desk.Records.hand_ins", lambda _records: came)
    assert (desk(made.root).collected, len(shown.students)) == (1, 2)
