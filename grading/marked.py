"""Marks as evidence: what the judge found about code, and what the teacher gave for open work, beside the answers of the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from curriculum.course import Course
from curriculum.items import Rubric
from curriculum.mastery import Seen
from grading.class_folder import ClassFolder
from grading.records import Mark, Records

WORK = "work-"
"""What the grade ids of open work begin with (grading/assignment.py)."""


def as_seen(course: Course, marks: Iterable[Mark], before: Sequence[Seen]) -> list[Seen]:
    """The marks as judged attempts, points as partial credit.

    Where the student's own runs of the visible cases were seen `before`, the judge's mark of the same item is a further try at it. Marks of
    items that the course no longer has are passed over.
    """
    tried = {one.item for one in before}
    return [
        Seen(
            skill=course.skill_of[mark.item],
            item=mark.item,
            score=min(1.0, max(0.0, mark.points / mark.max_points)),
            attempt=2 if mark.item in tried else 1,
            difficulty=course.items[mark.item].difficulty,
            misconception=mark.misconception,
            lesson=mark.lesson,
        )
        for mark in marks
        if mark.item in course.items and mark.max_points > 0
    ]


def by_student(marks: Iterable[Mark]) -> Mapping[str, list[Mark]]:
    """The marks of each student."""
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.student, []).append(mark)
    return found


def take_marks(folder: ClassFolder, records: Records, course: Course) -> int:
    """Take into the records what the teacher gave for open work in formgrader since it was last looked at; how many marks are new.

    Work not yet marked says nothing. Where no item of the course is open work, the gradebook is not opened.
    """
    if not folder.gradebook.is_file() or not any(isinstance(item, Rubric) for item in course.items.values()):
        return 0
    from grading.gradebook import given_by_hand  # nbgrader: not on the way to every table

    known = {(mark.student, mark.lesson, mark.item): mark for mark in records.marks()}
    new = [
        mark
        for student, lesson, cell, points, most in given_by_hand(folder)
        if cell.startswith(WORK)
        and (
            mark := Mark(
                student=student,
                lesson=lesson,
                item=cell.removeprefix(WORK),
                points=points,
                max_points=most,
            )
        )
        != known.get((student, lesson, mark.item))
    ]
    if new:
        records.record_outcomes([], new)
    return len(new)
