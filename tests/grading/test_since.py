"""What has changed since a teacher last looked: by teacher, and one look lasts some hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from grading.records import Records
from grading.since import Change, Since, look
from tests.grading.students import standing, work_of

MORNING = datetime(2026, 11, 16, 8, tzinfo=UTC)
STUCK = {"ana": work_of("ana", standings=[standing(chance=0.3, stuck=True)])}
SURE = {
    "ana": work_of("ana", standings=[standing(chance=0.9, mastered=True)], skills={"halves": "mastered"}),
    "ben": work_of("ben", handed_in=None),
}


def test_the_first_look_has_nothing_to_compare_with() -> None:
    with Records("sqlite://") as records:
        assert look(records, STUCK, "Ray", MORNING) == Since()
        assert look(records, SURE, "Ray", MORNING + timedelta(hours=3)) == Since()


def test_what_is_new_stays_new_until_the_look_is_over() -> None:
    next_day = MORNING + timedelta(days=1)
    new = Since(
        at=MORNING.isoformat(),
        changes=(Change(student="ana", can_do=("halves",)), Change(student="ben", is_new=True)),
    )
    with Records("sqlite://") as records:
        look(records, STUCK, "Ray", MORNING)
        assert look(records, SURE, "Ray", next_day) == new
        assert look(records, SURE, "Ray", next_day + timedelta(hours=1)) == new
        later = look(records, SURE, "Ray", next_day + timedelta(hours=9))
        assert (later.at, later.changes) == (next_day.isoformat(), ())


def test_every_teacher_has_a_memory_of_their_own() -> None:
    with Records("sqlite://") as records:
        look(records, STUCK, "Ray", MORNING)
        assert look(records, SURE, "Kim", MORNING + timedelta(days=1)) == Since()
        assert look(records, SURE, "Ray", MORNING + timedelta(days=1)).changes != ()


def test_what_is_remembered_is_erased_with_the_student() -> None:
    with Records("sqlite://") as records:
        both = STUCK | {"ben": work_of("ben")}
        look(records, both, "Ray", MORNING)
        assert [row["by"] for row in records.held("ana")["looks"]] == ["Ray"]
        records.erase("ana")
        assert look(records, both, "Ray", MORNING + timedelta(days=1)).changes == (
            Change(student="ana", needs=("halves",), hand_ins=1, is_new=True),
        )
