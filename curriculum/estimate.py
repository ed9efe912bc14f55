"""The estimate inside a lesson: the same as the path's, from what the student has done in this lesson so far."""

from __future__ import annotations

from collections.abc import Iterable

from curriculum.evidence import AnyEvent
from curriculum.lesson import ReleasedLesson
from curriculum.mastery import Difficulties, Learner
from curriculum.portfolio import StudentsJudge, classwork


def chance_in(lesson: ReleasedLesson, events: Iterable[AnyEvent], item: str) -> float:
    """The chance of solving a typical task of `item`'s skill, after `events` of `lesson`.

    How hard the items are is the author's word here: a student's machine does not have the class's answers.
    """
    learner = Learner(Difficulties())
    judge = StudentsJudge({lesson.lesson: lesson})
    for seen in classwork((event for event in events if event.lesson == lesson.lesson), judge):
        learner.learn(seen)
    check = lesson.checks.get(item)
    return learner.chance(check.skill if check else lesson.variants[item][0].skill)
