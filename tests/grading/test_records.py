"""The records: merged in any order, any number of times, and never losing a line."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import msgspec
import pytest

from carrying.bundle import Refused
from carrying.handin import HandedIn, HandIn
from curriculum.evidence import Answered, Opened, write_event
from curriculum.path import Override
from grading.merging import Merged, copy_of
from grading.records import CheckIn, Outcome, Records, RecordsFault, patient

AMINA, TOMAS = "k3f92m7qx0ab", "p8r4wz2n6cde"
SCHOOL, HOME = "schoolschool", "homehomehome"
MONDAY, TUESDAY = datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 3, 9, tzinfo=UTC)


@pytest.fixture
def records() -> Iterator[Records]:
    with Records("sqlite://") as open_records:
        yield open_records


def opened(
    counter: int, installation: str = SCHOOL, lesson: str = "halving", at: str = "2026-11-02T08:00:00+00:00"
) -> bytes:
    return write_event(Opened(by=(installation, counter), at=at, lesson=lesson))


def handing_in(
    *lines: bytes,
    student: str = AMINA,
    by: tuple[str, int] = (SCHOOL, 9),
    digest: str = "",
    notebook: bytes | None = b"{}",
) -> HandIn:
    journal = b"".join(lines)
    lesson = HandedIn(lesson="halving", notebook=notebook, journal=journal)
    return HandIn(
        student=student,
        by=by,
        at="",
        course="tiny",
        digest=digest or f"{student}{by}{hash(journal)}",
        lessons=(lesson,),
    )


def test_events_are_ordered_by_installation_and_counter_never_by_clock(records: Records) -> None:
    records.merge(
        handing_in(
            opened(3, at="2020-01-01T00:00:00+00:00"),
            opened(1, at="2031-01-01T00:00:00+00:00"),
            opened(2, HOME),
        )
    )
    assert [event.by for event in records.events()[AMINA]] == [(HOME, 2), (SCHOOL, 1), (SCHOOL, 3)]


def test_merging_again_changes_nothing(records: Records) -> None:
    first, more = handing_in(opened(1)), handing_in(opened(1), opened(2), by=(SCHOOL, 10))
    assert records.merge(first) == Merged(new_events=1, lessons=("halving",))
    assert records.merge(first) == Merged(known=True, lessons=("halving",))
    assert records.merge(more) == Merged(new_events=1, lessons=("halving",))
    assert records.journal(AMINA, "halving") == opened(1) + opened(2)


def test_the_order_of_hand_ins_does_not_matter() -> None:
    all_of_them = [
        handing_in(opened(1), by=(SCHOOL, 2)),
        handing_in(opened(1), opened(3), by=(SCHOOL, 4), notebook=b"newest at school"),
        handing_in(opened(1, HOME), by=(HOME, 2), notebook=b"at home"),
        handing_in(opened(1, "tomastomasto"), student=TOMAS, by=("tomastomasto", 2)),
    ]
    ends = []
    for seed in range(6):
        shuffled = random.Random(seed).sample(all_of_them, 4)
        with Records("sqlite://") as records:
            for one in (*shuffled, *shuffled[:2]):
                records.merge(one, MONDAY)
            ends.append((records.events(), records.hand_ins(), records.notebooks()))
    assert all(end == ends[0] for end in ends)
    assert [(one.installation, one.counter) for one in ends[0][2]] == [
        (HOME, 2),
        (SCHOOL, 4),
        ("tomastomasto", 2),
    ]


def test_lines_are_kept_exactly_as_they_were_written(records: Records) -> None:
    spaced = opened(1).replace(b'"v":1', b'"v": 1,"extra":"field of a later version"')
    newer = b'{"kind":"sang","by":["schoolschool",2],"at":"","lesson":"halving","v":2}\n'
    assert records.merge(handing_in(spaced, newer)).new_events == 2
    assert records.journal(AMINA, "halving") == spaced + newer
    assert [event.by for event in records.events()[AMINA]] == [(SCHOOL, 1)]


def test_a_torn_line_spoils_itself_only(records: Records) -> None:
    merged = records.merge(
        handing_in(opened(1), opened(2)[:30] + b"\n", b"\n", b"[" * 100_000 + b"\n", b"\xff\xfe\n", opened(3))
    )
    assert (merged.new_events, merged.unread) == (2, 3)


def test_of_two_lines_with_one_id_the_first_stays_and_the_other_is_kept_aside(tmp_path: Path) -> None:
    other = opened(1, at="2026-11-09T08:00:00+00:00")
    with Records(f"sqlite:///{tmp_path / 'records.db'}") as records:
        records.merge(handing_in(opened(1)))
        assert records.merge(handing_in(other, opened(2), by=(SCHOOL, 10))) == Merged(
            new_events=2, conflicts=((SCHOOL, 1),), lessons=("halving",)
        )
        copied = other.replace(SCHOOL.encode(), copy_of(SCHOOL).encode())
        assert sorted(records.journal(AMINA, "halving").splitlines(keepends=True)) == sorted(
            [opened(1), opened(2), copied]
        )
        assert records.merge(handing_in(other, opened(2), opened(3), by=(SCHOOL, 11))).new_events == 1
        respaced = opened(1).replace(b'":', b'": ')
        assert respaced != opened(1)
        assert records.merge(handing_in(respaced, by=(SCHOOL, 12))) == Merged(lessons=("halving",))
    with sqlite3.connect(tmp_path / "records.db") as db:
        assert db.execute("select distinct line from conflicts").fetchall() == [(other.strip(),)]


def test_a_copied_journal_takes_nothing_from_its_writer(records: Records) -> None:
    assert records.merge(handing_in(opened(1), student=TOMAS)).shared == ()
    assert records.merge(handing_in(opened(1), student=AMINA)) == Merged(
        new_events=1, shared=(TOMAS,), lessons=("halving",)
    )
    assert len(records.events()[AMINA]) == len(records.events()[TOMAS]) == 1


def test_a_made_up_hand_in_is_refused_whole(records: Records) -> None:
    with pytest.raises(Refused, match="far more machines than one student can have"):
        records.merge(handing_in(*(opened(1, f"machine{number:05}") for number in range(101))))
    assert records.events() == {}
    assert records.hand_ins() == []


def test_the_newest_notebook_of_each_installation_is_known(records: Records) -> None:
    records.merge(handing_in(opened(1), by=(SCHOOL, 12), digest="later"), MONDAY)
    records.merge(handing_in(opened(1), by=(SCHOOL, 8), digest="earlier"), TUESDAY)
    assert [(one.installation, one.counter, one.hand_in) for one in records.notebooks(AMINA)] == [
        (SCHOOL, 12, "later")
    ]
    assert [(one.digest, one.received[:10]) for one in records.hand_ins()] == [
        ("earlier", "2026-11-03"),
        ("later", "2026-11-02"),
    ]


def test_one_students_events_can_be_asked_for(records: Records) -> None:
    records.merge(handing_in(opened(1)))
    records.merge(handing_in(opened(1, "tomastomasto"), student=TOMAS, by=("tomastomasto", 2)))
    assert list(records.events(TOMAS)) == [TOMAS]
    assert list(records.events()) == [AMINA, TOMAS]


def test_a_hand_in_without_events_still_says_who_handed_in(records: Records) -> None:
    records.merge(handing_in())
    assert records.events() == {AMINA: []}


def test_the_latest_outcome_counts(records: Records) -> None:
    failed = Outcome(
        student=AMINA,
        lesson="halving",
        kind="failed",
        reason="It ran for ever.",
        at="2026-11-02T09:00:00+00:00",
    )
    graded = msgspec.structs.replace(failed, kind="graded", reason="", score=1.5, max_score=2.0)
    records.record_outcomes([failed])
    records.record_outcomes([msgspec.structs.replace(failed, lesson="doubling")])
    records.record_outcomes([graded])
    assert records.outcomes(AMINA) == [graded, msgspec.structs.replace(failed, lesson="doubling")]
    assert records.outcomes(TOMAS) == []


SAID = MONDAY.isoformat(timespec="seconds")


def test_the_latest_override_of_a_lesson_holds(records: Records) -> None:
    records.add_override(
        AMINA, Override(action="pin", lesson="doubling", reason="For Friday."), by="Ms Okoro", at=MONDAY
    )
    records.add_override(AMINA, Override(action="skip", lesson="halving"), at=MONDAY)
    records.add_override(
        AMINA, Override(action="skip", lesson="doubling", reason="After all not."), at=MONDAY
    )
    assert records.overrides(AMINA) == [
        Override(action="skip", lesson="halving", at=SAID),
        Override(action="skip", lesson="doubling", reason="After all not.", at=SAID),
    ]
    records.withdraw_override(AMINA, "doubling")
    assert records.overrides(AMINA) == [Override(action="skip", lesson="halving", at=SAID)]
    assert records.overrides(TOMAS) == []


def test_check_ins_are_kept_in_order(records: Records) -> None:
    first = CheckIn(
        student=AMINA,
        text="Look at strips together.",
        by="Ms Okoro",
        at="2026-11-02T09:00:00+00:00",
        due="2026-11-06",
    )
    records.add_check_in(first)
    records.add_check_in(CheckIn(student=TOMAS, text="All well."))
    assert records.check_ins(AMINA) == [first]
    assert [one.text for one in records.check_ins()] == ["Look at strips together.", "All well."]


def test_records_last(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    answered = Answered(
        by=(SCHOOL, 1),
        at="",
        lesson="halving",
        place="first",
        item="half-of",
        variant=2,
        attempt=1,
        answer="7",
        score=1.0,
    )
    with Records(url) as records:
        records.merge(handing_in(write_event(answered)))
    with Records(url) as records:
        assert records.events() == {AMINA: [answered]}


@pytest.mark.parametrize("_once", range(5))
def test_new_records_can_be_opened_by_several_in_the_same_instant(tmp_path: Path, _once: int) -> None:
    ready = Barrier(6)

    def opened(_number: int) -> None:
        ready.wait()
        with Records(f"sqlite:///{tmp_path / 'records.db'}"):
            pass

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(opened, range(6)))


def test_records_of_a_newer_trellis_are_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    Records(url).close()
    with sqlite3.connect(tmp_path / "records.db") as db:
        db.execute("update about set version = 2")
    with pytest.raises(RecordsFault, match="newer Trellis"):
        Records(url)


def test_records_that_cannot_be_opened_say_why(tmp_path: Path) -> None:
    with pytest.raises(RecordsFault, match="The records cannot be opened"):
        Records(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder' / 'records.db'}")


def test_every_version_of_one_id_counts_however_many_come_in_one_hand_in(tmp_path: Path) -> None:
    first, second, third, fourth = (opened(1, at=f"2026-11-0{day}T08:00:00+00:00") for day in (2, 3, 4, 5))
    with Records(f"sqlite:///{tmp_path / 'records.db'}") as records:
        records.merge(handing_in(first))
        merged = records.merge(handing_in(second, third, fourth, second, by=(SCHOOL, 10)))
        assert (merged.new_events, len(merged.conflicts)) == (3, 3)
        days = {event.at[:10] for event in records.events()[AMINA]}
        assert days == {"2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"}
        assert records.merge(handing_in(fourth, second, third, by=(SCHOOL, 11))).new_events == 0
    with sqlite3.connect(tmp_path / "records.db") as db:
        kept = {line for (line,) in db.execute("select line from conflicts")}
    assert kept == {second.strip(), third.strip(), fourth.strip()}


@pytest.mark.parametrize("how", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE"])
def test_records_that_another_program_holds_are_said_after_a_little_patience(
    tmp_path: Path, how: str
) -> None:
    path = tmp_path / "records.db"
    url = f"sqlite:///{path}"
    Records(url).close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(how)
        with (
            patient(0.0),
            pytest.raises(RecordsFault, match=r"Another program holds .*nothing was changed"),
            Records(url) as records,
        ):
            records.add_check_in(CheckIn(student=AMINA, text="A talk."))
    with Records(url) as records:
        assert records.check_ins() == []
