"""The grades of a class as a table: students by lessons, from nbgrader's gradebook."""

from __future__ import annotations

import msgspec
from nbgrader.api import Assignment, Grade, Student, SubmittedAssignment, SubmittedNotebook

from grading.class_folder import ClassFolder
from grading.gradebook import all_graded, open_gradebook
from grading.roster import Roster, read_roster


class GradedLesson(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson of the table: its id, its title, and the most points there are."""

    lesson: str
    title: str
    most: float


class Grades(msgspec.Struct, frozen=True, kw_only=True):
    """The grades of a class. `points` by (student, lesson) has the finished ones only.

    `waiting` are those where a person still has to look: they are no grade yet, and stay out.
    """

    roster: Roster
    lessons: tuple[GradedLesson, ...]
    points: dict[tuple[str, str], float]
    waiting: tuple[tuple[str, str], ...]


def grades_of(folder: ClassFolder) -> Grades:
    """The grades in the gradebook of students on the roster. Raises RosterFault, ClassFault, CourseError."""
    roster, course = read_roster(folder.roster), folder.load_course()
    graded = {which: one for which, one in all_graded(folder).items() if which[0] in roster.names}
    waiting = _waiting(folder) & set(graded)
    titles = {lesson.id: lesson.title for lesson in course.outline.lessons}
    most: dict[str, float] = {}
    for (_student, lesson), one in graded.items():
        most[lesson] = max(most.get(lesson, 0.0), one.most)
    ordered = [name for name in titles if name in most] + sorted(set(most) - set(titles))
    return Grades(
        roster=roster,
        lessons=tuple(
            GradedLesson(lesson=name, title=titles.get(name, name), most=most[name]) for name in ordered
        ),
        points={which: one.score for which, one in graded.items() if which not in waiting},
        waiting=tuple(sorted(waiting)),
    )


def _waiting(folder: ClassFolder) -> set[tuple[str, str]]:
    """The submissions with a cell that a person has to look at."""
    if not folder.gradebook.is_file():
        return set()
    with open_gradebook(folder) as gradebook:
        asked = gradebook.db.query(Student.id, Assignment.name).select_from(Grade)
        asked = asked.join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        asked = asked.join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        asked = asked.join(Student, Student.id == SubmittedAssignment.student_id)
        asked = asked.join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        return {
            (student, lesson)
            for student, lesson in asked.filter(Grade.needs_manual_grade.is_(True)).distinct()
        }
