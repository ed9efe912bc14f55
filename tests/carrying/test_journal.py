import errno
import os
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from carrying.journal import Journal, journal_lines, read_journal
from carrying.saving import NotSaved
from carrying.study import open_study
from curriculum.evidence import Felt, Opened
from curriculum.lately import day_at


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    (tmp_path / "halving").mkdir()
    study = open_study(tmp_path, "tiny")
    return Journal(
        tmp_path / "halving", "halving", study, clock=lambda: datetime(2026, 11, 17, 14, 5, tzinfo=UTC)
    )


def test_events_are_kept_in_order_with_identity_and_time(journal: Journal) -> None:
    opened = journal.append(Opened)
    felt = journal.append(Felt, place="first", feeling="stuck")
    assert journal.read() == [opened, felt]
    assert opened.at == "2026-11-17T14:05:00+00:00"
    assert felt.by == (opened.by[0], opened.by[1] + 1)


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_torn_last_line_costs_that_line_only(journal: Journal, cut: int) -> None:
    first = journal.append(Opened)
    journal.append(Opened)
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole[:-cut])
    kept = journal.read()
    third = journal.append(Felt, place="", feeling="stuck")
    assert journal.read() == [*kept, third]
    assert kept[0] == first


def test_a_full_disk_is_told_and_nothing_written_is_lost(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = journal.append(Opened)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotSaved, match="no space left"):
        journal.append(Opened)
    monkeypatch.undo()
    assert journal.read()[0] == first


def test_unknown_lines_are_passed_over_in_reading_and_kept_in_carrying(journal: Journal) -> None:
    journal.append(Opened)
    with journal.path.open("ab") as file:
        file.write(b'{"kind":"dreamt","v":9}\nnot json\n')
    journal.append(Opened)
    assert len(read_journal(journal.path)) == 2
    assert len(journal_lines(journal.path)) == 4


def test_no_journal_is_no_events(tmp_path: Path) -> None:
    assert read_journal(tmp_path / "journal.jsonl") == []


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be set here")
def test_an_evening_s_work_is_of_the_student_s_own_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carrying.journal.now", lambda: datetime(2026, 11, 23, 1, 30, tzinfo=UTC))
    with monkeypatch.context() as bogota:
        bogota.setenv("TZ", "America/Bogota")
        time.tzset()
        event = Journal(tmp_path, "halving", open_study(tmp_path, "tiny")).append(Opened)
    time.tzset()
    assert event.at == "2026-11-22T20:30:00-05:00"  # a Sunday: it counts for this week's goal
    assert day_at(event.at) == date(2026, 11, 22)
