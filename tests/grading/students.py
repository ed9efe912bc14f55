"""Students' work written by hand, for tests of what a teacher is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from curriculum.evidence import Answered, AnyEvent
from curriculum.lately import lately
from curriculum.mastery import Seen, Standing
from curriculum.path import Path, Progress, Status, Step
from curriculum.portfolio import Portfolio
from grading.paths import StudentWork
from grading.records import Outcome, Received
from grading.replan import Known

STEP = Step(
    kind="go-on",
    title="Halving",
    reason="You can start this.",
    because="no prerequisite",
    lesson="halving",
    minutes=10,
)


def work_of(
    student: str,
    *,
    events: Sequence[AnyEvent] = (),
    seen: Sequence[Seen] = (),
    standings: Sequence[Standing] = (),
    skills: dict[str, Status] | None = None,
    steps: Sequence[Step] = (STEP,),
    progress: dict[str, Progress] | None = None,
    handed_in: datetime | None = datetime(2026, 11, 16, 9, 30, tzinfo=UTC),
    outcomes: Sequence[Outcome] = (),
) -> StudentWork:
    """One student's work; by default somebody who has handed in and of whom nothing else is known."""
    received = ()
    if handed_in is not None:
        at = handed_in.isoformat()
        received = (
            Received(digest="d", student=student, installation="inst01", counter=1, at=at, received=at),
        )
    return StudentWork(
        student=student,
        events=list(events),
        known=Known(work=Portfolio(lately=lately(events))),
        seen=list(seen),
        standings={standing.skill: standing for standing in standings},
        progress=progress if progress is not None else {"halving": Progress()},
        path=Path(steps=tuple(steps), skills=skills or {}),
        hand_ins=received,
        outcomes=tuple(outcomes),
    )


def standing(skill: str = "halves", **known: Any) -> Standing:
    """A standing in the middle: nine tries, a chance of .62, neither sure nor stuck, unless said otherwise."""
    return Standing(
        **{
            "skill": skill,
            "chance": 0.62,
            "tries": 9,
            "first_tries": 6,
            "right": 3,
            "mastered": False,
            "stuck": False,
            **known,
        }
    )


def answered(counter: int, answer: int | str | list[int], score: float, **more: Any) -> Answered:
    """An answer to `half-of` at the first node of the halving lesson, on Monday 16 November at 8 plus `counter` minutes."""
    return Answered(
        **{
            "by": ("inst01", counter),
            "at": f"2026-11-16T08:{counter:02d}:00+00:00",
            "lesson": "halving",
            "place": "first",
            "item": "half-of",
            "variant": 0,
            "attempt": 1,
            "answer": answer,
            "score": score,
            **more,
        }
    )
