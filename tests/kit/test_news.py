"""What the home page says of handed-in work and of what came back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from carrying import outbox
from carrying.feedback import Feedback, Goal, Letter, Note, Result, Word, pack_feedback
from carrying.handin import hand_in
from carrying.journal import Journal
from carrying.packs import open_lesson
from carrying.returned import mark_seen
from carrying.sealing import Sealed
from carrying.study import Study, open_study
from carrying.trust import own_keys
from curriculum.evidence import Answered, Opened
from kit.arrivals import look_around
from kit.drives import remember
from kit.home import home
from kit.news import Sent, everything, fresh, sent
from kit.spoken_days import calendar_day, spoken_day
from tests.keys import CLASS
from tests.kit.places import study_with_lessons

NOON = datetime(2026, 11, 25, 12, 0)  # noqa: DTZ001 - the machine's own clock, a Wednesday


def at(day: int, month: int = 11, year: int = 2026) -> str:
    """Noon of a day on this machine, as it is stored."""
    return datetime(year, month, day, 12, 0).astimezone(UTC).isoformat(timespec="seconds")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = study_with_lessons(tmp_path / "study")
    Journal(open_lesson(made, "halving").parent, "halving", made).append(Opened)
    return made


def test_days_are_said_as_a_child_says_them() -> None:
    said = [spoken_day(at(day), NOON) for day in (25, 24, 19, 18)]
    assert said == ["today", "yesterday", "on Thursday", "on 18 November"]
    assert spoken_day(at(3, 2, 2025), NOON) == "on 3 February 2025"
    assert spoken_day(at(26), NOON) == "on 26 November"  # a clock that is ahead
    assert (spoken_day("", NOON), spoken_day("soon", NOON)) == ("", "")
    assert (calendar_day("2026-12-04", NOON), calendar_day("2027-01-01", NOON), calendar_day("", NOON)) == (
        "4 December",
        "1 January 2027",
        "",
    )


def test_it_is_said_what_became_of_handed_in_work(study: Study, tmp_path: Path) -> None:
    assert sent(study, NOON) == Sent()
    (tmp_path / "stick").mkdir()
    hand_in(study, tmp_path / "stick")
    (one,) = outbox.waiting(study)
    now = datetime.fromisoformat(one.at).astimezone()
    told = sent(study, now)
    assert told.waiting
    assert told.sentence.startswith("Handed in today. Your teacher has not received it yet")
    outbox.settle(study, {one.digest: (now + timedelta(days=1)).isoformat()})
    assert sent(study, now + timedelta(days=1)) == Sent(
        sentence="Handed in yesterday, received by your teacher today.",
        short="Last handed in yesterday, receipt received",
    )
    journal = Journal(study.lesson("halving"), "halving", study)
    journal.append(Answered, item="which-half", variant=0, attempt=1, answer=0, score=1.0)
    told = sent(study, now + timedelta(days=1))
    assert (told.short, told.waiting) == ("Handed in yesterday; since then there is more", False)
    hand_in(study, tmp_path / "stick")
    told = sent(study, now + timedelta(days=1))
    assert told.waiting
    assert told.sentence.endswith("Before that: handed in yesterday, received by your teacher today.")


def test_someone_without_a_class_is_told_nothing_of_receipts(tmp_path: Path) -> None:
    assert sent(open_study(tmp_path, "tiny"), NOON) == Sent()


def test_what_came_back_is_found_in_a_folder_used_before_and_shapes_the_path(
    study: Study, tmp_path: Path
) -> None:
    share = tmp_path / "share"
    share.mkdir()
    remember(study, share)
    letter = Letter(
        student=study.profile.student,
        installation=study.profile.installation,
        class_name="7b",
        course="tiny",
        at=at(24),
        note=Note(text="Well done.", by="Ms Lind", at=at(23)),
        goals=(Goal(text="Read on", until="2026-12-04"), Goal(text="Rest")),
        words=(
            Word(action="pin", lesson="doubling", reason="This one first, please."),
            Word(action="sing", lesson="halving"),  # of a later Trellis
        ),
        results=(Result(lesson="halving", title="Halving", score=1.5, most=2.0),),
    )
    feedback = Feedback(letter=letter, pages={"halving": b"<p>page</p>"})
    path = share / "feedback.trellis"
    path.write_bytes(pack_feedback(feedback, ("c" * 16, 5), Sealed(CLASS, own_keys(study).card)))
    assert len(look_around(study, set()).taken) == 1
    new = fresh(study, NOON)
    assert new is not None
    assert new.head == "From your teacher in “7b”, written yesterday"
    assert [msgspec.to_builtins(link) for link in new.feedback] == [
        {"title": "Halving", "page": "feedback/5/halving", "beside": "1.5 of 2 points"}
    ]
    assert new.note_by == "Ms Lind, on Monday"
    assert [(goal.text, goal.until) for goal in new.goals] == [("Read on", "until 4 December"), ("Rest", "")]
    first = home(study, NOON).first
    assert first is not None
    assert (first.lesson, "This one first, please." in first.reason) == ("doubling", True)
    mark_seen(study, new.number)
    assert fresh(study, NOON) is None
    assert [one.head for one in everything(study, NOON)] == ["Written yesterday"]
